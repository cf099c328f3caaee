/* SPDX-License-Identifier: Apache-2.0 */
/* Remembers in short what the newest segments of a side held, to notice the same octets with other contents.
 */
#include <string.h>

#include "flow/connection.h"

#define MIX UINT64_C(0x9e3779b97f4a7c15)

#define LANES 4

static uint64_t
mix(uint64_t sum, const uint8_t *from)
{
	uint64_t word;

	memcpy(&word, from, sizeof(word));
	sum = (sum ^ word) * MIX;
	return sum ^ sum >> 29;
}

/* No more than a guard against chance: who rewrites octets on the path does not hide it from us.  In lanes
 * that do not wait for each other's multiplication. */
static uint32_t
digest(struct bytes octets)
{
	uint64_t lanes[LANES] = {octets.size, 1, 2, 3}, sum;
	uint8_t  last[sizeof(uint64_t)] = {0};

	for (; octets.size >= sizeof(lanes); bytes_skip(&octets, sizeof(lanes)))
		for (unsigned i = 0; i < LANES; i++)
			lanes[i] = mix(lanes[i], octets.data + i * sizeof(sum));
	sum = lanes[0];
	for (unsigned i = 1; i < LANES; i++)
		sum = mix(sum, (const uint8_t *)&lanes[i]);
	for (; octets.size >= sizeof(sum); bytes_skip(&octets, sizeof(sum)))
		sum = mix(sum, octets.data);
	if (octets.size > 0)
		memcpy(last, octets.data, octets.size);
	return (uint32_t)(mix(sum, last) * MIX >> 32);
}

void
recall_note(struct half *half, uint32_t seq, struct bytes octets)
{
	half->recalled[1] = half->recalled[0];
	half->recalled[0] =
	    (struct recalled){.seq = seq, .size = (uint32_t)octets.size, .digest = digest(octets)};
}

bool
recall_differs(const struct half *half, uint32_t seq, struct bytes octets)
{
	for (size_t i = 0; i < RECALLED; i++) {
		const struct recalled *old = &half->recalled[i];

		if (old->size > 0 && old->seq == seq && old->size == octets.size)
			return old->digest != digest(octets);
	}
	return false;
}
