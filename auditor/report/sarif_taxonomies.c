/* SPDX-License-Identifier: Apache-2.0 */
/* Controls of frameworks as taxonomies of SARIF. */
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "report/controls.h"
#include "report/members.h"
#include "report/sarif_room.h"

/* Of the rows that the reference knows; those of one framework stand together. */
static bool
begins_framework(const struct controls *controls, size_t index)
{
	const struct control_row *row = controls_row(controls, index), *before;

	if (!row->is_known || index == 0)
		return row->is_known;
	before = controls_row(controls, index - 1);
	return strcmp(before->control->framework, row->control->framework) != 0;
}

static struct json_object *
taxon_of(const struct control_row *row)
{
	struct json_object *taxon = json_object_new_object();

	member_prose(&taxon, "id", row->control->id);
	member_prose(&taxon, "shortDescription.text", row->control->title);
	member_truth(&taxon, "properties.verified", row->control->is_verified);
	member_text(&taxon, "properties.verdict", verdict_words[row->verdict]);
	return taxon;
}

struct json_object *
sarif_taxonomies(const struct controls *controls)
{
	struct json_object *all = json_object_new_array();

	for (size_t i = 0; i < controls_count(controls);) {
		struct json_object *one, *taxa;
		const char         *name = controls_row(controls, i)->control->framework;

		if (!begins_framework(controls, i)) {
			i++;
			continue;
		}
		one = json_object_new_object();
		taxa = json_object_new_array();
		member_prose(&one, "name", name);
		do
			member_object(&taxa, NULL, taxon_of(controls_row(controls, i++)));
		while (i < controls_count(controls) && controls_row(controls, i)->is_known &&
		       !begins_framework(controls, i));
		member_object(&one, "taxa", taxa);
		member_object(&all, NULL, one);
	}
	return all;
}

static struct json_object *
component_of(const struct control_row *row, uint64_t framework)
{
	struct json_object *component = json_object_new_object();

	member_prose(&component, "name", row->control->framework);
	member_count(&component, "index", framework);
	return component;
}

struct json_object *
sarif_supported(const struct controls *controls)
{
	struct json_object *all = json_object_new_array();
	uint64_t            count = 0;

	for (size_t i = 0; i < controls_count(controls); i++)
		if (begins_framework(controls, i))
			member_object(&all, NULL, component_of(controls_row(controls, i), count++));
	return all;
}

static int
index_compare(const void *a, const void *b)
{
	size_t left = *(const size_t *)a, right = *(const size_t *)b;

	return (left > right) - (left < right);
}

/* A check is evidence for its controls, and no more than that: `relevant`. */
static struct json_object *
relationship_of(const struct control_row *row, uint64_t framework)
{
	struct json_object *one = json_object_new_object(), *kinds = json_object_new_array();

	member_prose(&one, "target.id", row->control->id);
	member_object(&one, "target.toolComponent", component_of(row, framework));
	member_text(&kinds, NULL, "relevant");
	member_object(&one, "kinds", kinds);
	return one;
}

void
sarif_relate(struct json_object **rule, const struct controls *controls, size_t index)
{
	struct json_object *all = json_object_new_array();
	uint64_t            frameworks = 0;

	for (size_t i = 0; i < controls_count(controls); i++) {
		const struct control_row *row = controls_row(controls, i);

		frameworks += begins_framework(controls, i);
		if (row->is_known &&
		    bsearch(&index, row->of, row->of_count, sizeof(index), index_compare) != NULL)
			member_object(&all, NULL, relationship_of(row, frameworks - 1));
	}
	member_object(rule, "relationships", all);
}
