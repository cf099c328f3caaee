/* SPDX-License-Identifier: Apache-2.0 */
/* mailreeve policy test: runs the examples that policies carry. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "command/command.h"
#include "command/policy_verbs.h"
#include "policy/example.h"

static void
print_outcome(const char *name, size_t count, size_t failed)
{
	struct text clean = {0};

	text_clean(&clean, name, strlen(name));
	printf("%s: ", clean.data != NULL && !clean.failed ? clean.data : "?");
	if (count == 0)
		puts("no tests");
	else if (failed > 0)
		printf("%zu of %zu tests failed\n", failed, count);
	else
		printf("%zu tests passed\n", count);
	text_free(&clean);
}

static int
run_all(struct policy *policy, const char *name, struct complaints *complaints)
{
	size_t count = policy_example_count(policy), failed = 0;

	for (size_t i = 0; i < count; i++)
		failed += !policy_example_run(policy, i, complaints);
	print_outcome(name, count, failed);
	return failed > 0 ? EXIT_FINDINGS : EXIT_CLEAN;
}

static int
test_one(const char *name)
{
	struct complaints *complaints = complaints_new();
	struct policy     *policy;
	int                status = EXIT_MISUSE;

	if (complaints == NULL)
		return EXIT_MISUSE;
	if ((policy = policy_load(name, complaints)) != NULL)
		status = run_all(policy, name, complaints);
	complaints_print(complaints, stderr);
	complaints_free(complaints);
	policy_free(policy);
	return status;
}

int
policy_test(int count, char **names)
{
	int status = EXIT_CLEAN, one;

	for (int i = 0; i < count; i++)
		if ((one = test_one(names[i])) > status)
			status = one;
	for (const char *const *name = policy_built_in(); count == 0 && *name != NULL; name++)
		if ((one = test_one(*name)) > status)
			status = one;
	return status;
}
