/* SPDX-License-Identifier: Apache-2.0 */
/* The name, the order and the evidence of findings. */
#include "policy/finding.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

static const char *
address_or_any(const struct address *address, char text[ADDRESS_TEXT_SIZE])
{
	return address->family == 0 ? "any" : address_print(address, text);
}

/* Which of them are of the subject, and so in the id: others may be set in one run and not in the next. */
struct of_subject {
	bool client, server, port, path;
};

static const struct of_subject of_subjects[SUBJECT_COUNT] = {
    [SUBJECT_SESSION] = {true,  true,  true,  true },
      [SUBJECT_SERVICE] = {false, true,  true,  false},
    [SUBJECT_CLIENT] = {true,  false, false, false},
      [SUBJECT_PAIR] = {true,  true,  false, true },
    [SUBJECT_ROUTE] = {false, false, true,  true },
      [SUBJECT_KEY] = {false, false, false, false},
};

/* The subject's name, and where it runs. */
static void
name_subject(const struct finding *finding, char *name, size_t size)
{
	char digits[DIGEST_SHA256_SIZE];

	*name = '\0';
	if (finding->subject == SUBJECT_ROUTE)
		snprintf(name, size, "%s\n%s\n%s\n", subject_words[finding->subject],
			 finding->from != NULL ? finding->from : "", finding->to != NULL ? finding->to : "");
	else if (finding->subject == SUBJECT_KEY)
		snprintf(name, size, "%s\n%s\n", subject_words[finding->subject],
			 digest_print(&finding->key, digits));
	else if (finding->subject != SUBJECT_SESSION)
		snprintf(name, size, "%s\n", subject_words[finding->subject]);
}

void
finding_id(const struct finding *finding, char id[FINDING_ID_SIZE])
{
	const struct of_subject *of = &of_subjects[finding->subject];
	char          name[512], subject[256], client[ADDRESS_TEXT_SIZE], server[ADDRESS_TEXT_SIZE];
	unsigned char octets[EVP_MAX_MD_SIZE] = {0};
	unsigned      size = 0;
	bool          has_path = of->path && finding->path < PATH_COUNT;
	int           length;

	name_subject(finding, subject, sizeof(subject));
	length = snprintf(name, sizeof(name), "mailreeve-finding/1\n%s\n%s\n%s\n%u\n%s\n%s",
			  finding->check->id, of->client ? address_or_any(&finding->client, client) : "any",
			  of->server ? address_or_any(&finding->server, server) : "any",
			  of->port ? (unsigned)finding->port : 0,
			  has_path ? path_words[finding->path] : "any", subject);
	EVP_Digest(name, (size_t)length, octets, &size, EVP_sha256(), NULL);
	text_hex(octets, (FINDING_ID_SIZE - 1) / 2, id);
}

struct pair_key
finding_pair(const struct finding *finding)
{
	struct pair_key key;

	memset(&key, 0, sizeof(key));
	key.client = finding->client;
	key.server = finding->server;
	key.port = finding->port;
	key.path = (uint8_t)finding->path;
	key.key = finding->key;
	return key;
}

static int
compare_zones(const char *a, const char *b)
{
	return strcmp(a != NULL ? a : "", b != NULL ? b : "");
}

int
finding_compare(const struct finding *a, const struct finding *b)
{
	int order = (int)a->severity - (int)b->severity;

	if (order == 0)
		order = strcmp(a->check->id, b->check->id);
	if (order == 0)
		order = address_compare(&a->server, &b->server);
	if (order == 0)
		order = (int)a->port - (int)b->port;
	if (order == 0)
		order = address_compare(&a->client, &b->client);
	if (order == 0)
		order = (int)a->path - (int)b->path;
	if (order == 0)
		order = (int)a->subject - (int)b->subject;
	if (order == 0)
		order = compare_zones(a->from, b->from);
	if (order == 0)
		order = compare_zones(a->to, b->to);
	return order != 0 ? order : digest_compare(&a->key, &b->key);
}

/* The smallest ones of all that were ever added, in whatever order they came. */
void
finding_add_place(struct finding *finding, place where)
{
	unsigned at = 0;

	while (at < finding->place_count && finding->places[at] < where)
		at++;
	if (at < finding->place_count && finding->places[at] == where)
		return;
	if (finding->place_count == FINDING_PLACES) {
		finding->has_more_places = true;
		if (at == FINDING_PLACES)
			return;
		finding->place_count--;
	}
	memmove(&finding->places[at + 1], &finding->places[at],
		(finding->place_count - at) * sizeof(finding->places[0]));
	finding->places[at] = where;
	finding->place_count++;
}

