/* SPDX-License-Identifier: Apache-2.0 */
/* The commands of SMTP and LMTP as a table: what each does, and what its reply shows. */
#include "classify/smtp.h"
#include "classify/words.h"

static void
ask_nothing(struct talk *talk, struct smtp *smtp, struct bytes rest)
{
	(void)talk, (void)smtp, (void)rest;
}

static void
hear_nothing(struct talk *talk, struct smtp *smtp, unsigned code)
{
	(void)talk, (void)smtp, (void)code;
}

static void
ask_lhlo(struct talk *talk, struct smtp *smtp, struct bytes rest)
{
	(void)smtp, (void)rest;
	talk->protocol = PROTOCOL_LMTP;
}

/* RFC 5321 4.1.1.1: the reply to EHLO lists the extensions; that to HELO lists none. */
void
smtp_hear_hello(struct talk *talk, struct smtp *smtp, unsigned code)
{
	smtp_hear_reset(talk, smtp, code);
	if (code == 250)
		talk_list_is_read(talk);
	if (code == 250 && !smtp->is_partial)
		sasl_offers_end(talk);
	if (smtp->is_pipe_connect) /* the client knew that from an earlier talk */
		facts_forget(&talk->facts, FACT_SMTP_UNASKED_PIPELINING);
	smtp_note_block(talk, smtp, code);
}

static void
hear_helo(struct talk *talk, struct smtp *smtp, unsigned code)
{
	smtp_hear_reset(talk, smtp, code);
	smtp_note_block(talk, smtp, code);
}

static void
ask_starttls(struct talk *talk, struct smtp *smtp, struct bytes rest)
{
	(void)smtp, (void)rest;
	talk_ask_tls(talk);
}

/* RFC 3207 4: 220 alone is a yes.  Lines that disagree say neither. */
static void
hear_starttls(struct talk *talk, struct smtp *smtp, unsigned code)
{
	if (code == 220) {
		smtp->count = 0;
		talk_accept_tls(talk);
	} else if (code >= 400) {
		talk_refuse_tls(talk);
	}
}

void
smtp_ask_auth(struct talk *talk, struct smtp *smtp, struct bytes rest)
{
	if (smtp->is_greeted && !talk->was_off &&
	    !talk->has_offers) /* RFC 4954 3: what no list has is not offered */
		sasl_offers_end(talk);
	sasl_begin(talk, &smtp->sasl, words_next(&rest));
	if (rest.size > 0)
		sasl_respond(talk, &smtp->sasl, rest, true);
}

void
smtp_hear_auth(struct talk *talk, struct smtp *smtp, unsigned code)
{
	if (code == 235 || code >= 400)
		sasl_end(talk, &smtp->sasl, code == 235, smtp_why_refused(smtp, code));
	else
		smtp->sasl.is_on = false;
}

/* RFC 5321 4.1.1.10: at any time, so who waits no longer for the greeting is not impatient. */
static void
ask_quit(struct talk *talk, struct smtp *smtp, struct bytes rest)
{
	(void)rest;
	talk->has_only_left = !smtp->is_greeted && smtp->count == 1;
	if (talk->has_only_left)
		talk->is_client_first = false;
	talk_goodbye(talk);
}

/* RFC 5321 appendix F.1, RFC 2645: the sides change their parts. */
static void
ask_turn(struct talk *talk, struct smtp *smtp, struct bytes rest)
{
	(void)smtp, (void)rest;
	talk_count(talk, FACT_SMTP_TURN);
	talk_may_leave(talk);
}

static void
hear_turn(struct talk *talk, struct smtp *smtp, unsigned code)
{
	(void)smtp;
	if (smtp_is_yes(code))
		talk_stop(talk);
}

/* A device on the path made XXXX of EHLO, and the server does not know that. */
static void
hear_masked(struct talk *talk, struct smtp *smtp, unsigned code)
{
	(void)smtp;
	if (code == 500)
		talk_masked(talk);
}

static void
ask_vrfy(struct talk *talk, struct smtp *smtp, struct bytes rest)
{
	(void)smtp, (void)rest;
	talk_count(talk, FACT_SMTP_VRFY);
}

static void
ask_expn(struct talk *talk, struct smtp *smtp, struct bytes rest)
{
	(void)smtp, (void)rest;
	talk_count(talk, FACT_SMTP_EXPN);
}

static void
ask_etrn(struct talk *talk, struct smtp *smtp, struct bytes rest)
{
	(void)smtp, (void)rest;
	talk_count(talk, FACT_SMTP_ETRN);
}

