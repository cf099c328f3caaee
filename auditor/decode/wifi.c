/* SPDX-License-Identifier: Apache-2.0 */
/* IEEE 802.11 data frames: IEEE 802.11-2020 9.2 and 9.3.2. */

#include "decode/wifi.h"
#include "decode/layers.h"

/* Frame control, first octet. */
#define TYPE 0x0c
#define TYPE_DATA 0x08
#define IS_NULL 0x40 /* no data inside */
#define IS_QOS 0x80

/* Frame control, second octet. */
#define BOTH_WAYS 0x03 /* to and from the distribution system: a fourth address */
#define HAS_MORE 0x04
#define IS_PROTECTED 0x40
#define HAS_HT 0x80

#define HEADER_SIZE 24
#define SEQUENCE_PLACE 22
#define FRAGMENT 0x0f
#define ADDRESS_SIZE 6
#define QOS_SIZE 2
#define HT_SIZE 4
#define IS_AGGREGATE 0x80 /* in the first octet of QoS control: several MSDUs follow (9.3.2.2) */

static size_t
header_size_of(const uint8_t *header)
{
	size_t size = HEADER_SIZE;

	if ((header[1] & BOTH_WAYS) == BOTH_WAYS)
		size += ADDRESS_SIZE;
	if (header[0] & IS_QOS)
		size += header[1] & HAS_HT ? QOS_SIZE + HT_SIZE : QOS_SIZE;
	return size;
}

static bool
is_aggregate(const uint8_t *header)
{
	size_t qos = (header[1] & BOTH_WAYS) == BOTH_WAYS ? HEADER_SIZE + ADDRESS_SIZE : HEADER_SIZE;

	return header[0] & IS_QOS && header[qos] & IS_AGGREGATE;
}

struct step
wifi_frame(struct walk *walk, bool is_padded)
{
	const uint8_t *header = walk_peek(walk, 2);
	size_t         size, padded;

	if (header == NULL)
		return walk_short(walk, 2);
	if ((header[0] & TYPE) != TYPE_DATA || header[0] & IS_NULL)
		return step_end(DECODED_NOT_IP);
	if (header[1] & IS_PROTECTED)
		return step_end(DECODED_ENCRYPTED);
	size = header_size_of(header);
	padded = is_padded ? (size + 3) & ~(size_t)3 : size;
	if (walk_take(walk, padded) == NULL)
		return walk_short(walk, padded);
	if (header[1] & HAS_MORE || header[SEQUENCE_PLACE] & FRAGMENT)
		return step_end(DECODED_FRAGMENT);
	if (is_aggregate(header))
		return step_end(DECODED_UNKNOWN_ETHERTYPE);
	return step_to(layer_llc);
}

struct step
layer_wifi(struct walk *walk)
{
	return wifi_frame(walk, false);
}
