/* SPDX-License-Identifier: Apache-2.0 */
/* Runs every suite that was linked in; an argument picks the suites whose name contains it. */
#include <stdio.h>
#include <string.h>

#include <CUnit/Basic.h>

#include "unit.h"

static struct unit_suite *suites;

void
unit_register(struct unit_suite *suite)
{
	struct unit_suite **at = &suites;

	while (*at != NULL && strcmp((*at)->name, suite->name) < 0)
		at = &(*at)->next;
	suite->next = *at;
	*at = suite;
}

static int
add_suite(const struct unit_suite *suite)
{
	CU_pSuite added = CU_add_suite(suite->name, NULL, NULL);

	for (size_t i = 0; added != NULL && i < suite->count; i++)
		if (CU_add_test(added, suite->tests[i].name, suite->tests[i].run) == NULL)
			return -1;
	return added == NULL ? -1 : 0;
}

int
main(int argc, char **argv)
{
	unsigned failures;

	if (CU_initialize_registry() != CUE_SUCCESS)
		return 2;
	for (const struct unit_suite *suite = suites; suite != NULL; suite = suite->next)
		if ((argc < 2 || strstr(suite->name, argv[1]) != NULL) && add_suite(suite) != 0)
			return 2;
	CU_basic_set_mode(CU_BRM_NORMAL);
	CU_basic_run_tests();
	failures = CU_get_number_of_failures();
	if (CU_get_number_of_tests_run() == 0) {
		fprintf(stderr, "no test ran\n");
		failures = 1;
	}
	CU_cleanup_registry();
	return failures == 0 ? 0 : 1;
}
