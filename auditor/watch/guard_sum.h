/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WATCH_GUARD_SUM_H
#define WATCH_GUARD_SUM_H

#include "watch/guard_room.h"

/* summing: all that all stations know, and what is known of earlier runs. */
struct summing {
	struct report_input inputs[PAST_INPUTS];
	size_t              input_count;
	struct coverage     coverage;
	struct report_count counts[COVERAGE_COUNTS];
	struct results     *results;
	struct text         inside;
};

/* False without memory; guard_sum_free in any case. */
bool guard_sum(struct guard *guard, struct summing *sum);
void guard_sum_free(struct summing *sum);

#endif
