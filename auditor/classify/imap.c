/* SPDX-License-Identifier: Apache-2.0 */
/* IMAP (RFC 9051, 3501): tags and what answers them, literals of both sides. */
#include "classify/imap.h"

#include <string.h>

#include "classify/refusal.h"
#include "classify/words.h"

enum status { STATUS_OK, STATUS_NO, STATUS_BAD, STATUS_NONE };

/* FNV-1a: tags are the client's own and need only be told apart. */
static uint64_t
hash(struct bytes tag)
{
	uint64_t sum = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < tag.size; i++)
		sum = (sum ^ tag.data[i]) * UINT64_C(0x100000001b3);
	return sum | 1;
}

static struct imap_pending *
find_pending(struct imap *imap, uint64_t tag)
{
	for (unsigned i = 0; i < IMAP_TAGS; i++)
		if (imap->pending[i].tag == tag)
			return &imap->pending[i];
	return NULL;
}

/* Only the second argument of LOGIN is a secret; of APPEND, what is behind the mailbox is mail. */
static void
take_arguments(struct talk *talk, struct imap *imap, struct bytes text)
{
	unsigned secret = imap->verb == IMAP_VERB_LOGIN ? 2 : 0;

	if (imap_arguments(&imap->arguments, text, secret))
		sasl_secret(talk, &imap->sasl);
}

static void
count_message(struct imap *imap, struct bytes rest)
{
	struct imap_pending *pending = find_pending(imap, imap->tag);

	if (pending != NULL && pending->messages < UINT8_MAX)
		pending->messages += imap_is_new_message(rest);
}

/* A line of the client, or a part of one, may announce a literal. */
static void
take_rest(struct talk *talk, struct imap *imap, struct bytes rest)
{
	struct literal literal;
	bool           has_literal = words_literal(&rest, &literal);
	uint8_t        mail = imap_verbs[imap->verb].mail;

	take_arguments(talk, imap, rest);
	imap->goes_on[CLIENT] = has_literal;
	if (!has_literal)
		return;
	imap_arguments_literal(&imap->arguments);
	/* RFC 9051 6.2.2: AUTHENTICATE takes none; one that comes all the same may hold a password. */
	talk->is_auth_unsure |= imap->sasl.is_on;
	imap->awaits_leave = literal.is_synchronising;
	imap->is_content[CLIENT] = mail > 0 && imap->arguments.count >= mail && !talk->is_off;
	if (imap->is_content[CLIENT]) {
		talk->stage = STAGE_DATA;
		count_message(imap, rest);
	}
	talk_expect(talk, CLIENT, EXPECT_BLOB, literal.octets);
}

static void
hear_command(struct talk *talk, struct imap *imap, struct bytes line)
{
	struct bytes         rest = line, tag = words_next(&rest), arguments, word;
	struct imap_pending *slot = find_pending(imap, 0);

	arguments = rest;
	word = words_next(&arguments);
	imap->verb = imap_find_verb(word, arguments);
	imap->tag = hash(tag);
	imap->arguments = (struct imap_arguments){0};
	if (slot == NULL) {
		talk_is_off(talk);
		slot = &imap->pending[imap->oldest++ % IMAP_TAGS];
	}
	*slot = (struct imap_pending){imap->tag, imap->verb, 0};
	imap_verbs[imap->verb].ask(talk, imap, arguments);
	take_rest(talk, imap, arguments);
}

static bool
is_one_word(struct bytes line)
{
	struct bytes rest = line;

	return words_next(&rest).size == line.size;
}

static void
hear_client(struct talk *talk, struct imap *imap, struct bytes line)
{
	if (imap->goes_on[CLIENT])
		take_rest(talk, imap, line);
	else if (imap->sasl.is_on && (imap->sasl.is_prompted || is_one_word(line)))
		sasl_respond(talk, &imap->sasl, line, false);
	else if (imap->is_idle && words_are(line, "DONE"))
		talk->stage = STAGE_COMMAND;
	else if (line.size > 0) {
		if (is_one_word(line))
			sasl_stray(talk, &imap->sasl, line);
		hear_command(talk, imap, line);
	}
}

static enum status
take_status(struct bytes *line)
{
	struct bytes word = words_next(line);

	if (words_are(word, "OK"))
		return STATUS_OK;
	if (words_are(word, "NO"))
		return STATUS_NO;
	return words_are(word, "BAD") ? STATUS_BAD : STATUS_NONE;
}

