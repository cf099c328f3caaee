/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLASSIFY_STREAM_H
#define CLASSIFY_STREAM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

/*
 * stream: one side's octets, taken apart as its protocol says: the only place that knows how the network
 * may have cut them.
 *
 * A line that lies wholly in the octets at hand is told in place; only what is cut is copied, and wiped
 * once it was told.  A line ends with LF; the CRs before it do not belong to it.  Of a line longer than
 * STREAM_ROOM (its CRs counted) the middle is left out: it is told as its first and its last STREAM_TAIL
 * octets, STREAM_ROOM in all, marked is_short.
 */
#define STREAM_ROOM 1024
#define STREAM_TAIL 64

enum expect {
	EXPECT_LINE,
	EXPECT_BLOB,    /* so many octets, told as they come */
	EXPECT_STRING,  /* so many octets, told at once; shortened as a line is */
	EXPECT_TEXT,    /* lines up to one of a single dot: only CRLF.CRLF ends it (RFC 5321 4.1.1.4) */
	EXPECT_NOTHING, /* octets of no interest */
};

/* How far the end of a text is seen. */
enum text_end { TEXT_START, TEXT_DOT, TEXT_DOT_CR, TEXT_WITHIN, TEXT_CR };

struct stream {
	uint64_t left; /* of a blob or string */
	uint8_t  expect;
	uint8_t  text_end;
	bool     is_skipping; /* where lines begin is not known: drop everything up to the next LF */
	bool     is_overlong; /* octets of the line had no room */
	uint16_t held;        /* octets in room */
	uint8_t  room[STREAM_ROOM];
};

/* What was told. */
enum piece_kind { PIECE_NONE, PIECE_LINE, PIECE_OCTETS };

struct piece {
	enum piece_kind kind;
	struct bytes    octets;
	bool is_last; /* of a blob, string or text; then lines follow unless the protocol says else */
};

/* From the next octet on, expect this; ${octets} counts for a blob or string. */
void stream_expect(struct stream *stream, enum expect expect, uint64_t octets);

/* Whether the next octet begins a line. */
bool stream_is_at_line(const struct stream *stream);

/*
 * The next piece of ${octets}, which loses what was taken.  PIECE_NONE: all was taken and nothing is
 * complete.  The piece is valid until stream_wipe, which must be called before the next.
 */
struct piece stream_next(struct stream *stream, struct bytes *octets);

void stream_wipe(struct stream *stream);

/* ${count} octets are missing.  True iff it is known all the same what the next octet is. */
bool stream_missed(struct stream *stream, uint64_t count);

/* Overwrite octets that may hold a secret, so that the compiler leaves it in. */
void octets_wipe(void *octets, size_t size);

#endif
