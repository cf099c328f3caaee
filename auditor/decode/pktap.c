/* SPDX-License-Identifier: Apache-2.0 */
/* Packets of macOS with the process that they belong to: LINKTYPE_PKTAP (bsd/net/pktap.h of xnu). */

#include "decode/layers.h"

/* Length of the header, type of the record, link type of what follows: 32 bits each, little endian as Macs
 * are. */
#define FIELDS_SIZE 12
#define LEAST_SIZE 108
#define TYPE_PACKET 1

struct step
layer_pktap(struct walk *walk)
{
	const uint8_t *header = walk_peek(walk, FIELDS_SIZE);
	uint32_t       size, link_type;

	if (header == NULL)
		return walk_short(walk, FIELDS_SIZE);
	size = le32_at(header);
	link_type = le32_at(header + 8);
	if (size < LEAST_SIZE)
		return step_end(DECODED_MALFORMED);
	if (le32_at(header + 4) != TYPE_PACKET)
		return step_end(DECODED_NOT_IP);
	if (walk_take(walk, size) == NULL)
		return walk_short(walk, size);
	/* A PKTAP in a PKTAP is none of a Mac's. */
	return link_type > UINT16_MAX || link_type == 258 ? step_end(DECODED_UNKNOWN_LINK)
							  : step_to_link((int)link_type);
}
