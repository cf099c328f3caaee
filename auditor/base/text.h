/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* text: a growing string.  Zero it to begin; text_free when done.  `failed` is set when memory ran out. */
struct text {
	char  *data; /* NUL-terminated, or NULL while empty */
	size_t size; /* without the NUL */
	size_t room;
	bool   failed;
};

void text_add(struct text *text, const char *string);
void text_add_bytes(struct text *text, const void *data, size_t size);
void text_printf(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_clear(struct text *text);
void text_free(struct text *text);

/*
 * Append octets from the wire, made harmless: valid UTF-8 stays, but control
 * characters (C0, DEL, C1), bidirectional controls (U+202A..202E, 2066..2069,
 * 200E, 200F, 061C), line separators and octets that are not UTF-8 become \xHH.  A backslash becomes
 * two, so that nothing can be mistaken for an escape of ours.
 */
void text_clean(struct text *text, const void *data, size_t size);

/* RFC 3339 UTC with microseconds, as "2026-11-22T03:34:00.000000Z"; nanoseconds since 1970. */
#define TEXT_TIME_SIZE 80
const char *text_time(int64_t nanoseconds, char out[TEXT_TIME_SIZE]);

/* ${size} octets as twice as many hexadecimal digits and a NUL. */
const char *text_hex(const void *octets, size_t size, char *out);

/* The other way: ${size} octets from twice as many digits; false if one of them is none. */
bool text_unhex(const char *digits, size_t size, void *octets);

/* Of ${count} words (the first pointer of every ${stride} octets), the one nearest to ${word}; NULL if none
 * is near. */
const char *text_nearest(const char *word, const void *words, size_t count, size_t stride);

#endif
