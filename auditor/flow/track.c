/* SPDX-License-Identifier: Apache-2.0 */
/* What each segment says of its connection: sequence space, goodbye, silence. */
#include "flow/connection.h"

#define MILLISECOND INT64_C(1000000)

/* Keep-alives are sent after seconds of quiet at least (RFC 9293 3.8.4: two hours, by default). */
#define KEEP_ALIVE_AFTER (1000 * MILLISECOND)

/* A FIN this long after octets that nobody answered is no goodbye, but the end of waiting. */
#define UNHEARD_AFTER (3000 * MILLISECOND)

/* Mirror ports copy in microseconds; the soonest retransmissions take a round trip (RFC 5681 3.2). */
#define COPY_AT_ONCE (MILLISECOND / 2)
#define LONGEST_FRAME 1500

#define FAR_BACK (-(INT32_C(1) << 30))
#define MOST_STRAYS 8

/* Something that wants an answer was sent: first, or again into silence. */
static void
note_sent(struct half *half, const struct segment *segment, bool is_again)
{
	bool is_copy = segment->time - half->last_sent < COPY_WITHIN;

	/* Who sends new octets after a repetition was answered in between, though the capture does not have
	 * it. */
	if (half->unanswered == 0 || (!is_again && half->repeats > 0)) {
		half->unanswered = segment->time;
		half->repeats = 0;
	} else if (is_again && !is_copy && half->repeats < UINT16_MAX)
		half->repeats++;
	half->last_sent = segment->time;
}

static void
note_answered(struct half *half)
{
	half->unanswered = 0;
	half->repeats = 0;
}

/* Whether octets at ${seq} belong to the stream as far as it is known. */
static bool
is_plausible(struct half *half, uint32_t seq)
{
	int32_t distance = seq_distance(seq, half->next);

	if (distance >= FAR_BACK && distance <= FAR_AHEAD) {
		half->strays = 0;
		return true;
	}
	/* Far ahead after a long loss: the other side's acknowledgements or a run of such segments prove it.
	 */
	if (half->is_acked && seq_distance(half->acked, seq) >= -FAR_AHEAD &&
	    seq_distance(half->acked, half->next) > 0)
		return true;
	if (distance > 0 && half->strays < MOST_STRAYS)
		half->strays++;
	return distance > 0 && half->strays >= MOST_STRAYS;
}

static void
note_octets(struct connection *connection, enum side from, uint32_t end)
{
	struct half *half = &connection->half[from];
	int32_t      more = seq_distance(end, half->top);

	if (more <= 0)
		return;
	connection->flow.octets[from] += (uint32_t)more;
	half->top = end;
	if (!connection->reset.was_seen)
		return;
	if (connection->reset.by == from && seq_distance(end, connection->reset.seq) > 0)
		connection->reset.is_injected = true;
	else if (connection->reset.by != from)
		connection->reset.is_survived = true;
}

/* What the other side's acknowledgement says of ${half}. */
static void
note_acked(struct half *half, uint32_t ack)
{
	half->acked = ack;
	half->is_acked = true;
	if (!half->is_known)
		return;
	/* More than a FIN and what is before it: that was not the sender's FIN. */
	if (half->has_fin && seq_distance(ack, half->fin_seq) > 1)
		half->has_fin = false;
	/* A stream that seemed to begin with a keep-alive (one before the next octet) begins after it. */
	if (!half->has_syn && !half->has_fin && half->top == half->isn + 1 && ack == half->top + 1)
		begin_at(half, ack);
}

/* True if ${segment}'s acknowledgement shows that its sender got something new. */
static bool
note_ack(struct half *half, const struct segment *segment)
{
	uint32_t ack = segment->ack;

	/* RFC 9293 3.10.7.4: nobody acknowledges what was not sent yet. */
	if (half->is_known &&
	    (seq_distance(ack, half->next) < -FAR_AHEAD ||
	     (seq_distance(ack, half->next) > FAR_AHEAD && seq_distance(ack, half->top) > FAR_AHEAD)))
		return false;
	stuck_note_ack(half, segment);
	if (half->is_acked && seq_distance(ack, half->acked) <= 0)
		return false;
	note_acked(half, ack);
	return true;
}

/* RFC 9293 3.8.4: a keep-alive has the number of the last octet, and none or one that means nothing. */
static bool
is_keep_alive(const struct half *half, uint32_t seq, uint32_t length)
{
	return length <= 1 && seq_distance(seq, half->top) == -1;
}

