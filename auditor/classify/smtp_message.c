/* SPDX-License-Identifier: Apache-2.0 */
/* Envelopes and messages of SMTP and LMTP: who was taken, what was refused, and where a message ends. */
#include <string.h>

#include "classify/smtp.h"
#include "classify/words.h"

static void
begin_envelope(struct smtp *smtp)
{
	smtp->recipients = 0;
	smtp->is_message_refused = false;
	smtp->is_unsure_of_recipients = false;
}

/* It counts when its reply comes: of commands sent in one go, the replies to an earlier message come first.
 */
void
smtp_hear_mail(struct talk *talk, struct smtp *smtp, unsigned code)
{
	if (smtp_is_yes(code))
		begin_envelope(smtp);
	if (code >= 400)
		talk_count(talk, FACT_SMTP_SENDERS_REFUSED);
	smtp_note_block(talk, smtp, code);
}

void
smtp_hear_reset(struct talk *talk, struct smtp *smtp, unsigned code)
{
	(void)talk;
	if (smtp_is_yes(code))
		begin_envelope(smtp);
}

void
smtp_hear_recipient(struct talk *talk, struct smtp *smtp, unsigned code)
{
	if (smtp_is_yes(code) && smtp->recipients < UINT16_MAX)
		smtp->recipients++;
	if (smtp_is_yes(code))
		talk_count(talk, FACT_SMTP_RECIPIENTS);
	else if (code >= 400)
		talk_count(talk, FACT_SMTP_RECIPIENTS_REFUSED);
	smtp_note_block(talk, smtp, code);
}

static void
note_odd_end(struct talk *talk, const struct smtp *smtp)
{
	struct facts *facts = &talk->facts;

	if (smtp->odd_end.is_found && !facts_has(facts, FACT_SMTP_ODD_END))
		facts_note_word(facts, FACT_SMTP_ODD_END, smtp->odd_end.form, smtp->odd_end_where);
	if (smtp->odd_end.is_followed && !facts_has(facts, FACT_SMTP_SMUGGLING))
		facts_note_truth(facts, FACT_SMTP_SMUGGLING, true, smtp->followed_where);
}

/* How many of the octets are content, whatever the server may have taken for its end. */
static size_t
scan(struct talk *talk, struct smtp *smtp, struct bytes octets)
{
	bool   was_found = smtp->odd_end.is_found, was_followed = smtp->odd_end.is_followed;
	size_t before = odd_end_scan(&smtp->odd_end, octets);

	/* The answer to an odd end may be missing, and what follows be behind the message. */
	if (talk->was_off) {
		talk->is_content_unsure |= smtp->odd_end.is_found;
		return before;
	}
	if (smtp->odd_end.is_found && !was_found)
		smtp->odd_end_where = talk->where;
	if (smtp->odd_end.is_followed && !was_followed)
		smtp->followed_where = talk->where;
	if (!smtp->is_in_limbo)
		note_odd_end(talk, smtp);
	return octets.size;
}

void
smtp_take_content(struct talk *talk, struct smtp *smtp, struct bytes octets)
{
	size_t size = smtp->is_in_text ? scan(talk, smtp, octets) : octets.size;

	if (!smtp->is_in_limbo) {
		talk_content(talk, size);
		return;
	}
	if (smtp->limbo == 0)
		smtp->limbo_where = talk->where;
	smtp->limbo += size;
}

void
smtp_take_limbo(struct talk *talk, struct smtp *smtp)
{
	place where = talk->where;

	talk->where = smtp->limbo_where;
	talk_content(talk, smtp->limbo);
	talk->where = where;
	smtp->is_in_limbo = false;
	smtp->limbo = 0;
	note_odd_end(talk, smtp);
}

/*
 * What comes behind DATA before its answer is content if the answer is 354, and else commands: some clients
 * do not wait.
 */
void
smtp_ask_data(struct talk *talk, struct smtp *smtp, struct bytes rest)
{
	(void)rest;
	smtp->is_in_limbo = smtp->is_in_text = true;
	smtp->limbo = 0;
	memset(&smtp->odd_end, 0, sizeof(smtp->odd_end));
	talk_expect(talk, CLIENT, EXPECT_TEXT, 0);
}

void
smtp_hear_data(struct talk *talk, struct smtp *smtp, unsigned code)
{
	if (code == 354) {
		if (smtp->is_in_text)
			talk->stage = STAGE_DATA;
		smtp_take_limbo(talk, smtp);
		return;
	}
	if (code >= 400)
		talk_count(talk, FACT_SMTP_MESSAGES_REFUSED);
	if (!smtp->is_in_limbo)
		return;
	if (smtp->limbo > 0 || talk->streams[CLIENT].text_end != TEXT_START) {
		/* The server took for commands what was meant for content. */
		talk->is_content_unsure = true;
		talk_is_off(talk);
	}
	smtp->is_in_limbo = smtp->is_in_text = false;
	smtp->limbo = 0;
	talk_expect(talk, CLIENT, EXPECT_LINE, 0);
}

