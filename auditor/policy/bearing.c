/* SPDX-License-Identifier: Apache-2.0 */
/* Knows which checks cannot apply to a kind of session. */
#include "policy/bearing.h"

#include <stdlib.h>
#include <string.h>

#include "policy/expression.h"
#include "policy/policy_room.h"

#define KINDS 1024 /* kept; a power of two */

/* What kinds of session are told apart by. */
static const struct {
	enum fact fact;
	unsigned  bits; /* enough for all values, and one for none */
} traits[] = {
    {FACT_SERVER_PORT, 17},
    {FACT_PROTOCOL,    8 },
    {FACT_SECURITY,    8 },
    {FACT_OUTCOME,     8 },
    {FACT_PATH,        8 },
    {FACT_ROLE,        8 },
};
#define TRAITS (sizeof(traits) / sizeof(traits[0]))

struct bearing {
	const struct policy *policy;
	size_t               words; /* of the bits of one kind */
	uint64_t             masked[(FACT_COUNT + 63) / 64];
	uint64_t             keys[KINDS]; /* plus one; 0: free */
	uint64_t             bits[];
};

struct bearing *
bearing_new(const struct policy *policy)
{
	size_t          words = policy->rule_count / 64 + 1;
	struct bearing *bearing = calloc(1, sizeof(*bearing) + KINDS * words * sizeof(uint64_t));

	if (bearing == NULL)
		return NULL;
	bearing->policy = policy;
	bearing->words = words;
	for (size_t i = 0; i < TRAITS; i++)
		bearing->masked[traits[i].fact / 64] |= UINT64_C(1) << traits[i].fact % 64;
	return bearing;
}

/* The kind of the session; and its traits alone in ${only}. */
static uint64_t
kind_of(const struct facts *facts, struct facts *only)
{
	uint64_t kind = 0;

	memset(only->known, 0, sizeof(only->known));
	for (size_t i = 0; i < TRAITS; i++) {
		enum fact fact = traits[i].fact;
		bool      has = facts_has(facts, fact);

		kind = kind << traits[i].bits |
		       (has ? facts->values[fact] : (UINT64_C(1) << traits[i].bits) - 1);
		only->values[fact] = facts->values[fact];
		only->known[fact / 64] |= (uint64_t)has << fact % 64;
	}
	return kind;
}

static void
find_out(const struct bearing *bearing, const struct facts *only, uint64_t *bits)
{
	const struct policy *policy = bearing->policy;

	memset(bits, 0, bearing->words * sizeof(*bits));
	for (size_t i = 0; i < policy->rule_count; i++) {
		const struct check *check = &policy->rules[i]->check;

		if (check->subject == SUBJECT_SESSION &&
		    expression_ask_masked(check->applies, only, policy->zones, bearing->masked) != ANSWER_NO)
			bits[i / 64] |= UINT64_C(1) << i % 64;
	}
}

/* Fibonacci hashing (Knuth, TAOCP 3, 6.4): strangers who choose ports gain no more than misses. */
static size_t
slot_of(uint64_t kind)
{
	return (size_t)(kind * UINT64_C(0x9e3779b97f4a7c15) >> 54) & (KINDS - 1);
}

const uint64_t *
bearing_on(struct bearing *bearing, const struct facts *facts)
{
	struct facts only;
	uint64_t     kind = kind_of(facts, &only);
	size_t       slot = slot_of(kind);
	uint64_t    *bits = bearing->bits + slot * bearing->words;

	if (bearing->keys[slot] != kind + 1) {
		find_out(bearing, &only, bits);
		bearing->keys[slot] = kind + 1;
	}
	return bits;
}

void
bearing_free(struct bearing *bearing)
{
	free(bearing);
}
