/* SPDX-License-Identifier: Apache-2.0 */
/* Samples in every encapsulation: nothing that they carry is left, the headers are, and checksums are right.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "capture/source.h"
#include "command_wraps.h"
#include "decode/redact.h"
#include "unit.h"

static const char *const samples[] = {
    "captures/imap-143-plaintext.pcapng",
    "captures/submission-587-prohibited.pcap",
    "captures/ipv6-imap-143-plaintext.pcap",
};

/* What a frame says, before and after. */
struct pair {
	struct decoder *before, *after;
	size_t          segments, joined, icmp;
};

static void
want_same_headers(const struct segment *was, const struct segment *is)
{
	CU_ASSERT_EQUAL(was->kind, is->kind);
	CU_ASSERT_TRUE(address_equal(&was->from, &is->from) && address_equal(&was->to, &is->to));
	CU_ASSERT_EQUAL(was->from_port, is->from_port);
	CU_ASSERT_EQUAL(was->to_port, is->to_port);
	CU_ASSERT_EQUAL(was->seq, is->seq);
	CU_ASSERT_EQUAL(was->ack, is->ack);
	CU_ASSERT_EQUAL(was->flags, is->flags);
	CU_ASSERT_EQUAL(was->ttl, is->ttl);
	CU_ASSERT_EQUAL(was->payload_length, is->payload_length);
	CU_ASSERT_EQUAL(was->payload.size, is->payload.size);
	CU_ASSERT_EQUAL(was->icmp.type, is->icmp.type);
}

static void
want_nothing_left(const struct segment *segment)
{
	for (size_t i = 0; i < segment->payload.size; i++)
		CU_ASSERT_EQUAL_FATAL(segment->payload.data[i], 'x');
}

/* TCP headers stand in a first fragment of any length; a few octets of one show nothing of it. */
static bool
is_tiny(const struct wrapping *wrapping)
{
	for (size_t i = 0; i < WRAP_STEPS_AT_MOST; i++)
		if (wrapping->steps[i].around == NULL && wrapping->steps[i].longest > 0)
			return true;
	return false;
}

static void
compare(struct pair *pair, const struct wrapping *wrapping, const struct packet *packet)
{
	uint8_t           *copy = malloc(packet->bytes.size);
	struct packet      other = *packet;
	struct segment     was, is;
	struct trail       trail;
	struct redaction   redaction;
	bool               is_cut = is_tiny(wrapping);
	enum decode_result one, two;

	CU_ASSERT_PTR_NOT_NULL_FATAL(copy);
	memcpy(copy, packet->bytes.data, packet->bytes.size);
	trail_of(pair->before, packet, &trail);
	redaction = redact(copy, packet, &trail, NULL);
	other.bytes = bytes_of(copy, packet->bytes.size);
	one = decode_packet(pair->before, packet, &was);
	two = decode_packet(pair->after, &other, &is);
	if (!is_cut)
		CU_ASSERT_EQUAL(one, two);
	if (!is_cut && (one == DECODED_SEGMENT || one == DECODED_ICMP))
		want_same_headers(&was, &is);
	if (two == DECODED_SEGMENT)
		want_nothing_left(&is);
	if (!is_cut && one == DECODED_SEGMENT) {
		CU_ASSERT_EQUAL(redaction.overwritten, was.payload.size);
		CU_ASSERT_FALSE(is.bad_checksum);
		/* That of GRE is made up in the wrapping: nobody can mend it. */
		CU_ASSERT_EQUAL(redaction.has_zeroed,
				was.payload.size > 0 && strstr(wrapping->name, "checksum") != NULL);
	}
	pair->segments += two == DECODED_SEGMENT;
	pair->icmp += two == DECODED_ICMP;
	free(copy);
}

static void
compare_packet(struct pair *pair, const struct wrapping *wrapping, const struct packet *packet,
	       struct wraps *wraps)
{
	const uint8_t *frame = packet->bytes.data;
	unsigned       type = (unsigned)frame[12] << 8 | frame[13];
	size_t         size = type == WRAP_IPV4 ? (size_t)frame[16] << 8 | frame[17] : 0;

	if (type == WRAP_IPV6)
		size = 40 + ((size_t)frame[18] << 8 | frame[19]);
	if (size == 0)
		return;
	wrap_packet(wrapping, frame + 14, size, wraps);
	for (size_t i = 0; i < wraps->count; i++) {
		struct packet wrapped = *packet;

		wrapped.bytes = bytes_of(wrap_octets(&wraps->list[i]), wrap_size(&wraps->list[i]));
		wrapped.wire_length = (uint32_t)wrapped.bytes.size;
		wrapped.link_type = wrapping->link_type;
		compare(pair, wrapping, &wrapped);
	}
}

