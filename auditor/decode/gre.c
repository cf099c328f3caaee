/* SPDX-License-Identifier: Apache-2.0 */
/* GRE (RFC 2784, RFC 2890), the enhanced GRE of PPTP (RFC 2637 4.1), and mirrored frames (ERSPAN) in it. */

#include "decode/layers.h"

#define HEADER_SIZE 4
#define HAS_CHECKSUM 0x8000
#define HAS_ROUTING 0x4000
#define HAS_KEY 0x2000
#define HAS_SEQUENCE 0x1000
#define HAS_ACK 0x0080 /* enhanced only */
#define VERSION 0x0007

#define KEEPALIVE 0x0000
#define ERSPAN_2 0x88be
#define ERSPAN_3 0x22eb

static size_t
optional_size(uint16_t flags)
{
	uint16_t optional = HAS_CHECKSUM | HAS_KEY | HAS_SEQUENCE;
	size_t   size = 0;

	if ((flags & VERSION) == 1)
		optional |= HAS_ACK;
	for (optional &= flags; optional != 0; optional &= (uint16_t)(optional - 1))
		size += 4;
	return size;
}

static struct step
step_to_payload(uint16_t flags, uint16_t protocol)
{
	if (protocol == KEEPALIVE)
		return step_end(DECODED_NOT_IP);
	if (protocol == ERSPAN_3)
		return step_to(layer_erspan3);
	if (protocol == ERSPAN_2) /* without a sequence number it is type I, which has no header */
		return step_to(flags & HAS_SEQUENCE ? layer_erspan2 : layer_ethernet);
	return step_to_ethertype(protocol);
}

struct step
layer_gre(struct walk *walk)
{
	const uint8_t *header = walk_peek(walk, HEADER_SIZE);
	uint16_t       flags;
	size_t         size;

	if (header == NULL)
		return walk_short(walk, HEADER_SIZE);
	flags = be16_at(header);
	if (flags & HAS_ROUTING || (flags & VERSION) > 1)
		return step_end(DECODED_UNKNOWN_ETHERTYPE);
	size = HEADER_SIZE + optional_size(flags);
	if (walk_take(walk, size) == NULL)
		return walk_short(walk, size);
	if (walk->wire == 0) /* RFC 2637 4.1: nothing but an acknowledgment */
		return step_end(DECODED_NOT_IP);
	return step_to_payload(flags, be16_at(header + 2));
}
