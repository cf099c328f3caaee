/* SPDX-License-Identifier: Apache-2.0 */
/* Records by key in a table of fixed size, and a list of them by use. */
#include "base/roster.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/pool.h"

#define FIRST_BUCKETS 256
#define SPARED 8 /* records that may be asked after, until one goes */

/* The record follows, at the next multiple of the strictest alignment, and the key behind it. */
struct entry {
	struct entry *chain;
	struct entry *older, *newer;
	uint64_t      hash;
	max_align_t   record[];
};

struct roster {
	struct hash_key key;
	size_t          key_size, size;
	struct pool    *entries;
	struct entry  **buckets;
	size_t          bucket_count; /* a power of two */
	struct entry   *oldest, *newest;
	bool (*is_dear)(void *context, const void *record); /* or NULL */
	void *context;
};

struct roster *
roster_new(size_t key_size, size_t size, size_t limit)
{
	struct roster *roster = calloc(1, sizeof(*roster));

	if (roster == NULL)
		return NULL;
	roster->key = hash_key_random();
	roster->key_size = key_size;
	roster->size = size;
	roster->entries = pool_new(sizeof(struct entry) + size + key_size, limit);
	roster->bucket_count = FIRST_BUCKETS;
	roster->buckets = calloc(FIRST_BUCKETS, sizeof(struct entry *));
	if (roster->entries != NULL && roster->buckets != NULL)
		return roster;
	roster_free(roster);
	return NULL;
}

void
roster_spare(struct roster *roster, bool (*is_dear)(void *context, const void *record), void *context)
{
	roster->is_dear = is_dear;
	roster->context = context;
}

static char *
key_of(const struct roster *roster, struct entry *entry)
{
	return (char *)entry->record + roster->size;
}

static struct entry **
bucket_of(struct roster *roster, uint64_t hash)
{
	return &roster->buckets[hash & (roster->bucket_count - 1)];
}

static void
list_remove(struct roster *roster, struct entry *entry)
{
	*(entry->older != NULL ? &entry->older->newer : &roster->oldest) = entry->newer;
	*(entry->newer != NULL ? &entry->newer->older : &roster->newest) = entry->older;
}

static void
list_append(struct roster *roster, struct entry *entry)
{
	entry->older = roster->newest;
	entry->newer = NULL;
	*(roster->newest != NULL ? &roster->newest->newer : &roster->oldest) = entry;
	roster->newest = entry;
}

static void
renew(struct roster *roster, struct entry *entry)
{
	if (entry == roster->newest)
		return;
	list_remove(roster, entry);
	list_append(roster, entry);
}

static struct entry *
find(struct roster *roster, const void *key, uint64_t hash)
{
	struct entry *entry = *bucket_of(roster, hash);

	while (entry != NULL &&
	       (entry->hash != hash || memcmp(key_of(roster, entry), key, roster->key_size) != 0))
		entry = entry->chain;
	if (entry != NULL)
		renew(roster, entry);
	return entry;
}

void *
roster_find(struct roster *roster, const void *key)
{
	struct entry *entry = find(roster, key, hash_bytes(&roster->key, key, roster->key_size));

	return entry != NULL ? entry->record : NULL;
}

/* What is dear is as good as new. */
static void
spare_dear(struct roster *roster)
{
	for (unsigned i = 0; i < SPARED && roster->is_dear != NULL && roster->oldest != NULL; i++) {
		if (!roster->is_dear(roster->context, roster->oldest->record))
			return;
		renew(roster, roster->oldest);
	}
}

static void
forget_oldest(struct roster *roster)
{
	struct entry  *oldest;
	struct entry **link;

	spare_dear(roster);
	if ((oldest = roster->oldest) == NULL)
		return;
	for (link = bucket_of(roster, oldest->hash); *link != oldest;)
		link = &(*link)->chain;
	*link = oldest->chain;
	list_remove(roster, oldest);
	pool_return(roster->entries, oldest);
}

/* Without memory for more buckets the chains become longer. */
static void
grow(struct roster *roster)
{
	struct entry **buckets = calloc(roster->bucket_count * 2, sizeof(struct entry *));

	if (buckets == NULL)
		return;
	free(roster->buckets);
	roster->buckets = buckets;
	roster->bucket_count *= 2;
	for (struct entry *entry = roster->oldest; entry != NULL; entry = entry->newer) {
		struct entry **bucket = bucket_of(roster, entry->hash);

		entry->chain = *bucket;
		*bucket = entry;
	}
}

void *
roster_take(struct roster *roster, const void *key)
{
	uint64_t      hash = hash_bytes(&roster->key, key, roster->key_size);
	struct entry *entry = find(roster, key, hash), **bucket;

	if (entry != NULL)
		return entry->record;
	if ((entry = pool_take(roster->entries)) == NULL) {
		forget_oldest(roster);
		entry = pool_take(roster->entries);
	}
	if (entry == NULL)
		return NULL;
	entry->hash = hash;
	memcpy(key_of(roster, entry), key, roster->key_size);
	bucket = bucket_of(roster, hash);
	entry->chain = *bucket;
	*bucket = entry;
	list_append(roster, entry);
	if (pool_taken(roster->entries) > roster->bucket_count)
		grow(roster);
	return entry->record;
}

size_t
roster_octets(const struct roster *roster)
{
	return sizeof(*roster) + roster->bucket_count * sizeof(struct entry *) + pool_octets(roster->entries);
}

void
roster_free(struct roster *roster)
{
	if (roster == NULL)
		return;
	pool_free(roster->entries);
	free(roster->buckets);
	free(roster);
}
