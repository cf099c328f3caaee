/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POLICY_TOKEN_H
#define POLICY_TOKEN_H

#include <stdbool.h>
#include <stddef.h>

/*
 * token: the smallest piece of an expression.
 *
 * A BARE token is a run of letters, digits and `. _ : / + -`; what it means
 * (a fact, a word, a number, an address, a date) depends on where it stands.
 */
enum token_kind { TOKEN_END, TOKEN_BARE, TOKEN_QUOTED, TOKEN_SYMBOL, TOKEN_BAD };

#define TOKEN_LONGEST 255

struct token {
	enum token_kind kind;
	size_t          offset;                  /* octets into the expression */
	char            text[TOKEN_LONGEST + 1]; /* QUOTED: without the quotes; BAD: what is wrong */
};

/* The token at ${*at} of ${expression}; moves ${*at} behind it. */
void token_next(const char *expression, size_t *at, struct token *token);

/* Whether it is that symbol or bare word. */
bool token_is(const struct token *token, const char *text);

#endif
