/* SPDX-License-Identifier: Apache-2.0 */
/* From clear text to TLS: by STARTTLS, at once, or not at all. */
#include <string.h>

#include "classify/classifier_room.h"
#include "classify/dialogue_room.h"
#include "classify/words.h"

/* A record type (RFC 8446 5.1) or the first octet of an SSLv2 hello; no line of mail begins so. */
static bool
is_tls_octet(uint8_t octet, bool is_awaited)
{
	return (octet >= 20 && octet <= 23) || (is_awaited && octet >= 0x80);
}

/* TLS from the first octet on another port is mail only if its ALPN says so. */
static bool
is_of_interest(const struct dialogue *dialogue)
{
	enum protocol protocol;

	return dialogue->is_mail_port || dialogue->talk.spoke[CLIENT] || dialogue->talk.spoke[SERVER] ||
	       !dialogue->tls.saw_client_hello || alpn_names_mail(&dialogue->talk.facts, &protocol);
}

void
upgrade_heard(struct dialogue *dialogue, enum side from, struct bytes octets)
{
	enum tls_answer answer;

	records_walk(&dialogue->records, from, octets);
	if (dialogue->is_tls_over)
		return;
	answer = tls_heard(dialogue->classifier, &dialogue->tls, &dialogue->talk.facts, from, octets,
			   dialogue->when, dialogue->talk.where);
	if (answer == TLS_OVER) {
		/* A hello that nobody answers with TLS does not end the talk of the other side. */
		dialogue->is_tls_over = true;
		if (dialogue->in_tls[side_other(from)] || !dialogue->talk.spoke[side_other(from)] ||
		    dialogue->talk.upgrade == UPGRADE_ACCEPTED)
			dialogue->phase = PHASE_OVER;
	} else if (answer == TLS_NOT_TLS) {
		dialogue->in_tls[from] = false;
		dialogue->is_odd[from] = true;
		dialogue->talk.missed[from] = true;
		if (dialogue->phase == PHASE_CLEAR)
			stream_expect(&dialogue->talk.streams[from], EXPECT_NOTHING, 0);
	}
	if (!is_of_interest(dialogue)) {
		dialogue->is_dull = true;
		dialogue->phase = PHASE_OVER;
	}
}

void
upgrade_enter(struct dialogue *dialogue, enum side from, struct bytes octets)
{
	dialogue->in_tls[from] = true;
	if (dialogue->tls_where == PLACE_NONE)
		dialogue->tls_where = dialogue->talk.where;
	upgrade_heard(dialogue, from, octets);
}

/* Both sides are heard in TLS, or one whose turn it was, and the other may only be missing. */
static void
enter(struct dialogue *dialogue, enum side from, struct bytes *octets)
{
	struct bytes all = *octets;

	bytes_skip(octets, octets->size);
	upgrade_enter(dialogue, from, all);
}

/* Line ends behind STARTTLS are noise. */
static bool
is_noise(uint8_t octet)
{
	return octet == '\r' || octet == '\n';
}

/*
 * RFC 3207 4.2, RFC 9051 6.2.1: the client must say nothing between STARTTLS and the answer.  What it says
 * nevertheless may be taken for something said under TLS.
 */
static bool
takes_asked(struct dialogue *dialogue, enum side from, struct bytes *octets)
{
	struct talk *talk = &dialogue->talk;

	if (is_tls_octet(octets->data[0], true)) {
		dialogue->was_early |= from == CLIENT;
		enter(dialogue, from, octets);
		return true;
	}
	if (from == SERVER || talk->is_off)
		return false;
	if (is_noise(octets->data[0])) {
		bytes_skip(octets, 1);
		return true;
	}
	if (!facts_is(&talk->facts, FACT_STARTTLS_EARLY_BYTES))
		facts_note_truth(&talk->facts, FACT_STARTTLS_EARLY_BYTES, true, talk->where);
	return false;
}

