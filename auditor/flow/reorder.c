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

/* Tell octets that begin at or before what is next; parts told before are left out. */
static void
tell(struct connection *connection, enum side from, const struct held *piece, const uint8_t *octets)
{
	struct half *half = &connection->half[from];
	uint32_t     known = (uint32_t)seq_distance(half->next, piece->seq);
	struct bytes fresh = bytes_of(octets, piece->size);
	bool         was_turned = connection->is_turned; /* the guest may turn the flow round */
	uint32_t     lost;

	if (known >= piece->length)
		return;
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

static bool
has_its_cause(const struct connection *connection, enum side from, const struct held *piece)
{
	const struct half *other = &connection->half[side_other(from)];
	uint32_t           next = other->next;

	if (!piece->has_ack || !other->is_known)
		return true;
	if (other->has_fin && next == other->fin_seq)
		next++;
	return seq_distance(piece->ack, next) <= 0;
}

static bool
is_tellable(const struct connection *connection, enum side from)
{
	const struct held *head = connection->half[from].held;

	return head != NULL && seq_distance(head->seq, connection->half[from].next) <= 0 &&
	       has_its_cause(connection, from, head);
}

static struct held *
take_head(struct connection *connection, enum side from)
{
	struct half *half = &connection->half[from];
	struct held *head = half->held;

	half->held = head->next;
	half->held_octets -= head->size;
	connection->held_count--;
	return head;
}

/* Tell all that can be told; of two that can, the one captured first. */
static void
pump(struct connection *connection, int64_t now)
{
	while (connection->held_count > 0) {
		bool      client = is_tellable(connection, CLIENT), server = is_tellable(connection, SERVER);
		enum side from = client ? CLIENT : SERVER;
		struct held *piece;

		if (!client && !server)
			return;
		if (client && server &&
		    connection->half[SERVER].held->where < connection->half[CLIENT].held->where)
			from = SERVER;
		piece = take_head(connection, from);
		connection->held_since = now;
		tell(connection, from, piece, piece->octets);
		pool_return(connection->table->held, piece);
	}
}

/* How many octets of ${from} to give up so that something can be told; 0 if its own head is not behind a gap.
 */
static uint32_t
gap_before_head(const struct connection *connection, enum side from)
{
	const struct half *half = &connection->half[from];
	int32_t            gap = half->held != NULL ? seq_distance(half->held->seq, half->next) : 0;

	return gap > 0 ? (uint32_t)gap : 0;
}

/* How many octets of the other side the head of ${from} waits for. */
static uint32_t
gap_before_cause(const struct connection *connection, enum side from)
{
	const struct half *half = &connection->half[from], *other = &connection->half[side_other(from)];
	uint32_t           gap, own;

	if (half->held == NULL || seq_distance(half->held->seq, half->next) > 0 ||
	    has_its_cause(connection, from, half->held))
		return 0;
	gap = (uint32_t)seq_distance(half->held->ack, other->next);
	own = gap_before_head(connection, side_other(from));
	return own > 0 && own < gap ? own : gap;
}

static bool
is_gap_acked(const struct connection *connection, enum side from, uint32_t gap)
{
	const struct half *half = &connection->half[from];

	return half->is_acked && seq_distance(half->acked, half->next + gap) >= 0;
}

/* Give up one gap and tell what follows it.  ${only_acked}: only one that its receiver acknowledged. */
static bool
give_up_one(struct connection *connection, bool only_acked, int64_t now)
{
	for (enum side side = CLIENT; side <= SERVER; side++) {
		enum side other = side_other(side);
		uint32_t  gap = gap_before_cause(connection, other);

		if (gap == 0) {
			gap = gap_before_head(connection, side);
			if (gap > 0 && only_acked && !is_gap_acked(connection, side, gap))
				gap = 0;
		}
		if (gap == 0)
			continue;
		tell_missed(connection, side, gap,
			    connection->half[side].held != NULL ? connection->half[side].held->where
								: connection->flow.last_place);
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

/* Compare what came again with what is held of it: the first copy counts. */
static void
compare_overlap(struct connection *connection, const struct held *old, uint32_t seq,
		const struct bytes *octets)
{
	int32_t  into = seq_distance(seq, old->seq);
	uint32_t skip_old = into > 0 ? (uint32_t)into : 0, skip_new = into < 0 ? (uint32_t)-into : 0;
	uint32_t common;

	if (skip_old >= old->size || skip_new >= octets->size)
		return;
	common = old->size - skip_old;
	if (common > octets->size - skip_new)
		common = (uint32_t)octets->size - skip_new;
	if (memcmp(old->octets + skip_old, octets->data + skip_new, common) != 0)
		connection->table->counts.conflicting_overlaps++;
}

struct fresh {
	uint32_t     seq, length;
	struct bytes octets; /* <= length */
};

static struct held *
held_new(struct connection *connection, const struct segment *segment, const struct fresh *fresh,
	 uint32_t length)
{
	struct held *piece = pool_take(connection->table->held);

	if (piece == NULL)
		return NULL;
	piece->when = segment->time;
	piece->where = segment->place;
	piece->seq = fresh->seq;
	piece->length = length;
	piece->ack = segment->ack;
	piece->has_ack = (segment->flags & TCP_ACK) != 0;
	piece->size = (uint16_t)(fresh->octets.size < length ? fresh->octets.size : length);
	if (piece->size > 0)
		memcpy(piece->octets, fresh->octets.data, piece->size);
	return piece;
}

/* Hold ${length} octets of ${fresh} in front of *${link}, in pieces that fit; false without room. */
static bool
hold_pieces(struct connection *connection, enum side from, const struct segment *segment, struct fresh *fresh,
	    uint32_t length, struct held ***link)
{
	struct half *half = &connection->half[from];

	while (length > 0) {
		uint32_t     part = length < HELD_ROOM || fresh->octets.size == 0 ? length : HELD_ROOM;
		struct held *piece = held_new(connection, segment, fresh, part);

		if (piece == NULL ||
		    half->held_octets + piece->size > connection->table->limits.side_octets) {
			pool_return(connection->table->held, piece);
			connection->table->counts.shed_octets += length;
			return false;
		}
		piece->next = **link;
		**link = piece;
		*link = &piece->next;
		half->held_octets += piece->size;
		connection->held_count++;
		fresh->seq += part;
		fresh->length -= part;
		bytes_skip(&fresh->octets, part < fresh->octets.size ? part : fresh->octets.size);
		length -= part;
	}
	return true;
}

static void
skip_fresh(struct fresh *fresh, uint32_t count)
{
	count = count < fresh->length ? count : fresh->length;
	fresh->seq += count;
	fresh->length -= count;
	bytes_skip(&fresh->octets, count < fresh->octets.size ? count : fresh->octets.size);
}

/* Hold what of the segment is new; false when there was no room for all of it. */
static bool
hold(struct connection *connection, enum side from, const struct segment *segment, struct fresh fresh)
{
	struct half  *half = &connection->half[from];
	struct held **link = &half->held;
	bool          is_whole = true;

	if (connection->held_count == 0)
		connection->held_since = segment->time;
	while (fresh.length > 0 && is_whole) {
		struct held *old = *link;
		int32_t      before = old != NULL ? seq_distance(old->seq, fresh.seq) : INT32_MAX;

		if (before > 0)
			is_whole = hold_pieces(
			    connection, from, segment, &fresh,
			    (uint32_t)before < fresh.length ? (uint32_t)before : fresh.length, &link);
		if (old == NULL || !is_whole || fresh.length == 0)
			return is_whole;
		if (seq_distance(fresh.seq, old->seq + old->length) < 0) {
			compare_overlap(connection, old, fresh.seq, &fresh.octets);
			skip_fresh(&fresh, old->seq + old->length - fresh.seq);
		}
		link = &old->next;
	}
	return is_whole;
}

/* No room: the oldest gap is given up, whatever it is, so that the stream goes on. */
static void
make_way(struct connection *connection, int64_t now)
{
	while (connection->held_count > 0 && give_up_one(connection, false, now))
		continue;
}

void
reorder_take(struct connection *connection, enum side from, const struct segment *segment, uint32_t seq)
{
	struct half *half = &connection->half[from];
	struct held  view = {.when = segment->time,
			     .where = segment->place,
			     .seq = seq,
			     .length = segment->payload_length,
			     .ack = segment->ack,
			     .has_ack = (segment->flags & TCP_ACK) != 0};
	struct fresh fresh = {seq, segment->payload_length, segment->payload};
	int32_t      told = seq_distance(half->next, seq);

	if (told > 0 && (uint32_t)told >= fresh.length) {
		connection->table->counts.retransmitted_octets += fresh.length;
		if (connection->held_count > 0)
			reorder_check(connection, segment->time);
		return;
	}
	if (fresh.octets.size > fresh.length)
		fresh.octets.size = fresh.length;
	if (told >= 0 && half->held == NULL && fresh.octets.size <= UINT16_MAX &&
	    has_its_cause(connection, from, &view)) {
		view.size = (uint16_t)fresh.octets.size;
		tell(connection, from, &view, fresh.octets.data);
	} else {
		if (told > 0)
			skip_fresh(&fresh, (uint32_t)told);
		if (!hold(connection, from, segment, fresh)) {
			make_way(connection, segment->time);
			/* What did not fit is retried once; the gap in front of it is given up by now. */
			if (connection->is_listening &&
			    seq_distance(connection->half[from].next, seq) < (int32_t)segment->payload_length)
				(void)hold(connection, from, segment, fresh);
		}
	}
	if (connection->held_count > 0)
		reorder_check(connection, segment->time);
}

void
reorder_drop(struct connection *connection)
{
	for (enum side side = CLIENT; side <= SERVER; side++) {
		while (connection->half[side].held != NULL)
			pool_return(connection->table->held, take_head(connection, side));
		connection->half[side].next = connection->half[side].top;
	}
}

/* Octets at the end that the other side acknowledged and nobody saw; a FIN is no octet. */
static void
tell_missing_tail(struct connection *connection, enum side from)
{
	const struct half *half = &connection->half[from];
	uint32_t           end = half->acked;

	if (!half->is_known || !half->is_acked)
		return;
	if (half->has_fin && seq_distance(end, half->fin_seq) > 0)
		end = half->fin_seq;
	if (seq_distance(end, half->next) > 0)
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
	for (enum side side = CLIENT; connection->is_listening && side <= SERVER; side++)
		tell_missing_tail(connection, side);
	reorder_drop(connection);
}
