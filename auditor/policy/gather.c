/* SPDX-License-Identifier: Apache-2.0 */
/* Counts sessions by subject and half window. */
#include "policy/gather.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/keyed.h"
#include "base/pool.h"
#include "policy/expression.h"

#define BUDGET_PER_CELL 256 /* octets of distinct values, on average */

struct gatherer {
	const struct policy   *policy;
	struct keyed          *by_key;   /* cells */
	struct keyed          *subjects; /* their heads, by what stands before the bucket in the key */
	struct pool          **pools;    /* of cells, by gathering: they differ in size */
	struct pool           *evidence;
	uint64_t              *refused; /* by gathering */
	size_t                 cells, limit;
	struct cell           *first, *last, *changed;
	struct distinct_budget budget;
	uint64_t               wanted[COUNTER_WORDS];                   /* counters that some gathering has */
	enum answer            answers[MOST_COUNTERS];                  /* of the session at hand */
	uint64_t               sure[COUNTER_WORDS], any[COUNTER_WORDS]; /* the same, one bit each */
};

static bool
has_bit(const uint64_t *mask, size_t bit)
{
	return (mask[bit / 64] >> bit % 64 & 1) != 0;
}

static bool
is_meeting(const uint64_t *a, const uint64_t *b)
{
	uint64_t both = 0;

	for (unsigned i = 0; i < COUNTER_WORDS; i++)
		both |= a[i] & b[i];
	return both != 0;
}

static size_t
cell_size(const struct gathering *gathering)
{
	return sizeof(struct cell) + gathering->counter_count * sizeof(struct tally) +
	       gathering->rule_count * sizeof(struct evidence *);
}

static bool
make_pools(struct gatherer *gatherer)
{
	const struct policy *policy = gatherer->policy;

	gatherer->pools = calloc(policy->gathering_count + 1, sizeof(struct pool *));
	gatherer->refused = calloc(policy->gathering_count + 1, sizeof(uint64_t));
	gatherer->by_key = keyed_new(sizeof(struct cell_key));
	gatherer->subjects = keyed_new(offsetof(struct cell_key, bucket));
	gatherer->evidence = pool_new(sizeof(struct evidence), gatherer->limit);
	if (gatherer->pools == NULL || gatherer->refused == NULL || gatherer->by_key == NULL ||
	    gatherer->subjects == NULL || gatherer->evidence == NULL)
		return false;
	for (size_t i = 0; i < policy->gathering_count; i++) {
		gatherer->pools[i] = pool_new(cell_size(&policy->gatherings[i]), gatherer->limit);
		if (gatherer->pools[i] == NULL)
			return false;
	}
	return true;
}

struct gatherer *
gatherer_new(const struct policy *policy, size_t cells)
{
	struct gatherer *gatherer = calloc(1, sizeof(*gatherer));

	if (gatherer == NULL)
		return NULL;
	gatherer->policy = policy;
	gatherer->limit = cells;
	gatherer->budget.limit = cells * BUDGET_PER_CELL;
	for (size_t i = 0; i < policy->gathering_count; i++)
		for (unsigned j = 0; j < COUNTER_WORDS; j++)
			gatherer->wanted[j] |= policy->gatherings[i].mask[j];
	if (make_pools(gatherer))
		return gatherer;
	gatherer_free(gatherer);
	return NULL;
}

/* Make it be found; false without memory. */
static bool
enter(struct gatherer *gatherer, struct cell *cell)
{
	struct cell *head = keyed_find(gatherer->subjects, &cell->key);

	if (!keyed_add(gatherer->by_key, cell))
		return false;
	if (head == NULL && !keyed_add(gatherer->subjects, cell)) {
		keyed_remove(gatherer->by_key, cell);
		return false;
	}
	cell->head = cell;
	if (head != NULL) {
		cell->head = head;
		cell->sibling = head->sibling;
		head->sibling = cell;
	}
	return true;
}

static void
note_change(struct gatherer *gatherer, struct cell *head)
{
	if (head->is_changed)
		return;
	head->is_changed = true;
	head->next_changed = gatherer->changed;
	gatherer->changed = head;
}

