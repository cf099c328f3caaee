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

/* A check that names ${controls} and nothing else, beside those of the baseline. */
static struct check own_check = {.id = "own"};

static size_t
check_count_and_own(void *of)
{
	return check_count(of) + 1;
}

static struct check_tally
check_or_own(void *of, size_t index)
{
	if (index < check_count(of))
		return check(of, index);
	return (struct check_tally){
	    .check = &own_check, .verdict = VERDICT_WAIVED, .applicable = 5, .waived = 5};
}

/* A policy names what it likes, and twice. */
static void
a_control_that_nobody_else_knows_stands_at_the_end(void)
{
	static const char *const named[] = {"House rule 7", "NIST SP 800-53r5 SC-17", "A first \x1b[31m",
					    "House rule 7", NULL};
	struct told              told = {.id = "password-in-clear-wan", .verdict = VERDICT_FAIL};
	struct report            report = {
		       .found = {.of = &told, .check_count = check_count_and_own, .check = check_or_own}
        };
	struct complaints        *complaints = complaints_new();
	struct controls          *controls;
	const struct control_row *row;
	struct text               text = {0};

	own_check.controls = named;
	told.policy = policy_load("baseline", complaints);
	complaints_free(complaints);
	controls = controls_of(&report);
	CU_ASSERT_PTR_NOT_NULL_FATAL(controls);
	row = controls_row(controls, controls_count(controls) - 1);
	CU_ASSERT_STRING_EQUAL(row->control->key, "House rule 7");
	CU_ASSERT_FALSE(row->is_known);
	CU_ASSERT_PTR_NULL(row->control->title);
	CU_ASSERT_EQUAL(row->of_count, 1);
	CU_ASSERT_EQUAL(row->waived, 5);
	CU_ASSERT_EQUAL(row->verdict, VERDICT_WAIVED);
	CU_ASSERT_EQUAL(row_of(controls, "NIST SP 800-53r5 SC-17")->verdict, VERDICT_WAIVED);
	CU_ASSERT(row_of(controls, "NIST SP 800-53r5 SC-17")->is_known);
	controls_phrase(&text, controls_row(controls, controls_count(controls) - 2));
	CU_ASSERT_PTR_NULL(strchr(text.data, '\x1b'));
	text_free(&text);
	controls_free(controls);
	policy_free(told.policy);
}

/* A check that names a control and one that it is like counts once. */
static void
each_check_counts_once(void)
{
	static const char *const named[] = {"NIST SP 800-53r5 SC-8", "NIST SP 800-53r5 SC-8(1)",
					    "CIS v8 3.10", NULL};
	struct told              told = {.id = "password-in-clear-wan", .verdict = VERDICT_FAIL};
	struct report            report = {
		       .found = {.of = &told, .check_count = check_count_and_own, .check = check_or_own}
        };
	struct complaints *complaints = complaints_new();
	struct controls   *controls;

	own_check.controls = named;
	told.policy = policy_load("baseline", complaints);
	complaints_free(complaints);
	controls = controls_of(&report);
	CU_ASSERT_EQUAL(row_of(controls, "CIS v8 3.10")->checks[VERDICT_WAIVED], 1);
	CU_ASSERT_EQUAL(row_of(controls, "CIS v8 3.10")->waived, 5);
	controls_free(controls);
	policy_free(told.policy);
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
      ROW(what_is_not_known_outweighs_what_is_good), ROW(a_control_that_nobody_else_knows_stands_at_the_end),
      ROW(each_check_counts_once))
