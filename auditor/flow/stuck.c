/* SPDX-License-Identifier: Apache-2.0 */
/* Octets that are sent and never acknowledged, while the other side lives and gets what is behind them. */
#include "flow/connection.h"

#define SECOND INT64_C(1000000000)

/* Retransmissions come after 1 s and 3 s (RFC 6298 2.1 and 5.5): who has nothing by then will get nothing. */
#define STUCK_AFTER (3 * SECOND)
#define STUCK_REPEATS 2

/*
 * Tunnels take 20 to 150 octets of an Ethernet frame's 1500, and what path MTU discovery misses is at least
 * as long as IPv6's least MTU (RFC 8200 5) without its headers; shorter segments are lost for other reasons.
 */
#define LONG 1100

/* Acknowledgements and octets cross on their way; what comes this much later was sent in knowledge of both.
 */
#define CROSSED (1 * SECOND)

static void
begin(struct half *half, int64_t time, uint32_t seq)
{
	half->lags_since = time;
	half->stuck_at = 0;
	half->longest = 0;
	half->ahead = seq;
	half->lag_repeats = 0;
	half->is_asked_again = false;
}

void
stuck_note_octets(struct half *half, const struct segment *segment, uint32_t seq)
{
	if (!half->is_acked || seq_distance(seq + segment->payload_length, half->acked) <= 0)
		return;
	if (half->lags_since == 0)
		begin(half, segment->time, seq);
	else if (seq_distance(seq + segment->payload_length, half->top) <= 0 &&
		 segment->time - half->last_sent >= COPY_WITHIN && half->lag_repeats < UINT8_MAX)
		half->lag_repeats++;
	if (seq_distance(seq, half->acked) <= 0) {
		if (segment->payload_length > half->longest)
			half->longest = segment->payload_length;
	} else if (seq_distance(half->ahead, half->acked) <= 0 || seq_distance(seq, half->ahead) < 0)
		half->ahead = seq;
}

/* The same acknowledgement once more: alone, it says that something came which is not what is awaited (RFC
 * 5681 2). */
static void
note_same(struct half *half, const struct segment *segment)
{
	if (half->lags_since == 0 || segment->ack != half->acked)
		return;
	half->stuck_at = segment->time;
	half->is_asked_again |= segment->payload_length == 0 && (segment->flags & (TCP_FIN | TCP_SYN)) == 0;
}

void
stuck_note_ack(struct half *half, const struct segment *segment)
{
	if (!half->is_acked || seq_distance(segment->ack, half->acked) <= 0) {
		note_same(half, segment);
		return;
	}
	begin(half, half->is_known && seq_distance(half->top, segment->ack) > 0 ? segment->time : 0,
	      segment->ack);
}

bool
stuck_is_stuck(const struct half *half)
{
	int64_t till = half->last_sent > half->stuck_at ? half->last_sent : half->stuck_at;

	if (half->lags_since == 0 || till - half->lags_since < STUCK_AFTER)
		return false;
	/* Seen where it was sent: again and again; or where it should have come, by who says that it did not.
	 */
	return half->lag_repeats >= STUCK_REPEATS ||
	       (half->is_asked_again && half->stuck_at - half->lags_since >= STUCK_AFTER);
}

bool
stuck_is_long_lost(const struct half *half)
{
	int32_t hole = seq_distance(half->ahead, half->acked);

	if (!stuck_is_stuck(half) || !half->is_asked_again || half->stuck_at - half->lags_since < CROSSED)
		return false;
	return half->longest >= LONG || (half->longest == 0 && hole >= LONG);
}
