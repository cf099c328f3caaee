/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WATCH_METRICS_H
#define WATCH_METRICS_H

#include <stdio.h>

#include "watch/guard_room.h"

/*
 * metrics: what a watch counts of itself, in the text format of Prometheus (version 0.0.4); labels are
 * interfaces and outlets, as many as were named.  False when writing failed.
 */
bool metrics_write(struct guard *guard, uint64_t requests, FILE *out);

/* One number more, as mailreeve_watch_NAME. */
void metrics_put(FILE *out, const char *name, const char *type, const char *help, uint64_t number);

#endif
