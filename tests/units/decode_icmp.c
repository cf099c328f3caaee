/* SPDX-License-Identifier: Apache-2.0 */
/* ICMP errors: who complains, and of which segment. */

#include <stdio.h>
#include <string.h>

#include "decode_frames.h"
#include "unit.h"

/* From the router 203.0.113.1 to 10.0.0.1; and from 2001:db8:ff::1 to 2001:db8::1. */
#define OUTER4(total) "4500" total "00010000 3f01 0000 cb007101 0a000001 "
#define OUTER6(length)                                                                                       \
	"60000000" length "3a3f 20010db800ff00000000000000000001 20010db8000000000000000000000001 "
/* The headers of IP4 and IP6, as they were when the router had them. */
#define QUOTED4 "4500002c1234400007065c7e0a000001c0000219 "
#define QUOTED6 "6000000000180607 20010db8000000000000000000000001 20010db8000000000000000000000019 "
#define TCP "c3500019 01020304 0a0b0c0d 50182000 00000000 "

static bool
is_quotation(const struct decoded *decoded, int family)
{
	const struct segment *segment = &decoded->segment;
	static const uint8_t  client4[16] = {10, 0, 0, 1}, router4[16] = {203, 0, 113, 1};
	static const uint8_t  client6[16] = {0x20, 0x01, 0x0d, 0xb8, [15] = 1};
	static const uint8_t  router6[16] = {0x20, 0x01, 0x0d, 0xb8, 0, 0xff, [15] = 1};

	return decoded->result == DECODED_ICMP && segment->kind == SEGMENT_ICMP_ERROR &&
	       segment->from.family == family && segment->to.family == family &&
	       segment->icmp.reporter.family == family &&
	       memcmp(segment->from.octets, family == 4 ? client4 : client6, 16) == 0 &&
	       memcmp(segment->icmp.reporter.octets, family == 4 ? router4 : router6, 16) == 0 &&
	       segment->from_port == 50000 && segment->to_port == 25 && segment->ttl == 7 &&
	       segment->payload.size == 0 && segment->payload_length == 0 && !segment->bad_checksum &&
	       segment->time == 5 && segment->place == 7;
}

static void
a_quotation_of_eight_octets_names_ports_and_sequence(void)
{
	/* Communication administratively prohibited (RFC 1812 5.2.7.1). */
	struct decoded decoded =
	    decode_hex(101, OUTER4("0038") "030d000000000000" QUOTED4 "c350001901020304");

	CU_ASSERT_TRUE(is_quotation(&decoded, 4));
	CU_ASSERT_EQUAL(decoded.segment.icmp.type, 3);
	CU_ASSERT_EQUAL(decoded.segment.icmp.code, 13);
	CU_ASSERT_TRUE(decoded.segment.icmp.has_seq);
	CU_ASSERT_EQUAL(decoded.segment.seq, 0x01020304);
	CU_ASSERT_EQUAL(decoded.segment.flags, 0);
	CU_ASSERT_EQUAL(decoded.segment.ack, 0);
}

static void
a_longer_quotation_tells_flags_too(void)
{
	struct decoded decoded = decode_hex(101, OUTER4("0044") "0301000000000000" QUOTED4 TCP);

	CU_ASSERT_TRUE(is_quotation(&decoded, 4));
	CU_ASSERT_EQUAL(decoded.segment.ack, 0x0a0b0c0d);
	CU_ASSERT_EQUAL(decoded.segment.flags, TCP_PSH | TCP_ACK);
	CU_ASSERT_EQUAL(decoded.segment.window, 0x2000);
}

static void
a_quotation_of_the_ports_alone_has_no_sequence(void)
{
	struct decoded decoded = decode_hex(101, OUTER4("0034") "0303000000000000" QUOTED4 "c3500019");

	CU_ASSERT_TRUE(is_quotation(&decoded, 4));
	CU_ASSERT_FALSE(decoded.segment.icmp.has_seq);
	CU_ASSERT_EQUAL(decoded.segment.seq, 0);
}

