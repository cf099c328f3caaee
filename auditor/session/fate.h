/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SESSION_FATE_H
#define SESSION_FATE_H

#include "session/session.h"

/*
 * fate: what the way to its end tells of a connection: connect.*, idle_before_end, forgotten, mtu_black_hole.
 *
 * A NAT or firewall may forget an established connection that is idle, though not before two hours and four
 * minutes (RFC 5382 REQ-5); what it forgot it drops, or answers with an RST.  Of a client that speaks into
 * nothing after a silence it is known that somebody forgot it, and not that the server is gone, only if the
 * server answered another connection since.  What the server says into nothing proves nothing: the client may
 * be asleep.
 *
 * Notes them from the outcome, which session_conclude has noted before.
 */
void fate_note(struct session *session, const struct session_flow *flow, const struct ending *ending);

/* Nanoseconds of silence from which on a connection is idle. */
#define FATE_IDLE INT64_C(30000000000)

#endif
