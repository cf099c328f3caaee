/* SPDX-License-Identifier: Apache-2.0 */
/* Makes one report of several: what would have come of one run over all of their captures. */
#include <stdlib.h>
#include <string.h>

#include "report/merge_room.h"
#include "report/verdict.h"

/* An input and where it comes from. */
struct origin {
	const struct report_input *input;
	size_t                     part, index;
};

static bool
refuse(struct merge *merge, const char *what, const char *one, const char *other)
{
	struct spot nowhere = {"mailreeve: report merge", 0, 0};

	complain(merge->complaints, GRAVITY_ERROR, nowhere, "these reports cannot be one: %s: %s and %s",
		 what, one == NULL ? "none" : one, other == NULL ? "none" : other);
	return false;
}

bool
merge_no_memory(struct merge *merge)
{
	struct spot nowhere = {"mailreeve: report merge", 0, 0};

	complain(merge->complaints, GRAVITY_ERROR, nowhere, "out of memory");
	return false;
}

const char *
merge_text(struct merge *merge, const char *text)
{
	return text == NULL ? NULL : arena_text(merge->into->arena, text, strlen(text));
}

place
merge_place(const struct merge *merge, size_t part, place where)
{
	return place_of(merge->into->moved[part][place_capture(where)], place_frame(where));
}

static bool
same(const char *one, const char *other)
{
	return one == NULL || other == NULL ? one == other : strcmp(one, other) == 0;
}

/* ---- policies and checks: the same in all ---- */

static bool
check_policy(struct merge *merge, const struct report_policy *one, const struct report_policy *other)
{
	if (!same(one->name, other->name) || !same(one->version, other->version))
		return refuse(merge, "they were made under other policies", one->name, other->name);
	if (!same(one->inside, other->inside) || one->zones_guessed != other->zones_guessed)
		return refuse(merge, "other addresses were inside", one->inside, other->inside);
	return same(one->sha256, other->sha256) ||
	       refuse(merge, "their policy changed in between, by its SHA-256", one->sha256, other->sha256);
}

static struct saved_check *
check_at(const struct saved *saved, size_t index)
{
	return ((struct saved_check **)saved->checks.items)[index];
}

static bool
check_checks(struct merge *merge, const struct saved *one, const struct saved *other)
{
	if (one->checks.count != other->checks.count)
		return refuse(merge, "they hold other checks", one->report.policy.name,
			      other->report.policy.name);
	for (size_t i = 0; i < one->checks.count; i++)
		if (strcmp(check_at(one, i)->check.id, check_at(other, i)->check.id) != 0)
			return refuse(merge, "they hold other checks", check_at(one, i)->check.id,
				      check_at(other, i)->check.id);
	return true;
}

static bool
check_all(struct merge *merge)
{
	const struct saved *first = merge->parts[0];

	for (size_t i = 0; merge->policy == NULL && i < merge->count; i++)
		if (merge->parts[i]->report.past != NULL)
			return refuse(merge, "one of them leaves findings out", "made with --baseline",
				      merge->parts[i]->report.past->name);
	for (size_t i = 1; i < merge->count; i++) {
		const struct saved *other = merge->parts[i];

		if (!check_policy(merge, &first->report.policy, &other->report.policy) ||
		    !check_checks(merge, first, other))
			return false;
	}
	return true;
}

/* ---- inputs: all of them, in the order in which one run reads them ---- */

static int
origin_compare(const void *a, const void *b)
{
	const struct report_input *left = ((const struct origin *)a)->input;
	const struct report_input *right = ((const struct origin *)b)->input;
	int64_t                    first = left->packets > 0 ? left->first : INT64_MIN;
	int64_t                    second = right->packets > 0 ? right->first : INT64_MIN;
	int                        order = (first > second) - (first < second);

	if (order == 0)
		order = strcmp(left->capture, right->capture);
	if (order == 0)
		order = (left->packets > right->packets) - (left->packets < right->packets);
	return order != 0 ? order : (left->last > right->last) - (left->last < right->last);
}

static bool
is_same_input(const struct report_input *one, const struct report_input *other)
{
	return one->packets > 0 && one->packets == other->packets && one->bytes == other->bytes &&
	       one->first == other->first && one->last == other->last &&
	       (strcmp(one->capture, other->capture) == 0 ||
		(one->sha256 != NULL && same(one->sha256, other->sha256)));
}

static bool
add_input(struct merge *merge, const struct origin *origin, uint16_t *const *moved)
{
	struct saved        *into = merge->into;
	struct report_input *input = list_add(&into->inputs, sizeof(*input));
	const char         **problems;
	size_t               count = 0;

	while (origin->input->problems[count] != NULL)
		count++;
	if (input == NULL || (problems = arena_take(into->arena, (count + 1) * sizeof(*problems))) == NULL)
		return merge_no_memory(merge);
	*input = *origin->input;
	input->capture = merge_text(merge, input->capture);
	input->sha256 = merge_text(merge, input->sha256);
	for (size_t i = 0; i < count; i++)
		problems[i] = merge_text(merge, origin->input->problems[i]);
	input->problems = problems;
	moved[origin->part][origin->index] = (uint16_t)(into->inputs.count - 1);
	return true;
}

