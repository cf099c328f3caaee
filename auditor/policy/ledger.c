/* SPDX-License-Identifier: Apache-2.0 */
/* The table of clients and services with their findings. */
#include "policy/ledger.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/pool.h"

#define FIRST_SLOTS 1024

struct ledger {
	struct hash_key     key;
	struct pool        *pairs;
	struct pool        *findings;
	size_t              clean_limit, finding_limit;
	struct pair       **slots; /* open addressing; NULL: free */
	size_t              slot_count;
	struct pair        *first, *last;
	const struct pair **sorted; /* so many of them: */
	size_t              sorted_count;
};

struct ledger *
ledger_new(size_t check_count, size_t pairs, size_t findings)
{
	struct ledger *ledger = calloc(1, sizeof(*ledger));

	if (ledger == NULL)
		return NULL;
	ledger->key = hash_key_random();
	ledger->clean_limit = pairs;
	ledger->finding_limit = findings;
	ledger->pairs = pool_new(sizeof(struct pair) + check_count * sizeof(uint32_t), pairs + findings);
	ledger->findings = pool_new(sizeof(struct kept), findings);
	ledger->slot_count = FIRST_SLOTS;
	ledger->slots = calloc(FIRST_SLOTS, sizeof(struct pair *));
	if (ledger->pairs != NULL && ledger->findings != NULL && ledger->slots != NULL)
		return ledger;
	ledger_free(ledger);
	return NULL;
}

static struct pair **
slot_of(const struct ledger *ledger, struct pair **slots, size_t count, const struct pair_key *key)
{
	size_t slot = (size_t)hash_bytes(&ledger->key, key, sizeof(*key)) & (count - 1);

	while (slots[slot] != NULL && memcmp(&slots[slot]->key, key, sizeof(*key)) != 0)
		slot = (slot + 1) & (count - 1);
	return &slots[slot];
}

/* False when the table is too full and cannot grow. */
static bool
ledger_has_slots(struct ledger *ledger)
{
	size_t        taken = pool_taken(ledger->pairs), count = ledger->slot_count * 2;
	struct pair **slots;

	if (taken * 4 < ledger->slot_count * 3)
		return true;
	if ((slots = calloc(count, sizeof(struct pair *))) == NULL)
		return taken + 1 < ledger->slot_count;
	for (struct pair *pair = ledger->first; pair != NULL; pair = pair->next)
		*slot_of(ledger, slots, count, &pair->key) = pair;
	free(ledger->slots);
	ledger->slots = slots;
	ledger->slot_count = count;
	return true;
}

struct pair *
ledger_pair(struct ledger *ledger, const struct pair_key *key, bool has_finding)
{
	struct pair **slot = slot_of(ledger, ledger->slots, ledger->slot_count, key), *pair;

	if (*slot != NULL)
		return *slot;
	if (has_finding ? pool_taken(ledger->findings) >= ledger->finding_limit
			: pool_taken(ledger->pairs) >= ledger->clean_limit)
		return NULL;
	if (!ledger_has_slots(ledger) || (pair = pool_take(ledger->pairs)) == NULL)
		return NULL;
	pair->key = *key;
	*slot_of(ledger, ledger->slots, ledger->slot_count, key) = pair;
	if (ledger->last != NULL)
		ledger->last->next = pair;
	else
		ledger->first = pair;
	ledger->last = pair;
	return pair;
}

/* Stops at the greatest number rather than begin anew. */
void
pair_count(struct pair *pair, uint32_t check, uint32_t sessions)
{
	uint32_t room = UINT32_MAX - pair->of[check];

	pair->of[check] += sessions < room ? sessions : room;
}

bool
ledger_add(struct ledger *ledger, struct pair *pair, uint32_t check, const struct finding *finding)
{
	struct kept **at = &pair->findings, *kept;

	while (*at != NULL && (*at)->check < check)
		at = &(*at)->next;
	if (*at != NULL && (*at)->check == check) {
		finding_merge(&(*at)->finding, finding);
		return true;
	}
	if ((kept = pool_take(ledger->findings)) == NULL)
		return false;
	kept->finding = *finding;
	kept->check = check;
	kept->next = *at;
	*at = kept;
	return true;
}

const struct pair *
ledger_first(const struct ledger *ledger)
{
	return ledger->first;
}

size_t
ledger_pairs(const struct ledger *ledger)
{
	return pool_taken(ledger->pairs);
}

static int
compare_pairs(const void *a, const void *b)
{
	const struct pair_key *left = &(*(const struct pair *const *)a)->key;
	const struct pair_key *right = &(*(const struct pair *const *)b)->key;
	int                    order = address_compare(&left->server, &right->server);

	if (order == 0)
		order = (int)left->port - (int)right->port;
	if (order == 0)
		order = address_compare(&left->client, &right->client);
	return order != 0 ? order : (int)left->path - (int)right->path;
}

static void
sort_pairs(struct ledger *ledger)
{
	size_t count = 0;

	free(ledger->sorted);
	ledger->sorted_count = 0;
	if ((ledger->sorted = calloc(ledger_pairs(ledger) + 1, sizeof(*ledger->sorted))) == NULL)
		return;
	for (const struct pair *pair = ledger->first; pair != NULL; pair = pair->next)
		ledger->sorted[count++] = pair;
	qsort(ledger->sorted, count, sizeof(*ledger->sorted), compare_pairs);
	ledger->sorted_count = count;
}

const struct pair *
ledger_pair_at(struct ledger *ledger, size_t index)
{
	if (ledger->sorted_count != ledger_pairs(ledger))
		sort_pairs(ledger);
	return index < ledger->sorted_count ? ledger->sorted[index] : NULL;
}

size_t
ledger_findings(const struct ledger *ledger)
{
	return pool_taken(ledger->findings);
}

void
ledger_free(struct ledger *ledger)
{
	if (ledger == NULL)
		return;
	pool_free(ledger->pairs);
	pool_free(ledger->findings);
	free(ledger->slots);
	free(ledger->sorted);
	free(ledger);
}
