/* SPDX-License-Identifier: Apache-2.0 */
/* What each segment says of its connection: handshake, sequence space, goodbye, silence. */
#include "flow/connection.h"

#define MILLISECOND INT64_C(1000000)

/*
 * A second copy of a packet sooner than this is a copy (mirror ports make them), not a
 * retransmission: the least retransmission timeouts in use are 200 ms.
 */
#define COPY_WITHIN (200 * MILLISECOND)

/*
 * How far ahead of a stream a segment may be and still belong to it without further proof.  More than any
 * window in common use holds on the way, so that one stray segment cannot make a false gap.
 */
#define FAR_AHEAD (INT32_C(2) << 20)
#define FAR_BACK (-(INT32_C(1) << 30))
#define MOST_STRAYS 8

bool
track_is_reuse(const struct connection *connection, enum side from, const struct segment *segment)
{
	const struct half *half = &connection->half[from];
	bool               is_syn = (segment->flags & (TCP_SYN | TCP_ACK | TCP_RST)) == TCP_SYN;

	if (!is_syn)
		return false;
	if (half->has_syn)
		return half->isn != segment->seq;
	/* No SYN so far: this one may be late (its answer came first), or begin anew on a connection seen
	 * from the middle. */
	if (half->is_known || half->is_acked)
		return seq_distance(half->is_acked ? half->acked : half->next, segment->seq) != 1 &&
		       half->has_packets;
	return false;
}

/* The client's SYN once more, with the same number: a retry, unless it is a mere copy. */
static void
count_syn(struct connection *connection, const struct segment *segment)
{
	if (connection->syns > 0 && segment->time - connection->last_syn < COPY_WITHIN)
		return;
	connection->syns++;
	connection->last_syn = segment->time;
	connection->last_syn_where = segment->place;
}

static void
track_syn(struct connection *connection, enum side from, const struct segment *segment)
{
	struct half *half = &connection->half[from], *other = &connection->half[side_other(from)];

	if (from == CLIENT && (segment->flags & TCP_ACK) == 0)
		count_syn(connection, segment);
	if (!half->has_syn && (!half->is_known || !half->has_progressed)) {
		half->is_known = true;
		half->next = half->top = segment->seq + 1;
	}
	half->has_syn = true;
	half->isn = segment->seq;
	/* A SYN-ACK tells where the client's stream begins, though its SYN may not have been captured. */
	if ((segment->flags & TCP_ACK) != 0 && !other->is_known) {
		other->is_known = true;
		other->next = other->top = segment->ack;
	}
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
	return distance > 0 && ++half->strays >= MOST_STRAYS;
}

static void
note_octets(struct connection *connection, enum side from, uint32_t end)
{
	struct half *half = &connection->half[from];
	int32_t      more = seq_distance(end, half->top);

	if (more <= 0)
		return;
	connection->flow.octets[from] += (uint32_t)more;
	connection->flow.last_length[from] = (uint32_t)more;
	half->top = end;
	if (connection->reset.was_seen && connection->reset.by == from &&
	    seq_distance(end, connection->reset.seq) > 0)
		connection->reset.is_injected = true;
}

/* Something that wants an answer was sent: first, or again into silence. */
static void
note_sent(struct half *half, const struct segment *segment, bool is_again)
{
	bool is_copy = segment->time - half->last_sent < COPY_WITHIN;

	if (half->unanswered == 0)
		half->unanswered = segment->time;
	if (is_again && !is_copy && half->repeats < UINT16_MAX)
		half->repeats++;
	half->last_sent = segment->time;
}

static void
note_answered(struct half *other)
{
	other->unanswered = 0;
	other->repeats = 0;
}

static void
note_ack(struct half *other, uint32_t ack)
{
	if (!other->is_known) {
		if (!other->is_acked || seq_distance(ack, other->acked) > 0)
			other->acked = ack;
		other->is_acked = true;
		return;
	}
	if (seq_distance(ack, other->next) > FAR_AHEAD && seq_distance(ack, other->top) > FAR_AHEAD)
		return;
	if (!other->is_acked || seq_distance(ack, other->acked) > 0)
		other->acked = ack;
	other->is_acked = true;
}

