/* SPDX-License-Identifier: Apache-2.0 */
/* The table of groups with their findings. */
#include "policy/groups.h"

#include <stdlib.h>
#include <string.h>

#include "base/keyed.h"
#include "base/pool.h"

#define BUDGET_PER_GROUP 4096 /* octets of distinct values, on average */

struct groups {
	struct keyed          *by_key;
	struct pool           *pool;
	size_t                 findings;
	struct group          *first, *last, *changed;
	bool                   has_forgotten; /* attempts of groups that came back */
	size_t                 limit;
	struct distinct_budget budget;
};

struct groups *
groups_new(size_t limit)
{
	struct groups *groups = calloc(1, sizeof(*groups));

	if (groups == NULL)
		return NULL;
	groups->by_key = keyed_new(sizeof(struct group_key));
	groups->pool = pool_new(sizeof(struct group), limit);
	groups->limit = limit;
	groups->budget.limit = limit * BUDGET_PER_GROUP;
	if (groups->pool != NULL && groups->by_key != NULL)
		return groups;
	groups_free(groups);
	return NULL;
}

static struct group *
take(struct groups *groups, const struct group_key *key)
{
	struct group *group = keyed_find(groups->by_key, key);

	if (group != NULL)
		return group;
	if ((group = pool_take(groups->pool)) == NULL)
		return NULL;
	group->key = *key;
	if (!keyed_add(groups->by_key, group)) {
		pool_return(groups->pool, group);
		return NULL;
	}
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
note_change(struct groups *groups, struct group *group)
{
	if (group->is_changed)
		return;
	group->is_changed = true;
	group->next_changed = groups->changed;
	groups->changed = group;
}

static void
join(struct groups *groups, struct group *group, const struct finding *finding)
{
	note_change(groups, group);
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

struct group *
groups_first(const struct groups *groups)
{
	return groups->first;
}

uint64_t
groups_merge(struct groups *into, const struct groups *from)
{
	uint64_t refused = 0;

	into->has_forgotten |= from->has_forgotten;
	for (const struct group *group = from->first; group != NULL; group = group->next)
		if (!groups_put(into, group))
			refused += group->finding.count;
	return refused;
}

size_t
groups_count(const struct groups *groups)
{
	return pool_taken(groups->pool);
}

size_t
groups_findings(const struct groups *groups)
{
	return groups->findings;
}

/* The finding, with what is known of its group. */
static const struct finding *
finding_of(struct group *group, bool has_forgotten)
{
	struct finding *finding = &group->finding;

	finding->subject = finding->check->per;
	finding->from = group->key.from;
	finding->to = group->key.to;
	finding->of = group->attempts;
	finding->answered = group->answered;
	finding->knows_attempts = !has_forgotten;
	finding->ports = group->ports.count;
	finding->clients = group->clients.count;
	finding->servers = group->servers.count;
	finding->is_at_least = group->clients.has_more || group->servers.has_more || group->ports.has_more;
	return finding;
}

void
groups_list(struct groups *groups, const struct finding **findings)
{
	size_t count = 0;

	for (struct group *group = groups->first; group != NULL; group = group->next)
		if (group->finding.count > 0)
			findings[count++] = finding_of(group, groups->has_forgotten);
}

const struct finding *
groups_changed(struct groups *groups)
{
	struct group *group = groups->changed;

	if (group == NULL)
		return NULL;
	groups->changed = group->next_changed;
	group->is_changed = false;
	return finding_of(group, groups->has_forgotten);
}

/* ---- giving up what there is no room for ---- */

bool
groups_are_crowded(const struct groups *groups, unsigned eighths)
{
	return groups_count(groups) > groups->limit * eighths / 8;
}

/* Groups without a finding last. */
static int
compare_worth(const void *a, const void *b)
{
	const struct group *first = *(struct group *const *)a, *second = *(struct group *const *)b;
	int                 order = (first->finding.count == 0) - (second->finding.count == 0);

	return order != 0 ? order : finding_compare_worth(&first->finding, &second->finding);
}

static void
give_up_marked(struct groups *groups)
{
	struct group **link = &groups->first, *group;

	groups->last = NULL;
	while ((group = *link) != NULL) {
		if (!group->is_given_up) {
			groups->last = group;
			link = &group->next;
			continue;
		}
		*link = group->next;
		keyed_remove(groups->by_key, group);
		distinct_return(&group->clients, &groups->budget);
		distinct_return(&group->servers, &groups->budget);
		distinct_return(&group->ports, &groups->budget);
		groups->findings -= group->finding.count > 0;
		pool_return(groups->pool, group);
	}
}

size_t
groups_age(struct groups *groups)
{
	size_t         most = groups->limit / 2, total = groups_count(groups), count = 0;
	size_t         findings = groups->findings;
	struct group **all = total > most ? calloc(total, sizeof(struct group *)) : NULL;

	if (all == NULL)
		return 0;
	for (struct group *group = groups->first; group != NULL; group = group->next)
		if (!group->is_changed)
			all[count++] = group;
	qsort(all, count, sizeof(struct group *), compare_worth);
	for (; count > 0 && total > most; total--)
		all[--count]->is_given_up = true;
	free(all);
	give_up_marked(groups);
	groups->has_forgotten = true;
	return findings - groups->findings;
}

bool
groups_have_forgotten(const struct groups *groups)
{
	return groups->has_forgotten;
}

void
groups_note_forgotten(struct groups *groups)
{
	groups->has_forgotten = true;
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
	keyed_free(groups->by_key);
	free(groups);
}
