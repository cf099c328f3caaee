/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BENCH_FLOW_H
#define BENCH_FLOW_H

#include "agenda.h"
#include "talk.h"

/* gateway: where all packets pass. */
struct gateway {
	struct capture capture;
	struct agenda  agenda;
	struct chance  chance;
	struct stock  *stock;
	uint64_t       now;   /* microseconds since 1970 */
	uint64_t       flows; /* begun so far */
	struct frame   frame; /* being built */
};

/* flow: one talk on its way over the gateway, packet by packet. */
struct flow {
	struct talk talk;
	struct ends ends;
	/* Sends the next packet and returns the microseconds until the one after it.  NULL: all is sent. */
	uint64_t (*next)(struct flow *flow, struct gateway *gateway);
	uint32_t  sequence[2];             /* RFC 9293 SND.NXT of both sides */
	uint32_t  acknowledged[2];         /* SND.UNA of both sides */
	uint32_t  stamp_zero[2], stamp[2]; /* RFC 7323 section 3.2 */
	uint32_t  reaction[2];   /* microseconds from a packet to this side's answer, at the gateway */
	uint32_t  gap;           /* microseconds between two segments of a burst */
	uint32_t  at;            /* octets sent of the piece */
	unsigned  piece;         /* being sent */
	unsigned  window, burst; /* segments sent before an answer; left of them */
	unsigned  tries;         /* SYNs sent */
	uint32_t  segment_size;
	enum side sender;
	bool      has_stamps;
};

/* A flow whose talk is of mail or not, ready for its first packet.  Stops the program without memory. */
struct flow *flow_new(struct gateway *gateway, bool is_mail);

#endif
