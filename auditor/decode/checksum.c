/* SPDX-License-Identifier: Apache-2.0 */
/* The Internet checksum of TCP segments: RFC 1071. */

#include <string.h>

#include "decode/checksum.h"

#define PROTOCOL_TCP 6

/* In the byte order of the machine: RFC 1071 2 (B) says that this makes no difference to the sum's folding.
 */
static uint64_t
sum_octets(uint64_t sum, const uint8_t *data, size_t size)
{
	uint32_t word;
	uint8_t  last[4] = {0};

	for (; size >= sizeof(word); data += sizeof(word), size -= sizeof(word)) {
		memcpy(&word, data, sizeof(word));
		sum += word;
	}
	memcpy(last, data, size);
	memcpy(&word, last, sizeof(word));
	return sum + word;
}

bool
checksum_holds(const struct ip_header *ip, struct bytes segment)
{
	size_t        size = ip->family == 4 ? 4 : 16;
	const uint8_t pseudo[8] = {(uint8_t)(segment.size >> 24),
				   (uint8_t)(segment.size >> 16),
				   (uint8_t)(segment.size >> 8),
				   (uint8_t)segment.size,
				   0,
				   0,
				   0,
				   PROTOCOL_TCP};
	uint64_t      sum = sum_octets(0, pseudo, sizeof(pseudo));

	sum = sum_octets(sum, ip->from, size);
	sum = sum_octets(sum, ip->to, size);
	sum = sum_octets(sum, segment.data, segment.size);
	while (sum > 0xffff)
		sum = (sum >> 16) + (sum & 0xffff);
	return sum == 0xffff;
}
