/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SESSION_SWEEP_H
#define SESSION_SWEEP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/address.h"

/*
 * sweeps: clients that knock at many doors without ever going in: port scans.
 *
 * Two kinds: many ports of one server, and one mail port of many servers.  Of each kind a client is told by
 * its fruitless targets within SWEEP_WINDOW; a target counts once, however often it is tried.  The numbers
 * are those of Zeek's misc/scan.  Many targets do not make a scan of what also works: of the client's targets
 * at least four in five must be fruitless (Jung et al., "Fast Portscan Detection Using Sequential Hypothesis
 * Testing", 2004: scanners reach less than a fifth of what they try, others more than four fifths).
 */
#define SWEEP_WINDOW (INT64_C(300) * 1000000000)
#define SWEEP_PORTS 15
#define SWEEP_SERVERS 25

struct sweeps;

/* One try of a client at a server's port that did not come to a talk; or a talk. */
struct sweep_try {
	struct address client, server;
	uint16_t       port;
	bool           is_listed;  /* a mail port: only there are servers counted */
	bool           is_refusal; /* by RST or ICMP: it may be the same filter that answers for all */
	int64_t        when;       /* of its first packet, nanoseconds */
};

enum sweep_answer { SWEEP_NO, SWEEP_MAYBE, SWEEP_YES };

/* At most ${limit} pairs of client and server, or of client and mail port, are remembered, half of each,
 * 600 octets each.  NULL without memory. */
struct sweeps *sweeps_new(size_t limit);

void sweeps_fruitless(struct sweeps *sweeps, const struct sweep_try *try);

void sweeps_talk(struct sweeps *sweeps, const struct sweep_try *try);

/*
 * Whether ${try} is one of many at the ports of its server, or at its port of many servers.  Maybe: there
 * are not enough, but nobody watched the whole window from ${first} to ${last}; or all of them were
 * refused, as a filter does for a mail server that wants to deliver.
 */
enum sweep_answer sweeps_ports(struct sweeps *sweeps, const struct sweep_try *try, int64_t first,
			       int64_t last);
enum sweep_answer sweeps_servers(struct sweeps *sweeps, const struct sweep_try *try, int64_t first,
				 int64_t last);

size_t sweeps_octets(const struct sweeps *sweeps);

void sweeps_free(struct sweeps *sweeps);

#endif
