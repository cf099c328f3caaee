/* SPDX-License-Identifier: Apache-2.0 */
/* IPv4 and IPv6: lengths, fragments, extension headers. */

#include <stdio.h>
#include <string.h>

#include "decode_frames.h"
#include "unit.h"

/* IPv4 without checksum: total length, identification, fragment, protocol; 10.0.0.1 -> 192.0.2.25. */
#define HEADER4(total, fragment, protocol)                                                                   \
	"4500" total "1234" fragment "40" protocol "0000 0a000001 c0000219 "
#define HEADER6(length, next)                                                                                \
	"60000000" length next "40 20010db8000000000000000000000001 20010db8000000000000000000000019 "
#define TCP "c3500019 01020304 0a0b0c0d 50182000 00000000 "

static void
padding_is_no_payload(void)
{
	/* A bare ACK of 40 octets in a frame of the 60 that Ethernet wants at least. */
	struct decoded decoded = decode_hex(1, ETHERNET4 HEADER4("0028", "4000", "06") TCP "000000000000");

	CU_ASSERT_EQUAL_FATAL(decoded.result, DECODED_SEGMENT);
	CU_ASSERT_EQUAL(decoded.segment.payload_length, 0);
	CU_ASSERT_EQUAL(decoded.segment.payload.size, 0);
}

static void
a_length_of_zero_means_all_of_the_frame(void)
{
	struct decoded four = decode_hex(1, ETHERNET4 HEADER4("0000", "4000", "06") TCP "45484c4f0d0a");
	struct decoded six = decode_hex(1, ETHERNET6 HEADER6("0000", "06") TCP "45484c4f0d0a");

	CU_ASSERT_EQUAL_FATAL(four.result, DECODED_SEGMENT);
	CU_ASSERT_EQUAL(four.segment.payload_length, 6);
	CU_ASSERT_EQUAL(memcmp(four.payload, "EHLO\r\n", 6), 0);
	CU_ASSERT_EQUAL_FATAL(six.result, DECODED_SEGMENT);
	CU_ASSERT_EQUAL(six.segment.payload_length, 6);
}

static void
a_jumbogram_has_all_of_the_frame(void)
{
	/* RFC 2675 2: option 0xc2 of four octets. */
	struct decoded decoded = decode_hex(1, ETHERNET6 HEADER6("0000", "00") "0600c2040001000c" TCP "4548");

	CU_ASSERT_EQUAL_FATAL(decoded.result, DECODED_SEGMENT);
	CU_ASSERT_EQUAL(decoded.segment.payload_length, 2);
}

static void
a_super_frame_that_was_cut_keeps_its_wire_length(void)
{
	uint8_t        octets[FRAME_SIZE];
	size_t         size = octets_of(ETHERNET4 HEADER4("0000", "4000", "06") TCP "45484c4f", octets);
	struct decoded decoded = decode_octets(1, octets, size, 70000);

	CU_ASSERT_EQUAL_FATAL(decoded.result, DECODED_SEGMENT);
	CU_ASSERT_EQUAL(decoded.segment.payload_length, 70000 - 54);
	CU_ASSERT_EQUAL(decoded.segment.payload.size, 4);
}

static void
a_length_of_zero_is_bounded_by_the_layer_around(void)
{
	/* clang-format off */
	/* Each says in its own header that 44 octets (0x2c) are inside; two octets of padding follow. */
	static const struct {
		int         link_type;
		const char *hex;
	} frames[] = {
	    {1,   "020000000002020000000001 0034 aaaa03000000 0800 "},
	    {51,  "1100002a002e 0021 "},
	    {239, "02000000 30000900 "},
	    {101, HEADER4("0000", "4000", "11") "c0000868 003c0000 30ff002c00000001 "},
	    {101, HEADER4("0000", "4000", "11") "c00012b6 003c0000 0c00000100000100 "},
	    {101, HEADER4("0000", "4000", "11") "c0000868 00000000 30ff002c00000001 "},
	};
	/* clang-format on */
	char hex[2 * FRAME_SIZE];

	for (size_t i = 0; i < sizeof(frames) / sizeof(frames[0]); i++) {
		snprintf(hex, sizeof(hex), "%s%s", frames[i].hex,
			 "4500000012344000400600000a000001c0000219" TCP "45484c4f"
			 "0000");
		struct decoded decoded = decode_hex(frames[i].link_type, hex);
		CU_ASSERT_TRUE(is_the_segment(&decoded, 4));
	}
}

