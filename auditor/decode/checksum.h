/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DECODE_CHECKSUM_H
#define DECODE_CHECKSUM_H

#include "decode/walk.h"

/*
 * Whether the checksum of the TCP segment in `segment`, which must be whole,
 * is that of its octets and of the pseudo-header for `ip`: RFC 1071,
 * RFC 9293 3.1, RFC 8200 8.1.
 */
bool checksum_holds(const struct ip_header *ip, struct bytes segment);

/* What a checksum covers besides the octets (RFC 9293 3.1, RFC 8200 8.1); family 0: nothing. */
struct checksum_pseudo {
	const uint8_t *from, *to; /* 4 or 16 octets */
	uint8_t        family;
	uint8_t        protocol;
};

/* Whether the checksum within ${covered} is theirs; likewise of UDP, ICMP and GRE. */
bool checksum_is_right(const struct checksum_pseudo *pseudo, struct bytes covered);

/* Make it right: two octets at ${field} of the ${size} octets that it covers. */
void checksum_put(const struct checksum_pseudo *pseudo, uint8_t *octets, size_t size, size_t field);

#endif
