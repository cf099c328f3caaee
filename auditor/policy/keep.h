/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POLICY_KEEP_H
#define POLICY_KEEP_H

#include "base/archive.h"
#include "base/text.h"
#include "policy/policy.h"
#include "policy/results.h"

/*
 * keep: results as octets, and back.
 *
 * All of them: counts, matrix, clients at services, findings, groups, waivers, and what is counted for checks
 * of several sessions, with the hashes of what was told apart.  Restored results are merged and settled
 * as any others: what then is said is what would have been said without the way through octets.
 *
 * They are of one policy, by its SHA-256, and are not to be had under another.  What they say is bound to
 * names, not to numbers of this version: checks, facts, words.  docs/decisions/0012-kept-results.md.
 */
struct keep_changes {
	void *context;
	/* What places, addresses, texts of facts, hashes of what was told apart, and the sentences and
	 * prefixes of the policy become; NULL: they stay as they are. */
	place (*place)(void *context, place where);
	struct address (*address)(void *context, struct address address);
	const char *(*text)(void *context, enum fact fact, const char *text);
	uint64_t (*hash)(void *context, uint64_t hash);
	const char *(*sentence)(void *context, const char *text);
	struct prefix (*prefix)(void *context, struct prefix prefix);
};

/* In one order, however they were added up: the same results are the same octets.  False without memory;
 * ${octets} is added to. */
bool results_keep(struct results *results, const struct keep_changes *changes, struct text *octets);

enum keep_state {
	KEEP_GOOD,
	KEEP_OTHER_POLICY,
	KEEP_FOREIGN, /* no results at all */
	KEEP_OLDER,   /* of an earlier version of mailreeve, which did not count all that this one does */
	KEEP_NEWER,   /* of a later one */
	KEEP_DAMAGED,
	KEEP_NO_MEMORY
};

/*
 * Results in disguise have other addresses than the policy: make ${policy} speak of those in the octets, and
 * tell what it told them for.  Then they are judged as the true ones would be, and others are not to be had
 * under it.  Of results without a disguise nothing is changed.  Not KEEP_GOOD: the policy is of no use any
 * more.
 */
enum keep_state results_adapt(struct policy *policy, const void *data, size_t size, char *wrong);

/*
 * Results from ${size} octets at ${data}, made under ${policy}, which must outlive them.  What they point to
 * lives in ${arena}, which must outlive them and what they are merged into.  What there is no room for in
 * ${limits} is refused and counted, as by results_merge.  NULL with the reason in ${state} and in words of
 * ARCHIVE_WRONG_SIZE in ${wrong}.
 */
struct results *results_restore(const struct policy *policy, const struct results_limits *limits,
				const void *data, size_t size, const struct keep_changes *changes,
				struct arena *arena, enum keep_state *state, char *wrong);

#endif
