/* SPDX-License-Identifier: Apache-2.0 */
/* From the first octets of a dialogue to the protocol that is followed, which hears them again. */
#include <string.h>

#include "classify/dialogue_room.h"
#include "classify/port.h"

static enum protocol
port_protocol(const struct dialogue *dialogue)
{
	const struct port *port = port_find(dialogue->port);

	return port != NULL ? port->protocol : PROTOCOL_NONE;
}

static void
take_opening_again(struct dialogue *dialogue, const struct opening *opening)
{
	struct bytes rest[2] = {opening_octets(opening, CLIENT), opening_octets(opening, SERVER)};
	place        where = dialogue->talk.where;

	for (unsigned i = 0; i < opening->parts_count; i++) {
		enum side    from = (enum side)opening->parts[i].from;
		struct bytes part = bytes_take(&rest[from], opening->parts[i].size);

		dialogue->talk.where = opening->parts[i].where;
		while (part.size > 0 && dialogue->phase == PHASE_CLEAR)
			dialogue_take_clear(dialogue, from, &part);
	}
	dialogue->talk.where = where;
}

/* The newest line of each side, the elder first. */
static void
take_lines_again(struct dialogue *dialogue, const struct opening *opening)
{
	enum side last = (enum side)opening->last;

	for (unsigned i = 0; i < 2; i++) {
		enum side    from = i == 0 ? side_other(last) : last;
		struct bytes heard = opening_octets(opening, from);

		dialogue->talk.streams[from].is_skipping = opening->is_skipping[from];
		while (heard.size > 0 && dialogue->phase == PHASE_CLEAR)
			dialogue_take_clear(dialogue, from, &heard);
	}
}

/* What was too long to be kept is not known: as if it were missing, but that it was said in clear. */
static void
lose_overrun(struct dialogue *dialogue, const struct opening *opening)
{
	for (unsigned from = CLIENT; from <= SERVER; from++) {
		dialogue->talk.streams[from].is_skipping = opening->is_skipping[from];
		if (opening->is_overrun[from])
			dialogue->follower->missed(&dialogue->talk, (enum side)from);
	}
}

static void
follow(struct dialogue *dialogue, enum followed followed)
{
	struct opening    opening = *dialogue_opening(dialogue);
	struct following *following = (struct following *)(void *)(dialogue + 1);
	struct talk      *talk = &dialogue->talk;

	memset(following, 0, dialogue_room_size());
	talk->streams = following->streams;
	talk->state = following->state;
	dialogue->follower = followed_rows[followed];
	talk->protocol = (uint8_t)dialogue->follower->name;
	dialogue->phase = PHASE_CLEAR;
	for (unsigned from = CLIENT; from <= SERVER; from++) {
		dialogue->fits[from] = opening.best[from][followed] >= POSSIBLE;
		dialogue->is_strong |= opening.best[from][followed] >= LIKELY;
	}
	dialogue->strong_where = talk->where;
	dialogue->is_loose = opening.is_loose;
	lose_overrun(dialogue, &opening);
	if (opening.is_loose) {
		talk->stage = STAGE_COMMAND;
		dialogue->follower->missed(talk, CLIENT);
		dialogue->follower->missed(talk, SERVER);
		take_lines_again(dialogue, &opening);
	} else {
		take_opening_again(dialogue, &opening);
	}
	octets_wipe(&opening, sizeof(opening));
}

/* Nothing fits: what is not on a mail port is of no interest. */
static void
give_up(struct dialogue *dialogue)
{
	dialogue->talk.is_blind = true;
	dialogue->phase = PHASE_OVER;
}

/*
 * There is no room for more before it is known what it is.  On a mail port what was heard of that side is let
 * go unless it has a name: the talk may begin behind it, and the other side may name it.
 */
static void
settle(struct dialogue *dialogue, enum side from)
{
	struct opening *opening = dialogue_opening(dialogue);
	enum followed   guess = FOLLOWED_COUNT;

	if (opening_judge_cut(opening, from, port_protocol(dialogue), &guess) ||
	    opening_guess(opening, port_protocol(dialogue), &guess))
		follow(dialogue, guess);
	else if (!dialogue->is_mail_port || !opening_overrun(opening, from))
		give_up(dialogue);
}

static void
note_first(struct talk *talk, enum side from)
{
	if (from == CLIENT && !talk->spoke[CLIENT] && !talk->spoke[SERVER] && !talk->missed[CLIENT] &&
	    !talk->missed[SERVER]) {
		talk->is_client_first = true;
		talk->client_first_where = talk->where;
	}
	talk->spoke[from] = true;
}

/* Whether the side speaks TLS is decided by its first octets.  True iff they are text. */
static bool
is_text(struct dialogue *dialogue, enum side from)
{
	struct opening *opening = dialogue_opening(dialogue);
	struct bytes    heard = opening_octets(opening, from);

	if (opening->is_text[from] || heard.size == 0)
		return opening->is_text[from];
	switch (tls_recognise(from, heard)) {
	case TLS_PERHAPS:
		return false;
	case TLS_YES:
		upgrade_enter(dialogue, from, heard);
		if (dialogue->phase == PHASE_OPENING)
			opening_drop(opening, from);
		return false;
	default:
		opening->is_text[from] = true;
		note_first(&dialogue->talk, from);
		return true;
	}
}

static bool
takes_proxy(struct dialogue *dialogue, struct opening *opening)
{
	bool               was_proxied = opening->is_proxied;
	enum opening_proxy proxy = opening_proxy(opening, dialogue->talk.where);

	if (opening->is_proxied && !was_proxied)
		facts_note_truth(&dialogue->talk.facts, FACT_PROXIED, true, dialogue->talk.where);
	return proxy == PROXY_MORE;
}

void
recognise_take(struct dialogue *dialogue, enum side from, struct bytes *octets)
{
	struct opening *opening = dialogue_opening(dialogue);
	enum followed   winner = FOLLOWED_COUNT;

	if (from == CLIENT && opening->proxy_left > 0) {
		uint32_t size =
		    octets->size < opening->proxy_left ? (uint32_t)octets->size : opening->proxy_left;

		bytes_skip(octets, size);
		opening->proxy_left -= size;
		return;
	}
	if (!opening_keep(opening, from, octets, dialogue->talk.where)) {
		settle(dialogue, from);
		return;
	}
	if (from == CLIENT && takes_proxy(dialogue, opening))
		return;
	if (!is_text(dialogue, from))
		return;
	if (opening_judge(opening, from, port_protocol(dialogue), &winner))
		follow(dialogue, winner);
	else if (!dialogue->is_mail_port && opening_is_hopeless(opening))
		give_up(dialogue);
}

bool
recognise_missed(struct dialogue *dialogue, enum side from)
{
	struct opening *opening = dialogue_opening(dialogue);
	enum followed   guess = FOLLOWED_COUNT;

	if (dialogue->is_mail_port && !opening->is_unsure && opening_guess(opening, PROTOCOL_NONE, &guess)) {
		follow(dialogue, guess);
		return true;
	}
	dialogue->talk.missed[from] = true;
	talk_is_off(&dialogue->talk);
	opening_loosen(opening, from);
	return false;
}

void
recognise_finish(struct dialogue *dialogue)
{
	enum followed guess = FOLLOWED_COUNT;

	if (opening_guess(dialogue_opening(dialogue), port_protocol(dialogue), &guess))
		follow(dialogue, guess);
}
