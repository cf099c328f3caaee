/* SPDX-License-Identifier: Apache-2.0 */
/* Ends of messages that are none: whole lines are skipped, and yet nothing is missed. */
#include <string.h>

#include "classify/odd_end.h"
#include "unit.h"

#define LARGEST 64

/* The octets that matter to it, and such that might be taken for them: below the space, and above 127. */
static const uint8_t alphabet[] = {'.',  '\r', '\n', 0,    'a',  '\t', ' ',
				   0x0e, 0x7f, 0x80, 0x8d, 0xff, 'b',  'c'};

static uint32_t
next(uint32_t *state)
{
	*state = *state * 1664525 + 1013904223;
	return *state >> 16;
}

static size_t
scan_in_pieces(struct odd_end *end, const uint8_t *octets, size_t size)
{
	size_t before = 0;

	for (size_t i = 0; i < size && !end->is_followed; i++)
		before += odd_end_scan(end, bytes_of(octets + i, 1));
	return before;
}

/* A piece of one octet cannot be skipped over, so this is the scan without skipping. */
static void
a_whole_and_its_octets_are_scanned_alike(void)
{
	uint32_t state = 587;
	unsigned found = 0;

	for (unsigned round = 0; round < 200000; round++) {
		struct odd_end whole = {0}, pieces = {0};
		uint8_t        octets[LARGEST];
		size_t size = next(&state) % LARGEST + 1, letters = next(&state) % sizeof(alphabet) + 1;
		size_t before, summed;

		for (size_t i = 0; i < size; i++)
			octets[i] = next(&state) % 3 == 0 ? 'x' : alphabet[next(&state) % letters];
		before = odd_end_scan(&whole, bytes_of(octets, size));
		summed = scan_in_pieces(&pieces, octets, size);
		if (whole.is_found) {
			CU_ASSERT_EQUAL_FATAL(before, summed);
			found++;
		}
		CU_ASSERT_FATAL(memcmp(&whole, &pieces, sizeof(whole)) == 0);
	}
	CU_ASSERT(found > 1000);
}

SUITE("classify: odd ends", ROW(a_whole_and_its_octets_are_scanned_alike))