static void
padding_of_the_frame_is_no_quotation(void)
{
	struct decoded decoded =
	    decode_hex(1, ETHERNET4 OUTER4("0034") "0303000000000000" QUOTED4 "c3500019 000000000000");

	CU_ASSERT_TRUE(is_quotation(&decoded, 4));
	CU_ASSERT_FALSE(decoded.segment.icmp.has_seq);
}

static void
every_error_type_is_passed_on(void)
{
	static const char *const types4[] = {"03040000000005dc", "0b00000000000000", "0c00000000000000"};
	static const char *const types6[] = {"0101000000000000", "0200000000000500", "0300000000000000",
					     "0401000000000000"};
	char                     hex[2 * FRAME_SIZE];

	for (size_t i = 0; i < sizeof(types4) / sizeof(types4[0]); i++) {
		snprintf(hex, sizeof(hex), "%s%s%s", OUTER4("0044"), types4[i], QUOTED4 TCP);
		struct decoded decoded = decode_hex(101, hex);
		CU_ASSERT_TRUE(is_quotation(&decoded, 4));
	}
	for (size_t i = 0; i < sizeof(types6) / sizeof(types6[0]); i++) {
		snprintf(hex, sizeof(hex), "%s%s%s", OUTER6("0044"), types6[i], QUOTED6 TCP);
		struct decoded decoded = decode_hex(101, hex);
		CU_ASSERT_TRUE(is_quotation(&decoded, 6));
	}
}

static void
what_is_no_error_is_other_icmp(void)
{
	/* Echo, redirect, source quench (RFC 6633), neighbour solicitation; ICMPv6's type 1 in ICMPv4. */
	CU_ASSERT_EQUAL(decode_hex(101, OUTER4("0044") "0800000000010001" QUOTED4 TCP).result,
			DECODED_OTHER_ICMP);
	CU_ASSERT_EQUAL(decode_hex(101, OUTER4("0044") "0501000000000000" QUOTED4 TCP).result,
			DECODED_OTHER_ICMP);
	CU_ASSERT_EQUAL(decode_hex(101, OUTER4("0044") "0400000000000000" QUOTED4 TCP).result,
			DECODED_OTHER_ICMP);
	CU_ASSERT_EQUAL(decode_hex(101, OUTER6("0044") "8700000000000000" QUOTED6 TCP).result,
			DECODED_OTHER_ICMP);
	CU_ASSERT_EQUAL(decode_hex(101, OUTER4("0044") "0100000000000000" QUOTED4 TCP).result,
			DECODED_OTHER_ICMP);
}

static void
quoting_something_else_is_other_icmp(void)
{
	/* UDP; a tunnel with TCP inside; a later fragment; nothing; half an IP header; IPv6 in ICMPv4. */
	CU_ASSERT_EQUAL(decode_hex(101,
				   OUTER4("0038") "0303000000000000"
						  "4500002c1234400007115c7e0a000001c0000219 c350003500180000")
			    .result,
			DECODED_OTHER_ICMP);
	CU_ASSERT_EQUAL(decode_hex(101,
				   OUTER4("0058") "0301000000000000"
						  "450000401234400007045c7e0a000001c0000219 " QUOTED4 TCP)
			    .result,
			DECODED_OTHER_ICMP);
	CU_ASSERT_EQUAL(decode_hex(101,
				   OUTER4("0038") "0301000000000000"
						  "4500002c1234000107065c7e0a000001c0000219 c350001901020304")
			    .result,
			DECODED_OTHER_ICMP);
	CU_ASSERT_EQUAL(decode_hex(101, OUTER4("001c") "0301000000000000").result, DECODED_OTHER_ICMP);
	CU_ASSERT_EQUAL(decode_hex(101, OUTER4("0026") "0301000000000000 4500002c12344000 0706").result,
			DECODED_OTHER_ICMP);
	CU_ASSERT_EQUAL(decode_hex(101, OUTER4("0058") "0301000000000000" QUOTED6 TCP).result,
			DECODED_OTHER_ICMP);
}

