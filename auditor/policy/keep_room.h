/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POLICY_KEEP_ROOM_H
#define POLICY_KEEP_ROOM_H

#include "policy/keep.h"
#include "policy/results_room.h"

/*
 * The parts of kept results, for this room only.  Each function writes what it is given, or reads it: see
 * base/archive.h.
 */
struct keep {
	struct archive            *archive;
	struct results            *results;
	const struct keep_changes *changes; /* none of them: all NULL */
	bool                       is_reading;
};

place          keep_place(const struct keep *keep, place where);
struct address keep_address(const struct keep *keep, struct address address);
struct digest  keep_digest(const struct keep *keep, struct digest digest);

/* A number below ${count}; what is read is never more, even when something is wrong. */
size_t keep_index(const struct keep *keep, size_t index, size_t count);

/* All but its check and its subject, and what is made new when findings are listed. */
void keep_finding(const struct keep *keep, struct finding *finding);
void keep_proof(const struct keep *keep, struct proof *proof);

/* What is read is to be freed. */
void keep_distinct(const struct keep *keep, struct distinct *set);

/* Who talked to whom: a client at a service, which has a path and no key, or a subject. */
void keep_pair(const struct keep *keep, struct pair_key *pair, bool is_subject);

/* Pairs of the results, or of their past. */
void keep_ledger(const struct keep *keep, struct ledger *ledger);

void keep_groups(const struct keep *keep, struct groups *groups);

/*
 * Write a list in the order of what is written of it, whatever it was before: each of the ${count} rows, of
 * ${size} octets, begins with a pointer to the item it stands for.  ${rows} may be NULL: there was no memory
 * for them.
 */
void keep_rows(const struct keep *keep, void *rows, size_t count, size_t size,
	       int (*compare)(const void *a, const void *b),
	       void (*write)(const struct keep *keep, const void *item));

/* What an address or a key becomes, without writing it: lists are in the order of what is written. */
struct address keep_changed(const struct keep *keep, struct address address);
struct digest  keep_changed_digest(const struct keep *keep, struct digest digest);

/* The same of who talked to whom. */
struct pair_key keep_changed_pair(const struct keep *keep, const struct pair_key *pair);

/* What the policy is called and where it looks, in disguise: as octets of their own, empty without one. */
void keep_names(const struct keep *keep);

/* Read them into ${policy}; false with the reason in ${wrong}. */
bool keep_take_names(struct policy *policy, struct archive *archive, char *wrong);

/* What is counted for checks of several sessions: what is read must be what the policy wants. */
void keep_gatherings(const struct keep *keep);
void keep_cells(const struct keep *keep, struct gatherer *gatherer);

#endif
