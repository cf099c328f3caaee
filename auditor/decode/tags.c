/* SPDX-License-Identifier: Apache-2.0 */
/* Tags that switches put between Ethernet addresses and type, or before the whole of a frame. */

#include "decode/layers.h"

/* A tag of `size` octets, of which the last two are the type of what follows. */
static struct step
over_tag(struct walk *walk, size_t size)
{
	const uint8_t *tag = walk_take(walk, size);

	if (tag == NULL)
		return walk_short(walk, size);
	return step_to_type_or_length(walk, be16_at(tag + size - 2));
}

/* A tag of `size` octets that an Ethernet frame follows. */
static struct step
before_frame(struct walk *walk, size_t size)
{
	if (walk_take(walk, size) == NULL)
		return walk_short(walk, size);
	return step_to(layer_ethernet);
}

/* Behind the link layer's header and one tag; what is further in is somebody else's, as in a tunnel. */
#define OUTER_TAGS 24

/* IEEE 802.1Q 9.6: of four octets the last twelve bits of the first two are the identifier; 0 says priority
 * alone, and 4095 is reserved. */
struct step
layer_vlan(struct walk *walk)
{
	const uint8_t *tag = walk_peek(walk, 4);
	struct tap    *tap = &walk->segment->tap;
	uint16_t       vlan = tag != NULL ? be16_at(tag) & 0xfff : 0;

	if (tag != NULL && tag <= walk->packet->bytes.data + OUTER_TAGS && walk->ip.family == 0 &&
	    vlan < 0xfff) {
		if (tap->vlan == 0)
			tap->vlan = vlan;
		else if (tap->inner_vlan == 0)
			tap->inner_vlan = vlan;
	}
	return over_tag(walk, 4);
}

/* IEEE 802.1BR 7.5: E-TAG. */
struct step
layer_etag(struct walk *walk)
{
	return over_tag(walk, 8);
}

/* Cisco's VN-Tag. */
struct step
layer_vntag(struct walk *walk)
{
	return over_tag(walk, 6);
}

/* IEEE 802.1Q 9.7: I-TAG of a provider backbone bridge. */
struct step
layer_backbone(struct walk *walk)
{
	return before_frame(walk, 4);
}

/* Cisco FabricPath. */
struct step
layer_fabricpath(struct walk *walk)
{
	return before_frame(walk, 2);
}

/* Cisco's metadata (TrustSec) of usual length: version, length, option, security group. */
struct step
layer_trustsec(struct walk *walk)
{
	return over_tag(walk, 8);
}
