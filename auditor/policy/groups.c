/* SPDX-License-Identifier: Apache-2.0 */
/* The table of groups with their findings. */
#include "policy/groups.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/pool.h"

#define FIRST_SLOTS 256
#define BUDGET_PER_GROUP 4096 /* octets of distinct values, on average */

struct groups {
	struct hash_key        key;
	struct pool           *pool;
	struct group         **slots; /* open addressing; NULL: free */
	size_t                 slot_count, findings;
	struct group          *first, *last;
	struct distinct_budget budget;
};

struct groups *
groups_new(size_t limit)
{
	struct groups *groups = calloc(1, sizeof(*groups));

	if (groups == NULL)
		return NULL;
	groups->key = hash_key_random();
	groups->pool = pool_new(sizeof(struct group), limit);
	groups->slot_count = FIRST_SLOTS;
	groups->slots = calloc(FIRST_SLOTS, sizeof(struct group *));
	groups->budget.limit = limit * BUDGET_PER_GROUP;
	if (groups->pool != NULL && groups->slots != NULL)
		return groups;
	groups_free(groups);
	return NULL;
}

static struct group **
slot_of(const struct groups *groups, struct group **slots, size_t count, const struct group_key *key)
{
	size_t slot = (size_t)hash_bytes(&groups->key, key, sizeof(*key)) & (count - 1);

	while (slots[slot] != NULL && memcmp(&slots[slot]->key, key, sizeof(*key)) != 0)
		slot = (slot + 1) & (count - 1);
	return &slots[slot];
}

/* False when the table is too full and cannot grow. */
static bool
has_slots(struct groups *groups)
{
	size_t         taken = pool_taken(groups->pool), count = groups->slot_count * 2;
	struct group **slots;

	if (taken * 4 < groups->slot_count * 3)
		return true;
	if ((slots = calloc(count, sizeof(struct group *))) == NULL)
		return taken + 1 < groups->slot_count;
	for (struct group *group = groups->first; group != NULL; group = group->next)
		*slot_of(groups, slots, count, &group->key) = group;
	free(groups->slots);
	groups->slots = slots;
	groups->slot_count = count;
	return true;
}

static struct group *
take(struct groups *groups, const struct group_key *key)
{
	struct group *group = *slot_of(groups, groups->slots, groups->slot_count, key);

	if (group != NULL)
		return group;
	if (!has_slots(groups) || (group = pool_take(groups->pool)) == NULL)
		return NULL;
	group->key = *key;
	*slot_of(groups, groups->slots, groups->slot_count, key) = group;
	*(groups->last != NULL ? &groups->last->next : &groups->first) = group;
	groups->last = group;
	return group;
}

static struct group_key
key_of(const struct check *check, uint32_t index, const struct group_session *session)
{
	struct group_key key;

	memset(&key, 0, sizeof(key));
	key.check = index;
	key.path = PATH_COUNT;
	if (check->per == SUBJECT_CLIENT)
		key.client = session->client;
	if (check->per == SUBJECT_SERVICE)
		key.server = session->server;
	if (check->per != SUBJECT_CLIENT)
		key.port = session->port;
	if (check->per == SUBJECT_ROUTE) {
		key.path = (uint8_t)session->path;
		key.from = session->from;
		key.to = session->to;
	}
	return key;
}

static void
note(struct groups *groups, struct distinct *set, const struct address *address)
{
	struct value value = {.type = TYPE_ADDRESS, .is = {.address = *address}};

	if (address->family != 0)
		distinct_add(set, distinct_hash(&value), &groups->budget);
}

/* What two findings do not have in common is not set; that a group has only one of them is told by its sets.
 */
static void
keep_common(struct address *into, const struct address *from)
{
	if (!address_equal(into, from))
		memset(into, 0, sizeof(*into));
}

static void
join(struct groups *groups, struct group *group, const struct finding *finding)
{
	if (group->finding.count == 0) {
		group->finding = *finding;
		groups->findings++;
		return;
	}
	keep_common(&group->finding.client, &finding->client);
	keep_common(&group->finding.server, &finding->server);
	if (group->finding.port != finding->port)
		group->finding.port = 0;
	if (group->finding.path != finding->path)
		group->finding.path = PATH_COUNT;
	finding_merge(&group->finding, finding);
}

bool
groups_add(struct groups *groups, const struct check *check, uint32_t index,
	   const struct group_session *session, const struct finding *finding)
{
	struct group_key key = key_of(check, index, session);
	struct group    *group = take(groups, &key);

	if (group == NULL)
		return finding == NULL;
	group->attempts++;
	group->answered += session->is_answered;
	if (finding == NULL)
		return true;
	note(groups, &group->clients, &session->client);
	note(groups, &group->servers, &session->server);
	distinct_add(&group->ports, session->port, &groups->budget);
	join(groups, group, finding);
	return true;
}

bool
groups_put(struct groups *groups, const struct group *other)
{
	struct group *group = take(groups, &other->key);

	if (group == NULL)
		return false;
	group->attempts += other->attempts;
	group->answered += other->answered;
	distinct_join(&group->clients, &other->clients, &groups->budget);
	distinct_join(&group->servers, &other->servers, &groups->budget);
	distinct_join(&group->ports, &other->ports, &groups->budget);
	if (other->finding.count > 0)
		join(groups, group, &other->finding);
	return true;
}

const struct group *
groups_first(const struct groups *groups)
{
	return groups->first;
}

uint64_t
groups_merge(struct groups *into, const struct groups *from)
{
	uint64_t refused = 0;

	for (const struct group *group = from->first; group != NULL; group = group->next)
		if (!groups_put(into, group))
			refused += group->finding.count;
	return refused;
}

size_t
groups_findings(const struct groups *groups)
{
	return groups->findings;
}

void
groups_list(struct groups *groups, const struct finding **findings)
{
	size_t count = 0;

	for (struct group *group = groups->first; group != NULL; group = group->next) {
		struct finding *finding = &group->finding;

		if (finding->count == 0)
			continue;
		finding->subject = finding->check->per;
		finding->from = group->key.from;
		finding->to = group->key.to;
		finding->of = group->attempts;
		finding->answered = group->answered;
		finding->knows_attempts = true;
		finding->ports = group->ports.count;
		finding->clients = group->clients.count;
		finding->servers = group->servers.count;
		finding->is_at_least =
		    group->clients.has_more || group->servers.has_more || group->ports.has_more;
		findings[count++] = finding;
	}
}

void
groups_free(struct groups *groups)
{
	if (groups == NULL)
		return;
	for (struct group *group = groups->first; group != NULL; group = group->next) {
		distinct_free(&group->clients);
		distinct_free(&group->servers);
		distinct_free(&group->ports);
	}
	pool_free(groups->pool);
	free(groups->slots);
	free(groups);
}