static void
a_length_beyond_the_frame_adds_nothing(void)
{
	struct decoded decoded = decode_hex(1, ETHERNET4 HEADER4("ffff", "4000", "06") TCP "45484c4f");

	CU_ASSERT_EQUAL_FATAL(decoded.result, DECODED_SEGMENT);
	CU_ASSERT_EQUAL(decoded.segment.payload_length, 4);
}

static void
a_wire_length_below_the_captured_is_not_believed(void)
{
	uint8_t        octets[FRAME_SIZE];
	size_t         size = octets_of(ETHERNET4 IP4, octets);
	struct decoded decoded = decode_octets(1, octets, size, 3);

	CU_ASSERT_TRUE(is_the_segment(&decoded, 4));
	CU_ASSERT_EQUAL(decoded.segment.payload.size, 4);
}

static void
headers_that_contradict_themselves_are_malformed(void)
{
	CU_ASSERT_EQUAL(decode_hex(1, ETHERNET4 HEADER4("0013", "4000", "06") TCP).result, DECODED_MALFORMED);
	CU_ASSERT_EQUAL(decode_hex(1, ETHERNET4 "44" TCP TCP).result, DECODED_MALFORMED);
	CU_ASSERT_EQUAL(decode_hex(1, ETHERNET4 IP6).result, DECODED_MALFORMED);
	CU_ASSERT_EQUAL(decode_hex(1, ETHERNET6 IP4).result, DECODED_MALFORMED);
	/* A total length that ends inside the TCP header. */
	CU_ASSERT_EQUAL(decode_hex(1, ETHERNET4 HEADER4("0027", "4000", "06") TCP).result, DECODED_MALFORMED);
	/* An extension header that is longer than the packet. */
	CU_ASSERT_EQUAL(decode_hex(1, ETHERNET6 HEADER6("001c", "00") "0603000000000000" TCP).result,
			DECODED_MALFORMED);
}

static void
fragments_of_which_no_more_come_are_told_as_such(void)
{
	CU_ASSERT_EQUAL(decode_hex(1, ETHERNET4 HEADER4("002c", "2000", "06") TCP "45484c4f").result,
			DECODED_FRAGMENT);
	CU_ASSERT_EQUAL(decode_hex(1, ETHERNET4 HEADER4("0028", "0001", "06") TCP).result, DECODED_FRAGMENT);
	CU_ASSERT_EQUAL(decode_hex(1, ETHERNET4 HEADER4("002c", "2001", "11") TCP "45484c4f").result,
			DECODED_UDP_FRAGMENT);
	CU_ASSERT_EQUAL(
	    decode_hex(1, ETHERNET6 HEADER6("0020", "2c") "0600000100000007" TCP "45484c4f").result,
	    DECODED_FRAGMENT);
	CU_ASSERT_EQUAL(decode_hex(1, ETHERNET6 HEADER6("001c", "2c") "0600000800000007" TCP).result,
			DECODED_FRAGMENT);
}

