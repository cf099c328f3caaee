/* SPDX-License-Identifier: Apache-2.0 */
/* IPv4: RFC 791 3.1. */

#include "decode/layers.h"

#define HEADER_SIZE 20
#define MORE_FRAGMENTS 0x2000
#define OFFSET 0x1fff

struct step
layer_ipv4(struct walk *walk)
{
	const uint8_t *ip = walk_peek(walk, HEADER_SIZE);
	size_t         size;
	uint16_t       length, fragment;

	if (ip == NULL)
		return walk_short(walk, HEADER_SIZE);
	size = (ip[0] & 15) * (size_t)4;
	if (ip[0] >> 4 != 4 || size < HEADER_SIZE)
		return step_end(DECODED_MALFORMED);
	/*
	 * 0: recorded before the network card filled it in.  In a quotation the length may have been changed
	 * by who quotes (RFC 1812 4.3.2.3 asks not to), and nothing needs it.
	 */
	length = be16_at(ip + 2);
	walk->decoder->counts.zero_lengths += length == 0 && walk->icmp == NULL;
	if (length != 0 && walk->icmp == NULL)
		walk_limit(walk, length);
	if (walk_take(walk, size) == NULL)
		return walk_short(walk, size);
	walk->segment->is_wrapped |= walk->ip.family != 0;
	walk->ip = (struct ip_header){ip + 12, ip + 16, 4, ip[8], be16_at(ip + 4)};
	walk->is_routed = false;
	fragment = be16_at(ip + 6);
	if (fragment & (MORE_FRAGMENTS | OFFSET))
		return step_to_fragment(walk, ip[9],
					(struct fragment_spot){.id = walk->ip.id,
							       .offset = (uint16_t)(fragment << 3),
							       .has_more = fragment & MORE_FRAGMENTS});
	return step_to_ip_protocol(walk, ip[9]);
}
