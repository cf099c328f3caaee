/* SPDX-License-Identifier: Apache-2.0 */
/* However the network cuts, repeats and shuffles a dialogue, and the capture loses of it: the same is told.
 */
#include <stdio.h>
#include <string.h>

#include "flow_lab.h"
#include "unit.h"

#define MOST_OCTETS 6000
#define MOST_PACKETS 24000
#define CASES 3000
#define MILLISECOND INT64_C(1000000)

enum farewell {
	NO_FAREWELL,
	CLIENT_FIRST,
	SERVER_FIRST,
	FINS_AND_RESET,
	RESET_BY_CLIENT,
	RESET_BY_SERVER,
	FAREWELLS
};

/* A dialogue, its packets, and what a guest has heard of them. */
struct talk {
	uint64_t       random;
	uint8_t        stream[2][MOST_OCTETS];
	uint32_t       cause[2][MOST_OCTETS]; /* octets of the other side that the sender of this one had */
	bool           is_captured[2][MOST_OCTETS];
	uint32_t       size[2], isn[2], got[2], acked[2];
	bool           has_fin[2];
	uint32_t       most_cut; /* octets a segment at most */
	bool           is_pipelined;
	enum farewell  farewell;
	struct segment packets[MOST_PACKETS];
	size_t         count;
	int64_t        now;

	uint32_t      at[2];
	unsigned      wrong, before_cause, missed, falsely_missed, opened;
	struct ending ending;
	struct flow   flow;
};

/* Numerical Recipes' xorshift: the same cases in every run. */
static uint32_t
draw(struct talk *talk, uint32_t below)
{
	talk->random ^= talk->random << 13;
	talk->random ^= talk->random >> 7;
	talk->random ^= talk->random << 17;
	return (uint32_t)(talk->random >> 20) % below;
}

static struct segment
packet_of(struct talk *talk, enum side from, uint8_t flags, uint32_t offset, uint32_t length)
{
	enum side      to = side_other(from);
	struct segment segment = {.kind = SEGMENT_TCP, .flags = flags, .ttl = 64, .payload_length = length};

	segment.from = (struct address){
	    .octets = {10, 0, 0, (uint8_t)(1 + from)},
              .family = 4
        };
	segment.to = (struct address){
	    .octets = {10, 0, 0, (uint8_t)(1 + to)},
              .family = 4
        };
	segment.from_port = from == CLIENT ? 40000 : 25;
	segment.to_port = to == CLIENT ? 40000 : 25;
	segment.seq = talk->isn[from] + offset + ((flags & TCP_SYN) == 0);
	if ((flags & TCP_ACK) != 0)
		segment.ack = talk->isn[to] + 1 + talk->got[from] +
			      (talk->has_fin[to] && talk->got[from] == talk->size[to]);
	segment.payload = bytes_of(talk->stream[from] + offset, length);
	return segment;
}

static void
add(struct talk *talk, enum side from, uint8_t flags, uint32_t offset, uint32_t length)
{
	if (talk->count < MOST_PACKETS)
		talk->packets[talk->count++] = packet_of(talk, from, flags, offset, length);
}

/* The other side gets what was sent, and mostly says so. */
static void
receive(struct talk *talk, enum side by)
{
	talk->got[by] = talk->size[side_other(by)];
	if (draw(talk, 3) > 0)
		add(talk, by, TCP_ACK, talk->size[by], 0);
}

static void
say_segment(struct talk *talk, enum side from, uint32_t length)
{
	uint32_t offset = talk->size[from];

	for (uint32_t i = 0; i < length; i++) {
		talk->stream[from][offset + i] = (uint8_t)draw(talk, 256);
		talk->cause[from][offset + i] = talk->got[from];
	}
	add(talk, from, TCP_ACK | TCP_PSH, offset, length);
	talk->size[from] += length;
}

