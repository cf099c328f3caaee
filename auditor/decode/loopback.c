/* SPDX-License-Identifier: Apache-2.0 */
/* BSD loopback: four octets of address family, in the byte order of whoever captured. */

#include "decode/layers.h"

struct step
layer_loopback(struct walk *walk)
{
	const uint8_t *header = walk_take(walk, 4);
	uint32_t       family;

	if (header == NULL)
		return walk_short(walk, 4);
	family = be32_at(header);
	if (family > 0xffff)
		family = le32_at(header);
	return step_to_family(family);
}
