/* SPDX-License-Identifier: Apache-2.0 */
/* What is certain of a dialogue when it is over: false only where true would have been seen. */
#include <string.h>

#include "classify/dialogue_room.h"
#include "classify/port.h"

/* What the dialogue was, before facts are made of it. */
struct conclusion {
	enum protocol protocol;
	enum basis    basis;
	enum security security;
	place         where;
};

static struct conclusion
conclude_talk(const struct dialogue *dialogue, const struct dialogue_end *end)
{
	enum basis basis = dialogue->fits[CLIENT] && dialogue->fits[SERVER] ? BASIS_DIALOGUE : BASIS_GREETING;
	struct conclusion conclusion = {(enum protocol)dialogue->talk.protocol,
					dialogue->is_strong ? basis : BASIS_PORT,
					dialogue_security(dialogue, end), dialogue->strong_where};

	if (conclusion.security == SECURITY_STARTTLS)
		conclusion.where = dialogue->tls_where;
	return conclusion;
}

/* A line was heard that a mail protocol has, and none is followed. */
static bool
has_fitted(const struct dialogue *dialogue)
{
	const struct opening *opening = (const struct opening *)(const void *)(dialogue + 1);

	return dialogue->follower == NULL && opening->has_fitted;
}

/* TLS from the first octet that was seen. */
static struct conclusion
conclude_tls(const struct dialogue *dialogue, const struct dialogue_end *end)
{
	const struct facts *facts = &dialogue->talk.facts;
	const struct port  *port = port_find(dialogue->port);
	const bool         *missed = dialogue->talk.missed;
	bool is_first = !end->was_midstream && !dialogue->is_loose && !missed[CLIENT] && !missed[SERVER];
	bool is_answered =
	    dialogue->in_tls[SERVER] && (!dialogue->is_assumed_tls || dialogue->tls.saw_server_hello);
	struct conclusion conclusion = {PROTOCOL_TLS, BASIS_ALPN, SECURITY_IMPLICIT_TLS, dialogue->tls_where};

	if (alpn_names_other(facts, &conclusion.protocol)) {
		conclusion.security = SECURITY_NONE;
	} else if (!alpn_names_mail(facts, &conclusion.protocol)) {
		conclusion.protocol = port != NULL ? port->protocol : PROTOCOL_TLS;
		conclusion.basis = port != NULL ? BASIS_PORT : BASIS_NONE;
	}
	/* It may have been answered in clear. */
	if (!is_answered && (dialogue->is_assumed_tls || end->is_open || !end->is_whole))
		conclusion.security = SECURITY_UNKNOWN;
	/* What was before may have been STARTTLS; at a port of implicit TLS only if mail was heard. */
	if (!is_first && conclusion.security == SECURITY_IMPLICIT_TLS &&
	    (has_fitted(dialogue) || port == NULL || !port->is_implicit_tls))
		conclusion.security = SECURITY_UNKNOWN;
	return conclusion;
}

/* Whether what was heard is how the talk began: in its middle, a line of mail looks like anything. */
static bool
is_beginning(const struct opening *opening, const struct dialogue_end *end, enum protocol protocol)
{
	bool is_vague = protocol == PROTOCOL_TEXT || protocol == PROTOCOL_BINARY;

	if (end->was_midstream || !is_vague)
		return !end->was_midstream;
	return end->is_whole && (!end->is_open || opening->is_overrun[CLIENT] || opening->is_overrun[SERVER]);
}

static struct conclusion
conclude_other(struct dialogue *dialogue, const struct dialogue_end *end)
{
	const struct opening *opening = dialogue_opening(dialogue);
	struct conclusion     conclusion = {PROTOCOL_UNKNOWN, BASIS_NONE, SECURITY_UNKNOWN, PLACE_NONE};

	if (dialogue->follower == NULL && (opening->is_overrun[CLIENT] || opening->is_overrun[SERVER]))
		conclusion.protocol = (enum protocol)opening->other;
	else if (dialogue->follower == NULL && !opening->is_loose)
		conclusion.protocol =
		    other_recognise(opening_octets(opening, CLIENT), opening_octets(opening, SERVER));
	if (!is_beginning(opening, end, conclusion.protocol))
		conclusion.protocol = PROTOCOL_UNKNOWN;
	/* The side that was not heard may name the protocol yet. */
	if ((end->is_open || end->is_tail_missing) &&
	    !(dialogue->talk.spoke[CLIENT] && dialogue->talk.spoke[SERVER]))
		conclusion.protocol = PROTOCOL_UNKNOWN;
	if (conclusion.protocol < PROTOCOL_TEXT) {
		conclusion.basis =
		    opening->size[CLIENT] > 0 && opening->size[SERVER] > 0 ? BASIS_DIALOGUE : BASIS_GREETING;
		conclusion.security = SECURITY_NONE;
	}
	return conclusion;
}

