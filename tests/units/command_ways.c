/* SPDX-License-Identifier: Apache-2.0 */
/* What a bad place to capture, or a bad capture, makes of a tape. */
#include "command_ways.h"

#include <stdlib.h>

#define ETHERNET_HEADER 14
#define IPV4_HEADER 20
#define IPV6_HEADER 40
#define TCP_HEADER 20

void
way_one_side(const struct tape *from, struct tape *to, enum side side)
{
	for (size_t i = 0; i < from->count; i++) {
		const struct segment *segment = &from->segments[i];
		enum side sent_by = segment->kind == SEGMENT_ICMP_ERROR ? SERVER : tape_side(segment);

		if (sent_by == side)
			tape_add(to, segment);
	}
}

void
way_loss(const struct tape *from, struct tape *to, unsigned share, struct chance *chance)
{
	for (size_t i = 0; i < from->count; i++)
		if (chance_below(chance, 1000) >= share)
			tape_add(to, &from->segments[i]);
}

void
way_snaplen(const struct tape *from, struct tape *to, size_t octets)
{
	for (size_t i = 0; i < from->count; i++) {
		struct segment segment = from->segments[i];
		size_t         headers =
		    ETHERNET_HEADER + TCP_HEADER + (segment.from.family == 6 ? IPV6_HEADER : IPV4_HEADER);

		if (octets < headers)
			continue;
		if (segment.payload.size > octets - headers)
			segment.payload.size = octets - headers;
		tape_add(to, &segment);
	}
}

void
way_twice(const struct tape *from, struct tape *to, int64_t least, int64_t most, struct chance *chance)
{
	for (size_t i = 0; i < from->count; i++) {
		struct segment copy = from->segments[i];

		copy.time += least + (int64_t)chance_below(chance, (size_t)(most - least) + 1);
		tape_add(to, &from->segments[i]);
		tape_add(to, &copy);
	}
	tape_sort(to);
}

void
way_routed(const struct tape *from, struct tape *to, int64_t most, struct chance *chance)
{
	for (size_t i = 0; i < from->count; i++) {
		struct segment copy = from->segments[i];

		copy.time += (int64_t)chance_below(chance, (size_t)most + 1);
		copy.ttl--;
		tape_add(to, &from->segments[i]);
		tape_add(to, &copy);
	}
	tape_sort(to);
}

void
way_jitter(const struct tape *from, struct tape *to, int64_t most, struct chance *chance)
{
	for (size_t i = 0; i < from->count; i++) {
		struct segment segment = from->segments[i];

		segment.time += (int64_t)chance_below(chance, (size_t)most * 2 + 1) - most;
		tape_add(to, &segment);
	}
	tape_sort(to);
}

void
way_backward(const struct tape *from, struct tape *to, int64_t most, struct chance *chance)
{
	for (size_t i = 0; i < from->count; i++) {
		struct segment segment = from->segments[i];

		if (chance_below(chance, 4) == 0)
			segment.time -= (int64_t)chance_below(chance, (size_t)most);
		tape_add(to, &segment);
	}
}

void
way_clock_set(const struct tape *from, struct tape *to, size_t at, int64_t step)
{
	for (size_t i = 0; i < from->count; i++) {
		struct segment segment = from->segments[i];

		segment.time += i < at ? step : 0;
		tape_add(to, &segment);
	}
}

void
way_cut_segment(const struct tape *from, struct tape *to, size_t at, size_t size)
{
	struct segment first = from->segments[at], second = first;

	tape_add_part(to, from, 0, at);
	if (size > 0 && size < first.payload.size && (first.flags & TCP_SYN) == 0) {
		first.payload.size = size;
		first.payload_length = (uint32_t)size;
		first.flags &= (uint8_t) ~(TCP_FIN | TCP_PSH | TCP_RST);
		second.seq += (uint32_t)size;
		second.payload_length -= (uint32_t)size;
		bytes_skip(&second.payload, size);
		tape_add(to, &first);
	}
	tape_add(to, &second);
	tape_add_part(to, from, at + 1, from->count);
}

struct place_in_time {
	struct segment segment;
	size_t         index;
};

static int
compare(const void *a, const void *b)
{
	const struct place_in_time *x = a, *y = b;

	if (x->segment.time != y->segment.time)
		return x->segment.time < y->segment.time ? -1 : 1;
	return x->index < y->index ? -1 : x->index > y->index;
}

void
tape_sort(struct tape *tape)
{
	struct place_in_time *all = calloc(tape->count + 1, sizeof(*all));

	if (all == NULL)
		abort();
	for (size_t i = 0; i < tape->count; i++)
		all[i] = (struct place_in_time){tape->segments[i], i};
	qsort(all, tape->count, sizeof(*all), compare);
	for (size_t i = 0; i < tape->count; i++)
		tape->segments[i] = all[i].segment;
	free(all);
}
