/* SPDX-License-Identifier: Apache-2.0 */
/* What is said of a kind of session is what asking each of them would say. */
#include "policy/bearing.h"
#include "policy/judge.h"
#include "policy_helpers.h"

#define SESSIONS 20000
#define ALIKE 4

static uint32_t
next(uint32_t *state)
{
	*state = *state * 1664525 + 1013904223;
	return *state >> 8;
}

static const char *
some_text(uint32_t number)
{
	static const char *const texts[] = {"h2", "imap", "PLAIN", "x25519", "rsa-sha1"};

	return texts[number % (sizeof(texts) / sizeof(texts[0]))];
}

static void
note_any(struct facts *facts, enum fact fact, uint32_t number)
{
	static const uint16_t ports[] = {25, 587, 465, 143, 993, 110, 995, 4190, 8025};
	char                  printed[ADDRESS_TEXT_SIZE];
	struct address        address;

	snprintf(printed, sizeof(printed), "%s.%u", number & 1 ? "10.0.0" : "203.0.113", number / 2 % 200);
	switch (fact_rows[fact].type) {
	case TYPE_BOOL:
		facts_note_truth(facts, fact, number & 1, 1);
		return;
	case TYPE_WORD:
		facts_note_word(facts, fact, number % (unsigned)fact_rows[fact].word_count, 1);
		return;
	case TYPE_COUNT:
		facts_note_count(facts, fact, fact == FACT_SERVER_PORT ? ports[number % 9] : number % 300, 1);
		return;
	case TYPE_TIME:
		facts_note_time(facts, fact, (int64_t)number * 1000000000, 1);
		return;
	case TYPE_ADDRESS:
		CU_ASSERT_FATAL(address_parse(printed, &address));
		facts_note_address(facts, fact, &address, 1);
		return;
	default:
		facts_note_text(facts, fact, some_text(number), 1);
	}
}

/* One fact in ${share} is known; there is room for so many addresses only. */
static void
make_any(struct facts *facts, uint32_t *state, uint32_t share)
{
	memset(facts, 0, sizeof(*facts));
	for (unsigned fact = 0; fact < FACT_COUNT; fact++)
		if (next(state) % share == 0 &&
		    (fact_rows[fact].type != TYPE_ADDRESS || facts->address_count < FACT_ADDRESSES))
			note_any(facts, fact, next(state));
}

/* Other counts, times, texts: the same kind. */
static void
make_alike(struct facts *facts, uint32_t *state)
{
	for (unsigned fact = 0; fact < FACT_COUNT; fact++) {
		enum fact_type type = fact_rows[fact].type;

		if (facts_has(facts, fact) && fact != FACT_SERVER_PORT && type != TYPE_BOOL &&
		    type != TYPE_WORD && type != TYPE_ADDRESS)
			note_any(facts, fact, next(state));
	}
}

static bool
has_bit(const uint64_t *bits, size_t bit)
{
	return (bits[bit / 64] >> bit % 64 & 1) != 0;
}

static void
hold_checks(const struct policy *policy, const struct forecast *forecast, const struct facts *facts,
	    size_t *asked)
{
	for (size_t i = 0; i < policy->rule_count; i++) {
		struct judging judging = {.policy = policy, .facts = facts};
		enum judgement said = NOT_APPLICABLE;

		if (policy->rules[i]->check.subject != SUBJECT_SESSION)
			continue;
		if (has_bit(forecast->ask, i)) {
			++*asked;
			continue;
		}
		if (has_bit(forecast->satisfied, i))
			said = SATISFIED;
		else if (has_bit(forecast->inconclusive, i))
			said = INCONCLUSIVE;
		else if (has_bit(forecast->violated, i))
			said = judge_settled(&judging, i, VIOLATED);
		CU_ASSERT_EQUAL_FATAL(said, judge(&judging, i));
	}
}

static void
hold_counters(const struct policy *policy, const struct forecast *forecast, const struct facts *facts)
{
	for (size_t i = 0; i < policy->counters.count; i++) {
		enum answer answer;

		if (has_bit(forecast->ask_counters, i))
			continue;
		answer = expression_ask(policy->counters.list[i]->counts, facts, policy->zones);
		/* Counters that no check asks for are left out. */
		if (has_bit(forecast->any, i))
			CU_ASSERT_EQUAL_FATAL(has_bit(forecast->sure, i), answer == ANSWER_YES);
		CU_ASSERT_FATAL(!has_bit(forecast->any, i) || answer != ANSWER_NO);
	}
}

static void
what_is_said_of_a_kind_is_true_of_each(void)
{
	struct complaints *complaints = complaints_new();
	struct policy     *policy = policy_load("strict", complaints);
	struct bearing    *bearing;
	uint32_t           state = 993;
	size_t             asked = 0, checks = 0;

	CU_ASSERT_PTR_NOT_NULL_FATAL(policy);
	bearing = bearing_new(policy);
	for (size_t i = 0; i < SESSIONS; i++) {
		struct facts facts;

		make_any(&facts, &state, i % 4 + 1);
		for (unsigned alike = 0; alike < ALIKE; alike++) {
			const struct forecast forecast = bearing_on(bearing, &facts);

			hold_checks(policy, &forecast, &facts, &asked);
			hold_counters(policy, &forecast, &facts);
			checks += policy->rule_count;
			make_alike(&facts, &state);
		}
	}
	CU_ASSERT(asked * 3 < checks);
	bearing_free(bearing);
	policy_free(policy);
	complaints_free(complaints);
}

SUITE("policy: bearing", ROW(what_is_said_of_a_kind_is_true_of_each))
