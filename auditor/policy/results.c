/* SPDX-License-Identifier: Apache-2.0 */
/* Judges sessions by a policy and adds up what comes of it. */
#include "policy/results.h"

#include <stdlib.h>
#include <string.h>

#include "policy/expression.h"
#include "policy/ledger.h"
#include "policy/matrix.h"
#include "policy/policy_room.h"

#define DEFAULT_FINDINGS 1000000
#define DEFAULT_PAIRS 262144

/* What one check says of one session. */
enum judgement { NOT_APPLICABLE, SATISFIED, INCONCLUSIVE, VIOLATED, WAIVED, JUDGEMENT_COUNT };

struct counts {
	uint64_t by[JUDGEMENT_COUNT];
};

struct waiver_counts {
	uint64_t waived, expired;
};

struct results {
	const struct policy   *policy;
	uint64_t               sessions, refused;
	struct counts         *counts;     /* by check */
	uint8_t               *judgements; /* by check: of the session at hand */
	struct waiver_counts  *waivers;
	struct matrix         *matrix;
	struct ledger         *ledger;
	const struct finding **sorted; /* NULL when something was added since */
};

struct results *
results_new(const struct policy *policy, const struct results_limits *limits)
{
	struct results *results = calloc(1, sizeof(*results));
	size_t          checks = policy->rule_count;
	size_t findings = limits != NULL && limits->findings > 0 ? limits->findings : DEFAULT_FINDINGS;
	size_t pairs = limits != NULL && limits->pairs > 0 ? limits->pairs : DEFAULT_PAIRS;

	if (results == NULL)
		return NULL;
	results->policy = policy;
	results->counts = calloc(checks + 1, sizeof(*results->counts));
	results->judgements = calloc(checks + 1, sizeof(*results->judgements));
	results->waivers = calloc(policy->waiver_count + 1, sizeof(*results->waivers));
	results->matrix = matrix_new();
	results->ledger = ledger_new(checks, pairs, findings);
	if (results->counts != NULL && results->judgements != NULL && results->waivers != NULL &&
	    results->matrix != NULL && results->ledger != NULL)
		return results;
	results_free(results);
	return NULL;
}

/* A session that ends at no known time is not covered by what ends at one. */
static bool
is_waived(struct results *results, size_t rule, const struct facts *facts)
{
	const struct policy *policy = results->policy;
	struct value         last;
	bool                 is_dated = facts_value(facts, FACT_LAST_SEEN, &last);

	for (size_t i = 0; i < policy->waiver_count; i++) {
		const struct waiver *waiver = &policy->waivers[i];

		if (waiver->rule != rule || expression_ask(waiver->where, facts, policy->zones) != ANSWER_YES)
			continue;
		if (is_dated && last.is.time <= waiver->until) {
			results->waivers[i].waived++;
			return true;
		}
		results->waivers[i].expired++;
	}
	return false;
}

/* Unknown is never a pass: where it is not known whether a check applies, only a sure "not violated" is let
 * go. */
static enum judgement
judge(struct results *results, size_t rule, const struct facts *facts)
{
	const struct check *check = &results->policy->rules[rule]->check;
	const struct zones *zones = results->policy->zones;
	enum answer         applies = expression_ask(check->applies, facts, zones), violates;

	if (applies == ANSWER_NO)
		return NOT_APPLICABLE;
	violates = expression_ask(check->violates, facts, zones);
	if (violates == ANSWER_NO)
		return applies == ANSWER_YES ? SATISFIED : NOT_APPLICABLE;
	if (violates == ANSWER_UNKNOWN || applies == ANSWER_UNKNOWN)
		return INCONCLUSIVE;
	return is_waived(results, rule, facts) ? WAIVED : VIOLATED;
}

static bool
is_about(const struct expression *expression, enum fact fact)
{
	return (expression_facts(expression)[fact / 64] >> fact % 64 & 1) != 0;
}

/* The packets that showed the facts of ${expression}; false if there are none. */
static bool
add_places(struct finding *finding, const struct expression *expression, const struct facts *facts)
{
	const uint64_t *mentioned = expression_facts(expression);
	struct value    value;

	for (unsigned word = 0; word < (FACT_COUNT + 63) / 64; word++)
		for (uint64_t left = mentioned[word] & facts->known[word]; left != 0; left &= left - 1) {
			enum fact fact = word * 64 + (unsigned)__builtin_ctzll(left);

			if (facts->places[fact] != PLACE_NONE && facts_value(facts, fact, &value))
				finding_add_place(finding, facts->places[fact]);
		}
	return finding->place_count > 0;
}

