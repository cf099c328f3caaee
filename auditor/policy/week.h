/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POLICY_WEEK_H
#define POLICY_WEEK_H

#include <stdbool.h>
#include <stdint.h>

#include "policy/parse.h"

/*
 * week: times of day (22:00..06:00) and weekdays (sat, mon..fri), by the clock of a policy.
 *
 * The clock is a fixed offset from UTC, the key `timezone`.  Names of places are refused: what the clock said
 * there on a day is in a database that changes and differs from machine to machine, and a report must not.
 */

/* Whether ${text} is meant for a time of day or a weekday, right or wrong. */
bool week_claims(const char *text);

/* Take in the windows from ${low} to ${high}, the same token for one day; complains. */
void week_add(struct leaf *leaf, const struct token *low, const struct token *high);

/* An offset of +14:00 to -12:00, or Z or UTC, in seconds; false if ${text} is none. */
bool week_read_offset(const char *text, int64_t *seconds);

/* Nanoseconds since Monday 00:00 by a clock that is so many seconds ahead of UTC. */
uint64_t week_position(int64_t time, int64_t ahead);

/* A time at that position. */
int64_t week_time(uint64_t position, int64_t ahead);

#endif
