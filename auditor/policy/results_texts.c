/* SPDX-License-Identifier: Apache-2.0 */
/* Goes through all texts that results refer to: those of proofs. */
#include <stdlib.h>
#include <string.h>

#include "policy/results_room.h"

struct renewing {
	const char *(*renew)(void *context, const char *text);
	void *context;
};

static void
forget_fact(struct proof *proof, unsigned index)
{
	unsigned rest = --proof->fact_count - index;

	memmove(&proof->facts[index], &proof->facts[index + 1], rest * sizeof(proof->facts[0]));
	memmove(&proof->values[index], &proof->values[index + 1], rest * sizeof(proof->values[0]));
}

static void
renew_proof(const struct renewing *renewing, struct proof *proof)
{
	for (unsigned i = proof->fact_count; i > 0; i--) {
		enum fact_type type = fact_rows[proof->facts[i - 1]].type;
		const char    *text;

		if (type != TYPE_TEXT && type != TYPE_TEXTS)
			continue;
		text = renewing->renew(renewing->context, (const char *)(uintptr_t)proof->values[i - 1]);
		if (text == NULL)
			forget_fact(proof, i - 1);
		else
			proof->values[i - 1] = (uint64_t)(uintptr_t)text;
	}
}

static void
renew_ledger(const struct renewing *renewing, const struct ledger *ledger)
{
	for (const struct pair *pair = ledger_first(ledger); pair != NULL; pair = pair->next)
		for (struct kept *kept = pair->findings; kept != NULL; kept = kept->next)
			renew_proof(renewing, &kept->finding.proof);
}

static void
renew_cell(const struct renewing *renewing, const struct policy *policy, struct cell *cell)
{
	renew_proof(renewing, &cell->all.proof);
	for (size_t i = 0; i < policy->gatherings[cell->key.gathering].rule_count; i++)
		if (cell->evidence[i] != NULL)
			renew_proof(renewing, &cell->evidence[i]->proof);
}

void
results_renew_texts(struct results *results, const char *(*renew)(void *context, const char *text),
		    void           *context)
{
	const struct renewing renewing = {renew, context};

	renew_ledger(&renewing, results->ledger);
	renew_ledger(&renewing, results->past);
	for (struct group *group = groups_first(results->groups); group != NULL; group = group->next)
		renew_proof(&renewing, &group->finding.proof);
	for (size_t i = 0; i < results->settled.count; i++)
		renew_proof(&renewing, &results->settled.findings[i].proof);
	if (results->gatherer == NULL)
		return;
	for (struct cell *cell = gatherer_first(results->gatherer); cell != NULL; cell = cell->next)
		renew_cell(&renewing, results->policy, cell);
}
