/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_BYTES_H
#define BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * bytes: a view of somebody else's octets, with checked reads.
 *
 * Owns nothing.  Reading past the end gives zeros and sets is_short, which
 * stays set: a decoder reads a whole header in the order of its RFC and asks
 * once, afterwards, whether all of it was there.
 */
struct bytes {
	const uint8_t *data;
	size_t         size;
	bool           is_short;
};

static inline struct bytes
bytes_of(const void *data, size_t size)
{
	struct bytes view = {(const uint8_t *)data, size, false};

	return view;
}

/* Take the first `size` octets off `from`; a shorter rest gives what there is and marks both. */
static inline struct bytes
bytes_take(struct bytes *from, size_t size)
{
	struct bytes head = *from;

	if (size > from->size) {
		from->is_short = head.is_short = true;
		size = from->size;
	}
	head.size = size;
	if (size > 0)
		from->data += size;
	from->size -= size;
	return head;
}

static inline void
bytes_skip(struct bytes *from, size_t size)
{
	(void)bytes_take(from, size);
}

static inline uint8_t
bytes_u8(struct bytes *from)
{
	struct bytes one = bytes_take(from, 1);

	return one.size == 1 ? one.data[0] : 0;
}

/* Big endian, as all of TCP/IP and TLS are. */
static inline uint16_t
bytes_be16(struct bytes *from)
{
	struct bytes two = bytes_take(from, 2);

	return two.size == 2 ? (uint16_t)((unsigned)two.data[0] << 8 | two.data[1]) : 0;
}

static inline uint32_t
bytes_be24(struct bytes *from)
{
	uint32_t high = bytes_u8(from);

	return high << 16 | bytes_be16(from);
}

static inline uint32_t
bytes_be32(struct bytes *from)
{
	struct bytes four = bytes_take(from, 4);

	if (four.size != 4)
		return 0;
	return (uint32_t)four.data[0] << 24 | (uint32_t)four.data[1] << 16 | (uint32_t)four.data[2] << 8 |
	       four.data[3];
}

#endif
