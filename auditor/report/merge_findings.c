/* SPDX-License-Identifier: Apache-2.0 */
/* Joins the findings and the sessions of reports. */
#include <stdlib.h>
#include <string.h>

#include "report/merge_room.h"

/* ---- findings ---- */

static size_t
index_of(const struct saved *saved, const struct check *check)
{
	size_t index = 0;

	while (index < saved->checks.count &&
	       &((struct saved_check **)saved->checks.items)[index]->check != check)
		index++;
	return index;
}

static void
move_finding(struct merge *merge, size_t part, struct finding *finding, const struct finding *from)
{
	size_t index = index_of(merge->parts[part], from->check);

	*finding = *from;
	finding->check = &((struct saved_check **)merge->into->checks.items)[index]->check;
	finding->place_count = 0;
	for (unsigned i = 0; i < from->place_count; i++)
		finding_add_place(finding, merge_place(merge, part, from->places[i]));
	finding->has_more_places = from->has_more_places;
	if (from->blocker.where != PLACE_NONE)
		finding->blocker.where = merge_place(merge, part, from->blocker.where);
	if (from->control.where != PLACE_NONE)
		finding->control.where = merge_place(merge, part, from->control.where);
	finding->from = merge_text(merge, from->from);
	finding->to = merge_text(merge, from->to);
	finding->waiver = saved_waiver(merge->into, from->waiver);
	finding->expired = saved_waiver(merge->into, from->expired);
	if (from->proof.first_frame != PLACE_NONE)
		finding->proof.first_frame = merge_place(merge, part, from->proof.first_frame);
}

/* As finding_compare, but for the severity, which may be another in the other report. */
static int
subject_compare(const void *a, const void *b)
{
	struct finding left = *(const struct finding *)a, right = *(const struct finding *)b;

	left.severity = right.severity = SEVERITY_INFO;
	return finding_compare(&left, &right);
}

static int
report_compare(const void *a, const void *b)
{
	return finding_compare(a, b);
}

static uint64_t
larger(uint64_t one, uint64_t other)
{
	return one > other ? one : other;
}

/* The one that stands first in the policy. */
static const struct waiver_says *
first_of(const struct waiver_says *one, const struct waiver_says *other)
{
	int order;

	if (one == NULL || other == NULL)
		return one == NULL ? other : one;
	order = strcmp(one->spot.file == NULL ? "" : one->spot.file,
		       other->spot.file == NULL ? "" : other->spot.file);
	if (order == 0)
		order = one->spot.line - other->spot.line;
	return order <= 0 ? one : other;
}

/* How many different clients two halves have together cannot be told: at least as many as the larger has. */
static void
join(struct finding *into, const struct finding *from)
{
	const struct waiver_says *waiver = first_of(into->waiver, from->waiver);
	const struct waiver_says *expired = first_of(into->expired, from->expired);

	finding_merge(into, from);
	into->waiver = waiver;
	into->expired = expired;
	into->of += from->of;
	into->answered += from->answered;
	if (into->subject == SUBJECT_SESSION)
		return;
	into->clients = larger(into->clients, from->clients);
	into->servers = larger(into->servers, from->servers);
	into->ports = larger(into->ports, from->ports);
	into->is_at_least = true;
}

/* Reports with pairs tell how often a check applied where it was not violated, too. */
static void
count_of(struct merge *merge, struct finding *finding)
{
	const struct saved_pair  key = {.tally.key = finding_pair(finding)};
	const struct list       *pairs = &merge->into->pairs;
	const struct saved_pair *pair;

	if (finding->subject != SUBJECT_SESSION || pairs->count == 0)
		return;
	pair = bsearch(&key, pairs->items, pairs->count, sizeof(key), merge_pair_compare);
	if (pair != NULL)
		finding->of = pair->of[index_of(merge->into, finding->check)];
}

static bool
take_findings(struct merge *merge)
{
	for (size_t part = 0; part < merge->count; part++) {
		const struct list *from = &merge->parts[part]->findings;

		for (size_t i = 0; i < from->count; i++) {
			struct finding *finding = list_add(&merge->into->findings, sizeof(*finding));

			if (finding == NULL)
				return merge_no_memory(merge);
			move_finding(merge, part, finding, (const struct finding *)from->items + i);
		}
	}
	return true;
}

bool
merge_findings(struct merge *merge)
{
	struct list    *findings = &merge->into->findings;
	struct finding *rows;
	size_t          kept = 0;

	if (!take_findings(merge))
		return false;
	if ((rows = findings->items) == NULL)
		return true;
	qsort(rows, findings->count, sizeof(*rows), subject_compare);
	for (size_t i = 1; i < findings->count; i++)
		if (subject_compare(&rows[kept], &rows[i]) == 0)
			join(&rows[kept], &rows[i]);
		else
			rows[++kept] = rows[i];
	findings->count = kept + 1;
	for (size_t i = 0; i < findings->count; i++)
		count_of(merge, &rows[i]);
	qsort(rows, findings->count, sizeof(*rows), report_compare);
	return true;
}

/* ---- sessions ---- */

bool
merge_sessions(struct merge *merge)
{
	if (!merge->into->report.with_sessions)
		return true;
	for (size_t part = 0; part < merge->count; part++) {
		const struct list *from = &merge->parts[part]->sessions;

		for (size_t i = 0; i < from->count; i++) {
			struct saved_session *session = list_add(&merge->into->sessions, sizeof(*session));

			if (session == NULL)
				return merge_no_memory(merge);
			*session = ((const struct saved_session *)from->items)[i];
			session->first = merge_place(merge, part, session->first);
			session->part = (uint32_t)part;
		}
	}
	return true;
}
