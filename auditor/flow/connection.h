/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FLOW_CONNECTION_H
#define FLOW_CONNECTION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/hash.h"
#include "base/pool.h"
#include "flow/flow.h"

/* Private to flow/: a flow with what the room itself remembers of it. */

/* Where some of one side's octets stand in its stream, and how they came. */
struct stretch {
	int64_t  when;
	place    where;
	uint32_t seq;
	uint32_t length; /* on the wire */
	uint32_t ack;
	uint16_t size; /* captured, <= length */
	bool     has_ack;
};

/* A piece of one side's octets that waits for what comes before it, or for its cause. */
#define HELD_ROOM 1984
struct held {
	struct held   *next;
	struct stretch at;
	uint8_t        octets[HELD_ROOM];
};

/*
 * How far from a stream a segment, an acknowledgement or a reset may be and still belong to it without
 * further proof.  More than any window in common use holds, so that one stray segment cannot make a false
 * gap.
 */
#define FAR_AHEAD (INT32_C(2) << 20)

/* A segment that was told in one piece. */
#define RECALLED 2
struct recalled {
	uint32_t seq, size, digest;
};

/*
 * A second copy of a packet sooner than this is a copy (mirror ports make them), not a
 * retransmission: the least retransmission timeouts in use are 200 ms.
 */
#define COPY_WITHIN INT64_C(200000000)

/* What is known of one side as a sender.  Sequence numbers compare modulo 2^32 (RFC 9293 3.4). */
struct half {
	struct held *held;      /* ascending, without overlap */
	int64_t      last_sent; /* time of its newest packet that carried octets, or was SYN-ACK or FIN */
	int64_t  unanswered;  /* time of its first such packet that the other side has not reacted to, or 0 */
	uint32_t isn;         /* one before its first octet; assumed so unless has_syn; valid if is_known */
	uint32_t next;        /* the octet to tell next; valid if is_known */
	uint32_t top;         /* one past the highest seen; valid if is_known */
	uint32_t acked;       /* one past the highest that the other side acknowledged; valid if is_acked */
	uint32_t fin_seq;     /* valid if has_fin */
	uint32_t reached;     /* highest number that a segment had; valid if is_known */
	uint32_t held_octets; /* each piece counted as PIECE_LEAST at least */
	struct recalled recalled[RECALLED]; /* the newest first; size 0: none */
	int64_t         lags_since;         /* since when octets beyond ${acked} wait; 0: none do */
	int64_t         stuck_at; /* when the other side last acknowledged no more than before meanwhile */
	uint32_t        longest;  /* segment seen at ${acked} meanwhile, octets */
	uint32_t        copy_seq, copy_length; /* of its newest segment with octets */
	uint32_t        ahead;        /* lowest number seen beyond ${acked} meanwhile; valid if it lags */
	uint16_t        repeats;      /* transmissions again into the other side's silence */
	uint8_t         lag_repeats;  /* transmissions again of octets that lag */
	uint8_t         strays;       /* segments far from where the stream is */
	uint8_t         ttl;          /* of its packets, RSTs not counted; 0: none seen */
	bool            is_known : 1; /* sequence numbers are known */
	bool            is_acked : 1;
	bool            has_packets : 1;
	bool            has_syn : 1;
	bool            has_fin : 1;
	bool            is_fin_assumed : 1; /* one octet more than seen was acknowledged, and none came */
	bool            has_progressed : 1; /* sent more than SYN and RST */
	bool            is_begun : 1;       /* where its octets begin is known for certain */
	bool            is_asked_again : 1; /* the other side asked for what is at ${acked} meanwhile */
	bool            is_fin_unheard : 1; /* its FIN came long after octets that nobody had answered */
};

struct reset {
	place    where;
	int64_t  when;
	uint32_t seq, ack;
	uint32_t number; /* the RST's own, where ${seq} is moved to what its side had sent by then */
	uint8_t  ttl;
	uint8_t  by;       /* enum side */
	uint8_t  sequence; /* enum ending_sequence, as far as it can be told at once */
	bool     was_seen : 1;
	bool     has_ack : 1;
	bool     is_injected : 1; /* its side went on with new octets */
	bool     is_echoed : 1;   /* the other side sent an RST as well, later */
	bool     is_survived : 1; /* the other side went on */
};