static struct conclusion
conclude(struct dialogue *dialogue, const struct dialogue_end *end)
{
	static const struct conclusion nothing = {PROTOCOL_NONE, BASIS_NONE, SECURITY_NONE, PLACE_NONE};

	if (dialogue->is_dull)
		memset(&dialogue->talk.facts, 0, sizeof(dialogue->talk.facts));
	if (dialogue->follower != NULL && (dialogue->is_strong || !dialogue->is_misfit))
		return conclude_talk(dialogue, end);
	if (dialogue->follower != NULL) /* what was followed by port was something else */
		memset(&dialogue->talk.facts, 0, sizeof(dialogue->talk.facts));
	else if (dialogue_has_tls(dialogue) &&
		 (!dialogue_has_text(dialogue) || dialogue->tls.saw_server_hello))
		return conclude_tls(dialogue, end);
	else if (!dialogue->is_begun && !dialogue->talk.missed[CLIENT] && !dialogue->talk.missed[SERVER])
		return nothing;
	return conclude_other(dialogue, end);
}

static bool
is_pair(const struct dialogue *dialogue)
{
	return (dialogue->talk.spoke[CLIENT] || dialogue->in_tls[CLIENT]) &&
	       (dialogue->talk.spoke[SERVER] || dialogue->in_tls[SERVER]);
}

static bool
is_heard(const struct dialogue *dialogue, enum side side, const struct dialogue_end *end)
{
	const struct talk *talk = &dialogue->talk;

	/* The server answered the hello in text: what the client said then is known only if it was all
	 * records. */
	if (dialogue->is_odd[side_other(side)] && dialogue->tls.sides[side].is_lost)
		return false;
	/* Of one side alone it cannot be told whether the other agreed to leave clear text. */
	if (!end->is_whole && !is_pair(dialogue) && talk->may_leave_clear)
		return false;
	return !talk->missed[side] && !talk->was_off && !talk->is_blind && !dialogue->is_loose &&
	       !end->was_midstream && (end->is_whole || talk->spoke[side] || dialogue->in_tls[side]);
}

/* What did not happen as far as was heard may have happened where something is missing. */
static void
forget_denials(struct talk *talk)
{
	static const enum fact denials[] = {FACT_STARTTLS_OFFERED, FACT_STARTTLS_ACCEPTED,
					    FACT_STARTTLS_COMPLETED, FACT_STARTTLS_EXTRA_BYTES};

	for (size_t i = 0; i < sizeof(denials) / sizeof(denials[0]); i++)
		if (!facts_is(&talk->facts, denials[i]))
			facts_forget(&talk->facts, denials[i]);
}

static void
conclude_starttls(struct dialogue *dialogue, const struct dialogue_end *end, bool client, bool server)
{
	struct talk  *talk = &dialogue->talk;
	struct facts *facts = &talk->facts;
	bool          is_accepted = facts_is(facts, FACT_STARTTLS_ACCEPTED);
	struct value  handshake;

	if (talk->was_off || talk->is_blind || dialogue->is_loose || end->was_midstream)
		forget_denials(talk);
	else if (dialogue_may_upgrade(dialogue, end) && !talk->stays_clear) /* by another try */
		forget_denials(talk);
	else if (dialogue_is_unfinished(dialogue, end) && !talk->stays_clear &&
		 !facts_is(facts, FACT_STARTTLS_OFFERED))
		facts_forget(facts, FACT_STARTTLS_OFFERED);
	/* It is early only if an answer comes later. */
	if (end->was_midstream || dialogue->is_loose || talk->missed[SERVER] ||
	    (!end->is_whole && !talk->spoke[SERVER]))
		facts_forget(facts, FACT_STARTTLS_EARLY_BYTES);
	if (is_accepted && facts_value(facts, FACT_TLS_HANDSHAKE, &handshake) &&
	    handshake.is.number != HANDSHAKE_INCOMPLETE)
		facts_note_truth(facts, FACT_STARTTLS_COMPLETED, handshake.is.number == HANDSHAKE_COMPLETED,
				 facts_place(facts, FACT_TLS_HANDSHAKE));
	if (is_accepted && dialogue->is_odd[SERVER])
		facts_default_truth(facts, FACT_STARTTLS_COMPLETED, false);
	if (client && !talk->was_asked) {
		facts_default_truth(facts, FACT_STARTTLS_REQUESTED, false);
		facts_default_truth(facts, FACT_STARTTLS_ACCEPTED, false);
		facts_default_truth(facts, FACT_STARTTLS_COMPLETED, false);
		facts_default_truth(facts, FACT_STARTTLS_EXTRA_BYTES, false);
	}
	if (client)
		facts_default_truth(facts, FACT_STARTTLS_EARLY_BYTES, false);
	if (server && (dialogue->in_tls[SERVER] || (!is_accepted && talk->upgrade == UPGRADE_NONE)))
		facts_default_truth(facts, FACT_STARTTLS_EXTRA_BYTES, false);
	if (server && talk->has_list)
		facts_default_truth(facts, FACT_STARTTLS_MASKED, false);
}

