/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_UNIT_H
#define TESTS_UNIT_H

#include <CUnit/CUnit.h>

/*
 * A test file says SUITE("room: subject", ROW(function), …) once at its end;
 * the runner finds it by itself.  Functions are named as sentences.
 */
struct unit_test {
	const char *name;
	void (*run)(void);
};

struct unit_suite {
	const char             *name;
	const struct unit_test *tests;
	size_t                  count;
	struct unit_suite      *next;
};

void unit_register(struct unit_suite *suite);

#define ROW(function)                                                                                        \
	{                                                                                                    \
#function, function                                                                          \
	}
#define SUITE(title, ...)                                                                                             \
	static const struct unit_test            suite_tests[] = {__VA_ARGS__};                                       \
	static struct unit_suite                 suite_record = {title, suite_tests,                                  \
								 sizeof(suite_tests) / sizeof(suite_tests[0]), NULL}; \
	__attribute__((constructor)) static void suite_register(void)                                                 \
	{                                                                                                             \
		unit_register(&suite_record);                                                                         \
	}

#endif
