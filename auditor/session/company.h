/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SESSION_COMPANY_H
#define SESSION_COMPANY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "session/contacts.h"
#include "session/session.h"

/*
 * company: what an attempt to connect was, told from the company that it keeps, and what worked beside it.
 *
 * A connection to a mail port that nobody talked on says little by itself: a user who is kept out, a port
 * scan, the loser of a race between IPv4 and IPv6 and a load balancer's look whether the port is open
 * look alike.  So it waits here for COMPANY_PATIENCE, condensed to its flow and its ending, while
 * the other connections of its client are watched, those to other ports too.  Unknown is better than wrong:
 *
 * use           an ordinary try: a program that waited for an answer, or that talked
 * scan          its client tries many ports of the server, or many servers, and talks with next to none
 * race          given up within a second, while another address was talked with (RFC 8305)
 * health-check  closed at once, and its client comes again and again
 * unknown       nothing of that for certain, or the capture ends before it could show
 *
 * One company is of one capture point.  It is told of flows in the order in which the flow table tells
 * them, so what it says is the same in every run.
 */
struct company;

/* How long a connection waits after its end: as long as a scan may take to show (session/sweep.h). */
#define COMPANY_PATIENCE (INT64_C(300) * 1000000000)

struct company_limits {
	size_t waiting;  /* connections that wait, 256 octets each; default 65,536 */
	size_t contacts; /* visits, talks by pair and by service, 200 octets each; default 131,072 */
	size_t sweeps;   /* clients with the servers or ports they tried, 600 octets each; default 32,768 */
	size_t talks;    /* the latest talks, for races, 72 octets each; default 16,384 */
};

/* All in all some 64 MiB at most. */
extern const struct company_limits company_limits_default;

/* What the company says of one connection. */
struct account {
	enum attempt   attempt;
	bool           has_control;
	struct witness control;
};

/* Told of each connection that waited; not before it was kept, and at the latest in company_close. */
typedef void company_guest(void *room, const struct session_flow *flow, const struct ending *ending,
			   const struct account *account);

/* NULL without memory. */
struct company *company_new(const struct company_limits *limits, company_guest *guest, void *room);

/* It is ${now}: what has waited long enough is told. */
void company_advance(struct company *company, int64_t now);

/* A flow was opened; time goes on with its first packet, and what has waited long enough is told. */
void company_opened(struct company *company, const struct session_flow *flow);

/* The client has said something in a flow: it is used. */
void company_talked(struct company *company, const struct session_flow *flow);

/*
 * A flow that is not over was refused, or so it looks: of many tries the later ones are to know of the
 * earlier. True if it was; then flow->is_noted has to be true when it is told of again.
 */
bool company_refused(struct company *company, const struct session_flow *flow, const struct ending *ending);

/*
 * A flow is over.  ${may_wait}: there is nothing else to know of it than its flow and ending, and it will
 * be told to the guest later if that helps: then true is returned.  Otherwise ${account} (NULL: not of
 * interest) says what is known now.
 */
bool company_ended(struct company *company, const struct session_flow *flow, const struct ending *ending,
		   bool may_wait, struct account *account);

/* A flow was given up for want of room before anything came of it: nothing is said of it, but it may be one
 * of a scan. */
void company_lost(struct company *company, const struct session_flow *flow, const struct ending *ending);

/* What is known by now of a flow that goes on, which has ${ending} so far; nothing is counted by it. */
void company_glance(struct company *company, const struct session_flow *flow, const struct ending *ending,
		    struct account *account);

/* The capture is over: all that wait are told. */
void company_close(struct company *company);

/* Connections that were told before their time, because there was no room to wait. */
uint64_t company_hurried(const struct company *company);

/* Octets held from the system. */
size_t company_octets(const struct company *company);

void company_free(struct company *company);

/* Put what the company says into the session, which was concluded. */
void session_note_account(struct session *session, const struct account *account);

#endif
