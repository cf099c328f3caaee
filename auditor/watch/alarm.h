/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WATCH_ALARM_H
#define WATCH_ALARM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * alarm: when to say that something is lost at one place: at once when it begins, then once a minute what
 * was added up since, for as long as it goes on.
 */
#define ALARM_QUIET INT64_C(60000000000)
#define ALARM_COUNTS 4

/* Begins as {0}. */
struct alarm {
	uint64_t told[ALARM_COUNTS]; /* the totals when it was said last */
	int64_t  when;               /* by the wall clock, nanoseconds; 0: never */
};

/*
 * By ${now} so much is lost in all, since the beginning: ${totals}, ${count} of them.  True when it is to be
 * said; then ${lost} is what came since it was said last.  A total that has become less counts anew.
 */
bool alarm_rings(struct alarm *alarm, int64_t now, const uint64_t *totals, size_t count, uint64_t *lost);

#endif
