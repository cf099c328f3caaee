/* SPDX-License-Identifier: Apache-2.0 */
/* VXLAN with any protocol inside: draft-ietf-nvo3-vxlan-gpe-13 3. */

#include "decode/layers.h"

#define HEADER_SIZE 8
#define VERSION 0x30
#define HAS_NETWORK 0x08
#define HAS_PROTOCOL 0x04
#define NEXT_PROTOCOL 3

static const struct {
	uint8_t number;
	struct step (*take)(struct walk *walk);
} protocols[] = {
    {1, layer_ipv4    },
    {2, layer_ipv6    },
    {3, layer_ethernet},
};

struct step
layer_vxlan_gpe(struct walk *walk)
{
	const uint8_t *header = walk_take(walk, HEADER_SIZE);

	if (header == NULL)
		return step_end(walk->wire < HEADER_SIZE ? DECODED_NOT_TCP : DECODED_TRUNCATED);
	if ((header[0] & (VERSION | HAS_NETWORK | HAS_PROTOCOL)) != (HAS_NETWORK | HAS_PROTOCOL))
		return step_end(DECODED_NOT_TCP);
	for (size_t i = 0; i < sizeof(protocols) / sizeof(protocols[0]); i++)
		if (protocols[i].number == header[NEXT_PROTOCOL])
			return step_to(protocols[i].take);
	return step_end(DECODED_NOT_TCP);
}
