/* SPDX-License-Identifier: Apache-2.0 */
/* What is legal in a policy, and yet never meant. */
#include <string.h>

#include "policy/policy_room.h"
#include "policy/possible.h"

static struct spot
spot_of(const struct rule *rule, const struct part *part)
{
	return part->text != NULL ? part->text->spot : rule->check.spot;
}

static void
lint_rule(const struct policy *policy, const struct rule *rule, struct complaints *complaints)
{
	const struct check *check = &rule->check;

	if (!expression_is_possible(check->applies, NULL, false, policy->zones))
		complain(complaints, GRAVITY_WARNING, spot_of(rule, &rule->applies_part),
			 "the check \"%s\" never applies: this contradicts itself", check->id);
	else if (!expression_is_possible(check->applies, check->violates, true, policy->zones))
		complain(complaints, GRAVITY_WARNING, spot_of(rule, &rule->violates_part),
			 "the check \"%s\" can never be violated: this contradicts itself or `applies`",
			 check->id);
}

/* The first fact that the condition asks for and the subject has not; FACT_COUNT: there is none. */
static enum fact
fact_of_sessions(const struct expression *where, enum subject subject)
{
	for (unsigned fact = 0; fact < FACT_COUNT; fact++)
		if (expression_mentions(where, fact) && !subject_has_fact(subject, fact) &&
		    fact != FACT_FIRST_SEEN && fact != FACT_LAST_SEEN)
			return fact;
	return FACT_COUNT;
}

/* Whether ${other} holds wherever ${waiver} does, and as long. */
static bool
is_covered(const struct policy *policy, const struct waiver *waiver, const struct waiver *other)
{
	return other != waiver && other->rule == waiver->rule && other->until >= waiver->until &&
	       !expression_is_possible(waiver->where, other->where, false, policy->zones);
}

/* The one that makes it superfluous; of two that say the same, the first stays. */
static const struct waiver *
shadow_of(const struct policy *policy, const struct waiver *waiver)
{
	for (size_t i = 0; i < policy->waiver_count; i++) {
		const struct waiver *other = &policy->waivers[i];

		if (is_covered(policy, waiver, other) &&
		    (other < waiver || !is_covered(policy, other, waiver)))
			return other;
	}
	return NULL;
}

static void
lint_waiver(const struct policy *policy, const struct waiver *waiver, int64_t now,
	    struct complaints *complaints)
{
	enum subject         subject = policy->rules[waiver->rule]->check.subject;
	enum fact            fact = fact_of_sessions(waiver->where, subject);
	const struct waiver *shadow = shadow_of(policy, waiver);

	if (waiver->until < now)
		complain(complaints, GRAVITY_WARNING, waiver->says.spot, "this exception has ended: %s",
			 waiver->says.until);
	if (fact != FACT_COUNT)
		complain(complaints, GRAVITY_WARNING, waiver->says.spot,
			 "this exception never holds: its check is about a %s, which has no \"%s\"",
			 subject_words[subject], fact_rows[fact].name);
	else if (!expression_is_possible(waiver->where, NULL, false, policy->zones))
		complain(complaints, GRAVITY_WARNING, waiver->says.spot,
			 "this exception never holds: its condition contradicts itself");
	else if (subject == SUBJECT_SESSION &&
		 !expression_is_possible(waiver->where, policy->rules[waiver->rule]->check.applies, true,
					 policy->zones))
		complain(complaints, GRAVITY_WARNING, waiver->says.spot,
			 "this exception never holds: its check never applies where it does");
	else if (shadow != NULL)
		complain(
		    complaints, GRAVITY_WARNING, waiver->says.spot,
		    shadow < waiver
			? "this exception is never used: the one in line %d covers all of it, and as long"
			: "this exception is not needed: the one in line %d covers all of it, and as long",
		    shadow->says.spot.line);
}

void
policy_lint(const struct policy *policy, int64_t now, struct complaints *complaints)
{
	for (size_t i = 0; i < policy->rule_count; i++)
		lint_rule(policy, policy->rules[i], complaints);
	for (size_t i = 0; i < policy->waiver_count; i++)
		lint_waiver(policy, &policy->waivers[i], now, complaints);
	complaints_sort(complaints);
}
