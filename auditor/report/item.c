/* SPDX-License-Identifier: Apache-2.0 */
/* Inputs, policy, coverage, summary, checks and ports as members of JSON objects. */
#include "report/item.h"

#include <string.h>

#include "report/members.h"

struct item_count
item_count(const struct report *report)
{
	const struct report_found *found = &report->found;
	struct item_count          count = {0};
	size_t                     findings = found->finding_count(found->of);
	size_t                     checks = found->check_count(found->of);

	for (size_t i = 0; i < findings; i++) {
		const struct finding *finding = found->finding(found->of, i);

		if (!finding->is_waived)
			count.findings[finding->severity]++;
	}
	for (size_t i = 0; i < checks; i++)
		count.checks[found->check(found->of, i).verdict]++;
	return count;
}

const char *
item_capture(const struct report *report, place where)
{
	uint32_t capture = place_capture(where);

	return capture < report->input_count ? report->inputs[capture].capture : "?";
}

size_t
item_check_index(const struct report *report, const struct check *check, size_t from)
{
	const struct report_found *found = &report->found;
	size_t                     count = found->check_count(found->of);

	for (size_t i = 0; i < count; i++) {
		size_t              at = (from + i) % count;
		const struct check *other = found->check(found->of, at).check;

		if (other == check || strcmp(other->id, check->id) == 0)
			return at;
	}
	return SIZE_MAX;
}

/* A list of sentences that ends with NULL; NULL is an empty one. */
static void
add_list(struct json_object **to, const char *key, const char *const *list)
{
	struct json_object *array = json_object_new_array();

	for (; list != NULL && *list != NULL; list++)
		member_prose(&array, NULL, *list);
	member_object(to, key, array);
}

static void
add_time_if(struct json_object **to, const char *key, bool is_known, int64_t time)
{
	if (is_known)
		member_time(to, key, time);
	else
		member_null(to, key);
}

void
item_input(struct json_object **to, const struct report_input *input)
{
	member_name(to, "capture", input->capture);
	member_text(to, "sha256", input->sha256);
	member_count(to, "packets", input->packets);
	member_count(to, "bytes", input->bytes);
	add_time_if(to, "first", input->packets > 0, input->first);
	add_time_if(to, "last", input->packets > 0, input->last);
	member_truth(to, "complete", input->is_complete);
	add_list(to, "problems", input->problems);
}

void
item_policy(struct json_object **to, const struct report_policy *policy)
{
	member_prose(to, "name", policy->name);
	member_prose(to, "version", policy->version);
	member_text(to, "sha256", policy->sha256);
	member_prose(to, "profile", policy->profile);
	member_truth(to, "zones_guessed", policy->zones_guessed);
}

void
item_coverage(struct json_object **to, const struct report *report)
{
	for (size_t i = 0; i < report->coverage_count; i++)
		member_count(to, report->coverage[i].name, report->coverage[i].number);
}

static void
add_counts(struct json_object **to, const char *key, const char *const *words, const uint64_t *counts,
	   size_t size)
{
	struct json_object *object = json_object_new_object();

	for (size_t i = 0; i < size; i++)
		member_count(&object, words[i], counts[i]);
	member_object(to, key, object);
}

static void
add_past(struct json_object **to, const struct report_past *past)
{
	struct json_object *object = json_object_new_object(), *gone = json_object_new_array();

	member_name(&object, "report", past->name);
	member_count(&object, "unchanged", past->unchanged);
	for (size_t i = 0; i < past->gone_count; i++) {
		struct json_object *one = json_object_new_object();

		member_name(&one, "id", past->gone[i].id);
		member_name(&one, "check", past->gone[i].check);
		member_name(&one, "severity", past->gone[i].severity);
		member_name(&one, "client", past->gone[i].client);
		member_name(&one, "server", past->gone[i].server);
		member_name(&one, "port", past->gone[i].port);
		member_object(&gone, NULL, one);
	}
	member_object(&object, "gone", gone);
	member_object(to, "baseline", object);
}

void
item_summary(struct json_object **to, const struct report *report)
{
	struct item_count count = item_count(report);

	member_text(to, "verdict", verdict_words[report->verdict]);
	member_count(to, "sessions", report->found.sessions(report->found.of));
	add_counts(to, "findings", severity_words, count.findings, SEVERITY_COUNT);
	add_counts(to, "checks", verdict_words, count.checks, VERDICT_COUNT);
	if (report->past != NULL)
		add_past(to, report->past);
}

static void
add_expectation(struct json_object **to, const struct check_tally *tally)
{
	struct json_object *object = json_object_new_object();

	member_count(&object, "attempts", tally->applicable);
	member_count(&object, "answered", tally->answered);
	member_count(&object, "as_expected", tally->satisfied);
	member_count(&object, "undecided", tally->inconclusive);
	member_object(to, "expectation", object);
}

void
item_check(struct json_object **to, const struct check_tally *tally)
{
	const struct check *check = tally->check;

	member_prose(to, "id", check->id);
	member_prose(to, "title", check->title);
	member_text(to, "severity", severity_words[check->severity]);
	member_text(to, "verdict", verdict_words[tally->verdict]);
	member_count(to, "applicable", tally->applicable);
	member_count(to, "violated", tally->violated);
	member_count(to, "satisfied", tally->satisfied);
	member_count(to, "inconclusive", tally->inconclusive);
	member_count(to, "waived", tally->waived);
	if (check->is_expectation)
		add_expectation(to, tally);
	add_list(to, "controls", check->controls);
}

void
item_port(struct json_object **to, const struct port_tally *tally)
{
	member_count(to, "port", tally->port);
	member_text(to, "protocol", protocol_words[tally->protocol]);
	member_text(to, "security", security_words[tally->security]);
	member_text(to, "outcome", outcome_words[tally->outcome]);
	member_text(to, "path", path_words[tally->path]);
	member_count(to, "sessions", tally->sessions);
}
