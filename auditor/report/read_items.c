/* SPDX-License-Identifier: Apache-2.0 */
/* Reads what is not about a client and a server: inputs, policy, coverage, summary, checks, ports. */
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "report/doubts.h"
#include "report/saved_room.h"
#include "report/scan.h"

#define HEX "0123456789abcdef"
#define SHA256_DIGITS 64
#define NAME_SIGNS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"
#define COUNTS_DEPTH 4

static const char *
take_sha256(struct take *take)
{
	const char *digest = take_text_if(take, "sha256");

	if (digest != NULL && (strlen(digest) != SHA256_DIGITS || strspn(digest, HEX) != SHA256_DIGITS))
		take_fail(take, "sha256", "is no SHA-256 in hexadecimal");
	return digest;
}

void
read_input(struct saved *saved, struct take *take)
{
	struct report_input *input =
	    saved->inputs.count < SAVED_INPUTS_MOST ? list_add(&saved->inputs, sizeof(*input)) : NULL;

	if (input == NULL) {
		take_fail(take, "capture", "is one too many");
		return;
	}
	input->capture = take_text(take, "capture");
	input->sha256 = take_sha256(take);
	input->packets = take_count(take, "packets", UINT64_MAX);
	input->bytes = take_count(take, "bytes", UINT64_MAX);
	if (input->packets > 0) {
		input->first = take_time(take, "first");
		input->last = take_time(take, "last");
	}
	input->is_complete = take_truth(take, "complete");
	input->problems = take_texts(take, "problems");
}

/* The prefixes in one text, as struct report_policy wants them. */
static const char *
take_inside(struct take *take)
{
	const char *const *prefixes = take_texts(take, "inside");
	struct text        text = {0};
	const char        *joined = NULL;

	for (size_t i = 0; prefixes != NULL && prefixes[i] != NULL; i++)
		text_printf(&text, "%s%s", i > 0 ? ", " : "", prefixes[i]);
	if (!text.failed)
		joined = arena_text(take->arena, text.data == NULL ? "" : text.data, text.size);
	text_free(&text);
	if (joined == NULL)
		take_fail(take, "inside", "does not fit into memory");
	return joined;
}

void
read_policy(struct saved *saved, struct take *take)
{
	struct report_policy *policy = &saved->report.policy;

	policy->name = take_text(take, "name");
	policy->version = take_text_if(take, "version");
	policy->sha256 = take_sha256(take);
	policy->profile = take_text_if(take, "profile");
	policy->zones_guessed = take_truth(take, "zones_guessed");
	policy->inside = take_inside(take);
	doubts_read(&policy->doubt, take);
}

/* Names come out as they are, so they must be names. */
static bool
is_name(const char *name)
{
	return name[0] != '\0' && name[strspn(name, NAME_SIGNS)] == '\0' && strlen(name) < 48;
}

static void
add_number(struct saved *saved, struct take *take, const char *name, struct json_object *value)
{
	struct take          one = {.from = value, .arena = take->arena};
	struct report_count *count =
	    saved->counts.count < SAVED_COUNTS_MOST ? list_add(&saved->counts, sizeof(*count)) : NULL;

	if (count == NULL) {
		take_fail(take, name, "is one too many");
		return;
	}
	count->number = take_count(&one, NULL, UINT64_MAX);
	count->name = arena_text(take->arena, name, strlen(name));
	if (one.wrong[0] != '\0' || count->name == NULL)
		take_fail(take, name, "is no number");
}

static void
add_group(struct saved *saved, struct take *take, const char *group, struct json_object *from, unsigned depth)
{
	json_object_object_foreach(from, key, value)
	{
		char name[256];

		if (depth == COUNTS_DEPTH || !is_name(key)) {
			take_fail(take, "coverage", "holds a name that is none");
			return;
		}
		snprintf(name, sizeof(name), "%s%s%s", group, group[0] != '\0' ? "." : "", key);
		/* The events of JSON lines have a member more. */
		if (depth == 0 && strcmp(key, "event") == 0)
			continue;
		if (json_object_is_type(value, json_type_object))
			add_group(saved, take, name, value, depth + 1);
		else
			add_number(saved, take, name, value);
	}
}

