/* SPDX-License-Identifier: Apache-2.0 */
/* Packets that Linux' netfilter logged: LINKTYPE_NFLOG, a list of attributes of which one is the packet. */

#include "decode/layers.h"

#define NFLOG_VERSION 0
#define ATTRIBUTE_SIZE 4
#define ATTRIBUTE_PAYLOAD 9
#define ATTRIBUTES 0x100 /* all types are below, which tells the byte order */

struct attribute {
	size_t   size; /* with its header */
	uint16_t type;
};

static struct attribute
attribute_at(const uint8_t *header)
{
	if (le16_at(header + 2) < ATTRIBUTES)
		return (struct attribute){le16_at(header), le16_at(header + 2)};
	return (struct attribute){be16_at(header), be16_at(header + 2)};
}

struct step
layer_nflog(struct walk *walk)
{
	const uint8_t *header = walk_take(walk, 4);

	if (header == NULL)
		return walk_short(walk, 4);
	if (header[1] != NFLOG_VERSION)
		return step_end(DECODED_UNKNOWN_LINK);
	while ((header = walk_peek(walk, ATTRIBUTE_SIZE)) != NULL) {
		struct attribute attribute = attribute_at(header);
		size_t           padded = (attribute.size + 3) & ~(size_t)3;

		if (attribute.size < ATTRIBUTE_SIZE)
			return step_end(DECODED_MALFORMED);
		if (attribute.type == ATTRIBUTE_PAYLOAD) {
			walk_skip(walk, ATTRIBUTE_SIZE);
			walk_limit(walk, attribute.size - ATTRIBUTE_SIZE);
			return step_to_ip_version(walk, DECODED_NOT_IP);
		}
		if (walk_take(walk, padded) == NULL)
			return walk_short(walk, padded);
	}
	/* A logged event need not carry a packet. */
	return walk->wire < ATTRIBUTE_SIZE ? step_end(DECODED_NOT_IP) : walk_short(walk, ATTRIBUTE_SIZE);
}