static void
conclude_content(struct dialogue *dialogue, bool client, bool server)
{
	struct talk  *talk = &dialogue->talk;
	struct facts *facts = &talk->facts;
	bool          is_one_way = talk->protocol == PROTOCOL_SMTP || talk->protocol == PROTOCOL_LMTP;
	bool          is_all = client && (is_one_way || (server && !talk->is_unanswered));

	if (is_all && !talk->is_content_unsure) {
		facts_default_truth(facts, FACT_CONTENT_IN_CLEAR, false);
		facts_note_count(facts, FACT_CLEAR_BYTES, talk->clear_octets,
				 facts_place(facts, FACT_CONTENT_IN_CLEAR));
	} else if (talk->clear_octets > 0) {
		facts_note_count(facts, FACT_CLEAR_BYTES, talk->clear_octets,
				 facts_place(facts, FACT_CONTENT_IN_CLEAR));
	}
}

static void
deny(struct facts *facts, const enum fact *denied, size_t count)
{
	for (size_t i = 0; i < count; i++)
		facts_default_truth(facts, denied[i], false);
}

/* Nothing but TLS crossed: from the first octet on, or as far as was seen of a port that is for that. */
static void
conclude_implicit(struct facts *facts, enum protocol protocol, bool is_from_first)
{
	static const enum fact secrets[] = {FACT_AUTH_IN_CLEAR,    FACT_AUTH_CHALLENGE_IN_CLEAR,
					    FACT_AUTH_UNOFFERED,   FACT_AUTH_IN_CLEAR_REFUSED,
					    FACT_CONTENT_IN_CLEAR, FACT_AUTH_DISABLED_IGNORED};
	static const enum fact before[] = {FACT_STARTTLS_OFFERED,    FACT_STARTTLS_REQUESTED,
					   FACT_STARTTLS_ACCEPTED,   FACT_STARTTLS_COMPLETED,
					   FACT_STARTTLS_MASKED,     FACT_STARTTLS_EARLY_BYTES,
					   FACT_STARTTLS_EXTRA_BYTES};
	static const enum fact forged[] = {FACT_MAILBOX_ALERT, FACT_MAILBOX_REFERRAL};

	deny(facts, secrets, sizeof(secrets) / sizeof(secrets[0]));
	facts_note_count(facts, FACT_CLEAR_BYTES, 0, PLACE_NONE);
	if (is_from_first)
		deny(facts, before, sizeof(before) / sizeof(before[0]));
	if (is_from_first && protocol == PROTOCOL_IMAP)
		deny(facts, forged, sizeof(forged) / sizeof(forged[0]));
}

static enum stage
stage_in_tls(const struct dialogue *dialogue)
{
	const struct tls *tls = &dialogue->tls;

	if (facts_word_is(&dialogue->talk.facts, FACT_TLS_HANDSHAKE, HANDSHAKE_COMPLETED))
		return STAGE_TLS;
	if (dialogue->missed_tls)
		return STAGE_UNKNOWN;
	if (tls->saw_server_hello)
		return STAGE_SERVER_HELLO;
	return tls->saw_client_hello ? STAGE_CLIENT_HELLO : STAGE_UNKNOWN;
}

/* Both sides were heard, or could have been, to the end. */
static bool
is_end_heard(const struct dialogue *dialogue, const struct dialogue_end *end)
{
	return dialogue_is_begun_and_over(dialogue, end) && (end->is_whole || is_pair(dialogue));
}

static enum stage
conclude_stage(const struct dialogue *dialogue, const struct dialogue_end *end, enum security security)
{
	const struct talk *talk = &dialogue->talk;
	bool               is_told = is_end_heard(dialogue, end);

	if (dialogue_has_tls(dialogue) &&
	    (security == SECURITY_STARTTLS || talk->upgrade == UPGRADE_ACCEPTED ||
	     !dialogue_has_text(dialogue))) {
		is_told &= end->is_whole;
		is_told |= facts_word_is(&talk->facts, FACT_TLS_HANDSHAKE, HANDSHAKE_COMPLETED);
		return is_told ? stage_in_tls(dialogue) : STAGE_UNKNOWN;
	}
	if (!is_told)
		return STAGE_UNKNOWN;
	if (dialogue->follower == NULL)
		return dialogue->is_begun || talk->missed[CLIENT] || talk->missed[SERVER] ? STAGE_UNKNOWN
											  : STAGE_GREETING;
	if (talk->is_blind || (talk->is_off && (talk->missed[CLIENT] || talk->missed[SERVER])))
		return STAGE_UNKNOWN;
	/* Whatever the client said of its own accord, its goodbye included. */
	if (!talk->spoke[SERVER] && !talk->missed[SERVER])
		return STAGE_GREETING;
	/* The greeting may be what is missing. */
	return talk->missed[SERVER] && talk->stage == STAGE_GREETING ? STAGE_UNKNOWN
								     : (enum stage)talk->stage;
}

