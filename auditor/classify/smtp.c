/* SPDX-License-Identifier: Apache-2.0 */
/* SMTP (RFC 5321) and LMTP (RFC 2033): replies in the order of their commands, messages by dot and by chunk.
 */
#include "classify/smtp.h"
#include "classify/words.h"

static void
push(struct talk *talk, struct smtp *smtp, uint8_t verb)
{
	if (smtp->count == SMTP_QUEUE_ROOM) {
		smtp->count = 0;
		talk_is_off(talk);
	}
	if (talk->is_off)
		return;
	smtp->queue[(smtp->first + smtp->count++) % SMTP_QUEUE_ROOM] = verb;
}

static uint8_t
pop(struct smtp *smtp)
{
	uint8_t verb = smtp->queue[smtp->first];

	smtp->first = (uint8_t)((smtp->first + 1) % SMTP_QUEUE_ROOM);
	smtp->count--;
	return verb;
}

/*
 * Octets are missing: a line of the client may be content, so that its commands count only when a reply shows
 * that they were commands.
 */
static void
command_while_off(struct talk *talk, struct smtp *smtp, struct bytes rest)
{
	if (smtp->last == SMTP_VERB_AUTH)
		smtp_ask_auth(talk, smtp, rest);
	if (smtp_verbs[smtp->last].kind == SMTP_UPGRADE || smtp_verbs[smtp->last].kind == SMTP_TURN)
		talk_may_leave(talk);
}

/* RFC 2920 3.1: only who was offered PIPELINING may go on before the answer. */
static void
note_impatience(struct talk *talk, const struct smtp *smtp)
{
	bool is_waited_for = smtp->count > 0 || smtp->due > 0;

	if (is_waited_for && smtp->is_greeted && !smtp->may_pipeline && !talk->was_off)
		facts_note_truth(&talk->facts, FACT_SMTP_UNASKED_PIPELINING, true, talk->where);
}

/* RFC 5321 4.3.1: the greeting is there when its last line is. */
static void
note_early(struct talk *talk, const struct smtp *smtp)
{
	if (smtp->is_greeted || !smtp->is_in_reply || talk->is_client_first || talk->missed[SERVER])
		return;
	talk->is_client_first = true;
	talk->client_first_where = talk->where;
}

static void
hear_client(struct talk *talk, struct smtp *smtp, struct bytes line)
{
	struct bytes rest = line, word = words_next(&rest);
	uint8_t      verb = smtp_find_verb(word);

	if (smtp->sasl.is_on && (smtp->sasl.is_prompted || (verb == SMTP_VERB_NONE && !talk->is_off))) {
		sasl_respond(talk, &smtp->sasl, line, false);
		return;
	}
	if (!smtp->is_greeted && words_begin(line, "PROXY ")) /* haproxy's PROXY protocol 2.1: no command */
		return;
	/* Some servers answer an empty line, some do not. */
	if (line.size == 0 || (smtp->is_astray && !talk->said_goodbye))
		talk_is_off(talk);
	if (verb == SMTP_VERB_NONE)
		sasl_stray(talk, &smtp->sasl, line);
	smtp->last = verb;
	talk->has_only_left = false;
	note_early(talk, smtp);
	note_impatience(talk, smtp);
	if (talk->is_off) {
		command_while_off(talk, smtp, rest);
		return;
	}
	if (smtp_verbs[verb].kind == SMTP_CHUNK && words_have(rest, " LAST"))
		push(talk, smtp, SMTP_VERB_BDAT_LAST);
	else
		push(talk, smtp, verb);
	smtp_verbs[verb].ask(talk, smtp, rest);
}

/* The banner that a device overwrote: asterisks, with a digit of the original here and there. */
static bool
is_masked_banner(struct bytes text)
{
	size_t asterisks = 0;

	for (size_t i = 0; i < text.size; i++)
		asterisks += text.data[i] == '*';
	return asterisks >= 8 && asterisks * 3 >= text.size * 2;
}

static bool
is_listing(const struct talk *talk, const struct smtp *smtp)
{
	uint8_t verb = SMTP_VERB_NONE;

	if (talk->is_off && talk->missed[CLIENT] && smtp->last == SMTP_VERB_NONE)
		return smtp->is_greeted; /* only the reply to EHLO has keywords */
	if (talk->is_off)
		verb = smtp->last;
	else if (smtp->count > 0)
		verb = smtp->queue[smtp->first];
	return smtp->is_greeted && smtp_verbs[verb].kind == SMTP_HELLO;
}

