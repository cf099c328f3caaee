/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DECODE_WALK_H
#define DECODE_WALK_H

#include "decode/decode.h"
#include "decode/reassemble.h"

/*
 * walk: the way down through one packet, layer by layer; private to decode/.
 *
 * Each layer is one function that takes its header off the walk and says
 * where the next step leads.  To add a layer: write NAME.c with `layer_NAME`,
 * and add a row to the table in decode/layers.h under whose number it is found.
 *
 * Always rest.size <= wire: `rest` is what was captured and may be read, `wire`
 * what was there on the wire as far as headers and the file say.
 */
struct ip_header {
	const uint8_t *from, *to; /* in the packet: 4 or 16 octets */
	uint8_t        family;    /* 4, 6, or 0: none seen yet */
	uint8_t        ttl;
	uint16_t       id;
};

struct walk {
	struct bytes         rest;
	size_t               wire;
	struct ip_header     ip;        /* the innermost so far */
	struct ip_header     reporter;  /* the header around an ICMP error */
	const uint8_t       *icmp;      /* the ICMP error itself; NULL: nothing below is a quotation */
	bool                 is_routed; /* ip.to is a waypoint (RFC 8200 4.4): pseudo-headers have another */
	struct segment      *segment;
	const struct packet *packet;
	struct decoder      *decoder;
	unsigned             joined; /* times that fragments were put together on the way */
};

/* No packet of a network that works has more; one made to keep us busy has. */
#define LAYERS_AT_MOST 16

/* A tunnel of which the outer and the inner packets are fragments, inside another: more is made to keep us
 * busy. */
#define JOINED_AT_MOST 3

struct decoder {
	struct decoder_counts counts;
	struct reassembly    *reassembly;
	uint8_t               joined[JOINED_AT_MOST][DATAGRAM_AT_MOST]; /* addresses lie in the outer ones */
};

/* Where a layer leads: to the next one, or with take == NULL to the end of the walk and its result. */
struct step {
	struct step (*take)(struct walk *walk);
	enum decode_result result;
};

static inline struct step step_to(struct step (*take)(struct walk *walk))
{
	return (struct step){take, DECODED_MALFORMED};
}

static inline struct step
step_end(enum decode_result result)
{
	return (struct step){NULL, result};
}

/* The next `size` octets, which must be in one piece, or NULL if not all were captured. */
static inline const uint8_t *
walk_peek(const struct walk *walk, size_t size)
{
	return size <= walk->rest.size ? walk->rest.data : NULL;
}

/* Step over `size` octets that walk_peek has found to be there. */
static inline void
walk_skip(struct walk *walk, size_t size)
{
	walk->rest.data += size;
	walk->rest.size -= size;
	walk->wire -= size;
}

/* Both in one: a header of fixed size, or NULL and the walk stays where it is. */
static inline const uint8_t *
walk_take(struct walk *walk, size_t size)
{
	const uint8_t *header = walk_peek(walk, size);

	if (header != NULL)
		walk_skip(walk, size);
	return header;
}

/* Why the next `size` octets could not be had: the capture was cut, or they never were. */
static inline struct step
walk_short(const struct walk *walk, size_t size)
{
	return step_end(size <= walk->wire ? DECODED_TRUNCATED : DECODED_MALFORMED);
}

/* A header says that `length` octets follow: what is beyond, padding or a trailer, falls away. */
static inline void
walk_limit(struct walk *walk, size_t length)
{
	if (walk->wire > length)
		walk->wire = length;
	if (walk->rest.size > length)
		walk->rest.size = length;
}

/* Integers at fixed places of a header that is known to be there. */
static inline uint16_t
be16_at(const uint8_t *data)
{
	return (uint16_t)(data[0] << 8 | data[1]);
}

static inline uint32_t
be32_at(const uint8_t *data)
{
	return (uint32_t)be16_at(data) << 16 | be16_at(data + 2);
}

static inline uint16_t
le16_at(const uint8_t *data)
{
	return (uint16_t)(data[1] << 8 | data[0]);
}

static inline uint32_t
le32_at(const uint8_t *data)
{
	return (uint32_t)le16_at(data + 2) << 16 | le16_at(data);
}

#endif
