/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the options of a command by its table. */
#include "command/options.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "command/command.h"

#define LONG_ONLY 256 /* what getopt_long says of the first row; letters are less */

bool
option_word(void *record, void *member, char *word)
{
	(void)record;
	*(const char **)member = word;
	return true;
}

bool
option_set(void *record, void *member, char *word)
{
	(void)record, (void)word;
	return *(bool *)member = true;
}

bool
option_clear(void *record, void *member, char *word)
{
	(void)record, (void)word;
	*(bool *)member = false;
	return true;
}

bool
option_ignore(void *record, void *member, char *word)
{
	(void)record, (void)member, (void)word;
	return true;
}

bool
options_refuse(const char *command, const char *what, const char *word, const char *hint)
{
	struct text clean = {0};

	text_clean(&clean, word, strlen(word));
	fprintf(stderr, "mailreeve: %s: %s: %s (%s)\n", command, what, clean.data != NULL ? clean.data : "",
		hint);
	text_free(&clean);
	return false;
}

bool
options_refuse_near(const char *command, const char *what, const char *word, const char *near,
		    const char *hint)
{
	char meant[96];

	if (near == NULL)
		return options_refuse(command, what, word, hint);
	(void)snprintf(meant, sizeof(meant), "did you mean %s?", near);
	return options_refuse(command, what, word, meant);
}

bool
options_severity(const char *command, const char *word, enum severity *severity)
{
	return severity_read(word, severity) ||
	       options_refuse_near(command, "no such severity", word,
				   text_nearest(word, severity_words, SEVERITY_COUNT, sizeof(char *)),
				   "critical, high, medium, low or info");
}

static bool
refuse_option(const struct option_table *table, const char *word, int letter)
{
	char name[64], hint[64];

	(void)snprintf(hint, sizeof(hint), "see mailreeve %s --help", table->command);
	if (letter == ':')
		return options_refuse(table->command, "this option wants an argument", word, hint);
	(void)snprintf(name, sizeof(name), "%s", strncmp(word, "--", 2) == 0 ? word + 2 : word);
	name[strcspn(name, "=")] = '\0';
	return options_refuse_near(table->command, "no such option", word,
				   text_nearest(name, table->rows, table->count, sizeof(table->rows[0])),
				   hint);
}

/* The table as getopt_long(3) wants it: long names, and letters. */
static void
spell_out(const struct option_table *table, struct option longs[MOST_OPTIONS + 1],
	  char letters[2 * MOST_OPTIONS + 2])
{
	*letters++ = ':';
	for (size_t i = 0; i < table->count; i++) {
		const struct option_row *row = &table->rows[i];

		longs[i] = (struct option){row->name, row->argument != NULL ? required_argument : no_argument,
					   NULL, LONG_ONLY + (int)i};
		if (row->letter == '\0')
			continue;
		*letters++ = row->letter;
		if (row->argument != NULL)
			*letters++ = ':';
	}
	longs[table->count] = (struct option){NULL, 0, NULL, 0};
	*letters = '\0';
}

static const struct option_row *
row_of(const struct option_table *table, int option)
{
	size_t row = 0;

	if (option >= LONG_ONLY)
		return &table->rows[option - LONG_ONLY];
	while (table->rows[row].letter != option)
		row++;
	return &table->rows[row];
}

bool
options_read(const struct option_table *table, void *record, int argc, char **argv, int *status)
{
	struct option            longs[MOST_OPTIONS + 1];
	char                     letters[2 * MOST_OPTIONS + 2];
	const struct option_row *row;
	int                      option;

	spell_out(table, longs, letters);
	*status = EXIT_MISUSE;
	opterr = 0;
	while ((option = getopt_long(argc, argv, letters, longs, NULL)) != -1) {
		if (option == '?' || option == ':')
			return refuse_option(table, argv[optind - 1], option);
		row = row_of(table, option);
		if (row->read == NULL) {
			table->print_help();
			*status = EXIT_CLEAN;
			return false;
		}
		if (!row->read(record, (char *)record + row->offset, optarg))
			return false;
	}
	return true;
}

void
options_print(const struct option_table *table, FILE *out)
{
	char left[64], letter[8];

	for (size_t i = 0; i < table->count; i++) {
		const struct option_row *row = &table->rows[i];

		(void)snprintf(letter, sizeof(letter), row->letter != '\0' ? "-%c, " : "    ", row->letter);
		(void)snprintf(left, sizeof(left), "%s--%s %s", letter, row->name,
			       row->argument != NULL ? row->argument : "");
		fprintf(out, "  %-31s %s\n", left, row->says);
	}
}
