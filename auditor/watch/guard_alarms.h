/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WATCH_GUARD_ALARMS_H
#define WATCH_GUARD_ALARMS_H

#include "watch/alarm.h"
#include "watch/guard.h"

/*
 * guard_alarms: what a watch says when it sees less than it should: an interface that goes away or comes back
 * (the event interface), packets, connections and lines of events that are lost (the event loss).
 */
struct guard_alarms {
	struct alarm interfaces[MOST_INTERFACES], outlets[MOST_OUTLETS];
	char         problems[MOST_INTERFACES][256]; /* why it was said to be away; empty: it is there */
	uint64_t     interruptions[MOST_INTERFACES]; /* that were told */
};

struct guard;

/* To be called once a second. */
void guard_watch_itself(struct guard *guard);

#endif
