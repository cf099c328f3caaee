/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DECODE_SEGMENT_H
#define DECODE_SEGMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/address.h"
#include "base/bytes.h"
#include "base/place.h"

/*
 * segment: one TCP segment, or an ICMP error that quotes one; made by decode/,
 * read by flow/.
 *
 * A view: `payload` points into the packet, or where fragments were put together.  For an ICMP error,
 * everything but `icmp`, `time` and `place` is of the quoted segment (from its sender's side) and `icmp` says
 * who complained; there is no payload, and what the quotation did not reach is 0 (the ports are always
 * there).
 */
enum segment_kind { SEGMENT_TCP, SEGMENT_ICMP_ERROR };

enum tcp_flag { /* RFC 9293 3.1 */
		TCP_FIN = 0x01,
		TCP_SYN = 0x02,
		TCP_RST = 0x04,
		TCP_PSH = 0x08,
		TCP_ACK = 0x10,
};

struct icmp_error {
	struct address reporter; /* the outer source: the device that refuses */
	uint8_t        type, code;
	uint8_t        ttl;     /* or hop limit, of the packet that carries the error */
	bool           has_seq; /* the quotation reached the TCP sequence number */
};

/* Where a packet was captured: 0 is not known, or for VLANs none. */
struct tap {
	uint16_t interface;        /* as whoever hands the segment on numbers their names */
	uint16_t vlan, inner_vlan; /* identifiers of the two outermost tags (IEEE 802.1Q 9.6) */
};

/* Whether a packet came in or went out where it was captured. */
enum segment_way { WAY_UNKNOWN, WAY_IN, WAY_OUT };

struct segment {
	enum segment_kind kind;
	struct address    from, to;
	uint16_t          from_port, to_port;
	uint32_t          seq, ack;
	uint8_t           flags;
	uint16_t          window; /* 0 also where the capture was cut before it (14 octets of TCP suffice) */
	uint8_t           ttl;    /* or hop limit */
	uint16_t          ip_id;  /* 0 for IPv6 */
	uint32_t payload_length;  /* as on the wire, from the IP length; payload.size may be less (snaplen) */
	struct bytes      payload;
	bool              bad_checksum; /* looked at only where all was captured and payload_length <= 64 */
	struct icmp_error icmp;
	int64_t           time; /* nanoseconds since 1970 */
	place             place;
	struct tap        tap;
	enum segment_way  way;
	bool is_wrapped; /* it came in a tunnel: its TTL tells nothing of the link that was captured */
};

#endif
