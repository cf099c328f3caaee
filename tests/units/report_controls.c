/* SPDX-License-Identifier: Apache-2.0 */
/* A report arranged by the controls of frameworks. */
#include "report/controls.h"

#include <string.h>

#include "policy/policy.h"
#include "unit.h"

/* The checks of the baseline, with verdicts as the test wants them. */
struct told {
	struct policy *policy;
	const char    *id; /* of this check … */
	enum verdict   verdict;
};

static size_t
check_count(void *of)
{
	return policy_check_count(((struct told *)of)->policy);
}

static struct check_tally
check(void *of, size_t index)
{
	const struct told *told = of;
	struct check_tally tally = {.check = policy_check(told->policy, index),
				    .verdict = VERDICT_NOT_OBSERVED};

	if (strcmp(tally.check->id, told->id) == 0) {
		tally.verdict = told->verdict;
		tally.applicable = tally.violated = 3;
	} else if (strcmp(tally.check->id, "password-in-clear-inside") == 0) {
		tally.verdict = VERDICT_PASS;
		tally.applicable = tally.satisfied = 2;
	}
	return tally;
}

static const struct control_row *
row_of(const struct controls *controls, const char *key)
{
	for (size_t i = 0; i < controls_count(controls); i++)
		if (strcmp(controls_row(controls, i)->control->key, key) == 0)
			return controls_row(controls, i);
	return NULL;
}

static struct controls *
controls_with(struct told *told)
{
	struct complaints *complaints = complaints_new();
	struct report      report = {
		 .found = {.of = told, .check_count = check_count, .check = check}
        };
	struct controls *controls;

	told->policy = policy_load("baseline", complaints);
	complaints_free(complaints);
	CU_ASSERT_PTR_NOT_NULL_FATAL(told->policy);
	controls = controls_of(&report);
	CU_ASSERT_PTR_NOT_NULL_FATAL(controls);
	return controls;
}

static void
a_control_is_as_bad_as_the_worst_of_its_checks(void)
{
	struct told               told = {.id = "password-in-clear-wan", .verdict = VERDICT_FAIL};
	struct controls          *controls = controls_with(&told);
	const struct control_row *row = row_of(controls, "NIST SP 800-53r5 IA-5(1)(c)");

	CU_ASSERT_PTR_NOT_NULL_FATAL(row);
	CU_ASSERT_EQUAL(row->verdict, VERDICT_FAIL);
	CU_ASSERT_EQUAL(row->violated, 3);
	CU_ASSERT_EQUAL(row->satisfied, 2);
	CU_ASSERT_EQUAL(row->checks[VERDICT_FAIL], 1);
	CU_ASSERT_EQUAL(row->checks[VERDICT_PASS], 1);
	/* by what it is like */
	CU_ASSERT_EQUAL(row_of(controls, "HIPAA 164.312(d)")->verdict, VERDICT_FAIL);
	CU_ASSERT_EQUAL(row_of(controls, "NIST SP 800-53r5 SC-17")->verdict, VERDICT_NOT_OBSERVED);
	controls_free(controls);
	policy_free(told.policy);
}

/* Unknown is never a pass. */
static void
what_is_not_known_outweighs_what_is_good(void)
{
	struct told      told = {.id = "password-in-clear-wan", .verdict = VERDICT_INCONCLUSIVE};
	struct controls *controls = controls_with(&told);

	CU_ASSERT_EQUAL(row_of(controls, "NIST SP 800-53r5 IA-5(1)(c)")->verdict, VERDICT_INCONCLUSIVE);
	controls_free(controls);
	policy_free(told.policy);
}

SUITE("report: controls", ROW(a_control_is_as_bad_as_the_worst_of_its_checks),
      ROW(what_is_not_known_outweighs_what_is_good))