static void
track_reset(struct connection *connection, enum side from, const struct segment *segment)
{
	struct reset      *reset = &connection->reset;
	const struct half *half = &connection->half[from];

	if (half->is_known && half->has_progressed &&
	    (seq_distance(segment->seq, half->top) > FAR_AHEAD ||
	     seq_distance(segment->seq, half->next) < -FAR_AHEAD))
		return;
	if (reset->was_seen)
		return;
	*reset = (struct reset){
	    .when = segment->time,
	    .where = segment->place,
	    .seq = half->is_known && seq_distance(half->top, segment->seq) > 0 ? half->top : segment->seq,
	    .ack = segment->ack,
	    .ttl = segment->ttl,
	    .by = (uint8_t)from,
	    .was_seen = true,
	    .has_ack = (segment->flags & TCP_ACK) != 0,
	};
}

/* A stream seen from its middle begins where its first octets are. */
static void
begin_midstream(struct half *half, const struct segment *segment)
{
	half->is_known = true;
	half->next = half->top = segment->seq;
}

static bool
track_octets(struct connection *connection, enum side from, const struct segment *segment)
{
	struct half *half = &connection->half[from];
	uint32_t     seq = segment->seq + ((segment->flags & TCP_SYN) != 0);
	uint32_t     end = seq + segment->payload_length;
	bool is_probe = segment->payload_length <= 1 && half->is_known && seq_distance(seq, half->top) == -1;

	if (!half->is_known && (segment->flags & TCP_SYN) == 0)
		begin_midstream(half, segment);
	if (!is_plausible(half, seq))
		return false;
	if (segment->payload_length > 0 || is_probe)
		note_sent(half, segment, seq_distance(end, half->top) <= 0);
	/* A keep-alive carries an octet that was never part of the stream (RFC 9293 3.8.4). */
	if (is_probe && segment->payload_length == 1 && half->is_acked && seq_distance(half->acked, end) >= 0)
		return false;
	note_octets(connection, from, end);
	if (!connection->is_listening)
		half->next = half->top;
	if ((segment->flags & TCP_FIN) != 0 && !half->has_fin) {
		half->has_fin = true;
		half->fin_seq = end;
	}
	return true;
}

bool
track_segment(struct connection *connection, enum side from, const struct segment *segment)
{
	struct half *half = &connection->half[from], *other = &connection->half[side_other(from)];

	half->has_packets = true;
	note_answered(other);
	if ((segment->flags & TCP_RST) != 0) {
		track_reset(connection, from, segment);
		return false;
	}
	if (half->ttl == 0)
		half->ttl = segment->ttl;
	if ((segment->flags & TCP_SYN) != 0)
		track_syn(connection, from, segment);
	else
		half->has_progressed = true;
	if ((segment->flags & TCP_ACK) != 0)
		note_ack(other, segment->ack);
	if (segment->payload.size < segment->payload_length)
		connection->is_truncated = true;
	return track_octets(connection, from, segment);
}

/* Destination unreachable (RFC 792; code 4 is path MTU discovery, no refusal) and its ICMPv6 kin (RFC
 * 4443 3.1). */
static bool
is_refusal(const struct segment *segment)
{
	if (segment->icmp.reporter.family == 4)
		return segment->icmp.type == 3 && segment->icmp.code != 4;
	return segment->icmp.type == 1;
}

void
track_icmp(struct connection *connection, enum side quoted, const struct segment *segment)
{
	/* Of the client's packets only: an answer that was refused on its way back says nothing of the
	 * server. */
	if (quoted != CLIENT || connection->has_icmp || !is_refusal(segment))
		return;
	connection->has_icmp = true;
	connection->icmp_reporter = segment->icmp.reporter;
	connection->icmp_type = segment->icmp.type;
	connection->icmp_code = segment->icmp.code;
	connection->icmp_where = segment->place;
}