void
read_coverage(struct saved *saved, struct take *take)
{
	if (json_object_is_type(take->from, json_type_object))
		add_group(saved, take, "", take->from, 0);
	else
		take_fail(take, NULL, "is no object");
}

static void
read_one_gone(struct report_gone *gone, struct take *take)
{
	const char *id = take_text(take, "id");

	if (id != NULL && (strlen(id) != FINDING_ID_SIZE - 1 || strspn(id, HEX) != FINDING_ID_SIZE - 1))
		take_fail(take, "id", "is no id of a finding");
	snprintf(gone->id, sizeof(gone->id), "%s", id == NULL ? "" : id);
	gone->check = take_text(take, "check");
	gone->severity = take_text(take, "severity");
	gone->client = take_text(take, "client");
	gone->server = take_text(take, "server");
	gone->port = take_text(take, "port");
}

/* What --baseline left out. */
static void
read_past(struct saved *saved, struct take *take)
{
	struct take         baseline = {.from = take_member(take, "baseline"), .arena = saved->arena};
	struct json_object *list = take_array(&baseline, "gone");
	size_t              count = list == NULL ? 0 : json_object_array_length(list);
	struct report_past *past = arena_take(saved->arena, sizeof(*past));
	struct report_gone *gone = arena_take(saved->arena, (count + 1) * sizeof(*gone));

	if (past == NULL || gone == NULL) {
		take_fail(take, "baseline", "does not fit into memory");
		return;
	}
	past->name = take_text(&baseline, "report");
	past->unchanged = take_count(&baseline, "unchanged", UINT64_MAX);
	past->gone = gone;
	past->gone_count = count;
	for (size_t i = 0; i < count; i++) {
		struct take one = {.from = json_object_array_get_idx(list, i), .arena = saved->arena};

		read_one_gone(&gone[i], &one);
		if (one.wrong[0] != '\0')
			take_fail(&baseline, "gone:", one.wrong);
	}
	if (baseline.wrong[0] != '\0')
		take_fail(take, "baseline:", baseline.wrong);
	saved->report.past = past;
}

void
read_summary(struct saved *saved, struct take *take)
{
	static const size_t known = VERDICT_INCONCLUSIVE + 1; /* a report has no other verdict */

	saved->report.verdict = (enum verdict)take_word(take, "verdict", verdict_words, known);
	saved->session_count = take_count(take, "sessions", UINT64_MAX);
	saved->report.fail_on = SEVERITY_MEDIUM;
	if (take_has(take, "fail_on"))
		saved->report.fail_on =
		    (enum severity)take_word(take, "fail_on", severity_words, SEVERITY_COUNT);
	saved->report.is_approximate = take_truth_if(take, "approximate");
	if (take_has(take, "baseline"))
		read_past(saved, take);
}

/* A piece of them, base64 (RFC 4648 4): what it holds is for policy/keep.h to judge. */
void
read_results(struct saved *saved, struct take *take)
{
	const char    *text = take_text(take, "octets");
	size_t         size = text == NULL ? 0 : strlen(text);
	unsigned char *octets = malloc(size + 1);
	int            decoded = -1;

	if (octets != NULL && size > 0 && size <= SCAN_VALUE_MOST && size % 4 == 0)
		decoded = EVP_DecodeBlock(octets, (const unsigned char *)text, (int)size);
	if (decoded > 0)
		decoded -= (text[size - 1] == '=') + (text[size - 2] == '=');
	if (decoded <= 0 || saved->octets.size > SAVED_OCTETS_MOST)
		take_fail(take, "octets", "is no base64, or more than there can be");
	else
		text_add_bytes(&saved->octets, octets, (size_t)decoded);
	free(octets);
}

