/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_DECODE_PIECES_H
#define TESTS_DECODE_PIECES_H

#include "decode/decode.h"

/* A TCP segment in one IP datagram, to be sent in pieces; `octets` is what follows the IP header. */
#define DATAGRAM_LONGEST 65515 /* RFC 791 3.1: 65,535 with the header */

struct datagram_made {
	uint8_t  family, protocol, host;
	uint32_t id;
	size_t   size;
	size_t   cut; /* octets that the capture leaves out at the end of a piece */
	uint8_t  octets[DATAGRAM_LONGEST];
};

struct piece {
	size_t offset, size; /* octets */
};

/* What a decoder said to a piece; the payload is copied. */
struct told {
	enum decode_result result;
	struct segment     segment;
	uint8_t            payload[DATAGRAM_LONGEST];
};

/* A decoder of the default limits. */
struct decoder *decoder_for_test(void);

/* Packets with that result so far. */
uint64_t count_of(const struct decoder *decoder, enum decode_result result);

/* ${size} octets of TCP, at least 20, with a payload that fill 0 gives. */
struct datagram_made datagram_make(uint8_t family, size_t size, uint32_t id);

/* Another payload and sequence number for each ${seed}. */
void datagram_fill(struct datagram_made *made, unsigned seed);

/* Pieces of ${size} octets each but the last, one behind the other; returns how many. */
size_t datagram_cut(const struct datagram_made *made, size_t size, struct piece *pieces);

/* Write the piece with its IP header to ${packet}, which has room for PIECE_LONGEST; returns how many octets.
 */
#define PIECE_LONGEST (DATAGRAM_LONGEST + 48)
size_t piece_packet(const struct datagram_made *made, struct piece piece, uint8_t *packet);

/*
 * Send one piece as a packet of its own, in an allocation that is gone
 * afterwards.  The packet's place is ${time} + 1.
 */
struct told send_piece(struct decoder *decoder, const struct datagram_made *made, struct piece piece,
		       int64_t time);

/* Whether it is the segment of that datagram, with all of its octets. */
bool is_made_segment(const struct told *told, const struct datagram_made *made);

#endif
