/* SPDX-License-Identifier: Apache-2.0 */
/* A finding as members of a JSON object. */
#include "report/item.h"

#include "report/doubts.h"
#include "report/members.h"

/* The frames of one capture, from the ${at}th place on; returns the index after them. */
static unsigned
add_capture(struct json_object **to, const struct report *report, const struct finding *finding, unsigned at)
{
	uint32_t            capture = place_capture(finding->places[at]);
	struct json_object *entry = json_object_new_object(), *frames = json_object_new_array();

	item_place(&entry, report, finding->places[at]);
	for (; at < finding->place_count && place_capture(finding->places[at]) == capture; at++)
		member_count(&frames, NULL, place_frame(finding->places[at]));
	member_object(&entry, "frames", frames);
	if (at == finding->place_count && finding->has_more_places)
		member_truth(&entry, "more", true);
	member_object(to, NULL, entry);
	return at;
}

static struct json_object *
evidence_of(const struct report *report, const struct finding *finding)
{
	struct json_object *evidence = json_object_new_array();

	for (unsigned at = 0; at < finding->place_count;)
		at = add_capture(&evidence, report, finding, at);
	return evidence;
}

/* Over how many clients, servers and ports it is gathered. */
static void
add_numbers(struct json_object **to, const struct finding *finding)
{
	member_count(to, "clients", finding->clients);
	member_count(to, "servers", finding->servers);
	member_count(to, "ports", finding->ports);
	if (finding->is_at_least)
		member_truth(to, "at_least", true);
}

static void
add_subject(struct json_object **to, const struct finding *finding)
{
	bool is_gathered = finding->subject != SUBJECT_SESSION;
	char key[DIGEST_SHA256_SIZE];

	member_text(to, "subject", subject_words[finding->subject]);
	member_address(to, "client", &finding->client);
	member_address(to, "server", &finding->server);
	if (is_gathered && finding->port == 0)
		member_null(to, "port");
	else
		member_count(to, "port", finding->port);
	member_text(to, "path", finding->path < PATH_COUNT ? path_words[finding->path] : NULL);
	if (finding->subject == SUBJECT_ROUTE) {
		member_prose(to, "from", finding->from);
		member_prose(to, "to", finding->to);
	}
	if (finding->subject == SUBJECT_KEY)
		member_text(to, "public_key", digest_print(&finding->key, key));
	if (is_gathered)
		add_numbers(to, finding);
	if (finding->knows_attempts) {
		member_count(to, "attempts", finding->of);
		member_count(to, "answered", finding->answered);
	}
	member_count(to, "count", finding->count);
	member_count(to, "of", finding->of);
	member_time(to, "first_seen", finding->first_seen);
	member_time(to, "last_seen", finding->last_seen);
}

static void
add_number(struct json_object **to, const char *key, bool is_known, uint64_t number)
{
	if (is_known)
		member_count(to, key, number);
	else
		member_null(to, key);
}

static void
add_truth(struct json_object **to, const char *key, bool is_known, bool truth)
{
	if (is_known)
		member_truth(to, key, truth);
	else
		member_null(to, key);
}

static void
add_blocker(struct json_object **to, const struct report *report, const struct finding_blocker *blocker)
{
	struct json_object *object, *at;

	if (blocker->where == PLACE_NONE)
		return;
	object = json_object_new_object();
	member_text(&object, "kind", blocker_words[blocker->kind]);
	if (blocker->address.family != 0)
		member_address(&object, "address", &blocker->address);
	else
		member_null(&object, "address");
	member_text(&object, "side",
		    blocker->side < BLOCKER_SIDE_COUNT ? blocker_side_words[blocker->side] : NULL);
	member_text(&object, "in_name_of", blocker->name < SIDE_COUNT ? side_words[blocker->name] : NULL);
	add_number(&object, "type", blocker->has_type, blocker->type);
	add_number(&object, "code", blocker->has_code, blocker->code);
	add_truth(&object, "ttl_differs", blocker->ttl_is_known, blocker->ttl_differs);
	add_truth(&object, "in_sequence", blocker->sequence_is_known, blocker->in_sequence);
	add_truth(&object, "injected", blocker->is_injected, true);
	member_object(to, "blocked_by", object);
	at = json_object_new_object();
	item_place(&at, report, blocker->where);
	member_count(&at, "frame", place_frame(blocker->where));
	member_object(to, "blocked_at", at);
}

