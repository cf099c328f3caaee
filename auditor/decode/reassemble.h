/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DECODE_REASSEMBLE_H
#define DECODE_REASSEMBLE_H

#include "decode/datagram.h"
#include "decode/decode.h"

/*
 * reassembly: the datagrams of which fragments came and others are awaited,
 * in bounded memory; private to decode/.
 *
 * Fragments may come in any order and more than once.  A datagram that was put
 * together is remembered as long as there is room, so that its fragments that
 * come again (both sides of a bridge, a mirror port) are known as such.
 *
 * Where fragments overlap: copies of what is there are nothing.  Other IPv4
 * fragments are taken, the first copy of each octet wins, and other octets are
 * counted.  Other IPv6 fragments spoil their datagram (RFC 8200 4.5, RFC 5722).
 */
struct reassembly;

struct fragment {
	const uint8_t     *from, *to; /* addresses: 4 or 16 octets */
	uint8_t            family;
	uint8_t            protocol; /* of what it carries; IPv6 looks at that of the first fragment alone */
	uint32_t           id;
	struct part        part;
	bool               is_cut; /* the capture has not all of it */
	int64_t            time;
	enum decode_result alone; /* its result if the others do not come */
};

/* Room for one datagram of any size at least, whatever ${limits} says; NULL without memory. */
struct reassembly *reassembly_new(const struct decoder_limits *limits, struct decoder_counts *counts);

/*
 * Take one fragment.  If it was the last one missing, all of the datagram is
 * in ${octets} (room for DATAGRAM_AT_MOST) and ${protocol}, and the size is
 * returned; else 0, and what the packet is to be counted as is in ${result}.
 *
 * What was counted as DECODED_FRAGMENT_HELD is taken over in the counts to its
 * fragment's `alone` as soon as the datagram cannot be put together any more.
 */
size_t reassembly_take(struct reassembly *reassembly, const struct fragment *fragment, uint8_t *octets,
		       uint8_t *protocol, enum decode_result *result);

/* Nothing follows: what is awaited does not come. */
void reassembly_close(struct reassembly *reassembly);

void reassembly_free(struct reassembly *reassembly);

#endif
