/* SPDX-License-Identifier: Apache-2.0 */
/* Concludes from a flow's ending and its dialogue what is known of the session. */
#include "session/session.h"

#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "classify/port.h"
#include "session/blame.h"
#include "session/fate.h"

/*
 * How long a connection must stand without a word from the server to be called silent.  Monitors that only
 * connect and close take less than a second; clients wait for up to five minutes (RFC 5321 4.5.3.2.1).
 */
#define SILENCE INT64_C(5000000000)

bool
session_is_listed_port(uint16_t server_port)
{
	return port_find(server_port) != NULL;
}

/* No octets crossed, and none of them are missing. */
static bool
is_nothing_said(const struct session_flow *flow, const struct ending *ending)
{
	return flow->octets[CLIENT] + flow->octets[SERVER] == 0 && ending->gaps == 0 &&
	       !ending->is_tail_missing && !ending->one_sided;
}

/* The connection stands, the client waits or has asked, and nothing is heard of the server. */
static bool
is_mute(const struct session_flow *flow, const struct ending *ending)
{
	int64_t stood = flow->last_seen - flow->first_seen;

	if (flow->octets[SERVER] > 0)
		return false;
	return stood >= SILENCE || ending->watched >= SILENCE;
}

static enum outcome
outcome_of(const struct session_flow *flow, const struct ending *ending, bool said_goodbye)
{
	static const enum outcome plain[] = {
	    [ENDING_ESTABLISHED] = OUTCOME_ESTABLISHED, [ENDING_REFUSED] = OUTCOME_REFUSED,
	    [ENDING_REJECTED] = OUTCOME_REJECTED,       [ENDING_DROPPED] = OUTCOME_DROPPED,
	    [ENDING_SILENT] = OUTCOME_SILENT,           [ENDING_RESET] = OUTCOME_RESET,
	    [ENDING_UNKNOWN] = OUTCOME_UNKNOWN,
	};
	bool was_over = said_goodbye || ending->fin[CLIENT] || ending->fin[SERVER];
	bool was_cut = ending->outcome == ENDING_RESET || ending->outcome == ENDING_SILENT;
	bool is_heard = ending->handshake_seen && !ending->midstream && !ending->one_sided &&
			!ending->truncated && ending->gaps == 0 && !ending->is_tail_missing;

	if (ending->outcome == ENDING_ESTABLISHED && is_mute(flow, ending))
		return is_heard ? OUTCOME_SILENT : OUTCOME_UNKNOWN;
	if (was_cut && was_over)
		return OUTCOME_ESTABLISHED;
	if (ending->outcome == ENDING_UNKNOWN && ending->handshake_seen && said_goodbye)
		return OUTCOME_ESTABLISHED;
	/* The goodbye may be what is missing. */
	if (ending->outcome == ENDING_RESET && !is_heard)
		return OUTCOME_UNKNOWN;
	return plain[ending->outcome];
}

static bool
is_up(enum outcome outcome)
{
	return outcome == OUTCOME_ESTABLISHED || outcome == OUTCOME_SILENT || outcome == OUTCOME_RESET;
}

static void
note_outcome(struct session *session, const struct session_flow *flow, const struct ending *ending,
	     bool said_goodbye)
{
	struct facts *facts = &session->facts;
	enum outcome  outcome = outcome_of(flow, ending, said_goodbye);
	bool          is_over = !ending->is_open || outcome == OUTCOME_SILENT;
	bool          is_quiet = is_over && is_nothing_said(flow, ending);
	place         where = ending->evidence != PLACE_NONE ? ending->evidence : session->first_frame;

	facts_note_word(facts, FACT_OUTCOME, outcome, where);
	if (!is_up(outcome) && is_quiet)
		facts_note_word(facts, FACT_ENDED_AT,
				outcome == OUTCOME_UNKNOWN ? STAGE_UNKNOWN : STAGE_CONNECT, where);
	else if (is_quiet && !ending->midstream)
		facts_note_word(facts, FACT_ENDED_AT, STAGE_GREETING, where);
	facts_default_word(facts, FACT_ENDED_AT, STAGE_UNKNOWN);
}

