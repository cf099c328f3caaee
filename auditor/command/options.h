/* SPDX-License-Identifier: Apache-2.0 */
#ifndef COMMAND_OPTIONS_H
#define COMMAND_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "policy/check.h"

/*
 * options: the options of a command, one row each.
 *
 * A row says what an option is called, what the help tells of it, and what reads its word into which member
 * of the record that the command makes of its line.  Errors go to standard error, with what would be right.
 */
struct option_row {
	const char *name;     /* first: it is what a misspelt one is held against */
	char        letter;   /* NUL: it has none */
	const char *argument; /* as the help calls it; NULL: it takes none */
	const char *says;
	/* False after complaining; ${member} is in ${record}.  NULL: this option asks for the help. */
	bool (*read)(void *record, void *member, char *word);
	size_t offset; /* of the member */
};

struct option_table {
	const char              *command;
	const struct option_row *rows;
	size_t                   count; /* MOST_OPTIONS at most */
	void (*print_help)(void);
};

#define MOST_OPTIONS 64

/*
 * Read all options of the line into ${record}; optind is the first word that is none.  False when the command
 * is over: the help was printed, or something is wrong; ${status} is its exit status then.
 */
bool options_read(const struct option_table *table, void *record, int argc, char **argv, int *status);

/* A line of help for each option. */
void options_print(const struct option_table *table, FILE *out);

/* Say that ${word} is no good: "mailreeve: COMMAND: WHAT: WORD (HINT)".  Always false. */
bool options_refuse(const char *command, const char *what, const char *word, const char *hint);

/* The same, where ${near} might have been meant; NULL: ${hint}. */
bool options_refuse_near(const char *command, const char *what, const char *word, const char *near,
			 const char *hint);

/* The severity that ${word} names; false after saying so, for ${command}, and which there are. */
bool options_severity(const char *command, const char *word, enum severity *severity);

/* Readers: the word itself, true, false, and nothing at all. */
bool option_word(void *record, void *member, char *word);
bool option_set(void *record, void *member, char *word);
bool option_clear(void *record, void *member, char *word);
bool option_ignore(void *record, void *member, char *word);

#endif