static void
a_quoted_first_fragment_has_its_ports(void)
{
	struct decoded decoded = decode_hex(
	    101, OUTER4("0038") "0b01000000000000 4500002c1234200007065c7e0a000001c0000219 c350001901020304");

	CU_ASSERT_TRUE(is_quotation(&decoded, 4));
}

static void
quoted_extension_headers_are_walked(void)
{
	struct decoded decoded =
	    decode_hex(101, OUTER6("0054") "0101000000000000"
					   "6000000000280007 20010db8000000000000000000000001"
					   "20010db8000000000000000000000019"
					   "3c00010400000000 2c00010400000000 0600000100000009" TCP);

	CU_ASSERT_TRUE(is_quotation(&decoded, 6));
	CU_ASSERT_EQUAL(decoded.segment.seq, 0x01020304);
}

static void
quoted_options_are_walked(void)
{
	struct decoded decoded =
	    decode_hex(101, OUTER4("003c") "0301000000000000"
					   "460000301234400007065c7e0a000001c0000219 94040000"
					   "c350001901020304");

	CU_ASSERT_TRUE(is_quotation(&decoded, 4));
}

static void
a_quoted_length_is_not_believed(void)
{
	/* Kernels of old quoted it in the wrong byte order, or less the header. */
	struct decoded decoded = decode_hex(
	    101, OUTER4("0038") "0301000000000000 450000021234400007065c7e0a000001c0000219 c350001901020304");

	CU_ASSERT_TRUE(is_quotation(&decoded, 4));
	CU_ASSERT_TRUE(decoded.segment.icmp.has_seq);
	decoded = decode_hex(101, OUTER6("0038") "0100000000000000"
						 "6000000000020607 20010db8000000000000000000000001"
						 "20010db8000000000000000000000019 c350001901020304");
	CU_ASSERT_TRUE(is_quotation(&decoded, 6));
	CU_ASSERT_TRUE(decoded.segment.icmp.has_seq);
}

static void
an_error_inside_a_tunnel_has_the_router_inside_as_its_reporter(void)
{
	struct decoded decoded = decode_hex(101, "4500004c 00014000 4004 0000 c6336401 c6336402" OUTER4(
						     "0038") "030d000000000000" QUOTED4 "c350001901020304");

	CU_ASSERT_TRUE(is_quotation(&decoded, 4));
}

static void
an_error_that_the_capture_cut_is_truncated(void)
{
	uint8_t octets[FRAME_SIZE];
	size_t  size = octets_of(OUTER4("0038") "0301000000000000" QUOTED4 "c350001901020304", octets);

	for (size_t cut = 0; cut < size; cut++) {
		struct decoded decoded = decode_octets(101, octets, cut, (uint32_t)size);

		if (cut < size - 4)
			CU_ASSERT_EQUAL(decoded.result, DECODED_TRUNCATED);
		if (cut >= size - 4)
			CU_ASSERT_TRUE(is_quotation(&decoded, 4) && !decoded.segment.icmp.has_seq);
	}
}

SUITE("decode: icmp", ROW(a_quotation_of_eight_octets_names_ports_and_sequence),
      ROW(a_longer_quotation_tells_flags_too), ROW(a_quotation_of_the_ports_alone_has_no_sequence),
      ROW(padding_of_the_frame_is_no_quotation), ROW(every_error_type_is_passed_on),
      ROW(what_is_no_error_is_other_icmp), ROW(quoting_something_else_is_other_icmp),
      ROW(a_quoted_first_fragment_has_its_ports), ROW(quoted_extension_headers_are_walked),
      ROW(quoted_options_are_walked), ROW(a_quoted_length_is_not_believed),
      ROW(an_error_inside_a_tunnel_has_the_router_inside_as_its_reporter),
      ROW(an_error_that_the_capture_cut_is_truncated))
