/* SPDX-License-Identifier: Apache-2.0 */
/* POP3 (RFC 1939, 2449, 2595, 5034): commands, their replies in order, answers of several lines. */
#include "classify/pop3.h"
#include "classify/refusal.h"
#include "classify/sasl.h"
#include "classify/words.h"

#define QUEUE_ROOM 32 /* commands not yet answered; more are not matched to replies */

struct pop3 {
	struct sasl sasl;
	bool        is_greeted;
	bool        is_listing; /* capabilities, up to a dot */
	bool        is_content; /* the text of the server is mail */
	bool        has_user;   /* USER was said */
	bool        is_refused; /* the newest USER was: a PASS is not wanted */
	bool        is_astray;  /* a refusal answered nothing: the last word, or not */
	uint8_t     why;        /* the newest reply said no: enum auth_refusal */
	uint8_t     first, count, queue[QUEUE_ROOM];
};

/* Rows of the table that are named. */
enum { VERB_OTHER, VERB_NUMBERS, VERB_AUTH, VERB_PASS, VERB_USER, VERB_QUIT };

struct verb {
	const char *name;
	void (*ask)(struct talk *talk, struct pop3 *pop3, struct bytes rest);
	void (*hear)(struct talk *talk, struct pop3 *pop3, bool is_ok);
};

static void
ask_nothing(struct talk *talk, struct pop3 *pop3, struct bytes rest)
{
	(void)talk, (void)pop3, (void)rest;
}

static void
hear_nothing(struct talk *talk, struct pop3 *pop3, bool is_ok)
{
	(void)talk, (void)pop3, (void)is_ok;
}

static void
ask_user(struct talk *talk, struct pop3 *pop3, struct bytes rest)
{
	(void)rest;
	pop3->has_user = true;
	pop3->is_refused = false;
	sasl_begin_login(talk, &pop3->sasl, SASL_USER_PASS);
	pop3->sasl.is_on = false; /* no line of the client is a response */
}

static bool
is_queued(const struct pop3 *pop3, uint8_t verb)
{
	for (unsigned i = 0; i < pop3->count; i++)
		if (pop3->queue[(pop3->first + i) % QUEUE_ROOM] == verb)
			return true;
	return false;
}

static void
hear_user(struct talk *talk, struct pop3 *pop3, bool is_ok)
{
	if (!is_queued(pop3, VERB_USER))
		pop3->is_refused = !is_ok;
	if (!is_ok)
		sasl_end(talk, &pop3->sasl, false, (enum auth_refusal)pop3->why);
}

/* The server has said that it does not want this password (RFC 1939 7). */
static void
ask_pass(struct talk *talk, struct pop3 *pop3, struct bytes rest)
{
	if (!pop3->has_user)
		ask_user(talk, pop3, rest);
	if (rest.size == 0)
		return;
	sasl_secret(talk, &pop3->sasl);
	if (pop3->is_refused && !talk->is_off)
		facts_note_truth(&talk->facts, FACT_AUTH_UNOFFERED, true, talk->where);
}

static void
hear_login(struct talk *talk, struct pop3 *pop3, bool is_ok)
{
	sasl_confirm(talk, &pop3->sasl);
	sasl_end(talk, &pop3->sasl, is_ok, (enum auth_refusal)pop3->why);
}

/* The refusals of a USER and of its PASS are one. */
static void
hear_pass(struct talk *talk, struct pop3 *pop3, bool is_ok)
{
	if (!is_ok && pop3->is_refused && talk->failures > 0)
		talk->failures--;
	hear_login(talk, pop3, is_ok);
}

/* RFC 1939 7: APOP name digest. */
static void
ask_apop(struct talk *talk, struct pop3 *pop3, struct bytes rest)
{
	sasl_begin_login(talk, &pop3->sasl, SASL_APOP);
	pop3->sasl.is_on = false;
	(void)words_next(&rest);
	if (rest.size > 0)
		sasl_secret(talk, &pop3->sasl);
}

static void
ask_auth(struct talk *talk, struct pop3 *pop3, struct bytes rest)
{
	sasl_begin(talk, &pop3->sasl, words_next(&rest));
	if (rest.size > 0)
		sasl_respond(talk, &pop3->sasl, rest, true);
}

