/* SPDX-License-Identifier: Apache-2.0 */
/* Judges sessions by a policy and adds up what comes of it. */
#include <string.h>

#include "policy/bearing.h"
#include "policy/results_room.h"

static unsigned
word_or(const struct facts *facts, enum fact fact, unsigned otherwise)
{
	return facts_has(facts, fact) ? (unsigned)facts->values[fact] : otherwise;
}

static void
make_key(struct pair_key *key, const struct facts *facts)
{
	struct value value;

	memset(key, 0, sizeof(*key));
	if (facts_value(facts, FACT_CLIENT, &value))
		key->client = value.is.address;
	if (facts_value(facts, FACT_SERVER, &value))
		key->server = value.is.address;
	if (facts_value(facts, FACT_SERVER_PORT, &value))
		key->port = (uint16_t)value.is.number;
	key->path = (uint8_t)word_or(facts, FACT_PATH, PATH_TRANSIT);
}

static void
count_port(struct results *results, const struct facts *facts, const struct pair_key *key)
{
	const struct port_tally tally = {
	    .port = key->port,
	    .protocol = word_or(facts, FACT_PROTOCOL, PROTOCOL_UNKNOWN),
	    .security = word_or(facts, FACT_SECURITY, SECURITY_UNKNOWN),
	    .outcome = word_or(facts, FACT_OUTCOME, OUTCOME_UNKNOWN),
	    .path = key->path,
	    .sessions = 1,
	};

	matrix_add(results->matrix, &tally);
}

/* Note what comes of one check of sessions, if it is not nothing. */
static void
rule(struct results *results, const struct judging *judging, size_t rule, enum judgement judgement)
{
	struct ruling *ruling = &results->rulings[results->ruling_count];

	results->counts[rule].by[judgement]++;
	if (judgement == NOT_APPLICABLE)
		return;
	*ruling = (struct ruling){rule, judgement, judging->waiver, judging->expired};
	results->counts[rule].answered += doubt_is_answered(judging->facts);
	results->ruling_count++;
}

/* The next check that has a bit in ${left}, which loses it. */
static size_t
next_rule(uint64_t *left, size_t word)
{
	size_t bit = (size_t)__builtin_ctzll(*left);

	*left &= *left - 1;
	return word * 64 + bit;
}

static void
judge_first(struct results *results, struct judging *judging, const struct forecast *forecast, size_t word)
{
	const struct {
		uint64_t       bits;
		enum judgement judgement;
	} settled[] = {
	    {forecast->satisfied[word],    SATISFIED   },
	    {forecast->inconclusive[word], INCONCLUSIVE},
	    {forecast->violated[word],     VIOLATED    },
	};

	for (uint64_t left = forecast->ask[word]; left != 0;) {
		size_t at = next_rule(&left, word);

		rule(results, judging, at, judge(judging, at));
	}
	for (size_t i = 0; i < sizeof(settled) / sizeof(settled[0]); i++)
		for (uint64_t left = settled[i].bits; left != 0;) {
			size_t at = next_rule(&left, word);

			rule(results, judging, at, judge_settled(judging, at, settled[i].judgement));
		}
}

static void
judge_second(struct results *results, struct judging *judging, const struct forecast *forecast, size_t word,
	     const struct facts *first)
{
	uint64_t left = forecast->ask[word] | forecast->satisfied[word] | forecast->inconclusive[word] |
			forecast->violated[word];

	while (left != 0) {
		size_t at = next_rule(&left, word);

		rule(results, judging, at, judge_again(judging, at, first));
	}
}

static bool
is_gathered(const struct results *results, const struct ruling *ruling)
{
	return results->policy->rules[ruling->rule]->check.per != SUBJECT_SESSION;
}

/* Judge by all checks that may apply; returns the worst that came of those whose findings are of one client
 * and service, in the order of enum judgement. */
static enum judgement
judge_all(struct results *results, struct judging *judging, const struct forecast *forecast,
	  const struct session *first)
{
	enum judgement worst = NOT_APPLICABLE;

	results->ruling_count = 0;
	for (size_t word = 0; word < bearing_words(results->bearing); word++)
		if (first == NULL)
			judge_first(results, judging, forecast, word);
		else
			judge_second(results, judging, forecast, word, &first->facts);
	for (size_t i = 0; i < results->ruling_count; i++)
		if (!is_gathered(results, &results->rulings[i]) && results->rulings[i].judgement > worst)
			worst = results->rulings[i].judgement;
	return worst;
}

