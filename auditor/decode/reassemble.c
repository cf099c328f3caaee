/* SPDX-License-Identifier: Apache-2.0 */
/* Puts IP fragments together: RFC 791 3.2, RFC 8200 4.5, RFC 5722. */

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "decode/reassemble.h"

/* RFC 791 3.2 and RFC 8200 4.5; the protocol is IPv4's alone. */
struct key {
	uint8_t  from[16], to[16];
	uint32_t id;
	uint8_t  family, protocol;
	uint8_t  zero[2];
};

enum entry_state {
	WAITING,
	WHOLE,   /* was handed on; kept to know its fragments when they come again */
	SPOILED, /* cannot be put together; kept to know what else belongs to it */
};

struct entry {
	struct key         key;
	struct entry      *next; /* in the bucket */
	struct entry      *older, *newer;
	struct queue      *queue;
	enum entry_state   state;
	int64_t            time; /* of the first fragment that came: RFC 8200 4.5 */
	uint64_t           held; /* packets counted as DECODED_FRAGMENT_HELD */
	uint8_t            protocol;
	enum decode_result alone;
	struct datagram    datagram;
};

struct queue {
	struct entry *oldest, *newest;
};

struct reassembly {
	struct decoder_limits  limits;
	struct decoder_counts *counts;
	struct hash_key        hash_key;
	struct pool           *entries, *chunks;
	struct queue           waiting;
	struct queue           spare; /* whole and spoiled: the first to go when room is wanted */
	struct entry         **buckets;
	size_t                 bucket_mask;
};

static void
queue_add(struct queue *queue, struct entry *entry)
{
	entry->queue = queue;
	entry->newer = NULL;
	entry->older = queue->newest;
	*(queue->newest == NULL ? &queue->oldest : &queue->newest->newer) = entry;
	queue->newest = entry;
}

static void
queue_remove(struct entry *entry)
{
	*(entry->older == NULL ? &entry->queue->oldest : &entry->older->newer) = entry->newer;
	*(entry->newer == NULL ? &entry->queue->newest : &entry->newer->older) = entry->older;
}

static struct key
key_of(const struct fragment *fragment)
{
	struct key key = {.id = fragment->id, .family = fragment->family};
	size_t     size = fragment->family == 4 ? 4 : 16;

	memcpy(key.from, fragment->from, size);
	memcpy(key.to, fragment->to, size);
	if (fragment->family == 4)
		key.protocol = fragment->protocol;
	return key;
}

static struct entry **
bucket_of(const struct reassembly *reassembly, const struct key *key)
{
	return &reassembly
		    ->buckets[hash_bytes(&reassembly->hash_key, key, sizeof(*key)) & reassembly->bucket_mask];
}

static struct entry *
find(const struct reassembly *reassembly, const struct key *key)
{
	struct entry *entry = *bucket_of(reassembly, key);

	while (entry != NULL && memcmp(&entry->key, key, sizeof(*key)) != 0)
		entry = entry->next;
	return entry;
}

/* The datagram will not be whole: its packets were fragments. */
static void
give_up(struct reassembly *reassembly, struct entry *entry)
{
	reassembly->counts->results[DECODED_FRAGMENT_HELD] -= entry->held;
	reassembly->counts->results[entry->alone] += entry->held;
	entry->held = 0;
	datagram_release(&entry->datagram, reassembly->chunks);
}

static void
set_aside(struct reassembly *reassembly, struct entry *entry, enum entry_state state)
{
	entry->state = state;
	queue_remove(entry);
	queue_add(&reassembly->spare, entry);
}

static void
forget(struct reassembly *reassembly, struct entry *entry)
{
	struct entry **at = bucket_of(reassembly, &entry->key);

	while (*at != entry)
		at = &(*at)->next;
	*at = entry->next;
	queue_remove(entry);
	give_up(reassembly, entry);
	pool_return(reassembly->entries, entry);
}

static bool
is_over(const struct reassembly *reassembly, const struct entry *entry, int64_t now)
{
	return entry != NULL && now > entry->time &&
	       (uint64_t)now - (uint64_t)entry->time > (uint64_t)reassembly->limits.wait;
}

static void
expire(struct reassembly *reassembly, int64_t now)
{
	while (is_over(reassembly, reassembly->waiting.oldest, now))
		forget(reassembly, reassembly->waiting.oldest);
	while (is_over(reassembly, reassembly->spare.oldest, now))
		forget(reassembly, reassembly->spare.oldest);
}

/* Forget what can best be missed, but not ${keep}; false if there is nothing. */
static bool
make_room(struct reassembly *reassembly, const struct entry *keep)
{
	struct entry *entry = reassembly->spare.oldest;

	if (entry == NULL)
		entry = reassembly->waiting.oldest;
	if (entry != NULL && entry == keep)
		entry = entry->newer;
	if (entry == NULL)
		return false;
	forget(reassembly, entry);
	return true;
}