/* RFC 9051 7.1, RFC 2221 4: what an attacker on the path can say as well as the server. */
static enum auth_refusal
hear_code(struct talk *talk, struct bytes text)
{
	struct bytes code = refusal_code(text, '[', ']');

	if (talk->missed[SERVER]) /* it may be a line of a message */
		return AUTH_REFUSAL_UNKNOWN;
	if (words_are(code, "ALERT"))
		facts_note_truth(&talk->facts, FACT_MAILBOX_ALERT, true, talk->where);
	if (words_are(code, "REFERRAL"))
		facts_note_truth(&talk->facts, FACT_MAILBOX_REFERRAL, true, talk->where);
	return refusal_by_code(code);
}

/* LOGIN is always there but for LOGINDISABLED; mechanisms are named (RFC 9051 7.2.2). */
static void
hear_capability(struct talk *talk, struct bytes word)
{
	if (words_are(word, "STARTTLS"))
		talk_offer(talk);
	else if (words_are_masked(word))
		talk_masked(talk);
	else if (words_are(word, "LOGINDISABLED"))
		sasl_offer_none(talk);
	else if (words_begin(word, "AUTH=")) {
		bytes_skip(&word, 5);
		sasl_offer(talk, word);
	}
}

/* RFC 9051 7.2.2: a list in a line of its own, or in a code, which a bracket ends. */
static void
hear_list(struct talk *talk, struct bytes list, bool is_code)
{
	bool is_short = list.is_short, is_over = false;

	sasl_offers_begin(talk);
	while (list.size > 0 && !is_over) {
		struct bytes word = words_next(&list);

		is_over = is_code && word.size > 0 && word.data[word.size - 1] == ']';
		if (is_over)
			word.size--;
		hear_capability(talk, word);
	}
	if (!talk->is_login_disabled)
		sasl_offer_login(talk, SASL_IMAP_LOGIN);
	if (is_short && !is_over)
		return;
	sasl_offers_end(talk);
	talk_list_is_read(talk);
}

/* The text of a status: "OK CAPABILITY completed" has no list. */
static void
hear_code_list(struct talk *talk, const struct imap *imap, struct bytes text)
{
	if (imap->is_logged_in || !words_begin(text, "[CAPABILITY "))
		return;
	bytes_skip(&text, strlen("[CAPABILITY "));
	hear_list(talk, text, true);
}

/* The list of a client that has logged in leaves STARTTLS out. */
static void
hear_untagged_list(struct talk *talk, const struct imap *imap, struct bytes line)
{
	if (imap->is_logged_in || !words_begin(line, "CAPABILITY "))
		return;
	bytes_skip(&line, strlen("CAPABILITY "));
	hear_list(talk, line, false);
}

static void
hear_greeting(struct talk *talk, struct imap *imap, struct bytes line)
{
	imap->is_greeted = true;
	if (talk->stage == STAGE_GREETING)
		talk->stage = STAGE_COMMAND;
	facts_note_truth(&talk->facts, FACT_MAILBOX_PREAUTH, words_begin(line, "PREAUTH "), talk->where);
	if (words_begin(line, "BYE"))
		talk_blocked(talk, 0);
}

static void
hear_untagged(struct talk *talk, struct imap *imap, struct bytes line)
{
	struct bytes text = line, code = line;

	if (!imap->is_greeted)
		hear_greeting(talk, imap, line);
	if (words_begin(line, "BYE"))
		talk_goodbye(talk);
	(void)words_next(&code);
	(void)hear_code(talk, code);
	if (take_status(&text) == STATUS_OK || words_begin(line, "PREAUTH "))
		hear_code_list(talk, imap, text);
	else
		hear_untagged_list(talk, imap, line);
	if (words_begin(line, "PREAUTH "))
		imap->is_logged_in = true;
}

/* The client waited for leave to send a literal, and got a refusal of the command instead (RFC 9051 4.3). */
static void
take_back_literal(struct talk *talk, struct imap *imap, uint64_t tag)
{
	if (!imap->goes_on[CLIENT] || !imap->awaits_leave || imap->tag != tag)
		return;
	imap->goes_on[CLIENT] = imap->awaits_leave = false;
	talk_expect(talk, CLIENT, EXPECT_LINE, 0);
}

static void
hear_tagged(struct talk *talk, struct imap *imap, struct bytes tag, struct bytes line)
{
	uint64_t             sum = hash(tag);
	struct imap_pending *pending = find_pending(imap, sum);
	enum status          status = take_status(&line);
	uint8_t              verb;

	if (pending == NULL || status == STATUS_NONE)
		return;
	verb = pending->verb;
	imap->stored = pending->messages;
	pending->tag = 0;
	talk_is_on(talk);
	if (status != STATUS_OK)
		take_back_literal(talk, imap, sum);
	imap->why = (uint8_t)hear_code(talk, line);
	imap_verbs[verb].hear(talk, imap, status == STATUS_OK);
	if (status == STATUS_OK)
		hear_code_list(talk, imap, line);
}

