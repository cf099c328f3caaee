/* SPDX-License-Identifier: Apache-2.0 */
/* The commands of IMAP as a table: what each does, and what its answer shows. */
#include <string.h>

#include "classify/imap.h"
#include "classify/words.h"

static void
ask_nothing(struct talk *talk, struct imap *imap, struct bytes rest)
{
	(void)talk, (void)imap, (void)rest;
}

static void
hear_nothing(struct talk *talk, struct imap *imap, bool is_ok)
{
	(void)talk, (void)imap, (void)is_ok;
}

static void
ask_login(struct talk *talk, struct imap *imap, struct bytes rest)
{
	(void)rest;
	sasl_begin_login(talk, &imap->sasl, SASL_IMAP_LOGIN);
	imap->sasl.is_on = false; /* no line of the client is a response */
}

/* RFC 9051 6.2.2, RFC 4959: an initial response may follow the mechanism. */
static void
ask_authenticate(struct talk *talk, struct imap *imap, struct bytes rest)
{
	sasl_begin(talk, &imap->sasl, words_next(&rest));
	if (rest.size > 0)
		sasl_respond(talk, &imap->sasl, rest, true);
}

static void
hear_login(struct talk *talk, struct imap *imap, bool is_ok)
{
	sasl_confirm(talk, &imap->sasl);
	sasl_end(talk, &imap->sasl, is_ok, (enum auth_refusal)imap->why);
	imap->is_logged_in |= is_ok;
}

static void
ask_starttls(struct talk *talk, struct imap *imap, struct bytes rest)
{
	(void)imap, (void)rest;
	talk_may_leave(talk);
	if (!talk->is_off)
		talk_ask_tls(talk);
}

static void
hear_starttls(struct talk *talk, struct imap *imap, bool is_ok)
{
	(void)imap;
	if (talk->upgrade == UPGRADE_NONE)
		talk_ask_tls(talk);
	if (is_ok)
		talk_accept_tls(talk);
	else
		talk_refuse_tls(talk);
}

static void
ask_logout(struct talk *talk, struct imap *imap, struct bytes rest)
{
	(void)imap, (void)rest;
	if (!talk->is_off)
		talk_goodbye(talk);
}

static void
hear_logout(struct talk *talk, struct imap *imap, bool is_ok)
{
	(void)imap;
	if (is_ok)
		talk_goodbye(talk);
}

static void
ask_idle(struct talk *talk, struct imap *imap, struct bytes rest)
{
	(void)rest;
	imap->is_idle = true;
	talk->stage = STAGE_IDLE;
}

static void
hear_idle(struct talk *talk, struct imap *imap, bool is_ok)
{
	(void)is_ok;
	imap->is_idle = false;
	if (talk->stage == STAGE_IDLE)
		talk_resume(talk);
}

/* RFC 4978: what follows is compressed, which hides nothing from others, but everything from us. */
static void
ask_compress(struct talk *talk, struct imap *imap, struct bytes rest)
{
	(void)imap, (void)rest;
	talk->may_leave_clear = true;
}

static void
hear_compress(struct talk *talk, struct imap *imap, bool is_ok)
{
	(void)imap;
	talk->is_content_unsure |= is_ok;
	talk->stays_clear |= is_ok;
	if (!is_ok)
		return;
	facts_note_truth(&talk->facts, FACT_MAILBOX_COMPRESSED, true, talk->where);
	talk_stop(talk);
}

static void
hear_fetch(struct talk *talk, struct imap *imap, bool is_ok)
{
	(void)imap, (void)is_ok;
	if (talk->stage == STAGE_DATA)
		talk_resume(talk);
}

static void
hear_append(struct talk *talk, struct imap *imap, bool is_ok)
{
	unsigned messages = imap->stored > 1 ? imap->stored : 1; /* CATENATE may need no literal */

	hear_fetch(talk, imap, is_ok);
	for (unsigned i = 0; is_ok && i < messages; i++)
		talk_count(talk, FACT_MAILBOX_STORED);
}

/* Of APPEND and REPLACE (RFC 8508), what is behind the mailbox is mail. */
const struct imap_verb imap_verbs[] = {
    [IMAP_VERB_OTHER] = {"",             ask_nothing,      hear_nothing,  0},
    [IMAP_VERB_LOGIN] = {"LOGIN",        ask_login,        hear_login,    0},
    {"AUTHENTICATE", ask_authenticate, hear_login,    0},
    {"STARTTLS",     ask_starttls,     hear_starttls, 0},
    {"LOGOUT",       ask_logout,       hear_logout,   0},
    {"IDLE",         ask_idle,         hear_idle,     0},
    {"COMPRESS",     ask_compress,     hear_compress, 0},
    {"FETCH",        ask_nothing,      hear_fetch,    0},
    {"URLFETCH",     ask_nothing,      hear_fetch,    0},
    {"APPEND",       ask_nothing,      hear_append,   2},
    {"REPLACE",      ask_nothing,      hear_append,   3},
    {"UID REPLACE",  ask_nothing,      hear_append,   4},
    {"UID",          ask_nothing,      hear_fetch,    0},
};

uint8_t
imap_find_verb(struct bytes word, struct bytes rest)
{
	bool        is_uid_replace = words_are(word, "UID") && words_are(words_next(&rest), "REPLACE");
	const char *both = "UID REPLACE";

	if (is_uid_replace)
		word = bytes_of(both, strlen(both));
	for (size_t row = 1; row < sizeof(imap_verbs) / sizeof(imap_verbs[0]); row++)
		if (words_are(word, imap_verbs[row].name))
			return (uint8_t)row;
	return IMAP_VERB_OTHER;
}
