/* SPDX-License-Identifier: Apache-2.0 */
/* Answers compiled expressions: the only part of the language that runs for every session. */
#include "policy/step.h"

#include <string.h>

#include "policy/week.h"

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
ask_constant(const struct step *step, const struct facts *facts, const struct grounds *grounds)
{
	(void)facts;
	(void)grounds;
	return answer_of(step, true);
}

enum answer
ask_known(const struct step *step, const struct facts *facts, const struct grounds *grounds)
{
	bool has_word = step->unknown != NO_WORD;

	(void)grounds;
	if (!is_noted(step, facts))
		return answer_of(step, false);
	return answer_of(step, !has_word || facts->values[step->fact] != step->unknown);
}

enum answer
ask_mask(const struct step *step, const struct facts *facts, const struct grounds *grounds)
{
	uint64_t word = facts->values[step->fact];

	(void)grounds;
	if (!is_noted(step, facts) || word == step->unknown)
		return ANSWER_UNKNOWN;
	return answer_of(step, word < 64 && (step->is.mask >> word & 1) != 0);
}

static enum answer
is_in_one(const struct step *step, const struct range *ranges, uint64_t count)
{
	for (uint32_t i = 0; i < step->count; i++)
		if (count >= ranges[i].low && count <= ranges[i].high)
			return answer_of(step, true);
	return answer_of(step, false);
}

static enum answer
is_within(const struct step *step, uint64_t count)
{
	return is_in_one(step, step->is.ranges, count);
}

enum answer
ask_count(const struct step *step, const struct facts *facts, const struct grounds *grounds)
{
	(void)grounds;
	if (!is_noted(step, facts))
		return ANSWER_UNKNOWN;
	return is_within(step, facts->values[step->fact]);
}

enum answer
ask_time(const struct step *step, const struct facts *facts, const struct grounds *grounds)
{
	(void)grounds;
	if (!is_noted(step, facts))
		return ANSWER_UNKNOWN;
	return is_within(step, time_as_count((int64_t)facts->values[step->fact]));
}

enum answer
ask_window(const struct step *step, const struct facts *facts, const struct grounds *grounds)
{
	const struct windows *windows = step->is.windows;

	(void)grounds;
	if (!is_noted(step, facts))
		return ANSWER_UNKNOWN;
	return is_in_one(step, windows->ranges,
			 week_position((int64_t)facts->values[step->fact], *windows->ahead));
}

enum answer
ask_text(const struct step *step, const struct facts *facts, const struct grounds *grounds)
{
	struct value value;

	(void)grounds;
	if (!facts_value(facts, step->fact, &value))
		return ANSWER_UNKNOWN;
	for (uint32_t i = 0; i < step->count; i++)
		if (strcmp(step->is.texts[i], value.is.text) == 0)
			return answer_of(step, true);
	return answer_of(step, false);
}

static enum answer
ask_there(const struct whereabouts *whereabouts, const struct step *step, const struct facts *facts,
	  const struct address *address, const struct zones *zones)
{
	if (whereabouts->zone != NULL)
		return (enum answer)zones_ask(zones, facts, step->fact, whereabouts->zone);
	return (whereabouts->set != NULL ? set_contains(whereabouts->set, address)
					 : prefix_contains(&whereabouts->prefix, address))
		   ? ANSWER_YES
		   : ANSWER_NO;
}

enum answer
ask_address(const struct step *step, const struct facts *facts, const struct grounds *grounds)
{
	enum answer  answer = ANSWER_NO;
	struct value value;

	if (!facts_value(facts, step->fact, &value))
		return ANSWER_UNKNOWN;
	for (uint32_t i = 0; i < step->count && answer != ANSWER_YES; i++) {
		enum answer one =
		    ask_there(&step->is.whereabouts[i], step, facts, &value.is.address, grounds->zones);

		answer = one > answer ? one : answer;
	}
	return step->is_negated ? ANSWER_YES - answer : answer;
}