static void
hear_greeting(struct talk *talk, struct smtp *smtp, unsigned code)
{
	smtp->is_greeted = true;
	if (talk->stage == STAGE_GREETING)
		talk->stage = STAGE_COMMAND;
	if (code >= 300)
		talk_blocked(talk, code);
	smtp_note_refusal(talk, smtp, code, COMMAND_GREETING);
}

/* Replies that tell by themselves what they answer; all of them answer the last command of a group (RFC
 * 2920 3.1). */
static void
reply_while_off(struct talk *talk, struct smtp *smtp, unsigned code)
{
	uint8_t last = smtp->last;

	smtp->last = SMTP_VERB_NONE;
	if (smtp->is_smuggled) /* it answers what was said within a message */
		return;
	if (code == 354) {
		talk_is_on(talk);
		talk_expect(talk, CLIENT, EXPECT_TEXT, 0);
		talk->stage = STAGE_DATA;
		smtp->is_in_text = true;
	} else if (smtp->sasl.is_on && last == SMTP_VERB_AUTH &&
		   (code == 334 || code == 235 || code == 535)) {
		talk_is_on(talk);
		sasl_confirm(talk, &smtp->sasl);
		smtp->sasl.is_prompted = code == 334;
		if (code == 334)
			push(talk, smtp, SMTP_VERB_AUTH);
		else
			smtp_hear_auth(talk, smtp, code);
	} else if (smtp_verbs[last].kind == SMTP_UPGRADE && code == 220 && !smtp->is_partial) {
		talk_is_on(talk);
		talk_ask_tls(talk);
		talk_accept_tls(talk);
	} else if (smtp_verbs[last].kind == SMTP_HELLO && code == 250) {
		talk_is_on(talk);
		smtp_hear_hello(talk, smtp, code);
	}
}

/* A reply that nobody waits for. */
static void
reply_unasked(struct talk *talk, struct smtp *smtp, unsigned code)
{
	if (smtp_hear_odd_end(talk, smtp, code))
		return;
	if (talk->spoke[CLIENT])
		smtp_note_refusal(talk, smtp, code, COMMAND_NONE);
	if (code == 421)
		smtp_note_block(talk, smtp, code);
	/* Some servers that were left waiting go with another code than 421 (RFC 5321 3.8). */
	smtp->is_astray = code >= 400;
	if (!talk->said_goodbye && talk->spoke[CLIENT] && !smtp->is_astray)
		talk_is_off(talk);
}

static void
reply_to(struct talk *talk, struct smtp *smtp, unsigned code, uint8_t verb)
{
	smtp_note_refusal(talk, smtp, code, smtp_verbs[verb].word);
	smtp_verbs[verb].hear(talk, smtp, code);
}

static void
hear_reply(struct talk *talk, struct smtp *smtp, unsigned code)
{
	if (code == 221 || code == 421) {
		talk_goodbye(talk);
		smtp->has_left = true;
	}
	if (!smtp->is_greeted) {
		hear_greeting(talk, smtp, code);
	} else if (talk->is_off) {
		reply_while_off(talk, smtp, code);
	} else if (smtp->due > 0) {
		smtp_note_refusal(talk, smtp, code, COMMAND_MESSAGE);
		smtp_hear_next_end(talk, smtp, code);
	} else if (smtp->count == 0) {
		reply_unasked(talk, smtp, code);
	} else if (code == 334 && smtp->queue[smtp->first] == SMTP_VERB_AUTH) {
		smtp->sasl.is_prompted = smtp->sasl.is_on;
	} else {
		reply_to(talk, smtp, code, pop(smtp));
	}
}

/* The list of a second EHLO takes the place of the first one's. */
static void
begin_reply(struct talk *talk, struct smtp *smtp, struct bytes text, unsigned code)
{
	smtp->code = (uint16_t)code;
	smtp->status = smtp_reply_status(text, code);
	if (code != 250 || !is_listing(talk, smtp))
		return;
	sasl_offers_begin(talk);
	smtp->may_pipeline = smtp->is_pipe_connect = false;
}

static void
go_on_reply(struct talk *talk, struct smtp *smtp, struct bytes text, unsigned code)
{
	uint32_t status = smtp_reply_status(text, code);

	if (status != 0 && status != smtp->status)
		smtp->status = 0;
	if (smtp->code != code)
		smtp->code = 0;
	if (code == 250 && is_listing(talk, smtp))
		smtp_hear_extension(talk, smtp, text);
}

/*
 * Postfix's postscreen shows the first line of a greeting to see who waits for the last.  Who does not gets
 * an answer instead, or a refusal, which then is the greeting and answers all that was said.
 */
