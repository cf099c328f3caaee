/* SPDX-License-Identifier: Apache-2.0 */
/* Counts what was seen of the servers that a policy names. */
#include "policy/named.h"

#include <stdlib.h>
#include <string.h>

#include "policy/doubt.h"
#include "policy/sets.h"

struct named {
	struct named_tally  *tallies; /* in the order of the policy */
	struct named_tally **sorted;
	size_t               count;
};

int
named_tally_compare(const struct named_tally *a, const struct named_tally *b)
{
	int order = strcmp(a->set, b->set);

	if (order == 0)
		order = address_compare(&a->prefix.address, &b->prefix.address);
	return order != 0 ? order : (int)a->prefix.length - (int)b->prefix.length;
}

static int
compare_pointers(const void *a, const void *b)
{
	return named_tally_compare(*(const struct named_tally *const *)a,
				   *(const struct named_tally *const *)b);
}

/* An address that a set has twice is one. */
static void
put(struct named *named, const struct set *set, const struct prefix *prefix)
{
	struct named_tally tally = {.set = set->name, .prefix = *prefix};

	for (size_t i = named->count; i > 0 && named->tallies[i - 1].set == set->name; i--)
		if (named_tally_compare(&named->tallies[i - 1], &tally) == 0)
			return;
	named->tallies[named->count++] = tally;
}

static void
put_all(struct named *named, const struct sets *sets)
{
	for (size_t i = 0; i < sets->count; i++)
		for (size_t j = 0; !sets->list[i]->is_zone && j < sets->list[i]->count; j++)
			put(named, sets->list[i], &sets->list[i]->prefixes[j]);
	for (size_t i = 0; i < named->count; i++)
		named->sorted[i] = &named->tallies[i];
	if (named->count > 0)
		qsort(named->sorted, named->count, sizeof(*named->sorted), compare_pointers);
}

struct named *
named_new(const struct policy *policy)
{
	const struct sets *sets = policy_sets(policy);
	struct named      *named = calloc(1, sizeof(*named));
	size_t             most = 0;

	if (named == NULL)
		return NULL;
	for (size_t i = 0; i < sets->count; i++)
		most += sets->list[i]->is_zone ? 0 : sets->list[i]->count;
	named->tallies = calloc(most + 1, sizeof(*named->tallies));
	named->sorted = calloc(most + 1, sizeof(*named->sorted));
	if (named->tallies == NULL || named->sorted == NULL) {
		named_free(named);
		return NULL;
	}
	put_all(named, sets);
	return named;
}

static bool
is_end(const struct named_tally *tally, const struct facts *facts, enum fact end)
{
	struct value value;

	return facts != NULL && facts_value(facts, end, &value) &&
	       prefix_contains(&tally->prefix, &value.is.address);
}

void
named_add(struct named *named, const struct facts *facts, const struct facts *first)
{
	for (size_t i = 0; i < named->count; i++) {
		struct named_tally *tally = &named->tallies[i];

		if (is_end(tally, facts, FACT_SERVER) && !is_end(tally, first, FACT_SERVER)) {
			tally->sessions++;
			tally->answered += doubt_is_answered(facts);
		}
		if (is_end(tally, facts, FACT_CLIENT) && !is_end(tally, first, FACT_CLIENT))
			tally->as_client++;
	}
}

void
named_merge(struct named *into, const struct named *from)
{
	for (size_t i = 0; i < into->count; i++) {
		into->tallies[i].sessions += from->tallies[i].sessions;
		into->tallies[i].answered += from->tallies[i].answered;
		into->tallies[i].as_client += from->tallies[i].as_client;
	}
}

size_t
named_count(const struct named *named)
{
	return named->count;
}

struct named_tally *
named_at(struct named *named, size_t index)
{
	return &named->tallies[index];
}

struct named_tally
named_sorted(const struct named *named, size_t index)
{
	return *named->sorted[index];
}

void
named_free(struct named *named)
{
	if (named == NULL)
		return;
	free(named->tallies);
	free(named->sorted);
	free(named);
}
