/* SPDX-License-Identifier: Apache-2.0 */
/* Adds up what reports count: coverage, checks, ports, and clients at services. */
#include <stdlib.h>
#include <string.h>

#include "report/merge_room.h"

static bool
add_count(struct merge *merge, const struct report_count *from)
{
	struct list         *counts = &merge->into->counts;
	struct report_count *count = counts->items;

	for (size_t i = 0; i < counts->count; i++)
		if (strcmp(count[i].name, from->name) == 0) {
			count[i].number += from->number;
			return true;
		}
	if ((count = list_add(counts, sizeof(*count))) == NULL)
		return merge_no_memory(merge);
	*count = *from;
	count->name = merge_text(merge, from->name);
	return count->name != NULL || merge_no_memory(merge);
}

bool
merge_counts(struct merge *merge)
{
	for (size_t part = 0; part < merge->count; part++) {
		const struct list *counts = &merge->parts[part]->counts;

		for (size_t i = 0; i < counts->count; i++)
			if (!add_count(merge, (const struct report_count *)counts->items + i))
				return false;
	}
	saved_explain_counts(merge->into);
	return true;
}

static void
add_tally(struct check_tally *into, const struct check_tally *from)
{
	into->applicable += from->applicable;
	into->violated += from->violated;
	into->satisfied += from->satisfied;
	into->inconclusive += from->inconclusive;
	into->waived += from->waived;
	into->answered += from->answered;
}

static uint64_t
larger(uint64_t one, uint64_t other)
{
	return one > other ? one : other;
}

/*
 * Of clients or services that two reports judged, nobody knows how many are the same, nor what both halves of
 * one would have shown together: there are at least as many as the larger report has, and none of them is
 * satisfied for sure.
 */
static void
join_tally(struct check_tally *into, const struct check_tally *from)
{
	if (from->applicable == 0)
		return;
	if (into->applicable == 0) {
		add_tally(into, from);
		return;
	}
	into->applicable = larger(into->applicable, from->applicable);
	into->violated = larger(into->violated, from->violated);
	into->waived = larger(into->waived, from->waived);
	into->applicable = larger(into->applicable, into->violated + into->waived);
	into->satisfied = 0;
	into->inconclusive = into->applicable - into->violated - into->waived;
}

/* The texts are those of the first report that has them: all were made under one policy. */
static bool
add_check(struct merge *merge, size_t index)
{
	struct saved_check  *check = arena_take(merge->into->arena, sizeof(*check));
	struct saved_check **kept = list_add(&merge->into->checks, sizeof(struct saved_check *));

	if (check == NULL || kept == NULL)
		return merge_no_memory(merge);
	*kept = check;
	for (size_t part = 0; part < merge->count; part++) {
		const struct saved_check *from =
		    ((struct saved_check **)merge->parts[part]->checks.items)[index];

		if (part == 0 || (from->is_whole && !check->is_whole)) {
			check->check = from->check;
			check->is_whole = from->is_whole;
		}
		if (check->check.subject == SUBJECT_SESSION)
			add_tally(&check->tally, &from->tally);
		else
			join_tally(&check->tally, &from->tally);
	}
	check->tally.check = &check->check;
	check->tally.verdict = check_tally_verdict(&check->tally);
	return true;
}

bool
merge_checks(struct merge *merge)
{
	for (size_t i = 0; i < merge->parts[0]->checks.count; i++)
		if (!add_check(merge, i))
			return false;
	return true;
}

static int
port_compare(const void *a, const void *b)
{
	const struct port_tally *left = a, *right = b;

	if (left->port != right->port)
		return left->port < right->port ? -1 : 1;
	if (left->protocol != right->protocol)
		return left->protocol < right->protocol ? -1 : 1;
	if (left->security != right->security)
		return left->security < right->security ? -1 : 1;
	if (left->outcome != right->outcome)
		return left->outcome < right->outcome ? -1 : 1;
	return left->path < right->path ? -1 : left->path > right->path;
}

bool
merge_ports(struct merge *merge)
{
	struct list       *ports = &merge->into->ports;
	struct port_tally *rows;
	size_t             kept = 0;

	for (size_t part = 0; part < merge->count; part++) {
		const struct list *from = &merge->parts[part]->ports;

		for (size_t i = 0; i < from->count; i++) {
			struct port_tally *row = list_add(ports, sizeof(*row));

			if (row == NULL)
				return merge_no_memory(merge);
			*row = ((const struct port_tally *)from->items)[i];
		}
	}
	if ((rows = ports->items) == NULL)
		return true;
	qsort(rows, ports->count, sizeof(*rows), port_compare);
	for (size_t i = 1; i < ports->count; i++)
		if (port_compare(&rows[kept], &rows[i]) == 0)
			rows[kept].sessions += rows[i].sessions;
		else
			rows[++kept] = rows[i];
	ports->count = kept + 1;
	return true;
}

int
merge_pair_compare(const void *a, const void *b)
{
	const struct saved_pair *left = a, *right = b;

	return pair_key_compare(&left->tally.key, &right->tally.key);
}

static bool
add_pairs(struct merge *merge, const struct saved *from)
{
	size_t checks = merge->into->checks.count;

	for (size_t i = 0; i < from->pairs.count; i++) {
		struct saved_pair       *pair = list_add(&merge->into->pairs, sizeof(*pair));
		const struct saved_pair *old = (const struct saved_pair *)from->pairs.items + i;

		if (pair == NULL ||
		    (pair->of = arena_take(merge->into->arena, (checks + 1) * sizeof(uint32_t))) == NULL)
			return merge_no_memory(merge);
		memcpy(pair->of, old->of, checks * sizeof(uint32_t));
		pair->tally = old->tally;
		pair->tally.of = pair->of;
	}
	return true;
}

/* As pair_count of policy/ledger.h, it stops at the greatest number. */
static void
add_of(struct saved_pair *into, const struct saved_pair *from, size_t checks)
{
	for (size_t i = 0; i < checks; i++)
		into->of[i] = from->of[i] > UINT32_MAX - into->of[i] ? UINT32_MAX : into->of[i] + from->of[i];
}

bool
merge_pairs(struct merge *merge)
{
	struct list       *pairs = &merge->into->pairs;
	struct saved_pair *rows;
	size_t             kept = 0;

	if (!merge->into->report.with_pairs)
		return true;
	for (size_t part = 0; part < merge->count; part++)
		if (!add_pairs(merge, merge->parts[part]))
			return false;
	if ((rows = pairs->items) == NULL)
		return true;
	qsort(rows, pairs->count, sizeof(*rows), merge_pair_compare);
	for (size_t i = 1; i < pairs->count; i++)
		if (merge_pair_compare(&rows[kept], &rows[i]) == 0)
			add_of(&rows[kept], &rows[i], merge->into->checks.count);
		else
			rows[++kept] = rows[i];
	pairs->count = kept + 1;
	return true;
}
