/* SPDX-License-Identifier: Apache-2.0 */
/* Any octets as frames: the first picks the link type, then each frame has its length, how its wire length
 * differs, and how much later it came. */

#include <stdlib.h>

#include "decode/decode.h"
#include "decode/layers.h"

#define row(number, layer) number,
static const int link_types[] = {EACH_LINK(row)};
#undef row

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What a segment promises to those who read it; that its payload may be read is for the sanitizer to say. */
static void
check(const struct segment *segment)
{
	volatile uint8_t sum = 0;

	if (segment->payload.size > segment->payload_length)
		abort();
	for (size_t i = 0; i < segment->payload.size; i++)
		sum ^= segment->payload.data[i];
	if ((segment->from.family != 4 && segment->from.family != 6) ||
	    segment->to.family != segment->from.family)
		abort();
}

/* Each packet has one result, and fragments that were awaited have theirs in the end. */
static void
check_counts(struct decoder *decoder, uint64_t packets)
{
	decoder_close(decoder);
	for (int i = 0; i < DECODE_RESULTS; i++)
		packets -= decoder_counts(decoder)->results[i];
	if (packets != 0)
		abort();
}

/* A copy of its own for each frame, so that the sanitizer sees who reads beyond it, or later. */
static void
decode(struct decoder *decoder, struct packet packet)
{
	uint8_t           *frame = malloc(packet.bytes.size + 1);
	struct segment     segment;
	enum decode_result result;

	if (frame == NULL)
		abort();
	for (size_t i = 0; i < packet.bytes.size; i++)
		frame[i + 1] = packet.bytes.data[i];
	packet.bytes.data = frame + 1;
	result = decode_packet(decoder, &packet, &segment);
	if (result >= DECODE_RESULTS)
		abort();
	if (result == DECODED_SEGMENT || result == DECODED_ICMP)
		check(&segment);
	free(frame);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* So little that fragments are dropped for want of room. */
	const struct decoder_limits limits = {.datagrams = 3, .octets = 0, .wait = 30};
	struct decoder             *decoder = decoder_new(&limits);
	struct bytes                rest = bytes_of(data, size);
	struct packet               packet = {.time = 1, .place = 1};
	uint64_t                    packets = 0;

	if (decoder == NULL)
		abort();
	packet.link_type = link_types[bytes_u8(&rest) % (sizeof(link_types) / sizeof(link_types[0]))];
	for (; rest.size > 4; packets++) {
		uint16_t length = bytes_be16(&rest);
		uint8_t  more = bytes_u8(&rest);

		packet.time += bytes_u8(&rest);
		packet.bytes = bytes_take(&rest, length);
		packet.bytes.is_short = false;
		packet.wire_length = (uint32_t)packet.bytes.size + more * (uint32_t)(more & 1 ? 1 : 400);
		decode(decoder, packet);
	}
	check_counts(decoder, packets);
	decoder_free(decoder);
	return 0;
}
