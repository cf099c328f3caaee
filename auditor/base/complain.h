/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_COMPLAIN_H
#define BASE_COMPLAIN_H

#include <stddef.h>
#include <stdio.h>

/*
 * complaint: what is wrong with something a person gave us, and where.
 *
 * Reading goes on after a complaint, so that one run tells everything.  The
 * list is kept, not printed: the command prints it to stderr, a test reads it.
 */
enum gravity { GRAVITY_NOTE, GRAVITY_WARNING, GRAVITY_ERROR };

struct spot {
	const char *file; /* NULL: no file */
	int         line; /* 1-based; 0: the file as a whole */
	int         column;
};

struct complaints;

struct complaints *complaints_new(void);

void complain(struct complaints *list, enum gravity gravity, struct spot spot, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Order them by file, in the order of their first complaints, then by line and column. */
void complaints_sort(struct complaints *list);

size_t complaints_count(const struct complaints *list, enum gravity at_least);

/* The ${index}th as "file:line:col: error: sentence", in order of arrival or as sorted; NULL past the end. */
const char *complaints_text(const struct complaints *list, size_t index);

/* Print all of them to ${out}, each with its line of the file and a caret under it, if the file can be read.
 */
void complaints_print(const struct complaints *list, FILE *out);

void complaints_free(struct complaints *list);

#endif
