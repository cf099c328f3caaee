/* SPDX-License-Identifier: Apache-2.0 */
/* How a talk of mail was protected: what mattered crossed in clear, or TLS came first, or it cannot be told.
 */
#include "classify/dialogue_room.h"

bool
dialogue_has_tls(const struct dialogue *dialogue)
{
	return dialogue->in_tls[CLIENT] || dialogue->in_tls[SERVER];
}

bool
dialogue_has_text(const struct dialogue *dialogue)
{
	return dialogue->talk.spoke[CLIENT] || dialogue->talk.spoke[SERVER];
}

/* All of the server was heard, and that it goes on in clear. */
static bool
is_clear_by_answers(const struct talk *talk)
{
	return !talk->missed[SERVER] && talk->is_answered_in_clear;
}

/* Octets are missing, and nothing has shown since that the talk goes on in clear. */
static bool
is_lost(const struct talk *talk)
{
	if (talk->is_blind || !talk->is_off)
		return talk->is_blind;
	return (talk->missed[CLIENT] && !is_clear_by_answers(talk)) ||
	       (talk->missed[SERVER] && talk->may_leave_clear);
}

bool
dialogue_is_begun_and_over(const struct dialogue *dialogue, const struct dialogue_end *end)
{
	return !end->was_midstream && !end->is_open && !end->is_tail_missing && !dialogue->is_loose;
}

bool
dialogue_is_unfinished(const struct dialogue *dialogue, const struct dialogue_end *end)
{
	return end->is_open || (end->is_broken && (dialogue->talk.spoke[SERVER] || !end->is_whole));
}

/* The talk may have gone into TLS later: it was under way, and what it is for had not come to pass in clear.
 */
bool
dialogue_may_upgrade(const struct dialogue *dialogue, const struct dialogue_end *end)
{
	return (dialogue_is_unfinished(dialogue, end) || end->is_tail_missing) &&
	       !dialogue->talk.is_used_in_clear && !facts_is(&dialogue->talk.facts, FACT_MAILBOX_PREAUTH);
}

/* What was said before TLS is not all known. */
static bool
may_have_been_used(const struct dialogue *dialogue, const struct dialogue_end *end)
{
	return dialogue->talk.was_off || dialogue->talk.is_content_unsure || dialogue->is_loose ||
	       end->was_midstream;
}

enum security
dialogue_security(const struct dialogue *dialogue, const struct dialogue_end *end)
{
	const struct talk *talk = &dialogue->talk;
	bool               is_accepted = talk->upgrade == UPGRADE_ACCEPTED;
	bool               is_missing = talk->missed[CLIENT] || talk->missed[SERVER];

	if (talk->stays_clear || talk->is_used_in_clear)
		return SECURITY_PLAINTEXT;
	/* Nobody answered, and nothing was there to protect, if that is all. */
	if (talk->has_only_left && !talk->spoke[SERVER] && !dialogue_has_tls(dialogue))
		return is_missing || !end->is_whole || !dialogue_is_begun_and_over(dialogue, end)
			   ? SECURITY_UNKNOWN
			   : SECURITY_NONE;
	if (dialogue_has_tls(dialogue)) {
		if (is_accepted || (dialogue->in_tls[SERVER] &&
				    (talk->was_asked || (is_missing && dialogue->in_tls[CLIENT]))))
			return may_have_been_used(dialogue, end) ? SECURITY_UNKNOWN : SECURITY_STARTTLS;
		if (dialogue->in_tls[SERVER])
			return SECURITY_UNKNOWN;
		/* A server that answers the first octets of TLS in text goes on so. */
		if (!is_missing && !talk->spoke[CLIENT] && talk->spoke[SERVER] && !end->was_midstream)
			return SECURITY_PLAINTEXT;
		/* A hello into a talk in clear; but the server's yes may be missing, or its answer to come.
		 */
		if (is_missing || !talk->spoke[SERVER] || !dialogue_is_begun_and_over(dialogue, end))
			return SECURITY_UNKNOWN;
		return SECURITY_PLAINTEXT;
	}
	/* It ended on the way into TLS: nothing was said that would show how it went on. */
	if (is_accepted || talk->upgrade == UPGRADE_ASKED || is_lost(talk) ||
	    dialogue_may_upgrade(dialogue, end))
		return SECURITY_UNKNOWN;
	/* A server that cannot go on with TLS says so in clear. */
	if (end->was_midstream && !dialogue->fits[CLIENT])
		return SECURITY_UNKNOWN;
	return SECURITY_PLAINTEXT;
}
