/* SPDX-License-Identifier: Apache-2.0 */
/* GTP-U, the tunnel of mobile networks: 3GPP TS 29.281 5. */

#include "decode/layers.h"

#define HEADER_SIZE 8
#define VERSION_1 0x30 /* version 1, and GTP rather than GTP' */
#define VERSION 0xf0
#define HAS_EXTENSION 0x04
#define HAS_MORE 0x07 /* extension, sequence or N-PDU number: four octets more for all of them */
#define TYPE_USER_PACKET 255
#define EXTENSIONS_AT_MOST 8

/* TS 29.281 5.2.1: length in units of four octets; the last octet says what comes next, 0 that nothing does.
 */
static struct step
after_extensions(struct walk *walk, uint8_t next)
{
	for (int extensions = 0; next != 0; extensions++) {
		const uint8_t *header = walk_peek(walk, 1);
		size_t         size;

		if (header == NULL)
			return walk_short(walk, 1);
		size = header[0] * (size_t)4;
		if (size == 0 || extensions == EXTENSIONS_AT_MOST)
			return step_end(DECODED_NOT_TCP);
		if (walk_take(walk, size) == NULL)
			return walk_short(walk, size);
		next = header[size - 1];
	}
	return step_to_ip_version(walk, DECODED_NOT_TCP);
}

struct step
layer_gtpu(struct walk *walk)
{
	const uint8_t *header = walk_take(walk, HEADER_SIZE);
	const uint8_t *more;

	if (header == NULL)
		return step_end(walk->wire < HEADER_SIZE ? DECODED_NOT_TCP : DECODED_TRUNCATED);
	if ((header[0] & VERSION) != VERSION_1 || header[1] != TYPE_USER_PACKET)
		return step_end(DECODED_NOT_TCP);
	walk_limit(walk, be16_at(header + 2));
	if (!(header[0] & HAS_MORE))
		return step_to_ip_version(walk, DECODED_NOT_TCP);
	if ((more = walk_take(walk, 4)) == NULL)
		return walk_short(walk, 4);
	return after_extensions(walk, header[0] & HAS_EXTENSION ? more[3] : 0);
}
