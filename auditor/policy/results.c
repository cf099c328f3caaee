/* SPDX-License-Identifier: Apache-2.0 */
/* Judges sessions by a policy and adds up what comes of it. */
#include "policy/results.h"

#include <stdlib.h>
#include <string.h>

#include "policy/bearing.h"
#include "policy/expression.h"
#include "policy/gather.h"
#include "policy/judge.h"
#include "policy/ledger.h"
#include "policy/matrix.h"
#include "policy/policy_room.h"
#include "policy/settle.h"

#define DEFAULT_FINDINGS 1000000
#define DEFAULT_PAIRS 262144
#define DEFAULT_SUBJECTS 262144

struct ruling {
	size_t               rule;
	enum judgement       judgement;
	const struct waiver *waiver, *expired;
};

struct results {
	const struct policy     *policy;
	uint64_t                 sessions, refused;
	size_t                   finding_limit;
	struct judgement_counts *counts;  /* by check of sessions */
	struct ruling           *rulings; /* of the session at hand, of checks that apply to it */
	size_t                   ruling_count;
	struct waiver_counts    *waivers;
	struct bearing          *bearing;
	struct gatherer         *gatherer; /* for checks of several sessions; NULL: there are none */
	struct settled           settled;  /* what they say, since results_settle */
	struct matrix           *matrix;
	struct ledger           *ledger;
	const struct finding   **sorted; /* NULL when something was added since */
};

struct results *
results_new(const struct policy *policy, const struct results_limits *limits)
{
	struct results *results = calloc(1, sizeof(*results));
	size_t          checks = policy->rule_count;
	size_t findings = limits != NULL && limits->findings > 0 ? limits->findings : DEFAULT_FINDINGS;
	size_t pairs = limits != NULL && limits->pairs > 0 ? limits->pairs : DEFAULT_PAIRS;
	size_t subjects = limits != NULL && limits->subjects > 0 ? limits->subjects : DEFAULT_SUBJECTS;

	if (results == NULL)
		return NULL;
	results->policy = policy;
	results->finding_limit = findings;
	results->counts = calloc(checks + 1, sizeof(*results->counts));
	results->rulings = calloc(checks + 1, sizeof(*results->rulings));
	results->waivers = calloc(policy->waiver_count + 1, sizeof(*results->waivers));
	results->bearing = bearing_new(policy);
	results->matrix = matrix_new();
	results->ledger = ledger_new(checks, pairs, findings);
	if (policy->gathering_count > 0)
		results->gatherer = gatherer_new(policy, subjects);
	if ((results->gatherer != NULL || policy->gathering_count == 0) && results->counts != NULL &&
	    results->rulings != NULL && results->bearing != NULL && results->waivers != NULL &&
	    results->matrix != NULL && results->ledger != NULL)
		return results;
	results_free(results);
	return NULL;
}

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

static void
spoil_order(struct results *results)
{
	free(results->sorted);
	results->sorted = NULL;
}

/* Judge by one check of sessions, and note what is not nothing. */
static void
judge_one(struct results *results, struct judging *judging, size_t rule, const struct session *first)
{
	struct ruling *ruling = &results->rulings[results->ruling_count];

	ruling->judgement = first == NULL ? judge(judging, rule) : judge_again(judging, rule, &first->facts);
	ruling->rule = rule;
	ruling->waiver = judging->waiver;
	ruling->expired = judging->expired;
	results->counts[rule].by[ruling->judgement]++;
	results->ruling_count += ruling->judgement != NOT_APPLICABLE;
}

