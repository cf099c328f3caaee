/* SPDX-License-Identifier: Apache-2.0 */
/* mailreeve policy: what can be said of policies without packets. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/text.h"
#include "command/command.h"
#include "command/policy_verbs.h"
#include "policy/policy.h"

static int
check_one(const char *name)
{
	struct complaints *complaints = complaints_new();
	struct policy     *policy;
	struct text        clean = {0};

	if (complaints == NULL)
		return EXIT_MISUSE;
	policy = policy_load(name, complaints);
	if (policy != NULL)
		policy_lint(policy, (int64_t)time(NULL) * 1000000000, complaints);
	complaints_print(complaints, stderr);
	text_clean(&clean, name, strlen(name));
	if (policy != NULL)
		printf("%s: good: policy %s, %zu checks\n", clean.data != NULL ? clean.data : "?",
		       policy_name(policy), policy_check_count(policy));
	text_free(&clean);
	complaints_free(complaints);
	policy_free(policy);
	return policy != NULL ? EXIT_CLEAN : EXIT_MISUSE;
}

static int
is_policy_file(const struct dirent *entry)
{
	const char *dot = strrchr(entry->d_name, '.');

	return entry->d_name[0] != '.' && dot != NULL &&
	       (strcmp(dot, ".yaml") == 0 || strcmp(dot, ".yml") == 0);
}

/* All policies in a folder, by name; those in folders of it are left alone. */
static int
check_folder(const char *folder)
{
	struct dirent **entries = NULL;
	int             count = scandir(folder, &entries, is_policy_file, alphasort), status = EXIT_CLEAN;

	if (count <= 0) {
		fprintf(stderr, "mailreeve: policy check: no policy (.yaml) in that folder\n");
		status = EXIT_MISUSE;
	}
	for (int i = 0; i < count; i++) {
		struct text path = {0};

		text_printf(&path, "%s/%s", folder, entries[i]->d_name);
		if (path.failed || check_one(path.data) != EXIT_CLEAN)
			status = EXIT_MISUSE;
		text_free(&path);
		free(entries[i]);
	}
	free(entries);
	return status;
}

static bool
is_folder(const char *name)
{
	struct stat status;

	return stat(name, &status) == 0 && S_ISDIR(status.st_mode);
}

static int
check(int count, char **names)
{
	int status = EXIT_CLEAN;

	if (count == 0) {
		fputs("mailreeve: policy check: no policy given: name files, folders or built-in policies\n",
		      stderr);
		return EXIT_MISUSE;
	}
	for (int i = 0; i < count; i++)
		if ((is_folder(names[i]) ? check_folder(names[i]) : check_one(names[i])) != EXIT_CLEAN)
			status = EXIT_MISUSE;
	return status;
}

static void
show_policy(const struct policy *policy)
{
	const struct zones  *zones = policy_zones(policy);
	const struct prefix *prefix;
	const char          *zone;
	char                 address[ADDRESS_TEXT_SIZE];
	struct text          links = {0};

	printf("policy %s, version %s, profile %s, sha256 %s\n", policy_name(policy),
	       policy_version(policy) != NULL ? policy_version(policy) : "not said",
	       policy_profile(policy) != NULL ? policy_profile(policy) : "none", policy_sha256(policy));
	for (size_t i = 0; (zone = zones_name(zones, i)) != NULL; i++) {
		printf("zone %s%s:", zone, policy_zones_guessed(policy) ? " (guessed)" : "");
		for (size_t j = 0; (prefix = zones_prefix(zones, zone, j)) != NULL; j++)
			printf(" %s/%u", address_print(&prefix->address, address), prefix->length);
		zones_phrase_links(zones, zone, &links);
		printf("%s\n", links.data != NULL ? links.data : "");
		text_free(&links);
	}
	for (size_t i = 0; i < policy_check_count(policy); i++) {
		const struct check *check = policy_check(policy, i);

		printf("%-8s  %-32s  %s\n", severity_words[check->severity], check->id, check->title);
	}
}

static int
show(int count, char **names)
{
	struct complaints *complaints = complaints_new();
	struct policy     *policy;

	if (complaints == NULL || count > 1) {
		fputs("mailreeve: policy show: name one policy\n", stderr);
		complaints_free(complaints);
		return EXIT_MISUSE;
	}
	policy = policy_load(count == 1 ? names[0] : "baseline", complaints);
	complaints_print(complaints, stderr);
	if (policy != NULL)
		show_policy(policy);
	complaints_free(complaints);
	policy_free(policy);
	return policy != NULL ? EXIT_CLEAN : EXIT_MISUSE;
}

/* The name of a built-in policy, and whom it serves. */
static void
list_one(const char *name)
{
	struct complaints *complaints = complaints_new();
	struct policy     *policy = complaints != NULL ? policy_load(name, complaints) : NULL;
	const char        *title = policy != NULL ? policy_title(policy) : NULL;

	printf("%-18s%s%s\n", name, title != NULL ? " " : "", title != NULL ? title : "");
	complaints_free(complaints);
	policy_free(policy);
}

static int
list(int count, char **names)
{
	(void)count;
	(void)names;
	for (const char *const *name = policy_built_in(); *name != NULL; name++)
		list_one(*name);
	return EXIT_CLEAN;
}

static const struct {
	const char *name;
	const char *says;
	int (*run)(int count, char **names);
} verbs[] = {
    {"check", "FILE|NAME...   find every mistake in policies",                       check      },
    {"show",  "[FILE|NAME]    print a policy as it is understood: zones and checks", show       },
    {"list",  "               list the built-in policies",                           list       },
    {"diff",  "A B            tell in what two policies differ",                     policy_diff},
    {"test",  "[FILE|NAME]... run the examples that policies carry",                 policy_test},
};

#define VERBS (sizeof(verbs) / sizeof(verbs[0]))

static void
print_usage(FILE *out)
{
	fputs("usage: mailreeve policy VERB [ARGUMENT]...\n\n", out);
	for (size_t i = 0; i < VERBS; i++)
		fprintf(out, "  %s %s\n", verbs[i].name, verbs[i].says);
}

int
policy_command(int argc, char **argv)
{
	const char *near;

	if (argc >= 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
		print_usage(stdout);
		return EXIT_CLEAN;
	}
	if (argc < 2) {
		print_usage(stderr);
		return EXIT_MISUSE;
	}
	for (size_t i = 0; i < VERBS; i++)
		if (strcmp(verbs[i].name, argv[1]) == 0)
			return verbs[i].run(argc - 2, argv + 2);
	near = text_nearest(argv[1], verbs, VERBS, sizeof(verbs[0]));
	fprintf(stderr, "mailreeve: policy: no such verb");
	fprintf(stderr, near != NULL ? " (did you mean %s?)\n" : " (mailreeve policy --help lists them)\n",
		near);
	return EXIT_MISUSE;
}
