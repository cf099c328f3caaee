/* SPDX-License-Identifier: Apache-2.0 */
/* What one connection says of the one who tried it. */
#include "session/try.h"

#define SECOND INT64_C(1000000000)

/* A program that waits for its SYN to be answered sends three within three seconds (RFC 6298 2.1, 5.5);
 * scanners and races have given up by then. */
#define PATIENT_SYNS 3

/* So soon closed, a connection was not meant to be used. */
#define EMPTY_AT_MOST (5 * SECOND)

/* An unanswered SYN so old is fruitless, also where a full table or the capture's end cuts the waiting short.
 */
#define UNANSWERED (1 * SECOND)

bool
try_is_refused(const struct ending *ending)
{
	return ending->outcome == ENDING_REFUSED || ending->outcome == ENDING_REJECTED;
}

bool
try_is_clear(const struct ending *ending)
{
	return ending->syns > 0 && !ending->one_sided && !ending->midstream && ending->gaps == 0 &&
	       !ending->is_tail_missing && (ending->handshake_seen || ending->outcome != ENDING_ESTABLISHED);
}

bool
try_is_patient(const struct ending *ending)
{
	return ending->outcome == ENDING_DROPPED && ending->syns >= PATIENT_SYNS;
}

bool
try_is_closed_at_once(const struct session_flow *flow, const struct ending *ending)
{
	return try_is_clear(ending) && ending->handshake_seen &&
	       (ending->fin[CLIENT] || (ending->was_reset && ending->reset_by == CLIENT)) &&
	       flow->last_seen - flow->first_seen < EMPTY_AT_MOST;
}

bool
try_is_fruitless(const struct session_flow *flow, const struct ending *ending)
{
	if (!try_is_clear(ending) || flow->octets[CLIENT] > 0 || try_is_patient(ending))
		return false;
	if (try_is_refused(ending))
		return true;
	return ending->handshake_seen ? !ending->is_open : ending->waited >= UNANSWERED;
}

bool
try_is_given_up(const struct session_flow *flow, const struct ending *ending)
{
	if (!try_is_clear(ending) || flow->octets[CLIENT] > 0)
		return false;
	if (ending->handshake_seen)
		return try_is_closed_at_once(flow, ending);
	return ending->syns < PATIENT_SYNS &&
	       (ending->outcome == ENDING_DROPPED || ending->outcome == ENDING_UNKNOWN);
}

bool
try_is_kept_out(const struct ending *ending)
{
	return try_is_refused(ending) || ending->outcome == ENDING_DROPPED ||
	       ending->outcome == ENDING_SILENT;
}

bool
try_is_waited_for(const struct session_flow *flow, const struct ending *ending)
{
	return try_is_clear(ending) && ending->handshake_seen && flow->octets[SERVER] == 0 &&
	       !try_is_closed_at_once(flow, ending);
}