/* The cell of that key, made if need be; NULL when there is no room. */
static struct cell *
cell_for(struct gatherer *gatherer, const struct cell_key *key)
{
	const struct gathering *gathering = &gatherer->policy->gatherings[key->gathering];
	struct cell            *cell = keyed_find(gatherer->by_key, key);

	if (cell != NULL)
		return cell;
	if (gatherer->cells == gatherer->limit || (cell = pool_take(gatherer->pools[key->gathering])) == NULL)
		return NULL;
	cell->key = *key;
	if (!enter(gatherer, cell)) {
		pool_return(gatherer->pools[key->gathering], cell);
		return NULL;
	}
	cell->tallies = (struct tally *)(void *)(cell + 1);
	cell->evidence = (struct evidence **)(void *)(cell->tallies + gathering->counter_count);
	if (gatherer->last != NULL)
		gatherer->last->next = cell;
	else
		gatherer->first = cell;
	gatherer->last = cell;
	gatherer->cells++;
	return cell;
}

/* ---- one session ---- */

/* Rounded down, also before 1970. */
static int64_t
bucket_of(const struct gathering *gathering, int64_t time)
{
	int64_t half = gathering->window / 2;

	if (half == 0)
		return 0;
	return time / half - (time % half < 0);
}

/* False if the session does not tell which subject it belongs to. */
static bool
make_key(struct cell_key *key, const struct gatherer *gatherer, size_t index, const struct facts *facts)
{
	const struct gathering *gathering = &gatherer->policy->gatherings[index];
	struct value            client, server, port, path, begin;

	if (!facts_value(facts, FACT_CLIENT, &client) || !facts_value(facts, FACT_SERVER, &server) ||
	    !facts_value(facts, FACT_SERVER_PORT, &port))
		return false;
	memset(key, 0, sizeof(*key));
	if (subject_has_fact(gathering->subject, FACT_CLIENT))
		key->client = client.is.address;
	if (subject_has_fact(gathering->subject, FACT_SERVER))
		key->server = server.is.address;
	if (subject_has_fact(gathering->subject, FACT_SERVER_PORT))
		key->port = (uint16_t)port.is.number;
	if (subject_has_fact(gathering->subject, FACT_PATH))
		key->path = facts_value(facts, FACT_PATH, &path) ? (uint8_t)path.is.number : PATH_COUNT;
	key->gathering = (uint16_t)index;
	key->bucket = bucket_of(gathering, facts_value(facts, FACT_FIRST_SEEN, &begin) ? begin.is.time : 0);
	return true;
}

static struct evidence *
evidence_for(struct gatherer *gatherer, struct cell *cell, size_t rule)
{
	if (cell->evidence[rule] == NULL)
		cell->evidence[rule] = pool_take(gatherer->evidence);
	return cell->evidence[rule];
}

/* Evidence of a check is what surely counts in what violates it. */
static void
add_to_cell(struct gatherer *gatherer, struct cell *cell, const struct session *session)
{
	const struct policy    *policy = gatherer->policy;
	const struct gathering *gathering = &policy->gatherings[cell->key.gathering];
	struct evidence        *evidence;

	note_change(gatherer, cell->head);
	for (size_t i = 0; i < gathering->counter_count; i++)
		if (has_bit(gatherer->any, gathering->counters[i]))
			tally_add(&cell->tallies[i], policy->counters.list[gathering->counters[i]],
				  gatherer->answers[gathering->counters[i]], &session->facts,
				  &gatherer->budget);
	evidence_add(&cell->all, gathering->subject, session, &gatherer->budget);
	for (size_t i = 0; i < gathering->rule_count; i++) {
		const struct check *check = &policy->rules[gathering->rules[i]]->check;

		if (is_meeting(expression_evidence(check->violates), gatherer->sure) &&
		    (evidence = evidence_for(gatherer, cell, i)) != NULL)
			evidence_add(evidence, gathering->subject, session, &gatherer->budget);
	}
}

/* False if no counter counts it. */
static bool
ask_counters(struct gatherer *gatherer, const struct facts *facts)
{
	const struct policy *policy = gatherer->policy;
	uint64_t             any = 0;

	memset(gatherer->sure, 0, sizeof(gatherer->sure));
	memset(gatherer->any, 0, sizeof(gatherer->any));
	for (size_t i = 0; i < policy->counters.count; i++) {
		enum answer answer;

		if (!has_bit(gatherer->wanted, i))
			continue;
		answer = expression_ask(policy->counters.list[i]->counts, facts, policy->zones);
		gatherer->answers[i] = answer;
		gatherer->sure[i / 64] |= (uint64_t)(answer == ANSWER_YES) << i % 64;
		gatherer->any[i / 64] |= (uint64_t)(answer != ANSWER_NO) << i % 64;
		any |= gatherer->any[i / 64];
	}
	return any != 0;
}

