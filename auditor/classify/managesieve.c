/* SPDX-License-Identifier: Apache-2.0 */
/* ManageSieve (RFC 5804): capabilities pushed by the server, strings quoted or literal. */
#include "classify/protocol.h"
#include "classify/refusal.h"
#include "classify/sasl.h"
#include "classify/words.h"

#define QUEUE_ROOM 16 /* commands not yet answered */

struct managesieve {
	struct sasl sasl;
	bool        is_greeted;
	bool        is_answering;   /* the client's next line is a response to a challenge */
	bool        is_response[2]; /* the string that follows the line is part of a login */
	bool        is_content[2];  /* it is a script */
	bool        goes_on[2];     /* the line goes on behind a literal */
	bool        is_over[2];     /* the line before the literal ended a response */
	uint8_t     verb;           /* row of the newest command */
	uint8_t     strings;        /* arguments of it */
	uint8_t     why;            /* the newest reply said no: enum auth_refusal */
	uint8_t     first, count;
	uint8_t     queue[QUEUE_ROOM];
};

struct verb {
	const char *name;
	unsigned    script; /* the argument that is a script; 0 if none */
	void (*ask)(struct talk *talk, struct managesieve *sieve);
	void (*hear)(struct talk *talk, struct managesieve *sieve, bool is_ok);
};

static void
ask_nothing(struct talk *talk, struct managesieve *sieve)
{
	(void)talk, (void)sieve;
}

static void
hear_nothing(struct talk *talk, struct managesieve *sieve, bool is_ok)
{
	(void)sieve, (void)is_ok;
	if (talk->stage == STAGE_DATA)
		talk_resume(talk);
}

static void
hear_authenticate(struct talk *talk, struct managesieve *sieve, bool is_ok)
{
	sieve->is_answering = false;
	sasl_end(talk, &sieve->sasl, is_ok, (enum auth_refusal)sieve->why);
}

static void
hear_putscript(struct talk *talk, struct managesieve *sieve, bool is_ok)
{
	hear_nothing(talk, sieve, is_ok);
	if (is_ok)
		talk_count(talk, FACT_MAILBOX_SCRIPTS);
}

static void
ask_starttls(struct talk *talk, struct managesieve *sieve)
{
	(void)sieve;
	talk_ask_tls(talk);
}

static void
hear_starttls(struct talk *talk, struct managesieve *sieve, bool is_ok)
{
	if (is_ok) {
		sieve->count = 0;
		talk_accept_tls(talk);
	} else {
		talk_refuse_tls(talk);
	}
}

static void
hear_capability(struct talk *talk, struct managesieve *sieve, bool is_ok)
{
	(void)sieve;
	if (is_ok)
		talk_list_is_read(talk);
}

static void
ask_logout(struct talk *talk, struct managesieve *sieve)
{
	(void)sieve;
	talk_goodbye(talk);
}

enum { VERB_OTHER, VERB_AUTHENTICATE, VERB_GETSCRIPT };

static const struct verb verbs[] = {
    [VERB_OTHER] = {"",               0, ask_nothing,  hear_nothing     },
    [VERB_AUTHENTICATE] = {"AUTHENTICATE",   0, ask_nothing,  hear_authenticate},
    [VERB_GETSCRIPT] = {"GETSCRIPT",      0, ask_nothing,  hear_nothing     },
    {"STARTTLS",       0, ask_starttls, hear_starttls    },
    {"CAPABILITY",     0, ask_nothing,  hear_capability  },
    {"PUTSCRIPT",      2, ask_nothing,  hear_putscript   },
    {"CHECKSCRIPT",    1, ask_nothing,  hear_nothing     },
    {"LOGOUT",         0, ask_logout,   hear_nothing     },
    {"NOOP",           0, ask_nothing,  hear_nothing     }, /* these could be base64 */
    {"LISTSCRIPTS",    0, ask_nothing,  hear_nothing     },
    {"UNAUTHENTICATE", 0, ask_nothing,  hear_nothing     },
};

static uint8_t
find_verb(struct bytes word)
{
	for (size_t row = 1; row < sizeof(verbs) / sizeof(verbs[0]); row++)
		if (words_are(word, verbs[row].name))
			return (uint8_t)row;
	return VERB_OTHER;
}

/* A string of the client is there: the mechanism, a response, a script, or of no interest. */
static void
take_string(struct talk *talk, struct managesieve *sieve, struct bytes contents)
{
	const struct verb *verb = &verbs[sieve->verb];

	if (sieve->is_answering) {
		sieve->is_answering = false;
		sasl_respond(talk, &sieve->sasl, contents, false);
		return;
	}
	sieve->strings++;
	if (sieve->verb == VERB_AUTHENTICATE && sieve->strings == 1)
		sasl_begin(talk, &sieve->sasl, contents);
	else if (sieve->verb == VERB_AUTHENTICATE && sieve->strings == 2)
		sasl_respond(talk, &sieve->sasl, contents, true);
	else if (verb->script != 0 && sieve->strings == verb->script)
		talk_content(talk, contents.size);
}

