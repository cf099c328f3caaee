/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POLICY_DISTINCT_H
#define POLICY_DISTINCT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "classify/fact.h"

/*
 * distinct: a set of values, to count how many different ones there were.
 *
 * Values are kept as hashes.  Up to MOST_DISTINCT it is exact; beyond, the lowest hashes are kept, and all
 * that is known is that there are more.  So a union does not depend on the order in which sets are joined.
 * Zero it to begin.
 */
struct distinct {
	uint64_t *hashes; /* ascending */
	uint16_t  count, room;
	bool      has_more; /* some were not kept */
};

/* Octets that all sets of one owner may take together. */
struct distinct_budget {
	size_t octets, limit;
};

/* The hash of a fact's value; the same in every run, so that sets of several pipelines can be joined. */
uint64_t distinct_hash(const struct value *value);

void distinct_add(struct distinct *set, uint64_t hash, struct distinct_budget *budget);

/* Add all of ${from}. */
void distinct_join(struct distinct *set, const struct distinct *from, struct distinct_budget *budget);

/* Give back its memory, though not the budget's; and with the budget's. */
void distinct_free(struct distinct *set);
void distinct_return(struct distinct *set, struct distinct_budget *budget);

#endif
