/* SPDX-License-Identifier: Apache-2.0 */
/* Records are found by their key, whatever was added and taken out before. */
#include "base/keyed.h"

#include <stdint.h>
#include <stdlib.h>

#include "unit.h"

struct record {
	uint64_t key;
	bool     is_in;
};

#define RECORDS 3000

static void
what_is_in_is_found_and_nothing_else(void)
{
	static struct record records[RECORDS];
	struct keyed        *keyed = keyed_new(sizeof(uint64_t));
	unsigned             random = 1;
	size_t               count = 0;

	for (uint64_t i = 0; i < RECORDS; i++)
		records[i] = (struct record){.key = i};
	for (unsigned turn = 0; turn < 40 * RECORDS; turn++) {
		struct record *record = &records[rand_r(&random) % RECORDS];

		/* It grows, shrinks, and is taken out of while chains are long. */
		if (!record->is_in && (turn / RECORDS) % 2 == 0) {
			CU_ASSERT_TRUE(keyed_add(keyed, record));
			record->is_in = true;
			count++;
		} else if (record->is_in && rand_r(&random) % 4 < 3) {
			keyed_remove(keyed, record);
			record->is_in = false;
			count--;
		}
		if (turn % 500 == 0)
			for (unsigned i = 0; i < RECORDS; i++)
				if (keyed_find(keyed, &records[i].key) !=
				    (records[i].is_in ? &records[i] : NULL))
					CU_FAIL("a record that is in is not found, or one that is out is");
	}
	CU_ASSERT_EQUAL(keyed_count(keyed), count);
	keyed_free(keyed);
}

static void
what_is_not_in_cannot_be_taken_out(void)
{
	struct keyed *keyed = keyed_new(sizeof(uint64_t));
	struct record in = {.key = 1}, out = {.key = 2};

	CU_ASSERT_TRUE(keyed_add(keyed, &in));
	keyed_remove(keyed, &out);
	CU_ASSERT_EQUAL(keyed_count(keyed), 1);
	CU_ASSERT_PTR_EQUAL(keyed_find(keyed, &in.key), &in);
	keyed_free(keyed);
}

SUITE("base: keyed", ROW(what_is_in_is_found_and_nothing_else), ROW(what_is_not_in_cannot_be_taken_out))
