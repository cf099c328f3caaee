/* SPDX-License-Identifier: Apache-2.0 */
/* Whatever lies around a segment, it is found, and octets that are missing or wrong do no harm. */

#include <stdio.h>
#include <string.h>

#include "decode_frames.h"
#include "unit.h"

#define FLIPS_PER_SAMPLE 3000

static void
every_encapsulation_is_decoded(void)
{
	for (size_t i = 0; i < samples_count; i++) {
		struct decoded decoded = decode_hex(samples[i].link_type, samples[i].hex);
		bool           is_right = is_the_segment(&decoded, samples[i].family) &&
				decoded.segment.payload.size == 4 && decoded.segment.window == 0x2000 &&
				!decoded.segment.bad_checksum && memcmp(decoded.payload, "EHLO", 4) == 0;

		if (!is_right)
			fprintf(stderr, "%s: %s\n", samples[i].name, decode_result_word(decoded.result));
		CU_ASSERT_TRUE(is_right);
	}
}

static void
a_frame_cut_by_the_capture_is_truncated_or_still_the_segment(void)
{
	uint8_t octets[FRAME_SIZE];

	for (size_t i = 0; i < samples_count; i++) {
		size_t size = octets_of(samples[i].hex, octets);

		for (size_t cut = 0; cut < size; cut++) {
			struct decoded decoded =
			    decode_octets(samples[i].link_type, octets, cut, (uint32_t)size);
			bool is_right = decoded.result == DECODED_TRUNCATED ||
					is_the_segment(&decoded, samples[i].family);

			if (!is_right)
				fprintf(stderr, "%s: %zu: %s\n", samples[i].name, cut,
					decode_result_word(decoded.result));
			CU_ASSERT_TRUE(is_right);
		}
	}
}

static void
a_frame_that_ends_on_the_wire_yields_no_payload_that_is_not_there(void)
{
	uint8_t octets[FRAME_SIZE];

	for (size_t i = 0; i < samples_count; i++) {
		size_t size = octets_of(samples[i].hex, octets);

		for (size_t cut = 0; cut < size; cut++) {
			struct decoded decoded =
			    decode_octets(samples[i].link_type, octets, cut, (uint32_t)cut);

			if (decoded.result == DECODED_SEGMENT)
				CU_ASSERT_EQUAL(decoded.segment.payload.size, decoded.segment.payload_length);
			CU_ASSERT_NOT_EQUAL(decoded.result, DECODED_TRUNCATED);
		}
	}
}

