/* SPDX-License-Identifier: Apache-2.0 */
/* The pieces of a side's octets that wait for their turn: without overlap, the first copy of each octet. */
#include <string.h>

#include "flow/connection.h"

/* A piece costs its whole room however few octets it has: small ones count as so many towards a side's bound,
 * which also bounds how long the list to search grows. */
#define PIECE_LEAST 128

static uint32_t
cost_of(const struct held *piece)
{
	return piece->at.size < PIECE_LEAST ? PIECE_LEAST : piece->at.size;
}

struct held *
hold_take_head(struct connection *connection, enum side from)
{
	struct half *half = &connection->half[from];
	struct held *head = half->held;

	half->held = head->next;
	half->held_octets -= cost_of(head);
	connection->held_count--;
	return head;
}

/* Compare what came again with what is held of it: the first copy counts. */
static void
compare_overlap(struct connection *connection, const struct held *old, uint32_t seq,
		const struct bytes *octets)
{
	int32_t  into = seq_distance(seq, old->at.seq);
	uint32_t skip_old = into > 0 ? (uint32_t)into : 0, skip_new = into < 0 ? (uint32_t)-into : 0;
	uint32_t common;

	if (skip_old >= old->at.size || skip_new >= octets->size)
		return;
	common = old->at.size - skip_old;
	if (common > octets->size - skip_new)
		common = (uint32_t)octets->size - skip_new;
	if (memcmp(old->octets + skip_old, octets->data + skip_new, common) != 0) {
		connection->table->counts.conflicting_overlaps++;
		connection->conflicts++;
	}
}

struct fresh {
	uint32_t     seq, length;
	struct bytes octets; /* <= length */
};

/* Of two copies the one that acknowledges less was sent first, whichever was captured first: it has the
 * cause. */
static void
date_back(struct held *old, const struct segment *segment, const struct fresh *fresh, uint32_t next)
{
	bool covers = seq_distance(fresh->seq, old->at.seq) <= 0 || seq_distance(fresh->seq, next) <= 0;
	bool has_ack = (segment->flags & TCP_ACK) != 0;

	if (covers && seq_distance(fresh->seq + fresh->length, old->at.seq + old->at.length) >= 0 &&
	    old->at.has_ack && (!has_ack || seq_distance(segment->ack, old->at.ack) < 0)) {
		old->at.has_ack = has_ack;
		old->at.ack = segment->ack;
	}
}

static void
skip_fresh(struct fresh *fresh, uint32_t count)
{
	count = count < fresh->length ? count : fresh->length;
	fresh->seq += count;
	fresh->length -= count;
	bytes_skip(&fresh->octets, count < fresh->octets.size ? count : fresh->octets.size);
}

static struct held *
held_new(struct connection *connection, const struct segment *segment, const struct fresh *fresh,
	 uint32_t length)
{
	struct held *piece = pool_take_unset(connection->table->held);

	if (piece == NULL)
		return NULL;
	piece->at =
	    (struct stretch){.when = segment->time,
			     .where = segment->place,
			     .seq = fresh->seq,
			     .length = length,
			     .ack = segment->ack,
			     .size = (uint16_t)(fresh->octets.size < length ? fresh->octets.size : length),
			     .has_ack = (segment->flags & TCP_ACK) != 0};
	if (piece->at.size > 0)
		memcpy(piece->octets, fresh->octets.data, piece->at.size);
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
		    half->held_octets + cost_of(piece) > connection->table->limits.side_octets) {
			pool_return(connection->table->held, piece);
			return false;
		}
		piece->next = **link;
		**link = piece;
		*link = &piece->next;
		half->held_octets += cost_of(piece);
		connection->held_count++;
		skip_fresh(fresh, part);
		length -= part;
	}
	return true;
}

bool
hold_segment(struct connection *connection, enum side from, const struct segment *segment, uint32_t seq)
{
	struct half  *half = &connection->half[from];
	struct fresh  fresh = {seq, segment->payload_length, segment->payload};
	struct held **link = &half->held;
	bool          is_whole = true;

	if (connection->held_count == 0)
		connection->held_since = segment->time;
	while (fresh.length > 0 && is_whole) {
		struct held *old = *link;
		int32_t      before = old != NULL ? seq_distance(old->at.seq, fresh.seq) : INT32_MAX;

		if (before > 0)
			is_whole = hold_pieces(
			    connection, from, segment, &fresh,
			    (uint32_t)before < fresh.length ? (uint32_t)before : fresh.length, &link);
		if (old == NULL || !is_whole || fresh.length == 0)
			return is_whole;
		if (seq_distance(fresh.seq, old->at.seq + old->at.length) < 0) {
			date_back(old, segment, &fresh, half->next);
			compare_overlap(connection, old, fresh.seq, &fresh.octets);
			skip_fresh(&fresh, old->at.seq + old->at.length - fresh.seq);
		}
		link = &old->next;
	}
	return is_whole;
}
