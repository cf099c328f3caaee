/* SPDX-License-Identifier: Apache-2.0 */
/* The ways in which a tape is captured badly at random, and octets that are no longer what was sent. */
#include "changes.h"

#include <string.h>

#include "command_ways.h"

#define MILLISECOND INT64_C(1000000)

static void
change_end(const struct tape *from, struct tape *to, struct chance *chance)
{
	tape_add_part(to, from, 0, chance_below(chance, from->count + 1));
}

static void
change_beginning(const struct tape *from, struct tape *to, struct chance *chance)
{
	tape_add_part(to, from, chance_below(chance, from->count + 1), from->count);
}

static void
change_hole(const struct tape *from, struct tape *to, struct chance *chance)
{
	size_t begin = chance_below(chance, from->count + 1);

	tape_add_part(to, from, 0, begin);
	tape_add_part(to, from, begin + chance_below(chance, from->count - begin + 1), from->count);
}

static void
change_drop(const struct tape *from, struct tape *to, struct chance *chance)
{
	size_t at = chance_below(chance, from->count);

	tape_add_part(to, from, 0, at);
	tape_add_part(to, from, at + 1, from->count);
}

static void
change_loss(const struct tape *from, struct tape *to, struct chance *chance)
{
	way_loss(from, to, 1 + (unsigned)chance_below(chance, 300), chance);
}

static void
change_copy(const struct tape *from, struct tape *to, struct chance *chance)
{
	size_t at = chance_below(chance, from->count), behind = at + chance_below(chance, from->count - at);
	struct segment copy = from->segments[at];
	bool           is_syn = (copy.flags & (TCP_SYN | TCP_ACK)) == TCP_SYN;

	/* Nothing tells it from a retry: it is one. */
	if (is_syn && copy.ip_id == 0)
		behind = at;
	copy.time = from->segments[behind].time + (int64_t)chance_below(chance, 1000000);
	tape_add_part(to, from, 0, behind + 1);
	tape_add(to, &copy);
	tape_add_part(to, from, behind + 1, from->count);
}

static void
change_twice(const struct tape *from, struct tape *to, struct chance *chance)
{
	way_twice(from, to, 0, (int64_t)chance_below(chance, 2) * MILLISECOND, chance);
}

static void
change_swap(const struct tape *from, struct tape *to, struct chance *chance)
{
	size_t at = chance_below(chance, from->count - 1);

	tape_add_part(to, from, 0, at);
	tape_add(to, &from->segments[at + 1]);
	tape_add(to, &from->segments[at]);
	tape_add_part(to, from, at + 2, from->count);
}

static void
change_jitter(const struct tape *from, struct tape *to, struct chance *chance)
{
	way_jitter(from, to, 1 + (int64_t)chance_below(chance, 5 * MILLISECOND), chance);
}

static void
change_backward(const struct tape *from, struct tape *to, struct chance *chance)
{
	way_backward(from, to, 1 + (int64_t)chance_below(chance, 5 * MILLISECOND), chance);
}

static void
change_cut(const struct tape *from, struct tape *to, struct chance *chance)
{
	size_t at = chance_below(chance, from->count);

	way_cut_segment(from, to, at, chance_below(chance, from->segments[at].payload.size + 1));
}

static void
change_snaplen(const struct tape *from, struct tape *to, struct chance *chance)
{
	way_snaplen(from, to, 54 + chance_below(chance, 400));
}

static void
change_truncate(const struct tape *from, struct tape *to, struct chance *chance)
{
	size_t          at = chance_below(chance, from->count);
	struct segment *segment;

	tape_add_part(to, from, 0, from->count);
	segment = &to->segments[at];
	segment->payload.size = chance_below(chance, segment->payload.size + 1);
}

static void
change_side(const struct tape *from, struct tape *to, struct chance *chance)
{
	way_one_side(from, to, chance_below(chance, 2) == 0 ? CLIENT : SERVER);
}

const struct change changes[] = {
    {"end",       change_end      },
    {"beginning", change_beginning},
    {"hole",      change_hole     },
    {"drop",      change_drop     },
    {"loss",      change_loss     },
    {"copy",      change_copy     },
    {"twice",     change_twice    },
    {"swap",      change_swap     },
    {"jitter",    change_jitter   },
    {"backward",  change_backward },
    {"cut",       change_cut      },
    {"snaplen",   change_snaplen  },
    {"truncate",  change_truncate },
    {"side",      change_side     },
};

const size_t change_count = sizeof(changes) / sizeof(changes[0]);

void
segment_flip(struct segment *segment, struct chance *chance)
{
	uint32_t mask = UINT32_C(1) << chance_below(chance, 32);
	uint8_t *payload;

	switch (chance_below(chance, 8)) {
	case 0:
		segment->seq ^= mask;
		return;
	case 1:
		segment->ack ^= mask;
		return;
	case 2:
		segment->flags ^= (uint8_t)(mask >> chance_below(chance, 4) * 8);
		return;
	case 3:
		segment->ttl ^= (uint8_t)mask;
		return;
	case 4:
		segment->payload_length = (uint32_t)segment->payload.size +
					  (uint32_t)chance_below(chance, 70000 - segment->payload.size);
		return;
	case 5:
		segment->time ^= INT64_C(1) << chance_below(chance, 62);
		return;
	default:
		if (segment->payload.size == 0)
			return;
		memcpy(&payload, &segment->payload.data, sizeof(payload));
		payload[chance_below(chance, segment->payload.size)] ^=
		    (uint8_t)(1 << chance_below(chance, 8));
	}
}
