/* SPDX-License-Identifier: Apache-2.0 */
/* Puts the rules of a policy in order and checks what only the whole of it can tell. */
#include <string.h>

#include "policy/hint.h"
#include "policy/read.h"

static bool
has_link(const struct set *set, const struct link *link, size_t limit)
{
	for (size_t i = 0; i < limit; i++) {
		const struct link *other = &set->links[i];

		if (link->vlan != 0 ? other->vlan == link->vlan
				    : other->vlan == 0 && strcmp(other->interface, link->interface) == 0)
			return true;
	}
	return false;
}

/* A VLAN and an interface likewise. */
static void
check_links(struct reader *reader)
{
	const struct sets *sets = &reader->policy->sets;

	for (size_t i = 0; i < sets->count; i++)
		for (size_t j = 0; j < sets->list[i]->link_count; j++)
			for (size_t k = 0; k <= i; k++) {
				const struct link *link = &sets->list[i]->links[j];

				if (!has_link(sets->list[k], link, k == i ? j : sets->list[k]->link_count))
					continue;
				complain(reader->complaints, GRAVITY_ERROR, link->spot,
					 "this %s is in the zone \"%s\" already",
					 link->vlan != 0 ? "VLAN" : "interface", sets->list[k]->name);
				break;
			}
}

/* An address is in one zone: the longest prefix tells which, and so none may be in two. */
static void
check_zones(struct reader *reader)
{
	const struct sets *sets = &reader->policy->sets;
	const struct set  *inside = sets_find(sets, INSIDE), *other;

	for (size_t i = 0; i < sets->count; i++)
		for (size_t j = 0; sets->list[i]->is_zone && j < sets->list[i]->count; j++)
			if ((other = sets_zone_with(sets, &sets->list[i]->prefixes[j], i, NULL)) != NULL)
				complain(reader->complaints, GRAVITY_ERROR, sets->list[i]->prefix_spots[j],
					 "this prefix is in the zone \"%s\" already", other->name);
	check_links(reader);
	if (reader->policy->has_zones && (inside == NULL || inside->count == 0) &&
	    complaints_count(reader->complaints, GRAVITY_ERROR) == 0)
		complain(reader->complaints, GRAVITY_WARNING, reader->policy->zones_spot,
			 "no address is in the zone \"inside\": every connection is in transit");
}

static void
check_waiver(struct reader *reader, struct waiver *waiver)
{
	const struct policy *policy = reader->policy;
	const char          *names[2048];
	char                 hint[HINT_SIZE];
	size_t               count = 0;

	for (size_t i = 0; i < policy->rule_count; i++) {
		if (count < sizeof(names) / sizeof(names[0]))
			names[count++] = policy->rules[i]->check.id;
		if (waiver->id != NULL && strcmp(policy->rules[i]->check.id, waiver->id) == 0) {
			waiver->rule = i;
			return;
		}
	}
	waiver->rule = SIZE_MAX;
	if (waiver->id != NULL)
		complain(reader->complaints, GRAVITY_ERROR, waiver->id_spot,
			 "there is no check \"%s\" to waive%s", waiver->id,
			 hint_nearest(hint, waiver->id, names, count, sizeof(names[0])));
}

/* Checks, then expectations, each in the order of reading; what is disabled goes. */
static bool
order_rules(struct policy *policy)
{
	struct rule **ordered = arena_take(policy->arena, (policy->rule_count + 1) * sizeof(struct rule *));
	size_t        count = 0;

	if (ordered == NULL)
		return false;
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < policy->rule_count; i++)
			if (policy->rules[i]->is_expectation == (pass == 1) && !policy->rules[i]->is_disabled)
				ordered[count++] = policy->rules[i];
	policy->rules = ordered;
	policy->rule_count = count;
	return true;
}

static void
soften(struct policy *policy)
{
	for (size_t i = 0; i < policy->rule_count; i++)
		if (policy->rules[i]->check.severity < policy->at_most)
			policy->rules[i]->check.severity = policy->at_most;
}

void
read_conclude(struct reader *reader)
{
	struct policy    *policy = reader->policy;
	const struct spot whole = {policy->file, 0, 0};

	read_compile(reader);
	if (!order_rules(policy) || !policy_make_gatherings(policy))
		complain(reader->complaints, GRAVITY_ERROR, whole, "out of memory");
	soften(policy);
	check_zones(reader);
	for (size_t i = 0; i < policy->waiver_count; i++)
		check_waiver(reader, &policy->waivers[i]);
	if (policy->rule_count == 0 && complaints_count(reader->complaints, GRAVITY_ERROR) == 0)
		complain(reader->complaints, GRAVITY_WARNING, whole,
			 "the policy has neither checks nor expectations: nothing can fail it");
}
