/* SPDX-License-Identifier: Apache-2.0 */
/* The second reading: follows the wanted connections, and takes out their frames. */
#include <stdlib.h>
#include <string.h>

#include "command/evidence_room.h"
#include "command/evidence_stash.h"
#include "decode/redact.h"

#define FIRST_ROOM 65536 /* octets of a packet; it grows for a longer one */

/* One capture point: what is remembered from packet to packet. */
struct point {
	struct gathering  *gathering;
	struct decoder    *decoder;
	struct flow_table *flows;
	struct stash      *stash;
	uint32_t           chain;
};

struct gathering {
	struct evidence     *evidence;
	struct point        *points;      /* by chain */
	struct point        *point;       /* of the input at hand */
	const struct packet *packet;      /* at hand */
	uint8_t             *keep;        /* an octet for each of its own: whether it may be seen */
	uint8_t             *octets;      /* a copy of it */
	size_t               room;        /* of both */
	uint32_t             connections; /* seen so far */
};

/* ---- what flow/ tells of the wanted connections ---- */

static void
on_opened(void *room, struct flow *flow)
{
	struct point              *point = room;
	struct gathering          *gathering = point->gathering;
	const struct evidence_ends ends =
	    evidence_ends_of(&flow->ends[CLIENT], &flow->ends[SERVER], point->chain);
	struct evidence_talk *talk = evidence_talk(gathering->evidence, &ends);

	flow->guest = talk;
	if (talk == NULL)
		return;
	if (talk->harmless == NULL && (talk->harmless = malloc(sizeof(*talk->harmless))) == NULL)
		gathering->evidence->has_failed = true;
	if (talk->harmless != NULL)
		harmless_begin(talk->harmless, flow->orientation == ORIENTED_BY_SYN);
	talk->connection = ++gathering->connections;
	talk->frames = 0;
}

/* Only octets that lie in the packet at hand can be kept in it. */
static void
on_heard(void *room, struct flow *flow, enum side from, struct bytes octets, int64_t when, place where)
{
	struct gathering     *gathering = ((struct point *)room)->gathering;
	struct evidence_talk *talk = flow->guest;
	uintptr_t             begin = (uintptr_t)gathering->packet->bytes.data, at = (uintptr_t)octets.data;
	size_t                size = gathering->packet->bytes.size;
	uint8_t               elsewhere[2048];

	(void)when, (void)where;
	if (talk == NULL || talk->harmless == NULL)
		return;
	if (at >= begin && at + octets.size <= begin + size) {
		harmless_heard(talk->harmless, from, octets, gathering->keep + (at - begin));
		return;
	}
	while (octets.size > 0) {
		struct bytes part =
		    bytes_take(&octets, octets.size < sizeof(elsewhere) ? octets.size : sizeof(elsewhere));

		harmless_heard(talk->harmless, from, part, elsewhere);
	}
}

static void
on_missed(void *room, struct flow *flow, enum side from, uint64_t count, place where)
{
	struct evidence_talk *talk = flow->guest;

	(void)room, (void)from, (void)count, (void)where;
	if (talk != NULL && talk->harmless != NULL)
		harmless_missed(talk->harmless);
}

static void
on_ended(void *room, struct flow *flow, const struct ending *ending)
{
	struct evidence_talk *talk = flow->guest;

	(void)room, (void)ending;
	if (talk == NULL || talk->harmless == NULL)
		return;
	harmless_end(talk->harmless);
	harmless_begin(talk->harmless, false);
}

static const struct flow_guest guest = {on_opened, on_heard, on_missed, on_ended};

/* ---- frames ---- */

static bool
has_room(struct gathering *gathering, size_t size)
{
	uint8_t *keep, *octets;

	if (size <= gathering->room)
		return true;
	if ((keep = realloc(gathering->keep, size)) != NULL)
		gathering->keep = keep;
	if ((octets = realloc(gathering->octets, size)) != NULL)
		gathering->octets = octets;
	if (keep == NULL || octets == NULL)
		return !(gathering->evidence->has_failed = true);
	gathering->room = size;
	return true;
}

/* Put a frame aside as it is to be seen: ${keep} NULL: none of what it carries. */
static void
take_out(struct gathering *gathering, const struct packet *packet, const struct trail *trail,
	 const uint8_t *keep, const struct evidence_talk *talk)
{
	struct evidence       *evidence = gathering->evidence;
	struct redaction       redaction = {0};
	struct evidence_frame *frame;

	if (packet->bytes.size > 0)
		memcpy(gathering->octets, packet->bytes.data, packet->bytes.size);
	if (!evidence->options->keeps_secrets)
		redaction = redact(gathering->octets, packet, trail, keep);
	if ((frame = evidence_keep(evidence, packet, gathering->octets)) == NULL)
		return;
	frame->overwritten = (uint32_t)redaction.overwritten;
	frame->has_zeroed = redaction.has_zeroed;
	if (talk != NULL) {
		frame->connection = talk->connection;
		frame->ordinal = talk->frames;
	}
}

