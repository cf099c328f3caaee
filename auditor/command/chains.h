/* SPDX-License-Identifier: Apache-2.0 */
#ifndef COMMAND_CHAINS_H
#define COMMAND_CHAINS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * chains: which inputs are pieces of one capture.
 *
 * Inputs come in order of their first packet.  One that begins after others have
 * ended continues, of those, the one that ended last; one that begins before all
 * others have ended was captured at another point and begins a chain of its own.
 */

#define MOST_CHAINS 64 /* that wait for a continuation; the one that ended first waits no longer */

struct chain_end {
	size_t  chain;
	int64_t last; /* time of its newest packet */
};

struct chains {
	struct chain_end waiting[MOST_CHAINS];
	size_t           waiting_count;
	size_t           count; /* begun so far */
};

/*
 * The chain of an input whose first packet is of the time ${first}: ${is_new} tells whether it begins one. If
 * the oldest had to make room, it is in ${closed}, else that is SIZE_MAX.
 */
size_t chains_join(struct chains *chains, int64_t first, bool *is_new, size_t *closed);

/* The chain now ends at ${last}, if that is later than before. */
void chains_extend(struct chains *chains, size_t chain, int64_t last);

#endif