/* What follows the line as a literal is kept whole if it belongs to a login, and else only counted. */
static void
expect_string(struct talk *talk, struct managesieve *sieve, uint64_t octets)
{
	const struct verb *verb = &verbs[sieve->verb];

	sieve->goes_on[CLIENT] = true;
	sieve->is_response[CLIENT] = sieve->is_answering || sieve->verb == VERB_AUTHENTICATE;
	sieve->is_content[CLIENT] =
	    !sieve->is_answering && verb->script != 0 && sieve->strings + 1u == verb->script;
	if (sieve->is_content[CLIENT])
		talk->stage = STAGE_DATA;
	talk_expect(talk, CLIENT, sieve->is_response[CLIENT] ? EXPECT_STRING : EXPECT_BLOB, octets);
}

static void
take_strings(struct talk *talk, struct managesieve *sieve, struct bytes rest)
{
	struct literal literal;
	struct bytes   contents;
	bool           has_literal = words_literal(&rest, &literal);

	while (rest.size > 0) {
		if (words_quoted(&rest, &contents))
			take_string(talk, sieve, contents);
		else
			(void)bytes_u8(&rest);
	}
	sieve->goes_on[CLIENT] = false;
	if (rest.is_short) /* a string over several lines, which RFC 5804 4 does not have */
		talk_stop(talk);
	else if (has_literal)
		expect_string(talk, sieve, literal.octets);
}

static void
hear_client(struct talk *talk, struct managesieve *sieve, struct bytes line)
{
	struct bytes rest = line, string = line, contents = line;

	if (!sieve->goes_on[CLIENT] && sieve->sasl.is_on && line.size > 0)
		sieve->is_answering |= line.data[0] == '"' || line.data[0] == '{';
	if (sieve->goes_on[CLIENT] || sieve->is_answering) {
		take_strings(talk, sieve, line);
		return;
	}
	if (line.size == 0)
		return;
	sieve->verb = find_verb(words_next(&rest));
	sieve->strings = 0;
	if (sieve->verb == VERB_OTHER) {
		/* A string, or what follows the head of a literal that nobody waits for. */
		(void)words_quoted(&string, &contents);
		sasl_stray(talk, &sieve->sasl, contents);
	}
	if (sieve->count == QUEUE_ROOM) {
		talk_stop(talk);
		return;
	}
	sieve->queue[(sieve->first + sieve->count++) % QUEUE_ROOM] = sieve->verb;
	verbs[sieve->verb].ask(talk, sieve);
	take_strings(talk, sieve, rest);
}

static void
hear_status(struct talk *talk, struct managesieve *sieve, bool is_ok, bool is_bye)
{
	if (is_bye)
		talk_goodbye(talk);
	if (!sieve->is_greeted) {
		sieve->is_greeted = true;
		if (talk->stage == STAGE_GREETING)
			talk->stage = STAGE_COMMAND;
		if (is_ok)
			talk_list_is_read(talk);
		else
			talk_blocked(talk, 0);
	} else if (sieve->count > 0) {
		uint8_t verb = sieve->queue[sieve->first];

		sieve->first = (uint8_t)((sieve->first + 1) % QUEUE_ROOM);
		sieve->count--;
		verbs[verb].hear(talk, sieve, is_ok);
	}
}

static bool
is_head(const struct managesieve *sieve, uint8_t verb)
{
	return sieve->count > 0 && sieve->queue[sieve->first] == verb;
}

/* RFC 5804 1.7: the mechanisms in one string, which is empty when TLS must come first. */
static void
hear_mechanisms(struct talk *talk, struct bytes line)
{
	struct bytes list;

	(void)words_next(&line);
	sasl_offers_begin(talk);
	if (!words_quoted(&line, &list) || line.is_short)
		return;
	if (list.size == 0)
		sasl_offer_none(talk);
	while (list.size > 0)
		sasl_offer(talk, words_next(&list));
	sasl_offers_end(talk);
}

/* A string of the server: a capability, a challenge or a script. */
static void
hear_string(struct talk *talk, struct managesieve *sieve, struct bytes line)
{
	struct bytes contents = bytes_of(NULL, 0), all = line;
	bool         is_quoted = words_quoted(&line, &contents), is_list;

	is_list = !sieve->is_greeted ||
		  (sieve->count > 0 && verbs[sieve->queue[sieve->first]].hear == hear_capability);
	if (is_list && is_quoted && words_are(contents, "STARTTLS"))
		talk_offer(talk);
	if (is_list && is_quoted && words_are_masked(contents))
		talk_masked(talk);
	if (is_list && is_quoted && words_are(contents, "SASL"))
		hear_mechanisms(talk, all);
	if (is_head(sieve, VERB_AUTHENTICATE) && sieve->sasl.is_on)
		sieve->is_answering = true;
	if (is_quoted && is_head(sieve, VERB_GETSCRIPT))
		talk_content(talk, contents.size);
}

