/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POLICY_HINT_H
#define POLICY_HINT_H

#include <stddef.h>

/* hint: what a person may have meant, to be put behind a complaint. */
#define HINT_SIZE 240

/* " (did you mean "…"?)" for the nearest of ${words}, laid out as for text_nearest; "" if none is near. */
const char *hint_nearest(char hint[HINT_SIZE], const char *word, const void *words, size_t count,
			 size_t stride);

/* As hint_nearest; if none is near, " (one of …)" with all of them that there is room for. */
const char *hint_words(char hint[HINT_SIZE], const char *word, const char *const *words, size_t count);

#endif
