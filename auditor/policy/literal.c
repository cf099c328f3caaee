/* SPDX-License-Identifier: Apache-2.0 */
/* Reads numbers, sizes, durations, dates and times. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "policy/parse.h"

#define SECOND INT64_C(1000000000)
#define DAY_SECONDS INT64_C(86400)

static const struct {
	const char *name;
	uint64_t    octets;
} units[] = {
    {"",    1	  },
    {"k",   1024       },
    {"kB",  1000       },
    {"KiB", 1024       },
    {"M",   1024 * 1024},
    {"MB",  1000000    },
    {"MiB", 1024 * 1024},
    {"G",   1024u << 20},
    {"GB",  1000000000 },
    {"GiB", 1024u << 20},
};

/* The digits that ${text} begins with; false if there are none or too many.  ${*rest}: what follows. */
static bool
take_digits(const char *text, uint64_t *number, const char **rest)
{
	*number = 0;
	*rest = text;
	while (isdigit((unsigned char)**rest)) {
		uint64_t digit = (uint64_t)(**rest - '0');

		if (*number > (UINT64_MAX - digit) / 10)
			return false;
		*number = *number * 10 + digit;
		(*rest)++;
	}
	return *rest != text;
}

bool
literal_count(const char *text, struct range *range)
{
	const char *unit;
	uint64_t    number;

	if (!take_digits(text, &number, &unit))
		return false;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (strcmp(unit, units[i].name) != 0 || number > UINT64_MAX / units[i].octets)
			continue;
		range->low = range->high = number * units[i].octets;
		return true;
	}
	return false;
}

static const struct {
	char    unit;
	int64_t seconds;
} durations[] = {
    {'s', 1    },
    {'m', 60   },
    {'h', 3600 },
    {'d', 86400},
};

bool
literal_duration(const char *text, int64_t *nanoseconds)
{
	const char *unit;
	uint64_t    number;

	if (!take_digits(text, &number, &unit) || unit[0] == '\0' || unit[1] != '\0')
		return false;
	for (size_t i = 0; i < sizeof(durations) / sizeof(durations[0]); i++) {
		if (unit[0] != durations[i].unit)
			continue;
		if (number > (uint64_t)(INT64_MAX / SECOND / durations[i].seconds))
			return false;
		*nanoseconds = (int64_t)number * durations[i].seconds * SECOND;
		return true;
	}
	return false;
}

static bool
is_date_shape(const char *text)
{
	static const char shape[] = "dddd-dd-dd";

	for (size_t i = 0; i < sizeof(shape) - 1; i++)
		if (shape[i] == 'd' ? !isdigit((unsigned char)text[i]) : text[i] != shape[i])
			return false;
	return true;
}

static int
two_digits(const char *text)
{
	return (text[0] - '0') * 10 + text[1] - '0';
}

/* Seconds since 1970 of the day's beginning; false for a day that no calendar has. */
static bool
take_day(const char *text, int64_t *seconds)
{
	struct tm tm = {0}, back;
	time_t    clock;

	tm.tm_year = two_digits(text) * 100 + two_digits(text + 2) - 1900;
	tm.tm_mon = two_digits(text + 5) - 1;
	tm.tm_mday = two_digits(text + 8);
	back = tm;
	clock = timegm(&back);
	*seconds = (int64_t)clock;
	/* The times of packets are nanoseconds in 64 bits: from 1678 to 2261. */
	return back.tm_mon == tm.tm_mon && back.tm_mday == tm.tm_mday && tm.tm_year >= 1700 - 1900 &&
	       tm.tm_year < 2260 - 1900;
}

static bool
is_clock(const char *text)
{
	return isdigit((unsigned char)text[0]) && isdigit((unsigned char)text[1]) && text[2] == ':' &&
	       isdigit((unsigned char)text[3]) && isdigit((unsigned char)text[4]);
}

/* RFC 3339 5.6 time-offset: Z, or hours and minutes that local time is ahead of UTC. */
static bool
take_offset(const char *text, int64_t *seconds)
{
	*seconds = 0;
	if (strcmp(text, "Z") == 0 || strcmp(text, "z") == 0)
		return true;
	if ((text[0] != '+' && text[0] != '-') || !is_clock(text + 1) || text[6] != '\0')
		return false;
	*seconds = two_digits(text + 1) * 3600 + two_digits(text + 4) * 60;
	if (text[0] == '-')
		*seconds = -*seconds;
	return two_digits(text + 1) < 24 && two_digits(text + 4) < 60;
}

static bool
take_clock(const char *text, int64_t *seconds)
{
	int64_t offset;

	if ((text[0] != 'T' && text[0] != 't') || !is_clock(text + 1) || text[6] != ':' ||
	    !isdigit((unsigned char)text[7]) || !isdigit((unsigned char)text[8]) ||
	    !take_offset(text + 9, &offset))
		return false;
	*seconds = two_digits(text + 1) * 3600 + two_digits(text + 4) * 60 + two_digits(text + 7) - offset;
	return two_digits(text + 1) < 24 && two_digits(text + 4) < 60 && two_digits(text + 7) < 60;
}

bool
expression_parse_date(const char *text, int64_t *first, int64_t *last)
{
	int64_t day, clock = 0;
	int64_t length = text[0] != '\0' && strlen(text) > 10 ? 1 : DAY_SECONDS;

	if (!is_date_shape(text) || !take_day(text, &day))
		return false;
	if (text[10] != '\0' && !take_clock(text + 10, &clock))
		return false;
	*first = (day + clock) * SECOND;
	*last = *first + length * SECOND - 1;
	return true;
}

bool
literal_time(const char *text, struct range *range)
{
	int64_t first, last;

	if (!expression_parse_date(text, &first, &last))
		return false;
	range->low = time_as_count(first);
	range->high = time_as_count(last);
	return true;
}
