/* SPDX-License-Identifier: Apache-2.0 */
/* Remembers in short what the newest segments of a side held, to notice the same octets with other contents.
 */
#include <string.h>

#include "flow/connection.h"

#define MIX UINT64_C(0x9e3779b97f4a7c15)

static uint64_t
mix(uint64_t sum, const uint8_t *from)
{
	uint64_t word;

	memcpy(&word, from, sizeof(word));
	sum = (sum ^ word) * MIX;
	return sum << 32 | sum >> 32;
}

/* No more than a guard against chance: who rewrites octets on the path does not hide it from us.  In lanes
 * that do not wait for each other's multiplication. */
static uint32_t
digest(struct bytes octets)
{
	uint64_t a = octets.size, b = 1, c = 2, d = 3;
	uint8_t  last[4 * sizeof(uint64_t)] = {0};

	for (; octets.size >= sizeof(last); octets.data += sizeof(last), octets.size -= sizeof(last)) {
		a = mix(a, octets.data);
		b = mix(b, octets.data + 8);
		c = mix(c, octets.data + 16);
		d = mix(d, octets.data + 24);
	}
	if (octets.size > 0)
		memcpy(last, octets.data, octets.size);
	for (size_t at = 0; at < octets.size; at += sizeof(a))
		a = mix(a, last + at);
	a = mix(a, (const uint8_t *)&b);
	a = mix(a, (const uint8_t *)&c);
	a = mix(a, (const uint8_t *)&d);
	return (uint32_t)(a * MIX >> 32);
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
		int32_t                at = seq_distance(old->seq, seq);

		if (old->size > 0 && at >= 0 && (uint32_t)at <= octets.size &&
		    old->size <= octets.size - (uint32_t)at &&
		    old->digest != digest(bytes_of(octets.data + at, old->size)))
			return true;
	}
	return false;
}