static void
add_finding(struct results *results, struct judging *judging, const struct ruling *ruling,
	    const struct session *session, struct pair *pair)
{
	struct finding finding;

	judging->waiver = ruling->waiver;
	judging->expired = ruling->expired;
	if (pair != NULL)
		finding_of_session(&finding, judging, ruling->rule, session, &pair->key);
	if (pair == NULL || !ledger_add(results->ledger, pair, (uint32_t)ruling->rule, &finding))
		results->refused++;
}

static const char *
zone_or_unknown(const struct zones *zones, const struct facts *facts, enum fact end)
{
	const char *zone = zones_of(zones, facts, end);

	return zone != NULL ? zone : zone_unknown;
}

/* Checks whose findings are gathered. */
static void
add_to_groups(struct results *results, struct judging *judging, const struct session *session,
	      const struct pair_key *key)
{
	const struct zones  *zones = results->policy->zones;
	struct group_session one = {key->client,
				    key->server,
				    key->port,
				    (enum path)key->path,
				    NULL,
				    NULL,
				    doubt_is_answered(&session->facts)};
	struct finding       finding;

	for (size_t i = 0; i < results->ruling_count; i++) {
		const struct ruling *ruling = &results->rulings[i];
		const struct check  *check = &results->policy->rules[ruling->rule]->check;
		bool                 is_found = ruling->judgement >= VIOLATED;

		if (!is_gathered(results, ruling))
			continue;
		if (one.from == NULL) {
			one.from = zone_or_unknown(zones, &session->facts, FACT_CLIENT);
			one.to = zone_or_unknown(zones, &session->facts, FACT_SERVER);
		}
		judging->waiver = ruling->waiver;
		judging->expired = ruling->expired;
		if (is_found)
			finding_of_session(&finding, judging, ruling->rule, session, key);
		if (!groups_add(results->groups, check, (uint32_t)ruling->rule, &one,
				is_found ? &finding : NULL))
			results->refused++;
	}
}

static void
add(struct results *results, const struct session *session, const struct session *first)
{
	struct judging judging = {
	    .policy = results->policy, .facts = &session->facts, .waivers = results->waivers};
	struct forecast forecast = bearing_on(results->bearing, &session->facts);
	enum judgement  worst = judge_all(results, &judging, &forecast, first);
	struct pair    *pair = NULL;
	struct pair_key key;

	results_spoil_order(results);
	results->sessions++;
	if (!results->policy->zones_guessed)
		doubt_add(&results->doubt, results->policy->zones, &session->facts, first != NULL);
	make_key(&key, &session->facts);
	count_port(results, &session->facts, &key);
	named_add(results->named, &session->facts, first != NULL ? &first->facts : NULL);
	if (worst > NOT_APPLICABLE)
		pair = ledger_pair(results->ledger, &key, worst >= VIOLATED);
	add_to_groups(results, &judging, session, &key);
	for (size_t i = 0; i < results->ruling_count; i++) {
		if (is_gathered(results, &results->rulings[i]))
			continue;
		if (pair != NULL)
			pair_count(pair, (uint32_t)results->rulings[i].rule, 1);
		if (results->rulings[i].judgement >= VIOLATED)
			add_finding(results, &judging, &results->rulings[i], session, pair);
	}
	/* Of what was counted at its first sight the second is no other session. */
	if (results->gatherer != NULL && first == NULL)
		gatherer_add(results->gatherer, session, &forecast);
}

void
results_add(struct results *results, const struct session *session)
{
	add(results, session, NULL);
}

void
results_gather(struct results *results, const struct session *session)
{
	struct forecast forecast;

	if (results->gatherer == NULL)
		return;
	forecast = bearing_on(results->bearing, &session->facts);
	gatherer_add(results->gatherer, session, &forecast);
}

void
results_add_again(struct results *results, const struct session *session, const struct session *first)
{
	add(results, session, first);
}
