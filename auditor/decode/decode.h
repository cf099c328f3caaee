/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DECODE_DECODE_H
#define DECODE_DECODE_H

#include "capture/packet.h"
#include "decode/segment.h"

/*
 * decode: from a frame down to TCP, or the reason why not.
 *
 * A decoder remembers fragments, and nothing else, from packet to packet: one
 * for each capture point.
 *
 * Each reason has a word (for coverage in the report) and says whether mail
 * could have been in what was not decoded: a packet of a link type that we
 * cannot read could hold anything, an ARP request cannot, and what is encrypted
 * below TCP crossed no wire in clear.
 */
/* clang-format off */
#define EACH_DECODE_RESULT(row)                                                                              \
	row(SEGMENT, "tcp", false, "TCP segment")                                                            \
	row(ICMP, "icmp-error", false, "ICMP error that quotes a TCP segment")                               \
	row(OTHER_ICMP, "icmp-other", false, "ICMP that quotes no TCP segment")                              \
	row(NOT_IP, "not-ip", false, "ARP, spanning tree, … : no IP inside")                                 \
	row(NOT_TCP, "not-tcp", false, "UDP and other transports")                                           \
	row(UNKNOWN_LINK, "unknown-link-type", true, "link type that is not decoded")                        \
	row(UNKNOWN_ETHERTYPE, "unknown-ethertype", true, "encapsulation that is not decoded")               \
	row(FRAGMENT, "fragment", true, "IP fragment that was not put together")                             \
	row(FRAGMENT_HELD, "fragment-held", false, "IP fragment put together with others")                   \
	row(ENCRYPTED, "encrypted", false, "ESP, MACsec, protected 802.11, … : not in clear, and out of sight") \
	row(UDP_FRAGMENT, "udp-fragment", false, "fragment of UDP: DNS, NFS, … ; mail only in a tunnel")     \
	row(TRUNCATED, "truncated", true, "captured octets end inside a header")                             \
	row(MALFORMED, "malformed", true, "lengths in the headers contradict each other")                    \
	row(TOO_DEEP, "too-deep", true, "too many layers of encapsulation")
/* clang-format on */

enum decode_result {
#define row(NAME, word, may_hide_mail, meaning) DECODED_##NAME,
	EACH_DECODE_RESULT(row)
#undef row
	    DECODE_RESULTS
};

/* The word of a result, as coverage in the report names it. */
const char *decode_result_word(enum decode_result result);

/* Whether mail may have been in a packet with this result. */
bool decode_result_may_hide_mail(enum decode_result result);

struct decoder;

struct decoder_limits {
	uint32_t datagrams; /* of which fragments are kept at once; default 1,024 */
	uint64_t octets;    /* kept of them; default 8 MiB, and room for one datagram at least */
	int64_t  wait;      /* nanoseconds for the last fragment; default 30 s (RFC 791 and 8200: 15, 60) */
};

extern const struct decoder_limits decoder_limits_default;

/*
 * The packets decoded so far by their result, which add up.  A fragment counts
 * as DECODED_FRAGMENT_HELD while others are awaited and for good once all of
 * them came; when they do not come it moves to DECODED_FRAGMENT (or what else
 * its protocol says).
 */
struct decoder_counts {
	uint64_t results[DECODE_RESULTS];
	uint64_t zero_lengths; /* datagrams with an IP length of 0: recorded before the network card filled it
				  in */
	uint64_t conflicting_fragments; /* of IPv4, over others with other octets; the first copy counts */
};

/* NULL without memory. */
struct decoder *decoder_new(const struct decoder_limits *limits);

/*
 * Decode ${packet} into ${segment}, which is filled only for DECODED_SEGMENT
 * and DECODED_ICMP, and whose payload is valid until the next call and as long
 * as the packet is.  Fragments of IP give a segment with the one that comes
 * last, and its time and place; the others are DECODED_FRAGMENT_HELD, as are
 * fragments that come again.  Of nested tunnels the innermost addresses count; an ICMP
 * error that quotes a tunnel is DECODED_OTHER_ICMP.
 *
 * Lengths of the headers cut padding and trailers away, but never extend what
 * is read beyond packet->bytes.  An IP length of 0 (a super-frame recorded
 * before segmentation offload) means: all that the frame has, and so does a
 * length beyond the frame, which no receiver would take.
 */
enum decode_result decode_packet(struct decoder *decoder, const struct packet *packet,
				 struct segment *segment);

/* The capture is over: what fragments wait for does not come. */
void decoder_close(struct decoder *decoder);

const struct decoder_counts *decoder_counts(const struct decoder *decoder);

void decoder_free(struct decoder *decoder);

#endif