static struct entry *
begin(struct reassembly *reassembly, const struct key *key, const struct fragment *fragment)
{
	struct entry **bucket = bucket_of(reassembly, key);
	struct entry  *entry;

	while ((entry = pool_take(reassembly->entries)) == NULL)
		if (!make_room(reassembly, NULL))
			return NULL;
	entry->key = *key;
	entry->time = fragment->time;
	entry->protocol = fragment->protocol;
	entry->alone = fragment->alone;
	entry->next = *bucket;
	*bucket = entry;
	queue_add(&reassembly->waiting, entry);
	return entry;
}

static bool
is_repeated(const struct entry *entry, const struct fragment *fragment)
{
	struct overlap overlap;

	if (fragment->is_cut || !datagram_fits(&entry->datagram, &fragment->part))
		return false;
	overlap = datagram_overlap(&entry->datagram, &fragment->part);
	return overlap.is_whole && !overlap.differs;
}

/* The entry that the fragment belongs to; NULL without memory. */
static struct entry *
entry_for(struct reassembly *reassembly, const struct fragment *fragment)
{
	struct key    key = key_of(fragment);
	struct entry *entry = find(reassembly, &key);

	/* IPv4 has 65,536 identifications, and busy senders use them again soon (RFC 6864 4). */
	if (entry != NULL && entry->state == WHOLE && !is_repeated(entry, fragment)) {
		forget(reassembly, entry);
		entry = NULL;
	}
	return entry != NULL ? entry : begin(reassembly, &key, fragment);
}

/* Add the fragment to what came; false if the datagram cannot be put together any more. */
static bool
add(struct reassembly *reassembly, struct entry *entry, const struct fragment *fragment)
{
	struct overlap overlap;

	if (fragment->is_cut || !datagram_fits(&entry->datagram, &fragment->part))
		return false;
	overlap = datagram_overlap(&entry->datagram, &fragment->part);
	if (fragment->family == 6 && overlap.is_some && (overlap.differs || !overlap.is_whole))
		return false;
	if (overlap.differs)
		reassembly->counts->conflicting_fragments++;
	if (fragment->part.offset == 0 && !overlap.is_some) {
		entry->protocol = fragment->protocol;
		entry->alone = fragment->alone;
	}
	while (!datagram_reserve(&entry->datagram, &fragment->part, reassembly->chunks))
		if (!make_room(reassembly, entry))
			return false;
	datagram_keep(&entry->datagram, &fragment->part);
	return true;
}

size_t
reassembly_take(struct reassembly *reassembly, const struct fragment *fragment, uint8_t *octets,
		uint8_t *protocol, enum decode_result *result)
{
	struct entry *entry;

	expire(reassembly, fragment->time);
	*result = fragment->alone;
	if ((entry = entry_for(reassembly, fragment)) == NULL || entry->state == SPOILED)
		return 0;
	if (entry->state == WAITING && !add(reassembly, entry, fragment)) {
		give_up(reassembly, entry);
		set_aside(reassembly, entry, SPOILED);
		return 0;
	}
	*result = DECODED_FRAGMENT_HELD;
	if (entry->state == WHOLE)
		return 0;
	if (!datagram_is_whole(&entry->datagram)) {
		entry->held++;
		return 0;
	}
	entry->held = 0;
	set_aside(reassembly, entry, WHOLE);
	*protocol = entry->protocol;
	return datagram_copy(&entry->datagram, octets);
}

static size_t
power_of_two(size_t least)
{
	size_t power = 1;

	while (power < least)
		power *= 2;
	return power;
}

struct reassembly *
reassembly_new(const struct decoder_limits *limits, struct decoder_counts *counts)
{
	struct reassembly *reassembly = calloc(1, sizeof(*reassembly));
	size_t             datagrams = limits->datagrams > 0 ? limits->datagrams : 1;
	size_t             chunks = limits->octets / sizeof(struct chunk);
	size_t             buckets = power_of_two(datagrams);

	if (reassembly == NULL)
		return NULL;
	reassembly->limits = *limits;
	reassembly->counts = counts;
	reassembly->hash_key = hash_key_random();
	reassembly->entries = pool_new(sizeof(struct entry), datagrams);
	reassembly->chunks =
	    pool_new(sizeof(struct chunk), chunks > CHUNKS_AT_MOST ? chunks : CHUNKS_AT_MOST);
	reassembly->buckets = calloc(buckets, sizeof(*reassembly->buckets));
	reassembly->bucket_mask = buckets - 1;
	if (reassembly->entries != NULL && reassembly->chunks != NULL && reassembly->buckets != NULL)
		return reassembly;
	reassembly_free(reassembly);
	return NULL;
}

void
reassembly_close(struct reassembly *reassembly)
{
	while (reassembly->waiting.oldest != NULL)
		forget(reassembly, reassembly->waiting.oldest);
}

void
reassembly_free(struct reassembly *reassembly)
{
	if (reassembly == NULL)
		return;
	pool_free(reassembly->entries);
	pool_free(reassembly->chunks);
	free(reassembly->buckets);
	free(reassembly);
}
