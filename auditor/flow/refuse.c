/* SPDX-License-Identifier: Apache-2.0 */
/* RSTs and ICMP errors: which of them concern the connection, and which answer its SYN. */
#include "flow/connection.h"

/* RFC 9293 3.10.7.3: in SYN-SENT a reset counts only if it acknowledges the SYN. */
static bool
is_answer_to_syn(const struct half *client, bool has_ack, uint32_t ack)
{
	return has_ack && seq_distance(ack, client->isn) > 0 && seq_distance(ack, client->top) <= 0;
}

bool
refuse_is_reset_answer(const struct connection *connection)
{
	const struct reset *reset = &connection->reset;
	const struct half  *client = &connection->half[CLIENT];

	return reset->was_seen && reset->by == SERVER && client->has_syn &&
	       is_answer_to_syn(client, reset->has_ack, reset->ack);
}

/* How far an RST that was captured before its SYN-ACK can be ahead of it; a refusal's number is 0, anywhere.
 */
#define EARLY_RESET 65535

/* Whether ${number} may belong to a connection of which no more than the SYN of that side was captured. */
static bool
is_early(const struct half *half, uint32_t number)
{
	int32_t ahead = seq_distance(number, half->isn);

	return ahead > 0 && ahead <= EARLY_RESET;
}

/* Whether the receiver of this RST would heed it. */
static bool
is_heeded(const struct connection *connection, enum side from, const struct segment *segment)
{
	const struct half *half = &connection->half[from], *other = &connection->half[side_other(from)];

	if (half->is_known)
		return seq_distance(segment->seq, half->top) <= FAR_AHEAD &&
		       seq_distance(segment->seq, half->next) >= -FAR_AHEAD;
	/* It may have been captured before the SYN-ACK and the octets that it follows. */
	if (from == SERVER && other->has_syn && !other->has_progressed)
		return (segment->flags & TCP_ACK) != 0 && is_early(other, segment->ack);
	return true;
}

/* An RST that answers the SYN counts, whatever came before that does not. */
static bool
is_first_answer(const struct connection *connection, enum side from, const struct segment *segment)
{
	const struct half *client = &connection->half[CLIENT];

	return from == SERVER && !connection->half[SERVER].is_known && client->has_syn &&
	       !refuse_is_reset_answer(connection) &&
	       is_answer_to_syn(client, (segment->flags & TCP_ACK) != 0, segment->ack);
}

/* What its receiver has acknowledged is behind it; what is beyond all that was seen cannot be told yet. */
static enum ending_sequence
sequence_of(const struct half *half, uint32_t seq)
{
	if (!half->is_known)
		return SEQUENCE_UNKNOWN;
	if (seq == half->top)
		return SEQUENCE_EXACT;
	return half->is_acked && seq_distance(seq, half->acked) < 0 ? SEQUENCE_WRONG : SEQUENCE_UNKNOWN;
}

void
refuse_reset(struct connection *connection, enum side from, const struct segment *segment)
{
	struct reset      *reset = &connection->reset;
	const struct half *half = &connection->half[from];

	if (!is_heeded(connection, from, segment) ||
	    (reset->was_seen && !is_first_answer(connection, from, segment)))
		return;
	*reset = (struct reset){
	    .where = segment->place,
	    .when = segment->time,
	    .number = segment->seq,
	    .sequence = (uint8_t)sequence_of(half, segment->seq),
	    .seq = half->is_known && seq_distance(half->top, segment->seq) > 0 ? half->top : segment->seq,
	    .ack = segment->ack,
	    .ttl = segment->ttl,
	    .by = (uint8_t)from,
	    .was_seen = true,
	    .has_ack = (segment->flags & TCP_ACK) != 0,
	};
}

/* A server that refused a SYN may accept its retry; and an RST may be captured before the SYN or SYN-ACK that
 * it follows. */
void
refuse_review(struct connection *connection, enum side from)
{
	const struct reset *reset = &connection->reset;
	const struct half  *half = &connection->half[from];
	bool                is_of_it = true;

	if (!reset->was_seen || reset->by != SERVER)
		return;
	if (from == SERVER)
		is_of_it = is_early(half, reset->seq);
	else if (!connection->half[SERVER].is_known)
		is_of_it = reset->has_ack && is_early(half, reset->ack);
	if (!is_of_it)
		connection->reset = (struct reset){.was_seen = false};
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
refuse_icmp(struct connection *connection, enum side quoted, const struct segment *segment)
{
	struct refusal *refusal = &connection->refusal;

	if (!is_refusal(segment) || (refusal->was_seen && (refusal->quoted == CLIENT || quoted == SERVER)))
		return;
	*refusal = (struct refusal){
	    .reporter = segment->icmp.reporter,
	    .type = segment->icmp.type,
	    .code = segment->icmp.code,
	    .ttl = segment->icmp.ttl,
	    .quoted = (uint8_t)quoted,
	    .was_seen = true,
	    .has_seq = segment->icmp.has_seq,
	    .is_of_syn = (segment->flags & (TCP_SYN | TCP_ACK)) == TCP_SYN,
	    .seq = segment->seq,
	    .where = segment->place,
	};
}

bool
refuse_is_icmp_answer(const struct connection *connection)
{
	const struct refusal *refusal = &connection->refusal;
	const struct half    *client = &connection->half[CLIENT];

	/* Of the client's packets only: an answer that was refused on its way back says nothing of the
	 * server. */
	if (!refusal->was_seen || refusal->quoted != CLIENT)
		return false;
	if (connection->flow.packets == 0)
		return refusal->is_of_syn;
	return client->has_syn && (!refusal->has_seq || refusal->seq == client->isn);
}
