/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLASSIFY_WORDS_H
#define CLASSIFY_WORDS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

/* words: reading a line of a text protocol: letters compare without case, as all mail protocols do. */

/* Whether ${line} begins with ${prefix}; is ${word}; has ${word} anywhere. */
bool words_begin(struct bytes line, const char *prefix);
bool words_are(struct bytes line, const char *word);
bool words_have(struct bytes line, const char *word);

/* As words_have, but not as part of a longer word of letters and digits. */
bool words_have_whole(struct bytes line, const char *word);

/* Take the first word, up to a space or tab, and the blanks behind it, off ${line}. */
struct bytes words_next(struct bytes *line);

/* Take decimal digits; false if there is none, or the number exceeds 64 bits. */
bool words_number(struct bytes *line, uint64_t *number);

/* Keywords overwritten on the path: at least four X, of which the last may be another capital (XXXXXXXA). */
bool words_are_masked(struct bytes word);

/*
 * Whether ${line} ends by announcing a literal: {n}, {n+}, {n-} or ~{n} (RFC 9051 4.3, RFC 3516 4.4,
 * RFC 7888); its octets follow the line.  ${line} loses the announcement.
 */
struct literal {
	uint64_t octets;
	bool     is_synchronising; /* the sender waits for leave */
};
bool words_literal(struct bytes *line, struct literal *literal);

/*
 * The contents of a quoted string that begins ${line}, as they stand; false if it does not.  A string that
 * does not end marks ${line} as is_short.
 */
bool words_quoted(struct bytes *line, struct bytes *contents);

#endif
