/* SPDX-License-Identifier: Apache-2.0 */
/* Reads what is about a client and a server: findings, pairs, connections that were cut, sessions. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "report/doubts.h"
#include "report/item.h"
#include "report/saved_room.h"

#define FRAME_MOST UINT64_C(0xffffffffffff)

/* Reports from before "input" was in them say the name alone. */
static uint32_t
input_of_name(const struct saved *saved, struct take *take, const char *key)
{
	const struct report_input *inputs = saved->inputs.items;
	const char                *name = take_text(take, key);

	for (size_t i = 0; name != NULL && i < saved->inputs.count; i++)
		if (strcmp(inputs[i].capture, name) == 0)
			return (uint32_t)i;
	take_fail(take, key, "is none of the inputs");
	return 0;
}

place
read_place(const struct saved *saved, struct take *take, const char *capture_key, const char *input_key,
	   uint64_t frame)
{
	uint32_t input;

	if (!take_has(take, input_key)) {
		input = input_of_name(saved, take, capture_key);
	} else {
		input = (uint32_t)take_count(take, input_key, SAVED_INPUTS_MOST);
		if (input >= saved->inputs.count)
			take_fail(take, input_key, "is none of the inputs");
	}
	return place_of(input, frame);
}

static uint64_t
take_frame(struct take *take, const char *key)
{
	uint64_t frame = take_count(take, key, FRAME_MOST);

	if (frame == 0)
		take_fail(take, key, "is no frame number");
	return frame;
}

static void
add_frames(const struct saved *saved, struct finding *finding, struct take *take)
{
	struct json_object *frames = take_array(take, "frames");
	size_t              count = frames == NULL ? 0 : json_object_array_length(frames);

	for (size_t i = 0; i < count && take->wrong[0] == '\0'; i++) {
		struct take one = {.from = json_object_array_get_idx(frames, i)};
		uint64_t    frame = take_frame(&one, NULL);

		if (one.wrong[0] != '\0')
			take_fail(take, "frames", "holds something else than frame numbers");
		else
			finding_add_place(finding, read_place(saved, take, "capture", "input", frame));
	}
	finding->has_more_places |= take_truth_if(take, "more");
}

static void
read_evidence(const struct saved *saved, struct finding *finding, struct take *take)
{
	struct json_object *evidence = take_array(take, "evidence");
	size_t              count = evidence == NULL ? 0 : json_object_array_length(evidence);

	for (size_t i = 0; i < count && take->wrong[0] == '\0'; i++) {
		struct take entry = {.from = json_object_array_get_idx(evidence, i), .arena = take->arena};

		add_frames(saved, finding, &entry);
		if (entry.wrong[0] != '\0')
			take_fail(take, "evidence:", entry.wrong);
	}
}

static void
read_blocker(const struct saved *saved, struct finding *finding, struct take *take)
{
	struct finding_blocker *blocker = &finding->blocker;
	struct take             at = {.from = take_member(take, "blocked_at"), .arena = take->arena};

	if (!take_has(take, "blocked_by"))
		return;
	blocker->kind = (enum blocker)take_word(take, "blocked_by.kind", blocker_words, BLOCKER_COUNT);
	blocker->address = take_address_if(take, "blocked_by.address");
	blocker->side = BLOCKER_SIDE_COUNT;
	if (take_has(take, "blocked_by.side"))
		blocker->side = (enum blocker_side)take_word(take, "blocked_by.side", blocker_side_words,
							     BLOCKER_SIDE_COUNT);
	blocker->name = SIDE_COUNT;
	if (take_has(take, "blocked_by.in_name_of"))
		blocker->name =
		    (enum side_word)take_word(take, "blocked_by.in_name_of", side_words, SIDE_COUNT);
	blocker->has_type = take_has(take, "blocked_by.type");
	blocker->type = take_count_if(take, "blocked_by.type", UINT64_MAX);
	blocker->sequence_is_known = take_has(take, "blocked_by.in_sequence");
	blocker->in_sequence = take_truth_if(take, "blocked_by.in_sequence");
	blocker->is_injected = take_truth_if(take, "blocked_by.injected");
	blocker->has_code = take_has(take, "blocked_by.code");
	blocker->code = take_count_if(take, "blocked_by.code", UINT64_MAX);
	blocker->ttl_is_known = take_has(take, "blocked_by.ttl_differs");
	blocker->ttl_differs = take_truth_if(take, "blocked_by.ttl_differs");
	blocker->where = finding->place_count > 0 ? finding->places[0] : place_of(0, 1);
	if (at.from != NULL)
		blocker->where = read_place(saved, &at, "capture", "input", take_frame(&at, "frame"));
	if (at.wrong[0] != '\0')
		take_fail(take, "blocked_at:", at.wrong);
}

