/* SPDX-License-Identifier: Apache-2.0 */
/* Makes names, sentences and facts fit to print. */
#include "report/clean.h"

#include <string.h>

#define WHITE " \t\r\n\v\f"

void
clean_name(struct text *text, const char *name)
{
	text_clean(text, name, strlen(name));
}

void
clean_prose(struct text *text, const char *prose)
{
	const char *gap = "";

	for (prose += strspn(prose, WHITE); *prose != '\0'; prose += strspn(prose, WHITE)) {
		size_t size = strcspn(prose, WHITE);

		text_add(text, gap);
		text_clean(text, prose, size);
		prose += size;
		gap = " ";
	}
}

void
clean_fact(struct text *text, const char *fact, size_t size)
{
	while (size > 0) {
		const char *escape = memchr(fact, '\\', size);
		size_t      plain = escape == NULL ? size : (size_t)(escape - fact);

		text_clean(text, fact, plain);
		if (escape != NULL) {
			text_add_bytes(text, escape, 1);
			plain++;
		}
		fact += plain;
		size -= plain;
	}
}

static int
digit_of(char digit)
{
	static const char digits[] = "0123456789ABCDEF";
	const char       *at = digit == '\0' ? NULL : strchr(digits, digit);

	return at == NULL ? -1 : (int)(at - digits);
}

/* The octet that "\xHH" stands for; -1: it is no such thing, or the octet that ends strings. */
static int
escaped_octet(const char *escape)
{
	int high, low;

	if (escape[1] != 'x' || (high = digit_of(escape[2])) < 0 || (low = digit_of(escape[3])) < 0)
		return -1;
	return high * 16 + low > 0 ? high * 16 + low : -1;
}

void
clean_undo(struct text *text, const char *clean)
{
	while (*clean != '\0') {
		size_t plain = strcspn(clean, "\\");
		int    octet;

		text_add_bytes(text, clean, plain);
		clean += plain;
		if (*clean == '\0')
			break;
		if (clean[1] == '\\') {
			text_add(text, "\\");
			clean += 2;
		} else if ((octet = escaped_octet(clean)) >= 0) {
			text_add_bytes(text, &(char){(char)octet}, 1);
			clean += 4;
		} else {
			text_add_bytes(text, clean++, 1);
		}
	}
}

void
clean_spot(struct text *text, const struct spot *spot)
{
	if (spot->file == NULL)
		return;
	clean_name(text, spot->file);
	if (spot->line > 0)
		text_printf(text, ":%d", spot->line);
}
