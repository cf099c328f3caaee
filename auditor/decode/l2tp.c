/* SPDX-License-Identifier: Apache-2.0 */
/* L2TP version 2, which carries PPP: RFC 2661 3.1. */

#include "decode/layers.h"

#define IS_CONTROL 0x8000
#define HAS_LENGTH 0x4000
#define HAS_SEQUENCE 0x0800
#define HAS_OFFSET 0x0200
#define RESERVED 0x34f0
#define VERSION 0x000f
#define VERSION_2 0x0002

/* Where the fields stand; those that are not there move the others up. */
struct l2tp {
	size_t ids, offset, end;
};

static struct l2tp
fields_of(uint16_t flags)
{
	struct l2tp fields = {.ids = flags & HAS_LENGTH ? 4 : 2};

	fields.offset = fields.ids + 4 + (flags & HAS_SEQUENCE ? 4 : 0);
	fields.end = fields.offset + (flags & HAS_OFFSET ? 2 : 0);
	return fields;
}

static struct step
over_header(struct walk *walk, uint16_t flags, const struct l2tp *fields)
{
	const uint8_t *header = walk_peek(walk, fields->end);
	size_t         size = fields->end;

	if (header == NULL)
		return walk_short(walk, size);
	/* RFC 2661 5.3: messages of no tunnel or no session are control messages. */
	if (be16_at(header + fields->ids) == 0 || be16_at(header + fields->ids + 2) == 0)
		return step_end(DECODED_NOT_TCP);
	if (flags & HAS_OFFSET)
		size += be16_at(header + fields->offset);
	if (flags & HAS_LENGTH)
		walk_limit(walk, be16_at(header + 2));
	if (size > walk->wire)
		return step_end(DECODED_NOT_TCP);
	if (walk_take(walk, size) == NULL)
		return walk_short(walk, size);
	return step_to(layer_ppp);
}

struct step
layer_l2tp(struct walk *walk)
{
	const uint8_t *header = walk_peek(walk, 2);
	struct l2tp    fields;
	uint16_t       flags;

	if (header == NULL)
		return step_end(walk->wire < 2 ? DECODED_NOT_TCP : DECODED_TRUNCATED);
	flags = be16_at(header);
	fields = fields_of(flags);
	if ((flags & (IS_CONTROL | RESERVED | VERSION)) != VERSION_2 || walk->wire < fields.end)
		return step_end(DECODED_NOT_TCP);
	return over_header(walk, flags, &fields);
}
