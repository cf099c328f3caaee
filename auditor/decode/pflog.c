/* SPDX-License-Identifier: Apache-2.0 */
/* Packets that OpenBSD's packet filter logged: LINKTYPE_PFLOG. */

#include "decode/layers.h"

#define PFLOG_SIZE_AT_LEAST 45 /* up to and with the direction, without padding */

struct step
layer_pflog(struct walk *walk)
{
	const uint8_t *header = walk_peek(walk, 2);
	size_t         size;
	uint8_t        family;

	if (header == NULL)
		return walk_short(walk, 2);
	if (header[0] < PFLOG_SIZE_AT_LEAST)
		return step_end(DECODED_MALFORMED);
	/* The length octet leaves out the padding to four octets. */
	size = (header[0] + 3U) & ~3U;
	family = header[1];
	if (walk_take(walk, size) == NULL)
		return walk_short(walk, size);
	return step_to_family(family);
}
