/* SPDX-License-Identifier: Apache-2.0 */
/* IPv6 and its extension headers: RFC 8200 3 and 4. */

#include "decode/layers.h"

#define HEADER_SIZE 40
#define OFFSET 0xfff8
#define HAS_MORE 0x0001
#define SEGMENTS_LEFT 3 /* place in a routing header */

struct step
layer_ipv6(struct walk *walk)
{
	const uint8_t *ip = walk_take(walk, HEADER_SIZE);
	uint16_t       length;

	if (ip == NULL)
		return walk_short(walk, HEADER_SIZE);
	if (ip[0] >> 4 != 6)
		return step_end(DECODED_MALFORMED);
	/* 0: a jumbogram (RFC 2675 3), or recorded before the network card cut it. */
	length = be16_at(ip + 4);
	walk->decoder->counts.zero_lengths += length == 0 && walk->icmp == NULL;
	if (length != 0 && walk->icmp == NULL)
		walk_limit(walk, length);
	walk->segment->is_wrapped |= walk->ip.family != 0;
	walk->ip = (struct ip_header){ip + 8, ip + 24, 6, ip[7], 0};
	walk->is_routed = false;
	return step_to_ip_protocol(walk, ip[6]);
}

/* Step over an extension header of `size` octets. */
static struct step
over_extension(struct walk *walk, size_t size, uint8_t next)
{
	if (walk_take(walk, size) == NULL)
		return walk_short(walk, size);
	return step_to_ip_protocol(walk, next);
}

struct step
layer_ipv6_options(struct walk *walk)
{
	const uint8_t *header = walk_peek(walk, 8);

	if (header == NULL)
		return walk_short(walk, 8);
	return over_extension(walk, (header[1] + (size_t)1) * 8, header[0]);
}

struct step
layer_ipv6_routing(struct walk *walk)
{
	const uint8_t *header = walk_peek(walk, 8);

	if (header == NULL)
		return walk_short(walk, 8);
	if (header[SEGMENTS_LEFT] > 0)
		walk->is_routed = true;
	return over_extension(walk, (header[1] + (size_t)1) * 8, header[0]);
}

/* RFC 4302 2.2: length in units of four octets, less two. */
struct step
layer_authentication(struct walk *walk)
{
	const uint8_t *header = walk_peek(walk, 8);

	if (header == NULL)
		return walk_short(walk, 8);
	return over_extension(walk, (header[1] + (size_t)2) * 4, header[0]);
}

struct step
layer_ipv6_fragment(struct walk *walk)
{
	const uint8_t *header = walk_take(walk, 8);
	uint16_t       fragment;

	if (header == NULL)
		return walk_short(walk, 8);
	fragment = be16_at(header + 2);
	return step_to_fragment(walk, header[0],
				(struct fragment_spot){.id = be32_at(header + 4),
						       .offset = fragment & OFFSET,
						       .has_more = fragment & HAS_MORE});
}