static uint64_t
random_next(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

static void
random_octets_do_no_harm(void)
{
	uint64_t random = 0x9e3779b97f4a7c15;

	for (size_t i = 0; i < samples_count; i++) {
		uint8_t whole[FRAME_SIZE];
		size_t  size = octets_of(samples[i].hex, whole);

		for (int flip = 0; flip < FLIPS_PER_SAMPLE; flip++) {
			uint8_t octets[FRAME_SIZE];
			size_t  cut = flip % 4 == 0 ? random_next(&random) % (size + 1) : size;

			memcpy(octets, whole, size);
			for (uint64_t count = random_next(&random) % 4 + 1; count > 0; count--)
				octets[random_next(&random) % size] = (uint8_t)random_next(&random);
			struct decoded decoded = decode_octets(samples[i].link_type, octets, cut,
							       (uint32_t)(random_next(&random) % (2 * size)));
			CU_ASSERT_FATAL(decoded.result < DECODE_RESULTS);
		}
	}
}

static void
layers_without_end_are_too_deep(void)
{
	static const char tag[] = "00018100";
	char              hex[2 * FRAME_SIZE + 1] = "0200000000020200000000018100";

	for (int i = 0; i < 40; i++)
		strcat(hex, tag);
	CU_ASSERT_EQUAL(decode_hex(1, hex).result, DECODED_TOO_DEEP);
}

static void
labels_without_end_are_too_deep(void)
{
	char hex[2 * FRAME_SIZE + 1] = "0200000000020200000000018847";

	for (int i = 0; i < 40; i++)
		strcat(hex, "00010040");
	CU_ASSERT_EQUAL(decode_hex(1, hex).result, DECODED_TOO_DEEP);
}

/* What is no segment, and why: link type, result, octets. */
/* clang-format off */
static const struct {
	const char        *name;
	int                link_type;
	enum decode_result result;
	const char        *hex;
} others[] = {
    {"ARP", 1, DECODED_NOT_IP, "ffffffffffff0200000000010806 0001080006040001"},
    {"spanning tree", 1, DECODED_NOT_IP, "0180c2000000 020000000001 0026 424203 0000"},
    {"CDP", 1, DECODED_NOT_IP, "01000ccccccc 020000000001 0010 aaaa0300000c2000 02b4"},
    {"unassigned EtherType", 1, DECODED_UNKNOWN_ETHERTYPE, "020000000002020000000001 88b5 " IP4},
    {"neither length nor EtherType", 1, DECODED_UNKNOWN_ETHERTYPE, "020000000002020000000001 05dd " IP4},
    {"MACsec", 1, DECODED_ENCRYPTED, "020000000002020000000001 88e5 " IP4},
    {"unknown link type", 147, DECODED_UNKNOWN_LINK, IP4},
    {"TZSP, carrying what is not known", 1, DECODED_UNKNOWN_LINK,
     "02000000000202000000000108004500004d111140004011d524c6336401c63364029c409090003900000100002a01" IP4},
    {"negative link type", -1, DECODED_UNKNOWN_LINK, IP4},
    {"raw, version 5", 101, DECODED_MALFORMED, "55"},
    {"PPP LCP", 9, DECODED_NOT_IP, "ff03c021 01010004"},
    {"PPP MPPE", 9, DECODED_ENCRYPTED, "ff0300fd 9000aabbccdd"},
    {"PPPoE LCP", 51, DECODED_NOT_IP, "1100002a0006 c02101010004"},
    {"PPPoE of another code", 51, DECODED_NOT_IP, "11a7002a002e 0021 " IP4},
    {"802.11 beacon", 105, DECODED_NOT_IP, "8000 0000 ffffffffffff 020000000001 020000000001 0000"},
    {"802.11 null", 105, DECODED_NOT_IP, "4801 0000 ffffffffffff 020000000001 020000000001 0000"},
    {"802.11 protected", 105, DECODED_ENCRYPTED,
     "0842 0000 020000000001 020000000002 020000000003 0000 00000020"},
    {"802.11 fragment", 105, DECODED_FRAGMENT,
     "0806 0000 020000000001 020000000002 020000000003 0000 aaaa03000000"},
    {"802.11 aggregate", 105, DECODED_UNKNOWN_ETHERTYPE,
     "8802 0000 020000000001 020000000002 020000000003 0000 8000 020000000001"},
    {"NFLOG without packet", 239, DECODED_NOT_IP, "02000000 0800010008000300"},
    {"DNS", 101, DECODED_NOT_TCP,
     "45000024 00014000 4011 0000 0a000001 0a000002 c0000035 00100000 0000000000000000"},
    {"port 4789, not VXLAN", 101, DECODED_NOT_TCP,
     "4500003a 00014000 4011 0000 0a000001 0a000002 c00012b5 00260000 00000000 00000100 " ETHERNET4
     "4500000000000000"},
    {"port 4789, nothing known inside", 101, DECODED_NOT_TCP,
     "4500003a 00014000 4011 0000 0a000001 0a000002 c00012b5 00260000 08000000 00000100"
     "020000000002020000000001 7777 4500000000000000"},
    {"port 6081, not Geneve", 101, DECODED_NOT_TCP,
     "45000024 00014000 4011 0000 0a000001 0a000002 c00017c1 00100000 c000655800000100"},
    {"GTP-U echo", 101, DECODED_NOT_TCP,
     "45000028 00014000 4011 0000 0a000001 0a000002 c0000868 00140000 3201000400000000 00000000"},
    {"L2TP control", 101, DECODED_NOT_TCP,
     "45000028 00014000 4011 0000 0a000001 0a000002 06a506a5 00140000 c802000c 00070000 00000000"},
    {"L2TP without session", 101, DECODED_NOT_TCP,
     "45000028 00014000 4011 0000 0a000001 0a000002 06a506a5 00140000 00020007 0000ff03 00214500"},
    {"port 1701, not L2TP", 101, DECODED_NOT_TCP,
     "45000028 00014000 4011 0000 0a000001 0a000002 06a506a5 00140000 20020007 0001ff03 00214500"},
    {"Teredo without Teredo's addresses", 101, DECODED_NOT_TCP,
     "45000044 00014000 4011 0000 0a000001 0a000002 0dd80dd8 00300000"
     "6000000000003b40 20010db8000000000000000000000001 20010db8000000000000000000000002"},
    {"Teredo, a bubble", 101, DECODED_NOT_TCP,
     "45000044 00014000 4011 0000 0a000001 0a000002 0dd80dd8 00300000"
     "6000000000003b40 2001000000000000000000000000 0001 20010db8000000000000000000000002"},
    {"port 3544, not Teredo", 101, DECODED_NOT_TCP,
     "45000024 00014000 4011 0000 0a000001 0a000002 0dd80dd8 00100000 00010203 04050607"},
    {"ESP", 101, DECODED_ENCRYPTED,
     "45000020 00014000 4032 0000 0a000001 0a000002 000000010000000190909090"},
    {"ESP over IPv6", 101, DECODED_ENCRYPTED,
     "60000000 0008 3240 20010db8000000000000000000000001 20010db8000000000000000000000002 0000000100000001"},
    {"SCTP", 101, DECODED_NOT_TCP,
     "45000020 00014000 4084 0000 0a000001 0a000002 000000010000000190909090"},
    {"GRE with routing", 101, DECODED_UNKNOWN_ETHERTYPE,
     "45000020 00014000 402f 0000 0a000001 0a000002 40000800 0000000000000000"},
    {"GRE keepalive", 101, DECODED_NOT_IP, "45000018 00014000 402f 0000 0a000001 0a000002 00000000"},
    {"PPTP acknowledgment", 101, DECODED_NOT_IP,
     "45000020 00014000 402f 0000 0a000001 0a000002 2081880b 0000000100000001"},
};
/* clang-format on */

static void
what_is_no_segment_has_its_reason(void)
{
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		enum decode_result result = decode_hex(others[i].link_type, others[i].hex).result;

		if (result != others[i].result)
			fprintf(stderr, "%s: %s\n", others[i].name, decode_result_word(result));
		CU_ASSERT_EQUAL(result, others[i].result);
	}
}

