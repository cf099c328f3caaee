/* SPDX-License-Identifier: Apache-2.0 */
/* Inputs, policy, coverage, summary, checks and ports as members of JSON objects. */
#include "report/item.h"

#include <string.h>

#include "base/text.h"
#include "report/clean.h"
#include "report/doubts.h"
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

/* Whether another capture's name ends as ${tail} does. */
static bool
is_shared(const struct report *report, uint32_t capture, const char *tail)
{
	size_t size = strlen(tail);

	for (size_t i = 0; i < report->input_count; i++) {
		const char *name = report->inputs[i].capture;
		size_t      length = strlen(name);

		if (i != capture && length >= size && strcmp(name + length - size, tail) == 0 &&
		    (length == size || name[length - size - 1] == '/'))
			return true;
	}
	return false;
}

const char *
item_capture_tail(const struct report *report, place where)
{
	const char *name = item_capture(report, where);
	const char *tail = name + strlen(name);

	for (const char *at = tail; at-- > name;)
		if ((at == name || at[-1] == '/') && *at != '/') {
			tail = at;
			if (!is_shared(report, place_capture(where), tail))
				break;
		}
	return *tail != '\0' ? tail : name;
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

void
item_place(struct json_object **to, const struct report *report, place where)
{
	member_name(to, "capture", item_capture(report, where));
	member_count(to, "input", place_capture(where));
}

void
item_spot(struct json_object **to, const struct spot *spot)
{
	struct text text = {0};

	clean_spot(&text, spot);
	if (text.failed)
		member_object(to, "policy_at", NULL);
	else
		member_text(to, "policy_at", text.data);
	text_free(&text);
}

void
item_check_texts(struct json_object **to, const struct check *check)
{
	member_prose(to, "because", check->because);
	member_prose(to, "fix", check->fix);
	member_sentences(to, "cites", check->cites);
	item_spot(to, &check->spot);
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
	member_sentences(to, "problems", input->problems);
}

/* They come joined by ", ". */
static void
add_prefixes(struct json_object **to, const char *joined)
{
	struct json_object *array = json_object_new_array();
	struct text         text = {0};

	while (joined != NULL && *joined != '\0') {
		size_t size = strcspn(joined, ",");

		text_clear(&text);
		text_add_bytes(&text, joined, size);
		if (text.failed)
			member_object(&array, NULL, NULL);
		else
			member_prose(&array, NULL, text.data);
		joined += size + strspn(joined + size, ", ");
	}
	text_free(&text);
	member_object(to, "inside", array);
}

void
item_policy(struct json_object **to, const struct report_policy *policy)
{
	member_prose(to, "name", policy->name);
	member_prose(to, "version", policy->version);
	member_text(to, "sha256", policy->sha256);
	member_prose(to, "profile", policy->profile);
	member_truth(to, "zones_guessed", policy->zones_guessed);
	doubts_item(to, &policy->doubt);
	add_prefixes(to, policy->inside);
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
	member_text(to, "fail_on", severity_words[report->fail_on]);
	member_count(to, "sessions", report->found.sessions(report->found.of));
	add_counts(to, "findings", severity_words, count.findings, SEVERITY_COUNT);
	add_counts(to, "checks", verdict_words, count.checks, VERDICT_COUNT);
	if (report->is_approximate)
		member_truth(to, "approximate", true);
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
	member_text(to, "subject", subject_words[check->subject]);
	member_sentences(to, "controls", check->controls);
	member_text(to, "basis", found_words[check->basis]);
	item_check_texts(to, check);
}

void
item_pair(struct json_object **to, const struct report *report, const struct pair_tally *pair)
{
	const struct report_found *found = &report->found;
	struct json_object        *of = json_object_new_object();
	size_t                     checks = found->check_count(found->of);

	for (size_t i = 0; i < checks; i++) {
		struct text id = {0};

		if (pair->of[i] == 0)
			continue;
		clean_prose(&id, found->check(found->of, i).check->id);
		if (id.failed || id.data == NULL)
			member_object(&of, NULL, NULL);
		else
			member_count(&of, id.data, pair->of[i]);
		text_free(&id);
	}
	member_address(to, "client", &pair->key.client);
	member_address(to, "server", &pair->key.server);
	member_count(to, "port", pair->key.port);
	member_text(to, "path", path_words[pair->key.path]);
	member_object(to, "of", of);
}

static void
add_half(struct json_object **to, const char *key, const struct report *report, place where)
{
	struct json_object *half = json_object_new_object();

	item_place(&half, report, where);
	member_count(&half, "frame", place_frame(where));
	member_object(to, key, half);
}

void
item_cut(struct json_object **to, const struct report *report, const struct report_cut *cut)
{
	member_address(to, "client.address", &cut->client);
	member_count(to, "client.port", cut->client_port);
	member_address(to, "server.address", &cut->server);
	member_count(to, "server.port", cut->server_port);
	add_half(to, "first", report, cut->first);
	add_half(to, "again", report, cut->again);
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
