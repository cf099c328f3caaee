/* SPDX-License-Identifier: Apache-2.0 */
/* A dialogue from its first octets to its end: opening, then one protocol in clear, then TLS. */
#include <string.h>

#include "classify/classifier_room.h"
#include "classify/dialogue_room.h"
#include "classify/port.h"

size_t
dialogue_room_size(void)
{
	size_t state = 0, following;

	for (unsigned i = 0; i < FOLLOWED_COUNT; i++)
		if (followed_rows[i]->state_size > state)
			state = followed_rows[i]->state_size;
	following =
	    sizeof(struct following) + (state + sizeof(uint64_t) - 1) / sizeof(uint64_t) * sizeof(uint64_t);
	return following > sizeof(struct opening) ? following : sizeof(struct opening);
}

size_t
dialogue_size(void)
{
	return sizeof(struct dialogue) + dialogue_room_size();
}

struct dialogue *
dialogue_new(struct classifier *classifier, uint16_t server_port, bool is_sure_of_sides)
{
	struct dialogue   *dialogue = pool_take(classifier->dialogues);
	const struct port *port = port_find(server_port);

	if (dialogue == NULL) {
		classifier->counts.refused++;
		return NULL;
	}
	classifier->counts.dialogues++;
	dialogue->classifier = classifier;
	dialogue->port = server_port;
	dialogue->is_mail_port = port != NULL;
	dialogue->is_sure_of_sides = is_sure_of_sides;
	dialogue->talk.intern = classifier->intern;
	dialogue->talk.protocol = PROTOCOL_UNKNOWN;
	dialogue->talk.stage = STAGE_GREETING;
	dialogue_opening(dialogue)->is_unsure = !is_sure_of_sides;
	return dialogue;
}

/* How far the line speaks for the protocol that is followed, until both sides have spoken for it. */
static void
weigh_line(struct dialogue *dialogue, enum side from, struct bytes line)
{
	bool         is_after_gap = from == SERVER && dialogue->talk.missed[CLIENT];
	enum verdict verdict;

	if (dialogue->is_strong && dialogue->fits[from] && !is_after_gap)
		return;
	verdict = dialogue->follower->recognise(from, line, false);
	if (is_after_gap)
		talk_answer_after_gap(&dialogue->talk, line, verdict != RULED_OUT);
	if (dialogue->is_strong && dialogue->fits[from])
		return;
	dialogue->fits[from] |= verdict >= POSSIBLE;
	if (verdict >= LIKELY && !dialogue->is_strong)
		dialogue->strong_where = dialogue->talk.where;
	dialogue->is_strong |= verdict >= LIKELY;
	dialogue->is_misfit |= verdict == RULED_OUT && !dialogue->is_strong;
}

/* Between the server's yes and TLS there is nothing for the protocol to hear of the server. */
static bool
is_between(const struct talk *talk, enum side from)
{
	return from == SERVER && talk->upgrade == UPGRADE_ACCEPTED;
}

static void
tell_piece(struct dialogue *dialogue, enum side from, const struct piece *piece)
{
	struct talk *talk = &dialogue->talk;

	if (piece->kind == PIECE_LINE && is_between(talk, from)) {
		upgrade_hear_text(dialogue, piece->octets);
	} else if (piece->kind == PIECE_LINE) {
		weigh_line(dialogue, from, piece->octets);
		dialogue->follower->line(talk, from, piece->octets);
	} else if (piece->kind == PIECE_OCTETS) {
		dialogue->follower->octets(talk, from, piece->octets, piece->is_last);
	}
}

/*
 * RFC 4422 3.7: with a security layer each buffer has four octets of length before it.  The first of them is
 * 0, for none has a length above 2^24 - 1 (RFC 2831 2.1.1, RFC 4752 3.1), and no line of text begins so.
 */
static void
find_layer(struct talk *talk, const struct stream *stream, uint8_t first)
{
	if (talk->may_wrap && first == 0 && stream_is_at_line(stream))
		talk_stop(talk);
}

void
dialogue_take_clear(struct dialogue *dialogue, enum side from, struct bytes *octets)
{
	struct stream *stream = &dialogue->talk.streams[from];
	struct piece   piece;

	dialogue->talk.speaking = (uint8_t)from;
	if (from == CLIENT && stream->is_skipping)
		talk_doubt(&dialogue->talk);
	if (upgrade_takes(dialogue, from, octets))
		return;
	dialogue->talk.spoke[from] = true;
	find_layer(&dialogue->talk, stream, octets->data[0]);
	piece = stream_next(stream, octets);
	tell_piece(dialogue, from, &piece);
	if (piece.kind != PIECE_NONE)
		stream_wipe(stream);
}

static void
take(struct dialogue *dialogue, enum side from, struct bytes octets)
{
	while (octets.size > 0 && dialogue->phase != PHASE_OVER) {
		if (dialogue->in_tls[from]) {
			upgrade_heard(dialogue, from, octets);
			return;
		}
		if (dialogue->phase == PHASE_OPENING)
			recognise_take(dialogue, from, &octets);
		else
			dialogue_take_clear(dialogue, from, &octets);
	}
}

/* Once TLS is up only the bounds of its records are followed, so as to know a goodbye from a cut. */
static enum dialogue_wish
wish(const struct dialogue *dialogue)
{
	bool is_over = dialogue->phase == PHASE_OVER;
	bool is_walking = dialogue->is_tls_over && !dialogue->is_dull && !dialogue->talk.is_blind;

	return is_over && !is_walking ? DIALOGUE_DONE : DIALOGUE_GO_ON;
}