/* RFC 5804 1.3: why, and where to go instead. */
static void
hear_code(struct talk *talk, struct managesieve *sieve, struct bytes text)
{
	struct bytes code = refusal_code(text, '(', ')');

	sieve->why = (uint8_t)refusal_by_code(code);
	if (words_are(code, "REFERRAL"))
		facts_note_truth(&talk->facts, FACT_MAILBOX_REFERRAL, true, talk->where);
}

/* RFC 5804 4: a response ends with OK, NO or BYE; their text may be a literal, as any string may. */
static void
hear_server(struct talk *talk, struct managesieve *sieve, struct bytes line)
{
	struct literal literal;
	struct bytes   rest = line, word, text = line;
	bool           has_literal = words_literal(&text, &literal), is_ok, is_no, is_bye;

	word = words_next(&rest);
	is_ok = words_are(word, "OK");
	is_no = words_are(word, "NO");
	is_bye = words_are(word, "BYE");
	if (!sieve->goes_on[SERVER]) {
		if (is_ok || is_no || is_bye) {
			hear_code(talk, sieve, rest);
			hear_status(talk, sieve, is_ok, is_bye);
		} else {
			hear_string(talk, sieve, line);
		}
	}
	sieve->goes_on[SERVER] = has_literal;
	sieve->is_content[SERVER] =
	    has_literal && is_head(sieve, VERB_GETSCRIPT) && !is_ok && !is_no && !is_bye;
	if (has_literal)
		talk_expect(talk, SERVER, EXPECT_BLOB, literal.octets);
}

static void
managesieve_line(struct talk *talk, enum side from, struct bytes line)
{
	if (from == CLIENT)
		hear_client(talk, talk->state, line);
	else
		hear_server(talk, talk->state, line);
}

static void
managesieve_octets(struct talk *talk, enum side from, struct bytes octets, bool is_last)
{
	struct managesieve *sieve = talk->state;

	if (sieve->is_content[from])
		talk_content(talk, octets.size);
	if (from == CLIENT && sieve->is_response[CLIENT])
		take_string(talk, sieve, octets);
	else if (from == CLIENT && is_last && sieve->strings < UINT8_MAX)
		sieve->strings++;
}

/* Scripts cross both ways, so that no line is known to be one of the protocol's. */
static void
managesieve_missed(struct talk *talk, enum side from)
{
	(void)from;
	talk_is_off(talk);
	talk_stop(talk);
}

static void
managesieve_finish(struct talk *talk)
{
	(void)talk;
}

/* RFC 5804 1.7: the server greets with its capabilities; IMPLEMENTATION must be among them. */
static enum verdict
recognise_server(struct bytes line)
{
	static const char *const names[] = {"SIEVE",          "SASL",   "STARTTLS", "VERSION",
					    "MAXREDIRECTS",   "NOTIFY", "LANGUAGE", "OWNER",
					    "UNAUTHENTICATE", "RENAME"};
	struct bytes             contents;

	if (words_are(line, "OK") || words_begin(line, "OK ") || words_begin(line, "NO ") ||
	    words_begin(line, "BYE"))
		return POSSIBLE;
	if (!words_quoted(&line, &contents))
		return RULED_OUT;
	if (words_are(contents, "IMPLEMENTATION"))
		return CERTAIN;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (words_are(contents, names[i]))
			return LIKELY;
	return RULED_OUT;
}

static enum verdict
recognise_client(struct bytes line)
{
	static const char *const own[] = {"AUTHENTICATE \"", "PUTSCRIPT \"",   "GETSCRIPT \"",
					  "HAVESPACE \"",    "CHECKSCRIPT {",  "SETACTIVE \"",
					  "DELETESCRIPT \"", "RENAMESCRIPT \""};

	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		if (words_begin(line, own[i]))
			return CERTAIN;
	if (words_are(line, "LISTSCRIPTS"))
		return CERTAIN;
	if (words_are(line, "CAPABILITY") || words_are(line, "STARTTLS") || words_are(line, "LOGOUT") ||
	    words_are(line, "NOOP"))
		return POSSIBLE;
	return RULED_OUT;
}

static enum verdict
managesieve_recognise(enum side from, struct bytes line, bool is_first)
{
	(void)is_first;
	return from == SERVER ? recognise_server(line) : recognise_client(line);
}

const struct follower managesieve_follower = {
    PROTOCOL_MANAGESIEVE, sizeof(struct managesieve), managesieve_recognise, NULL, NULL, managesieve_line,
    managesieve_octets,   managesieve_missed,         managesieve_finish,
};
