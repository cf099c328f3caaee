/* SPDX-License-Identifier: Apache-2.0 */
/* Runs the examples that a policy carries. */
#include "policy/example.h"

#include <string.h>

#include "policy/policy_room.h"
#include "policy/results.h"

size_t
policy_example_count(const struct policy *policy)
{
	return policy->example_count;
}

bool
policy_example_expects(const struct policy *policy, size_t index, const char *id, enum verdict verdict)
{
	const struct example *example = &policy->examples[index];

	for (size_t i = 0; i < example->expected_count; i++)
		if (example->expected[i].verdict == verdict && strcmp(example->expected[i].id, id) == 0)
			return true;
	return false;
}

/* Zones and path follow from the addresses, unless the example says otherwise. */
static void
add_session(struct policy *policy, struct results *results, const struct facts *facts)
{
	struct session session = {
	    .facts = *facts, .first_frame = place_of(0, 1), .last_frame = place_of(0, 1)};
	bool has_ends = facts_has(facts, FACT_CLIENT) && facts_has(facts, FACT_SERVER);

	if (has_ends && !facts_has(facts, FACT_PATH))
		zones_note(policy->zones, &session);
	results_add(results, &session);
}

static void
compare(const struct results *results, const struct expected *expected, struct complaints *complaints)
{
	for (size_t i = 0; i < results_check_count(results); i++) {
		struct check_tally tally = results_check(results, i);

		if (strcmp(tally.check->id, expected->id) != 0)
			continue;
		if (tally.verdict != expected->verdict)
			complain(complaints, GRAVITY_ERROR, expected->spot, "%s is %s, not %s", expected->id,
				 verdict_words[tally.verdict], verdict_words[expected->verdict]);
		return;
	}
	complain(complaints, GRAVITY_ERROR, expected->spot, "the policy has no check \"%s\"", expected->id);
}

/* Put the example's addresses into the policy's sets, or the policy's own back. */
static void
swap_sets(const struct example *example)
{
	for (size_t i = 0; i < example->set_count; i++) {
		struct set     *set = example->sets[i].set;
		struct prefix  *prefixes = set->prefixes;
		size_t          count = set->count;
		struct own_set *own = &example->sets[i];

		set->prefixes = own->prefixes;
		set->count = own->count;
		own->prefixes = prefixes;
		own->count = count;
	}
}

bool
policy_example_run(struct policy *policy, size_t index, struct complaints *complaints)
{
	const struct example *example = &policy->examples[index];
	struct results       *results = results_new(policy, NULL);
	size_t                before = complaints_count(complaints, GRAVITY_ERROR);

	if (results == NULL) {
		complain(complaints, GRAVITY_ERROR, example->spot, "out of memory");
		return false;
	}
	swap_sets(example);
	for (size_t i = 0; i < example->session_count; i++)
		add_session(policy, results, &example->sessions[i]);
	if (!results_settle(results))
		complain(complaints, GRAVITY_ERROR, example->spot, "out of memory");
	for (size_t i = 0; i < example->expected_count; i++)
		compare(results, &example->expected[i], complaints);
	swap_sets(example);
	results_free(results);
	return complaints_count(complaints, GRAVITY_ERROR) == before;
}