static void
ask_stls(struct talk *talk, struct pop3 *pop3, struct bytes rest)
{
	(void)pop3, (void)rest;
	talk_ask_tls(talk);
}

static void
hear_stls(struct talk *talk, struct pop3 *pop3, bool is_ok)
{
	if (is_ok) {
		pop3->count = 0;
		talk_accept_tls(talk);
	} else {
		talk_refuse_tls(talk);
	}
}

static void
hear_capa(struct talk *talk, struct pop3 *pop3, bool is_ok)
{
	pop3->is_listing = is_ok;
	if (is_ok)
		sasl_offers_begin(talk);
}

static void
hear_mail(struct talk *talk, struct pop3 *pop3, bool is_ok)
{
	if (!is_ok)
		return;
	pop3->is_content = true;
	talk_count(talk, FACT_MAILBOX_FETCHED);
	talk->stage = STAGE_DATA;
	talk_expect(talk, SERVER, EXPECT_TEXT, 0);
}

static void
hear_dele(struct talk *talk, struct pop3 *pop3, bool is_ok)
{
	(void)pop3;
	if (is_ok)
		talk_count(talk, FACT_MAILBOX_DELETED);
}

static void
hear_numbers(struct talk *talk, struct pop3 *pop3, bool is_ok)
{
	pop3->is_content = false;
	if (is_ok)
		talk_expect(talk, SERVER, EXPECT_TEXT, 0);
}

static void
ask_quit(struct talk *talk, struct pop3 *pop3, struct bytes rest)
{
	(void)pop3, (void)rest;
	talk_goodbye(talk);
}

static const struct verb verbs[] = {
    [VERB_OTHER] = {"",         ask_nothing, hear_nothing},
    [VERB_NUMBERS] = {" numbers", ask_nothing, hear_numbers},
    [VERB_AUTH] = {"AUTH",     ask_auth,    hear_login  },
    [VERB_PASS] = {"PASS",     ask_pass,    hear_pass   },
    [VERB_USER] = {"USER",     ask_user,    hear_user   },
    [VERB_QUIT] = {"QUIT",     ask_quit,    hear_nothing},
    {"APOP",     ask_apop,    hear_login  },
    {"STLS",     ask_stls,    hear_stls   },
    {"CAPA",     ask_nothing, hear_capa   },
    {"RETR",     ask_nothing, hear_mail   },
    {"TOP",      ask_nothing, hear_mail   },
    {"DELE",     ask_nothing, hear_dele   },
};

#define VERBS (sizeof(verbs) / sizeof(verbs[0]))

/* Without an argument several lines answer these (RFC 1939 5, 7; RFC 6856 3; draft-myers-sasl-pop3). */
static uint8_t
find_verb(struct bytes word, struct bytes rest)
{
	static const char *const listing[] = {"LIST", "UIDL", "AUTH", "LANG"};

	for (size_t i = 0; rest.size == 0 && i < sizeof(listing) / sizeof(listing[0]); i++)
		if (words_are(word, listing[i]))
			return VERB_NUMBERS;
	for (size_t row = VERB_AUTH; row < VERBS; row++)
		if (words_are(word, verbs[row].name))
			return (uint8_t)row;
	return VERB_OTHER;
}

static void
push(struct talk *talk, struct pop3 *pop3, uint8_t verb)
{
	if (pop3->count == QUEUE_ROOM) {
		pop3->count = 0;
		talk_is_off(talk);
	}
	if (!talk->is_off)
		pop3->queue[(pop3->first + pop3->count++) % QUEUE_ROOM] = verb;
}

static void
hear_client(struct talk *talk, struct pop3 *pop3, struct bytes line)
{
	struct bytes rest = line, word = words_next(&rest);
	uint8_t      verb = find_verb(word, rest);

	if (pop3->sasl.is_on && (pop3->sasl.is_prompted || (verb == VERB_OTHER && !talk->is_off))) {
		sasl_respond(talk, &pop3->sasl, line, false);
		return;
	}
	if (line.size == 0 || pop3->is_astray)
		talk_is_off(talk);
	if (verb == VERB_OTHER)
		sasl_stray(talk, &pop3->sasl, line);
	push(talk, pop3, verb);
	/* After a gap only logins are looked at, and held until a reply confirms that they were some. */
	if (verbs[verb].ask == ask_stls)
		talk_may_leave(talk);
	if (!talk->is_off || verb == VERB_USER || verb == VERB_PASS)
		verbs[verb].ask(talk, pop3, rest);
}

