/* SPDX-License-Identifier: Apache-2.0 */
/* Puts an IP packet into other things and cuts it into fragments. */
#include "command_wraps.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

uint8_t *
wrap_front(struct wrap *wrap, size_t size)
{
	if (size > wrap->begin)
		abort();
	wrap->begin -= size;
	return memset(wrap->room + wrap->begin, 0, size);
}

uint8_t *
wrap_front_octets(struct wrap *wrap, const void *octets, size_t size)
{
	return memcpy(wrap_front(wrap, size), octets, size);
}

/* RFC 791 3.2: ${size} octets from ${offset} on of what follows the header. */
static void
fragment4(const struct wrap *whole, struct wrap *part, size_t offset, size_t size, uint32_t id)
{
	const uint8_t *ip = wrap_octets(whole);
	bool           has_more = 20 + offset + size < wrap_size(whole);
	uint8_t       *header;

	*part = (struct wrap){.begin = WRAP_ROOM, .type = WRAP_IPV4};
	wrap_front_octets(part, ip + 20 + offset, size);
	header = wrap_front_octets(part, ip, 20);
	wrap_put16(header + 2, 20 + size);
	if (header[4] == 0 && header[5] == 0)
		wrap_put16(header + 4, id);
	wrap_put16(header + 6, offset / 8 + (has_more ? 0x2000 : 0));
}

/* RFC 8200 4.5: behind the IPv6 header, before all others. */
static void
fragment6(const struct wrap *whole, struct wrap *part, size_t offset, size_t size, uint32_t id)
{
	const uint8_t *ip = wrap_octets(whole);
	bool           has_more = 40 + offset + size < wrap_size(whole);
	uint8_t       *header;

	*part = (struct wrap){.begin = WRAP_ROOM, .type = WRAP_IPV6};
	wrap_front_octets(part, ip + 40 + offset, size);
	header = wrap_front(part, 8);
	header[0] = ip[6];
	wrap_put16(header + 2, offset + has_more);
	wrap_put16(header + 4, id >> 16);
	wrap_put16(header + 6, id & 0xffff);
	header = wrap_front_octets(part, ip, 40);
	header[6] = 44;
	wrap_put16(header + 4, 8 + size);
}

static void
put_fragments(struct wraps *wraps, const struct wrap *whole, size_t longest)
{
	bool   is_ipv4 = whole->type == WRAP_IPV4;
	size_t size = (longest - (is_ipv4 ? 20 : 48)) / 8 * 8;
	size_t total = wrap_size(whole) - (is_ipv4 ? 20 : 40);

	wraps->id++;
	for (size_t offset = 0; offset < total; offset += size) {
		if (wraps->count == WRAPS_AT_MOST)
			abort();
		(is_ipv4 ? fragment4 : fragment6)(whole, &wraps->list[wraps->count++], offset,
						  total - offset < size ? total - offset : size, wraps->id);
	}
}

static void
swap(struct wrap *a, struct wrap *b)
{
	struct wrap other = *a;

	*a = *b;
	*b = other;
}

static void
put_in_order(struct wraps *wraps, size_t begin, enum wrap_order order)
{
	size_t       count = wraps->count - begin;
	struct wrap *list = wraps->list + begin;

	if (order == LAST_FIRST)
		for (size_t i = 0; i < count / 2; i++)
			swap(&list[i], &list[count - 1 - i]);
	if (order == MIDDLE_FIRST)
		swap(&list[0], &list[count / 2]);
	for (size_t i = 0; order == EACH_TWICE && i < count; i++) {
		if (wraps->count == WRAPS_AT_MOST)
			abort();
		wraps->list[wraps->count++] = list[i];
	}
}

static void
fragments(struct wraps *wraps, const struct wrap_step *step)
{
	static struct wraps before;

	before = *wraps;
	wraps->count = 0;
	for (size_t i = 0; i < before.count; i++) {
		size_t begin = wraps->count;

		if (wrap_size(&before.list[i]) <= step->longest) {
			wraps->list[wraps->count++] = before.list[i];
			continue;
		}
		put_fragments(wraps, &before.list[i], step->longest);
		put_in_order(wraps, begin, step->order);
	}
}

void
wrap_packet(const struct wrapping *wrapping, const uint8_t *ip, size_t size, struct wraps *wraps)
{
	struct wrap *first = &wraps->list[0];

	*first = (struct wrap){.begin = WRAP_ROOM, .type = ip[0] >> 4 == 4 ? WRAP_IPV4 : WRAP_IPV6};
	wrap_front_octets(first, ip, size);
	wraps->count = 1;
	for (size_t i = 0; i < WRAP_STEPS_AT_MOST; i++) {
		const struct wrap_step *step = &wrapping->steps[i];

		for (size_t at = 0; step->around != NULL && at < wraps->count; at++)
			step->around(&wraps->list[at]);
		if (step->around == NULL && step->longest > 0)
			fragments(wraps, step);
	}
}