/* Where it is null, it was wanted and nothing is known. */
static void
read_control(const struct saved *saved, struct finding_control *control, struct take *take)
{
	struct take at = {.from = take_member(take, "control"), .arena = take->arena};

	control->is_wanted = json_object_object_get_ex(take->from, "control", NULL);
	if (at.from == NULL)
		return;
	control->kind = (enum control)take_word(&at, "kind", control_words, CONTROL_COUNT);
	control->client = take_address_if(&at, "client");
	control->server = take_address_if(&at, "server");
	control->port = (uint16_t)take_count(&at, "port", UINT16_MAX);
	control->seen = take_time(&at, "seen");
	control->where = read_place(saved, &at, "capture", "input", take_frame(&at, "frame"));
	if (at.wrong[0] != '\0')
		take_fail(take, "control:", at.wrong);
}

/* Facts that this version does not know are left out. */
static void
read_proof_facts(struct proof *proof, struct take *take)
{
	struct json_object *array = take_array(take, "facts");
	size_t              count = array == NULL ? 0 : json_object_array_length(array);

	for (size_t i = 0; i < count && proof->fact_count < PROOF_FACTS; i++) {
		struct take  one = {.from = json_object_array_get_idx(array, i), .arena = take->arena};
		const char  *name = take_text(&one, "fact");
		enum fact    fact = name == NULL ? FACT_COUNT : fact_by_name(name);
		struct facts facts = {0};

		if (fact < FACT_COUNT && fact_rows[fact].type != TYPE_ADDRESS && take_has(&one, "value")) {
			read_fact(&facts, fact, &one, "value");
			proof->facts[proof->fact_count] = (uint8_t)fact;
			proof->values[proof->fact_count++] = facts.values[fact];
		}
		if (one.wrong[0] != '\0')
			take_fail(take, "facts:", one.wrong);
	}
}

static void
read_proof(const struct saved *saved, struct proof *proof, struct take *take)
{
	/* The texts of its facts stay. */
	struct take at = {.from = take_member(take, "shown_by"), .arena = saved->arena};

	if (at.from == NULL)
		return;
	proof->client = take_address_if(&at, "client");
	proof->client_port = (uint16_t)take_count(&at, "client_port", UINT16_MAX);
	proof->server = take_address_if(&at, "server");
	proof->server_port = (uint16_t)take_count(&at, "port", UINT16_MAX);
	proof->first_seen = take_time(&at, "first_seen");
	proof->first_frame = place_of(0, 1);
	if (take_has(&at, "frame"))
		proof->first_frame = read_place(saved, &at, "capture", "input", take_frame(&at, "frame"));
	read_proof_facts(proof, &at);
	if (at.wrong[0] != '\0')
		take_fail(take, "shown_by:", at.wrong);
}

static const struct waiver_says *
read_waiver(struct saved *saved, struct take *take, const char *key)
{
	struct take        at = {.from = take_member(take, key), .arena = take->arena};
	struct waiver_says says = {
	    NULL, NULL, NULL, NULL, {NULL, 0, 0}
        };

	if (at.from == NULL)
		return NULL;
	says.where = take_text_if(&at, "where");
	says.reason = take_text_if(&at, "reason");
	says.owner = take_text_if(&at, "owner");
	says.until = take_text_if(&at, "until");
	read_spot(&says.spot, &at);
	if (at.wrong[0] != '\0')
		take_fail(take, key, at.wrong);
	return saved_waiver(saved, &says);
}

/* Its check, which the report must have told before. */
static struct saved_check *
check_of(struct saved *saved, struct take *take)
{
	const char         *id = take_text(take, "check");
	struct saved_check *check = id == NULL ? NULL : saved_check(saved, id);
	struct take         kept = {.from = take->from, .arena = saved->arena};

	if (check == NULL) {
		take_fail(take, "check", "is none of the checks of the report");
		return NULL;
	}
	read_check_texts(check, &kept);
	if (kept.wrong[0] != '\0')
		take_fail(take, "check:", kept.wrong);
	return check;
}

static void
read_key(struct finding *finding, struct take *take)
{
	const char *key = take_text(take, "public_key");

	if (key != NULL && (!digest_parse(key, &finding->key) || !digest_is_set(&finding->key)))
		take_fail(take, "public_key", "is no SHA-256");
}

static void
read_whom(const struct saved *saved, struct finding *finding, struct take *take)
{
	if (take_has(take, "subject"))
		finding->subject = (enum subject)take_word(take, "subject", subject_words, SUBJECT_COUNT);
	finding->client = take_address_if(take, "client");
	finding->server = take_address_if(take, "server");
	finding->port = (uint16_t)take_count_if(take, "port", UINT16_MAX);
	finding->path = PATH_COUNT;
	if (finding->subject == SUBJECT_ROUTE) {
		struct take kept = {.from = take->from, .arena = saved->arena};

		finding->from = take_text_if(&kept, "from");
		finding->to = take_text_if(&kept, "to");
	}
	if (take_has(take, "path"))
		finding->path = (enum path)take_word(take, "path", path_words, PATH_COUNT);
	if (finding->subject == SUBJECT_KEY)
		read_key(finding, take);
	finding->clients = take_count_if(take, "clients", UINT64_MAX);
	finding->servers = take_count_if(take, "servers", UINT64_MAX);
	finding->ports = take_count_if(take, "ports", UINT64_MAX);
	finding->is_at_least = take_truth_if(take, "at_least");
}

