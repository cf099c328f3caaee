/* SPDX-License-Identifier: Apache-2.0 */
/* TZSP, by which MikroTik's and other devices send on what they capture: version 1, as Wireshark reads it. */

#include "decode/layers.h"

#define HEADER_SIZE 4
#define VERSION 1
#define RECEIVED 0
#define FOR_TRANSMIT 1
#define ETHERNET 1
#define TAG_PADDING 0
#define TAG_END 1

/* What is missing was cut by the capture, or this is no TZSP. */
static struct step
missing(const struct walk *walk, size_t size)
{
	return step_end(size <= walk->wire ? DECODED_TRUNCATED : DECODED_NOT_TCP);
}

/* A type, a length and so many octets, but for two types that stand alone; all of them are in one packet. */
static struct step
after_tags(struct walk *walk)
{
	const uint8_t *tag;
	size_t         size;

	while ((tag = walk_peek(walk, 1)) != NULL && *tag != TAG_END) {
		if (*tag == TAG_PADDING)
			size = 1;
		else if ((tag = walk_peek(walk, 2)) == NULL)
			return missing(walk, 2);
		else
			size = 2U + tag[1];
		if (walk_take(walk, size) == NULL)
			return missing(walk, size);
	}
	return walk_take(walk, 1) == NULL ? missing(walk, 1) : step_to(layer_ethernet);
}

struct step
layer_tzsp(struct walk *walk)
{
	const uint8_t *header = walk_peek(walk, HEADER_SIZE);

	if (header == NULL)
		return missing(walk, HEADER_SIZE);
	if (header[0] != VERSION || (header[1] != RECEIVED && header[1] != FOR_TRANSMIT) ||
	    be16_at(header + 2) != ETHERNET)
		return step_end(DECODED_NOT_TCP);
	walk_skip(walk, HEADER_SIZE);
	return after_tags(walk);
}