/* A counter is a range: it is within if all of it is, and without if none of it is. */
enum answer
ask_counter(const struct step *step, const struct facts *facts, const struct grounds *grounds)
{
	const struct counted *counted = &grounds->counted[step->fact];
	bool                  is_apart = true;

	(void)facts;
	for (uint32_t i = 0; i < step->count; i++) {
		const struct range *range = &step->is.ranges[i];

		if (counted->least >= range->low && counted->most <= range->high)
			return answer_of(step, true);
		is_apart = is_apart && (counted->most < range->low || counted->least > range->high);
	}
	return is_apart ? answer_of(step, false) : ANSWER_UNKNOWN;
}

/* Sure if two sessions that surely count stand in that order; not so if none that may count do. */
enum answer
ask_after(const struct step *step, const struct facts *facts, const struct grounds *grounds)
{
	const struct counted *late = &grounds->counted[step->fact];
	const struct counted *early = &grounds->counted[step->is.other];

	(void)facts;
	if (late->has_sure && early->has_sure && late->last_sure > early->first_sure)
		return answer_of(step, true);
	if (!late->has_any || !early->has_any || late->last_any <= early->first_any)
		return answer_of(step, false);
	return ANSWER_UNKNOWN;
}

/* Whether the step asks for the value of a fact that is left open; a constant asks of none, and what is known
 * at all is settled. */
static inline bool
is_open(const struct step *step, const uint64_t *mask)
{
	return mask != NULL && step->ask != ask_constant && step->ask != ask_known &&
	       (mask[step->fact / 64] >> step->fact % 64 & 1) == 0;
}

/* ${mask}: NULL, or the facts that are settled. */
static inline enum answer
answer(const struct expression *expression, const struct facts *facts, const struct grounds *grounds,
       const uint64_t *mask)
{
	enum answer stack[DEEPEST_STACK], top = ANSWER_UNKNOWN;
	size_t      height = 0; /* of the stack below top */

	for (size_t i = 0; i < expression->count; i++) {
		const struct step *step = &expression->steps[i];

		switch (step->kind) {
		case STEP_LEAF:
			if (i > 0)
				stack[height++] = top;
			top = is_open(step, mask) ? ANSWER_UNKNOWN : step->ask(step, facts, grounds);
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

enum answer
expression_ask(const struct expression *expression, const struct facts *facts, const struct zones *zones)
{
	const struct grounds grounds = {zones, NULL};

	return answer(expression, facts, &grounds, NULL);
}

enum answer
expression_ask_masked(const struct expression *expression, const struct facts *facts,
		      const struct zones *zones, const uint64_t *mask)
{
	const struct grounds grounds = {zones, NULL};

	return answer(expression, facts, &grounds, mask);
}

enum answer
expression_ask_counted(const struct expression *expression, const struct facts *facts,
		       const struct zones *zones, const struct counted *counted)
{
	const struct grounds grounds = {zones, counted};

	return answer(expression, facts, &grounds, NULL);
}

bool
expression_mentions(const struct expression *expression, enum fact fact)
{
	return (expression->facts[fact / 64] >> fact % 64 & 1) != 0;
}

const uint64_t *
expression_counters(const struct expression *expression)
{
	return expression->counters;
}

const uint64_t *
expression_evidence(const struct expression *expression)
{
	return expression->evidence;
}

void
expression_each_prefix(struct expression *expression, void (*each)(void *context, struct prefix *prefix),
		       void              *context)
{
	for (size_t i = 0; expression != NULL && i < expression->count; i++) {
		const struct step *step = &expression->steps[i];

		for (uint32_t j = 0; step->kind == STEP_LEAF && step->ask == ask_address && j < step->count;
		     j++)
			if (step->is.whereabouts[j].zone == NULL && step->is.whereabouts[j].set == NULL)
				each(context, &step->is.whereabouts[j].prefix);
	}
}

void
expression_each_text(struct expression *expression, enum fact              fact,
		     void (*each)(void *context, const char **text), void *context)
{
	for (size_t i = 0; expression != NULL && i < expression->count; i++) {
		const struct step *step = &expression->steps[i];

		for (uint32_t j = 0; step->kind == STEP_LEAF && step->ask == ask_text && step->fact == fact &&
				     j < step->count;
		     j++)
			each(context, &step->is.texts[j]);
	}
}

bool
expression_uses_zones(const struct expression *expression)
{
	return expression->uses_zones;
}

const uint64_t *
expression_facts(const struct expression *expression)
{
	return expression->facts;
}
