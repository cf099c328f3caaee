/* SPDX-License-Identifier: Apache-2.0 */
/* Sets of different values are the same in whatever order they came, also when there are too many. */
#include "policy/distinct.h"

#include <string.h>

#include "policy/counter.h"
#include "unit.h"

#define MANY 1000u

/* All values once, in an order of its own: ${step} and MANY have no common divisor. */
static void
add_all(struct distinct *set, unsigned step, struct distinct_budget *budget)
{
	for (unsigned i = 0; i < MANY; i++) {
		struct value value = {.type = TYPE_ADDRESS};
		unsigned     number = i * step % MANY;

		value.is.address = (struct address){
		    {10, 0, (uint8_t)(number >> 8), (uint8_t)number},
                    4
                };
		distinct_add(set, distinct_hash(&value), budget);
	}
}

static void
too_many_are_the_same_in_any_order(void)
{
	struct distinct_budget budget = {0, 1 << 20};
	struct distinct        first = {0}, second = {0}, halves[2] = {{0}, {0}};

	add_all(&first, 1, &budget);
	add_all(&second, 777, &budget);
	CU_ASSERT_EQUAL(first.count, MOST_DISTINCT);
	CU_ASSERT_TRUE(first.has_more && second.has_more);
	CU_ASSERT_EQUAL_FATAL(second.count, first.count);
	CU_ASSERT_EQUAL(memcmp(first.hashes, second.hashes, first.count * sizeof(uint64_t)), 0);
	for (unsigned i = 0; i < first.count; i++)
		distinct_add(&halves[i % 2], first.hashes[i], &budget);
	distinct_join(&halves[0], &halves[1], &budget);
	CU_ASSERT_EQUAL(halves[0].count, first.count);
	CU_ASSERT_EQUAL(memcmp(first.hashes, halves[0].hashes, first.count * sizeof(uint64_t)), 0);
	distinct_free(&first);
	distinct_free(&second);
	distinct_free(&halves[0]);
	distinct_free(&halves[1]);
}

SUITE("policy: different values", ROW(too_many_are_the_same_in_any_order))
