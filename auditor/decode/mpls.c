/* SPDX-License-Identifier: Apache-2.0 */
/* MPLS label stacks (RFC 3032) with IP or an Ethernet pseudowire below. */

#include "decode/layers.h"

#define LABELS_AT_MOST 16
#define BOTTOM 0x00000100

/* RFC 4448 4.6: the control word of an Ethernet pseudowire, which is zero where sequence is not used. */
static struct step
below_the_stack(struct walk *walk)
{
	const uint8_t *control = walk_peek(walk, 4);

	if (control == NULL)
		return walk_short(walk, 4);
	if (be32_at(control) == 0) {
		walk_skip(walk, 4);
		return step_to(layer_ethernet);
	}
	return step_to_ip_version(walk, DECODED_UNKNOWN_ETHERTYPE);
}

struct step
layer_mpls(struct walk *walk)
{
	walk->segment->is_wrapped = true;
	for (int labels = 0; labels < LABELS_AT_MOST; labels++) {
		const uint8_t *label = walk_take(walk, 4);

		if (label == NULL)
			return walk_short(walk, 4);
		if (be32_at(label) & BOTTOM)
			return below_the_stack(walk);
	}
	return step_end(DECODED_TOO_DEEP);
}
