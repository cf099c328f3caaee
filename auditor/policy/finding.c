/* SPDX-License-Identifier: Apache-2.0 */
/* The name, the order and the evidence of findings. */
#include "policy/finding.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

static const char *
address_or_any(const struct address *address, char text[ADDRESS_TEXT_SIZE])
{
	return address->family == 0 ? "any" : address_print(address, text);
}

void
finding_id(const struct finding *finding, char id[FINDING_ID_SIZE])
{
	char          name[512], client[ADDRESS_TEXT_SIZE], server[ADDRESS_TEXT_SIZE];
	unsigned char octets[EVP_MAX_MD_SIZE] = {0};
	unsigned      size = 0;
	bool          is_session = finding->subject == SUBJECT_SESSION;
	int           length;

	length =
	    snprintf(name, sizeof(name), "mailreeve-finding/1\n%s\n%s\n%s\n%u\n%s\n%s%s", finding->check->id,
		     address_or_any(&finding->client, client), address_or_any(&finding->server, server),
		     (unsigned)finding->port, finding->path < PATH_COUNT ? path_words[finding->path] : "any",
		     is_session ? "" : subject_words[finding->subject], is_session ? "" : "\n");
	EVP_Digest(name, (size_t)length, octets, &size, EVP_sha256(), NULL);
	for (size_t i = 0; i < (FINDING_ID_SIZE - 1) / 2; i++)
		snprintf(id + 2 * i, 3, "%02x", octets[i]);
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
	return order != 0 ? order : (int)a->subject - (int)b->subject;
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
	proof_merge(&into->proof, &from->proof);
	if (from->has_idle && (!into->has_idle || from->idle < into->idle))
		into->idle = from->idle;
	into->has_idle |= from->has_idle;
}
