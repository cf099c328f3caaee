/* SPDX-License-Identifier: Apache-2.0 */
/* The counters of subjects in half windows. */
#include "policy/gather_room.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/keyed.h"
#include "base/pool.h"

#define BUDGET_PER_CELL 256 /* octets of distinct values, on average */

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

void
gatherer_note_change(struct gatherer *gatherer, struct cell *head)
{
	if (head->is_changed)
		return;
	head->is_changed = true;
	head->next_changed = gatherer->changed;
	gatherer->changed = head;
}

int
cell_key_compare(const struct cell_key *a, const struct cell_key *b)
{
	int order = (int)a->gathering - (int)b->gathering;

	if (order == 0)
		order = pair_key_compare(&a->pair, &b->pair);
	return order != 0 ? order : (a->bucket > b->bucket) - (a->bucket < b->bucket);
}

struct cell *
gatherer_cell(struct gatherer *gatherer, const struct cell_key *key)
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

struct evidence *
gatherer_evidence(struct gatherer *gatherer, struct cell *cell, size_t rule)
{
	if (cell->evidence[rule] == NULL)
		cell->evidence[rule] = pool_take(gatherer->evidence);
	return cell->evidence[rule];
}

/* ---- the whole ---- */

void
gatherer_put(struct gatherer *into, const struct cell *from)
{
	const struct gathering *gathering = &into->policy->gatherings[from->key.gathering];
	struct cell            *cell = gatherer_cell(into, &from->key);
	struct evidence        *evidence;

	if (cell == NULL) {
		into->refused[from->key.gathering] += from->all.count;
		return;
	}
	gatherer_note_change(into, cell->head);
	cell->is_stray |= from->is_stray;
	evidence_join(&cell->all, &from->all, &into->budget);
	for (size_t i = 0; i < gathering->counter_count; i++)
		tally_join(&cell->tallies[i], &from->tallies[i], &into->budget);
	for (size_t i = 0; i < gathering->rule_count; i++)
		if (from->evidence[i] != NULL && (evidence = gatherer_evidence(into, cell, i)) != NULL)
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

struct cell *
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

size_t
gatherer_limit(const struct gatherer *gatherer)
{
	return gatherer->limit;
}

static void
free_cell(struct gatherer *gatherer, struct cell *cell)
{
	const struct gathering *gathering = &gatherer->policy->gatherings[cell->key.gathering];

	evidence_return(&cell->all, &gatherer->budget);
	for (size_t i = 0; i < gathering->counter_count; i++)
		tally_return(&cell->tallies[i], &gatherer->budget);
	for (size_t i = 0; i < gathering->rule_count; i++)
		if (cell->evidence[i] != NULL) {
			evidence_return(cell->evidence[i], &gatherer->budget);
			pool_return(gatherer->evidence, cell->evidence[i]);
		}
}

/* The cells of the subject that are not over are one again, with one of them as its head. */
static void
chain_anew(struct gatherer *gatherer, struct cell *old)
{
	struct cell *head = NULL, *next;

	keyed_remove(gatherer->subjects, old);
	for (struct cell *cell = old; cell != NULL; cell = next) {
		next = cell->sibling;
		if (cell->is_over)
			continue;
		if (head == NULL) {
			head = cell;
			head->sibling = NULL;
		} else {
			cell->sibling = head->sibling;
			head->sibling = cell;
		}
		cell->head = head;
	}
	/* There is room: one was taken out just before. */
	if (head != NULL)
		(void)keyed_add(gatherer->subjects, head);
}

static bool
has_over(const struct cell *head)
{
	while (head != NULL && !head->is_over)
		head = head->sibling;
	return head != NULL;
}

void
gatherer_drop(struct gatherer *gatherer)
{
	struct cell **link = &gatherer->first, *cell;

	for (cell = gatherer->first; cell != NULL; cell = cell->next)
		if (cell->head == cell && has_over(cell))
			chain_anew(gatherer, cell);
	gatherer->last = NULL;
	while ((cell = *link) != NULL) {
		if (!cell->is_over) {
			gatherer->last = cell;
			link = &cell->next;
			continue;
		}
		*link = cell->next;
		gatherer->cells--;
		keyed_remove(gatherer->by_key, cell);
		free_cell(gatherer, cell);
		pool_return(gatherer->pools[cell->key.gathering], cell);
	}
}

void
gatherer_free(struct gatherer *gatherer)
{
	if (gatherer == NULL)
		return;
	for (struct cell *cell = gatherer->first; cell != NULL; cell = cell->next)
		free_cell(gatherer, cell);
	for (size_t i = 0; gatherer->pools != NULL && i < gatherer->policy->gathering_count; i++)
		pool_free(gatherer->pools[i]);
	pool_free(gatherer->evidence);
	free(gatherer->pools);
	free(gatherer->refused);
	keyed_free(gatherer->by_key);
	keyed_free(gatherer->subjects);
	free(gatherer);
}