/* null where sessions were kept out, and nothing is known to have worked beside them. */
static void
add_control(struct json_object **to, const struct report *report, const struct finding_control *control)
{
	struct json_object *object;

	if (!control->is_wanted)
		return;
	if (control->where == PLACE_NONE) {
		member_null(to, "control");
		return;
	}
	object = json_object_new_object();
	member_text(&object, "kind", control_words[control->kind]);
	member_address(&object, "client", &control->client);
	member_address(&object, "server", &control->server);
	member_count(&object, "port", control->port);
	member_time(&object, "seen", control->seen);
	item_place(&object, report, control->where);
	member_count(&object, "frame", place_frame(control->where));
	member_object(to, "control", object);
}

static struct json_object *
facts_of(const struct proof *proof)
{
	struct json_object *array = json_object_new_array();
	struct facts        facts;

	proof_facts(proof, &facts);
	for (unsigned i = 0; i < proof->fact_count; i++) {
		struct json_object *entry = json_object_new_object();

		member_text(&entry, "fact", fact_rows[proof->facts[i]].name);
		item_fact(&entry, "value", &facts, proof->facts[i]);
		member_object(&array, NULL, entry);
	}
	return array;
}

/* The first session, and what of it decided. */
static void
add_proof(struct json_object **to, const struct report *report, const struct proof *proof)
{
	struct json_object *object;
	struct session      session;
	char                id[SESSION_ID_SIZE], community[COMMUNITY_ID_SIZE];

	if (proof->first_frame == PLACE_NONE)
		return;
	proof_session(proof, &session);
	session_id(&session, id);
	object = json_object_new_object();
	member_text(&object, "session", id);
	member_text(&object, "community_id", item_community(&session, community));
	member_address(&object, "client", &proof->client);
	member_count(&object, "client_port", proof->client_port);
	member_address(&object, "server", &proof->server);
	member_count(&object, "port", proof->server_port);
	member_time(&object, "first_seen", proof->first_seen);
	item_place(&object, report, proof->first_frame);
	member_count(&object, "frame", place_frame(proof->first_frame));
	member_object(&object, "facts", facts_of(proof));
	member_object(to, "shown_by", object);
}

/* Nothing for NULL. */
static void
add_waiver(struct json_object **to, const char *key, const struct waiver_says *waiver)
{
	struct json_object *object;

	if (waiver == NULL)
		return;
	object = json_object_new_object();
	member_prose(&object, "where", waiver->where);
	member_prose(&object, "reason", waiver->reason);
	member_prose(&object, "owner", waiver->owner);
	member_prose(&object, "until", waiver->until);
	item_spot(&object, &waiver->spot);
	member_object(to, key, object);
}

static struct json_object *
texts_of(struct item_texts *texts, const struct check *check)
{
	if (check != texts->check) {
		item_texts_free(texts);
		texts->check = check;
		texts->members = json_object_new_object();
		member_prose(&texts->members, "check", check->id);
		member_prose(&texts->members, "title", check->title);
		item_check_texts(&texts->members, check);
		members_print(texts->members);
	}
	return texts->members;
}

void
item_texts_free(struct item_texts *texts)
{
	json_object_put(texts->members);
	*texts = (struct item_texts){0};
}

void
item_finding(struct json_object **to, const struct report *report, const struct finding *finding)
{
	struct item_texts texts = {0};

	item_finding_in(to, report, finding, &texts);
	item_texts_free(&texts);
}

void
item_finding_in(struct json_object **to, const struct report *report, const struct finding *finding,
		struct item_texts *texts)
{
	static const char *const keys[] = {"because", "fix", "cites", "policy_at"};
	struct json_object      *shared = texts_of(texts, finding->check);
	char                     id[FINDING_ID_SIZE];

	finding_id(finding, id);
	member_text(to, "id", id);
	member_shared(to, "check", shared);
	member_text(to, "severity", severity_words[finding->severity]);
	member_text(to, "basis", found_words[finding->check->basis]);
	member_shared(to, "title", shared);
	add_subject(to, finding);
	add_blocker(to, report, &finding->blocker);
	if (finding->has_idle)
		member_count(to, "idle_before_end", finding->idle);
	add_control(to, report, &finding->control);
	member_object(to, "evidence", evidence_of(report, finding));
	add_proof(to, report, &finding->proof);
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		member_shared(to, keys[i], shared);
	if (finding->is_waived)
		member_truth(to, "waived", true);
	else if (finding->waived > 0)
		member_count(to, "waived_sessions", finding->waived);
	add_waiver(to, "waiver", finding->waiver);
	add_waiver(to, "expired_waiver", finding->expired);
	if (finding->zones_guessed)
		member_truth(to, "zones_guessed", true);
	if (doubts_of_finding(report, finding) != DOUBT_COUNT)
		member_text(to, "zones_doubtful", doubt_words[doubts_of_finding(report, finding)]);
}
