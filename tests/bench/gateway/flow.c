/* SPDX-License-Identifier: Apache-2.0 */
/* Sends a talk as TCP segments or UDP datagrams. */
#include "flow.h"

#include <stdlib.h>
#include <string.h>

enum {
	MILLISECOND = 1000,
	SECOND = 1000 * MILLISECOND,
	FIRST_WINDOW = 10, /* RFC 6928 section 2 */
	LAST_WINDOW = 40,  /* segments that fit a window of 64256 octets */
	PER_MILLE_RETRANSMITTED = 5,
	PER_MILLE_REORDERED = 2
};

static size_t
put_stamps(const struct flow *flow, enum side from, uint8_t *to)
{
	const uint32_t values[2] = {flow->stamp[from], flow->stamp[!from]};
	size_t         i;

	to[0] = 8;
	to[1] = 10;
	for (i = 0; i < 8; i++)
		to[2 + i] = (uint8_t)(values[i / 4] >> (24 - 8 * (i % 4)));
	return 10;
}

/* Options of a SYN: segment size, SACK, stamps, window scale 7. */
static size_t
put_syn_options(const struct flow *flow, enum side from, uint8_t options[40])
{
	const uint8_t size[4] = {2, 4, 1460 >> 8, 1460 & 0xff};
	const uint8_t rest[6] = {4, 2, 1, 3, 3, 7};
	size_t        used = 10;

	memcpy(options, size, 4);
	if (flow->ends.is_ipv6)
		options[3] = 1440 & 0xff;
	memcpy(options + 4, rest, 6);
	if (flow->has_stamps)
		used += put_stamps(flow, from, options + used);
	while (used % 4 != 0)
		options[used++] = 1;
	return used;
}

static size_t
put_options(const struct flow *flow, enum side from, uint8_t flags, uint8_t options[40])
{
	if ((flags & TCP_SYN) != 0)
		return put_syn_options(flow, from, options);
	if (!flow->has_stamps || (flags & TCP_RST) != 0)
		return 0;
	options[0] = options[1] = 1;
	return 2 + put_stamps(flow, from, options + 2);
}

/* Build a segment around the ${size} octets that are in place, and count them as sent. */
static void
build_segment(struct flow *flow, struct gateway *gateway, enum side from, uint8_t flags, uint32_t size)
{
	uint8_t          options[40];
	struct tcp_words words = {flow->sequence[from], 0, flags, 502, options, 0};

	flow->stamp[from] = flow->stamp_zero[from] + (uint32_t)(gateway->now / MILLISECOND);
	words.option_size = put_options(flow, from, flags, options);
	if ((flags & TCP_ACK) != 0)
		words.acknowledged = flow->acknowledged[!from];
	if ((flags & TCP_SYN) != 0)
		words.window = 64240;
	frame_tcp(&gateway->frame, &flow->ends, from, &words, size);
	flow->sequence[from] += size + ((flags & (TCP_SYN | TCP_FIN)) != 0);
}

static void
send_bare(struct flow *flow, struct gateway *gateway, enum side from, uint8_t flags)
{
	if ((flags & TCP_ACK) != 0)
		flow->acknowledged[!from] = flow->sequence[!from];
	build_segment(flow, gateway, from, flags, 0);
	capture_put(&gateway->capture, gateway->now, &gateway->frame);
}

/* Keep the frame just built, to be sent ${delay} microseconds from now. */
static void
send_late(struct gateway *gateway, uint64_t delay, struct flow *again, enum side from)
{
	struct frame *copy = malloc(sizeof *copy);

	if (copy == NULL)
		return;
	*copy = gateway->frame;
	if (again != NULL)
		frame_again(copy, &again->ends, from);
	agenda_note(&gateway->agenda, gateway->now + delay, NULL, copy);
}

static uint64_t
send_last_ack(struct flow *flow, struct gateway *gateway)
{
	send_bare(flow, gateway, CLIENT, TCP_ACK);
	flow->next = NULL;
	return 0;
}

static uint64_t
send_second_fin(struct flow *flow, struct gateway *gateway)
{
	send_bare(flow, gateway, SERVER, TCP_FIN | TCP_ACK);
	flow->next = send_last_ack;
	return flow->reaction[CLIENT];
}

static uint64_t
send_first_fin(struct flow *flow, struct gateway *gateway)
{
	send_bare(flow, gateway, CLIENT, TCP_FIN | TCP_ACK);
	flow->next = send_second_fin;
	return flow->reaction[SERVER];
}

static uint64_t
send_reset(struct flow *flow, struct gateway *gateway)
{
	send_bare(flow, gateway, SERVER, TCP_RST | TCP_ACK);
	flow->next = NULL;
	return 0;
}

static bool
is_turn_over(const struct flow *flow)
{
	return flow->piece == flow->talk.count ||
	       (flow->at == 0 && flow->talk.pieces[flow->piece].pause != AT_ONCE);
}

