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

void
clean_spot(struct text *text, const struct spot *spot)
{
	if (spot->file == NULL)
		return;
	clean_name(text, spot->file);
	if (spot->line > 0)
		text_printf(text, ":%d", spot->line);
}