enum dialogue_wish
dialogue_heard(struct dialogue *dialogue, enum side from, struct bytes octets, int64_t when, place where)
{
	bool is_turned = false;

	if (octets.size == 0)
		return wish(dialogue);
	if (dialogue->phase == PHASE_OVER) {
		records_walk(&dialogue->records, from, octets);
		return wish(dialogue);
	}
	if (!dialogue->is_begun && !dialogue->is_sure_of_sides)
		is_turned = worth_is_turned(from, octets);
	if (is_turned)
		from = side_other(from);
	dialogue->is_begun = true;
	dialogue->when = when;
	dialogue->talk.where = where;
	take(dialogue, from, octets);
	return is_turned ? DIALOGUE_TURN : wish(dialogue);
}

static void
miss_clear(struct dialogue *dialogue, enum side from, uint64_t count)
{
	struct talk *talk = &dialogue->talk;

	talk->speaking = (uint8_t)from;
	talk->missed[from] = true;
	if (from == CLIENT)
		talk_doubt(talk);
	/* It may have been TLS. */
	if (talk->upgrade != UPGRADE_NONE)
		tls_missed(dialogue->classifier, &dialogue->tls, from, count);
	dialogue->missed_tls |= talk->upgrade != UPGRADE_NONE;
	/* There may have been another login. */
	if (facts_has(&talk->facts, FACT_AUTH_OUTCOME))
		facts_note_word(&talk->facts, FACT_AUTH_OUTCOME, AUTH_OUTCOME_UNKNOWN, talk->where);
	facts_forget(&talk->facts, FACT_AUTH_REFUSAL);
	if (stream_missed(&talk->streams[from], count))
		return;
	dialogue->is_after_gap[from] = true;
	dialogue->follower->missed(talk, from);
}

enum dialogue_wish
dialogue_missed(struct dialogue *dialogue, enum side from, uint64_t count, place where)
{
	if (dialogue->phase == PHASE_OVER) {
		records_lost(&dialogue->records, from);
		return wish(dialogue);
	}
	dialogue->talk.where = where;
	if (dialogue->in_tls[side_other(from)] && !dialogue->talk.spoke[from] && !dialogue->in_tls[from]) {
		/* What is missing is most likely TLS, and what follows is no text that could be told. */
		dialogue->is_assumed_tls |= from == SERVER;
		dialogue->in_tls[from] = true;
	}
	if (dialogue->in_tls[from]) {
		dialogue->missed_tls = true;
		records_lost(&dialogue->records, from);
		tls_missed(dialogue->classifier, &dialogue->tls, from, count);
	} else if (dialogue->phase == PHASE_CLEAR || recognise_missed(dialogue, from)) {
		miss_clear(dialogue, from, count);
	}
	return DIALOGUE_GO_ON;
}

void
dialogue_finish(struct dialogue *dialogue, const struct dialogue_end *end)
{
	if (dialogue->phase == PHASE_OPENING)
		recognise_finish(dialogue);
	if (dialogue->follower != NULL && dialogue->phase == PHASE_CLEAR)
		dialogue->follower->finish(&dialogue->talk);
	tls_finish(dialogue->classifier, &dialogue->tls, &dialogue->talk.facts, end->is_cut);
	dialogue_conclude(dialogue, end);
}

/* What points into the original is made to point into the copy; buffers stay the original's. */
static void
adopt(struct dialogue *copy)
{
	struct following *following = (struct following *)(void *)(copy + 1);

	if (copy->talk.streams != NULL) {
		copy->talk.streams = following->streams;
		copy->talk.state = following->state;
	}
	for (unsigned side = CLIENT; side <= SERVER; side++)
		copy->tls.sides[side].message = NULL;
}

bool
dialogue_peek(const struct dialogue *dialogue, const struct dialogue_end *end, struct facts *facts,
	      bool *said_goodbye)
{
	struct dialogue *copy = pool_take(dialogue->classifier->dialogues);

	if (copy == NULL)
		return false;
	memcpy(copy, dialogue, dialogue_size());
	adopt(copy);
	dialogue_finish(copy, end);
	*facts = copy->talk.facts;
	*said_goodbye = dialogue_said_goodbye(copy);
	dialogue_free(copy);
	return true;
}

void
dialogue_renew(struct dialogue *dialogue)
{
	dialogue->talk.intern = dialogue->classifier->intern;
	classifier_renew_facts(dialogue->classifier, &dialogue->talk.facts);
}

const struct facts *
dialogue_facts(const struct dialogue *dialogue)
{
	return &dialogue->talk.facts;
}

bool
dialogue_is_mail(const struct dialogue *dialogue)
{
	enum protocol protocol;

	return (dialogue->follower != NULL && dialogue->is_strong) ||
	       alpn_names_mail(&dialogue->talk.facts, &protocol);
}

bool
dialogue_said_goodbye(const struct dialogue *dialogue)
{
	return dialogue->talk.said_goodbye || records_end_in_goodbye(&dialogue->records);
}

void
dialogue_free(struct dialogue *dialogue)
{
	if (dialogue == NULL)
		return;
	octets_wipe(dialogue + 1, dialogue_room_size());
	pool_return(dialogue->classifier->dialogues, dialogue);
}
