/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_DECODE_FRAMES_H
#define TESTS_DECODE_FRAMES_H

#include "decode/decode.h"

/* The two packets inside most frames: 50000 -> 25, ACK and PSH, "EHLO"; see is_the_segment. */
#define IP4                                                                                                  \
	"4500002c1234400040065c7e0a000001c0000219c3500019010203040a0b0c0d50182000548f0000"                   \
	"45484c4f"
#define IP6                                                                                                  \
	"600000000018064020010db800000000000000000000000120010db8000000000000000000000019"                   \
	"c3500019010203040a0b0c0d50182000c51d000045484c4f"
#define ETHERNET4 "0200000000020200000000010800"
#define ETHERNET6 "02000000000202000000000186dd"

#define FRAME_SIZE 512

/* One frame for each link type and encapsulation, with the segment of IP4 or IP6 innermost. */
struct sample {
	const char *name;
	int         link_type;
	int         family;
	const char *hex;
};

extern const struct sample samples[];
extern const size_t        samples_count;

/* What became of a frame that nothing follows; the payload is copied, at most FRAME_SIZE of it. */
struct decoded {
	enum decode_result result;
	struct segment     segment;
	uint8_t            payload[FRAME_SIZE];
};

/* The octets that `hex` spells, spaces left out, in ${octets}; returns how many. */
size_t octets_of(const char *hex, uint8_t octets[FRAME_SIZE]);

/*
 * Decode `size` octets that were `wire_length` on the wire.  They are put at
 * the end of an allocation, so that reading past them is seen; a payload that
 * is not inside them is a failure.
 */
struct decoded decode_octets(int link_type, const uint8_t *octets, size_t size, uint32_t wire_length);

/* As decode_octets, for a whole frame. */
struct decoded decode_hex(int link_type, const char *hex);

/* Whether it is the segment of IP4 or IP6, all but payload and checksum. */
bool is_the_segment(const struct decoded *decoded, int family);

#endif