static void
break_greeting_off(struct talk *talk, struct smtp *smtp, unsigned code)
{
	if (smtp->is_greeted || !smtp->is_in_reply || smtp->code != 220 || code == 220)
		return;
	smtp->is_in_reply = false;
	if (code < 300)
		hear_reply(talk, smtp, smtp->code);
	else
		smtp->count = 0;
}

/* RFC 5321 4.2.1: all lines but the last have a hyphen behind the code; what is no reply line is let pass. */
static void
hear_server(struct talk *talk, struct smtp *smtp, struct bytes line)
{
	bool     is_final;
	unsigned code = smtp_reply_code(&line, &is_final);

	if (code == 0)
		return;
	break_greeting_off(talk, smtp, code);
	if (smtp->is_in_reply)
		go_on_reply(talk, smtp, line, code);
	else
		begin_reply(talk, smtp, line, code);
	if (!smtp->is_greeted && is_masked_banner(line))
		talk_masked(talk);
	smtp->is_in_reply = !is_final;
	if (!is_final)
		return;
	hear_reply(talk, smtp, smtp->code);
	smtp->is_partial = false;
}

static void
smtp_line(struct talk *talk, enum side from, struct bytes line)
{
	if (from == CLIENT)
		hear_client(talk, talk->state, line);
	else
		hear_server(talk, talk->state, line);
}

static void
smtp_octets(struct talk *talk, enum side from, struct bytes octets, bool is_last)
{
	struct smtp *smtp = talk->state;

	(void)from;
	if (smtp->is_in_limbo && octets.size > 0)
		note_impatience(talk, smtp);
	smtp_take_content(talk, smtp, octets);
	if (!is_last)
		return;
	if (!smtp->is_in_limbo)
		talk_resume(talk);
	if (smtp->is_in_text)
		push(talk, smtp, SMTP_VERB_END);
	smtp->is_in_text = false;
}

/* Commands and replies no longer match.  What the server lost does not change where the client's content
 * ends. */
static void
smtp_missed(struct talk *talk, enum side from)
{
	struct smtp *smtp = talk->state;

	talk_is_off(talk);
	smtp->count = 0;
	smtp->due = 0;
	smtp->last = SMTP_VERB_NONE;
	smtp->is_in_reply = false;
	smtp->is_partial = smtp->is_partial || from == SERVER;
	smtp->is_greeted = smtp->is_greeted || from == SERVER;
	smtp->sasl.is_cancelled |= from == CLIENT; /* for all we know */
	smtp->sasl.is_on &= from == SERVER && smtp->sasl.is_prompted;
	smtp->is_in_text &= from == SERVER && !smtp->is_in_limbo;
	smtp->is_unsure_of_recipients = true;
	if (smtp->is_in_limbo) {
		smtp->is_in_limbo = false;
		talk->is_content_unsure = true;
		if (from == SERVER)
			talk_expect(talk, CLIENT, EXPECT_LINE, 0);
	}
}

/* Whether something but the goodbye waits for its answer. */
static bool
has_unanswered(const struct smtp *smtp)
{
	return smtp->due > 0 || smtp->count > 1 ||
	       (smtp->count == 1 && smtp->queue[smtp->first] != SMTP_VERB_QUIT);
}

/* Only the client was heard: a lone dot shows that DATA was taken. */
static void
smtp_finish(struct talk *talk)
{
	struct smtp *smtp = talk->state;

	talk->is_unanswered = !smtp->has_left && has_unanswered(smtp);
	if (!smtp->is_in_limbo || smtp->limbo == 0)
		return;
	if (!talk->spoke[SERVER] && !smtp->is_in_text)
		smtp_take_limbo(talk, smtp);
	else
		talk->is_content_unsure = true;
}

/* RFC 2920: an envelope may be sent in one go, and by clients that do not wait, the hello before it. */
static const char *const envelope[] = {"HELO", "EHLO", "MAIL FROM:<", "RCPT TO:<", "DATA", NULL};
static const char *const lmtp_envelope[] = {"LHLO", "MAIL FROM:<", "RCPT TO:<", "DATA", NULL};

const struct follower smtp_follower = {
    PROTOCOL_SMTP, sizeof(struct smtp), smtp_recognise, envelope,    NULL,
    smtp_line,     smtp_octets,         smtp_missed,    smtp_finish,
};

const struct follower lmtp_follower = {
    PROTOCOL_LMTP, sizeof(struct smtp), lmtp_recognise, lmtp_envelope, NULL,
    smtp_line,     smtp_octets,         smtp_missed,    smtp_finish,
};