/* Nothing was followed: nothing to protect if nothing was said to the end, else it cannot be told. */
static void
note_nothing_said(struct session *session, const struct session_flow *flow, const struct ending *ending)
{
	struct facts *facts = &session->facts;
	bool          is_over = !ending->is_open || facts_word_is(facts, FACT_OUTCOME, OUTCOME_SILENT);
	bool          is_certain = is_over && is_nothing_said(flow, ending) && !ending->midstream;

	facts_default_word(facts, FACT_PROTOCOL, is_certain ? PROTOCOL_NONE : PROTOCOL_UNKNOWN);
	facts_default_word(facts, FACT_PROTOCOL_BASIS, BASIS_NONE);
	facts_default_word(facts, FACT_SECURITY, is_certain ? SECURITY_NONE : SECURITY_UNKNOWN);
	if (!is_certain)
		return;
	facts_default_truth(facts, FACT_AUTH_IN_CLEAR, false);
	facts_default_truth(facts, FACT_AUTH_CHALLENGE_IN_CLEAR, false);
	facts_default_truth(facts, FACT_CONTENT_IN_CLEAR, false);
}

static enum role
role_of_protocol(const struct facts *facts)
{
	static const struct {
		enum protocol protocol;
		enum role     role;
	} roles[] = {
	    {PROTOCOL_IMAP,        ROLE_ACCESS    },
	    {PROTOCOL_POP3,        ROLE_ACCESS    },
	    {PROTOCOL_LMTP,        ROLE_DELIVERY  },
	    {PROTOCOL_MANAGESIEVE, ROLE_MANAGEMENT},
	};

	for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++)
		if (facts_word_is(facts, FACT_PROTOCOL, roles[i].protocol))
			return roles[i].role;
	return ROLE_UNKNOWN;
}

/* SMTP is relay or submission: by the port, but who logs in submits (RFC 6409 4.3), on whatever port. */
static enum role
role_of_smtp(const struct facts *facts, const struct port *port)
{
	if (facts_has(facts, FACT_AUTH_MECHANISM))
		return ROLE_SUBMISSION;
	if (port != NULL && port->protocol == PROTOCOL_SMTP)
		return port->role;
	return facts_is(facts, FACT_CONTENT_IN_CLEAR) ? ROLE_RELAY : ROLE_UNKNOWN;
}

static void
note_role(struct session *session, uint16_t server_port)
{
	struct facts      *facts = &session->facts;
	const struct port *port = port_find(server_port);
	enum role          role = role_of_protocol(facts);

	if (facts_word_is(facts, FACT_PROTOCOL, PROTOCOL_SMTP))
		role = role_of_smtp(facts, port);
	else if (facts_word_is(facts, FACT_PROTOCOL, PROTOCOL_NONE) && port != NULL)
		role = port->role;
	facts_note_word(facts, FACT_ROLE, role, session->first_frame);
}

static void
note_flow(struct session *session, const struct session_flow *flow)
{
	struct facts *facts = &session->facts;

	facts_note_address(facts, FACT_CLIENT, &flow->client, flow->first_frame);
	facts_note_count(facts, FACT_CLIENT_PORT, flow->client_port, flow->first_frame);
	facts_note_address(facts, FACT_SERVER, &flow->server, flow->first_frame);
	facts_note_count(facts, FACT_SERVER_PORT, flow->server_port, flow->first_frame);
	facts_note_time(facts, FACT_FIRST_SEEN, flow->first_seen, flow->first_frame);
	facts_note_time(facts, FACT_LAST_SEEN, flow->last_seen, flow->last_frame);
	facts_note_count(facts, FACT_PACKETS, flow->packets, flow->first_frame);
	facts_note_count(facts, FACT_BYTES, flow->octets[CLIENT] + flow->octets[SERVER], flow->first_frame);
}

struct tap_facts {
	enum fact interface, vlan, inner_vlan; /* FACT_COUNT: there is none */
};

static void
note_tap(struct session *session, const struct session_tap *tap, const struct tap_facts *into)
{
	struct facts *facts = &session->facts;

	facts_note_text(facts, into->interface, tap->interface, session->first_frame);
	if (tap->vlan != 0)
		facts_note_count(facts, into->vlan, tap->vlan, session->first_frame);
	if (tap->inner_vlan != 0 && into->inner_vlan != FACT_COUNT)
		facts_note_count(facts, into->inner_vlan, tap->inner_vlan, session->first_frame);
}

