/* SPDX-License-Identifier: Apache-2.0 */
/* Judges a session, or a subject of several, by one check. */
#include "policy/judge.h"

#include "policy/expression.h"

static enum answer
ask(const struct judging *judging, const struct expression *expression)
{
	return expression_ask_counted(expression, judging->facts, judging->policy->zones, judging->counted);
}

/* What ends at no known time is not covered by what ends at one. */
static bool
is_waived(struct judging *judging, size_t rule)
{
	const struct policy *policy = judging->policy;
	struct value         last;
	bool                 is_dated = facts_value(judging->facts, FACT_LAST_SEEN, &last);

	for (size_t i = 0; i < policy->waiver_count; i++) {
		const struct waiver *waiver = &policy->waivers[i];
		bool                 is_in_time = is_dated && last.is.time <= waiver->until;

		if (waiver->rule != rule || ask(judging, waiver->where) != ANSWER_YES)
			continue;
		if (judging->waivers != NULL && is_in_time)
			judging->waivers[i].waived++;
		else if (judging->waivers != NULL)
			judging->waivers[i].expired++;
		if (is_in_time) {
			judging->waiver = waiver;
			return true;
		}
		judging->expired = judging->expired == NULL ? waiver : judging->expired;
	}
	return false;
}

enum judgement
judge(struct judging *judging, size_t rule)
{
	const struct check *check = &judging->policy->rules[rule]->check;
	enum answer         applies = ask(judging, check->applies), violates;

	judging->waiver = judging->expired = NULL;
	if (applies == ANSWER_NO)
		return NOT_APPLICABLE;
	violates = ask(judging, check->violates);
	if (violates == ANSWER_NO)
		return applies == ANSWER_YES ? SATISFIED : NOT_APPLICABLE;
	if (violates == ANSWER_UNKNOWN || applies == ANSWER_UNKNOWN)
		return INCONCLUSIVE;
	return is_waived(judging, rule) ? WAIVED : VIOLATED;
}

enum judgement
judge_settled(struct judging *judging, size_t rule, enum judgement settled)
{
	judging->waiver = judging->expired = NULL;
	return settled == VIOLATED && is_waived(judging, rule) ? WAIVED : settled;
}

enum judgement
judge_again(struct judging *judging, size_t rule, const struct facts *first)
{
	const struct check *check = &judging->policy->rules[rule]->check;
	const struct zones *zones = judging->policy->zones;
	enum judgement      judgement;

	if (expression_mentions(check->violates, FACT_SIGHT_DIFFERS))
		return judge(judging, rule);
	if (expression_ask(check->applies, first, zones) != ANSWER_NO &&
	    expression_ask(check->violates, first, zones) == ANSWER_YES)
		return NOT_APPLICABLE;
	judgement = judge(judging, rule);
	return judgement >= VIOLATED ? judgement : NOT_APPLICABLE;
}

enum severity
judge_severity(const struct judging *judging, size_t rule)
{
	const struct rule *one = judging->policy->rules[rule];

	for (unsigned i = 0; i < SEVERITY_COUNT; i++)
		if (one->severity_when[i] != NULL && ask(judging, one->severity_when[i]) == ANSWER_YES)
			return i < judging->policy->at_most ? judging->policy->at_most : (enum severity)i;
	return one->check.severity;
}
