/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POLICY_NAMED_H
#define POLICY_NAMED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/address.h"
#include "classify/fact.h"
#include "policy/policy.h"

/*
 * named: the servers that a policy names (`servers`), and what was seen of each.
 *
 * An address of which nothing was seen is neither good nor bad: it was idle, gone, or out of sight of the
 * capture.  A prefix is one entry, whichever of its addresses were seen.  Adding up is all it does.
 */
struct named;

struct named_tally {
	const char   *set; /* of servers; the policy's own text */
	struct prefix prefix;
	uint64_t      sessions;  /* to it, however they ended */
	uint64_t      answered;  /* of them, such in which the server answered the call */
	uint64_t      as_client; /* that it opened: a mail server sends, too */
};

/* Nothing seen yet of the servers of ${policy}, which must outlive it; NULL without memory. */
struct named *named_new(const struct policy *policy);

/* Count one session.  ${first}: its first sight, where it was counted before (session/sights.h), or NULL:
 * what that was an end of is not counted again. */
void named_add(struct named *named, const struct facts *facts, const struct facts *first);

/* Add ${from}, of the same policy. */
void named_merge(struct named *into, const struct named *from);

size_t named_count(const struct named *named);

/* The ${index}th in the order of the policy: what adds up may be put here. */
struct named_tally *named_at(struct named *named, size_t index);

/* The order of reports: by set, then by prefix. */
int named_tally_compare(const struct named_tally *a, const struct named_tally *b);

/* The ${index}th in the order of reports. */
struct named_tally named_sorted(const struct named *named, size_t index);

void named_free(struct named *named);

#endif
