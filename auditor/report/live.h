/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_LIVE_H
#define REPORT_LIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * live: what a watch that goes on says of itself beside its report, for people who look at it now.
 */

/* What is counted over time: its name in JSON, what people read, what a rate of it is for, and its colour in
 * the page.  Per 0: the numbers themselves. */
#define LIVE_SECOND INT64_C(1000000000)
#define EACH_LIVE_NUMBER(row)                                                                                \
	row(PACKETS, "packets", "Packets", "a second", LIVE_SECOND, "s1")                                    \
	    row(SESSIONS, "mail_sessions", "Mail sessions", "a minute", 60 * LIVE_SECOND, "s2")              \
		row(FINDINGS, "findings", "New findings", "", 0, "f1")                                       \
		    row(DROPPED, "dropped", "Packets dropped", "", 0, "f0")                                  \
			row(LOST, "events_lost", "Lines of events lost", "", 0, "f0")                        \
			    row(CPU, "cpu_ms", "Processor time", "ms a second", LIVE_SECOND, "s5")

enum live_number {
#define row(NAME, name, title, unit, per, color) LIVE_##NAME,
	EACH_LIVE_NUMBER(row)
#undef row
	    LIVE_NUMBERS
};

extern const char *const live_number_names[LIVE_NUMBERS];

/* What was counted between two readings. */
struct live_interval {
	int64_t  end;    /* by the wall clock, nanoseconds since 1970 */
	int64_t  lasted; /* nanoseconds, by a clock that nobody sets */
	uint64_t numbers[LIVE_NUMBERS];
};

/* The oldest first; ${size} of them are there when it has gone on for long enough. */
struct live_window {
	const struct live_interval *intervals;
	size_t                      count, size;
};

enum live_span { LIVE_FINE, LIVE_COARSE, LIVE_SPANS };

/* In JSON, and for people. */
extern const char *const live_span_names[LIVE_SPANS];
extern const char *const live_span_titles[LIVE_SPANS];

/* An interface, or one thread of several at it; counted since the watch began. */
struct live_place {
	const char *interface;
	bool        is_up;
	char        problem[256]; /* why not */
	uint64_t    packets, dropped, flows, interruptions;
};

struct report_live {
	int64_t                  since, now; /* wall clock, nanoseconds */
	unsigned                 refresh;    /* seconds after which a reader should look again */
	struct live_window       windows[LIVE_SPANS];
	const struct live_place *places;
	size_t                   place_count;
};

#endif