/* RFC 5321 3.5.3: 250 and 251 name who it is; 252 gives nothing away. */
static void
hear_vrfy(struct talk *talk, struct smtp *smtp, unsigned code)
{
	if (code == 250 || code == 251)
		talk_count(talk, FACT_SMTP_DISCLOSURES);
	smtp_note_block(talk, smtp, code);
}

/* Postfix greets again when it took an XCLIENT. */
static void
hear_xclient(struct talk *talk, struct smtp *smtp, unsigned code)
{
	(void)smtp;
	if (smtp_is_yes(code))
		facts_note_truth(&talk->facts, FACT_SMTP_XCLIENT, true, talk->where);
}

/* clang-format off */
const struct smtp_verb smtp_verbs[] = {
	[SMTP_VERB_NONE]      = {"",         SMTP_ORDINARY, COMMAND_OTHER,    ask_nothing,    hear_nothing},
	[SMTP_VERB_END]       = {" end",     SMTP_ORDINARY, COMMAND_MESSAGE,  ask_nothing,    smtp_hear_end},
	[SMTP_VERB_BDAT_LAST] = {" last",    SMTP_ORDINARY, COMMAND_MESSAGE,  ask_nothing,    smtp_hear_end},
	[SMTP_VERB_MASKED]    = {" masked",  SMTP_ORDINARY, COMMAND_OTHER,    ask_nothing,    hear_masked},
	[SMTP_VERB_EHLO]      = {"EHLO",     SMTP_HELLO,    COMMAND_HELLO,    ask_nothing,    smtp_hear_hello},
	[SMTP_VERB_LHLO]      = {"LHLO",     SMTP_HELLO,    COMMAND_HELLO,    ask_lhlo,       smtp_hear_hello},
	[SMTP_VERB_STARTTLS]  = {"STARTTLS", SMTP_UPGRADE,  COMMAND_STARTTLS, ask_starttls,   hear_starttls},
	[SMTP_VERB_AUTH]      = {"AUTH",     SMTP_ORDINARY, COMMAND_AUTH,     smtp_ask_auth,  smtp_hear_auth},
	[SMTP_VERB_DATA]      = {"DATA",     SMTP_ORDINARY, COMMAND_DATA,     smtp_ask_data,  smtp_hear_data},
	[SMTP_VERB_QUIT]      = {"QUIT",     SMTP_ORDINARY, COMMAND_OTHER,    ask_quit,       hear_nothing},
	{"X-ANONYMOUSTLS",                   SMTP_UPGRADE,  COMMAND_STARTTLS, ask_starttls,   hear_starttls},
	{"HELO",                             SMTP_ORDINARY, COMMAND_HELLO,    ask_nothing,    hear_helo},
	{"MAIL",                             SMTP_ORDINARY, COMMAND_MAIL,     ask_nothing,    smtp_hear_mail},
	{"RCPT",                             SMTP_ORDINARY, COMMAND_RCPT,     ask_nothing,    smtp_hear_recipient},
	{"BDAT",                             SMTP_CHUNK,    COMMAND_MESSAGE,  smtp_ask_chunk, smtp_hear_chunk},
	{"RSET",                             SMTP_ORDINARY, COMMAND_OTHER,    ask_nothing,    smtp_hear_reset},
	{"VRFY",                             SMTP_ORDINARY, COMMAND_VRFY,     ask_vrfy,       hear_vrfy},
	{"EXPN",                             SMTP_ORDINARY, COMMAND_EXPN,     ask_expn,       hear_vrfy},
	{"ETRN",                             SMTP_ORDINARY, COMMAND_ETRN,     ask_etrn,       hear_nothing},
	{"XCLIENT",                          SMTP_ORDINARY, COMMAND_OTHER,    ask_nothing,    hear_xclient},
	{"TURN",                             SMTP_TURN,     COMMAND_TURN,     ask_turn,       hear_turn},
	{"ATRN",                             SMTP_TURN,     COMMAND_TURN,     ask_turn,       hear_turn},
};
/* clang-format on */

#define VERBS (sizeof(smtp_verbs) / sizeof(smtp_verbs[0]))

uint8_t
smtp_find_verb(struct bytes word)
{
	for (size_t row = SMTP_VERB_EHLO; row < VERBS; row++)
		if (words_are(word, smtp_verbs[row].name))
			return (uint8_t)row;
	return words_are_masked(word) ? SMTP_VERB_MASKED : SMTP_VERB_NONE;
}
