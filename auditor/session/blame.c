/* SPDX-License-Identifier: Apache-2.0 */
/* Who said no, and where that stands: from addresses, TTLs and times. */
#include "session/blame.h"

#include <string.h>

/* Routers between the sender and the place of the capture, if it counts from where systems do. */
static unsigned
hops(uint8_t ttl)
{
	if (ttl <= 64)
		return 64u - ttl;
	return ttl <= 128 ? 128u - ttl : 255u - ttl;
}

/* Whether the client and somebody whose packets have this TTL stand at the link where it was captured. */
static bool
is_beside_client(const struct ending *ending, uint8_t ttl)
{
	return ttl != 0 && hops(ttl) == 0 && ending->ttl[CLIENT] != 0 && hops(ending->ttl[CLIENT]) == 0;
}

/* Private addresses of one /24 or /64 are of one network (RFC 1918 3, RFC 4193 3.2); other private ones may
 * be a provider's, and a public /64 may be the link to one. */
static bool
is_neighbour(const struct address *a, const struct address *b)
{
	size_t network = a->family == 4 ? 3 : 8;

	return a->family == b->family && address_is_private(a) && memcmp(a->octets, b->octets, network) == 0;
}

static void
note_side(struct session *session, enum blocker_side side, const struct ending *ending)
{
	facts_note_word(&session->facts, FACT_BLOCKED_SIDE, side, ending->evidence);
}

static void
blame_icmp(struct session *session, const struct session_flow *flow, const struct ending *ending)
{
	const struct address *reporter = &ending->icmp_reporter;
	struct facts         *facts = &session->facts;
	uint8_t               server = ending->ttl[SERVER];

	facts_note_word(facts, FACT_BLOCKED_KIND, BLOCKER_ICMP, ending->evidence);
	facts_note_address(facts, FACT_BLOCKED_ADDRESS, reporter, ending->evidence);
	facts_note_count(facts, FACT_BLOCKED_TYPE, ending->icmp_type, ending->evidence);
	facts_note_count(facts, FACT_BLOCKED_CODE, ending->icmp_code, ending->evidence);
	if (address_equal(reporter, &flow->server)) {
		/* A bridge that filters speaks in the server's name. */
		if (server == 0 || ending->icmp_ttl == 0 || hops(ending->icmp_ttl) >= hops(server))
			note_side(session, BLOCKER_SIDE_SERVER, ending);
	} else if (address_equal(reporter, &flow->client) || is_neighbour(reporter, &flow->client) ||
		   is_beside_client(ending, ending->icmp_ttl))
		note_side(session, BLOCKER_SIDE_CLIENT_NETWORK, ending);
	else if (!address_is_private(reporter))
		note_side(session, BLOCKER_SIDE_PATH, ending);
}

/* An answer to a SYN is the server's own if it came as far and took as long as its other answers. */
static bool
is_as_late(const struct ending *ending)
{
	return ending->outcome == ENDING_REFUSED && ending->server_quickest > 0 && ending->reset_after > 0 &&
	       ending->reset_after >= ending->server_quickest / 2;
}

static void
note_side_of_reset(struct session *session, const struct ending *ending)
{
	if (!ending->reset_ttl_known || ending->reset_by == CLIENT)
		return;
	if (!ending->reset_ttl_differs) {
		if (is_as_late(ending))
			note_side(session, BLOCKER_SIDE_SERVER, ending);
	} else if (hops(ending->reset_ttl) < hops(ending->ttl[SERVER])) {
		note_side(session,
			  is_beside_client(ending, ending->reset_ttl) ? BLOCKER_SIDE_CLIENT_NETWORK
								      : BLOCKER_SIDE_PATH,
			  ending);
	}
}

static void
blame_reset(struct session *session, const struct session_flow *flow, const struct ending *ending)
{
	struct facts *facts = &session->facts;
	bool          differs = ending->reset_ttl_known && ending->reset_ttl_differs;

	/* A client that hangs up this way blocks nothing, unless somebody did it in its name. */
	if (ending->reset_by == CLIENT && !differs)
		return;
	facts_note_word(facts, FACT_BLOCKED_KIND, BLOCKER_RESET, ending->evidence);
	facts_note_word(facts, FACT_BLOCKED_NAME, ending->reset_by, ending->evidence);
	if (ending->reset_ttl_known)
		facts_note_truth(facts, FACT_BLOCKED_TTL_DIFFERS, differs, ending->evidence);
	if (ending->reset_sequence != SEQUENCE_UNKNOWN && ending->outcome == ENDING_RESET)
		facts_note_truth(facts, FACT_BLOCKED_IN_SEQUENCE, ending->reset_sequence == SEQUENCE_EXACT,
				 ending->evidence);
	if (ending->data_after_reset)
		facts_note_truth(facts, FACT_BLOCKED_INJECTED, true, ending->evidence);
	note_side_of_reset(session, ending);
	/* The source address of an RST is whatever its sender wrote. */
	if (facts_word_is(facts, FACT_BLOCKED_SIDE, BLOCKER_SIDE_SERVER))
		facts_note_address(facts, FACT_BLOCKED_ADDRESS, &flow->server, ending->evidence);
}

void
blame_note(struct session *session, const struct session_flow *flow, const struct ending *ending)
{
	const struct facts *facts = &session->facts;
	bool                by_reset = facts_word_is(facts, FACT_OUTCOME, OUTCOME_REFUSED) ||
			facts_word_is(facts, FACT_OUTCOME, OUTCOME_RESET);

	if (facts_word_is(facts, FACT_OUTCOME, OUTCOME_REJECTED))
		blame_icmp(session, flow, ending);
	else if (by_reset && ending->was_reset)
		blame_reset(session, flow, ending);
}
