/* SPDX-License-Identifier: Apache-2.0 */
/* What is certain of SMTP and LMTP alone when the talk is over: counts only when they are whole. */
#include "classify/dialogue_room.h"

#define LENGTH(list) (sizeof(list) / sizeof((list)[0]))

static const enum fact counts[] = {
    FACT_SMTP_MESSAGES,
    FACT_SMTP_MESSAGES_REFUSED,
    FACT_SMTP_RECIPIENTS,
    FACT_SMTP_RECIPIENTS_REFUSED,
    FACT_SMTP_SENDERS_REFUSED,
    FACT_SMTP_VRFY,
    FACT_SMTP_EXPN,
    FACT_SMTP_ETRN,
    FACT_SMTP_TURN,
    FACT_SMTP_DISCLOSURES,
    FACT_SMTP_DELIVERIES_REFUSED,
};

/* What was never seen did not happen, if all was seen. */
static const enum fact truths[] = {FACT_SMTP_UNASKED_PIPELINING, FACT_SMTP_XCLIENT};

/* The same of what the server lists. */
static const enum fact offers[] = {FACT_SMTP_ENHANCED_CODES, FACT_SMTP_PIPELINING};

static const enum fact refusals[] = {FACT_SMTP_REFUSAL_CODE, FACT_SMTP_REFUSAL_STATUS,
				     FACT_SMTP_REFUSAL_COMMAND};

/* A count that may be too low is none. */
static void
conclude_counts(struct facts *facts, bool is_all, bool is_lmtp)
{
	for (size_t i = 0; i < LENGTH(counts); i++)
		if (!is_all || (counts[i] == FACT_SMTP_DELIVERIES_REFUSED && !is_lmtp))
			facts_forget(facts, counts[i]);
		else if (!facts_has(facts, counts[i]))
			facts_note_count(facts, counts[i], 0, PLACE_NONE);
}

static void
conclude_truths(struct facts *facts, const struct talk *talk, bool is_all)
{
	for (size_t i = 0; i < LENGTH(truths) && is_all; i++)
		facts_default_truth(facts, truths[i], false);
	for (size_t i = 0; i < LENGTH(offers) && is_all && talk->has_list; i++)
		facts_default_truth(facts, offers[i], false);
	if (is_all && !talk->is_content_unsure)
		facts_default_truth(facts, FACT_SMTP_SMUGGLING, false);
	if (is_all && facts_has(facts, FACT_SMTP_ODD_END))
		facts_default_truth(facts, FACT_SMTP_ODD_END_TAKEN, false);
}

/* By the order in which the octets were caused; the greeting may be what is missing. */
static void
conclude_first(struct dialogue *dialogue, const struct dialogue_end *end)
{
	struct talk *talk = &dialogue->talk;
	bool         is_seen = end->is_whole && !dialogue->is_loose && talk->spoke[CLIENT];

	if (is_seen && talk->is_client_first && (talk->spoke[SERVER] || !end->is_open))
		facts_note_truth(&talk->facts, FACT_SMTP_EARLY_TALK, true, talk->client_first_where);
	else if (is_seen && !talk->is_client_first && talk->spoke[SERVER])
		facts_default_truth(&talk->facts, FACT_SMTP_EARLY_TALK, false);
}

/* What the client did not wait for, or ended a message for, may only not have been captured. */
static void
conclude_haste(struct dialogue *dialogue, const struct dialogue_end *end)
{
	const struct talk *talk = &dialogue->talk;

	if (end->was_midstream || dialogue->is_loose || talk->missed[SERVER] || !talk->spoke[SERVER])
		facts_forget(&dialogue->talk.facts, FACT_SMTP_UNASKED_PIPELINING);
	if (!talk->spoke[SERVER]) {
		facts_forget(&dialogue->talk.facts, FACT_SMTP_SMUGGLING);
		facts_forget(&dialogue->talk.facts, FACT_AUTH_UNOFFERED);
	}
}

/* The last refusal that was heard may not be the last one; and what it answered takes the client to tell. */
static void
conclude_refusal(struct facts *facts, bool client, bool server)
{
	for (size_t i = 0; i < LENGTH(refusals) && !server; i++)
		facts_forget(facts, refusals[i]);
	if (!client)
		facts_forget(facts, FACT_SMTP_REFUSAL_COMMAND);
}

void
dialogue_conclude_smtp(struct dialogue *dialogue, const struct dialogue_end *end, bool client, bool server)
{
	struct talk *talk = &dialogue->talk;
	bool         is_ended = !end->is_open && !end->is_tail_missing && !talk->is_unanswered;
	bool is_all = is_ended && client && server && !dialogue->in_tls[CLIENT] && !dialogue->in_tls[SERVER];

	if (talk->protocol != PROTOCOL_SMTP && talk->protocol != PROTOCOL_LMTP)
		return;
	conclude_counts(&talk->facts, is_all, talk->protocol == PROTOCOL_LMTP);
	conclude_truths(&talk->facts, talk, is_all);
	conclude_first(dialogue, end);
	conclude_haste(dialogue, end);
	conclude_refusal(&talk->facts, client, server && is_ended);
}
