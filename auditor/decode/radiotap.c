/* SPDX-License-Identifier: Apache-2.0 */
/* What receivers put before IEEE 802.11 frames: radiotap (radiotap.org), Prism, AVS, PPI. */

#include "decode/layers.h"
#include "decode/wifi.h"

#define PRESENT_MORE 0x80000000U
#define PRESENT_TIME 0x00000001U
#define PRESENT_FLAGS 0x00000002U
#define FLAG_IS_PADDED 0x20

#define PRISM_SIZE_AT_LEAST 8
#define AVS_MAGIC 0x80211000U
#define AVS_MAGIC_MASK 0xfffff000U

/* The place of the flags: after the present words and the time, which is aligned to its eight octets; 0:
 * none. */
static size_t
flags_place(const uint8_t *header, size_t size)
{
	uint32_t present = le32_at(header + 4);
	size_t   at = 8;

	if (!(present & PRESENT_FLAGS))
		return 0;
	for (uint32_t word = present; word & PRESENT_MORE; at += 4) {
		if (at + 4 > size)
			return 0;
		word = le32_at(header + at);
	}
	if (present & PRESENT_TIME)
		at = ((at + 7) & ~(size_t)7) + 8;
	return at < size ? at : 0;
}

struct step
layer_radiotap(struct walk *walk)
{
	const uint8_t *header = walk_peek(walk, 8);
	size_t         size, flags;

	if (header == NULL)
		return walk_short(walk, 8);
	size = le16_at(header + 2);
	if (header[0] != 0 || size < 8)
		return step_end(DECODED_MALFORMED);
	if (walk_take(walk, size) == NULL)
		return walk_short(walk, size);
	flags = flags_place(header, size);
	return wifi_frame(walk, flags != 0 && header[flags] & FLAG_IS_PADDED);
}

/* AVS says its length in network order; Prism in that of the capturing machine, and it is small. */
struct step
layer_prism(struct walk *walk)
{
	const uint8_t *header = walk_peek(walk, PRISM_SIZE_AT_LEAST);
	size_t         size;

	if (header == NULL)
		return walk_short(walk, PRISM_SIZE_AT_LEAST);
	size = be32_at(header + 4);
	if ((be32_at(header) & AVS_MAGIC_MASK) != AVS_MAGIC && size > 0xffff)
		size = le32_at(header + 4);
	if (size < PRISM_SIZE_AT_LEAST)
		return step_end(DECODED_MALFORMED);
	if (walk_take(walk, size) == NULL)
		return walk_short(walk, size);
	return step_to(layer_wifi);
}

struct step
layer_ppi(struct walk *walk)
{
	const uint8_t *header = walk_peek(walk, 8);
	size_t         size;

	if (header == NULL)
		return walk_short(walk, 8);
	size = le16_at(header + 2);
	if (size < 8)
		return step_end(DECODED_MALFORMED);
	if (walk_take(walk, size) == NULL)
		return walk_short(walk, size);
	return step_to_link((int)(le32_at(header + 4) & 0xffff));
}
