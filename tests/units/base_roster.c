/* SPDX-License-Identifier: Apache-2.0 */
/* A roster remembers what was used last, in memory that does not grow. */
#include "base/roster.h"

#include "unit.h"

#define LIMIT 1000

static void
what_was_taken_is_found_until_others_need_its_room(void)
{
	struct roster *roster = roster_new(sizeof(uint64_t), sizeof(uint64_t), LIMIT);

	for (uint64_t key = 0; key < LIMIT; key++)
		*(uint64_t *)roster_take(roster, &key) = key + 1;
	for (uint64_t key = 0; key < LIMIT; key++) {
		uint64_t *record = roster_find(roster, &key);

		CU_ASSERT_PTR_NOT_NULL_FATAL(record);
		CU_ASSERT_EQUAL(*record, key + 1);
		CU_ASSERT_PTR_EQUAL(roster_take(roster, &key), record);
	}
	CU_ASSERT_PTR_NULL(roster_find(roster, &(uint64_t){LIMIT}));
	roster_free(roster);
}

static void
the_least_recently_used_goes_first(void)
{
	struct roster *roster = roster_new(sizeof(uint64_t), sizeof(uint64_t), 3);

	for (uint64_t key = 0; key < 3; key++)
		*(uint64_t *)roster_take(roster, &key) = 7;
	CU_ASSERT_PTR_NOT_NULL(roster_find(roster, &(uint64_t){0}));
	CU_ASSERT_EQUAL(*(uint64_t *)roster_take(roster, &(uint64_t){3}), 0);
	CU_ASSERT_PTR_NOT_NULL(roster_find(roster, &(uint64_t){0}));
	CU_ASSERT_PTR_NULL(roster_find(roster, &(uint64_t){1}));
	CU_ASSERT_PTR_NOT_NULL(roster_find(roster, &(uint64_t){2}));
	roster_free(roster);
}

static void
memory_stops_growing_when_it_is_full(void)
{
	struct roster *roster = roster_new(sizeof(uint64_t), 100, LIMIT);
	size_t         full;

	for (uint64_t key = 0; key < LIMIT * 2; key++)
		roster_take(roster, &key);
	full = roster_octets(roster);
	for (uint64_t key = 0; key < LIMIT * 1000; key++)
		roster_take(roster, &key);
	CU_ASSERT_EQUAL(roster_octets(roster), full);
	CU_ASSERT(full < (size_t)LIMIT * 250);
	roster_free(roster);
}

SUITE("base: roster", ROW(what_was_taken_is_found_until_others_need_its_room),
      ROW(the_least_recently_used_goes_first), ROW(memory_stops_growing_when_it_is_full))
