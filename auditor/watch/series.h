/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WATCH_SERIES_H
#define WATCH_SERIES_H

#include <stdint.h>

#include "report/live.h"

/*
 * series: what a watch has counted over time, in rings of fixed size: five minutes in steps of five seconds,
 * and a day in steps of a minute.
 */
#define SERIES_STEP (5 * LIVE_SECOND)

struct series;

/* Takes 140 KiB, however long it goes on.  NULL without memory. */
struct series *series_new(void);

/*
 * By now so much was counted, of each since the beginning; the first call says from where.  Due every
 * SERIES_STEP; ${wall} is the wall clock, ${steady} one that nobody sets.  A count that has become less
 * counts anew.
 */
void series_note(struct series *series, int64_t wall, int64_t steady, const uint64_t totals[LIVE_NUMBERS]);

/* Its intervals, valid until the next call of series_note or series_window for the same span. */
struct live_window series_window(struct series *series, enum live_span span);

void series_free(struct series *series);

#endif
