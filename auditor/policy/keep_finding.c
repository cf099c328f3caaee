/* SPDX-License-Identifier: Apache-2.0 */
/* Keeps findings with their evidence. */
#include <string.h>

#include "policy/keep_room.h"

place
keep_place(const struct keep *keep, place where)
{
	if (!keep->is_reading && keep->changes->place != NULL && where != PLACE_NONE)
		where = keep->changes->place(keep->changes->context, where);
	where = archive_number(keep->archive, where, UINT64_MAX);
	if (keep->is_reading && keep->changes->place != NULL && where != PLACE_NONE)
		where = keep->changes->place(keep->changes->context, where);
	return where;
}

struct address
keep_changed(const struct keep *keep, struct address address)
{
	if (keep->is_reading || keep->changes->address == NULL || address.family == 0)
		return address;
	return keep->changes->address(keep->changes->context, address);
}

struct address
keep_address(const struct keep *keep, struct address address)
{
	return archive_address(keep->archive, keep_changed(keep, address));
}

struct digest
keep_changed_digest(const struct keep *keep, struct digest digest)
{
	char          text[DIGEST_SHA256_SIZE];
	const char   *said;
	struct digest changed;

	if (keep->is_reading || keep->changes->text == NULL || !digest_is_set(&digest))
		return digest;
	said = keep->changes->text(keep->changes->context, FACT_CERT_PUBLIC_KEY, digest_print(&digest, text));
	if (said == NULL || !digest_parse(said, &changed))
		memset(&changed, 0, sizeof(changed));
	return changed;
}

struct digest
keep_digest(const struct keep *keep, struct digest digest)
{
	char        text[DIGEST_SHA256_SIZE];
	const char *said = NULL;

	digest = keep_changed_digest(keep, digest);
	if (!keep->is_reading && digest_is_set(&digest))
		said = digest_print(&digest, text);
	said = archive_text(keep->archive, said);
	if (keep->is_reading && said != NULL && !digest_parse(said, &digest))
		archive_fail(keep->archive, "a key is no digest");
	return digest;
}

size_t
keep_index(const struct keep *keep, size_t index, size_t count)
{
	if (count == 0)
		archive_fail(keep->archive, "it has what the policy has not");
	return (size_t)archive_number(keep->archive, index, count > 0 ? count - 1 : 0);
}

/* ---- facts ---- */

static enum fact
keep_fact(const struct keep *keep, enum fact fact)
{
	const char *name = archive_text(keep->archive, fact_rows[fact].name);

	if (!keep->is_reading)
		return fact;
	fact = name == NULL ? FACT_COUNT : fact_by_name(name);
	if (fact < FACT_COUNT)
		return fact;
	archive_fail(keep->archive, "it has a fact that this version does not know");
	return FACT_CLIENT;
}

static uint64_t
keep_fact_text(const struct keep *keep, enum fact fact, uint64_t value)
{
	const char *text = (const char *)(uintptr_t)value;

	if (!keep->is_reading && keep->changes->text != NULL)
		text = keep->changes->text(keep->changes->context, fact, text);
	text = archive_text(keep->archive, text);
	return (uintptr_t)(text != NULL ? text : "");
}

static uint64_t
keep_value(const struct keep *keep, enum fact fact, uint64_t value)
{
	const struct fact_row *row = &fact_rows[fact];
	unsigned               word;

	switch (row->type) {
	case TYPE_TEXT:
	case TYPE_TEXTS:
		return keep_fact_text(keep, fact, value);
	case TYPE_WORD:
		word = archive_word(keep->archive, (unsigned)value, row->words, row->word_count);
		if (word < row->word_count)
			return word;
		archive_fail(keep->archive, "a fact has no word");
		return 0;
	case TYPE_BOOL:
		return archive_truth(keep->archive, value != 0);
	case TYPE_ADDRESS:
		archive_fail(keep->archive, "an address among the facts that decided");
		return 0;
	default:
		return archive_number(keep->archive, value, UINT64_MAX);
	}
}

void
keep_proof(const struct keep *keep, struct proof *proof)
{
	struct archive *archive = keep->archive;

	proof->first_frame = keep_place(keep, proof->first_frame);
	if (proof->first_frame == PLACE_NONE)
		return;
	proof->first_seen = archive_signed(archive, proof->first_seen);
	proof->client = keep_address(keep, proof->client);
	proof->server = keep_address(keep, proof->server);
	proof->client_port = (uint16_t)archive_number(archive, proof->client_port, UINT16_MAX);
	proof->server_port = (uint16_t)archive_number(archive, proof->server_port, UINT16_MAX);
	proof->fact_count = (unsigned)archive_number(archive, proof->fact_count, PROOF_FACTS);
	for (unsigned i = 0; i < proof->fact_count; i++) {
		proof->facts[i] = (uint8_t)keep_fact(keep, (enum fact)proof->facts[i]);
		proof->values[i] = keep_value(keep, (enum fact)proof->facts[i], proof->values[i]);
	}
}