/* The other fragments of the datagram whose last one is at hand. */
static void
take_out_fragments(struct gathering *gathering, const struct trail *trail, const struct evidence_talk *talk)
{
	struct packet packet;
	struct trail  fragment;

	while (stash_take(gathering->point->stash, &trail->datagram, &packet)) {
		if (!has_room(gathering, packet.bytes.size))
			return;
		if (packet.interface_number == gathering->packet->interface_number)
			packet.interface = gathering->packet->interface;
		trail_of(gathering->point->decoder, &packet, &fragment);
		take_out(gathering, &packet, &fragment, NULL, talk);
	}
}

/* Whether the frame at hand, the newest of ${talk}, is to be taken out. */
static bool
is_to_be_taken(struct evidence_talk *talk, bool is_wanted)
{
	bool is_behind = talk->behind > 0;

	talk->behind = is_wanted ? EVIDENCE_BEHIND : talk->behind - is_behind;
	return is_wanted || is_behind || talk->frames <= EVIDENCE_FIRST;
}

static void
take_segment(struct gathering *gathering, const struct packet *packet, const struct segment *segment)
{
	struct point              *point = gathering->point;
	const struct evidence_ends ends =
	    evidence_ends_of(&(struct flow_end){segment->from, segment->from_port},
			     &(struct flow_end){segment->to, segment->to_port}, point->chain);
	struct evidence_talk *talk = evidence_talk(gathering->evidence, &ends);
	struct trail          trail;

	if (talk == NULL || !has_room(gathering, packet->bytes.size))
		return;
	memset(gathering->keep, 0, packet->bytes.size);
	flow_table_segment(point->flows, segment);
	talk->frames++;
	if (!is_to_be_taken(talk, evidence_wants(gathering->evidence, packet->place)))
		return;
	trail_of(point->decoder, packet, &trail);
	take_out(gathering, packet, &trail, gathering->keep, talk);
	if (trail.is_fragment)
		take_out_fragments(gathering, &trail, talk);
}

/* Evidence that is no segment: it stands alone. */
static void
take_other(struct gathering *gathering, const struct packet *packet)
{
	struct trail trail;

	if (!evidence_wants(gathering->evidence, packet->place) || !has_room(gathering, packet->bytes.size))
		return;
	trail_of(gathering->point->decoder, packet, &trail);
	take_out(gathering, packet, &trail, NULL, NULL);
}

static bool
take(void *to, const struct packet *packet)
{
	struct gathering  *gathering = to;
	struct point      *point = gathering->point;
	struct segment     segment;
	struct trail       trail;
	enum decode_result result;

	gathering->packet = packet;
	result = decode_packet(point->decoder, packet, &segment);
	if (result == DECODED_SEGMENT || result == DECODED_ICMP) {
		take_segment(gathering, packet, &segment);
	} else if (result == DECODED_FRAGMENT_HELD) {
		trail_of(point->decoder, packet, &trail);
		stash_put(point->stash, &trail.datagram, packet);
	} else {
		take_other(gathering, packet);
	}
	return !gathering->evidence->has_failed;
}

/* ---- inputs ---- */

static bool
point_begin(struct gathering *gathering, uint32_t chain)
{
	struct point *point = &gathering->points[chain];

	gathering->point = point;
	if (point->decoder != NULL)
		return true;
	point->gathering = gathering;
	point->chain = chain;
	point->decoder = decoder_new(&decoder_limits_default);
	point->flows = flow_table_new(&flow_limits_default, &guest, point);
	point->stash = stash_new();
	return point->decoder != NULL && point->flows != NULL && point->stash != NULL;
}

static void
point_free(struct point *point)
{
	stash_free(point->stash);
	flow_table_free(point->flows);
	decoder_free(point->decoder);
	memset(point, 0, sizeof(*point));
}

static void
gather_input(struct gathering *gathering, size_t input)
{
	struct evidence *evidence = gathering->evidence;
	uint32_t         chain = evidence->chains[input];

	if (!evidence->is_chain_wanted[chain] || evidence->report->inputs[input].packets == 0)
		return;
	if (gathering->points[chain].flows != NULL)
		flow_table_pause(gathering->points[chain].flows);
	if (point_begin(gathering, chain))
		(void)evidence_read(evidence, input, take, gathering);
	else
		evidence->has_failed = true;
	if (evidence->last_inputs[chain] == input)
		point_free(gathering->point);
}

bool
evidence_gather(struct evidence *evidence)
{
	struct gathering gathering = {.evidence = evidence};

	gathering.points = calloc(evidence->chain_count + 1, sizeof(*gathering.points));
	evidence->has_failed = gathering.points == NULL || !has_room(&gathering, FIRST_ROOM);
	for (size_t i = 0; i < evidence->inputs->count && !evidence->has_failed; i++)
		gather_input(&gathering, i);
	for (uint32_t i = 0; gathering.points != NULL && i < evidence->chain_count; i++)
		point_free(&gathering.points[i]);
	free(gathering.points);
	free(gathering.keep);
	free(gathering.octets);
	return !evidence->has_failed;
}