static void
read_counts(struct finding *finding, struct take *take)
{
	finding->count = take_count(take, "count", UINT64_MAX);
	finding->of = take_count(take, "of", UINT64_MAX);
	finding->is_waived = take_truth_if(take, "waived");
	finding->waived = take_count_if(take, "waived_sessions", finding->count);
	if (finding->is_waived)
		finding->waived = finding->count;
	finding->first_seen = take_time(take, "first_seen");
	finding->last_seen = take_time(take, "last_seen");
}

void
read_finding(struct saved *saved, struct take *take)
{
	struct saved_check *check = check_of(saved, take);
	struct finding     *finding = NULL;

	if (check != NULL && saved->findings.count < SAVED_FINDINGS_MOST)
		finding = list_add(&saved->findings, sizeof(*finding));
	if (finding == NULL) {
		take_fail(take, NULL, "is one too many");
		return;
	}
	finding->check = &check->check;
	finding->severity = (enum severity)take_word(take, "severity", severity_words, SEVERITY_COUNT);
	read_whom(saved, finding, take);
	read_counts(finding, take);
	read_evidence(saved, finding, take);
	read_blocker(saved, finding, take);
	read_proof(saved, &finding->proof, take);
	finding->waiver = read_waiver(saved, take, "waiver");
	finding->expired = read_waiver(saved, take, "expired_waiver");
	finding->zones_guessed = take_truth_if(take, "zones_guessed");
	doubts_read_finding(finding, take);
	read_control(saved, &finding->control, take);
	finding->has_idle = take_has(take, "idle_before_end");
	finding->idle = take_count_if(take, "idle_before_end", UINT64_MAX);
	finding->knows_attempts = take_has(take, "attempts");
	finding->answered = take_count_if(take, "answered", UINT64_MAX);
}

static void
read_applied(struct saved *saved, struct saved_pair *pair, struct take *take)
{
	struct json_object *of = take_member(take, "of");

	if (!json_object_is_type(of, json_type_object)) {
		take_fail(take, "of", "is no object");
		return;
	}
	for (size_t i = 0; i < saved->checks.count; i++) {
		const char         *id = ((struct saved_check **)saved->checks.items)[i]->check.id;
		struct json_object *number = NULL;

		if (json_object_object_get_ex(of, id, &number)) {
			struct take one = {.from = number};

			pair->of[i] = (uint32_t)take_count(&one, NULL, UINT32_MAX);
			if (one.wrong[0] != '\0')
				take_fail(take, "of", "holds something else than numbers");
		}
	}
}

void
read_pair(struct saved *saved, struct take *take)
{
	struct saved_pair *pair =
	    saved->pairs.count < SAVED_PAIRS_MOST ? list_add(&saved->pairs, sizeof(*pair)) : NULL;

	if (pair == NULL ||
	    (pair->of = arena_take(saved->arena, (saved->checks.count + 1) * sizeof(*pair->of))) == NULL) {
		take_fail(take, NULL, "is one too many");
		return;
	}
	pair->tally.key.client = take_address_if(take, "client");
	pair->tally.key.server = take_address_if(take, "server");
	pair->tally.key.port = (uint16_t)take_count(take, "port", UINT16_MAX);
	pair->tally.key.path = (uint8_t)take_word(take, "path", path_words, PATH_COUNT);
	pair->tally.of = pair->of;
	read_applied(saved, pair, take);
}

static place
cut_place(const struct saved *saved, struct take *take, const char *key)
{
	struct take half = {.from = take_member(take, key), .arena = take->arena};
	place       where = PLACE_NONE;

	if (half.from != NULL)
		where = read_place(saved, &half, "capture", "input", take_frame(&half, "frame"));
	else
		take_fail(take, key, "is missing");
	if (half.wrong[0] != '\0')
		take_fail(take, key, half.wrong);
	return where;
}

void
read_cut(struct saved *saved, struct take *take)
{
	struct report_cut *cut = list_add(&saved->cuts, sizeof(*cut));

	if (cut == NULL) {
		take_fail(take, NULL, "is one too many");
		return;
	}
	cut->client = take_address_if(take, "client.address");
	cut->client_port = (uint16_t)take_count(take, "client.port", UINT16_MAX);
	cut->server = take_address_if(take, "server.address");
	cut->server_port = (uint16_t)take_count(take, "server.port", UINT16_MAX);
	cut->first = cut_place(saved, take, "first");
	cut->again = cut_place(saved, take, "again");
}
