/* SPDX-License-Identifier: Apache-2.0 */
/* Growing strings, times, and the cleaning of what strangers wrote. */
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static bool
text_make_room(struct text *text, size_t more)
{
	size_t room = text->room == 0 ? 64 : text->room;
	char  *bigger;

	if (text->failed || more > SIZE_MAX / 4 - text->size) {
		text->failed = true;
		return false;
	}
	while (room < text->size + more + 1)
		room *= 2;
	if (room == text->room)
		return true;
	if ((bigger = realloc(text->data, room)) == NULL) {
		text->failed = true;
		return false;
	}
	text->data = bigger;
	text->room = room;
	return true;
}

void
text_add_bytes(struct text *text, const void *data, size_t size)
{
	if (!text_make_room(text, size))
		return;
	if (size > 0)
		memcpy(text->data + text->size, data, size);
	text->size += size;
	text->data[text->size] = '\0';
}

void
text_add(struct text *text, const char *string)
{
	text_add_bytes(text, string, strlen(string));
}

void
text_printf(struct text *text, const char *format, ...)
{
	va_list arguments, again;
	int     size;

	va_start(arguments, format);
	va_copy(again, arguments);
	size = vsnprintf(NULL, 0, format, arguments);
	if (size < 0)
		text->failed = true;
	else if (text_make_room(text, (size_t)size)) {
		vsnprintf(text->data + text->size, (size_t)size + 1, format, again);
		text->size += (size_t)size;
	}
	va_end(again);
	va_end(arguments);
}

void
text_clear(struct text *text)
{
	text->size = 0;
	if (text->data != NULL)
		text->data[0] = '\0';
}

void
text_free(struct text *text)
{
	free(text->data);
	memset(text, 0, sizeof(*text));
}

/*
 * The length of the UTF-8 sequence that ${data} begins with and its code point, or 0 if it is none
 * (RFC 3629 4: no overlong forms, no surrogates, nothing above U+10FFFF).
 */
static size_t
utf8_length(const uint8_t *data, size_t size, uint32_t *point)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	size_t                length = data[0] < 0x80   ? 1
				       : data[0] < 0xc2 ? 0
				       : data[0] < 0xe0 ? 2
				       : data[0] < 0xf0 ? 3
				       : data[0] < 0xf5 ? 4
							: 0;

	if (length == 0 || length > size)
		return 0;
	*point = length == 1 ? data[0] : data[0] & (0x7fu >> length);
	for (size_t i = 1; i < length; i++) {
		if ((data[i] & 0xc0) != 0x80)
			return 0;
		*point = *point << 6 | (data[i] & 0x3fu);
	}
	if (*point < least[length] || *point > 0x10ffff || (*point >= 0xd800 && *point <= 0xdfff))
		return 0;
	return length;
}

/* Characters that move the cursor, turn the writing direction, hide or are none: never shown as they came. */
static const struct {
	uint32_t first, last;
} harmful[] = {
    {0x00,    0x1f   },
    {0x7f,    0x9f   },
    {0x034f,  0x034f },
    {0x061c,  0x061c },
    {0x115f,  0x1160 },
    {0x180e,  0x180e },
    {0x200b,  0x200f },
    {0x2028,  0x202e },
    {0x2060,  0x206f },
    {0x3164,  0x3164 },
    {0xfdd0,  0xfdef },
    {0xfeff,  0xfeff },
    {0xffa0,  0xffa0 },
    {0xfff0,  0xfffb },
    {0xfffe,  0xffff },
    {0xe0000, 0xe0fff},
};

static bool
is_harmful(uint32_t point)
{
	for (size_t i = 0; i < sizeof(harmful) / sizeof(harmful[0]); i++)
		if (point >= harmful[i].first && point <= harmful[i].last)
			return true;
	return false;
}

/* How many octets at the beginning are printable ASCII but no backslash: most texts are all of that. */
static size_t
plain_length(const uint8_t *data, size_t size)
{
	size_t length = 0;

	while (length < size && data[length] >= 0x20 && data[length] < 0x7f && data[length] != '\\')
		length++;
	return length;
}

void
text_clean(struct text *text, const void *data, size_t size)
{
	const uint8_t *at = data;
	uint32_t       point = 0;

	while (size > 0) {
		size_t length = plain_length(at, size);
		bool   is_shown;

		if (length > 0) {
			text_add_bytes(text, at, length);
			at += length;
			size -= length;
			continue;
		}
		length = utf8_length(at, size, &point);
		is_shown = length > 0 && !is_harmful(point);

		if (length == 0)
			length = 1;
		if (is_shown && point == '\\')
			text_add(text, "\\\\");
		else if (is_shown)
			text_add_bytes(text, at, length);
		else
			for (size_t i = 0; i < length; i++)
				text_printf(text, "\\x%02X", at[i]);
		at += length;
		size -= length;
	}
}

