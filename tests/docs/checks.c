/* SPDX-License-Identifier: Apache-2.0 */
/* Writes docs/checks/: a page for each file of rules/checks/, and an index, from the built-in policies. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy/expression.h"
#include "policy/policy.h"

#define MOST_POLICIES 32

/* All built-in policies, the baseline first. */
struct book {
	struct policy *policies[MOST_POLICIES + 1];
	const char    *names[MOST_POLICIES + 1];
	size_t         count;
};

static const char *const order[] = {
    "plaintext", "credentials",  "mailbox",  "smtp",         "starttls",  "tls",
    "ciphers",   "certificates", "ports",    "reachability", "behaviour", "pairs",
    "profile",   "strict",       "exposure", "egress",       "mx",        "inventory",
};

static void
load(struct book *book, const char *name)
{
	struct complaints *complaints = complaints_new();
	struct policy     *policy = policy_load(name, complaints);

	if (policy == NULL || book->count == MOST_POLICIES) {
		complaints_print(complaints, stderr);
		exit(1);
	}
	complaints_free(complaints);
	book->policies[book->count] = policy;
	book->names[book->count++] = name;
}

/* "tls" of "rules/checks/tls.yaml". */
static void
group_of(const struct check *check, char group[64])
{
	const char *slash = strrchr(check->spot.file, '/');

	snprintf(group, 64, "%s", slash != NULL ? slash + 1 : check->spot.file);
	group[strcspn(group, ".")] = '\0';
}

/* Whether a policy before the ${index}th has that check. */
static bool
is_seen(const struct book *book, size_t index, const char *id)
{
	for (size_t i = 0; i < index; i++)
		for (size_t j = 0; j < policy_check_count(book->policies[i]); j++)
			if (strcmp(policy_check(book->policies[i], j)->id, id) == 0)
				return true;
	return false;
}

static void
print_list(FILE *out, const char *label, const char *const *texts)
{
	if (*texts == NULL)
		return;
	fprintf(out, "- **%s:** ", label);
	for (size_t i = 0; texts[i] != NULL; i++)
		fprintf(out, "%s%s", i > 0 ? ", " : "", texts[i]);
	fputc('\n', out);
}

static void
print_policies(const struct book *book, FILE *out, const char *id)
{
	bool is_first = true;

	fprintf(out, "- **In:** ");
	for (size_t i = 0; i < book->count; i++)
		for (size_t j = 0; j < policy_check_count(book->policies[i]); j++) {
			const struct check *check = policy_check(book->policies[i], j);

			if (strcmp(check->id, id) != 0)
				continue;
			fprintf(out, "%s%s (%s)", is_first ? "" : ", ", book->names[i],
				severity_words[check->severity]);
			is_first = false;
		}
	fputc('\n', out);
}

static void
print_facts(FILE *out, const struct check *check)
{
	bool is_first = true;

	fprintf(out, "- **Facts:** ");
	for (size_t fact = 0; fact < FACT_COUNT; fact++) {
		uint64_t bits = expression_facts(check->applies)[fact / 64] |
				expression_facts(check->violates)[fact / 64];

		if ((bits >> fact % 64 & 1) == 0)
			continue;
		fprintf(out, "%s[`%s`](../facts.md)", is_first ? "" : ", ", fact_rows[fact].name);
		is_first = false;
	}
	fputs(is_first ? "none\n" : "\n", out);
}

static void
print_check(const struct book *book, FILE *out, const struct policy *policy, size_t index)
{
	const struct check *check = policy_check(policy, index);
	const char         *traps = policy_check_traps(policy, index);

	fprintf(out, "\n## %s\n\n%s.\n\n", check->id, check->title);
	fprintf(out, "- **Severity:** %s; how it is known: %s; what it judges: %s\n",
		severity_words[check->severity], found_words[check->basis], subject_words[check->subject]);
	if (policy_check_severity_because(policy, index)[0] != '\0')
		fprintf(out, "- **So severe because:** %s\n", policy_check_severity_because(policy, index));
	fprintf(out, "- **Applies:** `%s`\n", policy_check_applies(policy, index));
	fprintf(out, "- **Violated:** `%s`\n", policy_check_violates(policy, index));
	fprintf(out, "- **Why:** %s\n- **Fix:** %s\n", check->because, check->fix);
	if (traps[0] != '\0')
		fprintf(out, "- **Traps:** %s\n", traps);
	print_facts(out, check);
	print_list(out, "Cites", check->cites);
	print_list(out, "Controls", check->controls);
	print_policies(book, out, check->id);
}

