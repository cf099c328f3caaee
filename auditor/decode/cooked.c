/* SPDX-License-Identifier: Apache-2.0 */
/* Linux "cooked" captures, as of the device "any": LINKTYPE_LINUX_SLL and LINKTYPE_LINUX_SLL2. */

#include "decode/layers.h"

/* What the kernel puts in place of an EtherType: linux/if_ether.h. */
#define NOVELL_RAW 0x0001
#define LLC 0x0004

static struct step
step_to_cooked(uint16_t protocol)
{
	if (protocol == LLC)
		return step_to(layer_llc);
	if (protocol == NOVELL_RAW)
		return step_end(DECODED_NOT_IP);
	return step_to_ethertype(protocol);
}

/* The packet's type (LINKTYPE_LINUX_SLL): for this host, from it, or neither. */
static void
note_way(struct walk *walk, unsigned type)
{
	if (type == 0)
		walk->segment->way = WAY_IN;
	else if (type == 4)
		walk->segment->way = WAY_OUT;
}

struct step
layer_cooked(struct walk *walk)
{
	const uint8_t *header = walk_take(walk, 16);

	if (header == NULL)
		return walk_short(walk, 16);
	note_way(walk, be16_at(header));
	return step_to_cooked(be16_at(header + 14));
}

struct step
layer_cooked2(struct walk *walk)
{
	const uint8_t *header = walk_take(walk, 20);

	if (header == NULL)
		return walk_short(walk, 20);
	note_way(walk, header[10]);
	return step_to_cooked(be16_at(header));
}
