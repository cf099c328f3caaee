/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POLICY_LEDGER_H
#define POLICY_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/finding.h"

/*
 * ledger: what is known of each client at each service: how often each check
 * applied, and what was found.
 *
 * A table of fixed limits under a secret key: addresses come from strangers.
 */
struct ledger;

struct kept {
	struct finding finding;
	struct kept   *next;         /* of the same pair */
	struct kept   *next_changed; /* valid if is_changed */
	struct pair   *pair;
	uint32_t       check; /* its index in the policy */
	bool           is_changed;
	bool           is_alone; /* of the past (results_room.h): it is listed as it stands */
};

struct pair {
	struct pair_key key;
	struct pair    *next;     /* in the order in which they came */
	struct kept    *findings; /* by index of their check */
	bool            is_used;  /* since ledger_age */
	uint32_t        of[];     /* sessions that the check of that index applied to */
};

/* ${pairs}: that may be kept without a finding; ${merge} adds a finding to one that there is.  NULL without
 * memory. */
typedef void   ledger_merge(struct finding *into, const struct finding *from);
struct ledger *ledger_new(size_t check_count, size_t pairs, size_t findings, ledger_merge *merge);

/*
 * The pair of that key, made if need be: ${has_finding} tells that a finding of it comes, which makes room.
 * NULL when there is none.
 */
struct pair *ledger_pair(struct ledger *ledger, const struct pair_key *key, bool has_finding);

/* Count one session, or more, that a check applied to. */
void pair_count(struct pair *pair, uint32_t check, uint32_t sessions);

/* Add ${finding} to what that pair has of the check; false when there is no room. */
bool ledger_add(struct ledger *ledger, struct pair *pair, uint32_t check, const struct finding *finding);

/* The finding, with the sessions of its pair that the check applied to. */
const struct finding *kept_finding(struct kept *kept);

/* A finding that was added or added to since it was told here; NULL: there is none left. */
struct kept *ledger_changed(struct ledger *ledger);

/* The finding of that pair and that check, or NULL. */
struct kept *ledger_find(struct ledger *ledger, const struct pair_key *key, const struct check *check);

/* Whether it is time for ledger_age, which halves what there is too much of: of pairs without a finding those
 * that were not used for the longest time go, of findings those of least worth that were told.  Returned is
 * the number of findings that were given up. */
bool   ledger_is_crowded(const struct ledger *ledger, unsigned eighths);
size_t ledger_age(struct ledger *ledger);

/* The first pair that came; the others follow. */
const struct pair *ledger_first(const struct ledger *ledger);

/* How many pairs there are; the ${index}th by server, port, client and path, NULL past the end or without
 * memory. */
size_t             ledger_pairs(const struct ledger *ledger);
const struct pair *ledger_pair_at(struct ledger *ledger, size_t index);

size_t ledger_findings(const struct ledger *ledger);

void ledger_free(struct ledger *ledger);

#endif