static bool
add_origins(struct merge *merge, struct origin *origins, size_t count, uint16_t *const *moved)
{
	qsort(origins, count, sizeof(*origins), origin_compare);
	for (size_t i = 0; i < count; i++) {
		if (i > 0 && origins[i].part != origins[i - 1].part &&
		    is_same_input(origins[i].input, origins[i - 1].input))
			return refuse(merge, "two of them read the same capture, which would count twice",
				      origins[i - 1].input->capture, origins[i].input->capture);
		if (!add_input(merge, &origins[i], moved))
			return false;
	}
	return true;
}

static bool
add_inputs(struct merge *merge)
{
	size_t         total = 0, at = 0;
	struct origin *origins;
	uint16_t     **moved = arena_take(merge->into->arena, merge->count * sizeof(*moved));
	bool           is_done = moved != NULL;

	for (size_t part = 0; part < merge->count; part++)
		total += merge->parts[part]->inputs.count;
	if (total > SAVED_INPUTS_MOST)
		return refuse(merge, "together they have too many captures", "65535", "more");
	if ((origins = calloc(total + 1, sizeof(*origins))) == NULL)
		return merge_no_memory(merge);
	for (size_t part = 0; is_done && part < merge->count; part++) {
		const struct saved *from = merge->parts[part];

		moved[part] = arena_take(merge->into->arena, (from->inputs.count + 1) * sizeof(**moved));
		is_done = moved[part] != NULL;
		for (size_t i = 0; i < from->inputs.count; i++)
			origins[at++] =
			    (struct origin){(const struct report_input *)from->inputs.items + i, part, i};
	}
	is_done = is_done ? add_origins(merge, origins, total, moved) : merge_no_memory(merge);
	free(origins);
	merge->into->moved = (const uint16_t *const *)moved;
	return is_done;
}

/* ---- the whole ---- */

/* The newest version of the program, and the strictest verdict: the same in whatever order. */
static void
merge_head(struct merge *merge)
{
	struct report *into = &merge->into->report;

	for (size_t i = 0; i < merge->count; i++) {
		const struct report *from = &merge->parts[i]->report;

		if (into->version == NULL || strverscmp(from->version, into->version) > 0)
			into->version = from->version;
		if (i == 0 || from->fail_on > into->fail_on)
			into->fail_on = from->fail_on;
		into->with_sessions = (i == 0 || into->with_sessions) && from->with_sessions;
		into->with_pairs = (i == 0 || into->with_pairs) && from->with_pairs;
		merge->into->session_count += merge->parts[i]->session_count;
	}
	into->policy = merge->parts[0]->report.policy;
	into->policy.name = merge_text(merge, into->policy.name);
	into->policy.version = merge_text(merge, into->policy.version);
	into->policy.sha256 = merge_text(merge, into->policy.sha256);
	into->policy.profile = merge_text(merge, into->policy.profile);
	into->policy.inside = merge_text(merge, into->policy.inside);
	into->policy.doubt = (struct zone_doubt){0};
	for (size_t i = 0; i < merge->count; i++) {
		const struct report *from = &merge->parts[i]->report;

		if (from->found.sessions(from->found.of) > 0)
			doubt_merge(&into->policy.doubt, &from->policy.doubt);
	}
	into->version = merge_text(merge, into->version);
}

static bool
merge_all(struct merge *merge)
{
	typedef bool             merge_step(struct merge * merge);
	static merge_step *const said[] = {
	    check_all,   add_inputs,     merge_counts,   merge_checks, merge_ports, merge_servers,
	    merge_pairs, merge_findings, merge_sessions, merge_cuts,   NULL,
	};
	static merge_step *const kept[] = {
	    check_all, add_inputs, merge_counts, merge_results, merge_sessions, merge_cuts, NULL,
	};
	merge_step *const *steps = merge->policy != NULL ? kept : said;

	merge_head(merge);
	for (size_t i = 0; steps[i] != NULL; i++)
		if (!steps[i](merge))
			return false;
	merge->into->report.is_approximate =
	    merge->policy == NULL && (merge->count > 1 || merge->parts[0]->report.is_approximate);
	saved_finish(merge->into);
	merge->into->report.verdict = report_verdict(&merge->into->report, merge->into->report.fail_on);
	return true;
}

struct saved *
saved_merge(struct saved *const *parts, size_t count, struct policy *policy, struct complaints *complaints)
{
	struct merge merge = {saved_new(), parts, count, policy, complaints};

	for (size_t i = 0; i < count; i++)
		if (!saved_is_mergeable(parts[i]))
			merge.policy = NULL;

	if (merge.into == NULL) {
		merge_no_memory(&merge);
		return NULL;
	}
	merge.into->parts = parts;
	merge.into->known = parts[0]->known;
	merge.into->known_count = parts[0]->known_count;
	if (merge_all(&merge))
		return merge.into;
	saved_free(merge.into);
	return NULL;
}
