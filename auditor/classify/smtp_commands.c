/* SPDX-License-Identifier: Apache-2.0 */
/* The commands of SMTP and LMTP as a table: what each does, and what its reply shows. */
#include "classify/smtp.h"
#include "classify/words.h"

static bool
is_positive(unsigned code)
{
	return code >= 200 && code < 300;
}

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

/* Refusals that mean "you may not", as against "not so" or "log in first" (RFC 3463 3.8, RFC 7504). */
static void
hear_refusal(struct talk *talk, struct smtp *smtp, unsigned code)
{
	bool is_login = code == 530 || code == 534 || code == 535 || code == 538;

	if (code == 521 || code == 554 || (code >= 500 && smtp->is_policy && !is_login))
		talk_blocked(talk, code);
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
	smtp->recipients = 0;
	if (code == 250)
		talk_list_is_read(talk);
	hear_refusal(talk, smtp, code);
}

static void
ask_mail(struct talk *talk, struct smtp *smtp, struct bytes rest)
{
	(void)talk, (void)rest;
	smtp->recipients = 0;
	smtp->is_unsure_of_recipients = false;
}

static void
hear_recipient(struct talk *talk, struct smtp *smtp, unsigned code)
{
	if (is_positive(code) && smtp->recipients < UINT16_MAX)
		smtp->recipients++;
	hear_refusal(talk, smtp, code);
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
	sasl_begin(talk, &smtp->sasl, words_next(&rest));
	if (rest.size > 0)
		sasl_respond(talk, &smtp->sasl, rest, true);
}

void
smtp_hear_auth(struct talk *talk, struct smtp *smtp, unsigned code)
{
	if (code == 235 || code >= 400)
		sasl_end(talk, &smtp->sasl, code == 235);
	else
		smtp->sasl.is_on = false;
}

/*
 * What comes behind DATA before its answer is content if the answer is 354, and else commands: some clients
 * do not wait.
 */
static void
ask_data(struct talk *talk, struct smtp *smtp, struct bytes rest)
{
	(void)rest;
	smtp->is_in_limbo = smtp->is_in_text = true;
	smtp->limbo = 0;
	talk_expect(talk, CLIENT, EXPECT_TEXT, 0);
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
}

static void
hear_data(struct talk *talk, struct smtp *smtp, unsigned code)
{
	if (code == 354) {
		if (smtp->is_in_text)
			talk->stage = STAGE_DATA;
		smtp_take_limbo(talk, smtp);
		return;
	}
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
static void
ask_bdat(struct talk *talk, struct smtp *smtp, struct bytes rest)
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

/* RFC 2033 4.2: LMTP answers a message once for each recipient that it accepted. */
static void
hear_end(struct talk *talk, struct smtp *smtp, unsigned code)
{
	(void)code;
	if (talk->protocol == PROTOCOL_LMTP && smtp->is_unsure_of_recipients) {
		smtp->count = 0;
		talk_is_off(talk);
	} else if (talk->protocol == PROTOCOL_LMTP && smtp->recipients > 1)
		smtp->due = (uint16_t)(smtp->recipients - 1);
	smtp->recipients = 0;
}

static void
ask_quit(struct talk *talk, struct smtp *smtp, struct bytes rest)
{
	(void)smtp, (void)rest;
	talk_goodbye(talk);
}

/* RFC 5321 appendix F.1, RFC 2645: the sides change their parts. */
static void
ask_turn(struct talk *talk, struct smtp *smtp, struct bytes rest)
{
	(void)smtp, (void)rest;
	talk_may_leave(talk);
}

static void
hear_turn(struct talk *talk, struct smtp *smtp, unsigned code)
{
	(void)smtp;
	if (is_positive(code))
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

const struct smtp_verb smtp_verbs[] = {
    [SMTP_VERB_NONE] = {"",               SMTP_ORDINARY, ask_nothing,   hear_nothing   },
    [SMTP_VERB_END] = {" end",           SMTP_ORDINARY, ask_nothing,   hear_end       },
    [SMTP_VERB_BDAT_LAST] = {" last",          SMTP_ORDINARY, ask_nothing,   hear_end       },
    [SMTP_VERB_MASKED] = {" masked",        SMTP_ORDINARY, ask_nothing,   hear_masked    },
    [SMTP_VERB_EHLO] = {"EHLO",           SMTP_HELLO,    ask_nothing,   smtp_hear_hello},
    [SMTP_VERB_LHLO] = {"LHLO",           SMTP_HELLO,    ask_lhlo,      smtp_hear_hello},
    [SMTP_VERB_STARTTLS] = {"STARTTLS",       SMTP_UPGRADE,  ask_starttls,  hear_starttls  },
    [SMTP_VERB_AUTH] = {"AUTH",           SMTP_ORDINARY, smtp_ask_auth, smtp_hear_auth },
    [SMTP_VERB_DATA] = {"DATA",           SMTP_ORDINARY, ask_data,      hear_data      },
    {"X-ANONYMOUSTLS", SMTP_UPGRADE,  ask_starttls,  hear_starttls  },
    {"HELO",           SMTP_ORDINARY, ask_nothing,   hear_refusal   },
    {"MAIL",           SMTP_ORDINARY, ask_mail,      hear_refusal   },
    {"RCPT",           SMTP_ORDINARY, ask_nothing,   hear_recipient },
    {"BDAT",           SMTP_CHUNK,    ask_bdat,      hear_nothing   },
    {"RSET",           SMTP_ORDINARY, ask_mail,      hear_nothing   },
    {"QUIT",           SMTP_ORDINARY, ask_quit,      hear_nothing   },
    {"TURN",           SMTP_TURN,     ask_turn,      hear_turn      },
    {"ATRN",           SMTP_TURN,     ask_turn,      hear_turn      },
};

#define VERBS (sizeof(smtp_verbs) / sizeof(smtp_verbs[0]))

uint8_t
smtp_find_verb(struct bytes word)
{
	for (size_t row = SMTP_VERB_EHLO; row < VERBS; row++)
		if (words_are(word, smtp_verbs[row].name))
			return (uint8_t)row;
	return words_are_masked(word) ? SMTP_VERB_MASKED : SMTP_VERB_NONE;
}
