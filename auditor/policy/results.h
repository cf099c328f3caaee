/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POLICY_RESULTS_H
#define POLICY_RESULTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/check.h"
#include "policy/doubt.h"
#include "policy/finding.h"
#include "policy/named.h"
#include "session/session.h"

/*
 * results: what a policy says of all sessions seen so far.
 *
 * Adding up is all it does, so results_merge of two halves is the same as one
 * run over both, in any order, as long as there is room for all of it.  For every check:
 * applicable = violated + satisfied + inconclusive + waived.
 */
struct policy;
struct results;

struct check_tally {
	const struct check *check;
	/* Sessions; of a check of several sessions, subjects. */
	uint64_t     applicable, violated, satisfied, inconclusive, waived;
	enum verdict verdict;
	uint64_t     answered; /* of a check of sessions: of the applicable ones, those in which the server
				  answered the call */
};

/* What the numbers of a tally say. */
enum verdict check_tally_verdict(const struct check_tally *tally);

/* One row of the port matrix.  Port 0: all the rows that there was no room for. */
struct port_tally {
	uint16_t port;
	unsigned protocol, security, outcome, path; /* enum protocol, security, outcome, path */
	uint64_t sessions;
};

/* One client at one service: sessions that the check of each index applied to. */
struct pair_tally {
	struct pair_key key;
	const uint32_t *of; /* lives as long as the results, until the next results_add */
};

/* What a waiver did. */
struct waiver_tally {
	const struct check       *check;
	const struct waiver_says *says;
	uint64_t                  waived;  /* sessions; of a check of several, windows of a subject */
	uint64_t                  expired; /* such that it would have covered, had it not ended before them */
};

/* 0: the default. */
struct results_limits {
	size_t findings; /* at most so many different ones; default 1,000,000 */
	size_t subjects; /* subjects and half windows of theirs, counted for checks of several sessions;
			    262,144 */
	size_t groups;   /* of findings that are gathered over clients or servers; default 65,536 */
	size_t pairs; /* pairs of client and service without a finding, counted for `of`; default 262,144 */
};

/* Results under ${policy}, which must outlive them; ${limits} may be NULL.  NULL without memory. */
struct results *results_new(const struct policy *policy, const struct results_limits *limits);

/* Judge one session and add it up.  The session is not kept. */
void results_add(struct results *results, const struct session *session);

/*
 * The same for the second sight of a connection of which ${first} was added before (session/sights.h): what
 * violates a check in both sights counts once; what only the second shows is judged.
 */
void results_add_again(struct results *results, const struct session *session, const struct session *first);

/* Count one session for the checks of several sessions alone. */
void results_gather(struct results *results, const struct session *session);

/* Add all of ${from}, made under the same policy, to ${into}. */
void results_merge(struct results *into, const struct results *from);

/*
 * Judge what the checks of several sessions say of all that was added so far; their findings and numbers are
 * those of the last call.  To be called after the last results_add and results_merge.  False without memory.
 */
bool results_settle(struct results *results);

/* All that was added, as results of its own, which results_free frees; ${results} are empty afterwards.  NULL
 * without memory: then nothing has changed. */
struct results *results_take(struct results *results);

/*
 * Tell ${each} of the findings that are new or have grown since the last call, valid during the call.  What
 * checks of several sessions say takes in what ${live}, made under the same policy, counts beside; it is used
 * up by that.
 */
void results_changes(struct results *results, struct results                          *live,
		     void (*each)(void *context, const struct finding *finding), void *context);

/* Whether a table is fuller than that. */
bool results_are_crowded(const struct results *results, unsigned eighths);

/*
 * For results that go on for months: make tables that are full half empty.  Windows that are over are judged
 * for good, and of their counters what they showed is kept; clients at services without a finding are
 * forgotten; of findings those of least worth (finding_compare_worth) are given up and counted.  What was not
 * told by results_changes yet stays.  results_settle is the caller's.
 */
void results_age(struct results *results);

/*
 * Replace each text that they refer to by ${renew} of it, which lives as long as they do; by NULL, and what
 * it said is forgotten.  For texts that go before the results do.
 */
void results_renew_texts(struct results *results, const char *(*renew)(void *context, const char *text),
			 void           *context);

/* Findings that were given up. */
uint64_t results_given_up(const struct results *results);

/* Findings in the order of finding_compare; NULL past the end.  Calls to results_add in between spoil the
 * order. */
size_t                results_finding_count(const struct results *results);
const struct finding *results_finding(struct results *results, size_t index);

/* Findings that there was no room for, by number of sessions. */
uint64_t results_refused(const struct results *results);

/* Sessions that there was no room for in the counters of subjects. */
uint64_t results_refused_subjects(const struct results *results);

/* Checks in the order of the policy, then expectations; and rows of the port matrix in ascending order. */
size_t             results_check_count(const struct results *results);
struct check_tally results_check(const struct results *results, size_t index);
size_t             results_port_count(const struct results *results);
struct port_tally  results_port(struct results *results, size_t index);

/* Clients at services by server, port, client and path; those that there was room for. */
size_t            results_pair_count(struct results *results);
struct pair_tally results_pair(struct results *results, size_t index);

/* The servers that the policy names, in the order of named_tally_compare, and what was seen of each. */
size_t             results_named_count(const struct results *results);
struct named_tally results_named(const struct results *results, size_t index);

/* Waivers in the order of the policy. */
size_t              results_waiver_count(const struct results *results);
struct waiver_tally results_waiver(const struct results *results, size_t index);

/* What speaks against the zones of the policy; all zero of zones that were guessed. */
const struct zone_doubt *results_doubt(const struct results *results);

uint64_t results_sessions(const struct results *results);

void results_free(struct results *results);

#endif
