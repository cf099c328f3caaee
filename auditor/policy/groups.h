/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POLICY_GROUPS_H
#define POLICY_GROUPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/distinct.h"
#include "policy/finding.h"

/*
 * groups: findings of checks that judge sessions one by one, gathered over more than one client and service:
 * all of a route, a service or a client (`per` of a check).
 *
 * For each group it is known how often the check applied, how often the server answered then, and how many
 * different clients and servers there are among the sessions that violate it.  Adding up is all it does, so
 * merging is adding too.  A table of fixed limits under a secret key: addresses come from strangers.
 */
struct groups;

/* Zeroed before it is filled: it is compared as octets.  Zones are kept once, so their addresses name them.
 */
struct group_key {
	struct address client, server;
	uint16_t       port;
	uint8_t        path; /* PATH_COUNT: any */
	uint32_t       check;
	const char    *from, *to;
};

struct group {
	struct group_key key;
	struct group    *next;         /* in the order in which they came */
	struct group    *next_changed; /* valid if is_changed */
	bool             is_changed, is_given_up;
	uint64_t         attempts, answered;
	struct finding   finding; /* if its count is not 0 */
	struct distinct  clients, servers, ports;
};

/* One session that a check applied to. */
struct group_session {
	struct address client, server;
	uint16_t       port;
	enum path      path;
	const char    *from, *to; /* zones; as the policy keeps them */
	bool           is_answered;
};

/* ${limit}: groups, at most.  NULL without memory. */
struct groups *groups_new(size_t limit);

/*
 * Count one session that ${check}, the ${index}th of the policy, applied to; ${finding}, if it violates it,
 * is added.  False when there was no room for a finding.
 */
bool groups_add(struct groups *groups, const struct check *check, uint32_t index,
		const struct group_session *session, const struct finding *finding);

/*
 * Add ${group}, whose place among others is not looked at; its sets are joined.  False when there was no room
 * for it.
 */
bool groups_put(struct groups *groups, const struct group *group);

/* The first group that came; the others follow. */
struct group *groups_first(const struct groups *groups);

/* Returns the sessions whose findings there was no room for. */
uint64_t groups_merge(struct groups *into, const struct groups *from);

/* Groups, with a finding or without. */
size_t groups_count(const struct groups *groups);

/* The number of findings; and all of them, in no order, at ${findings}, with what is known of their groups.
 */
size_t groups_findings(const struct groups *groups);
void   groups_list(struct groups *groups, const struct finding **findings);

/* A finding that was added or added to since it was told here; NULL: there is none left. */
const struct finding *groups_changed(struct groups *groups);

/* Whether it is time for groups_age, which halves them: those without a finding go first, then findings of
 * least worth that were told.  Returned is the number of findings that were given up. */
bool   groups_are_crowded(const struct groups *groups, unsigned eighths);
size_t groups_age(struct groups *groups);

/* Whether groups were dropped: what is known of attempts is then only what came since. */
bool groups_have_forgotten(const struct groups *groups);
void groups_note_forgotten(struct groups *groups);

void groups_free(struct groups *groups);

#endif
