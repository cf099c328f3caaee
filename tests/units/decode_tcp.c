/* SPDX-License-Identifier: Apache-2.0 */
/* TCP: header lengths, captures that were cut short, checksums. */

#include <string.h>

#include "decode_frames.h"
#include "unit.h"

#define ETHERNET_SIZE 14
#define IPV4_SIZE 20
#define IPV6_SIZE 40

static void
options_are_no_payload(void)
{
	/* A SYN with MSS, SACK permitted, timestamps, NOP and window scale: 40 octets of TCP. */
	struct decoded decoded = decode_hex(101, "4500003c 00014000 4006 0000 0a000001 c0000219"
						 "c3500019 01020304 00000000 a0027210 00000000"
						 "020405b4 0402080a 00000001 00000000 01030307");

	CU_ASSERT_EQUAL_FATAL(decoded.result, DECODED_SEGMENT);
	CU_ASSERT_EQUAL(decoded.segment.flags, TCP_SYN);
	CU_ASSERT_EQUAL(decoded.segment.window, 0x7210);
	CU_ASSERT_EQUAL(decoded.segment.payload_length, 0);
}

static void
a_data_offset_that_cannot_be_is_malformed(void)
{
	/* 16 octets; 24 where 20 are left. */
	CU_ASSERT_EQUAL(decode_hex(101, "45000028 00014000 4006 0000 0a000001 c0000219"
					"c3500019 01020304 00000000 40027210 00000000")
			    .result,
			DECODED_MALFORMED);
	CU_ASSERT_EQUAL(decode_hex(101, "45000028 00014000 4006 0000 0a000001 c0000219"
					"c3500019 01020304 00000000 60027210 00000000")
			    .result,
			DECODED_MALFORMED);
}

static struct decoded
captured(const char *hex, size_t size)
{
	uint8_t octets[FRAME_SIZE];
	size_t  whole = octets_of(hex, octets);

	return decode_octets(1, octets, size, (uint32_t)whole);
}

static void
a_capture_of_54_octets_has_all_but_the_payload(void)
{
	struct decoded decoded = captured(ETHERNET4 IP4, 54);

	CU_ASSERT_TRUE(is_the_segment(&decoded, 4));
	CU_ASSERT_EQUAL(decoded.segment.window, 0x2000);
	CU_ASSERT_EQUAL(decoded.segment.payload.size, 0);
}

static void
a_capture_of_68_octets_suffices_for_ipv6(void)
{
	/* What tcpdump captured by default for long: 14 octets of TCP. */
	struct decoded decoded = captured(ETHERNET6 IP6, ETHERNET_SIZE + IPV6_SIZE + 14);

	CU_ASSERT_TRUE(is_the_segment(&decoded, 6));
	CU_ASSERT_EQUAL(decoded.segment.window, 0);
	CU_ASSERT_EQUAL(decoded.segment.payload.size, 0);
}

static void
thirteen_octets_of_tcp_are_too_few(void)
{
	CU_ASSERT_EQUAL(captured(ETHERNET4 IP4, ETHERNET_SIZE + IPV4_SIZE + 13).result, DECODED_TRUNCATED);
}

static void
options_beyond_the_capture_leave_the_payload_length_right(void)
{
	uint8_t        octets[FRAME_SIZE];
	size_t         size = octets_of("4500003e 00014000 4006 0000 0a000001 c0000219"
						"c3500019 01020304 00000000 a0187210 00000000 020405b4",
					octets);
	struct decoded decoded = decode_octets(101, octets, size, 62);

	CU_ASSERT_EQUAL_FATAL(decoded.result, DECODED_SEGMENT);
	CU_ASSERT_EQUAL(decoded.segment.payload_length, 2);
	CU_ASSERT_EQUAL(decoded.segment.payload.size, 0);
}

static void
a_wrong_checksum_is_told_and_accepted(void)
{
	uint8_t octets[FRAME_SIZE];
	size_t  size = octets_of(ETHERNET4 IP4, octets);

	octets[size - 1] ^= 1;
	struct decoded decoded = decode_octets(1, octets, size, (uint32_t)size);
	CU_ASSERT_TRUE(is_the_segment(&decoded, 4));
	CU_ASSERT_TRUE(decoded.segment.bad_checksum);
	size = octets_of(ETHERNET6 IP6, octets);
	octets[ETHERNET_SIZE + 23] ^= 1; /* an address: part of the pseudo-header */
	decoded = decode_octets(1, octets, size, (uint32_t)size);
	CU_ASSERT_TRUE(decoded.segment.bad_checksum);
}

static void
an_odd_number_of_octets_has_a_checksum_too(void)
{
	/* tshark: correct. */
	struct decoded decoded =
	    decode_hex(101, "4500002d1234400040065c7d0a000001c0000219c3500019010203040a0b0c0d50182000417c0000"
			    "515549540a");

	CU_ASSERT_EQUAL_FATAL(decoded.result, DECODED_SEGMENT);
	CU_ASSERT_EQUAL(decoded.segment.payload_length, 5);
	CU_ASSERT_FALSE(decoded.segment.bad_checksum);
}

static void
a_checksum_that_cannot_be_known_is_not_bad(void)
{
	uint8_t octets[FRAME_SIZE] = {0};
	size_t  size = octets_of(ETHERNET4 IP4, octets);

	octets[30] ^= 1; /* the checksum of no segment from this address */
	CU_ASSERT_TRUE(decode_octets(1, octets, size, (uint32_t)size).segment.bad_checksum);
	/* Cut by the capture. */
	CU_ASSERT_FALSE(decode_octets(1, octets, size - 1, (uint32_t)size).segment.bad_checksum);
	/* More payload than is looked at: 65 octets. */
	octets[17] = 40 + 65;
	CU_ASSERT_FALSE(decode_octets(1, octets, 54 + 65, 54 + 65).segment.bad_checksum);
	octets[17] = 40 + 64;
	CU_ASSERT_TRUE(decode_octets(1, octets, 54 + 64, 54 + 64).segment.bad_checksum);
}

static void
the_checksum_of_a_packet_under_way_to_a_waypoint_is_not_looked_at(void)
{
	/* Routing header, one segment left: the pseudo-header has an address that is not in the IPv6 header.
	 */
	struct decoded decoded = decode_hex(101, "60000000 002c 2b40 20010db8000000000000000000000001"
						 "20010db8000000000000000000000077 06020001 00000000"
						 "20010db8000000000000000000000019"
						 "c3500019010203040a0b0c0d5018200012340000");

	CU_ASSERT_EQUAL_FATAL(decoded.result, DECODED_SEGMENT);
	CU_ASSERT_FALSE(decoded.segment.bad_checksum);
}

SUITE("decode: tcp", ROW(options_are_no_payload), ROW(a_data_offset_that_cannot_be_is_malformed),
      ROW(a_capture_of_54_octets_has_all_but_the_payload), ROW(a_capture_of_68_octets_suffices_for_ipv6),
      ROW(thirteen_octets_of_tcp_are_too_few), ROW(options_beyond_the_capture_leave_the_payload_length_right),
      ROW(a_wrong_checksum_is_told_and_accepted), ROW(an_odd_number_of_octets_has_a_checksum_too),
      ROW(a_checksum_that_cannot_be_known_is_not_bad),
      ROW(the_checksum_of_a_packet_under_way_to_a_waypoint_is_not_looked_at))
