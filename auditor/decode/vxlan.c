/* SPDX-License-Identifier: Apache-2.0 */
/* VXLAN: RFC 7348 5. */

#include "decode/layers.h"

#define HEADER_SIZE 8
#define HAS_NETWORK 0x08
#define ETHERNET_SIZE 14
#define TYPE_PLACE 12

/* An Ethernet frame whose type we know, which is less likely in what only uses the port. */
static bool
is_ethernet(const uint8_t *frame)
{
	uint16_t type = be16_at(frame + TYPE_PLACE);

	return is_length(type) || step_to_ethertype(type).take != NULL;
}

struct step
layer_vxlan(struct walk *walk)
{
	const uint8_t *header = walk_peek(walk, HEADER_SIZE + ETHERNET_SIZE);

	if (header == NULL)
		return step_end(walk->wire < HEADER_SIZE + ETHERNET_SIZE ? DECODED_NOT_TCP
									 : DECODED_TRUNCATED);
	/* The receiver ignores all other flags, which extensions use. */
	if (!(header[0] & HAS_NETWORK) || !is_ethernet(header + HEADER_SIZE))
		return step_end(DECODED_NOT_TCP);
	walk_skip(walk, HEADER_SIZE);
	return step_to(layer_ethernet);
}
