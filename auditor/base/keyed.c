/* SPDX-License-Identifier: Apache-2.0 */
/* A hash table of records that begin with their key. */
#include "base/keyed.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"

#define FIRST_SLOTS 256

struct keyed {
	struct hash_key secret;
	size_t          key_size, count, mask; /* slots less one */
	void          **slots;                 /* open addressing; NULL: free */
};

struct keyed *
keyed_new(size_t key_size)
{
	struct keyed *keyed = calloc(1, sizeof(*keyed));

	if (keyed == NULL)
		return NULL;
	keyed->secret = hash_key_random();
	keyed->key_size = key_size;
	keyed->mask = FIRST_SLOTS - 1;
	if ((keyed->slots = calloc(FIRST_SLOTS, sizeof(void *))) != NULL)
		return keyed;
	free(keyed);
	return NULL;
}

static size_t
home_of(const struct keyed *keyed, const void *key)
{
	return (size_t)hash_bytes(&keyed->secret, key, keyed->key_size) & keyed->mask;
}

/* Where the key is, or would be. */
static size_t
slot_of(const struct keyed *keyed, const void *key)
{
	size_t slot = home_of(keyed, key);

	while (keyed->slots[slot] != NULL && memcmp(keyed->slots[slot], key, keyed->key_size) != 0)
		slot = (slot + 1) & keyed->mask;
	return slot;
}

void *
keyed_find(const struct keyed *keyed, const void *key)
{
	return keyed->slots[slot_of(keyed, key)];
}

/* False when the table is too full and cannot grow. */
static bool
has_slots(struct keyed *keyed)
{
	size_t count = keyed->mask + 1;
	void **old = keyed->slots;

	if (keyed->count * 4 < count * 3)
		return true;
	if ((keyed->slots = calloc(count * 2, sizeof(void *))) == NULL) {
		keyed->slots = old;
		return keyed->count + 1 < count;
	}
	keyed->mask = count * 2 - 1;
	for (size_t i = 0; i < count; i++)
		if (old[i] != NULL)
			keyed->slots[slot_of(keyed, old[i])] = old[i];
	free(old);
	return true;
}

bool
keyed_add(struct keyed *keyed, void *record)
{
	if (!has_slots(keyed))
		return false;
	keyed->slots[slot_of(keyed, record)] = record;
	keyed->count++;
	return true;
}

/* What stands behind it moves up, as if it had never been there (Knuth, TAOCP 3, 6.4, algorithm R). */
void
keyed_remove(struct keyed *keyed, const void *record)
{
	size_t hole = slot_of(keyed, record), at = hole;

	if (keyed->slots[hole] == NULL)
		return;
	keyed->count--;
	while (keyed->slots[at = (at + 1) & keyed->mask] != NULL) {
		size_t home = home_of(keyed, keyed->slots[at]);

		if (((at - home) & keyed->mask) >= ((at - hole) & keyed->mask)) {
			keyed->slots[hole] = keyed->slots[at];
			hole = at;
		}
	}
	keyed->slots[hole] = NULL;
}

size_t
keyed_count(const struct keyed *keyed)
{
	return keyed->count;
}

void
keyed_free(struct keyed *keyed)
{
	if (keyed == NULL)
		return;
	free(keyed->slots);
	free(keyed);
}
