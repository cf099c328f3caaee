/* SPDX-License-Identifier: Apache-2.0 */
/* Settles all subjects, or those that changed. */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "policy/settle_room.h"

/* ---- all of them ---- */

static bool
is_same_subject(const struct cell *a, const struct cell *b)
{
	return memcmp(&a->key, &b->key, offsetof(struct cell_key, bucket)) == 0;
}

int
settle_compare(const void *a, const void *b)
{
	const struct cell *const *first = a, *const *second = b;

	return cell_key_compare(&(*first)->key, &(*second)->key);
}

static void
settle_all(struct settling *settling, struct cell **cells, size_t count)
{
	for (size_t from = 0, to; from < count; from = to) {
		for (to = from + 1; to < count && is_same_subject(cells[from], cells[to]); to++)
			;
		settling->gathering = &settling->policy->gatherings[cells[from]->key.gathering];
		settling->cells = cells + from;
		settling->count = settling->closing = to - from;
		settle_subject(settling);
	}
}

static void
count_refused(struct settled *settled, const struct policy *policy, const struct gatherer *gatherer)
{
	for (size_t i = 0; i < policy->gathering_count; i++)
		for (size_t j = 0; gatherer_refused(gatherer, i) > 0 && j < policy->gatherings[i].rule_count;
		     j++)
			settled->counts[policy->gatherings[i].rules[j]].by[INCONCLUSIVE]++;
}

bool
settling_begin(struct settling *settling, struct settled *settled, const struct policy *policy, size_t limit)
{
	*settling = (struct settling){.settled = settled, .policy = policy};
	memset(settled, 0, sizeof(*settled));
	settled->limit = limit;
	settled->counts = calloc(policy->rule_count + 1, sizeof(*settled->counts));
	settled->waivers = calloc(policy->waiver_count + 1, sizeof(*settled->waivers));
	settling->counted = calloc(policy->counters.count + 1, sizeof(*settling->counted));
	settling->standings = calloc(policy->rule_count + 1, sizeof(*settling->standings));
	return settled->counts != NULL && settled->waivers != NULL && settling->counted != NULL &&
	       settling->standings != NULL;
}

void
settling_end(struct settling *settling)
{
	free(settling->counted);
	free(settling->standings);
}

bool
settle(struct settled *settled, const struct policy *policy, const struct gatherer *gatherer, size_t limit)
{
	struct settling settling;
	size_t          count = gatherer_cells(gatherer);
	struct cell   **cells = calloc(count + 1, sizeof(*cells)), **at = cells;
	bool            is_done = settling_begin(&settling, settled, policy, limit) && cells != NULL;

	if (is_done) {
		for (struct cell *cell = gatherer_first(gatherer); cell != NULL; cell = cell->next)
			*at++ = cell;
		qsort(cells, count, sizeof(*cells), settle_compare);
		settle_all(&settling, cells, count);
		count_refused(settled, policy, gatherer);
	}
	free(cells);
	settling_end(&settling);
	return is_done;
}

/* ---- those that changed ---- */

size_t
settle_count(const struct cell *head)
{
	size_t count = 0;

	for (; head != NULL; head = head->sibling)
		count++;
	return count;
}

void
settle_tell_all(struct settling *settling, settle_tell *tell, void *context)
{
	for (size_t i = 0; i < settling->settled->count; i++)
		tell(context, &settling->settled->findings[i]);
	settling->settled->count = 0;
}

/* One subject, of which there are cells in one gatherer or in both. */
static void
judge_changed(struct settling *settling, struct cell *head, struct cell *live, settle_tell *tell,
	      void *context)
{
	size_t        count = settle_count(head) + settle_count(live);
	struct cell **cells = calloc(count, sizeof(*cells)), **at = cells;

	if (cells == NULL)
		return;
	for (; head != NULL; head = head->sibling)
		*at++ = head;
	for (; live != NULL; live = live->sibling)
		*at++ = live;
	qsort(cells, count, sizeof(*cells), settle_compare);
	settle_all(settling, cells, count);
	settle_tell_all(settling, tell, context);
	free(cells);
}

void
settle_changed(const struct policy *policy, struct gatherer *gatherer, struct gatherer *live,
	       settle_tell *tell, void *context)
{
	struct settled  settled;
	struct settling settling;
	bool            has_room = settling_begin(&settling, &settled, policy, policy->rule_count);
	struct cell    *head, *other;

	while (has_room && (head = gatherer_changed(gatherer)) != NULL) {
		if ((other = gatherer_subject(live, &head->key)) != NULL)
			other->is_changed = false;
		judge_changed(&settling, head, other, tell, context);
	}
	while (has_room && (head = gatherer_changed(live)) != NULL)
		judge_changed(&settling, gatherer_subject(gatherer, &head->key), head, tell, context);
	settling_end(&settling);
	settled_free(&settled);
}

void
settled_free(struct settled *settled)
{
	free(settled->findings);
	free(settled->counts);
	free(settled->waivers);
	memset(settled, 0, sizeof(*settled));
}
