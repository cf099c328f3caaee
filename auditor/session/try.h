/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SESSION_TRY_H
#define SESSION_TRY_H

#include <stdbool.h>

#include "session/session.h"

/*
 * try: what one connection says of the one who tried it, by its flow and its ending alone.
 *
 * What its company adds to that is session/company.h.
 */

/* Enough was seen of the flow to say what did not happen in it. */
bool try_is_clear(const struct ending *ending);

/* Somebody answered that it is not to be: an RST, or an ICMP error. */
bool try_is_refused(const struct ending *ending);

/* No answer came, and a program waited for it through all of its SYNs (RFC 6298). */
bool try_is_patient(const struct ending *ending);

/* Nothing came of it: it was refused, dropped, or nobody said a word. */
bool try_is_kept_out(const struct ending *ending);

/* The connection stood, and the client closed it at once. */
bool try_is_closed_at_once(const struct session_flow *flow, const struct ending *ending);

/* Nothing was said, and the one who tried did not mind. */
bool try_is_fruitless(const struct session_flow *flow, const struct ending *ending);

/* Given up within a second or two, before a second retry. */
bool try_is_given_up(const struct session_flow *flow, const struct ending *ending);

/* The client waited, said what it liked, and never had an answer: that was no look. */
bool try_is_waited_for(const struct session_flow *flow, const struct ending *ending);

#endif
