/* SPDX-License-Identifier: Apache-2.0 */
/* What was counted over time, in rings that never grow. */
#include "watch/series.h"

#include <stdbool.h>
#include <string.h>

#include "unit.h"

#define WALL (INT64_C(1790000000) * LIVE_SECOND)

/* The clock of steps: ${step} after the beginning, when packets were counted to ${packets}. */
static void
note(struct series *series, unsigned step, uint64_t packets)
{
	uint64_t totals[LIVE_NUMBERS] = {[LIVE_PACKETS] = packets, [LIVE_DROPPED] = step};

	series_note(series, WALL + step * SERIES_STEP, step * SERIES_STEP, totals);
}

static void
intervals_are_what_came_between_two_readings(void)
{
	struct series     *series = series_new();
	struct live_window window;

	CU_ASSERT_PTR_NOT_NULL_FATAL(series);
	note(series, 0, 1000);
	CU_ASSERT_EQUAL(series_window(series, LIVE_FINE).count, 0);
	note(series, 1, 1007);
	note(series, 3, 1010);
	window = series_window(series, LIVE_FINE);
	CU_ASSERT_EQUAL_FATAL(window.count, 2);
	CU_ASSERT_EQUAL(window.size, 60);
	CU_ASSERT_EQUAL(window.intervals[0].numbers[LIVE_PACKETS], 7);
	CU_ASSERT_EQUAL(window.intervals[0].lasted, SERIES_STEP);
	CU_ASSERT_EQUAL(window.intervals[0].end, WALL + SERIES_STEP);
	CU_ASSERT_EQUAL(window.intervals[1].numbers[LIVE_PACKETS], 3);
	CU_ASSERT_EQUAL(window.intervals[1].numbers[LIVE_DROPPED], 2);
	CU_ASSERT_EQUAL(window.intervals[1].lasted, 2 * SERIES_STEP);
	CU_ASSERT_EQUAL(series_window(series, LIVE_COARSE).count, 0);
	series_free(series);
}

/* Three days: each window has the newest, in order, and a minute is the sum of its steps. */
static void
windows_are_full_and_no_longer(void)
{
	static const struct {
		size_t   size;
		unsigned steps;
	} spans[LIVE_SPANS] = {
	    [LIVE_FINE] = {60,   1 },
              [LIVE_COARSE] = {1440, 12}
        };
	struct series *series = series_new();
	unsigned       last = 3 * 24 * 720, wrong = 0;

	CU_ASSERT_PTR_NOT_NULL_FATAL(series);
	for (unsigned step = 0; step <= last; step++) {
		note(series, step, 10 * (uint64_t)step);
		if (step % 1000 == 999)
			(void)series_window(series, LIVE_COARSE);
	}
	for (unsigned span = 0; span < LIVE_SPANS; span++) {
		struct live_window window = series_window(series, (enum live_span)span);

		CU_ASSERT_EQUAL_FATAL(window.count, spans[span].size);
		CU_ASSERT_EQUAL(window.intervals[window.count - 1].end, WALL + last * SERIES_STEP);
		for (size_t i = 0; i < window.count; i++)
			wrong +=
			    window.intervals[i].numbers[LIVE_PACKETS] != 10 * (uint64_t)spans[span].steps ||
			    window.intervals[i].lasted != spans[span].steps * SERIES_STEP ||
			    (i > 0 && window.intervals[i].end <= window.intervals[i - 1].end);
	}
	CU_ASSERT_EQUAL(wrong, 0);
	series_free(series);
}

static void
a_count_that_became_less_counts_anew(void)
{
	struct series     *series = series_new();
	struct live_window window;

	CU_ASSERT_PTR_NOT_NULL_FATAL(series);
	note(series, 0, 500);
	note(series, 1, 40);
	window = series_window(series, LIVE_FINE);
	CU_ASSERT_EQUAL_FATAL(window.count, 1);
	CU_ASSERT_EQUAL(window.intervals[0].numbers[LIVE_PACKETS], 40);
	series_free(series);
}

SUITE("watch: series", ROW(intervals_are_what_came_between_two_readings), ROW(windows_are_full_and_no_longer),
      ROW(a_count_that_became_less_counts_anew))
