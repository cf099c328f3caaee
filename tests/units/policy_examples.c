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
	    ONE_TEST("server.port: 993, path: egress, attempt: use, outcome: dropped, attempt: use",
		     "access-blocked-dropped: pass"));

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

#define MOST_POLICIES 32

/* All built-in policies, ended by NULL. */
static void
load_all(struct policy *policies[MOST_POLICIES + 1])
{
	size_t count = 0;

	for (const char *const *name = policy_built_in(); *name != NULL && count < MOST_POLICIES; name++)
		policies[count++] = load_good(*name);
	policies[count] = NULL;
}

/* Whether an example of a built-in policy expects that the check fails, or that it does not. */
static bool
has_example(struct policy *const *policies, const char *id, bool fails)
{
	for (; *policies != NULL; policies++)
		for (size_t i = 0; i < policy_example_count(*policies); i++)
			if (fails ? policy_example_expects(*policies, i, id, VERDICT_FAIL)
				  : policy_example_expects(*policies, i, id, VERDICT_PASS) ||
					policy_example_expects(*policies, i, id, VERDICT_NOT_OBSERVED))
				return true;
	return false;
}

/* Whether a policy before the ${index}th has that check. */
static bool
is_seen(struct policy *const *policies, size_t index, const char *id)
{
	size_t at;

	for (size_t i = 0; i < index; i++)
		if (check_of(policies[i], id, &at) != NULL)
			return true;
	return false;
}

/*
 * Those of the baseline have their sessions in policy_baseline_rows.h, those of the profiles in
 * policy_profiles.c.
 */
static void
every_check_outside_the_baseline_has_an_example_that_trips_it_and_one_that_does_not(void)
{
	struct policy *baseline = load_good("baseline"), *policies[MOST_POLICIES + 1];
	size_t         count = 0, at;

	load_all(policies);
	for (size_t i = 0; policies[i] != NULL; i++)
		for (size_t j = 0; j < policy_check_count(policies[i]); j++) {
			const struct check *check = policy_check(policies[i], j);

			if (is_seen(policies, i, check->id))
				continue;
			count++;
			if (check_of(baseline, check->id, &at) != NULL ||
			    strcmp(check->spot.file, "rules/checks/profile.yaml") == 0)
				continue;
			if (!has_example(policies, check->id, true) ||
			    !has_example(policies, check->id, false))
				fprintf(stderr, "%s: no example\n", check->id);
			CU_ASSERT(has_example(policies, check->id, true));
			CU_ASSERT(has_example(policies, check->id, false));
		}
	CU_ASSERT(count >= 110);
	printf("%zu checks, each with a session that trips it and a near miss ", count);
	for (size_t i = 0; policies[i] != NULL; i++)
		policy_free(policies[i]);
	policy_free(baseline);
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
      ROW(every_check_outside_the_baseline_has_an_example_that_trips_it_and_one_that_does_not),
      ROW(nothing_is_worse_than_at_most))