/* An ICMP error that refuses what it quotes. */
struct refusal {
	struct address reporter;
	uint8_t        type, code;
	uint8_t        ttl;
	uint8_t        quoted; /* enum side */
	bool           was_seen : 1;
	bool           has_seq : 1;
	bool           is_of_syn : 1; /* the quotation shows a SYN */
	uint32_t       seq;
	place          where;
};

/* The lists that flows stand in, least valuable first; each is in order of last activity. */
enum standing { STANDING_CLOSED, STANDING_OPENING, STANDING_UNHEARD, STANDING_HEARD, STANDINGS };

/* Retries whose copies are known again. */
#define SYN_IDS 8

struct connection {
	struct flow        flow; /* first: a flow is a connection to the room */
	struct connection *chain;
	uint32_t           hash;
	uint8_t            standing;
	bool               is_listening : 1;
	bool               is_truncated : 1;
	bool               is_turned : 1;       /* flips with each flow_turn_round */
	bool               has_slow_retry : 1;  /* a SYN was retried after a retransmission timeout's time */
	bool               is_tail_missing : 1; /* at the end: octets or a FIN were sent that were not seen */
	bool               is_answer_lost : 1;  /* a SYN was retried though its answer had passed here */
	bool        is_begun_late : 1; /* octets were told before it was known that others come first */
	struct half half[2];
	struct connection *older, *newer; /* in its standing */
	struct flow_table *table;
	int64_t            touched;    /* when it was last put at the end of its list */
	int64_t            held_since; /* since when nothing could be told while something is held */
	uint32_t           held_count; /* pieces of both sides */
	uint32_t           gaps;
	uint32_t           conflicts;    /* times that octets came again with other contents */
	int64_t            watched_till; /* if not 0: nobody watched from then on (flow_table_pause) */
	int64_t            last_syn;     /* time of the newest SYN of the client that counted */
	place              last_syn_where;
	uint16_t     syn_ids[SYN_IDS]; /* IP identifications of the newest SYNs of the client that counted */
	int64_t      first_syn;        /* time of the first */
	place        tries[ENDING_TRIES];
	uint32_t     syns;
	int64_t      quiet; /* silence before the first packet that nobody has answered since, or the RST */
	place        quiet_end;
	struct reset reset;
	struct refusal refusal;
};

struct standing_list {
	struct connection *oldest, *newest;
};

/*
 * What connections showed of a server's address.  The newest of the addresses that share a place in the
 * table; the place depends on the address alone, so that each run forgets the same.
 */
#define SERVERS 4096
struct server {
	struct address address;
	uint8_t        ttl; /* of its SYN-ACKs */
	bool           ttl_varies;
	int64_t        quickest; /* nanoseconds from a SYN to its answer, the least; 0: not known */
	int64_t        answered; /* time of its newest SYN-ACK */
};

/* A time in which the capture has no packet at all: nothing happened, or nobody watched. */
#define PAUSES 16
#define PAUSE_LEAST INT64_C(3000000000)
struct pause {
	int64_t begin, end; /* times of the packets before and after */
};

struct flow_table {
	struct flow_limits       limits;
	const struct flow_guest *guest;
	void                    *room;
	struct hash_key          key;
	struct connection      **buckets;
	uint32_t                 bucket_mask;
	struct pool             *connections;
	struct pool             *held;
	struct server           *servers; /* SERVERS of them */
	struct standing_list     standings[STANDINGS];
	struct flow_counts       counts;
	int64_t                  now; /* newest packet time */
	int64_t                  next_sweep;
	struct pause             pauses[PAUSES]; /* the newest, a ring */
	uint64_t                 pause_count;    /* of all of them */
	int64_t                  most_backward;  /* how much older than the newest a packet was */
	uint64_t                 two_sided;      /* flows with packets of both sides */
	uint64_t                 progressed_one_sided;
	bool                     has_now;
};

static inline int32_t
seq_distance(uint32_t to, uint32_t from)
{
	return (int32_t)(to - from);
}

/* aging.c: the time of the table; flows in their standings, from the first packet to the end. */
void aging_advance(struct flow_table *table, int64_t time);
/* The first pause that began at ${since}, a packet's time, or later; where too many were to be remembered,
 * all the time from then on.  Without any, ${begin} and ${end} are the newest packet's time. */
struct pause aging_pause(const struct flow_table *table, int64_t since);
void         aging_append(struct connection *connection, enum standing standing);
void         aging_restand(struct connection *connection);
void         aging_end(struct connection *connection, enum ending_reason reason);
void         aging_evict_one(struct flow_table *table);