static void
read_tally(struct check_tally *tally, struct take *take)
{
	tally->verdict = (enum verdict)take_word(take, "verdict", verdict_words, VERDICT_COUNT);
	tally->applicable = take_count(take, "applicable", UINT64_MAX);
	tally->violated = take_count(take, "violated", UINT64_MAX);
	tally->satisfied = take_count(take, "satisfied", UINT64_MAX);
	tally->inconclusive = take_count(take, "inconclusive", UINT64_MAX);
	tally->waived = take_count(take, "waived", UINT64_MAX);
	tally->answered = take_count_if(take, "expectation.answered", UINT64_MAX);
}

/* "file:line" */
void
read_spot(struct spot *spot, struct take *take)
{
	const char *text = take_text_if(take, "policy_at");
	const char *colon = text == NULL ? NULL : strrchr(text, ':');
	char       *end = NULL;
	long        line = colon == NULL ? 0 : strtol(colon + 1, &end, 10);

	spot->file = text;
	if (colon == NULL || colon[1] == '\0' || *end != '\0' || line <= 0 || line > INT32_MAX)
		return;
	spot->file = arena_text(take->arena, text, (size_t)(colon - text));
	spot->line = (int)line;
}

void
read_check_texts(struct saved_check *into, struct take *take)
{
	struct check *check = &into->check;

	if (into->is_whole || !take_has(take, "basis"))
		return;
	check->basis = (enum basis_of_finding)take_word(take, "basis", found_words, FOUND_COUNT);
	check->because = take_text_if(take, "because");
	check->fix = take_text_if(take, "fix");
	check->cites = take_texts(take, "cites");
	read_spot(&check->spot, take);
	into->is_whole = true;
}

void
read_check(struct saved *saved, struct take *take)
{
	struct saved_check  *made = arena_take(saved->arena, sizeof(*made));
	struct saved_check **kept = saved->checks.count < SAVED_CHECKS_MOST
					? list_add(&saved->checks, sizeof(struct saved_check *))
					: NULL;

	if (made == NULL || kept == NULL) {
		saved->checks.count -= kept != NULL;
		take_fail(take, "check", "is one too many");
		return;
	}
	*kept = made;
	made->check.id = take_text(take, "id");
	made->check.title = take_text(take, "title");
	made->check.severity = (enum severity)take_word(take, "severity", severity_words, SEVERITY_COUNT);
	if (take_has(take, "subject"))
		made->check.subject = (enum subject)take_word(take, "subject", subject_words, SUBJECT_COUNT);
	made->check.controls = take_texts(take, "controls");
	made->check.is_expectation = take_has(take, "expectation");
	read_check_texts(made, take);
	read_tally(&made->tally, take);
	made->tally.check = &made->check;
	if (take->wrong[0] != '\0')
		made->check.id = "";
	else if (saved_check(saved, made->check.id) != made)
		take_fail(take, "id", "is that of another check, too");
}

void
read_port(struct saved *saved, struct take *take)
{
	struct port_tally *port = list_add(&saved->ports, sizeof(*port));

	if (port == NULL) {
		take_fail(take, "port", "is one too many");
		return;
	}
	port->port = (uint16_t)take_count(take, "port", UINT16_MAX);
	port->protocol = take_word(take, "protocol", protocol_words, PROTOCOL_COUNT);
	port->security = take_word(take, "security", security_words, SECURITY_COUNT);
	port->outcome = take_word(take, "outcome", outcome_words, OUTCOME_COUNT);
	port->path = take_word(take, "path", path_words, PATH_COUNT);
	port->sessions = take_count(take, "sessions", UINT64_MAX);
}

/* A server that the policy names. */
void
read_server(struct saved *saved, struct take *take)
{
	struct named_tally *named =
	    saved->named.count < SAVED_SERVERS_MOST ? list_add(&saved->named, sizeof(*named)) : NULL;
	const char *prefix;

	if (named == NULL) {
		take_fail(take, "server", "is one too many");
		return;
	}
	named->set = take_text(take, "set");
	prefix = take_text(take, "address");
	named->sessions = take_count(take, "sessions", UINT64_MAX);
	named->answered = take_count(take, "answered", UINT64_MAX);
	named->as_client = take_count(take, "as_client", UINT64_MAX);
	if (prefix != NULL && !prefix_parse(prefix, &named->prefix))
		take_fail(take, "address", "is neither an address nor a prefix");
}
