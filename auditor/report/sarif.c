/* SPDX-License-Identifier: Apache-2.0 */
/* The report as SARIF 2.1.0, for code scanning and other readers of analysers' results. */
#include <errno.h>
#include <json-c/json.h>

#include "base/text.h"
#include "report/brief.h"
#include "report/clean.h"
#include "report/controls.h"
#include "report/formats.h"
#include "report/item.h"
#include "report/members.h"
#include "report/sarif_room.h"
#include "report/sink.h"

#define SCHEMA "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

struct log {
	struct sink          sink;
	const struct report *report;
	struct controls     *controls;
};

static void
put_member(struct log *log, const char *name, struct json_object *object)
{
	sink_text(&log->sink, ",\n      \"");
	sink_text(&log->sink, name);
	sink_text(&log->sink, "\": ");
	sink_object(&log->sink, object);
}

static void
add_prose(struct json_object **to, const char *key, const char *prose)
{
	if (prose != NULL && prose[0] != '\0')
		member_prose(to, key, prose);
}

/* Cure first, then where it is written. */
static void
add_help(struct json_object **to, const struct check *check)
{
	struct text text = {0};

	clean_prose(&text, check->fix != NULL && check->fix[0] != '\0' ? check->fix : check->title);
	for (const char *const *cite = check->cites; cite != NULL && *cite != NULL; cite++) {
		text_add(&text, cite == check->cites ? "\n\nSee: " : ", ");
		clean_prose(&text, *cite);
	}
	member_made(to, "help.text", &text);
}

/* A check as a rule (SARIF 3.49). */
static struct json_object *
rule_of(const struct log *log, const struct check_tally *tally, size_t index)
{
	static const char *const security[] = {"security", "mail", NULL};
	const struct check      *check = tally->check;
	struct json_object      *rule = json_object_new_object();

	member_prose(&rule, "id", check->id);
	member_prose(&rule, "shortDescription.text", check->title);
	add_prose(&rule, "fullDescription.text", check->because);
	add_help(&rule, check);
	member_text(&rule, "defaultConfiguration.level", sarif_levels[check->severity].level);
	member_sentences(&rule, "properties.tags", security);
	member_object(&rule, "properties.security-severity",
		      json_object_new_string(sarif_levels[check->severity].security));
	member_text(&rule, "properties.severity", severity_words[check->severity]);
	member_text(&rule, "properties.verdict", verdict_words[tally->verdict]);
	member_count(&rule, "properties.applicable", tally->applicable);
	member_count(&rule, "properties.violated", tally->violated);
	member_count(&rule, "properties.satisfied", tally->satisfied);
	member_count(&rule, "properties.inconclusive", tally->inconclusive);
	member_count(&rule, "properties.waived", tally->waived);
	member_sentences(&rule, "properties.controls", check->controls);
	member_sentences(&rule, "properties.cites", check->cites);
	sarif_relate(&rule, log->controls, index);
	return rule;
}

static void
put_tool(struct log *log)
{
	const struct report_found *found = &log->report->found;
	size_t                     count = found->check_count(found->of);

	sink_text(&log->sink, "\"tool\": {\"driver\": {\"name\": \"mailreeve\", \"version\": ");
	sink_object(&log->sink, json_object_new_string(log->report->version));
	sink_text(&log->sink, ", \"supportedTaxonomies\": ");
	sink_object(&log->sink, sarif_supported(log->controls));
	sink_text(&log->sink, ", \"rules\": [");
	for (size_t i = 0; i < count && log->sink.error == 0; i++) {
		struct check_tally tally = found->check(found->of, i);

		sink_text(&log->sink, i > 0 ? ",\n        " : "\n        ");
		sink_object(&log->sink, rule_of(log, &tally, i));
	}
	sink_text(&log->sink, "]}}");
}

static struct json_object *
artifacts_of(const struct report *report)
{
	struct json_object *array = json_object_new_array();

	for (size_t i = 0; i < report->input_count; i++) {
		struct json_object *object = json_object_new_object(), *roles = json_object_new_array();

		sarif_uri(&object, "location.uri", report->inputs[i].capture);
		member_name(&object, "description.text", report->inputs[i].capture);
		member_text(&roles, NULL, "analysisTarget");
		member_object(&object, "roles", roles);
		if (report->inputs[i].sha256 != NULL)
			member_text(&object, "hashes.sha-256", report->inputs[i].sha256);
		member_count(&object, "properties.packets", report->inputs[i].packets);
		member_count(&object, "properties.bytes", report->inputs[i].bytes);
		member_object(&array, NULL, object);
	}
	return array;
}