static void
make_finding(struct finding *finding, const struct check *check, const struct session *session,
	     const struct pair_key *key, bool waived)
{
	struct value value;

	memset(finding, 0, sizeof(*finding));
	finding->check = check;
	finding->severity = check->severity;
	finding->client = key->client;
	finding->server = key->server;
	finding->port = key->port;
	finding->path = key->path;
	finding->count = 1;
	finding->waived = waived;
	finding->is_waived = waived;
	if (facts_value(&session->facts, FACT_FIRST_SEEN, &value))
		finding->first_seen = value.is.time;
	if (facts_value(&session->facts, FACT_LAST_SEEN, &value))
		finding->last_seen = value.is.time;
	if (!add_places(finding, check->violates, &session->facts) &&
	    !add_places(finding, check->applies, &session->facts) && session->first_frame != PLACE_NONE)
		finding_add_place(finding, session->first_frame);
	if (is_about(check->violates, FACT_OUTCOME) || is_about(check->violates, FACT_BLOCKED_KIND))
		finding_note_blocker(finding, &session->facts);
	proof_note(&finding->proof, session, check->violates, check->applies);
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

/* Of a second sight only that counts which the first did not show, and what is about both. */
static enum judgement
judge_again(struct results *results, size_t rule, const struct facts *facts, const struct facts *first)
{
	const struct check *check = &results->policy->rules[rule]->check;
	const struct zones *zones = results->policy->zones;
	enum judgement      judgement;

	if (is_about(check->violates, FACT_SIGHT_DIFFERS))
		return judge(results, rule, facts);
	if (expression_ask(check->applies, first, zones) != ANSWER_NO &&
	    expression_ask(check->violates, first, zones) == ANSWER_YES)
		return NOT_APPLICABLE;
	judgement = judge(results, rule, facts);
	return judgement >= VIOLATED ? judgement : NOT_APPLICABLE;
}

/* Judge by all checks; returns the worst that came of it, in the order of enum judgement. */
static enum judgement
judge_all(struct results *results, const struct facts *facts, const struct session *first)
{
	enum judgement worst = NOT_APPLICABLE;

	for (size_t i = 0; i < results->policy->rule_count; i++) {
		enum judgement judgement =
		    first == NULL ? judge(results, i, facts) : judge_again(results, i, facts, &first->facts);

		results->judgements[i] = (uint8_t)judgement;
		results->counts[i].by[judgement]++;
		worst = judgement > worst ? judgement : worst;
	}
	return worst;
}

static void
spoil_order(struct results *results)
{
	free(results->sorted);
	results->sorted = NULL;
}

static void
add(struct results *results, const struct session *session, const struct session *first)
{
	struct pair_key key;
	enum judgement  worst = judge_all(results, &session->facts, first);
	struct pair    *pair = NULL;
	struct finding  finding;

	spoil_order(results);
	results->sessions++;
	make_key(&key, &session->facts);
	count_port(results, &session->facts, &key);
	if (worst > NOT_APPLICABLE)
		pair = ledger_pair(results->ledger, &key, worst >= VIOLATED);
	for (size_t i = 0; i < results->policy->rule_count; i++) {
		enum judgement judgement = results->judgements[i];

		if (judgement != NOT_APPLICABLE && pair != NULL)
			pair_count(pair, (uint32_t)i, 1);
		if (judgement < VIOLATED)
			continue;
		make_finding(&finding, &results->policy->rules[i]->check, session, &key, judgement == WAIVED);
		if (pair == NULL || !ledger_add(results->ledger, pair, (uint32_t)i, &finding))
			results->refused++;
	}
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
	matrix_merge(into->matrix, from->matrix);
	for (const struct pair *pair = ledger_first(from->ledger); pair != NULL; pair = pair->next)
		merge_pair(into, pair);
}

size_t
results_finding_count(const struct results *results)
{
	return ledger_findings(results->ledger);
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
	size_t count = 0, total = ledger_findings(results->ledger);

	if ((results->sorted = calloc(total, sizeof(*results->sorted))) == NULL)
		return;
	for (const struct pair *pair = ledger_first(results->ledger); pair != NULL; pair = pair->next)
		for (struct kept *kept = pair->findings; kept != NULL; kept = kept->next) {
			kept->finding.of = pair->of[kept->check];
			results->sorted[count++] = &kept->finding;
		}
	qsort(results->sorted, count, sizeof(*results->sorted), compare_pointers);
}

const struct finding *
results_finding(struct results *results, size_t index)
{
	if (index >= ledger_findings(results->ledger))
		return NULL;
	if (results->sorted == NULL)
		sort_findings(results);
	return results->sorted != NULL ? results->sorted[index] : NULL;
}

uint64_t
results_refused(const struct results *results)
{
	return results->refused;
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
	     .where = waiver->where_text,
	     .reason = waiver->reason,
	     .owner = waiver->owner,
	     .until = waiver->until_text,
	     .spot = waiver->spot,
	     .waived = results->waivers[index].waived,
	     .expired = results->waivers[index].expired,
        };

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
	free(results->judgements);
	free(results->waivers);
	free(results->sorted);
	matrix_free(results->matrix);
	ledger_free(results->ledger);
	free(results);
}
