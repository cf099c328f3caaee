/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POLICY_GATHER_ROOM_H
#define POLICY_GATHER_ROOM_H

#include "base/keyed.h"
#include "base/pool.h"
#include "policy/gather.h"

/* What gather.c, which keeps counters, shares with gather_add.c, which counts. */

struct gatherer {
	const struct policy   *policy;
	struct keyed          *by_key;   /* cells */
	struct keyed          *subjects; /* their heads, by what stands before the bucket in the key */
	struct pool          **pools;    /* of cells, by gathering: they differ in size */
	struct pool           *evidence;
	uint64_t              *refused; /* by gathering */
	size_t                 cells, limit;
	struct cell           *first, *last, *changed;
	struct distinct_budget budget;
	/* Counters that count the session at hand, and those that may. */
	uint64_t sure[COUNTER_WORDS], any[COUNTER_WORDS];
};

/* The cell of that key, made if need be; NULL when there is no room. */
struct cell *gatherer_cell(struct gatherer *gatherer, const struct cell_key *key);

/* The evidence of the cell for that check of its gathering, made if need be; NULL when there is no room. */
struct evidence *gatherer_evidence(struct gatherer *gatherer, struct cell *cell, size_t rule);

/* The subject of that head was added to. */
void gatherer_note_change(struct gatherer *gatherer, struct cell *head);

#endif