/* The client goes on in clear: a server, or a device in its place, said yes and meant no. */
static void
fall_back(struct talk *talk)
{
	talk->upgrade = UPGRADE_NONE;
	talk->stage = STAGE_COMMAND;
	facts_note_truth(&talk->facts, FACT_STARTTLS_COMPLETED, false, talk->where);
	if (!talk->missed[SERVER] && !facts_has(&talk->facts, FACT_STARTTLS_EXTRA_BYTES))
		facts_note_truth(&talk->facts, FACT_STARTTLS_EXTRA_BYTES, false, talk->where);
}

/* RFC 3207 4, RFC 9051 7.1.5: TLS cannot be had after all, and the server leaves. */
void
upgrade_hear_text(struct dialogue *dialogue, struct bytes line)
{
	static const char *const goodbyes[] = {"* BYE", "BYE", "421", "454", "-ERR"};

	for (size_t i = 0; i < sizeof(goodbyes) / sizeof(goodbyes[0]); i++)
		if (words_begin(line, goodbyes[i]))
			talk_goodbye(&dialogue->talk);
	if (dialogue->in_tls[CLIENT])
		stream_expect(&dialogue->talk.streams[SERVER], EXPECT_NOTHING, 0);
}

static bool
takes_accepted(struct dialogue *dialogue, enum side from, struct bytes *octets)
{
	struct talk *talk = &dialogue->talk;

	if (is_noise(octets->data[0])) {
		bytes_skip(octets, 1);
		return true;
	}
	if (is_tls_octet(octets->data[0], true)) {
		enter(dialogue, from, octets);
		return true;
	}
	if (dialogue->in_tls[side_other(from)]) {
		/* One side speaks TLS and the other text. */
		dialogue->is_odd[from] = true;
		if (from == SERVER && dialogue->was_early)
			facts_note_truth(&talk->facts, FACT_STARTTLS_EXTRA_BYTES, true, talk->where);
		if (from == CLIENT)
			talk_stop(talk);
	} else if (from == CLIENT) {
		fall_back(talk);
	} else if (!talk->missed[CLIENT] && !facts_is(&talk->facts, FACT_STARTTLS_EXTRA_BYTES)) {
		facts_note_truth(&talk->facts, FACT_STARTTLS_EXTRA_BYTES, true, talk->where);
	}
	return false;
}

/* Octets that come first after a gap may begin a record; a few of them are needed to tell. */
static bool
takes_after_gap(struct dialogue *dialogue, enum side from, struct bytes *octets)
{
	struct stream *stream = &dialogue->talk.streams[from];
	struct bytes   one = bytes_take(octets, 1);
	struct bytes   held;

	stream->room[stream->held++] = one.data[0];
	held = bytes_of(stream->room, stream->held);
	switch (tls_recognise(from, held)) {
	case TLS_PERHAPS:
		return true;
	case TLS_YES:
		dialogue->is_after_gap[from] = false;
		upgrade_enter(dialogue, from, held);
		stream_wipe(stream);
		return true;
	default:
		/* Where lines begin is not known before the next LF, and behind a yes it may be within TLS.
		 */
		dialogue->is_after_gap[from] = false;
		stream->is_skipping = memchr(held.data, '\n', held.size) == NULL;
		stream_wipe(stream);
		if (dialogue->talk.upgrade == UPGRADE_ACCEPTED)
			talk_stop(&dialogue->talk);
		return true;
	}
}

bool
upgrade_takes(struct dialogue *dialogue, enum side from, struct bytes *octets)
{
	struct stream *stream = &dialogue->talk.streams[from];

	if (dialogue->is_after_gap[from] && stream->is_skipping)
		return takes_after_gap(dialogue, from, octets);
	if (!stream_is_at_line(stream))
		return false;
	if (dialogue->talk.upgrade == UPGRADE_ASKED)
		return takes_asked(dialogue, from, octets);
	if (dialogue->talk.upgrade == UPGRADE_ACCEPTED)
		return takes_accepted(dialogue, from, octets);
	if (!is_tls_octet(octets->data[0], false))
		return false;
	enter(dialogue, from, octets);
	return true;
}
