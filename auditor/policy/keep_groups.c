/* SPDX-License-Identifier: Apache-2.0 */
/* Keeps groups of findings, and sets of what was told apart. */
#include <stdlib.h>
#include <string.h>

#include "policy/keep_room.h"

#define GROUP_LEAST 12 /* octets of a group */

/* In the order of what is written, whatever it was before. */
static int
compare_hashes(const void *a, const void *b)
{
	const uint64_t *left = a, *right = b;

	return (*left > *right) - (*left < *right);
}

static void
write_distinct(const struct keep *keep, const struct distinct *set)
{
	uint64_t hashes[MOST_DISTINCT];

	for (size_t i = 0; i < set->count; i++)
		hashes[i] = keep->changes->hash != NULL
				? keep->changes->hash(keep->changes->context, set->hashes[i])
				: set->hashes[i];
	if (keep->changes->hash != NULL)
		qsort(hashes, set->count, sizeof(hashes[0]), compare_hashes);
	for (size_t i = 0; i < set->count; i++)
		(void)archive_number(keep->archive, hashes[i], UINT64_MAX);
}

/* A set that is being read is bounded by MOST_DISTINCT alone. */
void
keep_distinct(const struct keep *keep, struct distinct *set)
{
	struct distinct_budget budget = {0, SIZE_MAX};
	size_t                 count = archive_count(keep->archive, set->count, 1);

	if (!keep->is_reading)
		write_distinct(keep, set);
	while (keep->is_reading && count-- > 0 && archive_is_good(keep->archive))
		distinct_add(set, archive_number(keep->archive, 0, UINT64_MAX), &budget);
	if (archive_truth(keep->archive, set->has_more))
		set->has_more = true;
}

/* ---- groups ---- */

/* The policy's own name of that zone: groups are told apart by where it stands. */
static const char *
keep_zone(const struct keep *keep, const char *zone)
{
	static const struct address nowhere;
	const struct zones         *zones = keep->results->policy->zones;
	const char                 *name = archive_text(keep->archive, zone), *known;

	if (!keep->is_reading || name == NULL)
		return name;
	for (size_t i = 0; (known = zones_name(zones, i)) != NULL; i++)
		if (strcmp(known, name) == 0)
			return known;
	if (strcmp(name, zone_unknown) == 0)
		return zone_unknown;
	known = zones_find(zones, &nowhere);
	if (strcmp(known, name) != 0)
		archive_fail(keep->archive, "it has a zone that the policy has not");
	return known;
}

static void
keep_group(const struct keep *keep, struct group *group)
{
	const struct policy *policy = keep->results->policy;
	struct archive      *archive = keep->archive;
	struct group_key    *key = &group->key;

	key->check = (uint32_t)keep_index(keep, key->check, policy->rule_count);
	key->client = keep_address(keep, key->client);
	key->server = keep_address(keep, key->server);
	key->port = (uint16_t)archive_number(archive, key->port, UINT16_MAX);
	key->path = (uint8_t)archive_word(archive, key->path, path_words, PATH_COUNT);
	key->from = keep_zone(keep, key->from);
	key->to = keep_zone(keep, key->to);
	group->attempts = archive_number(archive, group->attempts, UINT64_MAX);
	group->answered = archive_number(archive, group->answered, UINT64_MAX);
	keep_distinct(keep, &group->clients);
	keep_distinct(keep, &group->servers);
	keep_distinct(keep, &group->ports);
	if (!archive_truth(archive, group->finding.count > 0))
		return;
	keep_finding(keep, &group->finding);
	group->finding.check = &policy->rules[key->check]->check;
	if (group->finding.count == 0)
		archive_fail(archive, "a finding without sessions");
}

static void
read_group(const struct keep *keep, struct groups *groups)
{
	struct group group;

	memset(&group, 0, sizeof(group));
	keep_group(keep, &group);
	if (archive_is_good(keep->archive) && !groups_put(groups, &group))
		keep->results->refused += group.finding.count;
	distinct_free(&group.clients);
	distinct_free(&group.servers);
	distinct_free(&group.ports);
}

static int
compare_texts(const char *one, const char *other)
{
	return strcmp(one != NULL ? one : "", other != NULL ? other : "");
}

struct row {
	const void      *item;
	struct group_key key;
};

static int
compare_rows(const void *a, const void *b)
{
	const struct group_key *left = &((const struct row *)a)->key;
	const struct group_key *right = &((const struct row *)b)->key;
	int                     order = (left->check > right->check) - (left->check < right->check);

	if (order == 0)
		order = address_compare(&left->client, &right->client);
	if (order == 0)
		order = address_compare(&left->server, &right->server);
	if (order == 0)
		order = (int)left->port - (int)right->port;
	if (order == 0)
		order = (int)left->path - (int)right->path;
	if (order == 0)
		order = compare_texts(left->from, right->from);
	return order != 0 ? order : compare_texts(left->to, right->to);
}

static void
write_group(const struct keep *keep, const void *item)
{
	struct group copy = *(const struct group *)item;

	keep_group(keep, &copy);
}

static void
write_groups(const struct keep *keep, const struct groups *groups, size_t count)
{
	struct row         *rows = calloc(count + 1, sizeof(*rows));
	const struct group *group = groups_first(groups);

	for (size_t i = 0; rows != NULL && i < count; i++, group = group->next) {
		rows[i] = (struct row){group, group->key};
		rows[i].key.client = keep_changed(keep, group->key.client);
		rows[i].key.server = keep_changed(keep, group->key.server);
	}
	keep_rows(keep, rows, count, sizeof(*rows), compare_rows, write_group);
	free(rows);
}

void
keep_groups(const struct keep *keep, struct groups *groups)
{
	size_t count = archive_count(keep->archive, groups_count(groups), GROUP_LEAST);

	if (archive_truth(keep->archive, groups_have_forgotten(groups)))
		groups_note_forgotten(groups);
	if (!keep->is_reading)
		write_groups(keep, groups, count);
	while (keep->is_reading && count-- > 0 && archive_is_good(keep->archive))
		read_group(keep, groups);
}