static void
compare_sample(const char *path, const struct wrapping *wrapping)
{
	static struct wraps         wraps;
	const struct source_options options = {NULL, 0};
	char                        problem[256];
	struct source              *source = source_open(path, &options, problem, sizeof(problem));
	struct pair pair = {decoder_new(&decoder_limits_default), decoder_new(&decoder_limits_default), 0, 0,
			    0};
	struct packet packet;

	CU_ASSERT_FATAL(source != NULL && pair.before != NULL && pair.after != NULL);
	wraps.id = 0;
	while (source_next(source, &packet) == SOURCE_PACKET)
		compare_packet(&pair, wrapping, &packet, &wraps);
	if (!is_tiny(wrapping))
		CU_ASSERT(pair.segments + pair.icmp > 0);
	decoder_free(pair.before);
	decoder_free(pair.after);
	source_close(source);
}

static void
nothing_is_left_in_any_encapsulation(void)
{
	for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++)
		for (size_t j = 0; j < wrappings_count; j++) {
			unsigned before = CU_get_number_of_failures();

			compare_sample(samples[i], &wrappings[j]);
			if (CU_get_number_of_failures() != before)
				fprintf(stderr, "%s in %s\n", samples[i], wrappings[j].name);
		}
}

/* 192.0.2.1:1 to 192.0.2.2:25, 4 octets "Keep", 2 of padding; its checksum was worked out by hand (RFC 1071).
 */
static const uint8_t small[] = {
    0x45, 0, 0, 44, 0, 1, 0x40, 0, 64, 6,    0xb6, 0xc7, 192, 0, 2, 1, 192, 0,   2,   2,   0,   1,    0,
    25,   0, 0, 0,  1, 0, 0,    0, 1,  0x50, 0x18, 0x20, 0,   0, 0, 0, 0,   'K', 'e', 'e', 'p', 0xaa, 0xbb,
};

static void
what_is_vouched_for_stays_and_padding_goes(void)
{
	uint8_t             octets[sizeof(small)], keep[sizeof(small)] = {0};
	const struct packet packet = {
	    bytes_of(small, sizeof(small)), sizeof(small), 101, 0, 1, 0, NULL, DIRECTION_UNKNOWN};
	struct decoder  *decoder = decoder_new(&decoder_limits_default);
	struct trail     trail;
	struct redaction redaction;

	CU_ASSERT_PTR_NOT_NULL_FATAL(decoder);
	memcpy(octets, small, sizeof(small));
	keep[40] = keep[43] = 1;
	keep[44] = 1; /* padding goes whatever is said of it */
	trail_of(decoder, &packet, &trail);
	CU_ASSERT_EQUAL(trail.headers, 40);
	CU_ASSERT_EQUAL(trail.end, 44);
	redaction = redact(octets, &packet, &trail, keep);
	CU_ASSERT_EQUAL(redaction.overwritten, 2);
	CU_ASSERT_TRUE(redaction.has_zeroed); /* it was wrong before: nobody can mend it */
	CU_ASSERT_EQUAL(memcmp(octets, small, 40), 0);
	CU_ASSERT_EQUAL(memcmp(octets + 40, "Kxxp\0\0", 6), 0);
	decoder_free(decoder);
}

/* Of a frame that the capture cut, the checksum tells of octets that are not there. */
static void
the_checksum_of_what_was_cut_off_goes(void)
{
	uint8_t          octets[40], was[40];
	struct packet    packet = {bytes_of(was, 40), 44, 101, 0, 1, 0, NULL, DIRECTION_UNKNOWN};
	struct decoder  *decoder = decoder_new(&decoder_limits_default);
	struct trail     trail;
	struct redaction redaction;

	CU_ASSERT_PTR_NOT_NULL_FATAL(decoder);
	memcpy(was, small, 40);
	was[36] = 0x12;
	was[37] = 0x34;
	memcpy(octets, was, 40);
	trail_of(decoder, &packet, &trail);
	redaction = redact(octets, &packet, &trail, NULL);
	CU_ASSERT_EQUAL(redaction.overwritten, 0);
	CU_ASSERT_TRUE(redaction.has_zeroed);
	CU_ASSERT(octets[36] == 0 && octets[37] == 0);
	decoder_free(decoder);
}

static void
of_what_cannot_be_decoded_nothing_stays(void)
{
	uint8_t             octets[sizeof(small)];
	const struct packet packet = {
	    bytes_of(small, sizeof(small)), sizeof(small), 147, 0, 1, 0, NULL, DIRECTION_UNKNOWN};
	struct decoder *decoder = decoder_new(&decoder_limits_default);
	struct trail    trail;

	CU_ASSERT_PTR_NOT_NULL_FATAL(decoder);
	memcpy(octets, small, sizeof(small));
	trail_of(decoder, &packet, &trail);
	(void)redact(octets, &packet, &trail, NULL);
	for (size_t i = 0; i < sizeof(octets); i++)
		CU_ASSERT_EQUAL(octets[i], 'x');
	decoder_free(decoder);
}

SUITE("command: redact", ROW(nothing_is_left_in_any_encapsulation),
      ROW(what_is_vouched_for_stays_and_padding_goes), ROW(the_checksum_of_what_was_cut_off_goes),
      ROW(of_what_cannot_be_decoded_nothing_stays))
