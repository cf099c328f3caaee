/* SPDX-License-Identifier: Apache-2.0 */
/* Small sets of hashes that count different values. */
#include "policy/distinct.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "policy/counter.h"

#define FIRST_ROOM 4

/* No secret: who makes two values collide hides one of them, which is done more easily by not using it. */
static const struct hash_key fixed = {
    {UINT64_C(0x6d61696c72656576), UINT64_C(0x64697374696e6374)}
};

uint64_t
distinct_hash(const struct value *value)
{
	if (value->type == TYPE_TEXT || value->type == TYPE_TEXTS)
		return hash_bytes(&fixed, value->is.text, strlen(value->is.text));
	if (value->type == TYPE_ADDRESS)
		return hash_bytes(&fixed, &value->is.address, sizeof(value->is.address));
	if (value->type == TYPE_BOOL)
		return value->is.truth;
	return value->is.number;
}

/* Room for one more; false when there is none. */
static bool
distinct_grow(struct distinct *set, struct distinct_budget *budget)
{
	unsigned  room = set->room == 0 ? FIRST_ROOM : set->room * 2u;
	size_t    more = (room - set->room) * sizeof(uint64_t);
	uint64_t *bigger;

	if (set->count < set->room)
		return true;
	if (room > MOST_DISTINCT || more > budget->limit - budget->octets ||
	    (bigger = realloc(set->hashes, room * sizeof(uint64_t))) == NULL)
		return false;
	set->hashes = bigger;
	set->room = (uint16_t)room;
	budget->octets += more;
	return true;
}

/* Where ${hash} stands or would stand. */
static unsigned
place_in(const struct distinct *set, uint64_t hash)
{
	unsigned low = 0, high = set->count;

	while (low < high) {
		unsigned middle = (low + high) / 2;

		if (set->hashes[middle] < hash)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void
distinct_add(struct distinct *set, uint64_t hash, struct distinct_budget *budget)
{
	unsigned at = place_in(set, hash);

	if (at < set->count && set->hashes[at] == hash)
		return;
	if (!distinct_grow(set, budget)) {
		set->has_more = true;
		if (at == set->count)
			return;
		set->count--;
	}
	memmove(&set->hashes[at + 1], &set->hashes[at], (set->count - at) * sizeof(uint64_t));
	set->hashes[at] = hash;
	set->count++;
}

void
distinct_join(struct distinct *set, const struct distinct *from, struct distinct_budget *budget)
{
	for (unsigned i = 0; i < from->count; i++)
		distinct_add(set, from->hashes[i], budget);
	set->has_more = set->has_more || from->has_more;
}

void
distinct_return(struct distinct *set, struct distinct_budget *budget)
{
	budget->octets -= set->room * sizeof(uint64_t);
	distinct_free(set);
}

void
distinct_free(struct distinct *set)
{
	free(set->hashes);
}
