/* SPDX-License-Identifier: Apache-2.0 */
/* Remembers in short what the newest segments of a side held, to notice the same octets with other contents.
 */
#include <string.h>

#include "flow/connection.h"

#define MIX UINT64_C(0x9e3779b97f4a7c15)

/* No more than a guard against chance: who rewrites octets on the path does not hide it from us. */
static uint32_t
digest(struct bytes octets)
{
	uint64_t sum = octets.size, word;

	for (; octets.size >= sizeof(word); bytes_skip(&octets, sizeof(word))) {
		memcpy(&word, octets.data, sizeof(word));
		sum = (sum ^ word) * MIX;
		sum ^= sum >> 29;
	}
	word = 0;
	if (octets.size > 0)
		memcpy(&word, octets.data, octets.size);
	sum = (sum ^ word) * MIX;
	return (uint32_t)(sum >> 32);
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
