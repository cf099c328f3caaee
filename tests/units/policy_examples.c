/* SPDX-License-Identifier: Apache-2.0 */
/* The examples that policies carry. */
#include "policy/example.h"
#include "policy_helpers.h"

static void
run(struct policy *policy, size_t index, const char *complaint)
{
	struct complaints *complaints = complaints_new();
	bool               passes = policy_example_run(policy, index, complaints);

	for (size_t i = 0; complaint == NULL && complaints_text(complaints, i) != NULL; i++)
		fprintf(stderr, "%s\n", complaints_text(complaints, i));
	CU_ASSERT_EQUAL(passes, complaint == NULL);
	CU_ASSERT(complaint == NULL || (complaints_text(complaints, 0) != NULL &&
					strstr(complaints_text(complaints, 0), complaint) != NULL));
	complaints_free(complaints);
}

/* Nothing that a built-in policy promises of itself is untrue. */
static void
every_example_of_a_built_in_policy_holds(void)
{
	for (const char *const *name = policy_built_in(); *name != NULL; name++) {
		struct complaints *complaints = complaints_new();
		struct policy     *policy = policy_load(*name, complaints);

		CU_ASSERT_PTR_NOT_NULL_FATAL(policy);
		CU_ASSERT_EQUAL(complaints_count(complaints, GRAVITY_NOTE), 0);
		CU_ASSERT_PTR_NOT_NULL(policy_title(policy));
		CU_ASSERT(policy_example_count(policy) >= 2);
		for (size_t i = 0; i < policy_example_count(policy); i++)
			run(policy, i, NULL);
		policy_free(policy);
		complaints_free(complaints);
	}
}

#define ONE_TEST(session, expect)                                                                            \
	"policy: t\nextends: baseline\ntests:\n  - name: a\n    sessions: {" session                         \
	"}\n    expect: {" expect "}\n"

static void
a_wrong_expectation_is_told_with_what_is_right(void)
{
	struct policy *policy = good_policy(
	    ONE_TEST("server.port: 993, path: egress, outcome: dropped, attempt: use", "access-blocked-dropped: pass"));

	run(policy, 0, ":6:14: error: access-blocked-dropped is fail, not pass");
	policy_free(policy);
}

static void
a_check_that_is_not_there_fails_an_example(void)
{
	struct policy *policy = good_policy(ONE_TEST("server.port: 993", "no-such-check: pass"));

	run(policy, 0, "no check \"no-such-check\"");
	policy_free(policy);
}

/* What one example puts into a set is gone when the next one runs. */
static void
sets_of_an_example_are_its_own(void)
{
	struct policy *policy = good_policy(
	    "policy: t\nextends: baseline\ntests:\n"
	    "  - name: declared\n    servers: {mta: [10.0.0.1]}\n"
	    "    sessions: {client: 10.0.0.1, server: 192.0.2.1, server.port: 25, outcome: established}\n"
	    "    expect: {port25-egress-undeclared: pass}\n"
	    "  - name: not declared\n"
	    "    sessions: {client: 10.0.0.1, server: 192.0.2.1, server.port: 25, outcome: established}\n"
	    "    expect: {port25-egress-undeclared: fail}\n");

	run(policy, 0, NULL);
	run(policy, 1, NULL);
	run(policy, 0, NULL);
	policy_free(policy);
}

static void
examples_of_an_extended_policy_are_left_to_it(void)
{
	struct policy *policy = good_policy("policy: t\nextends: baseline\n");

	CU_ASSERT_EQUAL(policy_example_count(policy), 0);
	policy_free(policy);
}

static void
nothing_is_worse_than_at_most(void)
{
	struct policy *policy = good_policy("policy: t\nextends: baseline\nat_most: low\n");

	for (size_t i = 0; i < policy_check_count(policy); i++)
		CU_ASSERT(policy_check(policy, i)->severity >= SEVERITY_LOW);
	policy_free(policy);
}

SUITE("policy: examples", ROW(every_example_of_a_built_in_policy_holds),
      ROW(a_wrong_expectation_is_told_with_what_is_right), ROW(a_check_that_is_not_there_fails_an_example),
      ROW(sets_of_an_example_are_its_own), ROW(examples_of_an_extended_policy_are_left_to_it),
      ROW(nothing_is_worse_than_at_most))
