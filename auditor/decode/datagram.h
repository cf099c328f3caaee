/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DECODE_DATAGRAM_H
#define DECODE_DATAGRAM_H

#include "base/bytes.h"
#include "base/pool.h"

/*
 * datagram: what an IP datagram carries, as far as its fragments came; private
 * to decode/.  Zero it to begin.
 *
 * The octets lie in chunks of a pool, so that a datagram of which little came
 * takes little.  Fragments begin at multiples of eight octets, and all but the
 * last are as long (RFC 791 3.2, RFC 8200 4.5): such blocks are what is
 * counted.
 */
#define DATAGRAM_AT_MOST ((size_t)65535) /* octets: what the length fields of IP can say */
#define BLOCK_OCTETS 8
#define CHUNK_OCTETS 2048
#define CHUNKS_AT_MOST ((DATAGRAM_AT_MOST + CHUNK_OCTETS - 1) / CHUNK_OCTETS)

struct chunk {
	uint8_t octets[CHUNK_OCTETS];
	uint8_t has[CHUNK_OCTETS / BLOCK_OCTETS / 8]; /* a bit for each block */
};

struct datagram {
	struct chunk *chunks[CHUNKS_AT_MOST];
	uint32_t      total;    /* octets; 0: the last fragment has not come */
	uint32_t      furthest; /* the end of what came */
	uint32_t      blocks;   /* that came, each counted once */
};

/* A part of a datagram: 1 to DATAGRAM_AT_MOST octets, `offset` a multiple of eight. */
struct part {
	uint32_t     offset;
	struct bytes octets;
	bool         is_last;
};

/* How a part lies over what came before. */
struct overlap {
	bool is_some, is_whole; /* some of its blocks, all of its blocks were here */
	bool differs;           /* and had other octets */
};

/* Whether the part ends where the others allow: one end of the datagram, and nothing beyond. */
bool datagram_fits(const struct datagram *datagram, const struct part *part);

struct overlap datagram_overlap(const struct datagram *datagram, const struct part *part);

/* Take the chunks that the part needs; false when the pool is empty: make room in it and ask again. */
bool datagram_reserve(struct datagram *datagram, const struct part *part, struct pool *chunks);

/* Keep those blocks of the part that were not here; it fits, and its chunks are reserved. */
void datagram_keep(struct datagram *datagram, const struct part *part);

bool datagram_is_whole(const struct datagram *datagram);

/* Write all octets to ${octets}, which has room for DATAGRAM_AT_MOST; returns how many. */
size_t datagram_copy(const struct datagram *datagram, uint8_t *octets);

/* Give the chunks back. */
void datagram_release(struct datagram *datagram, struct pool *chunks);

#endif
