/* SPDX-License-Identifier: Apache-2.0 */
/* Remembers what was counted, for a day. */
#include "watch/series.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define FINE 60
#define COARSE 1440
#define MINUTE (60 * LIVE_SECOND)

struct ring {
	struct live_interval *intervals;
	size_t                size, begin, count;
};

struct series {
	bool                 has_begun;
	int64_t              steady;
	uint64_t             totals[LIVE_NUMBERS];
	struct live_interval minute; /* not over yet */
	struct ring          rings[LIVE_SPANS];
	struct live_interval fine[FINE], coarse[COARSE];
};

struct series *
series_new(void)
{
	struct series *series = calloc(1, sizeof(*series));

	if (series == NULL)
		return NULL;
	series->rings[LIVE_FINE] = (struct ring){.intervals = series->fine, .size = FINE};
	series->rings[LIVE_COARSE] = (struct ring){.intervals = series->coarse, .size = COARSE};
	return series;
}

static void
keep(struct ring *ring, const struct live_interval *interval)
{
	ring->intervals[(ring->begin + ring->count) % ring->size] = *interval;
	if (ring->count < ring->size)
		ring->count++;
	else
		ring->begin = (ring->begin + 1) % ring->size;
}

static void
add(struct live_interval *to, const struct live_interval *more)
{
	to->end = more->end;
	to->lasted += more->lasted;
	for (unsigned number = 0; number < LIVE_NUMBERS; number++)
		to->numbers[number] += more->numbers[number];
}

void
series_note(struct series *series, int64_t wall, int64_t steady, const uint64_t totals[LIVE_NUMBERS])
{
	struct live_interval interval = {.end = wall, .lasted = steady - series->steady};

	for (unsigned number = 0; number < LIVE_NUMBERS; number++)
		interval.numbers[number] = totals[number] < series->totals[number]
					       ? totals[number]
					       : totals[number] - series->totals[number];
	series->steady = steady;
	memcpy(series->totals, totals, sizeof(series->totals));
	if (!series->has_begun) {
		series->has_begun = true;
		return;
	}
	keep(&series->rings[LIVE_FINE], &interval);
	add(&series->minute, &interval);
	/* A step may come a little early. */
	if (series->minute.lasted < MINUTE - SERIES_STEP / 2)
		return;
	keep(&series->rings[LIVE_COARSE], &series->minute);
	memset(&series->minute, 0, sizeof(series->minute));
}

static void
reverse(struct live_interval *from, struct live_interval *to)
{
	while (from < to) {
		struct live_interval moved = *from;

		*from++ = *--to;
		*to = moved;
	}
}

/* A ring is turned so that its oldest comes first, which is where the next one will replace it. */
struct live_window
series_window(struct series *series, enum live_span span)
{
	struct ring *ring = &series->rings[span];

	if (ring->begin > 0) {
		reverse(ring->intervals, ring->intervals + ring->begin);
		reverse(ring->intervals + ring->begin, ring->intervals + ring->size);
		reverse(ring->intervals, ring->intervals + ring->size);
		ring->begin = 0;
	}
	return (struct live_window){ring->intervals, ring->count, ring->size};
}

void
series_free(struct series *series)
{
	free(series);
}