static void
say_message(struct talk *talk, enum side from)
{
	uint32_t length = 1 + draw(talk, draw(talk, 4) == 0 ? 900 : 40);

	while (length > 0 && talk->size[from] + length < MOST_OCTETS) {
		uint32_t part = 1 + draw(talk, talk->most_cut);

		part = part < length ? part : length;
		say_segment(talk, from, part);
		length -= part;
		if (!talk->is_pipelined || draw(talk, 2) == 0)
			receive(talk, side_other(from));
	}
}

static void
say_farewell(struct talk *talk)
{
	enum side first = talk->farewell == SERVER_FIRST ? SERVER : CLIENT, second = side_other(first);

	talk->got[CLIENT] = talk->size[SERVER];
	talk->got[SERVER] = talk->size[CLIENT];
	if (talk->farewell == NO_FAREWELL)
		return;
	if (talk->farewell == RESET_BY_CLIENT || talk->farewell == RESET_BY_SERVER) {
		enum side by = talk->farewell == RESET_BY_SERVER ? SERVER : CLIENT;

		add(talk, by, draw(talk, 2) == 0 ? TCP_RST : TCP_RST | TCP_ACK, talk->size[by], 0);
		return;
	}
	add(talk, first, TCP_FIN | TCP_ACK, talk->size[first], 0);
	talk->has_fin[first] = true;
	add(talk, second, TCP_FIN | TCP_ACK, talk->size[second], 0);
	talk->has_fin[second] = true;
	add(talk, first, talk->farewell == FINS_AND_RESET ? TCP_RST : TCP_ACK, talk->size[first] + 1, 0);
}

static void
make_talk(struct talk *talk, uint64_t seed)
{
	static const uint32_t cuts[] = {1, 3, 40, 2000, 5000};

	memset(talk, 0, sizeof(*talk));
	talk->random = seed * UINT64_C(0x9e3779b97f4a7c15) + 1;
	(void)draw(talk, 2);
	talk->isn[CLIENT] = draw(talk, UINT32_MAX);
	talk->isn[SERVER] = UINT32_MAX - draw(talk, 500);
	talk->most_cut = cuts[draw(talk, 5)];
	talk->is_pipelined = draw(talk, 2) == 0;
	talk->farewell = (enum farewell)draw(talk, FAREWELLS);
	add(talk, CLIENT, TCP_SYN, 0, 0);
	add(talk, SERVER, TCP_SYN | TCP_ACK, 0, 0);
	add(talk, CLIENT, TCP_ACK, 0, 0);
	for (uint32_t turn = 0, turns = 2 + draw(talk, 8); turn < turns; turn++) {
		enum side from = talk->is_pipelined ? (enum side)draw(talk, 2)
				 : turn % 2 == 0    ? SERVER
						    : CLIENT;

		if (!talk->is_pipelined)
			talk->got[from] = talk->size[side_other(from)];
		say_message(talk, from);
	}
	say_farewell(talk);
}

static void
insert(struct talk *talk, size_t where, struct segment segment)
{
	if (talk->count == MOST_PACKETS)
		return;
	memmove(talk->packets + where + 1, talk->packets + where, (talk->count - where) * sizeof(segment));
	talk->packets[where] = segment;
	talk->count++;
}

static void
duplicate_some(struct talk *talk)
{
	for (unsigned times = draw(talk, 4); times > 0; times--) {
		size_t which = draw(talk, (uint32_t)talk->count);

		insert(talk, which + 1, talk->packets[which]);
	}
}

/* Some octets once more, as sent from where the dialogue stands then, with other boundaries. */
static void
repeat_some(struct talk *talk)
{
	for (unsigned times = draw(talk, 6); times > 0; times--) {
		size_t         which = draw(talk, (uint32_t)talk->count);
		struct segment again = talk->packets[which];
		enum side      from = again.from_port == 25 ? SERVER : CLIENT;
		uint32_t       sent = again.seq - talk->isn[from] - 1, offset;

		if ((again.flags & (TCP_SYN | TCP_FIN | TCP_RST)) != 0 || sent == 0 ||
		    sent > talk->size[from])
			continue;
		offset = draw(talk, sent);
		again.seq = talk->isn[from] + 1 + offset;
		again.payload_length = 1 + draw(talk, sent - offset);
		again.payload = bytes_of(talk->stream[from] + offset, again.payload_length);
		insert(talk, which, again);
	}
}

