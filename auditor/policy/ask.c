/* SPDX-License-Identifier: Apache-2.0 */
/* Answers compiled expressions: the only part of the language that runs for every session. */
#include "policy/step.h"

#include <string.h>

/* facts_has, where the compiler can see it: asked some hundred times for every session. */
static inline bool
is_noted(const struct step *step, const struct facts *facts)
{
	return (facts->known[step->fact / 64] >> step->fact % 64 & 1) != 0;
}

static inline enum answer
answer_of(const struct step *step, bool truth)
{
	return truth != step->is_negated ? ANSWER_YES : ANSWER_NO;
}

enum answer
ask_constant(const struct step *step, const struct facts *facts, const struct zones *zones)
{
	(void)facts;
	(void)zones;
	return answer_of(step, true);
}

enum answer
ask_known(const struct step *step, const struct facts *facts, const struct zones *zones)
{
	bool has_word = step->unknown != NO_WORD;

	(void)zones;
	if (!is_noted(step, facts))
		return answer_of(step, false);
	return answer_of(step, !has_word || facts->values[step->fact] != step->unknown);
}

enum answer
ask_mask(const struct step *step, const struct facts *facts, const struct zones *zones)
{
	uint64_t word = facts->values[step->fact];

	(void)zones;
	if (!is_noted(step, facts) || word == step->unknown)
		return ANSWER_UNKNOWN;
	return answer_of(step, word < 64 && (step->is.mask >> word & 1) != 0);
}

static enum answer
is_within(const struct step *step, uint64_t count)
{
	for (uint32_t i = 0; i < step->count; i++)
		if (count >= step->is.ranges[i].low && count <= step->is.ranges[i].high)
			return answer_of(step, true);
	return answer_of(step, false);
}

enum answer
ask_count(const struct step *step, const struct facts *facts, const struct zones *zones)
{
	(void)zones;
	if (!is_noted(step, facts))
		return ANSWER_UNKNOWN;
	return is_within(step, facts->values[step->fact]);
}

enum answer
ask_time(const struct step *step, const struct facts *facts, const struct zones *zones)
{
	(void)zones;
	if (!is_noted(step, facts))
		return ANSWER_UNKNOWN;
	return is_within(step, time_as_count((int64_t)facts->values[step->fact]));
}

enum answer
ask_text(const struct step *step, const struct facts *facts, const struct zones *zones)
{
	struct value value;

	(void)zones;
	if (!facts_value(facts, step->fact, &value))
		return ANSWER_UNKNOWN;
	for (uint32_t i = 0; i < step->count; i++)
		if (strcmp(step->is.texts[i], value.is.text) == 0)
			return answer_of(step, true);
	return answer_of(step, false);
}

static bool
is_there(const struct whereabouts *whereabouts, const struct address *address, const struct zones *zones)
{
	if (whereabouts->zone != NULL)
		return strcmp(zones_find(zones, address), whereabouts->zone) == 0;
	if (whereabouts->set != NULL)
		return set_contains(whereabouts->set, address);
	return prefix_contains(&whereabouts->prefix, address);
}

enum answer
ask_address(const struct step *step, const struct facts *facts, const struct zones *zones)
{
	struct value value;

	if (!facts_value(facts, step->fact, &value))
		return ANSWER_UNKNOWN;
	for (uint32_t i = 0; i < step->count; i++)
		if (is_there(&step->is.whereabouts[i], &value.is.address, zones))
			return answer_of(step, true);
	return answer_of(step, false);
}

enum answer
expression_ask(const struct expression *expression, const struct facts *facts, const struct zones *zones)
{
	enum answer stack[DEEPEST_STACK], top = ANSWER_UNKNOWN;
	size_t      height = 0; /* of the stack below top */

	for (size_t i = 0; i < expression->count; i++) {
		const struct step *step = &expression->steps[i];

		switch (step->kind) {
		case STEP_LEAF:
			if (i > 0)
				stack[height++] = top;
			top = step->ask(step, facts, zones);
			break;
		case STEP_NOT:
			top = ANSWER_YES - top;
			break;
		case STEP_AND:
			height--;
			top = stack[height] < top ? stack[height] : top;
			break;
		case STEP_OR:
			height--;
			top = stack[height] > top ? stack[height] : top;
			break;
		case STEP_SKIP_IF_NO:
			i += top == ANSWER_NO ? step->count : 0;
			break;
		case STEP_SKIP_IF_YES:
			i += top == ANSWER_YES ? step->count : 0;
			break;
		}
	}
	return top;
}

const uint64_t *
expression_facts(const struct expression *expression)
{
	return expression->facts;
}
