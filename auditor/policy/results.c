/* SPDX-License-Identifier: Apache-2.0 */
/* Makes results, merges them and frees them. */
#include "policy/results.h"

#include <stdlib.h>

#include "policy/bearing.h"
#include "policy/results_room.h"

#define DEFAULT_FINDINGS 1000000
#define DEFAULT_PAIRS 262144
#define DEFAULT_GROUPS 65536
#define DEFAULT_SUBJECTS 262144

static size_t
limit_of(size_t limit, size_t otherwise)
{
	return limit > 0 ? limit : otherwise;
}

static struct results_limits
limits_of(const struct results_limits *limits)
{
	static const struct results_limits none;

	limits = limits != NULL ? limits : &none;
	return (struct results_limits){
	    .findings = limit_of(limits->findings, DEFAULT_FINDINGS),
	    .subjects = limit_of(limits->subjects, DEFAULT_SUBJECTS),
	    .groups = limit_of(limits->groups, DEFAULT_GROUPS),
	    .pairs = limit_of(limits->pairs, DEFAULT_PAIRS),
	};
}

static bool
make_tables(struct results *results)
{
	const struct policy *policy = results->policy;

	results->matrix = matrix_new();
	results->named = named_new(policy);
	results->ledger =
	    ledger_new(policy->rule_count, results->limits.pairs, results->limits.findings, finding_merge);
	results->past =
	    ledger_new(policy->rule_count, 0, results->limits.findings / 4 + 1, finding_merge_stretch);
	results->past_counts = calloc(policy->rule_count + 1, sizeof(*results->past_counts));
	results->groups = groups_new(results->limits.groups);
	if (policy->gathering_count > 0)
		results->gatherer = gatherer_new(policy, results->limits.subjects);
	return (results->gatherer != NULL || policy->gathering_count == 0) && results->matrix != NULL &&
	       results->ledger != NULL && results->groups != NULL && results->past != NULL &&
	       results->past_counts != NULL && results->named != NULL;
}

static void
free_tables(struct results *results)
{
	gatherer_free(results->gatherer);
	matrix_free(results->matrix);
	named_free(results->named);
	ledger_free(results->ledger);
	ledger_free(results->past);
	free(results->past_counts);
	groups_free(results->groups);
}

struct results *
results_new(const struct policy *policy, const struct results_limits *limits)
{
	struct results *results = calloc(1, sizeof(*results));
	size_t          checks = policy->rule_count;

	if (results == NULL)
		return NULL;
	results->policy = policy;
	results->limits = limits_of(limits);
	results->doubt.is_all_inside = !policy->zones_guessed && zones_hold_all(policy->zones);
	results->counts = calloc(checks + 1, sizeof(*results->counts));
	results->rulings = calloc(checks + 1, sizeof(*results->rulings));
	results->waivers = calloc(policy->waiver_count + 1, sizeof(*results->waivers));
	results->bearing = bearing_new(policy);
	if (results->counts != NULL && results->rulings != NULL && results->bearing != NULL &&
	    results->waivers != NULL && make_tables(results))
		return results;
	results_free(results);
	return NULL;
}

struct results *
results_take(struct results *results)
{
	struct results *taken = results_new(results->policy, &results->limits), was;

	if (taken == NULL)
		return NULL;
	was = *results;
	*results = *taken;
	*taken = was;
	/* What it has learned of the policy stays with who goes on judging. */
	taken->bearing = results->bearing;
	results->bearing = was.bearing;
	return taken;
}

static void
merge_pair(struct results *into, struct ledger *ledger, const struct pair *from)
{
	struct pair *pair = ledger_pair(ledger, &from->key, from->findings != NULL);

	for (size_t i = 0; pair != NULL && i < into->policy->rule_count; i++)
		pair_count(pair, (uint32_t)i, from->of[i]);
	for (const struct kept *kept = from->findings; kept != NULL; kept = kept->next)
		if (pair == NULL || !ledger_add(ledger, pair, kept->check, &kept->finding))
			into->refused += kept->finding.count;
}

static void
merge_past(struct results *into, const struct results *from)
{
	for (size_t i = 0; i < into->policy->rule_count; i++)
		for (size_t j = 0; j < JUDGEMENT_COUNT; j++)
			into->past_counts[i].by[j] += from->past_counts[i].by[j];
	into->given_up += from->given_up;
	for (const struct pair *pair = ledger_first(from->past); pair != NULL; pair = pair->next)
		merge_pair(into, into->past, pair);
}

void
results_merge(struct results *into, const struct results *from)
{
	results_spoil_order(into);
	into->sessions += from->sessions;
	into->refused += from->refused;
	doubt_merge(&into->doubt, &from->doubt);
	into->refused += groups_merge(into->groups, from->groups);
	for (size_t i = 0; i < into->policy->rule_count; i++) {
		into->counts[i].answered += from->counts[i].answered;
		for (size_t j = 0; j < JUDGEMENT_COUNT; j++)
			into->counts[i].by[j] += from->counts[i].by[j];
	}
	for (size_t i = 0; i < into->policy->waiver_count; i++) {
		into->waivers[i].waived += from->waivers[i].waived;
		into->waivers[i].expired += from->waivers[i].expired;
	}
	if (into->gatherer != NULL)
		gatherer_merge(into->gatherer, from->gatherer);
	matrix_merge(into->matrix, from->matrix);
	named_merge(into->named, from->named);
	for (const struct pair *pair = ledger_first(from->ledger); pair != NULL; pair = pair->next)
		merge_pair(into, into->ledger, pair);
	merge_past(into, from);
}

void
results_free(struct results *results)
{
	if (results == NULL)
		return;
	free(results->counts);
	free(results->rulings);
	bearing_free(results->bearing);
	free(results->waivers);
	free(results->sorted);
	settled_free(&results->settled);
	free_tables(results);
	free(results);
}