/* RFC 3030 2: the octets follow at once, whatever the answer. */
void
smtp_ask_chunk(struct talk *talk, struct smtp *smtp, struct bytes rest)
{
	uint64_t octets;

	(void)smtp;
	if (!words_number(&rest, &octets) || (rest.size > 0 && rest.data[0] != ' '))
		talk_is_off(talk);
	else if (octets > 0)
		talk_expect(talk, CLIENT, EXPECT_BLOB, octets);
	if (octets > 0)
		talk->stage = STAGE_DATA;
}

/* RFC 3030 2: a chunk refused is the message refused; what is sent of it nevertheless is refused again. */
static void
refuse_chunk(struct talk *talk, struct smtp *smtp)
{
	if (!smtp->is_message_refused)
		talk_count(talk, FACT_SMTP_MESSAGES_REFUSED);
	smtp->is_message_refused = true;
	smtp->recipients = 0;
}

void
smtp_hear_chunk(struct talk *talk, struct smtp *smtp, unsigned code)
{
	if (code >= 400)
		refuse_chunk(talk, smtp);
}

/* One reply to a message, and ${due} more to come. */
static void
judge_message(struct talk *talk, struct smtp *smtp, unsigned code)
{
	bool is_lmtp = talk->protocol == PROTOCOL_LMTP;

	smtp->is_message_taken |= smtp_is_yes(code);
	talk->is_used_in_clear |= smtp_is_yes(code);
	if (is_lmtp && code >= 400)
		talk_count(talk, FACT_SMTP_DELIVERIES_REFUSED);
	if (smtp->due > 0)
		return;
	talk_count(talk, smtp->is_message_taken ? FACT_SMTP_MESSAGES : FACT_SMTP_MESSAGES_REFUSED);
	smtp->is_message_taken = false;
}

#define PRDR 353 /* "an answer for each recipient follows" */

/*
 * RFC 2033 4.2: LMTP answers a message once for each recipient that it accepted.  So does Exim where the
 * client asked for PRDR (draft-hall-prdr), and then once more for the message.
 */
static uint16_t
further_replies(const struct talk *talk, const struct smtp *smtp, unsigned code)
{
	if (code == PRDR)
		return (uint16_t)(smtp->recipients < UINT16_MAX ? smtp->recipients + 1 : UINT16_MAX);
	if (talk->protocol != PROTOCOL_LMTP || code == 421 || smtp->recipients == 0)
		return 0;
	return (uint16_t)(smtp->recipients - 1);
}

void
smtp_hear_end(struct talk *talk, struct smtp *smtp, unsigned code)
{
	bool is_answered_each = code == PRDR || (talk->protocol == PROTOCOL_LMTP && code != 421);
	bool is_lost = is_answered_each && smtp->is_unsure_of_recipients;

	if (is_lost) {
		smtp->count = 0;
		talk_is_off(talk);
	} else {
		smtp->due = further_replies(talk, smtp, code);
	}
	smtp->is_message_taken = false;
	smtp->is_prdr = code == PRDR;
	if (!smtp->is_message_refused && !(is_lost && smtp->is_prdr))
		judge_message(talk, smtp, code);
	begin_envelope(smtp);
}

/* A server that leaves says no more; another that answers something else has fewer replies than it owes. */
void
smtp_hear_next_end(struct talk *talk, struct smtp *smtp, unsigned code)
{
	smtp->due--;
	if (code == 421)
		smtp->due = 0;
	if (smtp->due == 0 && smtp->is_prdr) /* this one is of the message, and decides */
		smtp->is_message_taken = false;
	judge_message(talk, smtp, code);
	if (smtp_is_yes(code) ? code == 220 || code == 221 : code < 400)
		talk_is_off(talk);
}

bool
smtp_hear_odd_end(struct talk *talk, struct smtp *smtp, unsigned code)
{
	const struct odd_end *end = &smtp->odd_end;

	if (!smtp_is_yes(code) || code == 221 || !end->is_found || smtp->is_in_limbo || talk->was_off)
		return false;
	facts_note_truth(&talk->facts, FACT_SMTP_ODD_END_TAKEN, true, talk->where);
	if (!smtp->is_in_text || !end->is_last) {
		smtp->is_smuggled = true;
		return false;
	}
	smtp->is_in_text = false;
	memset(&smtp->odd_end, 0, sizeof(smtp->odd_end));
	talk_expect(talk, CLIENT, EXPECT_LINE, 0);
	talk_resume(talk);
	smtp_hear_end(talk, smtp, code);
	return true;
}