static void
note_taps(struct session *session, const struct session_flow *flow)
{
	static const struct tap_facts first = {FACT_INTERFACE, FACT_VLAN, FACT_INNER_VLAN};
	static const struct tap_facts ends[] = {
	    [CLIENT] = {FACT_CLIENT_INTERFACE, FACT_CLIENT_VLAN, FACT_COUNT},
	    [SERVER] = {FACT_SERVER_INTERFACE, FACT_SERVER_VLAN, FACT_COUNT},
	};

	note_tap(session, &flow->tap, &first);
	note_tap(session, &flow->behind[CLIENT], &ends[CLIENT]);
	note_tap(session, &flow->behind[SERVER], &ends[SERVER]);
}

static void
note_quality(struct session *session, const struct ending *ending)
{
	struct facts *facts = &session->facts;
	place         where = session->first_frame;

	facts_note_truth(facts, FACT_HANDSHAKE_SEEN, ending->handshake_seen, where);
	facts_note_truth(facts, FACT_ONE_SIDED, ending->one_sided, where);
	facts_note_truth(facts, FACT_MIDSTREAM, ending->midstream, where);
	facts_note_count(facts, FACT_GAPS, ending->gaps, where);
	facts_note_count(facts, FACT_CONFLICTS, ending->conflicts, where);
	facts_note_truth(facts, FACT_TRUNCATED, ending->truncated, where);
}

static void
note_numbers(struct session *session, const struct ending *ending)
{
	memset(&session->numbers, 0, sizeof(session->numbers));
	for (unsigned side = CLIENT; side <= SERVER; side++) {
		session->numbers.has[side] = ending->has_isn[side];
		session->numbers.isn[side] = ending->has_isn[side] ? ending->isn[side] : 0;
	}
}

void
session_conclude(struct session *session, const struct session_flow *flow, const struct ending *ending,
		 const struct facts *dialogue, bool said_goodbye)
{
	if (dialogue != NULL)
		session->facts = *dialogue;
	else
		memset(&session->facts, 0, sizeof(session->facts));
	session->first_frame = flow->first_frame;
	session->last_frame = flow->last_frame;
	note_numbers(session, ending);
	for (unsigned i = 0; i < ENDING_TRIES; i++)
		session->tries[i] = ending->tries[i];
	note_flow(session, flow);
	note_taps(session, flow);
	note_quality(session, ending);
	note_outcome(session, flow, ending, said_goodbye);
	note_nothing_said(session, flow, ending);
	blame_note(session, flow, ending);
	fate_note(session, flow, ending);
	note_role(session, flow->server_port);
}

void
session_id(const struct session *session, char id[SESSION_ID_SIZE])
{
	/* A public key: the same flow shall have the same id in every run. */
	static const struct hash_key key = {
	    {UINT64_C(0x6d61696c72656576), UINT64_C(0x652073657373696f)}
        };
	static const enum fact parts[] = {FACT_CLIENT_PORT, FACT_SERVER_PORT, FACT_FIRST_SEEN};
	struct value           value;
	int64_t                rest;
	struct {
		struct address addresses[2];
		uint64_t       numbers[3];
	} name;

	memset(&name, 0, sizeof(name));
	if (facts_value(&session->facts, FACT_CLIENT, &value))
		name.addresses[0] = value.is.address;
	if (facts_value(&session->facts, FACT_SERVER, &value))
		name.addresses[1] = value.is.address;
	for (size_t i = 0; i < 3; i++)
		name.numbers[i] = session->facts.values[parts[i]];
	/* No finer than reports tell it, so that the id of a session that was read back is the same. */
	rest = (int64_t)name.numbers[2] % 1000;
	name.numbers[2] -= (uint64_t)(rest < 0 ? rest + 1000 : rest);
	snprintf(id, SESSION_ID_SIZE, "%016llx", (unsigned long long)hash_bytes(&key, &name, sizeof(name)));
}

int
session_compare(const struct session *a, const struct session *b)
{
	if (a->first_frame != b->first_frame)
		return a->first_frame < b->first_frame ? -1 : 1;
	return 0;
}