static void
only_what_was_not_seen_may_hide_mail(void)
{
	CU_ASSERT_FALSE(decode_result_may_hide_mail(DECODED_SEGMENT));
	CU_ASSERT_FALSE(decode_result_may_hide_mail(DECODED_NOT_IP));
	CU_ASSERT_FALSE(decode_result_may_hide_mail(DECODED_NOT_TCP));
	CU_ASSERT_TRUE(decode_result_may_hide_mail(DECODED_UNKNOWN_LINK));
	CU_ASSERT_TRUE(decode_result_may_hide_mail(DECODED_FRAGMENT));
	CU_ASSERT_FALSE(decode_result_may_hide_mail(DECODED_ENCRYPTED));
	CU_ASSERT_TRUE(decode_result_may_hide_mail(DECODED_TRUNCATED));
}

static void
every_result_has_a_word_of_its_own(void)
{
	for (int a = 0; a < DECODE_RESULTS; a++)
		for (int b = 0; b < a; b++)
			CU_ASSERT_STRING_NOT_EQUAL(decode_result_word((enum decode_result)a),
						   decode_result_word((enum decode_result)b));
	CU_ASSERT_STRING_EQUAL(decode_result_word(DECODED_UNKNOWN_LINK), "unknown-link-type");
}

SUITE("decode: layers", ROW(every_encapsulation_is_decoded),
      ROW(a_frame_cut_by_the_capture_is_truncated_or_still_the_segment),
      ROW(a_frame_that_ends_on_the_wire_yields_no_payload_that_is_not_there), ROW(random_octets_do_no_harm),
      ROW(layers_without_end_are_too_deep), ROW(labels_without_end_are_too_deep),
      ROW(what_is_no_segment_has_its_reason), ROW(only_what_was_not_seen_may_hide_mail),
      ROW(every_result_has_a_word_of_its_own))
