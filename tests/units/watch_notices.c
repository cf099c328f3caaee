/* SPDX-License-Identifier: Apache-2.0 */
/* What is told, when, and how often. */
#include "watch/notices.h"

#include <string.h>

#include "unit.h"

#define SECOND INT64_C(1000000000)
#define HOUR (3600 * SECOND)

/* A finding at a server of its own number. */
static struct finding
finding_at(uint32_t number, uint64_t count)
{
	static const struct check check = {.id = "password-in-clear-wan", .severity = SEVERITY_CRITICAL};
	struct finding            finding = {.check = &check, .severity = SEVERITY_CRITICAL, .count = count};

	finding.server.family = 4;
	finding.server.octets[0] = 203;
	finding.server.octets[2] = (uint8_t)(number >> 8);
	finding.server.octets[3] = (uint8_t)number;
	return finding;
}

static void
a_finding_is_new_once_and_then_silent_until_it_counts_more(void)
{
	struct notices *notices = notices_new(100);
	struct finding  once = finding_at(1, 1), twice = finding_at(1, 2);

	CU_ASSERT_PTR_NOT_NULL_FATAL(notices);
	CU_ASSERT_EQUAL(notices_hear(notices, &once, 0, HOUR), NOTICE_NEW);
	CU_ASSERT_EQUAL(notices_hear(notices, &once, SECOND, HOUR), NOTICE_NONE);
	CU_ASSERT_EQUAL(notices_hear(notices, &once, 2 * HOUR, HOUR), NOTICE_NONE);
	CU_ASSERT_EQUAL(notices_hear(notices, &twice, 2 * HOUR, HOUR), NOTICE_MORE);
	CU_ASSERT_EQUAL(notices_hear(notices, &twice, 4 * HOUR, HOUR), NOTICE_NONE);
	CU_ASSERT_EQUAL(notices_told(notices), 1);
	notices_free(notices);
}

static void
more_is_told_at_most_every_interval(void)
{
	struct notices *notices = notices_new(100);
	uint64_t        told = 0;

	for (uint64_t second = 0; second < 7200; second++) {
		struct finding finding = finding_at(1, second + 1);

		told += notices_hear(notices, &finding, (int64_t)second * SECOND, HOUR) != NOTICE_NONE;
	}
	CU_ASSERT_EQUAL(told, 2); /* at 0 and at one hour */
	notices_free(notices);
}

static void
repeat_of_zero_never_tells_again(void)
{
	struct notices *notices = notices_new(100);
	struct finding  once = finding_at(1, 1), often = finding_at(1, 1000);

	(void)notices_hear(notices, &once, 0, 0);
	CU_ASSERT_EQUAL(notices_hear(notices, &often, 1000 * HOUR, 0), NOTICE_NONE);
	notices_free(notices);
}

static void
other_subjects_are_other_findings(void)
{
	struct notices *notices = notices_new(65536);
	uint64_t        new_ones = 0;

	for (uint32_t number = 0; number < 1000; number++) {
		struct finding finding = finding_at(number, 1);

		new_ones += notices_hear(notices, &finding, 0, HOUR) == NOTICE_NEW;
	}
	CU_ASSERT_EQUAL(new_ones, 1000);
	CU_ASSERT_EQUAL(notices_told(notices), 1000);
	CU_ASSERT_EQUAL(notices_forgotten(notices), 0);
	notices_free(notices);
}

/* What is heard of all the time stays, whoever comes meanwhile. */
static void
a_full_table_forgets_what_it_has_not_heard_of_for_the_longest_time(void)
{
	struct notices *notices = notices_new(8);
	struct finding  faithful = finding_at(0, 1), first = finding_at(1, 1);

	CU_ASSERT_EQUAL(notices_hear(notices, &faithful, 0, HOUR), NOTICE_NEW);
	for (uint32_t number = 1; number < 500; number++) {
		struct finding finding = finding_at(number, 1);

		CU_ASSERT_EQUAL(notices_hear(notices, &finding, number, HOUR), NOTICE_NEW);
		(void)notices_hear(notices, &faithful, number, HOUR);
	}
	CU_ASSERT_TRUE(notices_forgotten(notices) >= 500 - 16);
	CU_ASSERT_EQUAL(notices_hear(notices, &faithful, 500, HOUR), NOTICE_NONE);
	CU_ASSERT_EQUAL(notices_hear(notices, &first, 501, HOUR), NOTICE_NEW);
	notices_free(notices);
}

SUITE("watch: notices", ROW(a_finding_is_new_once_and_then_silent_until_it_counts_more),
      ROW(more_is_told_at_most_every_interval), ROW(repeat_of_zero_never_tells_again),
      ROW(other_subjects_are_other_findings),
      ROW(a_full_table_forgets_what_it_has_not_heard_of_for_the_longest_time))
