/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BENCH_TALK_H
#define BENCH_TALK_H

#include "chance.h"
#include "wire.h"

/*
 * talk: all that both sides of one flow will say, as a list of pieces.
 *
 * Long pieces are not kept but computed while they are sent, so that a talk of
 * many megabytes is small.  Pieces of one side that follow each other at once
 * share segments, as an application's writes do.
 */

enum matter { MATTER_TEXT, MATTER_RANDOM, MATTER_RECORDS, MATTER_MAIL };
enum pause { AT_ONCE, IN_TURN, AFTER_THOUGHT };
enum fate { FATE_CLOSED, FATE_RESET, FATE_REFUSED, FATE_DROPPED, FATE_SCAN };

struct piece {
	const uint8_t *text;   /* MATTER_TEXT */
	uint32_t       size;   /* octets on the wire */
	uint32_t       start;  /* where in the pool */
	uint16_t       record; /* MATTER_RECORDS: octets in each TLS record but the last */
	uint8_t        side, matter, pause;
};

enum { TALK_PIECES = 100, TALK_TEXT = 8192, MAIL_LINE = 78 };

struct talk {
	struct piece pieces[TALK_PIECES];
	unsigned     count;
	size_t       used; /* of text */
	uint16_t     port; /* the server's */
	uint8_t      protocol, fate;
	bool         is_ingress; /* the server is inside */
	bool         is_mail;
	char         text[TALK_TEXT];
};

/* What long pieces are made of, and the recorded handshakes. */
struct stock;

struct stock *stock_new(void);
void          stock_free(struct stock *stock);

/* Copy ${size} octets of ${piece}, from its octet ${at} on, to ${to}. */
void piece_copy(const struct stock *stock, const struct piece *piece, uint32_t at, uint8_t *to,
		uint32_t size);

/* The next text of ${side}. */
void say(struct talk *talk, enum side side, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* ${size} octets that look random. */
void say_random(struct talk *talk, struct chance *chance, enum side side, uint32_t size);

/* ${size} octets of a mail's body, a multiple of MAIL_LINE. */
void say_mail(struct talk *talk, struct chance *chance, enum side side, uint32_t size);

/* TLS application data records with ${size} octets of ciphertext. */
void say_records(struct talk *talk, struct chance *chance, enum side side, uint32_t size);

/* A TLS handshake, 1.3 more often than 1.2, with the name host<number>.example.net. */
void say_handshake(struct talk *talk, struct chance *chance, const struct stock *stock);

/* Let the last piece come after a while that a person would need. */
void talk_think(struct talk *talk);

/* Fill in an empty ${talk}, of a mail protocol or of another one. */
void talk_mail(struct talk *talk, struct chance *chance, const struct stock *stock);
void talk_other(struct talk *talk, struct chance *chance, const struct stock *stock);

#endif
