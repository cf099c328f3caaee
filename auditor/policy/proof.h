/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POLICY_PROOF_H
#define POLICY_PROOF_H

#include <stdint.h>

#include "base/address.h"
#include "base/place.h"
#include "classify/fact.h"

struct expression;
struct session;

/*
 * proof: the first session of a finding, and the facts of it that decided.
 *
 * The finding itself may stand for many sessions; this is the one to look at.
 * Facts that say where it ran are not repeated among those that decided.  The
 * texts of facts are not its own: see results_renew_texts.
 */
#define PROOF_FACTS 8

struct proof {
	place          first_frame; /* PLACE_NONE: no session was noted */
	int64_t        first_seen;  /* nanoseconds */
	struct address client, server;
	uint16_t       client_port, server_port;
	unsigned       fact_count;
	uint8_t  facts[PROOF_FACTS];  /* enum fact, in the order of the registry but for `applies` last */
	uint64_t values[PROOF_FACTS]; /* as in struct facts */
};

/* Of ${session}: what ${violates} and then ${applies} mention; either may be NULL. */
void proof_note(struct proof *proof, const struct session *session, const struct expression *violates,
		const struct expression *applies);

/* Keep the one of the earlier session. */
void proof_merge(struct proof *into, const struct proof *from);

/* The facts that decided, as facts; and the session's ends and first packet, as session_id wants them. */
void proof_facts(const struct proof *proof, struct facts *facts);
void proof_session(const struct proof *proof, struct session *session);

#endif
