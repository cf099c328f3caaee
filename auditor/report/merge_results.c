/* SPDX-License-Identifier: Apache-2.0 */
/* Adds up the results that reports have kept, as one run over all of their captures would have. */
#include <string.h>

#include "policy/keep.h"
#include "report/merge_room.h"

/* Places of a part, on their way into the whole. */
struct moving {
	const struct merge *merge;
	size_t              part;
	bool                is_astray; /* one of them is in no capture of the part */
};

static place
move(void *context, place where)
{
	struct moving *moving = context;

	if (place_capture(where) >= moving->merge->parts[moving->part]->inputs.count) {
		moving->is_astray = true;
		return where;
	}
	return merge_place(moving->merge, moving->part, where);
}

static bool
refuse(struct merge *merge, const char *wrong)
{
	struct spot nowhere = {"mailreeve: report merge", 0, 0};

	complain(merge->complaints, GRAVITY_ERROR, nowhere,
		 "the results that one of these reports holds cannot be added up: %s", wrong);
	return false;
}

static bool
add_part(struct merge *merge, size_t part)
{
	const struct saved *from = merge->parts[part];
	struct moving       moving = {.merge = merge, .part = part};
	struct keep_changes changes = {.context = &moving, .place = move};
	enum keep_state     state;
	char                wrong[ARCHIVE_WRONG_SIZE];
	struct results *results = results_restore(merge->policy, NULL, from->octets.data, from->octets.size,
						  &changes, merge->into->arena, &state, wrong);

	if (results != NULL && !moving.is_astray)
		results_merge(merge->into->results, results);
	else
		(void)refuse(merge, results == NULL ? wrong : "it names a capture that it has not");
	results_free(results);
	return results != NULL && !moving.is_astray;
}

static void
set_count(struct merge *merge, const char *name, uint64_t number)
{
	struct report_count *counts = merge->into->counts.items;

	for (size_t i = 0; i < merge->into->counts.count; i++)
		if (strcmp(counts[i].name, name) == 0)
			counts[i].number = number;
}

bool
merge_results(struct merge *merge)
{
	struct saved *into = merge->into;
	char          wrong[ARCHIVE_WRONG_SIZE];

	if (results_adapt(merge->policy, merge->parts[0]->octets.data, merge->parts[0]->octets.size, wrong) !=
	    KEEP_GOOD)
		return refuse(merge, wrong);
	if ((into->results = results_new(merge->policy, NULL)) == NULL)
		return merge_no_memory(merge);
	for (size_t part = 0; part < merge->count; part++)
		if (!add_part(merge, part))
			return false;
	if (!results_settle(into->results))
		return merge_no_memory(merge);
	into->report.with_pairs = true;
	set_count(merge, "refused.findings", results_refused(into->results));
	set_count(merge, "refused.subjects", results_refused_subjects(into->results));
	return true;
}
