/* SPDX-License-Identifier: Apache-2.0 */
/* What IPsec has unpacked, or is about to pack, as enc(4) of the BSDs shows it: LINKTYPE_ENC. */

#include "decode/layers.h"

#define HEADER_SIZE 12 /* address family, security parameter index, flags, in the writer's byte order */

struct step
layer_enc(struct walk *walk)
{
	const uint8_t *header = walk_take(walk, HEADER_SIZE);
	uint32_t       family;

	if (header == NULL)
		return walk_short(walk, HEADER_SIZE);
	/* A family is a small number: in the other order the upper half is not empty. */
	family = be32_at(header);
	if (family > UINT16_MAX)
		family = le32_at(header);
	return step_to_family(family);
}
