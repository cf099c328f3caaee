/* SPDX-License-Identifier: Apache-2.0 */
/* TZSP, by which MikroTik's and other devices send on what they capture: version 1, as Wireshark reads it. */

#include "decode/layers.h"

#define HEADER_SIZE 4
#define VERSION 1
#define RECEIVED 0
#define FOR_TRANSMIT 1
#define TAG_PADDING 0
#define TAG_END 1
#define LARGEST 0xff /* of the numbers of what is carried; 0: nothing */

/* What packets carry, as far as it can be decoded. */
static const struct {
	uint16_t number;
	struct step (*take)(struct walk *walk);
} carried[] = {
    {1,   layer_ethernet},
    {18,  layer_wifi    }, /* IEEE 802.11 */
    {119, layer_prism   },
    {127, layer_prism   }, /* AVS, which layer_prism knows by itself */
};

static struct step
step_to_carried(uint16_t number)
{
	for (size_t i = 0; i < sizeof(carried) / sizeof(carried[0]); i++)
		if (carried[i].number == number)
			return step_to(carried[i].take);
	return step_end(DECODED_UNKNOWN_LINK);
}

/* What is missing was cut by the capture, or this is no TZSP. */
static struct step
missing(const struct walk *walk, size_t size)
{
	return step_end(size <= walk->wire ? DECODED_TRUNCATED : DECODED_NOT_TCP);
}

/* A type, a length and so many octets, but for two types that stand alone; all of them are in one packet. */
static struct step
after_tags(struct walk *walk, uint16_t number)
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
	return walk_take(walk, 1) == NULL ? missing(walk, 1) : step_to_carried(number);
}

struct step
layer_tzsp(struct walk *walk)
{
	const uint8_t *header = walk_peek(walk, HEADER_SIZE);
	uint16_t       number;

	if (header == NULL)
		return missing(walk, HEADER_SIZE);
	number = be16_at(header + 2);
	if (header[0] != VERSION || (header[1] != RECEIVED && header[1] != FOR_TRANSMIT) || number == 0 ||
	    number > LARGEST)
		return step_end(DECODED_NOT_TCP);
	walk_skip(walk, HEADER_SIZE);
	return after_tags(walk, number);
}