static void
hear_response(struct talk *talk, struct imap *imap, struct bytes line)
{
	struct bytes rest = line, first = words_next(&rest);

	if (words_are(first, "*")) {
		hear_untagged(talk, imap, rest);
	} else if (words_are(first, "+")) {
		imap->sasl.is_prompted = imap->sasl.is_on;
		imap->awaits_leave = false;
		if (imap->is_idle && !talk->is_off)
			facts_note_truth(&talk->facts, FACT_MAILBOX_IDLED, true, talk->where);
	} else {
		hear_tagged(talk, imap, first, rest);
	}
}

static void
count_fetched(struct talk *talk, struct imap *imap)
{
	if (!imap->is_counted)
		talk_count(talk, FACT_MAILBOX_FETCHED);
	imap->is_counted = true;
}

/* Mail that came as a quoted string; an ENVELOPE, and what is left out of a long line, may hold some. */
static void
hear_quoted_mail(struct talk *talk, struct imap *imap, struct bytes line)
{
	struct bytes seen = line;
	size_t       octets;

	if (line.is_short && line.size > STREAM_TAIL)
		seen.size -= STREAM_TAIL;
	octets = imap_quoted_mail(seen, imap->is_urlfetch);
	if (words_have(line, "ENVELOPE ") || line.is_short || (octets > 0 && talk->missed[SERVER]))
		talk->is_content_unsure = true;
	if (octets == 0 || talk->missed[SERVER])
		return;
	talk_content(talk, octets);
	count_fetched(talk, imap);
}

static void
begin_response(struct imap *imap, struct bytes line)
{
	imap->is_urlfetch = imap_is_urlfetch(line);
	imap->is_fetch = imap->is_urlfetch || imap_is_fetch(line);
	imap->is_counted = false;
}

/* The server's literals: those that are named BODY, BINARY or RFC822 are mail (RFC 9051 7.5.2). */
static void
hear_server(struct talk *talk, struct imap *imap, struct bytes line)
{
	struct literal literal;
	struct bytes   rest = line;
	bool           has_literal = words_literal(&rest, &literal);

	if (!imap->goes_on[SERVER])
		begin_response(imap, line);
	if (imap->is_fetch)
		hear_quoted_mail(talk, imap, rest);
	if (!imap->goes_on[SERVER])
		hear_response(talk, imap, line);
	imap->goes_on[SERVER] = has_literal;
	if (!has_literal)
		return;
	imap->is_content[SERVER] =
	    imap->is_fetch && (imap->is_urlfetch || imap_is_mail(rest)) && !talk->missed[SERVER];
	if (imap->is_content[SERVER]) {
		talk->stage = STAGE_DATA;
		count_fetched(talk, imap);
	}
	talk_expect(talk, SERVER, EXPECT_BLOB, literal.octets);
}

static void
imap_line(struct talk *talk, enum side from, struct bytes line)
{
	if (from == CLIENT)
		hear_client(talk, talk->state, line);
	else
		hear_server(talk, talk->state, line);
}

static void
imap_octets(struct talk *talk, enum side from, struct bytes octets, bool is_last)
{
	struct imap *imap = talk->state;

	(void)is_last;
	if (octets.size == 0)
		return;
	if (from == CLIENT) {
		imap->awaits_leave = false;
		if (imap->verb == IMAP_VERB_LOGIN && imap->arguments.count == 2)
			sasl_secret(talk, &imap->sasl);
	}
	if (imap->is_content[from])
		talk_content(talk, octets.size);
}

/* Tags tell again what answers what, but a line of the client may be one of a message. */
static void
imap_missed(struct talk *talk, enum side from)
{
	struct imap *imap = talk->state;

	talk_is_off(talk);
	imap->is_greeted = true;
	imap->is_idle = false;
	imap->goes_on[from] = imap->is_content[from] = false;
	if (from == CLIENT) {
		imap->sasl.is_on = false;
		imap->sasl.is_cancelled = true; /* for all we know */
	} else if (imap->goes_on[CLIENT] && imap->awaits_leave) {
		/* Whether leave was given for the literal is not known. */
		imap->goes_on[CLIENT] = false;
		talk_expect(talk, CLIENT, EXPECT_LINE, 0);
	}
}

static void
imap_finish(struct talk *talk)
{
	(void)talk;
}

const struct follower imap_follower = {
    PROTOCOL_IMAP, sizeof(struct imap), imap_recognise, NULL,        imap_answers,
    imap_line,     imap_octets,         imap_missed,    imap_finish,
};
