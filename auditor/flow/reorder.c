/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Puts octets in order: each side's by sequence number, both sides' by cause.
 *
 * A segment that acknowledges octets of the other side was sent after they arrived, so it is told after them,
 * in whatever order the capture has the two.  What cannot be told yet is held, within bounds; what the
 * receiver has acknowledged and the capture does not show is told missed.
 */
#include <string.h>

#include "flow/connection.h"

/*
 * Patience with octets that the other side acknowledged and the capture does not have (yet): reordering in
 * captures is a matter of milliseconds and a few packets.  Octets nobody acknowledged may be sent again after
 * any time: for them only the bounds on memory count.
 */
#define PATIENCE_TIME INT64_C(2000000000)
#define PATIENCE_COUNT 64

static void
tell_missed(struct connection *connection, enum side from, uint32_t count, place where)
{
	connection->half[from].next += count;
	connection->gaps++;
	connection->table->counts.gaps++;
	connection->table->guest->missed(connection->table->room, &connection->flow, from, count, where);
}

void
reorder_doubt(struct connection *connection, enum side from, place where)
{
	if (!connection->is_listening)
		return;
	connection->gaps++;
	connection->table->counts.gaps++;
	connection->table->guest->missed(connection->table->room, &connection->flow, from, 0, where);
}

/* Whether the first octets are to be told of a side whose beginning is not known, though the other's is. */
static bool
is_doubtful_beginning(const struct connection *connection, enum side from)
{
	const struct half *half = &connection->half[from];

	return !half->is_begun && half->next == half->isn + 1 && connection->half[side_other(from)].has_syn;
}

/* Tell octets that begin at or before what is next; parts told before are left out. */
static void
tell(struct connection *connection, enum side from, const struct stretch *piece, const uint8_t *octets)
{
	struct half *half = &connection->half[from];
	uint32_t     known = (uint32_t)seq_distance(half->next, piece->seq);
	struct bytes fresh = bytes_of(octets, piece->size);
	bool         was_turned = connection->is_turned; /* the guest may turn the flow round */
	uint32_t     lost;

	if (known >= piece->length)
		return;
	if (known == 0 && fresh.size == piece->length)
		recall_note(half, piece->seq, fresh);
	if (is_doubtful_beginning(connection, from))
		reorder_doubt(connection, from, piece->where);
	bytes_skip(&fresh, known < fresh.size ? known : fresh.size);
	lost = piece->length - known - (uint32_t)fresh.size;
	half->next += (uint32_t)fresh.size;
	fresh.is_short = false;
	if (fresh.size > 0)
		connection->table->guest->heard(connection->table->room, &connection->flow, from, fresh,
						piece->when, piece->where);
	if (connection->is_turned != was_turned)
		from = side_other(from);
	if (lost > 0 && connection->is_listening)
		tell_missed(connection, from, lost, piece->where);
}

/* How many octets of the other side must be told before the piece.  What was acknowledged of a stream that is
 * not known, or out of its window, is no cause. */
static uint32_t
lacking_cause(const struct connection *connection, enum side from, const struct stretch *piece)
{
	const struct half *other = &connection->half[side_other(from)];
	uint32_t           next = other->next;
	int32_t            lacking;

	if (!piece->has_ack || !other->is_known || !other->is_acked ||
	    seq_distance(piece->ack, other->acked) > 0)
		return 0;
	if (other->is_fin_assumed || (other->has_fin && next == other->fin_seq))
		next++;
	lacking = seq_distance(piece->ack, next);
	return lacking > 0 ? (uint32_t)lacking : 0;
}

static bool
is_tellable(const struct connection *connection, enum side from)
{
	const struct held *head = connection->half[from].held;

	return head != NULL && seq_distance(head->at.seq, connection->half[from].next) <= 0 &&
	       lacking_cause(connection, from, &head->at) == 0;
}

