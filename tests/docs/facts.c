/* SPDX-License-Identifier: Apache-2.0 */
/* Prints docs/facts.md from the registry of facts. */
#include <stdio.h>

#include "classify/fact.h"

static const char *const type_names[] = {
    [TYPE_BOOL] = "true or false",  [TYPE_WORD] = "word",       [TYPE_COUNT] = "number", [TYPE_TEXT] = "text",
    [TYPE_TEXTS] = "list of texts", [TYPE_ADDRESS] = "address", [TYPE_TIME] = "time",
};

static void
print_words(const struct fact_row *row)
{
	for (size_t i = 0; i < row->word_count; i++)
		printf("%s`%s`", i > 0 ? " " : ": ", row->words[i]);
}

int
main(void)
{
	puts(
	    "<!-- Made by `make docs` from auditor/classify/fact.h; do not edit. -->\n"
	    "# Facts of a session\n\n"
	    "Policies and reports use these names. A fact that could not be observed is `null` (or the word\n"
	    "`unknown`, where the list has it), and a check over it is inconclusive, never a pass.\n\n"
	    "| fact | type | meaning |\n|---|---|---|");
	for (size_t fact = 0; fact < FACT_COUNT; fact++) {
		const struct fact_row *row = &fact_rows[fact];

		printf("| `%s` | %s", row->name, type_names[row->type]);
		print_words(row);
		printf(" | %s |\n", row->meaning);
	}
	return 0;
}
