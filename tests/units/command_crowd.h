/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_COMMAND_CROWD_H
#define TESTS_COMMAND_CROWD_H

#include "command_tape.h"

/*
 * crowd: many connections beside one another, made up: who called whom, when, and what came of it.
 *
 * Knows nothing of CUnit, as the tape.  What each kind sends is what the program that it is named for sends.
 */
enum call_kind {
	CALL_TALK,     /* SMTP with a sender and a recipient, one of them refused for now; QUIT, FIN */
	CALL_HELLO,    /* EHLO and QUIT only: a monitor */
	CALL_LOOK,     /* connect and close: a load balancer */
	CALL_DROPPED,  /* SYNs after 0, 1, 3 and 7 s (RFC 6298), no answer */
	CALL_SYN,      /* one SYN, no answer */
	CALL_REFUSED,  /* SYN, RST */
	CALL_REJECTED, /* SYN, ICMP administratively prohibited */
	CALL_HALF,     /* SYN, SYN-ACK, RST of the client: nmap -sS at an open port */
	CALL_SLOW,     /* a talk whose greeting comes after 40 s: a tarpit */
};

#define CALL_SECOND INT64_C(1000000000)

struct crowd {
	struct tape tape;
	uint16_t    next_port; /* of clients */
};

void crowd_begin(struct crowd *crowd);
void crowd_end(struct crowd *crowd);

/* ${client} calls ${server} at ${port}, ${when} nanoseconds after the beginning of the capture. */
void crowd_call(struct crowd *crowd, enum call_kind kind, const char *client, const char *server,
		uint16_t port, int64_t when);

/* A port scan that is never on the tape as a whole: ${hosts} from 198.18.0.0 on, ports 1 to ${ports}, the
 * ports of one host after the other or, if ${by_port}, one port of all hosts after the other. */
struct scan {
	const char    *client;
	uint32_t       hosts, ports;
	bool           by_port;
	int64_t        begin, gap; /* nanoseconds between two targets */
	enum call_kind kind;       /* CALL_SYN, CALL_REFUSED, CALL_HALF or CALL_LOOK */
};

/* Put what was called into the order of time. */
void crowd_sort(struct crowd *crowd);

/* Play all in the order of time; the scan may be NULL.  ${till}: the capture goes on until then. */
void crowd_play(struct crowd *crowd, const struct scan *scan, int64_t till, const struct policy *policy,
		struct play *play);

#endif
