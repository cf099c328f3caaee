/* SPDX-License-Identifier: Apache-2.0 */
/* Arranges the checks of a report by controls. */
#include "report/controls.h"

#include <stdlib.h>
#include <string.h>

#include "report/clean.h"
#include "report/members.h"

/* One control that one check names. */
struct spoken {
	const char *key;
	size_t      check;
};

struct controls {
	struct reference         *reference;
	struct spoken            *spoken; /* by key, then check */
	size_t                    spoken_count;
	struct reference_control *others; /* by key; those that the reference has not */
	struct control_row       *rows;
	size_t                    count;
	size_t                   *lists; /* of the rows, one behind the other */
	size_t                    listed;
	size_t                   *seen; /* by check: 1 more than the row that it was last counted in */
};

static int
spoken_compare(const void *a, const void *b)
{
	const struct spoken *left = a, *right = b;
	int                  order = strcmp(left->key, right->key);

	return order != 0 ? order : (left->check > right->check) - (left->check < right->check);
}

static const char *const *
keys_of(const struct report_found *found, size_t check)
{
	static const char *const none[] = {NULL};
	const char *const *const keys = found->check(found->of, check).check->controls;

	return keys != NULL ? keys : none;
}

/* All that checks name; false without memory. */
static bool
gather(struct controls *controls, const struct report_found *found)
{
	size_t checks = found->check_count(found->of), at = 0;

	for (size_t i = 0; i < checks; i++)
		for (const char *const *key = keys_of(found, i); *key != NULL; key++)
			controls->spoken_count++;
	controls->spoken = calloc(controls->spoken_count + 1, sizeof(*controls->spoken));
	controls->seen = calloc(checks + 1, sizeof(*controls->seen));
	if (controls->spoken == NULL || controls->seen == NULL)
		return false;
	for (size_t i = 0; i < checks; i++)
		for (const char *const *key = keys_of(found, i); *key != NULL; key++)
			controls->spoken[at++] = (struct spoken){*key, i};
	qsort(controls->spoken, at, sizeof(*controls->spoken), spoken_compare);
	return true;
}

