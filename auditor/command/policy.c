/* SPDX-License-Identifier: Apache-2.0 */
/* mailreeve policy: what can be said of policies without packets. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "command/command.h"
#include "policy/policy.h"

static int
check_one(const char *name)
{
	struct complaints *complaints = complaints_new();
	struct policy     *policy;
	const char        *text;
	struct text        clean = {0};

	if (complaints == NULL)
		return EXIT_MISUSE;
	policy = policy_load(name, complaints);
	for (size_t i = 0; (text = complaints_text(complaints, i)) != NULL; i++)
		fprintf(stderr, "%s\n", text);
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
check(int count, char **names)
{
	int status = EXIT_CLEAN;

	if (count == 0) {
		fputs("mailreeve: policy check: no policy given: name files or built-in policies\n", stderr);
		return EXIT_MISUSE;
	}
	for (int i = 0; i < count; i++)
		if (check_one(names[i]) != EXIT_CLEAN)
			status = EXIT_MISUSE;
	return status;
}

static int
list(int count, char **names)
{
	(void)count;
	(void)names;
	for (const char *const *name = policy_built_in(); *name != NULL; name++)
		puts(*name);
	return EXIT_CLEAN;
}

static const struct {
	const char *name;
	const char *says;
	int (*run)(int count, char **names);
} verbs[] = {
    {"check", "FILE|NAME...   find every mistake in policies", check},
    {"list",  "               list the built-in policies",     list },
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
