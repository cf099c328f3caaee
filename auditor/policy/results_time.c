/* SPDX-License-Identifier: Apache-2.0 */
/* What results say as time goes by: of all so far, of what has changed, and of what is over. */
#include <stdlib.h>

#include "policy/results_room.h"

/* What was found of the same subject before it was dropped, or NULL. */
static struct kept *
past_of(const struct results *results, const struct finding *finding)
{
	struct pair_key key = finding_pair(finding);

	return ledger_find(results->past, &key, finding->check);
}

static void
spoil_settled(struct results *results)
{
	results_spoil_order(results);
	settled_free(&results->settled);
	results->past_alone = 0;
	for (const struct pair *pair = ledger_first(results->past); pair != NULL; pair = pair->next)
		for (struct kept *kept = pair->findings; kept != NULL; kept = kept->next)
			kept->is_alone = false;
}

/* A subject has one finding of a check, whatever was dropped of it meanwhile. */
static void
join_past(struct results *results)
{
	struct kept *kept;

	for (const struct pair *pair = ledger_first(results->past); pair != NULL; pair = pair->next)
		for (kept = pair->findings; kept != NULL; kept = kept->next, results->past_alone++)
			kept->is_alone = true;
	for (size_t i = 0; i < results->settled.count; i++) {
		struct finding *finding = &results->settled.findings[i];

		if ((kept = past_of(results, finding)) == NULL)
			continue;
		finding_merge_stretch(finding, kept_finding(kept));
		kept->is_alone = false;
		results->past_alone--;
	}
}

bool
results_settle(struct results *results)
{
	size_t kept = ledger_findings(results->ledger) + ledger_findings(results->past);

	spoil_settled(results);
	if (results->gatherer != NULL &&
	    !settle(&results->settled, results->policy, results->gatherer,
		    results->limits.findings > kept ? results->limits.findings - kept : 0))
		return false;
	join_past(results);
	return true;
}

/* ---- what has changed ---- */

struct telling {
	const struct results *results;
	settle_tell          *each;
	void                 *context;
};

static void
tell_with_past(void *of, const struct finding *finding)
{
	const struct telling *telling = of;
	struct kept          *kept = past_of(telling->results, finding);
	struct finding        whole = *finding;

	if (kept != NULL)
		finding_merge_stretch(&whole, kept_finding(kept));
	telling->each(telling->context, &whole);
}

void
results_changes(struct results *results, struct results                          *live,
		void (*each)(void *context, const struct finding *finding), void *context)
{
	struct telling        telling = {results, each, context};
	const struct finding *finding;
	struct kept          *kept;

	while ((kept = ledger_changed(results->ledger)) != NULL)
		each(context, kept_finding(kept));
	while ((kept = ledger_changed(results->past)) != NULL)
		each(context, kept_finding(kept));
	while ((finding = groups_changed(results->groups)) != NULL)
		each(context, finding);
	if (results->gatherer != NULL)
		settle_changed(results->policy, results->gatherer, live->gatherer, tell_with_past, &telling);
}

/* ---- what is over ---- */

static bool
is_crowded(const struct gatherer *gatherer, unsigned eighths)
{
	return gatherer != NULL && gatherer_cells(gatherer) > gatherer_limit(gatherer) * eighths / 8;
}

bool
results_are_crowded(const struct results *results, unsigned eighths)
{
	return ledger_is_crowded(results->ledger, eighths) || ledger_is_crowded(results->past, eighths) ||
	       groups_are_crowded(results->groups, eighths) || is_crowded(results->gatherer, eighths);
}

static uint32_t
index_of(const struct policy *policy, const struct check *check)
{
	uint32_t index = 0;

	while (&policy->rules[index]->check != check)
		index++;
	return index;
}

static void
keep_past(void *of, const struct finding *finding)
{
	struct results *results = of;
	struct pair_key key = finding_pair(finding);
	struct pair    *pair = ledger_pair(results->past, &key, true);
	uint32_t        check = index_of(results->policy, finding->check);

	if (pair == NULL || !ledger_add(results->past, pair, check, finding)) {
		results->refused += finding->count;
		return;
	}
	pair_count(pair, check, finding->of < UINT32_MAX ? (uint32_t)finding->of : UINT32_MAX);
}

void
results_age(struct results *results)
{
	spoil_settled(results);
	results->given_up += ledger_age(results->ledger) + groups_age(results->groups);
	if (ledger_is_crowded(results->past, 4))
		results->given_up += ledger_age(results->past);
	if (is_crowded(results->gatherer, 4))
		settle_past(results->policy, results->gatherer, results->past_counts, results->waivers,
			    keep_past, results);
}