void
gatherer_add(struct gatherer *gatherer, const struct session *session)
{
	const struct policy *policy = gatherer->policy;
	struct cell_key      key;
	struct cell         *cell;

	if (policy->gathering_count == 0 || !ask_counters(gatherer, &session->facts))
		return;
	for (size_t i = 0; i < policy->gathering_count; i++) {
		if (!is_meeting(policy->gatherings[i].mask, gatherer->any) ||
		    !make_key(&key, gatherer, i, &session->facts))
			continue;
		if ((cell = cell_for(gatherer, &key)) != NULL)
			add_to_cell(gatherer, cell, session);
		else
			gatherer->refused[i]++;
	}
}

/* ---- the whole ---- */

void
gatherer_put(struct gatherer *into, const struct cell *from)
{
	const struct gathering *gathering = &into->policy->gatherings[from->key.gathering];
	struct cell            *cell = cell_for(into, &from->key);
	struct evidence        *evidence;

	if (cell == NULL) {
		into->refused[from->key.gathering] += from->all.count;
		return;
	}
	note_change(into, cell->head);
	evidence_join(&cell->all, &from->all, &into->budget);
	for (size_t i = 0; i < gathering->counter_count; i++)
		tally_join(&cell->tallies[i], &from->tallies[i], &into->budget);
	for (size_t i = 0; i < gathering->rule_count; i++)
		if (from->evidence[i] != NULL && (evidence = evidence_for(into, cell, i)) != NULL)
			evidence_join(evidence, from->evidence[i], &into->budget);
}

void
gatherer_merge(struct gatherer *into, const struct gatherer *from)
{
	for (size_t i = 0; i < into->policy->gathering_count; i++)
		into->refused[i] += from->refused[i];
	for (const struct cell *cell = from->first; cell != NULL; cell = cell->next)
		gatherer_put(into, cell);
}

void
gatherer_refuse(struct gatherer *gatherer, size_t gathering, uint64_t sessions)
{
	gatherer->refused[gathering] += sessions;
}

uint64_t
gatherer_refused(const struct gatherer *gatherer, size_t gathering)
{
	return gatherer->refused[gathering];
}

const struct cell *
gatherer_first(const struct gatherer *gatherer)
{
	return gatherer->first;
}

struct cell *
gatherer_subject(const struct gatherer *gatherer, const struct cell_key *key)
{
	return keyed_find(gatherer->subjects, key);
}

struct cell *
gatherer_changed(struct gatherer *gatherer)
{
	struct cell *head;

	while ((head = gatherer->changed) != NULL) {
		gatherer->changed = head->next_changed;
		if (head->is_changed) {
			head->is_changed = false;
			return head;
		}
	}
	return NULL;
}

size_t
gatherer_cells(const struct gatherer *gatherer)
{
	return gatherer->cells;
}

static void
free_cell(const struct policy *policy, struct cell *cell)
{
	const struct gathering *gathering = &policy->gatherings[cell->key.gathering];

	evidence_free(&cell->all);
	for (size_t i = 0; i < gathering->counter_count; i++)
		tally_free(&cell->tallies[i]);
	for (size_t i = 0; i < gathering->rule_count; i++)
		if (cell->evidence[i] != NULL)
			evidence_free(cell->evidence[i]);
}

void
gatherer_free(struct gatherer *gatherer)
{
	if (gatherer == NULL)
		return;
	for (struct cell *cell = gatherer->first; cell != NULL; cell = cell->next)
		free_cell(gatherer->policy, cell);
	for (size_t i = 0; gatherer->pools != NULL && i < gatherer->policy->gathering_count; i++)
		pool_free(gatherer->pools[i]);
	pool_free(gatherer->evidence);
	free(gatherer->pools);
	free(gatherer->refused);
	keyed_free(gatherer->by_key);
	keyed_free(gatherer->subjects);
	free(gatherer);
}