void
finding_note_blocker(struct finding *finding, const struct facts *facts)
{
	struct finding_blocker blocker = {.where = facts_place(facts, FACT_BLOCKED_KIND)};
	struct value           value;

	if (blocker.where == PLACE_NONE || !facts_value(facts, FACT_BLOCKED_KIND, &value))
		return;
	blocker.kind = (enum blocker)value.is.number;
	blocker.side = facts_value(facts, FACT_BLOCKED_SIDE, &value) ? (enum blocker_side)value.is.number
								     : BLOCKER_SIDE_COUNT;
	blocker.name =
	    facts_value(facts, FACT_BLOCKED_NAME, &value) ? (enum side_word)value.is.number : SIDE_COUNT;
	if ((blocker.has_type = facts_value(facts, FACT_BLOCKED_TYPE, &value)))
		blocker.type = value.is.number;
	if (facts_value(facts, FACT_BLOCKED_ADDRESS, &value))
		blocker.address = value.is.address;
	if ((blocker.has_code = facts_value(facts, FACT_BLOCKED_CODE, &value)))
		blocker.code = value.is.number;
	if ((blocker.ttl_is_known = facts_value(facts, FACT_BLOCKED_TTL_DIFFERS, &value)))
		blocker.ttl_differs = value.is.truth;
	if ((blocker.sequence_is_known = facts_value(facts, FACT_BLOCKED_IN_SEQUENCE, &value)))
		blocker.in_sequence = value.is.truth;
	blocker.is_injected = facts_is(facts, FACT_BLOCKED_INJECTED);
	finding->blocker = blocker;
}

static bool
is_kept_out(const struct facts *facts)
{
	static const enum outcome outcomes[] = {OUTCOME_DROPPED, OUTCOME_REFUSED, OUTCOME_REJECTED,
						OUTCOME_SILENT};

	for (size_t i = 0; i < sizeof(outcomes) / sizeof(outcomes[0]); i++)
		if (facts_word_is(facts, FACT_OUTCOME, outcomes[i]))
			return true;
	return false;
}

void
finding_note_control(struct finding *finding, const struct facts *facts)
{
	struct finding_control *control = &finding->control;
	struct value            value;

	control->is_wanted = is_kept_out(facts);
	control->where = facts_place(facts, FACT_CONTROL_KIND);
	if (control->where == PLACE_NONE || !facts_value(facts, FACT_CONTROL_KIND, &value))
		return;
	control->kind = (enum control)value.is.number;
	if (facts_value(facts, FACT_CONTROL_CLIENT, &value))
		control->client = value.is.address;
	if (facts_value(facts, FACT_CONTROL_SERVER, &value))
		control->server = value.is.address;
	if (facts_value(facts, FACT_CONTROL_PORT, &value))
		control->port = (uint16_t)value.is.number;
	if (facts_value(facts, FACT_CONTROL_SEEN, &value))
		control->seen = value.is.time;
}

/* What proves most stands first among the kinds; of one kind, the first in the capture. */
static void
merge_control(struct finding_control *into, const struct finding_control *from)
{
	bool is_wanted = into->is_wanted || from->is_wanted;
	bool is_better = from->kind < into->kind || (from->kind == into->kind && from->where < into->where);

	if (from->where != PLACE_NONE && (into->where == PLACE_NONE || is_better))
		*into = *from;
	into->is_wanted = is_wanted;
}

/* The waivers of one policy stand in a row. */
static const struct waiver_says *
first_of(const struct waiver_says *a, const struct waiver_says *b)
{
	return a == NULL || (b != NULL && b < a) ? b : a;
}

void
finding_note_idle(struct finding *finding, const struct facts *facts)
{
	struct value value;

	finding->has_idle = facts_value(facts, FACT_IDLE_BEFORE_END, &value);
	finding->idle = finding->has_idle ? value.is.number : 0;
}

void
finding_merge(struct finding *into, const struct finding *from)
{
	into->count += from->count;
	into->waived += from->waived;
	into->is_waived = into->waived == into->count;
	into->waiver = first_of(into->waiver, from->waiver);
	into->expired = first_of(into->expired, from->expired);
	if (from->severity < into->severity)
		into->severity = from->severity;
	if (from->first_seen < into->first_seen)
		into->first_seen = from->first_seen;
	if (from->last_seen > into->last_seen)
		into->last_seen = from->last_seen;
	for (unsigned i = 0; i < from->place_count; i++)
		finding_add_place(into, from->places[i]);
	into->has_more_places = into->has_more_places || from->has_more_places;
	if (from->blocker.where != PLACE_NONE &&
	    (into->blocker.where == PLACE_NONE || from->blocker.where < into->blocker.where))
		into->blocker = from->blocker;
	merge_control(&into->control, &from->control);
	proof_merge(&into->proof, &from->proof);
	if (from->has_idle && (!into->has_idle || from->idle < into->idle))
		into->idle = from->idle;
	into->has_idle |= from->has_idle;
	into->zones_guessed |= from->zones_guessed;
	into->asks_zones |= from->asks_zones;
	into->is_of_stray |= from->is_of_stray;
}

static uint64_t
greater_of(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

void
finding_merge_stretch(struct finding *into, const struct finding *from)
{
	finding_merge(into, from);
	into->of += from->of;
	into->answered += from->answered;
	into->clients = greater_of(into->clients, from->clients);
	into->servers = greater_of(into->servers, from->servers);
	into->ports = greater_of(into->ports, from->ports);
	into->is_at_least = into->is_at_least || from->is_at_least || into->clients > 1 ||
			    into->servers > 1 || into->ports > 1;
}

int
finding_compare_worth(const struct finding *a, const struct finding *b)
{
	int order = (int)a->is_waived - (int)b->is_waived;

	if (order == 0)
		order = (int)a->severity - (int)b->severity;
	return order != 0 ? order : (a->last_seen < b->last_seen) - (a->last_seen > b->last_seen);
}
