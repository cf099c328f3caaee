/* SPDX-License-Identifier: Apache-2.0 */
/* Makes the finding of one session that violates a check. */
#include <string.h>

#include "policy/doubt.h"
#include "policy/expression.h"
#include "policy/judge.h"
#include "policy/ledger.h"
#include "session/session.h"

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

/* Whether it is about who cut or kept out a connection. */
static bool
is_about_end(const struct expression *expression)
{
	static const enum fact ends[] = {FACT_OUTCOME, FACT_BLOCKED_KIND, FACT_BLOCKED_TTL_DIFFERS,
					 FACT_FORGOTTEN};

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (expression_mentions(expression, ends[i]))
			return true;
	return false;
}

/* Of a connection that nobody answered, the SYNs are all the evidence there is. */
static void
add_tries(struct finding *finding, const struct session *session)
{
	finding_add_place(finding, session->first_frame);
	for (unsigned i = 0; i < ENDING_TRIES; i++)
		if (session->tries[i] != PLACE_NONE)
			finding_add_place(finding, session->tries[i]);
}

void
finding_note_zones(struct finding *finding, const struct policy *policy, size_t rule,
		   const struct facts *facts)
{
	struct address stray;

	if (!policy->rules[rule]->uses_zones)
		return;
	finding->zones_guessed = policy->zones_guessed;
	finding->asks_zones = !policy->zones_guessed;
	finding->is_of_stray = finding->asks_zones && doubt_is_stray(policy->zones, facts, &stray);
}

void
finding_of_session(struct finding *finding, const struct judging *judging, size_t rule,
		   const struct session *session, const struct pair_key *key)
{
	const struct check *check = &judging->policy->rules[rule]->check;
	bool                waived = judging->waiver != NULL;
	struct value        value;

	memset(finding, 0, sizeof(*finding));
	finding->check = check;
	finding->severity = judge_severity(judging, rule);
	finding->client = key->client;
	finding->server = key->server;
	finding->port = key->port;
	finding->path = key->path;
	finding->count = 1;
	finding->waived = waived;
	finding->is_waived = waived;
	finding->waiver = waived ? &judging->waiver->says : NULL;
	finding->expired = judging->expired != NULL ? &judging->expired->says : NULL;
	finding_note_zones(finding, judging->policy, rule, &session->facts);
	if (facts_value(&session->facts, FACT_FIRST_SEEN, &value))
		finding->first_seen = value.is.time;
	if (facts_value(&session->facts, FACT_LAST_SEEN, &value))
		finding->last_seen = value.is.time;
	if (!add_places(finding, check->violates, &session->facts) &&
	    !add_places(finding, check->applies, &session->facts) && session->first_frame != PLACE_NONE)
		finding_add_place(finding, session->first_frame);
	if (is_about_end(check->violates)) {
		finding_note_blocker(finding, &session->facts);
		finding_note_idle(finding, &session->facts);
	}
	if (expression_mentions(check->violates, FACT_OUTCOME) ||
	    expression_mentions(check->violates, FACT_BLOCKED_KIND))
		finding_note_control(finding, &session->facts);
	if (facts_word_is(&session->facts, FACT_OUTCOME, OUTCOME_DROPPED) &&
	    expression_mentions(check->violates, FACT_OUTCOME))
		add_tries(finding, session);
	proof_note(&finding->proof, session, check->violates, check->applies);
}
