/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLASSIFY_PROTOCOL_H
#define CLASSIFY_PROTOCOL_H

#include <stddef.h>

#include "classify/fact.h"
#include "classify/stream.h"
#include "classify/talk.h"
#include "flow/side.h"

/*
 * follower: a mail protocol that can be followed.
 *
 * To add one: write classify/NAME.c defining `const struct follower NAME_follower`, add row(NAME) to
 * EACH_FOLLOWED below and its word to classify/word.h, and put talks into tests/talks/.  Nothing
 * else in the program names a protocol.
 *
 * A follower never allocates, blocks or fails.  Its state is state_size zeroed octets without pointers.
 */

/* What one line says of the protocol. */
enum verdict {
	RULED_OUT,
	POSSIBLE, /* it fits, and other protocols would say the same */
	LIKELY,   /* few others would say so: a fitting line of the other side makes it sure */
	CERTAIN,  /* no other protocol says so */
};

struct follower {
	enum protocol name;
	size_t        state_size;
	/* Of a line of one side; ${is_first}: nothing was said before it, by neither side. */
	enum verdict (*recognise)(enum side from, struct bytes line, bool is_first);
	/* Lines that a client sends one behind the other, by their beginnings (up to a blank, the line's end
	 * or '<'), the last as a whole; all but the last may come again or be left out, but not all of them.
	 * In that order nobody else sends them.  NULL: it has none. */
	const char *const *run;
	/* Whether ${answer}, a line of the server, is one that only this protocol gives to ${asked}, the
	 * newest whole line of the client.  In the middle of a talk that names it where neither line would.
	 * ${is_next}: the client said nothing else since the server's last line, nor the server since then.
	 * NULL: it has none. */
	bool (*answers)(struct bytes asked, struct bytes answer, bool is_next);
	/* A line without its end, cut and marked is_short when longer than STREAM_ROOM. */
	void (*line)(struct talk *talk, enum side from, struct bytes line);
	/* Octets of a blob, string or text that it has asked for. */
	void (*octets)(struct talk *talk, enum side from, struct bytes octets, bool is_last);
	/* Octets of that side are missing; where it stands is known again from the next line on. */
	void (*missed)(struct talk *talk, enum side from);
	/* The talk has ended: what is still open can be judged. */
	void (*finish)(struct talk *talk);
};

#define EACH_FOLLOWED(row) row(smtp) row(lmtp) row(imap) row(pop3) row(managesieve)

#define row(name) extern const struct follower name##_follower;
EACH_FOLLOWED(row)
#undef row

enum followed {
#define row(name) FOLLOWED_##name,
	EACH_FOLLOWED(row)
#undef row
	    FOLLOWED_COUNT
};

extern const struct follower *const followed_rows[FOLLOWED_COUNT];

/*
 * What else the first octets of both sides show, none of it mail: ssh, http, ftp and so on, text or binary;
 * PROTOCOL_UNKNOWN if that cannot be told.  Either may be empty.
 */
enum protocol other_recognise(struct bytes client, struct bytes server);

#endif
