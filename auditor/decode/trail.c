/* SPDX-License-Identifier: Apache-2.0 */
/* Follows the headers of a frame, and notes where checksums stand. */
#include "decode/trail.h"

#include <string.h>

#include "decode/layers.h"
#include "decode/walk.h"

#define PROTOCOL_TCP 6
#define PROTOCOL_UDP 17
#define PROTOCOL_ICMP6 58
#define TCP_HEADER_SIZE 20
#define TCP_SIZE_AT 12
#define TCP_FLAGS_AT 13
#define MORE_OR_OFFSET 0x3fff
#define OFFSET 0x1fff

/* The layers with a checksum over all that is behind their header. */
static const struct {
	struct step (*layer)(struct walk *walk);
	size_t  field;
	uint8_t protocol; /* of the pseudo-header; 0: none */
} summed[] = {
    {layer_tcp,  16, PROTOCOL_TCP  },
    {layer_udp,  6,  PROTOCOL_UDP  },
    {layer_icmp, 2,  PROTOCOL_ICMP6},
    {layer_gre,  4,  0             },
};

/* Where the walk stands, in the frame. */
static size_t
here(const struct walk *walk)
{
	return (size_t)(walk->rest.data - walk->packet->bytes.data);
}

/* RFC 2784 2.1: GRE has a checksum if its first bit says so; that of ICMP for IPv4 has no pseudo-header. */
static bool
has_sum(const struct walk *walk, size_t row)
{
	return summed[row].layer != layer_gre || (walk->rest.size > 0 && (walk->rest.data[0] & 0x80));
}

/* A quotation ends where the device that complains found it long enough; a SYN has nothing behind it. */
static bool
is_cut(const struct walk *walk)
{
	if (walk->icmp == NULL)
		return walk->rest.size < walk->wire;
	return walk->rest.size > TCP_FLAGS_AT && !(walk->rest.data[TCP_FLAGS_AT] & TCP_SYN);
}

/* The length in UDP's own header may be shorter than what IP says. */
static size_t
length_of(const struct walk *walk, size_t row)
{
	size_t length;

	if (summed[row].layer != layer_udp || walk->rest.size < 8)
		return walk->rest.size;
	length = be16_at(walk->rest.data + 4);
	return length >= 8 && length < walk->rest.size ? length : walk->rest.size;
}

static void
note_sum(struct trail *trail, const struct walk *walk, size_t row)
{
	bool              is_plain = summed[row].layer == layer_icmp && walk->ip.family == 4;
	struct trail_sum *sum = &trail->sums[trail->sum_count];

	if (trail->sum_count == TRAIL_SUMS || !has_sum(walk, row) ||
	    walk->rest.size < summed[row].field + sizeof(uint16_t))
		return;
	trail->sum_count++;
	*sum = (struct trail_sum){
	    .at = here(walk),
	    .field = here(walk) + summed[row].field,
	    .end = here(walk) + length_of(walk, row),
	    .from = walk->ip.from,
	    .to = walk->ip.to,
	    .family = is_plain || summed[row].protocol == 0 ? 0 : walk->ip.family,
	    .protocol = summed[row].protocol,
	    .is_sure = walk->rest.size == walk->wire && !walk->is_routed && walk->icmp == NULL,
	    .is_cut = is_cut(walk),
	};
}

static void
note_layer(struct trail *trail, const struct walk *walk, const struct step *step)
{
	for (size_t row = 0; row < sizeof(summed) / sizeof(summed[0]); row++)
		if (step->take == summed[row].layer)
			note_sum(trail, walk, row);
}

/* The header of TCP at the walk, with its options, as far as it was captured. */
static size_t
tcp_size(const struct walk *walk)
{
	size_t size = TCP_HEADER_SIZE;

	if (walk->rest.size > TCP_SIZE_AT && (walk->rest.data[TCP_SIZE_AT] >> 4) * 4 > TCP_HEADER_SIZE)
		size = (walk->rest.data[TCP_SIZE_AT] >> 4) * (size_t)4;
	return size < walk->rest.size ? size : walk->rest.size;
}

static void
note_datagram(struct trail *trail, const struct walk *walk, uint8_t protocol, uint32_t id)
{
	size_t size = walk->ip.family == 4 ? 4 : 16;

	trail->is_fragment = true;
	trail->datagram = (struct trail_datagram){.id = id, .family = walk->ip.family, .protocol = protocol};
	memcpy(trail->datagram.from, walk->ip.from, size);
	memcpy(trail->datagram.to, walk->ip.to, size);
}

/* The walk ended at a fragment: the first one of TCP begins with its header, whose checksum covers the others
 * too. */
static void
note_fragment(struct trail *trail, const struct walk *walk, uint8_t protocol, uint32_t id, bool is_first)
{
	note_datagram(trail, walk, protocol, id);
	if (!is_first || protocol != PROTOCOL_TCP)
		return;
	note_sum(trail, walk, 0);
	if (trail->sum_count > 0 && trail->sums[trail->sum_count - 1].at == here(walk)) {
		trail->sums[trail->sum_count - 1].is_sure = false;
		trail->sums[trail->sum_count - 1].is_cut = true;
	}
	trail->headers += tcp_size(walk);
}

/* What the layer at ${at}, which was the last, says of fragments. */
static void
look_for_fragment(struct trail *trail, const struct walk *walk, const struct step *last, size_t at)
{
	const uint8_t *header = walk->packet->bytes.data + at;
	uint16_t       spot;

	if (walk->icmp != NULL || here(walk) <= at)
		return;
	if (last->take == layer_ipv4 && here(walk) - at >= 20) {
		spot = be16_at(header + 6);
		if (spot & MORE_OR_OFFSET)
			note_fragment(trail, walk, header[9], be16_at(header + 4), (spot & OFFSET) == 0);
	} else if (last->take == layer_ipv6_fragment && here(walk) - at == 8) {
		spot = be16_at(header + 2);
		if (spot & 0xfff9)
			note_fragment(trail, walk, header[0], be32_at(header + 4), (spot & 0xfff8) == 0);
	}
}

void
trail_of(struct decoder *decoder, const struct packet *packet, struct trail *trail)
{
	struct segment segment;
	struct walk    walk = {.rest = packet->bytes, .wire = packet->wire_length};
	struct step    step = step_to_link(packet->link_type), last = step;
	size_t         at = 0;

	memset(trail, 0, sizeof(*trail));
	memset(&segment, 0, sizeof(segment)); /* layers note things in it on their way */
	walk.segment = &segment;
	walk.packet = packet;
	walk.decoder = decoder;
	walk.joined = JOINED_AT_MOST; /* as if too many were put together by now */
	if (walk.wire < walk.rest.size)
		walk.wire = walk.rest.size;
	for (int layers = 0; step.take != NULL; layers++) {
		last = step;
		at = here(&walk);
		note_layer(trail, &walk, &step);
		step = layers == LAYERS_AT_MOST ? step_end(DECODED_TOO_DEEP) : step.take(&walk);
	}
	trail->result = step.result;
	trail->headers = here(&walk);
	if (last.take == layer_tcp && (step.result == DECODED_SEGMENT || step.result == DECODED_ICMP))
		trail->headers += tcp_size(&walk);
	look_for_fragment(trail, &walk, &last, at);
	trail->end = here(&walk) + walk.rest.size;
}
