/* SPDX-License-Identifier: Apache-2.0 */
/* Suggestions behind complaints. */
#include "policy/hint.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"

const char *
hint_nearest(char hint[HINT_SIZE], const char *word, const void *words, size_t count, size_t stride)
{
	const char *nearest = text_nearest(word, words, count, stride);

	hint[0] = '\0';
	if (nearest != NULL)
		snprintf(hint, HINT_SIZE, " (did you mean \"%s\"?)", nearest);
	return hint;
}

const char *
hint_words(char hint[HINT_SIZE], const char *word, const char *const *words, size_t count)
{
	size_t size = 0;

	if (hint_nearest(hint, word, words, count, sizeof(*words))[0] != '\0')
		return hint;
	for (size_t i = 0; i < count; i++) {
		const char *before = i == 0 ? " (one of " : ", ";

		if (size + strlen(before) + strlen(words[i]) + sizeof(", …)") > HINT_SIZE) {
			size += (size_t)snprintf(hint + size, HINT_SIZE - size, ", …");
			break;
		}
		size += (size_t)snprintf(hint + size, HINT_SIZE - size, "%s%s", before, words[i]);
	}
	if (size > 0)
		snprintf(hint + size, HINT_SIZE - size, ")");
	return hint;
}
