/* SPDX-License-Identifier: Apache-2.0 */
/* Compiles the expressions of a policy once all its files are read, and groups the checks of several
 * sessions. */
#include <string.h>

#include "policy/expression.h"
#include "policy/read.h"

static struct expression *
compile(struct reader *reader, const struct part *part, enum subject subject)
{
	struct expression_source source = {.document = part->document,
					   .text = part->text,
					   .sets = &reader->policy->sets,
					   .arena = reader->policy->arena,
					   .complaints = reader->complaints,
					   .subject = subject,
					   .counters = &reader->policy->counters};

	return part->document != NULL ? expression_compile(&source) : NULL;
}

static void
note_zones(struct rule *rule, const struct expression *expression)
{
	rule->uses_zones = rule->uses_zones || (expression != NULL && expression_uses_zones(expression));
}

void
read_compile_rule(struct reader *reader, struct rule *rule)
{
	struct check *check = &rule->check;

	check->applies = compile(reader, &rule->applies_part, check->subject);
	check->violates = compile(reader, &rule->violates_part, check->subject);
	for (unsigned i = 0; i < SEVERITY_COUNT; i++) {
		rule->severity_when[i] = compile(reader, &rule->severities[i], check->subject);
		note_zones(rule, rule->severity_when[i]);
	}
	if (rule->window != 0 && check->subject == SUBJECT_SESSION)
		complain(reader->complaints, GRAVITY_ERROR, rule->window_spot,
			 "a check of single sessions has no window: say which subject it has");
	if (check->per != SUBJECT_SESSION && check->subject != SUBJECT_SESSION)
		complain(reader->complaints, GRAVITY_ERROR, rule->per_spot,
			 "findings of a check with a subject are gathered by it: leave out \"per\"");
}

static void
compile_counter(struct reader *reader, struct counter *counter)
{
	const struct part part = {counter->document, counter->text};

	counter->counts = compile(reader, &part, SUBJECT_SESSION);
}

/* A check that names a counter rests on the zones that the counter asks for. */
static void
note_zones_of_counters(const struct policy *policy, struct rule *rule, const struct expression *expression)
{
	const uint64_t *mask;

	if (expression == NULL)
		return;
	mask = expression_counters(expression);
	for (size_t i = 0; i < policy->counters.count; i++)
		if ((mask[i / 64] >> i % 64 & 1) != 0)
			note_zones(rule, policy->counters.list[i]->counts);
}

void
read_compile(struct reader *reader)
{
	struct policy *policy = reader->policy;

	for (size_t i = 0; i < policy->counters.count; i++)
		compile_counter(reader, policy->counters.list[i]);
	for (size_t i = 0; i < policy->rule_count; i++) {
		struct rule *rule = policy->rules[i];

		if (!rule->is_expectation)
			read_compile_rule(reader, rule);
		note_zones(rule, rule->check.applies);
		note_zones(rule, rule->check.violates);
		note_zones_of_counters(policy, rule, rule->check.applies);
		note_zones_of_counters(policy, rule, rule->check.violates);
	}
}

/* The gathering of that subject and window, made if need be; NULL without memory. */
static struct gathering *
gathering_for(struct policy *policy, enum subject subject, int64_t window)
{
	struct gathering *list;

	for (size_t i = 0; i < policy->gathering_count; i++)
		if (policy->gatherings[i].subject == subject && policy->gatherings[i].window == window)
			return &policy->gatherings[i];
	list = arena_grow(policy->arena, policy->gatherings, policy->gathering_count, sizeof(*list));
	if (list == NULL)
		return NULL;
	policy->gatherings = list;
	memset(&list[policy->gathering_count], 0, sizeof(*list));
	list[policy->gathering_count].subject = subject;
	list[policy->gathering_count].window = window;
	return &list[policy->gathering_count++];
}

static bool
gather_counters(struct policy *policy, struct gathering *gathering, const struct expression *expression)
{
	const uint64_t *wanted = expression != NULL ? expression_counters(expression) : gathering->mask;

	for (size_t i = 0; i < policy->counters.count; i++) {
		uint64_t bit = UINT64_C(1) << i % 64;
		uint8_t *list;

		if ((wanted[i / 64] & ~gathering->mask[i / 64] & bit) == 0)
			continue;
		list = arena_grow(policy->arena, gathering->counters, gathering->counter_count, 1);
		if (list == NULL)
			return false;
		gathering->counters = list;
		list[gathering->counter_count++] = (uint8_t)i;
		gathering->mask[i / 64] |= bit;
	}
	return true;
}

static bool
gather_rule(struct policy *policy, size_t index)
{
	const struct rule *rule = policy->rules[index];
	struct gathering  *gathering = gathering_for(policy, rule->check.subject, rule->window);
	size_t            *list;
	bool               is_done;

	if (gathering == NULL)
		return false;
	list = arena_grow(policy->arena, gathering->rules, gathering->rule_count, sizeof(*list));
	if (list == NULL)
		return false;
	gathering->rules = list;
	list[gathering->rule_count++] = index;
	is_done = gather_counters(policy, gathering, rule->check.applies) &&
		  gather_counters(policy, gathering, rule->check.violates);
	for (unsigned i = 0; i < SEVERITY_COUNT; i++)
		is_done = is_done && gather_counters(policy, gathering, rule->severity_when[i]);
	return is_done;
}

bool
policy_make_gatherings(struct policy *policy)
{
	bool is_done = true;

	for (size_t i = 0; is_done && i < policy->rule_count; i++)
		if (policy->rules[i]->check.subject != SUBJECT_SESSION)
			is_done = gather_rule(policy, i);
	return is_done;
}
