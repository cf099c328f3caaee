/* SPDX-License-Identifier: Apache-2.0 */
/* Ethernet in IP: RFC 3378. */

#include "decode/layers.h"

#define HEADER_SIZE 2
#define VERSION 3 /* in the upper four bits; some writers have them the other way round */

struct step
layer_etherip(struct walk *walk)
{
	const uint8_t *header = walk_take(walk, HEADER_SIZE);

	if (header == NULL)
		return walk_short(walk, HEADER_SIZE);
	if (header[0] >> 4 != VERSION && (header[0] & 0x0f) != VERSION)
		return step_end(DECODED_MALFORMED);
	return step_to(layer_ethernet);
}
