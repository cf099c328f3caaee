/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FLOW_ENDING_H
#define FLOW_ENDING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/address.h"
#include "base/place.h"
#include "flow/side.h"

/*
 * ending: how a flow ended, with the evidence; made by flow/, read by session/.
 *
 * The outcome is TCP's alone.  ENDING_RESET says that an RST cut an
 * established connection; whether the talk was already over by then is for
 * session/ to know.
 */
enum ending_outcome {
	ENDING_ESTABLISHED, /* the handshake succeeded, and no RST cut it */
	ENDING_REFUSED,     /* RST in answer to the SYN */
	ENDING_REJECTED,    /* ICMP unreachable or prohibited that quotes the SYN */
	ENDING_DROPPED,     /* SYN retried, or waited for long enough, and nothing came back to the client */
	ENDING_SILENT,      /* established, then one side retransmitted into nothing */
	ENDING_RESET,       /* established, then cut by RST before both sides had sent FIN */
	ENDING_UNKNOWN,     /* the capture cannot tell */
};

/* Why the table let go of the flow. */
enum ending_reason {
	ENDED_CLOSED,  /* FIN both ways, or RST, and quiet since */
	ENDED_REUSED,  /* a new connection took its addresses and ports */
	ENDED_IDLE,    /* nothing for longer than the limit */
	ENDED_EVICTED, /* the table was full */
	ENDED_CAPTURE, /* the capture was over */
};

/* SYNs of the client kept behind the first: Linux's first four retries come within 15 s. */
#define ENDING_TRIES 4

/* Whether an RST bore the number that its receiver waited for (RFC 9293 3.10.7.4, RFC 5961 3.2). */
enum ending_sequence { SEQUENCE_UNKNOWN, SEQUENCE_EXACT, SEQUENCE_WRONG };

struct ending {
	enum ending_outcome outcome;
	enum ending_reason  reason;

	place evidence; /* the packet that decided: RST, ICMP error, last SYN retry; PLACE_NONE otherwise */
	uint32_t syns;  /* SYNs of the client, copies of one packet not counted */
	bool     is_answered;      /* a SYN-ACK was seen; with ENDING_DROPPED it did not arrive */
	int64_t  tried_for;        /* nanoseconds from the first of them to the last */
	place tries[ENDING_TRIES]; /* those behind the first, as they came; PLACE_NONE where there is none */
	/* Nanoseconds that the flow was watched waiting: since its first octets without an answer, its last
	 * SYN, or else its last packet; 0 after FIN or RST. */
	int64_t waited;
	/* The same up to the first pause of three seconds in which the capture has no packet at all: nobody
	 * may have watched from then on. */
	int64_t watched;

	bool                 was_reset; /* an RST was seen; in whose name, and: */
	enum side            reset_by;
	uint8_t              reset_ttl;
	bool                 reset_ttl_known; /* it could be compared with that of its side's other packets */
	bool                 reset_ttl_differs; /* and is another */
	bool                 data_after_reset; /* its side went on sending new octets: the RST was injected */
	enum ending_sequence reset_sequence;
	int64_t reset_after; /* nanoseconds from the only SYN to the RST that answers it; else 0 */

	bool           has_icmp; /* an ICMP error quoted this flow */
	struct address icmp_reporter;
	uint8_t        icmp_type, icmp_code;
	uint8_t        icmp_ttl;

	/* TTLs of packets that are no RSTs, by side: of this connection, else (the server's) of others to the
	 * same address; 0 where none was seen, or other connections' differ among themselves. */
	uint8_t ttl[2];
	int64_t server_quickest; /* nanoseconds of the quickest SYN-ACK of the server's address; 0: none */
	int64_t server_answered; /* time of the newest SYN-ACK of the server's address; 0: none */

	/* Nothing was sent for so many nanoseconds before what ended the connection: the RST, or the first
	 * packet of those that nobody answered; 0 where nobody watched.  And the packet that broke the
	 * silence. */
	int64_t quiet;
	place   quiet_end;
	int64_t in_vain_since; /* with ENDING_SILENT: time of the first packet without an answer */

	/* Long segments of a side never arrived, though shorter ones did: its path is narrower than it knows
	 * (RFC 2923 2.1). */
	bool is_long_lost;

	uint32_t isn[2];     /* initial sequence numbers by side; valid if: */
	bool     has_isn[2]; /* its SYN was seen */

	bool is_open; /* the capture, or room in the table, ended first: what did not happen may still have */
	bool fin[2];  /* FIN seen, by side */
	bool handshake_seen; /* SYN and SYN-ACK */
	bool one_sided; /* packets of one side only, after that side showed that the other answered, or never
			   a SYN */
	bool midstream; /* the beginning was not seen */
	bool truncated; /* snaplen cut payload */
	bool is_tail_missing; /* the last octets or a FIN of a side were not seen, though they were sent */
	uint32_t  gaps;       /* times that octets were told missed */
	uint32_t  conflicts;  /* times that octets of a side came again with other contents */
	enum side waiting;    /* with ENDING_SILENT: the side that waited in vain */
};

#endif
