/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POLICY_GATHER_H
#define POLICY_GATHER_H

#include "base/place.h"
#include "policy/bearing.h"
#include "policy/distinct.h"
#include "policy/pair.h"
#include "policy/policy_room.h"
#include "session/session.h"

/*
 * gatherer: counts sessions by subject, for the checks of several sessions.
 *
 * Windows are aligned to 1970 in packet time and follow one another by half of their length: each is two
 * cells long, and a session is counted in one cell, by the time it began.  So what happens within half a
 * window is never split.  Counters only add up, and merging is adding: the order of
 * sessions and of merges makes no difference, as long as there is room.  A table of fixed limits under a
 * secret key: addresses come from strangers.
 */
struct gatherer;

struct cell_key {
	struct pair_key pair;      /* what is of the subject; addresses of family 0: not of this one */
	uint16_t        gathering; /* index in the policy */
	int64_t         bucket;    /* half windows since 1970; what stands before it is the subject */
};

/* The order in which cells are judged and kept: by gathering, pair and time. */
int cell_key_compare(const struct cell_key *a, const struct cell_key *b);

/* One counter of one cell. */
struct tally {
	uint64_t        sure, maybe;     /* of a distinct counter, maybe: sessions whose value is not known */
	struct distinct values, perhaps; /* of sessions that count, and of such that may */
	bool            has_sure, has_any;
	int64_t         first_sure, last_sure, first_any, last_any;
};

/* What sessions show that counted in what violates a check. */
#define EVIDENCE_PLACES 4

struct evidence {
	uint64_t        count;
	place           places[EVIDENCE_PLACES]; /* the first ones, ascending */
	unsigned        place_count;
	int64_t         first_seen, last_seen;
	struct distinct clients, servers, ports;
	struct proof    proof; /* the first session */
};

/* The counters of one subject in half a window. */
struct cell {
	struct cell_key   key;
	struct cell      *next;         /* in the order in which they came */
	struct cell      *head;         /* one that stands for all of the same subject */
	struct cell      *sibling;      /* another of the same subject; all hang on the head */
	struct cell      *next_changed; /* of a head; valid if is_changed */
	bool              is_changed;   /* of a head: a cell of its subject was added to */
	bool              is_stray;     /* in results that were kept, its subject was known to be one */
	bool              is_over;      /* to be dropped by gatherer_drop */
	struct evidence   all;          /* of every session that counted or may have */
	struct evidence **evidence;     /* by check of the gathering; NULL: none */
	struct tally     *tallies;      /* by counter of the gathering */
};

/* ${cells}: at most so many.  NULL without memory. */
struct gatherer *gatherer_new(const struct policy *policy, size_t cells);

/* Count one session for all its subjects; ${forecast}: of its kind. */
void gatherer_add(struct gatherer *gatherer, const struct session *session, const struct forecast *forecast);

void gatherer_merge(struct gatherer *into, const struct gatherer *from);

/* Add ${cell}, made under the same policy; its `next` is not looked at.  When there is no room its sessions
 * are refused. */
void gatherer_put(struct gatherer *gatherer, const struct cell *cell);

/* Count ${sessions} more that one gathering had no room for. */
void gatherer_refuse(struct gatherer *gatherer, size_t gathering, uint64_t sessions);

/* Add one session of a subject; and what ${from} shows. */
void evidence_add(struct evidence *evidence, enum subject subject, const struct session *session,
		  struct distinct_budget *budget);
void evidence_join(struct evidence *into, const struct evidence *from, struct distinct_budget *budget);
void evidence_free(struct evidence *evidence);
void evidence_return(struct evidence *evidence, struct distinct_budget *budget);

/* Add one session that the counter counts, if ${is_sure}, or else may count. */
void tally_add(struct tally *tally, const struct counter *counter, bool is_sure, const struct facts *facts,
	       struct distinct_budget *budget);

/* Add ${from}, a tally of the same counter. */
void tally_join(struct tally *into, const struct tally *from, struct distinct_budget *budget);
void tally_free(struct tally *tally);
void tally_return(struct tally *tally, struct distinct_budget *budget);

/* Sessions that one gathering had no room for. */
uint64_t gatherer_refused(const struct gatherer *gatherer, size_t gathering);

/* The first cell that came; the others follow. */
struct cell *gatherer_first(const struct gatherer *gatherer);

/* The head of the subject that ${key} is of, or NULL. */
struct cell *gatherer_subject(const struct gatherer *gatherer, const struct cell_key *key);

/* The head of a subject that was added to since it was returned here; NULL: there is none left. */
struct cell *gatherer_changed(struct gatherer *gatherer);

/* Drop the cells that are over; of subjects that are changed there must be none. */
void gatherer_drop(struct gatherer *gatherer);

/* At most so many cells. */
size_t gatherer_limit(const struct gatherer *gatherer);
size_t gatherer_cells(const struct gatherer *gatherer);

void gatherer_free(struct gatherer *gatherer);

#endif