static void
tell_head(struct connection *connection, enum side from, int64_t now)
{
	struct held *piece = hold_take_head(connection, from);

	connection->held_since = now;
	tell(connection, from, &piece->at, piece->octets);
	pool_return(connection->table->held, piece);
}

/* Tell all that can be told; of two that can, the one captured first. */
static void
pump(struct connection *connection, int64_t now)
{
	while (connection->held_count > 0) {
		bool client = is_tellable(connection, CLIENT), server = is_tellable(connection, SERVER);

		if (!client && !server)
			return;
		if (client && server)
			client =
			    connection->half[CLIENT].held->at.where < connection->half[SERVER].held->at.where;
		tell_head(connection, client ? CLIENT : SERVER, now);
	}
}

/* How many octets are absent before the first that ${from} holds. */
static uint32_t
gap_before_head(const struct connection *connection, enum side from)
{
	const struct half *half = &connection->half[from];
	int32_t            gap = half->held != NULL ? seq_distance(half->held->at.seq, half->next) : 0;

	return gap > 0 ? (uint32_t)gap : 0;
}

static bool
is_gap_acked(const struct connection *connection, enum side from, uint32_t gap)
{
	const struct half *half = &connection->half[from];

	return half->is_acked && seq_distance(half->acked, half->next + gap) >= 0;
}

static void
give_up_gap(struct connection *connection, enum side from, uint32_t gap)
{
	const struct held *head = connection->half[from].held;

	tell_missed(connection, from, gap, head != NULL ? head->at.where : connection->flow.last_place);
}

/* The head of ${from} waits for ${lacking} octets of the other side, which will not come. */
static void
give_up_cause(struct connection *connection, enum side from, uint32_t lacking, int64_t now)
{
	enum side    other = side_other(from);
	struct half *half = &connection->half[other];
	uint32_t     gap = gap_before_head(connection, other);

	if (gap > 0)
		give_up_gap(connection, other, gap < lacking ? gap : lacking);
	else if (half->held != NULL)
		/* They are there, and wait for octets of ${from}: first copies were lost on both sides, and
		 * the second ones have newer acknowledgements. */
		tell_head(connection, other, now);
	else if (lacking == 1 && !half->has_fin && !half->is_fin_assumed)
		half->is_fin_assumed = true;
	else
		give_up_gap(connection, other, lacking);
}

/* Give up one thing that is waited for.  ${only_acked}: no gap that its receiver did not acknowledge. */
static bool
give_up_one(struct connection *connection, bool only_acked, int64_t now)
{
	for (enum side side = CLIENT; side <= SERVER; side++) {
		const struct held *head = connection->half[side].held;
		uint32_t           gap = gap_before_head(connection, side);

		if (head == NULL || (gap > 0 && only_acked && !is_gap_acked(connection, side, gap)))
			continue;
		if (gap > 0)
			give_up_gap(connection, side, gap);
		else
			give_up_cause(connection, side, lacking_cause(connection, side, &head->at), now);
		pump(connection, now);
		return true;
	}
	return false;
}

void
reorder_check(struct connection *connection, int64_t now)
{
	pump(connection, now);
	while (connection->held_count > 0 &&
	       (connection->held_count > PATIENCE_COUNT || now - connection->held_since > PATIENCE_TIME))
		if (!give_up_one(connection, true, now))
			return;
}

static struct stretch
stretch_of(const struct segment *segment, uint32_t seq)
{
	return (struct stretch){.when = segment->time,
				.where = segment->place,
				.seq = seq,
				.length = segment->payload_length,
				.ack = segment->ack,
				.size = (uint16_t)segment->payload.size,
				.has_ack = (segment->flags & TCP_ACK) != 0};
}

