/* SPDX-License-Identifier: Apache-2.0 */
/* Compares the findings of two reports. */
#include "report/diff.h"

#include <stdlib.h>
#include <string.h>

const char *const change_words[CHANGE_COUNT] = {"new", "gone", "changed"};

/* A finding under its id. */
struct identified {
	char                  id[FINDING_ID_SIZE];
	const struct finding *finding;
};

static int
identified_compare(const void *a, const void *b)
{
	return strcmp(((const struct identified *)a)->id, ((const struct identified *)b)->id);
}

/* All findings by id; NULL without memory. */
static struct identified *
findings_of(const struct report *report, size_t *count)
{
	const struct report_found *found = &report->found;
	struct identified         *all;

	*count = found->finding_count(found->of);
	if ((all = calloc(*count + 1, sizeof(*all))) == NULL)
		return NULL;
	for (size_t i = 0; i < *count; i++) {
		all[i].finding = found->finding(found->of, i);
		finding_id(all[i].finding, all[i].id);
	}
	qsort(all, *count, sizeof(*all), identified_compare);
	return all;
}

static bool
is_blocker_same(const struct finding_blocker *one, const struct finding_blocker *other)
{
	if ((one->where == PLACE_NONE) != (other->where == PLACE_NONE))
		return false;
	return one->where == PLACE_NONE ||
	       (one->kind == other->kind && address_equal(&one->address, &other->address) &&
		one->has_code == other->has_code && one->code == other->code);
}

static bool
is_same(const struct finding *one, const struct finding *other)
{
	return one->severity == other->severity && one->is_waived == other->is_waived &&
	       one->count == other->count && one->of == other->of &&
	       is_blocker_same(&one->blocker, &other->blocker);
}

static enum verdict
verdict_now(const struct report *report, const char *check)
{
	const struct report_found *found = &report->found;
	size_t                     count = found->check_count(found->of);

	for (size_t i = 0; i < count; i++) {
		struct check_tally tally = found->check(found->of, i);

		if (strcmp(tally.check->id, check) == 0)
			return tally.verdict;
	}
	return VERDICT_NOT_OBSERVED;
}

static void
add(struct diff *diff, enum change change, const char *id, const struct finding *before,
    const struct finding *after)
{
	struct diff_entry *entry = &diff->entries[diff->count++];

	entry->change = change;
	memcpy(entry->id, id, sizeof(entry->id));
	entry->before = before;
	entry->after = after;
	diff->counts[change]++;
}

/* Both are in the order of ids. */
static void
compare(struct diff *diff, const struct identified *before, size_t before_count,
	const struct identified *after, size_t after_count)
{
	size_t i = 0, j = 0;

	while (i < before_count || j < after_count) {
		int order = i == before_count ? 1 : j == after_count ? -1 : strcmp(before[i].id, after[j].id);

		if (order < 0)
			add(diff, CHANGE_GONE, before[i].id, before[i].finding, NULL);
		else if (order > 0)
			add(diff, CHANGE_NEW, after[j].id, NULL, after[j].finding);
		else if (!is_same(before[i].finding, after[j].finding))
			add(diff, CHANGE_CHANGED, before[i].id, before[i].finding, after[j].finding);
		i += order <= 0;
		j += order >= 0;
	}
}

static int
entry_compare(const void *a, const void *b)
{
	const struct diff_entry *left = a, *right = b;
	int                      order = (int)left->change - (int)right->change;

	if (order == 0)
		order = finding_compare(left->after != NULL ? left->after : left->before,
					right->after != NULL ? right->after : right->before);
	return order != 0 ? order : strcmp(left->id, right->id);
}

bool
diff_make(struct diff *diff, const struct report *before, const struct report *after)
{
	size_t             before_count, after_count;
	struct identified *old = findings_of(before, &before_count), *new = findings_of(after, &after_count);

	memset(diff, 0, sizeof(*diff));
	if (old != NULL && new != NULL &&
	    (diff->entries = calloc(before_count + after_count + 1, sizeof(*diff->entries))) != NULL) {
		compare(diff, old, before_count, new, after_count);
		for (size_t i = 0; i < diff->count; i++)
			if (diff->entries[i].change == CHANGE_GONE)
				diff->entries[i].now = verdict_now(after, diff->entries[i].before->check->id);
		qsort(diff->entries, diff->count, sizeof(*diff->entries), entry_compare);
	}
	free(old);
	free(new);
	return diff->entries != NULL;
}

bool
diff_fails(const struct diff *diff, enum severity fail_on)
{
	for (size_t i = 0; i < diff->count; i++) {
		const struct diff_entry *entry = &diff->entries[i];
		bool is_new = entry->after != NULL && (entry->before == NULL || entry->before->is_waived);

		if (is_new && !entry->after->is_waived && entry->after->severity <= fail_on)
			return true;
	}
	return false;
}

void
diff_free(struct diff *diff)
{
	free(diff->entries);
	memset(diff, 0, sizeof(*diff));
}
