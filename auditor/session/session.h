/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SESSION_SESSION_H
#define SESSION_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/place.h"
#include "classify/fact.h"
#include "flow/ending.h"

/*
 * session: all that is known of one flow, made by session/, read by policy/ and report/.
 *
 * Holds no payload and no secret: it can be printed whole.  Owns nothing: the
 * texts in its facts live as long as the classifier that made them.
 */
/* The initial sequence numbers of both sides, where a SYN showed them (RFC 9293 3.4.1). */
struct numbers {
	uint32_t isn[2];
	bool     has[2];
};

struct session {
	struct facts   facts;
	place          first_frame, last_frame;
	struct numbers numbers;
	place tries[ENDING_TRIES]; /* the client's SYNs behind the first; PLACE_NONE where there is none */
};

/* Where something was captured; NULL and 0: not known. */
struct session_tap {
	const char *interface; /* lives as long as the texts in facts */
	uint16_t    vlan, inner_vlan;
};

/* What session/ is told of a flow besides its ending; all of it values. */
struct session_flow {
	struct address     client, server;
	uint16_t           client_port, server_port;
	int64_t            first_seen, last_seen;
	place              first_frame, last_frame;
	uint64_t           packets;
	uint64_t           octets[2]; /* TCP payload by side */
	bool               is_noted;  /* company_refused was told of it */
	struct session_tap tap;       /* of its first packet */
	struct session_tap behind[2]; /* where the ends lie, as far as it is proven */
};

/* Whether a flow to that port is listed whatever it speaks (a mail port, classify/port.h). */
bool session_is_listed_port(uint16_t server_port);

/*
 * Make the session of a flow: the facts that its dialogue gathered (NULL: nothing was said or it was not
 * followed) and what the ending adds: outcome, ended_at, blocked_by, role, quality and counters.
 * ${said_goodbye}: a reset after that cuts nothing.
 */
void session_conclude(struct session *session, const struct session_flow *flow, const struct ending *ending,
		      const struct facts *dialogue, bool said_goodbye);

/* 16 hexadecimal digits that stay the same for the same flow in the same capture: ends, ports and first
 * packet's time. */
#define SESSION_ID_SIZE 17
void session_id(const struct session *session, char id[SESSION_ID_SIZE]);

/* Capture order: by capture, then first frame. */
int session_compare(const struct session *a, const struct session *b);

#endif