static void
fragments_that_contradict_themselves_are_malformed(void)
{
	/* RFC 791 3.2 and RFC 8200 4.5: more follows, but it has no whole number of eight octets. */
	CU_ASSERT_EQUAL(decode_hex(1, ETHERNET4 HEADER4("0028", "2000", "06") TCP).result, DECODED_MALFORMED);
	CU_ASSERT_EQUAL(decode_hex(1, ETHERNET6 HEADER6("001c", "2c") "0600000100000007" TCP).result,
			DECODED_MALFORMED);
	/* Empty. */
	CU_ASSERT_EQUAL(decode_hex(1, ETHERNET4 HEADER4("0014", "2000", "06")).result, DECODED_MALFORMED);
	CU_ASSERT_EQUAL(decode_hex(1, ETHERNET6 HEADER6("0008", "2c") "0600000800000007").result,
			DECODED_MALFORMED);
	/* Ends beyond 65,535. */
	CU_ASSERT_EQUAL(decode_hex(1, ETHERNET4 HEADER4("0028", "1fff", "06") TCP).result, DECODED_MALFORMED);
	CU_ASSERT_EQUAL(decode_hex(1, ETHERNET6 HEADER6("001c", "2c") "0600fff800000007" TCP).result,
			DECODED_MALFORMED);
}

static void
fragments_that_cannot_hold_tcp_hide_no_mail(void)
{
	CU_ASSERT_EQUAL(decode_hex(1, ETHERNET4 HEADER4("0028", "2000", "01") TCP).result,
			DECODED_OTHER_ICMP);
	CU_ASSERT_EQUAL(decode_hex(1, ETHERNET4 HEADER4("0028", "2000", "32") TCP).result, DECODED_ENCRYPTED);
	CU_ASSERT_EQUAL(decode_hex(1, ETHERNET4 HEADER4("0028", "2000", "84") TCP).result, DECODED_NOT_TCP);
}

static void
the_reserved_and_dont_fragment_bits_make_no_fragment(void)
{
	CU_ASSERT_EQUAL(decode_hex(1, ETHERNET4 HEADER4("0028", "c000", "06") TCP).result, DECODED_SEGMENT);
}

static void
an_atomic_fragment_is_whole(void)
{
	/* RFC 6946; the reserved bits are set. */
	struct decoded decoded = decode_hex(1, ETHERNET6 HEADER6("001e", "2c") "06ff000600000007" TCP "4548");

	CU_ASSERT_EQUAL_FATAL(decoded.result, DECODED_SEGMENT);
	CU_ASSERT_EQUAL(decoded.segment.payload_length, 2);
}

static void
no_next_header_is_not_tcp(void)
{
	CU_ASSERT_EQUAL(decode_hex(1, ETHERNET6 HEADER6("0014", "3b") TCP).result, DECODED_NOT_TCP);
}

static void
an_extension_header_of_2048_octets_is_cut_not_overrun(void)
{
	uint8_t octets[FRAME_SIZE];
	size_t  size = octets_of(ETHERNET6 HEADER6("0814", "3c") "06ff010400000000" TCP, octets);

	CU_ASSERT_EQUAL(decode_octets(1, octets, size, 3000).result, DECODED_TRUNCATED);
	CU_ASSERT_EQUAL(decode_octets(1, octets, size, (uint32_t)size).result, DECODED_MALFORMED);
}

SUITE("decode: ip", ROW(padding_is_no_payload), ROW(a_length_of_zero_means_all_of_the_frame),
      ROW(a_jumbogram_has_all_of_the_frame), ROW(a_super_frame_that_was_cut_keeps_its_wire_length),
      ROW(a_length_of_zero_is_bounded_by_the_layer_around), ROW(a_length_beyond_the_frame_adds_nothing),
      ROW(a_wire_length_below_the_captured_is_not_believed),
      ROW(headers_that_contradict_themselves_are_malformed),
      ROW(fragments_of_which_no_more_come_are_told_as_such),
      ROW(fragments_that_contradict_themselves_are_malformed),
      ROW(fragments_that_cannot_hold_tcp_hide_no_mail),
      ROW(the_reserved_and_dont_fragment_bits_make_no_fragment), ROW(an_atomic_fragment_is_whole),
      ROW(no_next_header_is_not_tcp), ROW(an_extension_header_of_2048_octets_is_cut_not_overrun))
