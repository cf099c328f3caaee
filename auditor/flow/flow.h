/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FLOW_FLOW_H
#define FLOW_FLOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/address.h"
#include "base/bytes.h"
#include "base/place.h"
#include "decode/segment.h"
#include "flow/ending.h"
#include "flow/side.h"

/*
 * flow: one TCP connection, from segments to ordered octets and an ending.
 *
 * The room does not know its guests.  A guest hears of each flow through four
 * functions; what it needs to remember hangs on flow->guest, which is the
 * guest's own.
 */
struct flow_end {
	struct address address;
	uint16_t       port;
};

/* How we know who the client is. */
enum orientation {
	ORIENTED_BY_SYN,
	ORIENTED_BY_PORT, /* a well-known or lower port is the server's */
	ORIENTED_BY_TEXT, /* the guest turned it: flow_turn_round */
};

/*
 * Where an end of a flow lies, as far as packets prove it.  A packet that came in has its sender behind the
 * interface and in the VLAN that it was captured on; one that went out, its receiver; and whose packets
 * passed no router, by their TTL, stands at that link.  A VLAN or interface that packets disagree about is
 * not known.
 */
struct flow_behind {
	struct tap tap;
	bool       is_by_way : 1;      /* proven by a packet's way in or out */
	bool       is_by_ttl : 1;      /* by a TTL */
	bool       has_interfaces : 1; /* several: none of them is known */
	bool       has_vlans : 1;
};

struct flow {
	struct flow_end    ends[2]; /* CLIENT, SERVER */
	struct tap         tap;     /* of the first packet */
	struct flow_behind behind[2];
	enum orientation   orientation;
	int64_t            first_seen, last_seen; /* nanoseconds */
	place              first_place, last_place;
	uint64_t           packets;
	uint64_t           octets[2]; /* TCP payload on the wire by side, retransmissions not counted again */
	bool               is_late;   /* the guest's own: octets were missed before it took any interest */
	bool               is_used;   /* the guest's own: the client's first octets were told */
	bool               is_noted;  /* the guest's own: that it was kept out was told */
	void              *guest;
};

struct flow_guest {
	/* The first packet of a flow was seen (it may be a lone RST or ICMP error). */
	void (*opened)(void *room, struct flow *flow);
	/*
	 * The next octets of one side, in order, each once.  Octets of the two sides come in the order of
	 * cause: a reply never before the octets that it acknowledges, however the capture shuffled them.
	 * ${where} and ${when} are of the packet that brought them.
	 */
	void (*heard)(void *room, struct flow *flow, enum side from, struct bytes octets, int64_t when,
		      place where);
	/* ${count} octets of one side will never be seen (lost, cut by snaplen, shed).  0: it is not known
	 * whether any are missing, or some come too late to be in order. */
	void (*missed)(void *room, struct flow *flow, enum side from, uint64_t count, place where);
	/* The flow is over; ${flow} is forgotten afterwards. */
	void (*ended)(void *room, struct flow *flow, const struct ending *ending);
};

struct flow_limits {
	uint32_t flows;       /* at most so many at once; default 1,000,000 */
	uint64_t held_octets; /* at most so much out-of-order payload, all flows together; default 64 MiB */
	uint32_t side_octets; /* and for one side of one flow; default 256 KiB */
	int64_t
	    idle; /* nanoseconds after which a silent flow is ended; default 1 h (RFC 5382 says 2 h 4 min) */
};

extern const struct flow_limits flow_limits_default;

struct flow_counts {
	uint64_t flows;     /* seen */
	uint64_t evicted;   /* ended early because the table was full */
	uint64_t gaps;      /* times that octets were told missed */
	uint64_t one_sided; /* flows with packets of one side only */
	uint64_t midstream; /* flows whose beginning was not seen */
	uint64_t bad_checksums;
	uint64_t shed_octets; /* out-of-order payload dropped for want of room */
	uint64_t retransmitted_octets;
	uint64_t conflicting_overlaps; /* retransmissions that carried other octets; the first copy counts */
	uint64_t backward_times;       /* packets older than the one before */
	uint64_t clock_sets;           /* times that the clock was set back */
	uint64_t truncated;            /* flows of which snaplen cut payload */
	uint64_t copies;               /* segments that came twice at once: mirror ports make such */
	uint64_t out_of_order;         /* segments that came before octets in front of them */
	uint64_t long_segments;        /* longer than a frame: offload put them together, or jumbo frames */
	uint64_t one_directional;      /* 1: the whole capture shows one direction of what it shows */
};

struct flow_table;

/* A table whose flows are told to ${guest} with ${room} as first argument; NULL without memory. */
struct flow_table *flow_table_new(const struct flow_limits *limits, const struct flow_guest *guest,
				  void *room);

/* Take in one segment.  All four functions may be called from within. */
void flow_table_segment(struct flow_table *table, const struct segment *segment);

/*
 * The capture pauses: what follows comes from another file that begins later.  Nobody watched between
 * the last packet and the next, so waiting during that time proves nothing.
 */
void flow_table_pause(struct flow_table *table);

/* The time of the newest packet; 0 before the first. */
int64_t flow_table_now(const struct flow_table *table);

/* It is ${now}, and no older packet is to come: flows grow old without packets too. */
void flow_table_advance(struct flow_table *table, int64_t now);

/* The clock was set to ${now}: as flow_table_pause, and all flows are as old as they were. */
void flow_table_set_clock(struct flow_table *table, int64_t now);

/* Flows at this moment. */
size_t flow_table_flows(const struct flow_table *table);

/*
 * Tell ${each} of every flow that had a packet since ${since}, or was dropped by the time that went by, with
 * the ending that it would have if the capture ended now.  Flows that wait for octets out of order are left
 * out until those are told, and flows of which nothing but SYNs was seen as long as these prove nothing.
 */
void flow_table_look(struct flow_table *table, int64_t since,
		     void (*each)(void *room, struct flow *flow, const struct ending *ending));

/* Tell ${each} of every flow that has a guest of its own. */
void flow_table_guests(struct flow_table *table, void (*each)(void *room, struct flow *flow));

/* End all flows, the capture being over; then only flow_table_counts and flow_table_free may be called. */
void flow_table_close(struct flow_table *table);

const struct flow_counts *flow_table_counts(const struct flow_table *table);

void flow_table_free(struct flow_table *table);

/* Where that end lies, as far as it is proven. */
struct tap flow_lies_behind(const struct flow *flow, enum side side);

/* For guests: no more octets of this flow are wanted; it goes on being counted and ended. */
void flow_stop_listening(struct flow *flow);

/* For guests, only before or within the first heard of a flow not ORIENTED_BY_SYN: client and server change
 * places. */
void flow_turn_round(struct flow *flow);

#endif
