/* SPDX-License-Identifier: Apache-2.0 */
/* Where a stream begins: SYNs and their retries, and streams that were taken up in their middle. */
#include "flow/connection.h"

#define MILLISECOND INT64_C(1000000)

/*
 * A SYN's retransmission timeout is 1 s (RFC 6298 2.1), never less; sooner tries are those of a client that
 * was refused and hopes (Windows: every 500 ms).
 */
#define SYN_TIMEOUT (900 * MILLISECOND)

/* A SYN may be captured after its sender's first octets: so many. */
#define LATE_SYN 65535

static bool
is_shortly_before(uint32_t seq, uint32_t end)
{
	return seq_distance(end, seq) >= 0 && seq_distance(end, seq) <= LATE_SYN;
}

/* Whether ${isn} can be the number with which the stream began, as far as it is known. */
static bool
is_beginning(const struct half *half, uint32_t isn)
{
	if (half->has_syn)
		return half->isn == isn;
	if (half->is_known)
		return is_shortly_before(isn, half->isn);
	return !half->is_acked || is_shortly_before(isn, half->acked - 1);
}

bool
begin_is_acked(const struct half *half, uint32_t ack)
{
	return half->has_syn ? is_shortly_before(half->isn, ack - 1) : is_beginning(half, ack - 1);
}

bool
begin_is_again(const struct half *half, uint32_t isn)
{
	return half->has_syn && half->isn == isn;
}

bool
begin_is_reuse(const struct connection *connection, enum side from, const struct segment *segment)
{
	const struct half *half = &connection->half[from];

	if ((segment->flags & (TCP_SYN | TCP_RST)) != TCP_SYN || is_beginning(half, segment->seq))
		return false;
	/* A SYN-ACK with another number may answer a retry of the SYN (RFC 4987 3.6: SYN cookies). */
	return (segment->flags & TCP_ACK) == 0 ||
	       !begin_is_acked(&connection->half[side_other(from)], segment->ack);
}

/*
 * A packet that was captured before, however long ago: its sender gives each one another identification (RFC
 * 6864 4.1), unless it gives them none.
 */
static bool
is_copied_syn(const struct connection *connection, uint16_t id)
{
	uint32_t known = connection->syns < SYN_IDS ? connection->syns : SYN_IDS;

	for (uint32_t i = 0; id != 0 && i < known; i++)
		if (connection->syn_ids[i] == id)
			return true;
	return false;
}

/* The client's SYN once more, with the same number: a retry, unless it is a mere copy. */
static void
count_syn(struct connection *connection, const struct segment *segment)
{
	const struct half *server = &connection->half[SERVER];
	int64_t            pause = segment->time - connection->last_syn;

	if (connection->syns > 0 && (pause < COPY_WITHIN || is_copied_syn(connection, segment->ip_id)))
		return;
	connection->has_slow_retry |= connection->syns > 0 && pause >= SYN_TIMEOUT;
	connection->is_answer_lost |= server->has_syn && segment->time - server->unanswered >= SYN_TIMEOUT;
	if (connection->syns == 0)
		connection->first_syn = segment->time;
	else if (connection->syns <= ENDING_TRIES)
		connection->tries[connection->syns - 1] = segment->place;
	connection->syn_ids[connection->syns % SYN_IDS] = segment->ip_id;
	connection->syns++;
	connection->last_syn = segment->time;
	connection->last_syn_where = segment->place;
}

void
begin_at(struct half *half, uint32_t first)
{
	half->is_known = true;
	half->isn = first - 1;
	half->next = half->top = half->reached = first;
}

static bool
is_untold(const struct half *half)
{
	return !half->is_known || half->next == half->isn + 1;
}

static void
note_disorder(struct connection *connection, enum side side, place where)
{
	connection->is_begun_late = true;
	reorder_doubt(connection, side, where);
}

/* A stream that was taken up in its middle turns out to begin sooner, at ${first}: its SYN was captured late.
 */
static void
begin_sooner(struct connection *connection, enum side side, uint32_t first, place where)
{
	struct half *half = &connection->half[side], *other = &connection->half[side_other(side)];
	int32_t      more = half->is_known ? seq_distance(half->isn + 1, first) : 0;

	if (more <= 0)
		return;
	/* What the other side said may have been said after the octets that only now can be told.  In a
	 * stream of which no SYN was seen they may be a repetition of what was before the capture. */
	if (!is_untold(half) ? half->is_begun || other->is_begun : !is_untold(other))
		note_disorder(connection, side, where);
	if (!is_untold(half))
		return;
	if (half->top == half->isn + 1)
		half->top = first;
	else
		connection->flow.octets[side] += (uint32_t)more;
	half->isn = first - 1;
	half->next = first;
}

/* A stream begins, and the other side has been told to answer it. */
static void
check_order(struct connection *connection, enum side side, place where)
{
	const struct half *half = &connection->half[side];

	if (half->is_acked && seq_distance(half->acked, half->next) > 0 &&
	    !is_untold(&connection->half[side_other(side)]))
		note_disorder(connection, side, where);
}

void
begin_syn(struct connection *connection, enum side from, const struct segment *segment)
{
	struct half *half = &connection->half[from], *other = &connection->half[side_other(from)];
	bool         is_first = !begin_is_again(half, segment->seq);
	bool         is_answer = (segment->flags & TCP_ACK) != 0;

	half->is_begun = true;
	other->is_begun |= is_answer;
	if (!is_answer && from == CLIENT)
		count_syn(connection, segment);
	if (is_first && !half->has_progressed)
		begin_at(half, segment->seq + 1);
	else if (is_first)
		begin_sooner(connection, from, segment->seq + 1, segment->place);
	if (is_first)
		check_order(connection, from, segment->place);
	if (!half->has_syn && from == SERVER && is_answer)
		servers_note(connection, segment);
	if (!half->has_syn)
		half->isn = segment->seq;
	half->has_syn = true;
	/* A SYN-ACK tells where the client's stream begins, though its SYN may not have been captured. */
	if (is_answer && !other->is_known)
		begin_at(other, segment->ack);
	else if (is_answer && !other->has_syn)
		begin_sooner(connection, side_other(from), segment->ack, segment->place);
	if (is_first)
		refuse_review(connection, from);
}

void
begin_midstream(struct connection *connection, enum side from, const struct segment *segment)
{
	struct half *half = &connection->half[from];
	int32_t      ahead = half->is_acked ? seq_distance(segment->seq, half->acked) : INT32_MAX;
	bool         is_keep_alive = ahead == -1 && segment->payload_length <= 1;

	begin_at(half, is_keep_alive || (ahead > 0 && ahead <= FAR_AHEAD) ? half->acked : segment->seq);
	if (half->is_acked && (ahead > FAR_AHEAD || ahead < -FAR_AHEAD))
		half->is_acked = false;
	check_order(connection, from, segment->place);
}

void
begin_octets(struct connection *connection, enum side from, uint32_t seq, place where)
{
	if (is_shortly_before(seq, connection->half[from].isn + 1))
		begin_sooner(connection, from, seq, where);
}
