/* SPDX-License-Identifier: Apache-2.0 */
/* Cuts an expression into tokens. */
#include "policy/token.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* The longer ones first. */
static const char *const symbols[] = {"==", "!=", "<=", ">=", "..", "&&", "||", "<",
				      ">",  "(",  ")",  "{",  "}",  ",",  "=",  "!"};

static bool
is_bare(const char *at)
{
	if (at[0] == '.' && at[1] == '.')
		return false;
	return isalnum((unsigned char)at[0]) || (at[0] != '\0' && strchr("._:/+-", at[0]) != NULL);
}

static void
token_bad(struct token *token, const char *why)
{
	token->kind = TOKEN_BAD;
	snprintf(token->text, sizeof(token->text), "%s", why);
}

static void
take_bare(const char *expression, size_t *at, struct token *token)
{
	size_t size = 0;

	while (is_bare(expression + *at + size))
		size++;
	if (size > TOKEN_LONGEST) {
		token_bad(token, "this word is too long");
	} else {
		token->kind = TOKEN_BARE;
		memcpy(token->text, expression + *at, size);
		token->text[size] = '\0';
	}
	*at += size;
}

/* A backslash takes the next character as it is. */
static void
take_quoted(const char *expression, size_t *at, struct token *token)
{
	const char *from = expression + *at + 1;
	size_t      size = 0;

	token->kind = TOKEN_QUOTED;
	while (*from != '"') {
		if (*from == '\\' && from[1] != '\0')
			from++;
		if (*from == '\0' || size == TOKEN_LONGEST) {
			token_bad(token,
				  *from == '\0' ? "this text has no closing quote" : "this text is too long");
			return;
		}
		token->text[size++] = *from++;
	}
	token->text[size] = '\0';
	*at = (size_t)(from + 1 - expression);
}

static void
take_symbol(const char *expression, size_t *at, struct token *token)
{
	for (size_t i = 0; i < sizeof(symbols) / sizeof(symbols[0]); i++) {
		size_t size = strlen(symbols[i]);

		if (strncmp(expression + *at, symbols[i], size) != 0)
			continue;
		token->kind = TOKEN_SYMBOL;
		memcpy(token->text, symbols[i], size + 1);
		*at += size;
		return;
	}
	token_bad(token, "this character means nothing here");
}

void
token_next(const char *expression, size_t *at, struct token *token)
{
	*at += strspn(expression + *at, " \t\r\n");
	token->offset = *at;
	token->text[0] = '\0';
	if (expression[*at] == '\0')
		token->kind = TOKEN_END;
	else if (expression[*at] == '"')
		take_quoted(expression, at, token);
	else if (is_bare(expression + *at))
		take_bare(expression, at, token);
	else
		take_symbol(expression, at, token);
}

bool
token_is(const struct token *token, const char *text)
{
	return (token->kind == TOKEN_BARE || token->kind == TOKEN_SYMBOL) && strcmp(token->text, text) == 0;
}
