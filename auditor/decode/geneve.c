/* SPDX-License-Identifier: Apache-2.0 */
/* Geneve: RFC 8926 3.4. */

#include "decode/layers.h"

#define HEADER_SIZE 8
#define VERSION 0xc0
#define OPTION_WORDS 0x3f

struct step
layer_geneve(struct walk *walk)
{
	const uint8_t *header = walk_peek(walk, HEADER_SIZE);
	size_t         size;
	struct step    next;

	if (header == NULL)
		return step_end(walk->wire < HEADER_SIZE ? DECODED_NOT_TCP : DECODED_TRUNCATED);
	size = HEADER_SIZE + (header[0] & OPTION_WORDS) * (size_t)4;
	next = step_to_ethertype(be16_at(header + 2));
	if ((header[0] & VERSION) != 0 || header[7] != 0 || next.take == NULL || size > walk->wire)
		return step_end(DECODED_NOT_TCP);
	if (walk_take(walk, size) == NULL)
		return walk_short(walk, size);
	return next;
}
