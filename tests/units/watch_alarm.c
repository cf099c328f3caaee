/* SPDX-License-Identifier: Apache-2.0 */
/* What is lost is said at once, and then once a minute. */
#include "watch/alarm.h"

#include "unit.h"

#define BEGIN INT64_C(1800000000000000000)

/* One total. */
static bool
ring(struct alarm *alarm, int64_t after, uint64_t total, uint64_t *lost)
{
	return alarm_rings(alarm, BEGIN + after, &total, 1, lost);
}

static void
what_begins_is_said_at_once(void)
{
	struct alarm alarm = {0};
	uint64_t     lost = 0;

	CU_ASSERT_FALSE(ring(&alarm, 0, 0, &lost));
	CU_ASSERT_TRUE(ring(&alarm, 1, 3, &lost));
	CU_ASSERT_EQUAL(lost, 3);
}

static void
what_goes_on_is_added_up_for_a_minute(void)
{
	struct alarm alarm = {0};
	uint64_t     lost = 0;

	CU_ASSERT_TRUE(ring(&alarm, 0, 3, &lost));
	CU_ASSERT_FALSE(ring(&alarm, ALARM_QUIET - 1, 10, &lost));
	CU_ASSERT_TRUE(ring(&alarm, ALARM_QUIET, 12, &lost));
	CU_ASSERT_EQUAL(lost, 9);
	CU_ASSERT_FALSE(ring(&alarm, 3 * ALARM_QUIET, 12, &lost));
	CU_ASSERT_TRUE(ring(&alarm, 3 * ALARM_QUIET + 1, 13, &lost));
	CU_ASSERT_EQUAL(lost, 1);
}

static void
of_several_counts_one_is_enough(void)
{
	struct alarm alarm = {0};
	uint64_t     totals[3] = {0, 0, 5}, lost[3];

	CU_ASSERT_TRUE(alarm_rings(&alarm, BEGIN, totals, 3, lost));
	CU_ASSERT_EQUAL(lost[0], 0);
	CU_ASSERT_EQUAL(lost[2], 5);
	totals[0] = 2;
	CU_ASSERT_TRUE(alarm_rings(&alarm, BEGIN + ALARM_QUIET, totals, 3, lost));
	CU_ASSERT_EQUAL(lost[0], 2);
	CU_ASSERT_EQUAL(lost[2], 0);
}

static void
a_count_that_begins_anew_and_a_clock_that_is_set_back_hide_nothing(void)
{
	struct alarm alarm = {0};
	uint64_t     lost = 0;

	CU_ASSERT_TRUE(ring(&alarm, ALARM_QUIET, 100, &lost));
	CU_ASSERT_TRUE(ring(&alarm, 0, 4, &lost));
	CU_ASSERT_EQUAL(lost, 4);
}

SUITE("watch: alarm", ROW(what_begins_is_said_at_once), ROW(what_goes_on_is_added_up_for_a_minute),
      ROW(of_several_counts_one_is_enough),
      ROW(a_count_that_begins_anew_and_a_clock_that_is_set_back_hide_nothing))