/* The last ${count} decimal digits of ${number}.  A report prints many: printf takes ten times as long. */
static void
put_digits(char *to, int number, size_t count)
{
	for (; count > 0; number /= 10)
		to[--count] = (char)('0' + number % 10);
}

const char *
text_time(int64_t nanoseconds, char out[TEXT_TIME_SIZE])
{
	static const char form[] = "YYYY-MM-DDThh:mm:ss.uuuuuuZ";
	int64_t           second = nanoseconds / 1000000000, rest = nanoseconds % 1000000000;
	time_t            clock;
	struct tm         tm;

	if (rest < 0) {
		rest += 1000000000;
		second--;
	}
	clock = (time_t)second;
	if (gmtime_r(&clock, &tm) == NULL)
		memset(&tm, 0, sizeof(tm));
	memcpy(out, form, sizeof(form));
	put_digits(out, tm.tm_year + 1900, 4);
	put_digits(out + 5, tm.tm_mon + 1, 2);
	put_digits(out + 8, tm.tm_mday, 2);
	put_digits(out + 11, tm.tm_hour, 2);
	put_digits(out + 14, tm.tm_min, 2);
	put_digits(out + 17, tm.tm_sec, 2);
	put_digits(out + 20, (int)(rest / 1000), 6);
	return out;
}

const char *
text_hex(const void *octets, size_t size, char *out)
{
	static const char digits[] = "0123456789abcdef";
	const uint8_t    *from = octets;

	for (size_t i = 0; i < size; i++) {
		out[2 * i] = digits[from[i] >> 4];
		out[2 * i + 1] = digits[from[i] & 0xf];
	}
	out[2 * size] = '\0';
	return out;
}

/* The value of a digit; 16: it is none. */
static unsigned
digit_of(char sign)
{
	return sign >= '0' && sign <= '9'                     ? (unsigned)(sign - '0')
	       : (sign | 0x20) >= 'a' && (sign | 0x20) <= 'f' ? (unsigned)((sign | 0x20) - 'a' + 10)
							      : 16;
}

bool
text_unhex(const char *digits, size_t size, void *octets)
{
	uint8_t *into = octets;

	for (size_t i = 0; i < size; i++) {
		unsigned high = digit_of(digits[2 * i]), low = digit_of(digits[2 * i + 1]);

		if (high > 15 || low > 15)
			return false;
		into[i] = (uint8_t)(high << 4 | low);
	}
	return true;
}

#define NEAR_LONGEST 48

/* Edits (insert, delete, replace, swap neighbours) that turn one word into the other. */
static size_t
edit_distance(const char *a, const char *b)
{
	size_t row[3][NEAR_LONGEST + 1];
	size_t a_size = strlen(a), b_size = strlen(b);

	if (a_size > NEAR_LONGEST || b_size > NEAR_LONGEST)
		return SIZE_MAX;
	for (size_t j = 0; j <= b_size; j++)
		row[0][j] = j;
	for (size_t i = 1; i <= a_size; i++) {
		size_t *now = row[i % 3], *before = row[(i + 2) % 3], *earlier = row[(i + 1) % 3];

		now[0] = i;
		for (size_t j = 1; j <= b_size; j++) {
			size_t best = before[j - 1] + (a[i - 1] != b[j - 1]);

			best = before[j] + 1 < best ? before[j] + 1 : best;
			best = now[j - 1] + 1 < best ? now[j - 1] + 1 : best;
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
			    earlier[j - 2] + 1 < best)
				best = earlier[j - 2] + 1;
			now[j] = best;
		}
	}
	return row[a_size % 3][b_size];
}

const char *
text_nearest(const char *word, const void *words, size_t count, size_t stride)
{
	const char *nearest = NULL;
	size_t      least = strlen(word) / 3 + 1; /* one slip in three letters */

	for (size_t i = 0; i < count; i++) {
		const char *candidate;
		size_t      distance;

		memcpy(&candidate, (const char *)words + i * stride, sizeof(candidate));
		if (candidate == NULL)
			continue;
		if ((distance = edit_distance(word, candidate)) <= least &&
		    (nearest == NULL || distance < least)) {
			nearest = candidate;
			least = distance;
		}
	}
	return nearest;
}