/* Take up to ${size} octets of this turn. */
static uint32_t
take_turn(struct flow *flow, const struct stock *stock, uint8_t *to, uint32_t size)
{
	uint32_t taken = 0;
	uint32_t part;

	do {
		const struct piece *piece = &flow->talk.pieces[flow->piece];

		part = piece->size - flow->at;
		if (part > size - taken)
			part = size - taken;
		piece_copy(stock, piece, flow->at, to + taken, part);
		taken += part;
		flow->at += part;
		if (flow->at == piece->size) {
			flow->piece++;
			flow->at = 0;
		}
	} while (taken < size && !is_turn_over(flow));
	return taken;
}

static uint64_t send_data(struct flow *flow, struct gateway *gateway);

/* What comes after data and its acknowledgements, and when. */
static uint64_t
go_on(struct flow *flow, struct gateway *gateway)
{
	const struct piece *piece = &flow->talk.pieces[flow->piece];

	flow->next = send_data;
	flow->burst = flow->window;
	if (flow->piece == flow->talk.count) {
		flow->next = flow->talk.fate == FATE_RESET ? send_reset : send_first_fin;
		if (flow->talk.protocol == PROTOCOL_UDP)
			flow->next = NULL;
		return flow->reaction[SERVER];
	}
	if (flow->at == 0 && piece->pause == AFTER_THOUGHT)
		return chance_between(&gateway->chance, 300 * MILLISECOND, 20 * SECOND);
	if (flow->at == 0 && piece->side != flow->sender)
		flow->window = FIRST_WINDOW;
	return flow->reaction[piece->side];
}

/* The receiver acknowledges every other segment (RFC 9293 section 3.8.6.3); QUIC does so in datagrams. */
static uint64_t
send_answer(struct flow *flow, struct gateway *gateway)
{
	enum side from = flow->sender == CLIENT ? SERVER : CLIENT;
	uint32_t  pending = flow->sequence[!from] - flow->acknowledged[!from];
	uint32_t  pair = 2 * flow->segment_size;

	flow->acknowledged[!from] += pending < pair ? pending : pair;
	if (flow->talk.protocol == PROTOCOL_TCP) {
		build_segment(flow, gateway, from, TCP_ACK, 0);
	} else {
		memset(frame_payload(&gateway->frame, &flow->ends, 8), 0x47, 37);
		frame_udp(&gateway->frame, &flow->ends, from, 37);
	}
	capture_put(&gateway->capture, gateway->now, &gateway->frame);
	if (pending >= 2 * pair || (pending > pair && !is_turn_over(flow)))
		return flow->gap;
	return go_on(flow, gateway);
}

/* After a burst: acknowledgements, unless the other side's data will carry them. */
static uint64_t
end_burst(struct flow *flow, struct gateway *gateway)
{
	uint32_t pending = flow->sequence[flow->sender] - flow->acknowledged[flow->sender];

	flow->window = flow->window * 2 < LAST_WINDOW ? flow->window * 2 : LAST_WINDOW;
	if (is_turn_over(flow) && pending < 2 * flow->segment_size)
		return go_on(flow, gateway);
	flow->next = send_answer;
	return flow->reaction[!flow->sender];
}

static void
send_segment(struct flow *flow, struct gateway *gateway, bool is_last)
{
	struct chance *chance = &gateway->chance;
	bool           is_late = !is_last && chance_is(chance, PER_MILLE_REORDERED);

	if (is_late)
		send_late(gateway, flow->gap + flow->gap / 2, NULL, flow->sender);
	else
		capture_put(&gateway->capture, gateway->now, &gateway->frame);
	if (flow->talk.protocol == PROTOCOL_TCP && chance_is(chance, PER_MILLE_RETRANSMITTED))
		send_late(gateway, flow->reaction[CLIENT] + flow->reaction[SERVER] + 5 * MILLISECOND, flow,
			  flow->sender);
}

static uint64_t
send_data(struct flow *flow, struct gateway *gateway)
{
	enum side from = flow->talk.pieces[flow->piece].side == CLIENT ? CLIENT : SERVER;
	bool      is_tcp = flow->talk.protocol == PROTOCOL_TCP;
	size_t    header = is_tcp ? (flow->has_stamps ? 32 : 20) : 8;
	uint8_t  *payload = frame_payload(&gateway->frame, &flow->ends, header);
	uint32_t  size = take_turn(flow, gateway->stock, payload, flow->segment_size);
	bool      is_last = is_turn_over(flow) || --flow->burst == 0;

	flow->sender = from;
	if (is_tcp) {
		flow->acknowledged[!from] = flow->sequence[!from];
		build_segment(flow, gateway, from, is_last ? TCP_PSH | TCP_ACK : TCP_ACK, size);
	} else {
		/* RFC 9000 section 17.3: after the first datagrams, short headers. */
		if (flow->talk.port == 443 && flow->sequence[from] > 0)
			payload[0] = 0x40 | (payload[0] & 0x3f);
		flow->sequence[from] += size;
		frame_udp(&gateway->frame, &flow->ends, from, size);
	}
	send_segment(flow, gateway, is_last);
	return is_last ? end_burst(flow, gateway) : flow->gap;
}

