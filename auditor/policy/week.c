/* SPDX-License-Identifier: Apache-2.0 */
/* Reads times of day and weekdays. */
#include "policy/week.h"

#include <ctype.h>
#include <string.h>

#define SECOND INT64_C(1000000000)
#define DAY (86400 * SECOND)
#define WEEK (7 * DAY)
#define DAYS 7
#define EPOCH_DAY 3 /* 1970-01-01 was a Thursday; Monday is day 0 */

static const char *const day_words[DAYS] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

/* DAYS if it is none. */
static unsigned
day_of(const char *text)
{
	unsigned day = 0;

	while (day < DAYS && strcmp(day_words[day], text) != 0)
		day++;
	return day;
}

static bool
has_digits(const char *text, const char *shape)
{
	for (; *shape != '\0'; shape++, text++)
		if (*shape == 'd' ? !isdigit((unsigned char)*text) : *text != *shape)
			return false;
	return true;
}

static bool
is_clock(const char *text)
{
	size_t size = strlen(text);

	return (size == 5 && has_digits(text, "dd:dd")) || (size == 8 && has_digits(text, "dd:dd:dd"));
}

static unsigned
two_digits(const char *text)
{
	return (unsigned)(text[0] - '0') * 10 + (unsigned)(text[1] - '0');
}

/* 24:00 is the end of a day. */
static bool
read_clock(const char *text, uint64_t *nanoseconds)
{
	unsigned hours = two_digits(text), minutes = two_digits(text + 3);
	unsigned seconds = text[5] == ':' ? two_digits(text + 6) : 0;

	*nanoseconds = (((uint64_t)hours * 60 + minutes) * 60 + seconds) * (uint64_t)SECOND;
	return minutes < 60 && seconds < 60 && *nanoseconds <= (uint64_t)DAY;
}

bool
week_claims(const char *text)
{
	return day_of(text) < DAYS || is_clock(text);
}

/* Days in a row, which may go on into the next week. */
static void
add_days(struct leaf *leaf, const struct token *at, unsigned first, unsigned last)
{
	if (first <= last) {
		leaf_add_range(leaf, at, first * (uint64_t)DAY, (last + 1) * (uint64_t)DAY - 1);
		return;
	}
	leaf_add_range(leaf, at, first * (uint64_t)DAY, (uint64_t)WEEK - 1);
	leaf_add_range(leaf, at, 0, (last + 1) * (uint64_t)DAY - 1);
}

/* A window of each day, which may go on into the next. */
static void
add_clock(struct leaf *leaf, const struct token *at, uint64_t low, uint64_t high)
{
	for (uint64_t day = 0; day < DAYS; day++) {
		uint64_t midnight = day * (uint64_t)DAY;

		if (low > high)
			leaf_add_range(leaf, at, midnight, midnight + high);
		leaf_add_range(leaf, at, midnight + low,
			       low > high || high == (uint64_t)DAY ? midnight + (uint64_t)DAY - 1
								   : midnight + high);
	}
}

static void
take_clock(struct leaf *leaf, const struct token *low, const struct token *high)
{
	uint64_t from = 0, to = 0;

	if (!read_clock(low->text, &from) || !read_clock(high->text, &to))
		parser_complain(leaf->parser, !read_clock(low->text, &from) ? low : high,
				"\"%s\" is no time of day: they go from 00:00 to 24:00",
				!read_clock(low->text, &from) ? low->text : high->text);
	else if (from == to)
		parser_complain(leaf->parser, low,
				high == low ? "a time of day needs an end, as 22:00..06:00"
					    : "this window is empty: a whole day is 00:00..24:00");
	else if (from == (uint64_t)DAY)
		parser_complain(leaf->parser, low, "a window cannot begin at the end of a day: write 00:00");
	else
		add_clock(leaf, low, from, to);
}

void
week_add(struct leaf *leaf, const struct token *low, const struct token *high)
{
	unsigned first = day_of(low->text), last = day_of(high->text);

	if (leaf->relation != WITHIN && leaf->relation != NOT_WITHIN)
		parser_complain(leaf->parser, low,
				"times of day and weekdays are windows: write \"%s in {%s}\"",
				leaf->name.text, first < DAYS ? low->text : "22:00..06:00");
	else if (leaf->count > 0 && !leaf->is_week)
		parser_complain(
		    leaf->parser, low,
		    "dates do not stand in one list with times of day and weekdays: write two comparisons");
	else if ((first < DAYS) != (last < DAYS) || is_clock(low->text) != is_clock(high->text))
		parser_complain(leaf->parser, low,
				"a window goes from day to day or from time to time: mon..fri, 22:00..06:00");
	else if (first < DAYS)
		add_days(leaf, low, first, last);
	else
		take_clock(leaf, low, high);
	leaf->is_week = true;
}

bool
week_read_offset(const char *text, int64_t *seconds)
{
	*seconds = 0;
	if (strcmp(text, "Z") == 0 || strcmp(text, "UTC") == 0)
		return true;
	if ((text[0] != '+' && text[0] != '-') || strlen(text) != 6 || !is_clock(text + 1) ||
	    two_digits(text + 4) > 59)
		return false;
	*seconds = (int64_t)two_digits(text + 1) * 3600 + (int64_t)two_digits(text + 4) * 60;
	if (text[0] == '-')
		*seconds = -*seconds;
	return *seconds <= 14 * 3600 && *seconds >= -12 * 3600;
}

uint64_t
week_position(int64_t time, int64_t ahead)
{
	int64_t position = (time % WEEK + EPOCH_DAY * DAY + ahead * SECOND) % WEEK;

	return (uint64_t)(position < 0 ? position + WEEK : position);
}

int64_t
week_time(uint64_t position, int64_t ahead)
{
	return (int64_t)(position % (uint64_t)WEEK) - EPOCH_DAY * DAY - ahead * SECOND + WEEK;
}
