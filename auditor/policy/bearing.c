/* SPDX-License-Identifier: Apache-2.0 */
/* Knows what the checks say of a kind of session. */
#include "policy/bearing.h"

#include <stdlib.h>
#include <string.h>

#include "policy/expression.h"
#include "policy/policy_room.h"

#define KINDS 1024 /* kept; a power of two */
#define FACT_WORDS ((FACT_COUNT + 63) / 64)
#define WORD_BITS 5 /* of the index of a word */
#define VALUE_WORDS 8

/* What sessions of one kind have in common.  No padding: it is compared as octets. */
struct kind {
	uint64_t known[FACT_WORDS];
	uint64_t values[VALUE_WORDS]; /* of the facts with few values, one behind the other */
};

enum { ASK, SATISFIED_ONES, INCONCLUSIVE_ONES, VIOLATED_ONES, RULE_SETS };
enum { ASK_COUNTERS, SURE_ONES, ANY_ONES, COUNTER_SETS };

struct bearing {
	const struct policy *policy;
	size_t               words;                 /* of the bits of all checks */
	size_t               row;                   /* words of all that is kept of a kind */
	uint64_t             few[FACT_WORDS];       /* facts with few values */
	uint64_t             wanted[COUNTER_WORDS]; /* counters that some gathering has */
	struct kind          kinds[KINDS];
	bool                 is_taken[KINDS];
	uint64_t             bits[];
};

static bool
has_bit(const uint64_t *bits, size_t bit)
{
	return (bits[bit / 64] >> bit % 64 & 1) != 0;
}

static void
set_bit(uint64_t *bits, size_t bit)
{
	bits[bit / 64] |= UINT64_C(1) << bit % 64;
}

static unsigned
bits_of(enum fact fact)
{
	if (fact == FACT_SERVER_PORT)
		return 16;
	if (fact_rows[fact].type == TYPE_BOOL)
		return 1;
	return fact_rows[fact].type == TYPE_WORD && fact_rows[fact].word_count <= 1 << WORD_BITS ? WORD_BITS
												 : 0;
}

/* Facts with few values, as far as there is room for all of them at once. */
static void
choose_facts(struct bearing *bearing)
{
	unsigned room = VALUE_WORDS * 64;

	for (unsigned fact = 0; fact < FACT_COUNT; fact++) {
		unsigned bits = bits_of(fact);

		if (bits == 0 || bits > room)
			continue;
		room -= bits;
		set_bit(bearing->few, fact);
	}
}

struct bearing *
bearing_new(const struct policy *policy)
{
	size_t          words = policy->rule_count / 64 + 1;
	size_t          row = RULE_SETS * words + COUNTER_SETS * COUNTER_WORDS;
	struct bearing *bearing = calloc(1, sizeof(*bearing) + KINDS * row * sizeof(uint64_t));

	if (bearing == NULL)
		return NULL;
	bearing->policy = policy;
	bearing->words = words;
	bearing->row = row;
	for (size_t i = 0; i < policy->gathering_count; i++)
		for (unsigned j = 0; j < COUNTER_WORDS; j++)
			bearing->wanted[j] |= policy->gatherings[i].mask[j];
	choose_facts(bearing);
	return bearing;
}

size_t
bearing_words(const struct bearing *bearing)
{
	return bearing->words;
}

static void
make_kind(const struct bearing *bearing, const struct facts *facts, struct kind *kind)
{
	unsigned at = 0;

	memset(kind, 0, sizeof(*kind));
	memcpy(kind->known, facts->known, sizeof(kind->known));
	for (unsigned word = 0; word < FACT_WORDS; word++)
		for (uint64_t left = facts->known[word] & bearing->few[word]; left != 0; left &= left - 1) {
			enum fact fact = word * 64 + (unsigned)__builtin_ctzll(left);
			unsigned  bits = bits_of(fact);

			if (at % 64 + bits > 64)
				at += 64 - at % 64;
			kind->values[at / 64] |= facts->values[fact] << at % 64;
			at += bits;
		}
}

/* Fibonacci hashing (Knuth, TAOCP 3, 6.4): strangers who choose kinds gain no more than misses. */
static size_t
slot_of(const struct kind *kind)
{
	uint64_t words[sizeof(*kind) / sizeof(uint64_t)], sum = 0;

	memcpy(words, kind, sizeof(words));
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		sum = (sum ^ words[i]) * UINT64_C(0x9e3779b97f4a7c15);
		sum ^= sum >> 32;
	}
	return (size_t)(sum >> 16) & (KINDS - 1);
}

