/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLASSIFY_OPENING_H
#define CLASSIFY_OPENING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/place.h"
#include "classify/protocol.h"

/*
 * opening: the first octets of both sides, kept in the order of cause until it is clear which protocol they
 * are, and what each line says of each protocol.
 *
 * If the flow's beginning was seen, all is kept, and the winner hears it again with its places.  If not
 * (is_loose), lines may be part of a message: only the newest line of each side is kept, and a protocol wins
 * only by a line and the other side's answer to it.
 */
#define OPENING_ROOM 768
#define OPENING_PARTS 40
#define RUN_BROKEN 0xff

struct opening_part {
	place    where;
	uint16_t size;
	uint8_t  from;
};

struct opening {
	uint16_t size[2];
	uint16_t read[2]; /* of them in lines that were judged */
	uint16_t parts_count;
	uint8_t  best[2][FOLLOWED_COUNT]; /* enum verdict */
	uint8_t  ruled[2];                /* bits by enum followed: a line did not fit */
	bool     has_begun[2];            /* a line of that side was judged */
	uint8_t  begun_else[2];           /* bits as in ruled: its first line did not fit */
	bool     is_text[2];              /* the first octets cannot be TLS */
	bool     is_skipping[2];          /* loose, and a line was too long */
	bool     has_fitted;              /* a line was a mail protocol's */
	bool     has_line;                /* one was judged */
	bool     is_unsure;               /* the flow's beginning may be missing */
	bool     is_loose;
	bool     is_overrun[2];       /* that side said more than there is room for, and was let go */
	uint8_t  other;               /* enum protocol: what it looked like then */
	uint8_t  run[FOLLOWED_COUNT]; /* of struct follower's run: the newest part that came, from 1 */
	bool     is_proxied;          /* a PROXY header was skipped */
	uint8_t  last;                /* side of the newest line */
	bool     is_in_row;           /* as of the line before it */
	uint32_t proxy_left;
	struct opening_part parts[OPENING_PARTS];
	uint8_t             octets[2][OPENING_ROOM];
};

/* Keep the next octets of ${octets}, up to the end of a line; false if there was no room for any. */
bool opening_keep(struct opening *opening, enum side from, struct bytes *octets, place where);

/* What was heard of that side. */
struct bytes opening_octets(const struct opening *opening, enum side from);

/* Forget what was heard of that side. */
void opening_drop(struct opening *opening, enum side from);

/*
 * Judge the line that opening_keep completed, if it did.  True iff a protocol has won by it.
 * ${port}: the protocol that is usual at the server's port, to choose between equals.
 */
bool opening_judge(struct opening *opening, enum side from, enum protocol port, enum followed *winner);

/* The same of a line that has no end within the room: it rules nothing out. */
bool opening_judge_cut(struct opening *opening, enum side from, enum protocol port, enum followed *winner);

/*
 * There is no room for more of that side: let go what was kept, and go on at its next line.  False, and
 * nothing is let go, if what was heard is of a protocol with a name.
 */
bool opening_overrun(struct opening *opening, enum side from);

/* Nothing can win any more. */
bool opening_is_hopeless(const struct opening *opening);

/* The best guess when there is no more to come; false if there is none. */
bool opening_guess(const struct opening *opening, enum protocol port, enum followed *guess);

/* Octets of ${from} are missing: what was heard before tells nothing of what comes. */
void opening_loosen(struct opening *opening, enum side from);

/*
 * haproxy's PROXY protocol, version 1 or 2, before the client's first octet: skip it.  PROXY_MORE: what was
 * heard of the client is such a header, or may become one.
 */
enum opening_proxy { PROXY_NONE, PROXY_MORE };
enum opening_proxy opening_proxy(struct opening *opening, place where);

#endif