/* What was not seen, as a notification (SARIF 3.58): ${text} is its message, and is freed. */
static void
add_notice(struct json_object **to, const char *level, const char *what, struct text *text)
{
	struct json_object *object = json_object_new_object();

	member_text(&object, "level", level);
	member_text(&object, "descriptor.id", what);
	member_made(&object, "message.text", text);
	member_object(to, NULL, object);
}

static void
add_problems(struct json_object **to, const struct report_input *input)
{
	static const char *const unsaid[] = {"was not read to its end", NULL};
	const char *const       *problem = input->problems;

	if ((problem == NULL || *problem == NULL) && !input->is_complete)
		problem = unsaid;
	for (; problem != NULL && *problem != NULL; problem++) {
		struct text text = {0};

		clean_name(&text, input->capture);
		text_add(&text, ": ");
		clean_prose(&text, *problem);
		add_notice(to, input->is_complete ? "warning" : "error", "capture", &text);
	}
}

static void
add_undecided(struct json_object **to, const struct report *report)
{
	size_t count = report->found.check_count(report->found.of);

	for (size_t i = 0; i < count; i++) {
		struct check_tally tally = report->found.check(report->found.of, i);
		struct text        text = {0};

		if (tally.verdict != VERDICT_INCONCLUSIVE)
			continue;
		clean_prose(&text, tally.check->id);
		text_add(&text, " could not be decided: ");
		brief_check(&text, &tally);
		add_notice(to, "warning", "inconclusive", &text);
	}
}

static struct json_object *
notices_of(const struct report *report)
{
	struct json_object *array = json_object_new_array();

	for (size_t i = 0; i < report->input_count; i++)
		add_problems(&array, &report->inputs[i]);
	for (size_t i = 0; i < report->coverage_count; i++) {
		const struct report_count *count = &report->coverage[i];
		struct text                text = {0};

		if (!count->is_doubt || count->number == 0)
			continue;
		text_printf(&text, "%llu ", (unsigned long long)count->number);
		text_add(&text, count->meaning != NULL ? count->meaning : count->name);
		add_notice(&array, "warning", "coverage", &text);
	}
	add_undecided(&array, report);
	return array;
}

static void
put_invocations(struct log *log)
{
	const struct report *report = log->report;
	struct json_object  *object = json_object_new_object(), *array = json_object_new_array();
	bool                 is_complete = true;

	for (size_t i = 0; i < report->input_count; i++)
		is_complete = is_complete && report->inputs[i].is_complete;
	member_truth(&object, "executionSuccessful", is_complete);
	if (report->generated != 0)
		member_time(&object, "endTimeUtc", report->generated);
	member_object(&object, "toolExecutionNotifications", notices_of(report));
	member_object(&array, NULL, object);
	put_member(log, "invocations", array);
}

static void
put_results(struct log *log)
{
	const struct report_found *found = &log->report->found;
	size_t                     count = found->finding_count(found->of), rule = 0;

	sink_text(&log->sink, ",\n      \"results\": [");
	for (size_t i = 0; i < count && log->sink.error == 0; i++) {
		const struct finding *finding = found->finding(found->of, i);
		size_t                at = item_check_index(log->report, finding->check, rule);

		sink_text(&log->sink, i > 0 ? ",\n        " : "\n        ");
		sink_object(&log->sink, sarif_result(log->report, finding, at));
		rule = at == SIZE_MAX ? rule : at;
	}
	sink_text(&log->sink, "]");
}

static void
put_properties(struct log *log)
{
	struct json_object *object = json_object_new_object();
	struct json_object *summary = json_object_new_object(), *policy = json_object_new_object();
	struct json_object *coverage = json_object_new_object();

	item_summary(&summary, log->report);
	member_object(&object, "summary", summary);
	item_policy(&policy, &log->report->policy);
	member_object(&object, "policy", policy);
	item_coverage(&coverage, log->report);
	member_object(&object, "coverage", coverage);
	put_member(log, "properties", object);
}

int
sarif_write(const struct report *report, const struct report_style *style, FILE *out)
{
	struct log log = {
	    .sink = {out, 0},
              .report = report, .controls = controls_of(report)
        };

	(void)style;
	if (log.controls == NULL) {
		errno = ENOMEM;
		return -1;
	}
	sink_text(&log.sink,
		  "{\n  \"$schema\": \"" SCHEMA "\",\n  \"version\": \"2.1.0\",\n  \"runs\": [\n    {");
	put_tool(&log);
	put_member(&log, "taxonomies", sarif_taxonomies(log.controls));
	put_invocations(&log);
	put_member(&log, "artifacts", artifacts_of(report));
	put_results(&log);
	put_properties(&log);
	sink_text(&log.sink, "\n    }\n  ]\n}\n");
	controls_free(log.controls);
	return sink_end(&log.sink);
}