/* What completed a handshake, or came before it, may be missing. */
static void
forget_handshake(struct facts *facts)
{
	if (!facts_word_is(facts, FACT_TLS_HANDSHAKE, HANDSHAKE_COMPLETED) &&
	    !facts_has(facts, FACT_TLS_ALERT))
		facts_forget(facts, FACT_TLS_HANDSHAKE);
	if (!facts_is(facts, FACT_TLS_RETRY))
		facts_forget(facts, FACT_TLS_RETRY);
}

/* A header can only come first. */
static void
conclude_proxy(struct dialogue *dialogue, const struct dialogue_end *end)
{
	const struct talk *talk = &dialogue->talk;

	if (dialogue->is_loose || end->was_midstream || talk->missed[CLIENT])
		facts_forget(&dialogue->talk.facts, FACT_PROXIED);
	else if (talk->spoke[CLIENT] || dialogue->in_tls[CLIENT])
		facts_default_truth(&dialogue->talk.facts, FACT_PROXIED, false);
}

/*
 * Nothing that a reset cut off could have changed what is said of clear text.  A client that began with TLS
 * has none to say, and most TLS libraries answer text with a reset: the server's line is left unread.
 */
static bool
is_all_told(const struct dialogue *dialogue, const struct dialogue_end *end)
{
	bool is_tls_for_text =
	    dialogue->in_tls[CLIENT] && !dialogue->talk.spoke[CLIENT] && dialogue->talk.spoke[SERVER];

	return !dialogue_is_unfinished(dialogue, end) ||
	       (dialogue->in_tls[CLIENT] && dialogue->in_tls[SERVER]) || (is_tls_for_text && !end->is_open);
}

void
dialogue_conclude(struct dialogue *dialogue, const struct dialogue_end *end)
{
	struct conclusion conclusion = conclude(dialogue, end);
	struct facts     *facts = &dialogue->talk.facts;
	const bool       *missed = dialogue->talk.missed;
	bool              client = is_heard(dialogue, CLIENT, end), server = is_heard(dialogue, SERVER, end);
	bool              is_settled = is_all_told(dialogue, end);

	/* The first line that was heard of a server is no greeting. */
	if (end->was_midstream || dialogue->is_loose || missed[CLIENT] || missed[SERVER]) {
		facts_forget(facts, FACT_BLOCKED_KIND);
		facts_forget(facts, FACT_BLOCKED_CODE);
		facts_forget(facts, FACT_MAILBOX_PREAUTH);
		/* Where no list was heard of SMTP, it may be what is missing. */
		if (conclusion.protocol == PROTOCOL_SMTP || conclusion.protocol == PROTOCOL_LMTP)
			facts_forget(facts, FACT_AUTH_UNOFFERED);
	}
	if (!end->is_whole)
		forget_handshake(facts);
	facts_note_word(facts, FACT_PROTOCOL, conclusion.protocol, conclusion.where);
	facts_note_word(facts, FACT_PROTOCOL_BASIS, conclusion.basis, conclusion.where);
	facts_note_word(facts, FACT_SECURITY, conclusion.security, conclusion.where);
	facts_note_word(facts, FACT_ENDED_AT, conclude_stage(dialogue, end, conclusion.security),
			dialogue->talk.where);
	if (conclusion.protocol <= PROTOCOL_MANAGESIEVE && conclusion.security == SECURITY_IMPLICIT_TLS) {
		conclude_implicit(facts, conclusion.protocol,
				  !end->was_midstream && !dialogue->is_loose && !missed[CLIENT] &&
				      !missed[SERVER]);
	} else if (dialogue->follower != NULL && conclusion.protocol <= PROTOCOL_MANAGESIEVE) {
		conclude_starttls(dialogue, end, client && (is_settled || dialogue->talk.stays_clear),
				  server && is_settled);
		conclude_login(dialogue, client && is_settled, server && is_settled);
		conclude_mailbox(dialogue, client && is_settled, server && is_settled);
		conclude_content(dialogue, client && is_settled, server);
		dialogue_conclude_smtp(dialogue, end, client && is_settled, server && is_settled);
	}
	conclude_proxy(dialogue, end);
}
