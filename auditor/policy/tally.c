/* SPDX-License-Identifier: Apache-2.0 */
/* Adds up counters and evidence. */
#include <stdlib.h>

#include "policy/gather.h"

static uint64_t
sum_of(uint64_t a, uint64_t b)
{
	return a > UINT64_MAX - b ? UINT64_MAX : a + b;
}

static void
span_join(bool *has, int64_t *first, int64_t *last, int64_t from, int64_t to)
{
	if (!*has || from < *first)
		*first = from;
	if (!*has || to > *last)
		*last = to;
	*has = true;
}

void
tally_join(struct tally *into, const struct tally *from, struct distinct_budget *budget)
{
	into->sure = sum_of(into->sure, from->sure);
	into->maybe = sum_of(into->maybe, from->maybe);
	distinct_join(&into->values, &from->values, budget);
	distinct_join(&into->perhaps, &from->perhaps, budget);
	if (from->has_sure)
		span_join(&into->has_sure, &into->first_sure, &into->last_sure, from->first_sure,
			  from->last_sure);
	if (from->has_any)
		span_join(&into->has_any, &into->first_any, &into->last_any, from->first_any, from->last_any);
}

static int64_t
time_of(const struct facts *facts, enum fact fact)
{
	struct value value;

	return facts_value(facts, fact, &value) ? value.is.time : 0;
}

void
tally_add(struct tally *tally, const struct counter *counter, bool is_sure, const struct facts *facts,
	  struct distinct_budget *budget)
{
	bool         is_known = counter->counting == COUNT_SESSIONS;
	struct value value = {.is = {.number = 1}};
	int64_t      time = time_of(facts, FACT_FIRST_SEEN);

	if (!is_known)
		is_known = facts_value(facts, counter->fact, &value);
	if (counter->counting == COUNT_DISTINCT && is_known)
		distinct_add(is_sure ? &tally->values : &tally->perhaps, distinct_hash(&value), budget);
	else if (counter->counting == COUNT_DISTINCT)
		tally->maybe = sum_of(tally->maybe, 1);
	else if (is_sure && is_known)
		tally->sure = sum_of(tally->sure, value.is.number);
	else
		tally->maybe = sum_of(tally->maybe, is_known ? value.is.number : UINT64_MAX);
	if (is_sure)
		span_join(&tally->has_sure, &tally->first_sure, &tally->last_sure, time, time);
	span_join(&tally->has_any, &tally->first_any, &tally->last_any, time, time);
}

void
tally_return(struct tally *tally, struct distinct_budget *budget)
{
	distinct_return(&tally->values, budget);
	distinct_return(&tally->perhaps, budget);
}

void
tally_free(struct tally *tally)
{
	distinct_free(&tally->values);
	distinct_free(&tally->perhaps);
}

static void
evidence_add_place(struct evidence *evidence, place where)
{
	unsigned at = evidence->place_count;

	while (at > 0 && evidence->places[at - 1] >= where) {
		if (evidence->places[at - 1] == where)
			return;
		at--;
	}
	if (at == EVIDENCE_PLACES)
		return;
	if (evidence->place_count < EVIDENCE_PLACES)
		evidence->place_count++;
	for (unsigned i = evidence->place_count - 1; i > at; i--)
		evidence->places[i] = evidence->places[i - 1];
	evidence->places[at] = where;
}

void
evidence_join(struct evidence *into, const struct evidence *from, struct distinct_budget *budget)
{
	bool has = into->count > 0;

	if (from->count == 0)
		return;
	proof_merge(&into->proof, &from->proof);
	span_join(&has, &into->first_seen, &into->last_seen, from->first_seen, from->last_seen);
	into->count += from->count;
	for (unsigned i = 0; i < from->place_count; i++)
		evidence_add_place(into, from->places[i]);
	distinct_join(&into->clients, &from->clients, budget);
	distinct_join(&into->servers, &from->servers, budget);
	distinct_join(&into->ports, &from->ports, budget);
}

/* Only what the subject does not have in common is worth counting. */
void
evidence_add(struct evidence *evidence, enum subject subject, const struct session *session,
	     struct distinct_budget *budget)
{
	static const enum fact facts[] = {FACT_CLIENT, FACT_SERVER, FACT_SERVER_PORT};
	struct distinct *const sets[] = {&evidence->clients, &evidence->servers, &evidence->ports};
	struct evidence        one = {.count = 1, .places = {session->first_frame}};
	struct value           value;

	one.place_count = session->first_frame != PLACE_NONE;
	one.first_seen = time_of(&session->facts, FACT_FIRST_SEEN);
	one.last_seen = time_of(&session->facts, FACT_LAST_SEEN);
	proof_note(&one.proof, session, NULL, NULL);
	evidence_join(evidence, &one, budget);
	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++)
		if (!subject_has_fact(subject, facts[i]) && facts_value(&session->facts, facts[i], &value))
			distinct_add(sets[i], distinct_hash(&value), budget);
}

void
evidence_free(struct evidence *evidence)
{
	distinct_free(&evidence->clients);
	distinct_free(&evidence->servers);
	distinct_free(&evidence->ports);
}

void
evidence_return(struct evidence *evidence, struct distinct_budget *budget)
{
	distinct_return(&evidence->clients, budget);
	distinct_return(&evidence->servers, budget);
	distinct_return(&evidence->ports, budget);
}
