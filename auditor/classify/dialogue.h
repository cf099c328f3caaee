/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLASSIFY_DIALOGUE_H
#define CLASSIFY_DIALOGUE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/place.h"
#include "classify/fact.h"
#include "flow/side.h"

/*
 * dialogue: what was said in one flow, and by which protocol.
 *
 * Takes ordered octets of both sides and yields facts.  The same facts come
 * out however the network cut the stream.  State is of fixed size, from a pool
 * of the classifier's; nothing is allocated per packet.
 */
struct classifier;
struct dialogue;

/*
 * Whether the first octets of a flow are worth a dialogue: false when they can be neither mail nor TLS that
 * names mail.  Made to cost little; on a mail port the answer is always true.
 */
bool dialogue_is_worth(enum side from, struct bytes octets, uint16_t server_port);

/*
 * Begin, for a flow to ${server_port}.  NULL when the classifier has no room.
 * ${is_sure_of_sides}: client and server are known from the TCP handshake.
 */
struct dialogue *dialogue_new(struct classifier *classifier, uint16_t server_port, bool is_sure_of_sides);

enum dialogue_wish {
	DIALOGUE_GO_ON,
	DIALOGUE_TURN, /* the text says that client and server are the other way round; the octets were taken
			  in so */
	DIALOGUE_DONE, /* nothing more can be learned: it is no mail */
};

enum dialogue_wish dialogue_heard(struct dialogue *dialogue, enum side from, struct bytes octets,
				  int64_t when, place where);

enum dialogue_wish dialogue_missed(struct dialogue *dialogue, enum side from, uint64_t count, place where);

/* What the end of the flow adds to the dialogue's knowledge. */
struct dialogue_end {
	bool is_cut;          /* closed, reset, or gone silent: not a mere end of capture */
	bool is_whole;        /* the flow was captured from its SYN on, both sides, and no octet was missed */
	bool is_open;         /* the capture ended first: what was not said may have been said later */
	bool is_broken;       /* cut by RST or silence before a goodbye: packets before that may be missing
				 without a trace, and the talk would have gone on */
	bool was_midstream;   /* the flow's beginning was not seen */
	bool is_tail_missing; /* the last that a side sent was not seen */
};

/*
 * Conclude: note protocol, protocol_basis, security, ended_at, starttls.*, auth.*, content_in_clear and what
 * else is certain by now.  What was not seen is noted as false only where it would have been seen.
 */
void dialogue_finish(struct dialogue *dialogue, const struct dialogue_end *end);

/*
 * What dialogue_finish would note, if the talk were to end here, into ${facts}; and whether a side has said
 * goodbye.  The dialogue goes on as if nothing had been asked.  False without room for it.
 */
bool dialogue_peek(const struct dialogue *dialogue, const struct dialogue_end *end, struct facts *facts,
		   bool *said_goodbye);

/* Facts so far; the dialogue's own. */
/* Its texts are of the classifier that is being renewed (classify/classifier.h). */
void dialogue_renew(struct dialogue *dialogue);

const struct facts *dialogue_facts(const struct dialogue *dialogue);

/* Whether a mail protocol was recognised by what was said (not by port). */
bool dialogue_is_mail(const struct dialogue *dialogue);

/* Whether a side said goodbye (QUIT, LOGOUT, BYE, 221, close_notify): a reset after that cuts nothing. */
bool dialogue_said_goodbye(const struct dialogue *dialogue);

void dialogue_free(struct dialogue *dialogue);

#endif