static uint64_t
send_third(struct flow *flow, struct gateway *gateway)
{
	send_bare(flow, gateway, CLIENT, TCP_ACK);
	return go_on(flow, gateway);
}

static uint64_t
send_syn_answer(struct flow *flow, struct gateway *gateway)
{
	if (flow->talk.fate == FATE_REFUSED)
		return send_reset(flow, gateway);
	send_bare(flow, gateway, SERVER, TCP_SYN | TCP_ACK);
	flow->next = send_third;
	return flow->reaction[CLIENT];
}

/* RFC 6298 section 2: first after one second, then after twice the time before. */
static uint64_t
send_syn(struct flow *flow, struct gateway *gateway)
{
	unsigned most = flow->talk.fate == FATE_DROPPED ? 4 : 1;

	flow->sequence[CLIENT] -= flow->tries > 0;
	send_bare(flow, gateway, CLIENT, TCP_SYN);
	if (flow->talk.fate == FATE_DROPPED || flow->talk.fate == FATE_SCAN) {
		if (++flow->tries == most)
			flow->next = NULL;
		return (uint64_t)SECOND << (flow->tries - 1);
	}
	flow->next = send_syn_answer;
	return flow->reaction[SERVER];
}

/* An address inside (10/8 or fd00::/8) or outside (198.18/15, RFC 2544; 2001:db8::/32, RFC 3849). */
static void
draw_address(struct flow *flow, struct chance *chance, enum side side, bool is_inside)
{
	static const uint8_t inside6[2] = {0xfd, 0x10};
	static const uint8_t outside6[4] = {0x20, 0x01, 0x0d, 0xb8};
	uint8_t             *address = flow->ends.address[side];
	uint8_t              third = (uint8_t)chance_between(chance, 0, side == CLIENT ? 7 : 15);
	uint8_t              last = (uint8_t)chance_between(chance, 1, 254);

	if (flow->talk.is_mail && side == SERVER) {
		third = 25;
		last = (uint8_t)chance_between(chance, 1, is_inside ? 4 : 40);
	}
	flow->ends.mac[side] = is_inside ? 1 : 2;
	if (flow->ends.is_ipv6) {
		memcpy(address, is_inside ? inside6 : outside6, is_inside ? sizeof inside6 : sizeof outside6);
		address[13] = third;
		address[15] = last;
		return;
	}
	address[0] = is_inside ? 10 : 198;
	address[1] = is_inside ? 0 : 18;
	address[2] = third;
	address[3] = last;
}

static void
draw_pace(struct flow *flow, struct chance *chance)
{
	enum side side;

	for (side = CLIENT; side <= SERVER; side++) {
		bool is_near = (side == SERVER) == flow->talk.is_ingress;

		flow->reaction[side] = is_near ? chance_between(chance, 300, 4 * MILLISECOND)
					       : chance_between(chance, 4 * MILLISECOND, 90 * MILLISECOND);
		flow->sequence[side] = (uint32_t)chance_word(chance);
		flow->acknowledged[side] = flow->sequence[side];
		flow->stamp_zero[side] = (uint32_t)chance_word(chance);
		flow->ends.ident[side] = (uint16_t)chance_word(chance);
	}
	flow->gap = chance_between(chance, 12, 300);
	flow->has_stamps = chance_is(chance, 700);
	flow->segment_size = (flow->ends.is_ipv6 ? 1440U : 1460U) - (flow->has_stamps ? 12U : 0U);
}

struct flow *
flow_new(struct gateway *gateway, bool is_mail)
{
	struct flow   *flow = calloc(1, sizeof *flow);
	struct chance *chance = &gateway->chance;

	if (flow == NULL) {
		fprintf(stderr, "generate: out of memory\n");
		exit(EXIT_FAILURE);
	}
	if (is_mail)
		talk_mail(&flow->talk, chance, gateway->stock);
	else
		talk_other(&flow->talk, chance, gateway->stock);
	flow->ends.is_ipv6 = chance_is(chance, 100);
	draw_address(flow, chance, CLIENT, !flow->talk.is_ingress);
	draw_address(flow, chance, SERVER, flow->talk.is_ingress);
	flow->ends.port[SERVER] = flow->talk.port;
	/* No port again before all others had their turn, so that no flow takes the place of a live one. */
	flow->ends.port[CLIENT] = (uint16_t)(32768 + gateway->flows++ * 7919 % 28232);
	flow->window = FIRST_WINDOW;
	draw_pace(flow, chance);
	flow->next = send_syn;
	if (flow->talk.protocol == PROTOCOL_UDP) {
		flow->sequence[CLIENT] = flow->sequence[SERVER] = 0;
		flow->acknowledged[CLIENT] = flow->acknowledged[SERVER] = 0;
		flow->segment_size = flow->talk.port == 443 && !flow->ends.is_ipv6 ? 1350 : 1232;
		flow->burst = flow->window;
		flow->next = send_data;
	}
	return flow;
}