/* The first that names ${key}, or that stands where it would. */
static size_t
first_of(const struct controls *controls, const char *key)
{
	size_t low = 0, high = controls->spoken_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(controls->spoken[middle].key, key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static int
index_compare(const void *a, const void *b)
{
	size_t left = *(const size_t *)a, right = *(const size_t *)b;

	return (left > right) - (left < right);
}

/* Put the checks that name ${key} into the row that is being made, once each. */
static void
list_checks(struct controls *controls, struct control_row *row, const char *key)
{
	for (size_t i = first_of(controls, key);
	     i < controls->spoken_count && strcmp(controls->spoken[i].key, key) == 0; i++) {
		size_t check = controls->spoken[i].check;

		if (controls->seen[check] == controls->count + 1)
			continue;
		controls->seen[check] = controls->count + 1;
		controls->lists[controls->listed++] = check;
		row->of_count++;
	}
}

static void
add_check(struct control_row *row, const struct check_tally *tally)
{
	row->applicable += tally->applicable;
	row->violated += tally->violated;
	row->satisfied += tally->satisfied;
	row->inconclusive += tally->inconclusive;
	row->waived += tally->waived;
	row->checks[tally->verdict]++;
}

/* The worst that a check says; what is not known outweighs what is good. */
static enum verdict
verdict_of(const struct control_row *row)
{
	static const enum verdict order[] = {VERDICT_FAIL, VERDICT_INCONCLUSIVE, VERDICT_WAIVED,
					     VERDICT_PASS};

	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++)
		if (row->checks[order[i]] > 0)
			return order[i];
	return VERDICT_NOT_OBSERVED;
}

/* A row for a control, unless no check of the report speaks to it. */
static void
add_row(struct controls *controls, const struct report_found *found, const struct reference_control *control,
	bool is_known)
{
	struct control_row *row = &controls->rows[controls->count];
	size_t             *list = &controls->lists[controls->listed];

	*row = (struct control_row){.control = control, .is_known = is_known, .of = list};
	list_checks(controls, row, control->key);
	for (const char *const *like = control->like; *like != NULL; like++)
		list_checks(controls, row, *like);
	if (row->of_count == 0)
		return;
	qsort(list, row->of_count, sizeof(*list), index_compare);
	for (size_t i = 0; i < row->of_count; i++) {
		struct check_tally tally = found->check(found->of, list[i]);

		add_check(row, &tally);
	}
	row->verdict = verdict_of(row);
	controls->count++;
}

static bool
is_in_reference(const struct reference *reference, const char *key)
{
	for (size_t i = 0; i < reference_control_count(reference); i++)
		if (strcmp(reference_control(reference, i)->key, key) == 0)
			return true;
	return false;
}

/* What the reference has not; a policy may name what it likes. */
static void
add_others(struct controls *controls, const struct report_found *found)
{
	static const char *const none[] = {NULL};
	const char              *last = NULL;

	for (size_t i = 0; i < controls->spoken_count; i++) {
		const char               *key = controls->spoken[i].key;
		struct reference_control *other = &controls->others[i];

		if (last != NULL && strcmp(key, last) == 0)
			continue;
		last = key;
		if (is_in_reference(controls->reference, key))
			continue;
		*other = (struct reference_control){.key = key, .like = none};
		add_row(controls, found, other, false);
	}
}

/* Room for as many as there can be: a control is listed with what it is like. */
static bool
has_room(struct controls *controls)
{
	size_t count = reference_control_count(controls->reference), lists = controls->spoken_count;

	for (size_t i = 0; i < count; i++) {
		const struct reference_control *control = reference_control(controls->reference, i);

		for (const char *const *key = control->like; *key != NULL; key++)
			for (size_t at = first_of(controls, *key);
			     at < controls->spoken_count && strcmp(controls->spoken[at].key, *key) == 0; at++)
				lists++;
	}
	controls->rows = calloc(count + controls->spoken_count + 1, sizeof(*controls->rows));
	controls->others = calloc(controls->spoken_count + 1, sizeof(*controls->others));
	controls->lists = calloc(lists + 1, sizeof(*controls->lists));
	return controls->rows != NULL && controls->others != NULL && controls->lists != NULL;
}

struct controls *
controls_of(const struct report *report)
{
	struct complaints *complaints = complaints_new();
	struct controls   *controls = calloc(1, sizeof(*controls));

	if (controls != NULL && complaints != NULL)
		controls->reference = reference_load(complaints);
	complaints_free(complaints);
	if (controls == NULL || controls->reference == NULL || !gather(controls, &report->found) ||
	    !has_room(controls)) {
		controls_free(controls);
		return NULL;
	}
	for (size_t i = 0; i < reference_control_count(controls->reference); i++)
		add_row(controls, &report->found, reference_control(controls->reference, i), true);
	add_others(controls, &report->found);
	return controls;
}

size_t
controls_count(const struct controls *controls)
{
	return controls->count;
}

const struct control_row *
controls_row(const struct controls *controls, size_t index)
{
	return index < controls->count ? &controls->rows[index] : NULL;
}

void
controls_phrase(struct text *text, const struct control_row *row)
{
	clean_prose(text, row->control->key);
	text_add(text, row->control->is_verified || !row->is_known ? "" : " *");
}

void
controls_item(struct json_object **to, const struct report *report, const struct control_row *row)
{
	struct json_object *checks = json_object_new_array(), *verdicts = json_object_new_object();

	for (size_t i = 0; i < row->of_count; i++)
		member_prose(&checks, NULL, report->found.check(report->found.of, row->of[i]).check->id);
	for (enum verdict verdict = 0; verdict < VERDICT_COUNT; verdict++)
		member_count(&verdicts, verdict_words[verdict], row->checks[verdict]);
	member_prose(to, "control", row->control->key);
	member_prose(to, "framework", row->control->framework);
	member_prose(to, "id", row->control->id);
	member_prose(to, "title", row->control->title);
	member_truth(to, "verified", row->control->is_verified);
	member_text(to, "verdict", verdict_words[row->verdict]);
	member_object(to, "verdicts", verdicts);
	member_object(to, "checks", checks);
	member_count(to, "applicable", row->applicable);
	member_count(to, "violated", row->violated);
	member_count(to, "satisfied", row->satisfied);
	member_count(to, "inconclusive", row->inconclusive);
	member_count(to, "waived", row->waived);
}

void
controls_free(struct controls *controls)
{
	if (controls == NULL)
		return;
	reference_free(controls->reference);
	free(controls->spoken);
	free(controls->others);
	free(controls->rows);
	free(controls->lists);
	free(controls->seen);
	free(controls);
}