static void
hear_list(struct talk *talk, struct pop3 *pop3, struct bytes line)
{
	struct bytes rest = line, word = words_next(&rest);

	if (words_are(line, ".")) {
		pop3->is_listing = false;
		sasl_offers_end(talk);
		talk_list_is_read(talk);
	} else if (words_are(word, "STLS")) {
		talk_offer(talk);
	} else if (words_are_masked(word)) {
		talk_masked(talk);
	} else if (words_are(word, "USER")) { /* RFC 2449 6.2 */
		sasl_offer_login(talk, SASL_USER_PASS);
	} else if (words_are(word, "SASL")) { /* RFC 2449 6.3 */
		while (rest.size > 0)
			sasl_offer(talk, words_next(&rest));
	}
}

static void
hear_greeting(struct talk *talk, struct pop3 *pop3, bool is_ok)
{
	pop3->is_greeted = true;
	if (talk->stage == STAGE_GREETING)
		talk->stage = STAGE_COMMAND;
	if (!is_ok)
		talk_blocked(talk, 0);
}

static void
hear_reply(struct talk *talk, struct pop3 *pop3, bool is_ok)
{
	if (!pop3->is_greeted) {
		hear_greeting(talk, pop3, is_ok);
	} else if (talk->is_off) {
		if (pop3->sasl.is_held)
			sasl_confirm(talk, &pop3->sasl);
	} else if (pop3->count == 0) {
		pop3->is_astray = !is_ok || !talk->spoke[CLIENT];
		if (!pop3->is_astray)
			talk_is_off(talk);
	} else {
		uint8_t verb = pop3->queue[pop3->first];

		pop3->first = (uint8_t)((pop3->first + 1) % QUEUE_ROOM);
		pop3->count--;
		verbs[verb].hear(talk, pop3, is_ok);
	}
}

static void
hear_server(struct talk *talk, struct pop3 *pop3, struct bytes line)
{
	struct bytes rest = line, word = words_next(&rest);

	if (talk->missed[SERVER]) /* +OK tells nothing by itself, and lines of a mail look like it */
		return;
	if (pop3->is_listing) {
		hear_list(talk, pop3, line);
	} else if (words_are(word, "+OK") || words_are(word, "-ERR")) {
		pop3->why = (uint8_t)refusal_by_code(refusal_code(rest, '[', ']'));
		hear_reply(talk, pop3, words_are(word, "+OK"));
	} else if (words_are(word, "+") && pop3->sasl.is_on) { /* RFC 5034 4 */
		pop3->sasl.is_prompted = true;
	}
}

static void
pop3_line(struct talk *talk, enum side from, struct bytes line)
{
	if (from == CLIENT)
		hear_client(talk, talk->state, line);
	else
		hear_server(talk, talk->state, line);
}

static void
pop3_octets(struct talk *talk, enum side from, struct bytes octets, bool is_last)
{
	struct pop3 *pop3 = talk->state;

	(void)from;
	if (pop3->is_content)
		talk_content(talk, octets.size);
	if (is_last && pop3->is_content && talk->stage == STAGE_DATA)
		talk_resume(talk);
}

static void
pop3_missed(struct talk *talk, enum side from)
{
	struct pop3 *pop3 = talk->state;

	talk_is_off(talk);
	pop3->count = 0;
	pop3->is_listing = false;
	pop3->is_greeted = true;
	pop3->has_user = false;
	pop3->sasl.is_cancelled |= from == CLIENT; /* for all we know */
	pop3->sasl.is_on &= from == SERVER && pop3->sasl.is_prompted;
}

static void
pop3_finish(struct talk *talk)
{
	const struct pop3 *pop3 = talk->state;

	talk->is_unanswered = pop3->count > is_queued(pop3, VERB_QUIT);
}

const struct follower pop3_follower = {
    PROTOCOL_POP3, sizeof(struct pop3), pop3_recognise, NULL,        pop3_answers,
    pop3_line,     pop3_octets,         pop3_missed,    pop3_finish,
};