/* Judge by all checks that may apply; returns the worst that came of it, in the order of enum judgement. */
static enum judgement
judge_all(struct results *results, struct judging *judging, const struct session *first)
{
	const uint64_t *bits = bearing_on(results->bearing, judging->facts);
	enum judgement  worst = NOT_APPLICABLE;

	results->ruling_count = 0;
	for (size_t word = 0; word <= results->policy->rule_count / 64; word++)
		for (uint64_t left = bits[word]; left != 0; left &= left - 1)
			judge_one(results, judging, word * 64 + (size_t)__builtin_ctzll(left), first);
	for (size_t i = 0; i < results->ruling_count; i++)
		if (results->rulings[i].judgement > worst)
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

static void
add(struct results *results, const struct session *session, const struct session *first)
{
	struct judging judging = {
	    .policy = results->policy, .facts = &session->facts, .waivers = results->waivers};
	enum judgement  worst = judge_all(results, &judging, first);
	struct pair    *pair = NULL;
	struct pair_key key;

	spoil_order(results);
	results->sessions++;
	make_key(&key, &session->facts);
	count_port(results, &session->facts, &key);
	if (worst > NOT_APPLICABLE)
		pair = ledger_pair(results->ledger, &key, worst >= VIOLATED);
	for (size_t i = 0; i < results->ruling_count; i++) {
		if (pair != NULL)
			pair_count(pair, (uint32_t)results->rulings[i].rule, 1);
		if (results->rulings[i].judgement >= VIOLATED)
			add_finding(results, &judging, &results->rulings[i], session, pair);
	}
	/* Of what was counted at its first sight the second is no other session. */
	if (results->gatherer != NULL && first == NULL)
		gatherer_add(results->gatherer, session);
}

void
results_add(struct results *results, const struct session *session)
{
	add(results, session, NULL);
}

void
results_add_again(struct results *results, const struct session *session, const struct session *first)
{
	add(results, session, first);
}

static void
merge_pair(struct results *into, const struct pair *from)
{
	struct pair *pair = ledger_pair(into->ledger, &from->key, from->findings != NULL);

	for (size_t i = 0; pair != NULL && i < into->policy->rule_count; i++)
		pair_count(pair, (uint32_t)i, from->of[i]);
	for (const struct kept *kept = from->findings; kept != NULL; kept = kept->next)
		if (pair == NULL || !ledger_add(into->ledger, pair, kept->check, &kept->finding))
			into->refused += kept->finding.count;
}

void
results_merge(struct results *into, const struct results *from)
{
	spoil_order(into);
	into->sessions += from->sessions;
	into->refused += from->refused;
	for (size_t i = 0; i < into->policy->rule_count; i++)
		for (size_t j = 0; j < JUDGEMENT_COUNT; j++)
			into->counts[i].by[j] += from->counts[i].by[j];
	for (size_t i = 0; i < into->policy->waiver_count; i++) {
		into->waivers[i].waived += from->waivers[i].waived;
		into->waivers[i].expired += from->waivers[i].expired;
	}
	if (into->gatherer != NULL)
		gatherer_merge(into->gatherer, from->gatherer);
	matrix_merge(into->matrix, from->matrix);
	for (const struct pair *pair = ledger_first(from->ledger); pair != NULL; pair = pair->next)
		merge_pair(into, pair);
}

bool
results_settle(struct results *results)
{
	spoil_order(results);
	settled_free(&results->settled);
	return results->gatherer == NULL || settle(&results->settled, results->policy, results->gatherer,
						   results->finding_limit - ledger_findings(results->ledger));
}

size_t
results_finding_count(const struct results *results)
{
	return ledger_findings(results->ledger) + results->settled.count;
}

static int
compare_pointers(const void *a, const void *b)
{
	const struct finding *const *first = a, *const *second = b;

	return finding_compare(*first, *second);
}

static void
sort_findings(struct results *results)
{
	size_t count = 0, total = results_finding_count(results);

	if ((results->sorted = calloc(total, sizeof(*results->sorted))) == NULL)
		return;
	for (const struct pair *pair = ledger_first(results->ledger); pair != NULL; pair = pair->next)
		for (struct kept *kept = pair->findings; kept != NULL; kept = kept->next) {
			kept->finding.of = pair->of[kept->check];
			results->sorted[count++] = &kept->finding;
		}
	for (size_t i = 0; i < results->settled.count; i++)
		results->sorted[count++] = &results->settled.findings[i];
	qsort(results->sorted, count, sizeof(*results->sorted), compare_pointers);
}

const struct finding *
results_finding(struct results *results, size_t index)
{
	if (index >= results_finding_count(results))
		return NULL;
	if (results->sorted == NULL)
		sort_findings(results);
	return results->sorted != NULL ? results->sorted[index] : NULL;
}

uint64_t
results_refused(const struct results *results)
{
	return results->refused + results->settled.refused;
}

uint64_t
results_refused_subjects(const struct results *results)
{
	uint64_t refused = 0;

	for (size_t i = 0; results->gatherer != NULL && i < results->policy->gathering_count; i++)
		refused += gatherer_refused(results->gatherer, i);
	return refused;
}

size_t
results_check_count(const struct results *results)
{
	return results->policy->rule_count;
}

static enum verdict
verdict_of(const struct check_tally *tally)
{
	if (tally->violated > 0)
		return VERDICT_FAIL;
	if (tally->inconclusive > 0)
		return VERDICT_INCONCLUSIVE;
	if (tally->waived > 0)
		return VERDICT_WAIVED;
	return tally->satisfied > 0 ? VERDICT_PASS : VERDICT_NOT_OBSERVED;
}

struct check_tally
results_check(const struct results *results, size_t index)
{
	struct check_tally tally = {.verdict = VERDICT_NOT_OBSERVED};
	const uint64_t    *by;

	if (index >= results->policy->rule_count)
		return tally;
	by = results->counts[index].by;
	tally.check = &results->policy->rules[index]->check;
	if (tally.check->subject != SUBJECT_SESSION && results->settled.counts != NULL)
		by = results->settled.counts[index].by;
	tally.satisfied = by[SATISFIED];
	tally.inconclusive = by[INCONCLUSIVE];
	tally.violated = by[VIOLATED];
	tally.waived = by[WAIVED];
	tally.applicable = by[SATISFIED] + by[INCONCLUSIVE] + by[VIOLATED] + by[WAIVED];
	tally.verdict = verdict_of(&tally);
	return tally;
}

size_t
results_port_count(const struct results *results)
{
	return matrix_count(results->matrix);
}

struct port_tally
results_port(struct results *results, size_t index)
{
	return matrix_row(results->matrix, index);
}

size_t
results_waiver_count(const struct results *results)
{
	return results->policy->waiver_count;
}

struct waiver_tally
results_waiver(const struct results *results, size_t index)
{
	const struct waiver *waiver = &results->policy->waivers[index];
	struct waiver_tally  tally = {
	     .check = &results->policy->rules[waiver->rule]->check,
	     .says = &waiver->says,
	     .waived = results->waivers[index].waived,
	     .expired = results->waivers[index].expired,
        };

	if (results->settled.waivers != NULL) {
		tally.waived += results->settled.waivers[index].waived;
		tally.expired += results->settled.waivers[index].expired;
	}
	return tally;
}

uint64_t
results_sessions(const struct results *results)
{
	return results->sessions;
}

void
results_free(struct results *results)
{
	if (results == NULL)
		return;
	free(results->counts);
	free(results->rulings);
	bearing_free(results->bearing);
	free(results->waivers);
	free(results->sorted);
	gatherer_free(results->gatherer);
	settled_free(&results->settled);
	matrix_free(results->matrix);
	ledger_free(results->ledger);
	free(results);
}