/* No room: all that is waited for is given up, so that the stream goes on. */
static void
make_way(struct connection *connection, enum side from, const struct segment *segment, uint32_t seq)
{
	bool was_turned = connection->is_turned;

	pump(connection, segment->time); /* a part of the segment may be held by now */
	while (connection->held_count > 0 && give_up_one(connection, false, segment->time))
		continue;
	if (!connection->is_listening)
		return;
	if (connection->is_turned != was_turned)
		from = side_other(from);
	if (seq_distance(connection->half[from].next, seq) >= 0) {
		struct stretch piece = stretch_of(segment, seq);

		tell(connection, from, &piece, segment->payload.data);
	} else if (!hold_segment(connection, from, segment, seq))
		connection->table->counts.shed_octets += segment->payload_length;
}

/* Some of it was told before. */
static void
note_again(struct connection *connection, const struct half *half, const struct segment *segment,
	   uint32_t seq)
{
	if (segment->payload.size == segment->payload_length && recall_differs(half, seq, segment->payload)) {
		connection->table->counts.conflicting_overlaps++;
		connection->conflicts++;
	}
}

void
reorder_take(struct connection *connection, enum side from, const struct segment *segment, uint32_t seq)
{
	const struct half *half = &connection->half[from];
	struct stretch     piece = stretch_of(segment, seq);
	int32_t            told = seq_distance(half->next, seq);

	if (told > 0)
		note_again(connection, half, segment, seq);
	if (told > 0 && (uint32_t)told >= piece.length)
		connection->table->counts.retransmitted_octets += segment->payload_length;
	else if (told >= 0 && half->held == NULL && lacking_cause(connection, from, &piece) == 0)
		tell(connection, from, &piece, segment->payload.data);
	else {
		connection->table->counts.out_of_order += told < 0;
		if (!hold_segment(connection, from, segment, seq))
			make_way(connection, from, segment, seq);
	}
	if (connection->held_count > 0)
		reorder_check(connection, segment->time);
}

void
reorder_drop(struct connection *connection)
{
	for (enum side side = CLIENT; side <= SERVER; side++) {
		while (connection->half[side].held != NULL)
			pool_return(connection->table->held, hold_take_head(connection, side));
		connection->half[side].next = connection->half[side].top;
	}
}

/* The later of the two, if it is not out of any window. */
static uint32_t
later(uint32_t end, uint32_t other)
{
	int32_t more = seq_distance(other, end);

	return more > 0 && more <= FAR_AHEAD ? other : end;
}

/* One past the last octet that ${from} is known to have sent: by its FIN or RST, or by what was acknowledged.
 */
static uint32_t
end_of(const struct connection *connection, enum side from)
{
	const struct half  *half = &connection->half[from];
	const struct reset *reset = &connection->reset;
	bool                is_heeded = reset->was_seen && !reset->is_injected;
	uint32_t            end = later(half->top, half->reached);

	if (half->has_fin)
		return half->fin_seq;
	if (half->is_acked)
		end = later(end, half->acked);
	if (is_heeded && reset->by == from)
		end = later(end, reset->seq);
	else if (is_heeded && reset->has_ack)
		end = later(end, reset->ack);
	return end;
}

/* Octets at the end that were sent and nobody saw; a FIN is no octet. */
static void
tell_missing_tail(struct connection *connection, enum side from)
{
	const struct half *half = &connection->half[from];
	uint32_t           end = end_of(connection, from);

	if (!half->is_known)
		return;
	connection->is_tail_missing |= seq_distance(end, half->next) > 0;
	/* A single octet is more likely a FIN that was not captured. */
	if (!half->has_fin && end - half->next == 1)
		return;
	if (connection->is_listening && seq_distance(end, half->next) > 0)
		tell_missed(connection, from, (uint32_t)seq_distance(end, half->next),
			    connection->flow.last_place);
}

void
reorder_flush(struct connection *connection)
{
	int64_t now = connection->flow.last_seen;

	pump(connection, now);
	while (connection->held_count > 0 && give_up_one(connection, false, now))
		continue;
	for (enum side side = CLIENT; side <= SERVER; side++)
		tell_missing_tail(connection, side);
	reorder_drop(connection);
}
