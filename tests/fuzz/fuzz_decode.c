/* SPDX-License-Identifier: Apache-2.0 */
/* Any octets as a frame: the first two pick the link type and how the wire length differs, the rest is the
 * frame. */

#include <stdlib.h>

#include "decode/decode.h"
#include "decode/layers.h"

#define row(number, layer) number,
static const int link_types[] = {EACH_LINK(row)};
#undef row

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What a segment promises to those who read it. */
static void
check(const struct packet *packet, const struct segment *segment)
{
	const uint8_t *end = packet->bytes.data + packet->bytes.size;

	if (segment->payload.size > segment->payload_length || segment->payload.data < packet->bytes.data ||
	    segment->payload.data > end || segment->payload.size > (size_t)(end - segment->payload.data))
		abort();
	if ((segment->from.family != 4 && segment->from.family != 6) ||
	    segment->to.family != segment->from.family)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct packet      packet = {.time = 1, .place = 1};
	struct segment     segment;
	enum decode_result result;

	if (size < 2)
		return 0;
	packet.link_type = link_types[data[0] % (sizeof(link_types) / sizeof(link_types[0]))];
	packet.bytes = bytes_of(data + 2, size - 2);
	packet.wire_length = (uint32_t)(size - 2) + data[1] * (uint32_t)(data[1] & 1 ? 1 : 400);
	result = decode_packet(&packet, &segment);
	if (result >= DECODE_RESULTS)
		abort();
	if (result == DECODED_SEGMENT || result == DECODED_ICMP)
		check(&packet, &segment);
	return 0;
}
