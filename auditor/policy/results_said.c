/* SPDX-License-Identifier: Apache-2.0 */
/* Tells what was added up. */
#include <stdlib.h>
#include <string.h>

#include "policy/results_room.h"

size_t
results_finding_count(const struct results *results)
{
	return ledger_findings(results->ledger) + groups_findings(results->groups) + results->settled.count +
	       results->past_alone;
}

static int
compare_pointers(const void *a, const void *b)
{
	const struct finding *const *first = a, *const *second = b;

	return finding_compare(*first, *second);
}

static void
sort_findings(struct results *results)
{
	size_t count = 0, total = results_finding_count(results);

	if ((results->sorted = calloc(total, sizeof(*results->sorted))) == NULL)
		return;
	for (const struct pair *pair = ledger_first(results->ledger); pair != NULL; pair = pair->next)
		for (struct kept *kept = pair->findings; kept != NULL; kept = kept->next)
			results->sorted[count++] = kept_finding(kept);
	groups_list(results->groups, &results->sorted[count]);
	count += groups_findings(results->groups);
	for (size_t i = 0; i < results->settled.count; i++)
		results->sorted[count++] = &results->settled.findings[i];
	for (const struct pair *pair = ledger_first(results->past); pair != NULL; pair = pair->next)
		for (struct kept *kept = pair->findings; kept != NULL; kept = kept->next)
			if (kept->is_alone)
				results->sorted[count++] = kept_finding(kept);
	qsort(results->sorted, count, sizeof(*results->sorted), compare_pointers);
}

void
results_spoil_order(struct results *results)
{
	free(results->sorted);
	results->sorted = NULL;
}

const struct finding *
results_finding(struct results *results, size_t index)
{
	if (index >= results_finding_count(results))
		return NULL;
	if (results->sorted == NULL)
		sort_findings(results);
	return results->sorted != NULL ? results->sorted[index] : NULL;
}

uint64_t
results_refused(const struct results *results)
{
	return results->refused + results->settled.refused;
}

uint64_t
results_given_up(const struct results *results)
{
	return results->given_up;
}

uint64_t
results_refused_subjects(const struct results *results)
{
	uint64_t refused = 0;

	for (size_t i = 0; results->gatherer != NULL && i < results->policy->gathering_count; i++)
		refused += gatherer_refused(results->gatherer, i);
	return refused;
}

size_t
results_check_count(const struct results *results)
{
	return results->policy->rule_count;
}

enum verdict
check_tally_verdict(const struct check_tally *tally)
{
	if (tally->violated > 0)
		return VERDICT_FAIL;
	if (tally->inconclusive > 0)
		return VERDICT_INCONCLUSIVE;
	if (tally->waived > 0)
		return VERDICT_WAIVED;
	return tally->satisfied > 0 ? VERDICT_PASS : VERDICT_NOT_OBSERVED;
}

struct check_tally
results_check(const struct results *results, size_t index)
{
	struct check_tally tally = {.verdict = VERDICT_NOT_OBSERVED};
	uint64_t           by[JUDGEMENT_COUNT];

	if (index >= results->policy->rule_count)
		return tally;
	memcpy(by, results->counts[index].by, sizeof(by));
	tally.check = &results->policy->rules[index]->check;
	if (tally.check->subject != SUBJECT_SESSION && results->settled.counts != NULL)
		for (size_t i = 0; i < JUDGEMENT_COUNT; i++)
			by[i] = results->settled.counts[index].by[i] + results->past_counts[index].by[i];
	tally.answered = results->counts[index].answered;
	tally.satisfied = by[SATISFIED];
	tally.inconclusive = by[INCONCLUSIVE];
	tally.violated = by[VIOLATED];
	tally.waived = by[WAIVED];
	tally.applicable = by[SATISFIED] + by[INCONCLUSIVE] + by[VIOLATED] + by[WAIVED];
	tally.verdict = check_tally_verdict(&tally);
	return tally;
}

size_t
results_port_count(const struct results *results)
{
	return matrix_count(results->matrix);
}

struct port_tally
results_port(struct results *results, size_t index)
{
	return matrix_row(results->matrix, index);
}

size_t
results_pair_count(struct results *results)
{
	return ledger_pairs(results->ledger);
}

struct pair_tally
results_pair(struct results *results, size_t index)
{
	const struct pair *pair = ledger_pair_at(results->ledger, index);

	return pair != NULL ? (struct pair_tally){pair->key, pair->of} : (struct pair_tally){.of = NULL};
}

size_t
results_named_count(const struct results *results)
{
	return named_count(results->named);
}

struct named_tally
results_named(const struct results *results, size_t index)
{
	return named_sorted(results->named, index);
}

size_t
results_waiver_count(const struct results *results)
{
	return results->policy->waiver_count;
}

struct waiver_tally
results_waiver(const struct results *results, size_t index)
{
	const struct waiver *waiver = &results->policy->waivers[index];
	struct waiver_tally  tally = {
	     .check = &results->policy->rules[waiver->rule]->check,
	     .says = &waiver->says,
	     .waived = results->waivers[index].waived,
	     .expired = results->waivers[index].expired,
        };

	if (results->settled.waivers != NULL) {
		tally.waived += results->settled.waivers[index].waived;
		tally.expired += results->settled.waivers[index].expired;
	}
	return tally;
}

const struct zone_doubt *
results_doubt(const struct results *results)
{
	return &results->doubt;
}

uint64_t
results_sessions(const struct results *results)
{
	return results->sessions;
}