/* ---- findings ---- */

static void
keep_blocker(const struct keep *keep, struct finding_blocker *blocker)
{
	struct archive *archive = keep->archive;

	blocker->where = keep_place(keep, blocker->where);
	if (blocker->where == PLACE_NONE)
		return;
	blocker->kind = (enum blocker)archive_word(archive, blocker->kind, blocker_words, BLOCKER_COUNT);
	blocker->side =
	    (enum blocker_side)archive_word(archive, blocker->side, blocker_side_words, BLOCKER_SIDE_COUNT);
	blocker->name = (enum side_word)archive_word(archive, blocker->name, side_words, SIDE_COUNT);
	blocker->address = keep_address(keep, blocker->address);
	blocker->type = archive_number(archive, blocker->type, UINT64_MAX);
	blocker->code = archive_number(archive, blocker->code, UINT64_MAX);
	blocker->has_type = archive_truth(archive, blocker->has_type);
	blocker->has_code = archive_truth(archive, blocker->has_code);
	blocker->ttl_is_known = archive_truth(archive, blocker->ttl_is_known);
	blocker->ttl_differs = archive_truth(archive, blocker->ttl_differs);
	blocker->sequence_is_known = archive_truth(archive, blocker->sequence_is_known);
	blocker->in_sequence = archive_truth(archive, blocker->in_sequence);
	blocker->is_injected = archive_truth(archive, blocker->is_injected);
	if (blocker->kind >= BLOCKER_COUNT)
		archive_fail(archive, "what said no has no name");
}

static void
keep_control(const struct keep *keep, struct finding_control *control)
{
	struct archive *archive = keep->archive;

	control->is_wanted = archive_truth(archive, control->is_wanted);
	control->where = keep_place(keep, control->where);
	if (control->where == PLACE_NONE)
		return;
	control->kind = (enum control)archive_word(archive, control->kind, control_words, CONTROL_COUNT);
	control->client = keep_address(keep, control->client);
	control->server = keep_address(keep, control->server);
	control->port = (uint16_t)archive_number(archive, control->port, UINT16_MAX);
	control->seen = archive_signed(archive, control->seen);
	if (control->kind >= CONTROL_COUNT)
		archive_fail(archive, "what worked has no name");
}

/* By its number in the policy. */
static const struct waiver_says *
keep_waiver(const struct keep *keep, const struct waiver_says *says)
{
	const struct policy *policy = keep->results->policy;
	size_t               number = 0;

	while (says != NULL && number < policy->waiver_count && says != &policy->waivers[number].says)
		number++;
	number = archive_number(keep->archive, says == NULL ? 0 : number + 1, policy->waiver_count);
	return number == 0 ? NULL : &policy->waivers[number - 1].says;
}

static void
keep_places(const struct keep *keep, struct finding *finding)
{
	place    places[FINDING_PLACES];
	unsigned count = (unsigned)archive_number(keep->archive, finding->place_count, FINDING_PLACES);

	memcpy(places, finding->places, sizeof(places));
	if (keep->is_reading)
		finding->place_count = 0;
	for (unsigned i = 0; i < count; i++) {
		place where = keep_place(keep, places[i]);

		if (keep->is_reading)
			finding_add_place(finding, where);
	}
	finding->has_more_places = archive_truth(keep->archive, finding->has_more_places);
}

void
keep_finding(const struct keep *keep, struct finding *finding)
{
	struct archive *archive = keep->archive;

	finding->severity =
	    (enum severity)archive_word(archive, finding->severity, severity_words, SEVERITY_COUNT);
	finding->client = keep_address(keep, finding->client);
	finding->server = keep_address(keep, finding->server);
	finding->port = (uint16_t)archive_number(archive, finding->port, UINT16_MAX);
	finding->path = (enum path)archive_word(archive, finding->path, path_words, PATH_COUNT);
	finding->count = archive_number(archive, finding->count, UINT64_MAX);
	finding->waived = archive_number(archive, finding->waived, UINT64_MAX);
	finding->is_waived = archive_truth(archive, finding->is_waived);
	finding->first_seen = archive_signed(archive, finding->first_seen);
	finding->last_seen = archive_signed(archive, finding->last_seen);
	keep_places(keep, finding);
	keep_blocker(keep, &finding->blocker);
	keep_control(keep, &finding->control);
	keep_proof(keep, &finding->proof);
	finding->waiver = keep_waiver(keep, finding->waiver);
	finding->expired = keep_waiver(keep, finding->expired);
	finding->zones_guessed = archive_truth(archive, finding->zones_guessed);
	finding->asks_zones = archive_truth(archive, finding->asks_zones);
	finding->is_of_stray = archive_truth(archive, finding->is_of_stray);
	finding->has_idle = archive_truth(archive, finding->has_idle);
	finding->idle = archive_number(archive, finding->idle, UINT64_MAX);
	if (finding->severity >= SEVERITY_COUNT)
		archive_fail(archive, "a finding has no severity");
}