/* reorder.c: take octets of one side and tell what can be told; give up on what is overdue. */
void reorder_take(struct connection *connection, enum side from, const struct segment *segment, uint32_t seq);
void reorder_check(struct connection *connection, int64_t now);
/* Octets of that side may be missing, or were told too soon: tell the guest that it cannot rely on them. */
void reorder_doubt(struct connection *connection, enum side from, place where);
void reorder_flush(struct connection *connection);
void reorder_drop(struct connection *connection);

/* hold.c: the pieces that wait.  False where there was no room for all of it. */
bool hold_segment(struct connection *connection, enum side from, const struct segment *segment, uint32_t seq);
struct held *hold_take_head(struct connection *connection, enum side from);

/* recall.c: note what a segment held; whether one that came before lies in these octets with other contents.
 */
void recall_note(struct half *half, uint32_t seq, struct bytes octets);
bool recall_differs(const struct half *half, uint32_t seq, struct bytes octets);

/* behind.c: note where the ends lie, as a SYN, or the first packet of a side, tells. */
void behind_note(struct connection *connection, enum side from, const struct segment *segment);

/* begin.c: where a stream begins.  What a SYN, or a SYN-ACK, tells of both streams. */
void begin_syn(struct connection *connection, enum side from, const struct segment *segment);

/* Whether ${segment} opens a new connection on the addresses and ports of this one. */
bool begin_is_reuse(const struct connection *connection, enum side from, const struct segment *segment);

/* Whether ${isn} is the number of the SYN that was seen of ${half}. */
bool begin_is_again(const struct half *half, uint32_t isn);

/* Whether ${ack} can be a SYN-ACK's to the SYN of ${half} and its octets (RFC 7413). */
bool begin_is_acked(const struct half *half, uint32_t ack);

/* Begin the stream with the octet ${first}. */
void begin_at(struct half *half, uint32_t first);

/* A stream seen from its middle begins with what was acknowledged last, if that is near, or with what is
 * there. */
void begin_midstream(struct connection *connection, enum side from, const struct segment *segment);

/* Octets at ${seq} of a side whose beginning is not certain: it may be sooner. */
void begin_octets(struct connection *connection, enum side from, uint32_t seq, place where);

/* track.c: what a segment says of the connection's state; true if its octets belong to the stream. */
bool track_segment(struct connection *connection, enum side from, const struct segment *segment);

/* refuse.c: RSTs and ICMP errors. */
void refuse_reset(struct connection *connection, enum side from, const struct segment *segment);
void refuse_icmp(struct connection *connection, enum side quoted, const struct segment *segment);

/* A SYN of ${from} was seen: forget a reset that was captured before and does not belong to it. */
void refuse_review(struct connection *connection, enum side from);

/* Whether the server's RST, or an ICMP error, answers the client's SYN. */
bool refuse_is_reset_answer(const struct connection *connection);
bool refuse_is_icmp_answer(const struct connection *connection);

/* servers.c: note a SYN-ACK of the server's address; what is known of it, or NULL. */
void                 servers_note(struct connection *connection, const struct segment *segment);
const struct server *servers_find(const struct connection *connection);

/* stuck.c: octets that wait for their acknowledgement, and do not get it. */
void stuck_note_octets(struct half *half, const struct segment *segment, uint32_t seq);
void stuck_note_ack(struct half *half, const struct segment *segment);
/* Whether octets of the side were sent, and never came. */
bool stuck_is_stuck(const struct half *half);
/* Whether they were long segments that were lost for good while shorter ones arrived. */
bool stuck_is_long_lost(const struct half *half);

/* quiet.c: note the silence before a packet. */
void quiet_note(struct connection *connection, const struct segment *segment);

/* judge.c: how it ended. */
void judge_ending(const struct connection *connection, enum ending_reason reason, struct ending *ending);
bool judge_is_closed(const struct connection *connection);
bool judge_is_one_sided(const struct connection *connection);

/* Nothing but SYNs that nobody has answered, and nothing is certain of it yet. */
bool judge_is_trying(const struct connection *connection);

/* It was tried three times, and has become dropped by nothing but time after ${since}; that takes JUDGE_LATER
 * from its last SYN at most. */
#define JUDGE_LATER (INT64_C(3) * 1000000000)
bool judge_is_given_up(const struct connection *connection, int64_t since);
bool judge_is_one_directional(const struct flow_table *table);

#endif
