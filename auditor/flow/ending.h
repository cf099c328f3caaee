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
	ENDING_DROPPED,     /* SYN retried, or waited for long enough, and nothing came back */
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

struct ending {
	enum ending_outcome outcome;
	enum ending_reason  reason;

	place evidence; /* the packet that decided: RST, ICMP error, last SYN retry; PLACE_NONE otherwise */
	uint32_t syns;  /* SYNs of the client, copies of one packet not counted */
	/* Nanoseconds that the flow was watched waiting: since its first octets without an answer, its last
	 * SYN, or else its last packet; 0 after FIN or RST. */
	int64_t waited;

	bool      was_reset; /* an RST was seen; by whom, and: */
	enum side reset_by;
	bool      reset_ttl_known;   /* both TTLs below could be compared */
	bool      reset_ttl_differs; /* the RST's TTL is not that of its side's other packets */
	bool      data_after_reset;  /* its side went on sending new octets: the RST was injected */

	bool           has_icmp; /* an ICMP error quoted this flow */
	struct address icmp_reporter;
	uint8_t        icmp_type, icmp_code;

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
