/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLASSIFY_HARMLESS_H
#define CLASSIFY_HARMLESS_H

#include <stdint.h>

#include "classify/stream.h"
#include "flow/side.h"

/*
 * harmless: which octets of a talk can be shown to anybody.
 *
 * A list of what is good, not of what is bad.  An octet is harmless only if both hold: it stands where a
 * command, a reply, a list of capabilities or a TLS handshake stands in a talk that was heard from its first
 * octet on; and it belongs to a word of a fixed table, to a reply code, a number of octets, the end of a
 * line, or a record of TLS that is no application data.  Arguments, names, texts and tags are none.  A word
 * that the network cut in two is none either.  Where anything is missing, or cannot be understood, nothing is
 * harmless from there on.
 */
#define HARMLESS_PENDING 32 /* commands that wait for their replies; with more, nothing is harmless */

/* How lines are laid out, by the server's first one. */
enum harmless_style { STYLE_UNKNOWN, STYLE_SMTP, STYLE_IMAP, STYLE_POP3, STYLE_SIEVE };

struct harmless_tls {
	uint32_t left;    /* octets of the record that are to come */
	uint8_t  head[6]; /* of the record, and the first octet in it: of a handshake, the kind of message */
	uint8_t  head_size;
	bool     is_on, shows;
	bool     is_named;     /* a message came that may name somebody */
	bool     is_encrypted; /* it changed to the cipher: nothing can be read any more */
};

struct harmless_side {
	struct stream       stream;
	struct harmless_tls tls;
	bool                is_blank;     /* nothing that comes is harmless */
	bool                is_continued; /* the line goes on behind a literal */
};

struct harmless {
	struct harmless_side sides[2];
	uint8_t              style;
	uint8_t              pending[HARMLESS_PENDING]; /* enum harmless_after, the oldest first */
	uint8_t              pending_count;
	uint8_t              logins; /* among them */
};

/* A talk begins; ${is_whole}: with its first octet, and it is known who is client. */
void harmless_begin(struct harmless *harmless, bool is_whole);

/* The next octets of a side, in order; ${keep} has an octet for each and is set to 1 for the harmless ones.
 */
void harmless_heard(struct harmless *harmless, enum side from, struct bytes octets, uint8_t *keep);

/* Octets are missing. */
void harmless_missed(struct harmless *harmless);

/* Overwrite what is held of lines that were cut. */
void harmless_end(struct harmless *harmless);

#endif