static void
swap_with_next(struct talk *talk, size_t which)
{
	struct segment kept = talk->packets[which];

	talk->packets[which] = talk->packets[which + 1];
	talk->packets[which + 1] = kept;
}

static void
shuffle(struct talk *talk)
{
	switch (draw(talk, 4)) {
	case 0: /* every pair, from the first packet or from the second */
		for (size_t i = draw(talk, 2); i + 1 < talk->count; i += 2)
			swap_with_next(talk, i);
		break;
	case 1: /* some pairs */
		for (size_t i = 0; i + 1 < talk->count; i++)
			if (draw(talk, 4) == 0)
				swap_with_next(talk, i++);
		break;
	case 2: /* one packet wanders */
		for (size_t i = draw(talk, (uint32_t)talk->count), far = draw(talk, 6);
		     far > 0 && i > 2 && i + 1 < talk->count; far--)
			swap_with_next(talk, i++);
		break;
	default:
		break;
	}
}

static void
opened(void *room, struct flow *flow)
{
	struct talk *talk = room;

	(void)flow;
	talk->opened++;
}

/* Whether octets before ${cause} were captured and not told yet. */
static bool
is_cause_there(const struct talk *talk, enum side side, uint32_t cause)
{
	for (uint32_t i = talk->at[side]; i < cause; i++)
		if (talk->is_captured[side][i])
			return true;
	return false;
}

static void
heard(void *room, struct flow *flow, enum side from, struct bytes octets, int64_t when, place where)
{
	struct talk *talk = room;

	(void)flow, (void)when, (void)where;
	for (size_t i = 0; i < octets.size; i++) {
		uint32_t at = talk->at[from]++;

		talk->wrong += at >= talk->size[from] || octets.data[i] != talk->stream[from][at];
		talk->before_cause +=
		    is_cause_there(talk, side_other(from), talk->cause[from][at % MOST_OCTETS]);
	}
}

static void
missed(void *room, struct flow *flow, enum side from, uint64_t count, place where)
{
	struct talk *talk = room;

	(void)flow, (void)where;
	talk->missed++;
	for (uint64_t i = 0; i < count; i++) {
		uint32_t at = talk->at[from]++;

		talk->falsely_missed += at >= talk->size[from] || talk->is_captured[from][at];
	}
}

static void
ended(void *room, struct flow *flow, const struct ending *ending)
{
	struct talk *talk = room;

	talk->ending = *ending;
	talk->flow = *flow;
}

static void
note_captured(struct talk *talk, const struct segment *segment)
{
	enum side from = segment->from_port == 25 ? SERVER : CLIENT;
	uint32_t  offset = segment->seq - talk->isn[from] - 1;

	for (uint32_t i = 0; i < segment->payload_length; i++)
		talk->is_captured[from][offset + i] = true;
}

static void
play_talk(struct talk *talk)
{
	static const struct flow_guest guest = {
	    .opened = opened, .heard = heard, .missed = missed, .ended = ended};
	struct flow_limits limits = flow_limits_default;
	struct flow_table *table;

	limits.flows = 16;
	table = flow_table_new(&limits, &guest, talk);
	CU_ASSERT_PTR_NOT_NULL_FATAL(table);
	for (size_t i = 0; i < talk->count; i++)
		note_captured(talk, &talk->packets[i]);
	for (size_t i = 0; i < talk->count; i++) {
		struct segment segment = talk->packets[i];

		talk->now += draw(talk, 4) * MILLISECOND;
		segment.time = INT64_C(1700000000) * SECOND + talk->now;
		segment.place = i + 1;
		flow_table_segment(table, &segment);
	}
	flow_table_close(table);
	flow_table_free(table);
}

