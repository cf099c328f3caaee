/* SPDX-License-Identifier: Apache-2.0 */
#ifndef COMMAND_OUTPUT_WORDS_H
#define COMMAND_OUTPUT_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "command/output.h"

#define MOST_OUTPUTS 16

/*
 * output words: what -f and -o say, of commands that print reports.
 *
 * They are understood together, when all of the line is read: until then this holds them.
 */
struct output_words {
	const char          *command; /* that complains */
	const struct format *format;  /* NULL: not given */
	const char          *words[MOST_OUTPUTS];
	size_t               count;
};

/* Readers (command/options.h) of -f and -o; the member is a struct output_words. */
bool output_words_format(void *record, void *member, char *word);
bool output_words_add(void *record, void *member, char *word);

/*
 * All ${outputs}; without any -o standard output, in ${usual} if -f says nothing.  False after saying on
 * stderr what is wrong.
 */
bool output_words_understand(const struct output_words *words, const struct format *usual,
			     struct output outputs[MOST_OUTPUTS], size_t *count);

#endif
