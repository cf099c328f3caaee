/* SPDX-License-Identifier: Apache-2.0 */
/* mailreeve explain: what a check, a port, a fact, a profile, a policy or a control is. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "command/command.h"
#include "command/explain.h"
#include "command/options.h"

#define MOST_CANDIDATES 1024

static void print_help(void);

/* clang-format off */
static const struct option_row rows[] = {
	{"policy", '\0', "FILE|NAME", "the policy that checks and facts are explained by (default baseline)", option_word, 0},
	{"help",   'h',  NULL,        "this text",                                                            NULL,        0},
};
/* clang-format on */

static const struct option_table table = {"explain", rows, sizeof(rows) / sizeof(rows[0]), print_help};

static void
print_usage(FILE *out)
{
	fputs(
	    "usage: mailreeve explain [OPTION]... WORD...\n\n"
	    "  WORD is the id of a check, a port or its name, a fact, a TLS profile, a policy or a control:\n"
	    "  mailreeve explain imap-plaintext-wan 465 tls.version bcp195-2026 strict SC-8\n\n",
	    out);
	options_print(&table, out);
}

static void
print_help(void)
{
	print_usage(stdout);
}

/* The words that could have been meant, for a suggestion. */
struct candidates {
	const char *words[MOST_CANDIDATES];
	size_t      count;
};

static void
add_candidate(struct candidates *candidates, const char *word)
{
	if (candidates->count < MOST_CANDIDATES)
		candidates->words[candidates->count++] = word;
}

static void
complain_of_word(const struct explaining *explaining, const char *word)
{
	struct candidates candidates = {.count = 0};
	struct text       clean = {0};
	const char       *near;

	for (size_t i = 0; i < policy_check_count(explaining->policy); i++)
		add_candidate(&candidates, policy_check(explaining->policy, i)->id);
	for (size_t i = 0; i < FACT_COUNT; i++)
		add_candidate(&candidates, fact_rows[i].name);
	for (size_t i = 0; i < reference_port_count(explaining->reference); i++)
		add_candidate(&candidates, reference_port(explaining->reference, i)->name);
	for (const char *const *name = policy_profiles(); *name != NULL; name++)
		add_candidate(&candidates, *name);
	for (const char *const *name = policy_built_in(); *name != NULL; name++)
		add_candidate(&candidates, *name);
	near = text_nearest(word, candidates.words, candidates.count, sizeof(candidates.words[0]));
	text_clean(&clean, word, strlen(word));
	fprintf(stderr, "mailreeve: explain: nothing is called \"%s\"",
		clean.data != NULL ? clean.data : "?");
	fprintf(stderr,
		near != NULL ? " (did you mean %s?)\n" : " (mailreeve explain --help tells what can be)\n",
		near);
	text_free(&clean);
}

static int
explain_word(struct explaining *explaining, const char *word)
{
	static bool (*const explainers[])(struct explaining *, const char *) = {
	    explain_port, explain_check, explain_fact, explain_profile, explain_policy, explain_control,
	};

	for (size_t i = 0; i < sizeof(explainers) / sizeof(explainers[0]); i++)
		if (explainers[i](explaining, word))
			return EXIT_CLEAN;
	complain_of_word(explaining, word);
	return EXIT_MISUSE;
}

static int
explain_words(const char *policy, int count, char **words)
{
	struct complaints *complaints = complaints_new();
	struct explaining  explaining = {.has_own_policy = policy != NULL};
	int                status = EXIT_CLEAN;

	if (complaints == NULL)
		return EXIT_MISUSE;
	explaining.policy = policy_load(policy != NULL ? policy : "baseline", complaints);
	explaining.reference = explaining.policy != NULL ? reference_load(complaints) : NULL;
	complaints_print(complaints, stderr);
	explaining_begin(&explaining);
	if (explaining.reference == NULL)
		status = EXIT_MISUSE;
	for (int i = 0; i < count && explaining.reference != NULL; i++)
		if (explain_word(&explaining, words[i]) != EXIT_CLEAN)
			status = EXIT_MISUSE;
	page_end(&explaining.page);
	reference_free(explaining.reference);
	policy_free(explaining.policy);
	complaints_free(complaints);
	return status;
}

int
explain_command(int argc, char **argv)
{
	const char *policy = NULL;
	int         status;

	if (!options_read(&table, &policy, argc, argv, &status))
		return status;
	if (optind == argc) {
		print_usage(stderr);
		return EXIT_MISUSE;
	}
	return explain_words(policy, argc - optind, argv + optind);
}
