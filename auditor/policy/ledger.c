/* SPDX-License-Identifier: Apache-2.0 */
/* The table of clients and services with their findings. */
#include "policy/ledger.h"

#include <stdlib.h>
#include <string.h>

#include "base/keyed.h"
#include "base/pool.h"

struct ledger {
	ledger_merge       *merge;
	struct keyed       *by_key;
	struct pool        *pairs;
	struct pool        *findings;
	size_t              clean_limit, finding_limit;
	struct pair        *first, *last;
	size_t              clean; /* pairs without a finding */
	struct kept        *changed;
	const struct pair **sorted; /* so many of them: */
	size_t              sorted_count;
};

struct ledger *
ledger_new(size_t check_count, size_t pairs, size_t findings, ledger_merge *merge)
{
	struct ledger *ledger = calloc(1, sizeof(*ledger));

	if (ledger == NULL)
		return NULL;
	ledger->merge = merge;
	ledger->clean_limit = pairs;
	ledger->finding_limit = findings;
	ledger->pairs = pool_new(sizeof(struct pair) + check_count * sizeof(uint32_t), pairs + findings);
	ledger->findings = pool_new(sizeof(struct kept), findings);
	ledger->by_key = keyed_new(sizeof(struct pair_key));
	if (ledger->pairs != NULL && ledger->findings != NULL && ledger->by_key != NULL)
		return ledger;
	ledger_free(ledger);
	return NULL;
}

struct pair *
ledger_pair(struct ledger *ledger, const struct pair_key *key, bool has_finding)
{
	struct pair *pair = keyed_find(ledger->by_key, key);

	if (pair != NULL) {
		pair->is_used = true;
		return pair;
	}
	if (has_finding ? pool_taken(ledger->findings) >= ledger->finding_limit
			: ledger->clean >= ledger->clean_limit)
		return NULL;
	if ((pair = pool_take(ledger->pairs)) == NULL)
		return NULL;
	pair->key = *key;
	if (!keyed_add(ledger->by_key, pair)) {
		pool_return(ledger->pairs, pair);
		return NULL;
	}
	if (ledger->last != NULL)
		ledger->last->next = pair;
	else
		ledger->first = pair;
	ledger->last = pair;
	ledger->clean++;
	pair->is_used = true;
	return pair;
}

/* Stops at the greatest number rather than begin anew. */
void
pair_count(struct pair *pair, uint32_t check, uint32_t sessions)
{
	uint32_t room = UINT32_MAX - pair->of[check];

	pair->of[check] += sessions < room ? sessions : room;
}

static void
note_change(struct ledger *ledger, struct kept *kept)
{
	if (kept->is_changed)
		return;
	kept->is_changed = true;
	kept->next_changed = ledger->changed;
	ledger->changed = kept;
}

bool
ledger_add(struct ledger *ledger, struct pair *pair, uint32_t check, const struct finding *finding)
{
	struct kept **at = &pair->findings, *kept;

	while (*at != NULL && (*at)->check < check)
		at = &(*at)->next;
	if (*at != NULL && (*at)->check == check) {
		ledger->merge(&(*at)->finding, finding);
		note_change(ledger, *at);
		return true;
	}
	if ((kept = pool_take(ledger->findings)) == NULL)
		return false;
	ledger->clean -= pair->findings == NULL;
	kept->finding = *finding;
	kept->check = check;
	kept->pair = pair;
	kept->next = *at;
	*at = kept;
	note_change(ledger, kept);
	return true;
}

struct kept *
ledger_find(struct ledger *ledger, const struct pair_key *key, const struct check *check)
{
	struct pair *pair = keyed_find(ledger->by_key, key);
	struct kept *kept = pair != NULL ? pair->findings : NULL;

	while (kept != NULL && kept->finding.check != check)
		kept = kept->next;
	return kept;
}

const struct finding *
kept_finding(struct kept *kept)
{
	kept->finding.of = kept->pair->of[kept->check];
	return &kept->finding;
}

struct kept *
ledger_changed(struct ledger *ledger)
{
	struct kept *kept = ledger->changed;

	if (kept != NULL) {
		ledger->changed = kept->next_changed;
		kept->is_changed = false;
	}
	return kept;
}

/* ---- giving up what there is no room for ---- */

bool
ledger_is_crowded(const struct ledger *ledger, unsigned eighths)
{
	return ledger->clean > ledger->clean_limit * eighths / 8 ||
	       pool_taken(ledger->findings) > ledger->finding_limit * eighths / 8;
}

static int
compare_worth(const void *a, const void *b)
{
	const struct kept *const *first = a, *const *second = b;

	return finding_compare_worth(&(*first)->finding, &(*second)->finding);
}

static void
give_up(struct ledger *ledger, struct kept *kept)
{
	struct kept **at = &kept->pair->findings;

	while (*at != kept)
		at = &(*at)->next;
	*at = kept->next;
	ledger->clean += kept->pair->findings == NULL;
	pool_return(ledger->findings, kept);
}

/* What has not been told is never given up. */
static size_t
age_findings(struct ledger *ledger)
{
	size_t        most = ledger->finding_limit / 2, total = ledger_findings(ledger), count = 0, gone = 0;
	struct kept **all = total > most ? calloc(total, sizeof(struct kept *)) : NULL;

	if (all == NULL)
		return 0;
	for (struct pair *pair = ledger->first; pair != NULL; pair = pair->next)
		for (struct kept *kept = pair->findings; kept != NULL; kept = kept->next)
			if (!kept->is_changed)
				all[count++] = kept;
	qsort(all, count, sizeof(struct kept *), compare_worth);
	for (; count > 0 && total - gone > most; gone++)
		give_up(ledger, all[--count]);
	free(all);
	return gone;
}

/* Pairs stand in the order in which they came; ${spares_used}: those that were used lately stay. */
static void
age_pairs(struct ledger *ledger, bool spares_used)
{
	struct pair **link = &ledger->first, *pair;

	ledger->last = NULL;
	while ((pair = *link) != NULL) {
		bool is_spared = pair->findings != NULL || (spares_used && pair->is_used) ||
				 ledger->clean <= ledger->clean_limit / 2;

		pair->is_used = false;
		if (is_spared) {
			ledger->last = pair;
			link = &pair->next;
			continue;
		}
		*link = pair->next;
		ledger->clean--;
		keyed_remove(ledger->by_key, pair);
		pool_return(ledger->pairs, pair);
	}
}

size_t
ledger_age(struct ledger *ledger)
{
	size_t gone = age_findings(ledger);

	age_pairs(ledger, true);
	age_pairs(ledger, false);
	free(ledger->sorted);
	ledger->sorted = NULL;
	ledger->sorted_count = 0;
	return gone;
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
	const struct pair *const *left = a, *const *right = b;

	return pair_key_compare(&(*left)->key, &(*right)->key);
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
	keyed_free(ledger->by_key);
	free(ledger->sorted);
	free(ledger);
}
