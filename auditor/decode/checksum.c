/* SPDX-License-Identifier: Apache-2.0 */
/* The Internet checksum: RFC 1071. */

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

static uint64_t
sum_pseudo(const struct checksum_pseudo *pseudo, size_t covered)
{
	size_t        size = pseudo->family == 4 ? 4 : 16;
	const uint8_t rest[8] = {(uint8_t)(covered >> 24),
				 (uint8_t)(covered >> 16),
				 (uint8_t)(covered >> 8),
				 (uint8_t)covered,
				 0,
				 0,
				 0,
				 pseudo->protocol};

	if (pseudo->family == 0)
		return 0;
	return sum_octets(sum_octets(sum_octets(0, rest, sizeof(rest)), pseudo->from, size), pseudo->to,
			  size);
}

static uint16_t
fold(uint64_t sum)
{
	while (sum > 0xffff)
		sum = (sum >> 16) + (sum & 0xffff);
	return (uint16_t)sum;
}

bool
checksum_is_right(const struct checksum_pseudo *pseudo, struct bytes covered)
{
	return fold(sum_octets(sum_pseudo(pseudo, covered.size), covered.data, covered.size)) == 0xffff;
}

void
checksum_put(const struct checksum_pseudo *pseudo, uint8_t *octets, size_t size, size_t field)
{
	uint16_t sum = 0;

	memcpy(octets + field, &sum, sizeof(sum));
	sum = (uint16_t)~fold(sum_octets(sum_pseudo(pseudo, size), octets, size));
	memcpy(octets + field, &sum, sizeof(sum));
}

bool
checksum_holds(const struct ip_header *ip, struct bytes segment)
{
	const struct checksum_pseudo pseudo = {ip->from, ip->to, ip->family, PROTOCOL_TCP};

	return checksum_is_right(&pseudo, segment);
}