static enum ending_outcome
due_outcome(const struct talk *talk)
{
	return talk->farewell == RESET_BY_CLIENT || talk->farewell == RESET_BY_SERVER ? ENDING_RESET
										      : ENDING_ESTABLISHED;
}

static bool
is_told_whole(const struct talk *talk)
{
	return talk->wrong == 0 && talk->before_cause == 0 && talk->missed == 0 && talk->opened == 1 &&
	       talk->at[CLIENT] == talk->size[CLIENT] && talk->at[SERVER] == talk->size[SERVER] &&
	       talk->flow.octets[CLIENT] == talk->size[CLIENT] &&
	       talk->flow.octets[SERVER] == talk->size[SERVER] && talk->ending.outcome == due_outcome(talk) &&
	       talk->ending.handshake_seen && !talk->ending.data_after_reset && !talk->ending.midstream &&
	       !talk->ending.one_sided && talk->flow.ends[SERVER].port == 25;
}

static void
complain(const struct talk *talk, unsigned seed)
{
	fprintf(
	    stderr,
	    "case %u: wrong %u, before cause %u, missed %u (%u falsely), flows %u, outcome %d, farewell %d, "
	    "told %u of %u and %u of %u\n",
	    seed, talk->wrong, talk->before_cause, talk->missed, talk->falsely_missed, talk->opened,
	    (int)talk->ending.outcome, (int)talk->farewell, talk->at[CLIENT], talk->size[CLIENT],
	    talk->at[SERVER], talk->size[SERVER]);
}

static void
the_network_changes_nothing(void)
{
	static struct talk talk;
	unsigned           failures = 0;

	for (unsigned seed = 1; seed <= CASES && failures < 5; seed++) {
		make_talk(&talk, seed);
		repeat_some(&talk);
		duplicate_some(&talk);
		shuffle(&talk);
		play_talk(&talk);
		if (!is_told_whole(&talk)) {
			complain(&talk, seed);
			failures++;
		}
	}
	CU_ASSERT_EQUAL(failures, 0);
}

/* Every octet that was captured is told; at the end those may lack that were not captured. */
static bool
is_all_told_that_is_there(const struct talk *talk)
{
	for (enum side side = CLIENT; side <= SERVER; side++)
		for (uint32_t i = talk->at[side]; i < talk->size[side]; i++)
			if (talk->is_captured[side][i])
				return false;
	return talk->wrong == 0 && talk->falsely_missed == 0 && talk->before_cause == 0 &&
	       talk->opened == 1 &&
	       (talk->ending.outcome == ENDING_ESTABLISHED || talk->ending.outcome == due_outcome(talk) ||
		(talk->ending.outcome == ENDING_RESET && talk->farewell == FINS_AND_RESET) ||
		talk->ending.outcome == ENDING_UNKNOWN);
}

static void
a_lost_packet_is_missed_where_it_lacks(void)
{
	static struct talk talk;
	unsigned           failures = 0, misses = 0;

	for (unsigned seed = 1; seed <= CASES && failures < 5; seed++) {
		size_t lost;

		make_talk(&talk, seed + CASES);
		lost = draw(&talk, (uint32_t)talk.count);
		memmove(talk.packets + lost, talk.packets + lost + 1,
			(talk.count - lost - 1) * sizeof(talk.packets[0]));
		talk.count--;
		duplicate_some(&talk);
		if (lost > 2)
			shuffle(&talk);
		play_talk(&talk);
		misses += talk.missed;
		if (!is_all_told_that_is_there(&talk)) {
			complain(&talk, seed);
			failures++;
		}
	}
	CU_ASSERT_EQUAL(failures, 0);
	CU_ASSERT(misses > CASES / 20);
}

SUITE("flow: random dialogues", ROW(the_network_changes_nothing), ROW(a_lost_packet_is_missed_where_it_lacks))
