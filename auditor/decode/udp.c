/* SPDX-License-Identifier: Apache-2.0 */
/* UDP (RFC 768), of interest only where it carries a tunnel. */

#include "decode/layers.h"

#define HEADER_SIZE 8

struct step
layer_udp(struct walk *walk)
{
	const uint8_t *udp = walk_take(walk, HEADER_SIZE);

	if (udp == NULL)
		return walk_short(walk, HEADER_SIZE);
	/* 0: a jumbogram (RFC 2675 4). */
	if (be16_at(udp + 4) >= HEADER_SIZE)
		walk_limit(walk, be16_at(udp + 4) - (size_t)HEADER_SIZE);
	return step_to_udp_tunnel(be16_at(udp), be16_at(udp + 2));
}
