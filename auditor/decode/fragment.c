/* SPDX-License-Identifier: Apache-2.0 */
/* Where a fragment of IP leads: to the whole datagram once all others are there. */

#include "decode/layers.h"

/* RFC 791 3.2, RFC 8200 4.5: but for the last in units of eight octets, and none beyond what IP can say. */
static bool
is_possible(const struct walk *walk, struct fragment_spot spot)
{
	return walk->wire > 0 && spot.offset + walk->wire <= DATAGRAM_AT_MOST &&
	       (!spot.has_more || walk->wire % BLOCK_OCTETS == 0);
}

/* The first fragment of UDP shows whether mail may be inside. */
static enum decode_result
result_alone(const struct walk *walk, uint8_t protocol, struct fragment_spot spot)
{
	enum decode_result result = result_of_fragment(protocol);
	const uint8_t     *udp = walk_peek(walk, 4);

	if (result != DECODED_UDP_FRAGMENT || spot.offset != 0 || udp == NULL)
		return result;
	return step_to_udp_tunnel(be16_at(udp), be16_at(udp + 2)).take != NULL ? DECODED_FRAGMENT : result;
}

static struct step
join(struct walk *walk, const struct fragment *fragment)
{
	struct decoder    *decoder = walk->decoder;
	uint8_t           *octets = decoder->joined[walk->joined];
	enum decode_result result;
	uint8_t            protocol;
	size_t             size = reassembly_take(decoder->reassembly, fragment, octets, &protocol, &result);

	if (size == 0)
		return step_end(result);
	walk->joined++;
	walk->rest = bytes_of(octets, size);
	walk->wire = size;
	return step_to_ip_protocol(walk, protocol);
}

struct step
step_to_fragment(struct walk *walk, uint8_t protocol, struct fragment_spot spot)
{
	struct fragment fragment = {
	    .from = walk->ip.from,
	    .to = walk->ip.to,
	    .family = walk->ip.family,
	    .protocol = protocol,
	    .id = spot.id,
	    .part = {spot.offset, walk->rest, !spot.has_more},
	    .is_cut = walk->rest.size < walk->wire,
	    .time = walk->packet->time,
	    .alone = result_alone(walk, protocol, spot),
	};

	/* RFC 8200 4.5: an atomic fragment is whole; and of a quotation only the first octets matter. */
	if (spot.offset == 0 && (!spot.has_more || walk->icmp != NULL))
		return step_to_ip_protocol(walk, protocol);
	if (walk->icmp != NULL ||
	    (fragment.alone != DECODED_FRAGMENT && fragment.alone != DECODED_UDP_FRAGMENT))
		return step_end(fragment.alone);
	if (!is_possible(walk, spot))
		return step_end(DECODED_MALFORMED);
	if (walk->joined == JOINED_AT_MOST)
		return step_end(DECODED_TOO_DEEP);
	return join(walk, &fragment);
}