/* ---- what is said of a kind ---- */

struct inquiry {
	const struct policy *policy;
	const struct facts  *facts;               /* of one session of the kind */
	uint64_t             settled[FACT_WORDS]; /* facts of which all of the kind say the same */
};

/* True if all sessions of the kind have the same answer. */
static bool
find_answer(const struct inquiry *inquiry, const struct expression *expression, enum answer *answer)
{
	const uint64_t *mentioned = expression_facts(expression);
	bool            is_open = false;

	*answer = expression_ask_masked(expression, inquiry->facts, inquiry->policy->zones, inquiry->settled);
	for (unsigned i = 0; i < FACT_WORDS; i++)
		is_open |= (mentioned[i] & ~inquiry->settled[i]) != 0;
	return *answer != ANSWER_UNKNOWN || !is_open;
}

/* As judge() says it (policy/judge.c); RULE_SETS: it does not apply. */
static unsigned
find_set(const struct inquiry *inquiry, const struct check *check)
{
	enum answer applies, violates;
	bool        has_applies = find_answer(inquiry, check->applies, &applies);

	if (has_applies && applies == ANSWER_NO)
		return RULE_SETS;
	if (!find_answer(inquiry, check->violates, &violates) || !has_applies)
		return ASK;
	if (violates == ANSWER_NO)
		return applies == ANSWER_YES ? SATISFIED_ONES : RULE_SETS;
	return violates == ANSWER_UNKNOWN || applies == ANSWER_UNKNOWN ? INCONCLUSIVE_ONES : VIOLATED_ONES;
}

static void
find_rules(const struct bearing *bearing, const struct inquiry *inquiry, uint64_t *bits)
{
	const struct policy *policy = bearing->policy;

	for (size_t i = 0; i < policy->rule_count; i++) {
		const struct check *check = &policy->rules[i]->check;
		unsigned            set = RULE_SETS;

		if (check->subject == SUBJECT_SESSION)
			set = find_set(inquiry, check);
		if (set != RULE_SETS)
			set_bit(bits + set * bearing->words, i);
	}
}

static void
find_counters(const struct bearing *bearing, const struct inquiry *inquiry, uint64_t *bits)
{
	const struct counters *counters = &bearing->policy->counters;

	for (size_t i = 0; i < counters->count; i++) {
		enum answer answer;

		if (!has_bit(bearing->wanted, i))
			continue;
		if (!find_answer(inquiry, counters->list[i]->counts, &answer))
			set_bit(bits + ASK_COUNTERS * COUNTER_WORDS, i);
		else if (answer != ANSWER_NO)
			set_bit(bits + ANY_ONES * COUNTER_WORDS, i);
		if (answer == ANSWER_YES)
			set_bit(bits + SURE_ONES * COUNTER_WORDS, i);
	}
}

static void
find_out(const struct bearing *bearing, const struct facts *facts, uint64_t *bits)
{
	struct inquiry inquiry = {.policy = bearing->policy, .facts = facts};

	for (unsigned i = 0; i < FACT_WORDS; i++)
		inquiry.settled[i] = bearing->few[i] | ~facts->known[i];
	memset(bits, 0, bearing->row * sizeof(*bits));
	find_rules(bearing, &inquiry, bits);
	find_counters(bearing, &inquiry, bits + RULE_SETS * bearing->words);
}

struct forecast
bearing_on(struct bearing *bearing, const struct facts *facts)
{
	struct kind kind;
	size_t      slot, words = bearing->words;
	uint64_t   *bits, *counters;

	make_kind(bearing, facts, &kind);
	slot = slot_of(&kind);
	bits = bearing->bits + slot * bearing->row;
	counters = bits + RULE_SETS * words;
	if (!bearing->is_taken[slot] || memcmp(&bearing->kinds[slot], &kind, sizeof(kind)) != 0) {
		find_out(bearing, facts, bits);
		bearing->kinds[slot] = kind;
		bearing->is_taken[slot] = true;
	}
	return (struct forecast){
	    .ask = bits + ASK * words,
	    .satisfied = bits + SATISFIED_ONES * words,
	    .inconclusive = bits + INCONCLUSIVE_ONES * words,
	    .violated = bits + VIOLATED_ONES * words,
	    .ask_counters = counters + ASK_COUNTERS * COUNTER_WORDS,
	    .sure = counters + SURE_ONES * COUNTER_WORDS,
	    .any = counters + ANY_ONES * COUNTER_WORDS,
	};
}

void
bearing_free(struct bearing *bearing)
{
	free(bearing);
}