/* Whether the octet of what looks like a keep-alive is garbage: it was acknowledged, and it comes long after
 * the last that was sent.  Sooner, it may be the last octet itself, captured late. */
static bool
is_garbage(const struct half *half, const struct segment *segment, uint32_t end)
{
	return segment->payload_length == 1 && half->is_acked && seq_distance(half->acked, end) >= 0 &&
	       segment->time - half->last_sent >= KEEP_ALIVE_AFTER;
}

static void
note_fin(struct half *half, const struct segment *segment, uint32_t end)
{
	if (half->has_fin)
		return;
	half->has_fin = true;
	half->fin_seq = end;
	half->is_fin_unheard = half->unanswered != 0 && segment->time - half->unanswered >= UNHEARD_AFTER;
}

/* What the capture made of the segment: told, not mended. */
static void
count_kind(struct flow_table *table, struct half *half, const struct segment *segment, uint32_t seq)
{
	bool is_same = seq == half->copy_seq && segment->payload_length == half->copy_length;

	table->counts.copies += is_same && segment->time - half->last_sent < COPY_AT_ONCE;
	table->counts.long_segments += segment->payload_length > LONGEST_FRAME;
	half->copy_seq = seq;
	half->copy_length = segment->payload_length;
}

static bool
track_octets(struct connection *connection, enum side from, const struct segment *segment)
{
	struct half *half = &connection->half[from];
	uint32_t     seq = segment->seq + ((segment->flags & TCP_SYN) != 0);
	uint32_t     length = segment->payload_length, end = seq + length;
	bool         is_probe, is_nothing;

	if (!half->is_known)
		begin_midstream(connection, from, segment);
	if (!is_plausible(half, seq))
		return false;
	if (seq_distance(seq, half->reached) > 0)
		half->reached = seq;
	is_probe = is_keep_alive(half, seq, length);
	if (length > 1 && !half->is_begun)
		begin_octets(connection, from, seq, segment->place);
	is_nothing = (is_probe && is_garbage(half, segment, end)) ||
		     (half->has_fin && length > 0 && seq_distance(seq, half->fin_seq) >= 0);
	if (length > 0 && !is_nothing) {
		count_kind(connection->table, half, segment, seq);
		stuck_note_octets(half, segment, seq);
	}
	if (length > 0 || is_probe || (segment->flags & TCP_FIN) != 0)
		note_sent(half, segment, seq_distance(end, half->top) <= 0);
	if (is_nothing)
		return false;
	/* The number of a mere acknowledgement is no proof of octets: it may be behind a FIN. */
	if (length > 0 || (segment->flags & TCP_FIN) != 0)
		note_octets(connection, from, end);
	if (!connection->is_listening)
		half->next = half->top;
	if ((segment->flags & TCP_FIN) != 0)
		note_fin(half, segment, end);
	return true;
}

bool
track_segment(struct connection *connection, enum side from, const struct segment *segment)
{
	struct half *half = &connection->half[from], *other = &connection->half[side_other(from)];
	bool         is_syn = (segment->flags & TCP_SYN) != 0, has_ack = (segment->flags & TCP_ACK) != 0;

	half->has_packets = true;
	if (!is_syn || has_ack)
		note_answered(other);
	if ((segment->flags & TCP_RST) != 0) {
		if (connection->reset.was_seen && connection->reset.by != from)
			connection->reset.is_echoed = true;
		refuse_reset(connection, from, segment);
		return false;
	}
	if (half->ttl == 0)
		half->ttl = segment->ttl;
	/* RFC 9293 3.10.7.3: an answer to another SYN is none. */
	if (is_syn && has_ack && !begin_is_acked(other, segment->ack))
		return false;
	if (is_syn && has_ack)
		note_sent(half, segment, begin_is_again(half, segment->seq));
	if (is_syn)
		begin_syn(connection, from, segment);
	else
		half->has_progressed = true;
	if (has_ack && note_ack(other, segment)) {
		note_answered(half);
		if (connection->reset.was_seen && connection->reset.by != from)
			connection->reset.is_survived |=
			    seq_distance(segment->ack, connection->reset.seq) > 0;
	}
	if (segment->payload.size < segment->payload_length)
		connection->is_truncated = true;
	return track_octets(connection, from, segment);
}
