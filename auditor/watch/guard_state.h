/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WATCH_GUARD_STATE_H
#define WATCH_GUARD_STATE_H

#include "watch/guard_room.h"

/*
 * state: what survives a restart, kept in the folder of --state (docs/gateway.md).
 *
 * At most what came since the last time it was saved is lost, and the time in which nobody watched is
 * counted. All functions do nothing without --state.
 */

/* Before rights are dropped: open the folder.  False with the reason in ${problem}. */
bool guard_state_open(struct guard *guard, char *problem, size_t room);

/*
 * With the rights of a running watch and before stations start: read what is there and hand it to them, and
 * write it once, to know that it can be.  False with the reason in ${problem}: the folder cannot be written.
 */
bool guard_state_begin(struct guard *guard, char *problem, size_t room);

/* When outlets run: tell what came of it. */
void guard_state_tell(struct guard *guard);

/* Hand all that is known to the thread that writes it. */
void guard_state_save(struct guard *guard);

/* The policy changed: what was counted by the old one stays in a file of its own. */
void guard_state_forget(struct guard *guard);

/* What the interfaces of a report are: those that are watched, and behind them those that once were. */
size_t guard_state_inputs(const struct guard *guard, struct report_input inputs[PAST_INPUTS]);

/* Add what earlier runs captured, and could not see. */
void guard_state_add(const struct guard *guard, struct report_input *inputs, struct coverage *coverage);

/* Its part of the status: NULL without --state. */
struct json_object *guard_state_object(struct guard *guard);

/* For Prometheus. */
void guard_state_metrics(struct guard *guard, FILE *out);

/* Save for the last time, wait for it, and give everything back. */
void guard_state_free(struct guard *guard);

#endif
