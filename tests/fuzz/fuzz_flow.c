/* SPDX-License-Identifier: Apache-2.0 */
/* Any octets as the segments of two flows: what is heard is what was sent at that place of the stream. */
#include <stdlib.h>

#include "flow/connection.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define RECORD 12
#define MOST_PAYLOAD 5000

/* Truth: each octet of a stream follows from the flow, the side and the sequence number. */
static uint8_t
truth(unsigned port, unsigned side, uint32_t seq)
{
	uint32_t mix = (seq + port * 977 + side * 7919) * UINT32_C(2654435761);

	return (uint8_t)(mix >> 24);
}

struct room {
	struct flow *open[8];
	unsigned     opened, ended;
	uint8_t      quits; /* stop listening after so many octets at once; 200: turn round instead */
};

/* Where the flow is written down; nobody hears of a flow that is not open. */
static struct flow **
find(struct room *room, const struct flow *flow)
{
	for (size_t i = 0; i < sizeof(room->open) / sizeof(room->open[0]); i++)
		if (room->open[i] == flow)
			return &room->open[i];
	abort();
}

static void
opened(void *guest_room, struct flow *flow)
{
	struct room *room = guest_room;

	*find(room, NULL) = flow;
	room->opened++;
}

/* The side whose end has the low port says octets of side 0, whoever is taken for the client. */
static unsigned
truth_side(const struct flow *flow, enum side from)
{
	return flow->ends[from].port > 1000 ? 0 : 1;
}

static void
heard(void *guest_room, struct flow *flow, enum side from, struct bytes octets, int64_t when, place where)
{
	struct room *room = guest_room;
	unsigned     side = truth_side(flow, from);
	unsigned     port = flow->ends[side == 0 ? from : side_other(from)].port;
	uint32_t     next = ((const struct connection *)flow)->half[from].next - (uint32_t)octets.size;

	(void)when;
	if (octets.size == 0 || where == PLACE_NONE || octets.is_short)
		abort();
	for (size_t i = 0; i < octets.size; i++)
		if (octets.data[i] != truth(port, side, next + (uint32_t)i))
			abort();
	(void)find(room, flow);
	if (room->quits == octets.size)
		flow_stop_listening(flow);
	else if (room->quits == 200 && flow->orientation != ORIENTED_BY_SYN && flow->guest == NULL)
		flow_turn_round(flow);
	flow->guest = room;
}

static void
missed(void *guest_room, struct flow *flow, enum side from, uint64_t count, place where)
{
	(void)find(guest_room, flow);
	if (count > UINT64_C(0x80000000) || where == PLACE_NONE || (from != CLIENT && from != SERVER))
		abort();
}

static void
ended(void *guest_room, struct flow *flow, const struct ending *ending)
{
	struct room *room = guest_room;

	if (ending->waited < 0)
		abort();
	*find(room, flow) = NULL;
	room->ended++;
}

static int64_t
step_of(uint8_t octet)
{
	static const int64_t steps[] = {0,
					1000,
					1000000,
					100000000,
					300000000,
					1100000000,
					INT64_C(5000000000),
					INT64_C(20000000000),
					-1000000,
					-500000000,
					INT64_C(-90000000000),
					INT64_C(4000000000000)};

	return steps[octet % (sizeof(steps) / sizeof(steps[0]))];
}

/*
 * A record: flow and side, flags, three octets where in the stream (with a far bit), two how long,
 * one how much was cut, two the acknowledgement, one the time, one spare.
 */
static void
feed(struct flow_table *table, const uint8_t *record, int64_t *now, place where)
{
	static uint8_t payload[MOST_PAYLOAD];
	unsigned       side = record[0] & 1;
	uint16_t       port = record[0] & 2 ? 50001 : 50000;
	uint32_t       isn[2] = {UINT32_C(0xffffff00), UINT32_C(0x7fffff00)};
	uint32_t       offset = (uint32_t)record[2] << 8 | record[3];
	struct segment segment = {.kind = record[0] & 4 && record[0] & 8 ? SEGMENT_ICMP_ERROR : SEGMENT_TCP};

	*now += step_of(record[9]);
	segment.time = *now;
	segment.place = where;
	segment.from = (struct address){.octets = {(uint8_t)(1 + side)}, .family = 4};
	segment.to = (struct address){.octets = {(uint8_t)(2 - side)}, .family = 4};
	segment.from_port = side == 0 ? port : 25;
	segment.to_port = side == 0 ? 25 : port;
	segment.flags = record[1] & 0x1f;
	segment.seq = isn[side] + (record[4] & 0x80 ? offset << 16 : offset);
	segment.ack = isn[1 - side] + (record[4] & 0x40 ? (uint32_t)record[7] << 24 : 0) +
		      ((uint32_t)record[7] << 8) + record[8];
	segment.ttl = record[10];
	segment.payload_length = ((uint32_t)(record[4] & 0x1f) << 8 | record[5]) % MOST_PAYLOAD;
	for (uint32_t i = 0; i < segment.payload_length; i++)
		payload[i] = truth(port, side, segment.seq + ((segment.flags & TCP_SYN) != 0) + i);
	segment.payload = bytes_of(payload, record[6] < 200 || record[6] > segment.payload_length
						? segment.payload_length
						: segment.payload_length - record[6]);
	if (segment.kind == SEGMENT_ICMP_ERROR) {
		segment.icmp = (struct icmp_error){
		    .reporter = segment.to, .type = record[5], .code = record[6], .has_seq = record[6] & 1};
		segment.payload_length = 0;
		segment.payload.size = 0;
	}
	flow_table_segment(table, &segment);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct flow_guest guest = {
	    .opened = opened, .heard = heard, .missed = missed, .ended = ended};
	struct flow_limits limits = flow_limits_default;
	struct room        room = {.opened = 0};
	struct flow_table *table;
	int64_t            now = INT64_C(1700000000000000000);
	place              where = 0;

	if (size < 2)
		return 0;
	limits.flows = data[0] & 1 ? 1 : 4;
	limits.side_octets = data[0] & 2 ? 700 : 20000;
	limits.held_octets = data[0] & 4 ? 5000 : 200000;
	room.quits = data[1];
	table = flow_table_new(&limits, &guest, &room);
	if (table == NULL)
		abort();
	for (data += 2, size -= 2; size >= RECORD; data += RECORD, size -= RECORD) {
		if (data[11] == 0xff)
			flow_table_pause(table);
		feed(table, data, &now, ++where);
	}
	flow_table_close(table);
	if (pool_taken(table->held) != 0 || pool_taken(table->connections) != 0 || room.opened != room.ended)
		abort();
	flow_table_free(table);
	return 0;
}
