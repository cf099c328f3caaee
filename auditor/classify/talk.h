/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLASSIFY_TALK_H
#define CLASSIFY_TALK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/intern.h"
#include "base/place.h"
#include "classify/fact.h"
#include "classify/stream.h"
#include "flow/side.h"

/*
 * talk: what a mail protocol sees of the dialogue that it follows, and the words in which it tells what it
 * learned.
 */

/* How far the way from clear text to TLS was gone. */
enum upgrade {
	UPGRADE_NONE,
	UPGRADE_ASKED,    /* the client asked; the answer is awaited */
	UPGRADE_ACCEPTED, /* the server said yes; TLS is awaited of both sides */
};

struct talk {
	struct facts   facts;
	struct intern *intern;
	place          where;     /* of the octets being taken in */
	struct stream *streams;   /* of both sides; NULL until a protocol is followed */
	void          *state;     /* the protocol's */
	uint8_t        speaking;  /* the side being taken in */
	uint8_t        protocol;  /* enum protocol */
	uint8_t        stage;     /* enum stage */
	uint8_t        upgrade;   /* enum upgrade */
	bool           spoke[2];  /* text was heard of that side */
	bool           missed[2]; /* text of that side was missed, or could not be followed */
	bool           said_goodbye;
	bool           is_blind;  /* the talk went on where it cannot be followed */
	bool           is_off;    /* octets were missed, and no reply has been matched to its command since */
	bool           was_off;   /* at any time: commands may have been passed over */
	bool           was_asked; /* TLS, at any time */
	bool
	    may_leave_clear; /* a command was heard, or may have been, after which the talk is not in clear */
	bool     stays_clear;          /* no way leads from here into TLS */
	bool     is_used_in_clear;     /* mail crossed, or a login was taken: no TLS can undo that */
	bool     is_client_first;      /* the client spoke before the server, or its greeting's end, at: */
	bool     has_only_left;        /* all that the client said is its goodbye, to no greeting */
	bool     has_list;             /* a list of capabilities was read to its end */
	bool     has_tried;            /* a login */
	bool     is_auth_unsure;       /* what crossed may have been a secret */
	bool     is_challenge_unsure;  /* it may have been a challenge's answer */
	bool     is_answered_in_clear; /* by the newest line of the server, and not with a yes to TLS */
	uint8_t  answers; /* lines of the server since client's octets were missed or it may have asked */
	bool     is_unanswered;     /* commands at the end, by a server that had not said goodbye */
	bool     is_content_unsure; /* what crossed may have been content */
	bool     has_offers;        /* the newest list of login mechanisms was read to its end */
	bool     is_login_disabled; /* and says that no login is taken in clear */
	bool     may_wrap;          /* a login was not refused whose mechanism may wrap what follows it */
	bool     is_offer_unsure;   /* a reusable secret crossed, and whether it was wanted is not known */
	uint32_t offers;            /* mechanisms of that list: a bit for each row of the table in sasl.c */
	uint32_t tries;
	uint32_t failures;
	uint64_t clear_octets; /* of content */
	place    client_first_where;
};

/* What ${from} sends next. */
void talk_expect(struct talk *talk, enum side from, enum expect expect, uint64_t octets);

/* Octets of mail or of a script crossed. */
void talk_content(struct talk *talk, size_t octets);

/* One more of what ${fact} counts. */
void talk_count(struct talk *talk, enum fact fact);

/* One line of the server's list was, or was not, the offer of TLS; then the list is over. */
void talk_offer(struct talk *talk);
void talk_list_is_read(struct talk *talk);

/* A device on the path overwrote the offer, or the banner. */
void talk_masked(struct talk *talk);

/* The client asked for TLS; the server said yes or no. */
void talk_ask_tls(struct talk *talk);
void talk_accept_tls(struct talk *talk);
void talk_refuse_tls(struct talk *talk);

/* Octets of the client are missing, and may have asked for TLS: the next answer may be a yes. */
void talk_doubt(struct talk *talk);

/* A command was heard, or may have been, after which the talk is not in clear if the server says yes. */
void talk_may_leave(struct talk *talk);

/*
 * A line of the server, the protocol's or not, where octets of the client are missing.  Had they asked for
 * TLS, only a yes could be in clear, and nothing would follow it.
 */
void talk_answer_after_gap(struct talk *talk, struct bytes line, bool is_fitting);

/* What was under way is over: commands follow, or nothing if one side said goodbye. */
void talk_resume(struct talk *talk);

/* One side said goodbye. */
void talk_goodbye(struct talk *talk);

/* The server refused service by policy, with a reply code or 0. */
void talk_blocked(struct talk *talk, unsigned code);

/* Replies can be matched to commands again, or no longer. */
void talk_is_on(struct talk *talk);
void talk_is_off(struct talk *talk);

/* What follows cannot be followed: neither side's octets mean anything from here on. */
void talk_stop(struct talk *talk);

#endif
