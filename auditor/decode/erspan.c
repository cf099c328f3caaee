/* SPDX-License-Identifier: Apache-2.0 */
/* ERSPAN types II and III, frames mirrored through GRE: draft-foschiano-erspan-03. */

#include "decode/layers.h"

#define TYPE_2_SIZE 8
#define TYPE_3_SIZE 12
#define HAS_PLATFORM 0x01
#define PLATFORM_SIZE 8
#define FRAME_TYPE_PLACE 10
#define FRAME_TYPE 0x7c /* 0: Ethernet, 2: IP */
#define FRAME_IS_IP 0x08

struct step
layer_erspan2(struct walk *walk)
{
	if (walk_take(walk, TYPE_2_SIZE) == NULL)
		return walk_short(walk, TYPE_2_SIZE);
	return step_to(layer_ethernet);
}

struct step
layer_erspan3(struct walk *walk)
{
	const uint8_t *header = walk_peek(walk, TYPE_3_SIZE);
	size_t         size = TYPE_3_SIZE;

	if (header == NULL)
		return walk_short(walk, size);
	if (header[TYPE_3_SIZE - 1] & HAS_PLATFORM)
		size += PLATFORM_SIZE;
	if (walk_take(walk, size) == NULL)
		return walk_short(walk, size);
	if ((header[FRAME_TYPE_PLACE] & FRAME_TYPE) == FRAME_IS_IP)
		return step_to(layer_raw);
	return step_to(layer_ethernet);
}
