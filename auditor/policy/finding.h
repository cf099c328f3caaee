/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POLICY_FINDING_H
#define POLICY_FINDING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/address.h"
#include "base/digest.h"
#include "base/place.h"
#include "classify/fact.h"
#include "classify/word.h"
#include "policy/check.h"
#include "policy/pair.h"
#include "policy/proof.h"

/*
 * finding: one check violated by one subject, all its sessions together.
 *
 * Made by policy/, read by report/.  The subject of most is a client at a
 * service on a path, and all four are set.  Of a finding that is gathered over
 * several clients, servers, ports or paths, these are not: an address of family 0, port 0,
 * PATH_COUNT; and the finding says how many different ones there were.  Its id stays the same
 * from run to run: it is made of the check, the subject and what is set of it.
 */
#define FINDING_ID_SIZE 17
#define FINDING_PLACES                                                                                       \
	16 /* frames kept as evidence: the first ones; `count` tells how many sessions there were */

/* Who said no, where a check is about that; of the first session that shows it. */
struct finding_blocker {
	place             where; /* PLACE_NONE: nobody was seen to */
	enum blocker      kind;
	enum blocker_side side;    /* BLOCKER_SIDE_COUNT: not proven by the packets */
	struct address    address; /* without family: not proven by the packets */
	enum side_word    name;    /* whose address an RST bears */
	uint64_t          type;    /* ICMP type */
	uint64_t          code;    /* ICMP code, or SMTP reply code */
	bool              has_type, has_code, ttl_is_known, ttl_differs, sequence_is_known, in_sequence;
	bool              is_injected; /* known to be */
};

/* What worked beside sessions that were kept out; of the first session that has such a control. */
struct finding_control {
	bool           is_wanted; /* sessions were kept out: dropped, refused, rejected or silent */
	place          where;     /* first packet of the connection that worked; PLACE_NONE: none is known */
	enum control   kind;
	struct address client, server;
	uint16_t       port;
	int64_t        seen;
};

/* What a waiver says, as it was written but for white space. */
struct waiver_says {
	const char *where, *reason, *owner, *until;
	struct spot spot;
};

struct finding {
	const struct check *check;
	enum severity       severity; /* the worst among its sessions */
	enum subject        subject;
	struct address      client, server;
	uint16_t            port;
	enum path           path;         /* PATH_COUNT: more than one */
	const char         *from, *to;    /* zones of a route, else NULL */
	struct digest       key;          /* of a key, else none */
	uint64_t clients, servers, ports; /* different ones; set of gathered findings only, else 0 */
	bool     is_at_least;             /* clients, servers and ports are: not all were told apart */
	uint64_t count;                   /* sessions that violate the check, waived ones among them */
	uint64_t waived;                  /* of them, sessions that a waiver covers */
	uint64_t of; /* sessions of this client at this service that the check applied to; at least so
			many, once the results had no room for more pairs of client and service */
	bool                   knows_attempts; /* gathered of sessions: `of` is exact, and: */
	uint64_t               answered;       /* sessions, of those, in which the server answered the call */
	bool                   is_waived;      /* all of its sessions are */
	int64_t                first_seen, last_seen;  /* of the sessions, nanoseconds */
	place                  places[FINDING_PLACES]; /* ascending, no place twice */
	unsigned               place_count;
	bool                   has_more_places;
	struct finding_blocker blocker;
	struct finding_control control;
	struct proof           proof; /* of its first session */
	/* The first that covers a session of it; and the first that would, had it not ended before.  NULL:
	 * none. */
	const struct waiver_says *waiver, *expired;
	bool     zones_guessed; /* nobody declared zones, and the check asks where addresses lie */
	bool     asks_zones;    /* somebody did, and the check asks so */
	bool     is_of_stray;   /* and a session of it has a private end in no zone (policy/doubt.h) */
	bool     has_idle;
	uint64_t idle; /* the shortest silence before a session's end, seconds */
};

/*
 * The first 16 hexadecimal digits of SHA-256 over a line each: "mailreeve-finding/1", check, client, server,
 * port, path; what is not set, or not of the subject, is "any", port 0.  For other subjects than sessions the
 * subject follows, for a route its two zones as well, for a key its digest.
 */
void finding_id(const struct finding *finding, char id[FINDING_ID_SIZE]);

/* Of a finding of one client at one service, which these are. */
struct pair_key finding_pair(const struct finding *finding);

/* The order of reports: severity, check id, server, port, client, path, subject, zones, key. */
int finding_compare(const struct finding *a, const struct finding *b);

/* Of findings that there is no room for all, the order in which they are kept: those that matter most, and of
 * them those that were seen last. */
int finding_compare_worth(const struct finding *a, const struct finding *b);

/* Keep ${where} as evidence if it is among the first FINDING_PLACES. */
void finding_add_place(struct finding *finding, place where);

/* Note who said no, and the silence before it, if ${facts} tell. */
void finding_note_idle(struct finding *finding, const struct facts *facts);
void finding_note_blocker(struct finding *finding, const struct facts *facts);

/* Note whether the session was kept out, and what worked beside it. */
void finding_note_control(struct finding *finding, const struct facts *facts);

/* Add what ${from}, of the same check and subject, knows; `of` and the numbers of clients, servers and ports
 * are left alone: they cannot be told from two halves. */
void finding_merge(struct finding *into, const struct finding *from);

/* The same of findings whose numbers of clients, servers and ports stand for themselves: there are at least
 * as many as either has. */
void finding_merge_stretch(struct finding *into, const struct finding *from);

#endif
