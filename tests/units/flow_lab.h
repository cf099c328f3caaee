/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_FLOW_LAB_H
#define TESTS_FLOW_LAB_H

#include "flow/flow.h"

/*
 * A script of packets, one a line, is played into a flow table; what the guest hears is written down.
 *
 *     TIME SIDE FLAGS SEQ ACK [port=N] [ttl=N] [length=N] [|text]
 *     0.00 C    S     0   0
 *     0.01 S    SA    0   1
 *     0.05 S    PA    1   1   |220 hi
 *     0.10 icmp C 3 13 [seq=N] [flags=F]      an ICMP error (type, code) that quotes a packet of that side
 *     pause                                   flow_table_pause
 *     pieces                                  writes [N]: pieces of memory that are held
 *
 * TIME is seconds since the capture began.  SIDE is C or S, FLAGS some of S A F R P or a dot for none.
 * SEQ and ACK count from the initial sequence numbers of the side and of the other side.  The client's port
 * is 40000, the server's 25; port=N is another flow.  length=N is the length on the wire where the capture
 * has only the text.
 *
 * What was heard reads C<EHLO>S<250>; S-7 says that seven octets of the server were missed.  What is of
 * another flow than that of port 40000 has the port and a colon before it.
 */
#define LAB_CLIENT_ISN 1000u
#define LAB_SERVER_ISN 0xfffffff0u /* wraps around after 15 octets */
#define LAB_ENDED 16

struct lab_options {
	struct flow_limits limits;       /* where .flows is 0: the defaults */
	unsigned           stop_after;   /* the guest stops listening at this heard; 0: never */
	bool               turn_at_once; /* the guest turns the flow round in its first heard */
	bool               is_guest;     /* the guest hangs itself on each flow that it hears */
};

struct played {
	char               told[512];
	unsigned           opened, ended;
	struct ending      endings[LAB_ENDED]; /* in the order in which they were told */
	struct flow        flows[LAB_ENDED];
	struct ending      ending; /* the last */
	struct flow        flow;
	struct flow_counts counts;
};

struct played play(const char *script);
struct played play_with(const struct lab_options *options, const char *script);

#define SECOND INT64_C(1000000000)
#define HANDSHAKE                                                                                            \
	"0.00 C S  0 0\n"                                                                                    \
	"0.01 S SA 0 1\n"                                                                                    \
	"0.02 C A  1 1\n"

#endif