static FILE *
page_open(const char *folder, const char *name)
{
	char  path[1024];
	FILE *out;

	snprintf(path, sizeof(path), "%s/%s.md", folder, name);
	if ((out = fopen(path, "w")) == NULL) {
		perror(path);
		exit(1);
	}
	return out;
}

/* The checks of one file of rules/, each once; their number. */
static size_t
print_group(const struct book *book, const char *folder, const char *group)
{
	FILE  *out = page_open(folder, group);
	size_t printed = 0;
	char   other[64];

	fprintf(
	    out,
	    "<!-- Made by `make docs` from rules/checks/%s.yaml and the registry of facts; do not edit. -->\n"
	    "# Checks: %s\n\n[All checks](README.md) · [the language](../policy.md) · [facts](../facts.md)\n",
	    group, group);
	for (size_t i = 0; i < book->count; i++)
		for (size_t j = 0; j < policy_check_count(book->policies[i]); j++) {
			const struct check *check = policy_check(book->policies[i], j);

			group_of(check, other);
			if (strcmp(group, other) != 0 || is_seen(book, i, check->id))
				continue;
			print_check(book, out, book->policies[i], j);
			printed++;
		}
	fclose(out);
	return printed;
}

static size_t
print_rows(const struct book *book, FILE *out, const char *group)
{
	size_t printed = 0;
	char   other[64];

	for (size_t i = 0; i < book->count; i++)
		for (size_t j = 0; j < policy_check_count(book->policies[i]); j++) {
			const struct check *check = policy_check(book->policies[i], j);

			group_of(check, other);
			if (strcmp(group, other) != 0 || is_seen(book, i, check->id))
				continue;
			fprintf(out, "| [%s](%s.md#%s) | %s | %s | %s |\n", check->id, group, check->id,
				severity_words[check->severity], check->title, book->names[i]);
			printed++;
		}
	return printed;
}

static void
print_index(const struct book *book, const char *folder, size_t total)
{
	FILE  *out = page_open(folder, "README");
	size_t listed = 0;

	fprintf(out,
		"<!-- Made by `make docs` from rules/ and the registry of facts; do not edit. -->\n"
		"# Checks\n\n%zu checks, by subject. The severity is that of the policy named last, the "
		"first one that has the "
		"check; others may weigh it otherwise.\n`mailreeve explain ID` prints one.\n\n"
		"| check | severity | what was seen | policy |\n|---|---|---|---|\n",
		total);
	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++)
		listed += print_rows(book, out, order[i]);
	fclose(out);
	if (listed != total) {
		fprintf(
		    stderr,
		    "%zu of %zu checks listed: is a file of rules/checks/ missing in tests/docs/checks.c?\n",
		    listed, total);
		exit(1);
	}
}

int
main(int argc, char **argv)
{
	struct book book = {.count = 0};
	size_t      total = 0;

	if (argc != 2) {
		fputs("usage: checks FOLDER\n", stderr);
		return 2;
	}
	load(&book, "baseline");
	for (const char *const *name = policy_built_in(); *name != NULL; name++)
		if (strcmp(*name, "baseline") != 0)
			load(&book, *name);
	for (size_t i = 0; i < book.count; i++)
		for (size_t j = 0; j < policy_check_count(book.policies[i]); j++)
			total += !is_seen(&book, i, policy_check(book.policies[i], j)->id);
	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++)
		print_group(&book, argv[1], order[i]);
	print_index(&book, argv[1], total);
	for (size_t i = 0; i < book.count; i++)
		policy_free(book.policies[i]);
	return 0;
}
