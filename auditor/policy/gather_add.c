/* SPDX-License-Identifier: Apache-2.0 */
/* Counts one session for the subjects that it is of. */
#include <string.h>

#include "policy/expression.h"
#include "policy/gather_room.h"

static bool
has_bit(const uint64_t *mask, size_t bit)
{
	return (mask[bit / 64] >> bit % 64 & 1) != 0;
}

static bool
is_meeting(const uint64_t *a, const uint64_t *b)
{
	uint64_t both = 0;

	for (unsigned i = 0; i < COUNTER_WORDS; i++)
		both |= a[i] & b[i];
	return both != 0;
}

/* Rounded down, also before 1970. */
static int64_t
bucket_of(const struct gathering *gathering, int64_t time)
{
	int64_t half = gathering->window / 2;

	if (half == 0)
		return 0;
	return time / half - (time % half < 0);
}

/* False if no certificate was seen: of what TLS 1.3 or a resumed session hides nobody can tell the key. */
static bool
take_key(struct digest *key, const struct facts *facts)
{
	struct value value;

	return facts_value(facts, FACT_CERT_PUBLIC_KEY, &value) && digest_parse(value.is.text, key);
}

/* False if the session does not tell which subject it belongs to. */
static bool
make_key(struct cell_key *key, const struct gatherer *gatherer, size_t index, const struct facts *facts)
{
	const struct gathering *gathering = &gatherer->policy->gatherings[index];
	struct value            client, server, port, path, begin;

	if (!facts_value(facts, FACT_CLIENT, &client) || !facts_value(facts, FACT_SERVER, &server) ||
	    !facts_value(facts, FACT_SERVER_PORT, &port))
		return false;
	memset(key, 0, sizeof(*key));
	if (subject_has_fact(gathering->subject, FACT_CLIENT))
		key->pair.client = client.is.address;
	if (subject_has_fact(gathering->subject, FACT_SERVER))
		key->pair.server = server.is.address;
	if (subject_has_fact(gathering->subject, FACT_SERVER_PORT))
		key->pair.port = (uint16_t)port.is.number;
	if (subject_has_fact(gathering->subject, FACT_PATH))
		key->pair.path = facts_value(facts, FACT_PATH, &path) ? (uint8_t)path.is.number : PATH_COUNT;
	if (subject_has_fact(gathering->subject, FACT_CERT_PUBLIC_KEY) && !take_key(&key->pair.key, facts))
		return false;
	key->gathering = (uint16_t)index;
	key->bucket = bucket_of(gathering, facts_value(facts, FACT_FIRST_SEEN, &begin) ? begin.is.time : 0);
	return true;
}

/* Evidence of a check is what surely counts in what violates it. */
static void
add_to_cell(struct gatherer *gatherer, struct cell *cell, const struct session *session)
{
	const struct policy    *policy = gatherer->policy;
	const struct gathering *gathering = &policy->gatherings[cell->key.gathering];
	struct evidence        *evidence;

	gatherer_note_change(gatherer, cell->head);
	for (size_t i = 0; i < gathering->counter_count; i++)
		if (has_bit(gatherer->any, gathering->counters[i]))
			tally_add(&cell->tallies[i], policy->counters.list[gathering->counters[i]],
				  has_bit(gatherer->sure, gathering->counters[i]), &session->facts,
				  &gatherer->budget);
	evidence_add(&cell->all, gathering->subject, session, &gatherer->budget);
	for (size_t i = 0; i < gathering->rule_count; i++) {
		const struct check *check = &policy->rules[gathering->rules[i]]->check;

		if (is_meeting(expression_evidence(check->violates), gatherer->sure) &&
		    (evidence = gatherer_evidence(gatherer, cell, i)) != NULL)
			evidence_add(evidence, gathering->subject, session, &gatherer->budget);
	}
}

static void
ask_counter(struct gatherer *gatherer, size_t counter, const struct facts *facts)
{
	const struct policy *policy = gatherer->policy;
	enum answer answer = expression_ask(policy->counters.list[counter]->counts, facts, policy->zones);

	gatherer->sure[counter / 64] |= (uint64_t)(answer == ANSWER_YES) << counter % 64;
	gatherer->any[counter / 64] |= (uint64_t)(answer != ANSWER_NO) << counter % 64;
}

/* False if no counter counts it. */
static bool
ask_counters(struct gatherer *gatherer, const struct facts *facts, const struct forecast *forecast)
{
	uint64_t any = 0;

	for (size_t word = 0; word < COUNTER_WORDS; word++) {
		gatherer->sure[word] = forecast->sure[word];
		gatherer->any[word] = forecast->any[word];
		for (uint64_t left = forecast->ask_counters[word]; left != 0; left &= left - 1)
			ask_counter(gatherer, word * 64 + (size_t)__builtin_ctzll(left), facts);
		any |= gatherer->any[word];
	}
	return any != 0;
}

void
gatherer_add(struct gatherer *gatherer, const struct session *session, const struct forecast *forecast)
{
	const struct policy *policy = gatherer->policy;
	struct cell_key      key;
	struct cell         *cell;

	if (policy->gathering_count == 0 || !ask_counters(gatherer, &session->facts, forecast))
		return;
	for (size_t i = 0; i < policy->gathering_count; i++) {
		if (!is_meeting(policy->gatherings[i].mask, gatherer->any) ||
		    !make_key(&key, gatherer, i, &session->facts))
			continue;
		if ((cell = gatherer_cell(gatherer, &key)) != NULL)
			add_to_cell(gatherer, cell, session);
		else
			gatherer->refused[i]++;
	}
}
