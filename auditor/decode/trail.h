/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DECODE_TRAIL_H
#define DECODE_TRAIL_H

#include "decode/decode.h"

/*
 * trail: how far the headers of one frame reach, and which checksums in them cover what is behind.
 *
 * For whoever hands frames on without what they carry.  Fragments are never put together here: of one, only
 * the headers in this very frame count.
 */
#define TRAIL_SUMS 8

/* Where the checksums of the layers stand. */
struct trail_sum {
	size_t         at;        /* of the header whose field it is, in the frame */
	size_t         field;     /* the two octets, in the frame */
	size_t         end;       /* it covers the frame from `at` to before this */
	const uint8_t *from, *to; /* of the pseudo-header, in the frame */
	uint8_t        family;    /* of these; 0: no pseudo-header */
	uint8_t        protocol;  /* in the pseudo-header */
	bool           is_sure;   /* all that it covers is in the frame: it can be computed */
	bool           is_cut; /* it tells of octets that were, or may have been, behind the captured ones */
};

/* What all fragments of a datagram have in common; can be compared octet for octet. */
struct trail_datagram {
	uint8_t  from[16], to[16];
	uint32_t id;
	uint8_t  family, protocol;
	uint8_t  unused[2];
};

struct trail {
	enum decode_result result;  /* as of decode_packet, but for fragments */
	size_t             headers; /* octets, from the beginning of the frame */
	size_t             end; /* what is behind is no part of the innermost datagram: padding, trailers */
	bool               is_fragment;
	struct trail_datagram datagram;         /* of a fragment; else zeros */
	struct trail_sum      sums[TRAIL_SUMS]; /* from the outside in */
	size_t                sum_count;
};

/*
 * Follow ${packet} down.  ${decoder} is lent: its fragments are left alone.  The headers end with that of
 * TCP, whole or quoted by ICMP, and with its options; or else where the layers found nothing that they know.
 */
void trail_of(struct decoder *decoder, const struct packet *packet, struct trail *trail);

#endif
