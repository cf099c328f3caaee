/* SPDX-License-Identifier: Apache-2.0 */
/* Settles for good what is over, and drops its counters. */
#include <stdlib.h>

#include "policy/settle_room.h"

/* A subject that may be given up before its time. */
struct closable {
	struct cell *head;
	uint64_t     sessions;
	int64_t      last_seen;
};

struct closing {
	struct settling settling;
	struct settled  settled;
	settle_tell    *tell;
	void           *context;
	int64_t         newest; /* time that a session began */
	size_t          open;   /* cells that are not over */
};

/* Judge the first of the cells of a subject, and have done with them. */
static void
close_cells(struct closing *closing, struct cell **cells, size_t count, size_t over)
{
	struct settling *settling = &closing->settling;

	settling->gathering = &settling->policy->gatherings[cells[0]->key.gathering];
	settling->cells = cells;
	settling->count = count;
	settling->closing = over;
	settle_subject(settling);
	settle_tell_all(settling, closing->tell, closing->context);
	for (size_t i = 0; i < over; i++)
		cells[i]->is_over = true;
	closing->open -= over;
}

/* Of those in the order of time, the ones of which no window goes on. */
static size_t
count_over(const struct closing *closing, struct cell *const *cells, size_t count)
{
	int64_t half = closing->settling.policy->gatherings[cells[0]->key.gathering].window / 2;
	size_t  over = 0;

	while (half > 0 && over < count && (cells[over]->key.bucket + 2) <= closing->newest / half)
		over++;
	return over;
}

static void
close_subject(struct closing *closing, struct cell *head, bool is_whole)
{
	size_t        count = 0, over, all = settle_count(head);
	struct cell **cells = calloc(all, sizeof(*cells));

	for (; cells != NULL && head != NULL; head = head->sibling)
		if (!head->is_over)
			cells[count++] = head;
	if (count > 0) {
		qsort(cells, count, sizeof(*cells), settle_compare);
		over = is_whole ? count : count_over(closing, cells, count);
		if (over > 0)
			close_cells(closing, cells, count, over);
	}
	free(cells);
}

/* Who was seen least, and of them who was seen longest ago, goes first. */
static int
compare_closable(const void *a, const void *b)
{
	const struct closable *first = a, *second = b;

	if (first->sessions != second->sessions)
		return first->sessions < second->sessions ? -1 : 1;
	return (first->last_seen > second->last_seen) - (first->last_seen < second->last_seen);
}

static struct closable
closable_of(struct cell *head)
{
	struct closable closable = {.head = head, .last_seen = INT64_MIN};

	for (const struct cell *cell = head; cell != NULL; cell = cell->sibling) {
		closable.sessions += cell->all.count;
		if (cell->all.last_seen > closable.last_seen)
			closable.last_seen = cell->all.last_seen;
	}
	return closable;
}

static void
close_all(struct closing *closing, struct gatherer *gatherer, struct closable *subjects)
{
	size_t count = 0, most = gatherer_limit(gatherer) / 2;

	for (struct cell *cell = gatherer_first(gatherer); cell != NULL; cell = cell->next)
		if (cell->head == cell && !cell->is_changed)
			subjects[count++] = closable_of(cell);
	for (size_t i = 0; i < count; i++)
		close_subject(closing, subjects[i].head, false);
	qsort(subjects, count, sizeof(*subjects), compare_closable);
	for (size_t i = 0; i < count && closing->open > most; i++)
		close_subject(closing, subjects[i].head, true);
	gatherer_drop(gatherer);
}

static void
add_counts(struct judgement_counts *counts, struct waiver_counts *waivers, const struct closing *closing)
{
	for (size_t i = 0; i < closing->settling.policy->rule_count; i++)
		for (size_t j = 0; j < JUDGEMENT_COUNT; j++)
			counts[i].by[j] += closing->settled.counts[i].by[j];
	for (size_t i = 0; i < closing->settling.policy->waiver_count; i++) {
		waivers[i].waived += closing->settled.waivers[i].waived;
		waivers[i].expired += closing->settled.waivers[i].expired;
	}
}

void
settle_past(const struct policy *policy, struct gatherer *gatherer, struct judgement_counts *counts,
	    struct waiver_counts *waivers, settle_tell *tell, void *context)
{
	struct closable *subjects = calloc(gatherer_cells(gatherer) + 1, sizeof(*subjects));
	struct closing   closing = {
	      .tell = tell, .context = context, .newest = INT64_MIN, .open = gatherer_cells(gatherer)};

	for (struct cell *cell = gatherer_first(gatherer); cell != NULL; cell = cell->next)
		if (cell->all.first_seen > closing.newest)
			closing.newest = cell->all.first_seen;
	if (settling_begin(&closing.settling, &closing.settled, policy, policy->rule_count) &&
	    subjects != NULL) {
		close_all(&closing, gatherer, subjects);
		add_counts(counts, waivers, &closing);
	}
	settling_end(&closing.settling);
	settled_free(&closing.settled);
	free(subjects);
}
