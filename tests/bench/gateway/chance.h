/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BENCH_CHANCE_H
#define BENCH_CHANCE_H

#include <stdbool.h>
#include <stdint.h>

/* chance: a stream of numbers that look random and are the same for the same seed (splitmix64). */
struct chance {
	uint64_t state;
};

static inline uint64_t
chance_word(struct chance *chance)
{
	uint64_t word = chance->state += UINT64_C(0x9e3779b97f4a7c15);

	word = (word ^ word >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	word = (word ^ word >> 27) * UINT64_C(0x94d049bb133111eb);
	return word ^ word >> 31;
}

/* From ${low} to ${high}, both possible. */
static inline uint32_t
chance_between(struct chance *chance, uint32_t low, uint32_t high)
{
	return low + (uint32_t)(chance_word(chance) % ((uint64_t)high - low + 1));
}

/* True in ${per_mille} of 1000 cases. */
static inline bool
chance_is(struct chance *chance, unsigned per_mille)
{
	return chance_word(chance) % 1000 < per_mille;
}

/* A size with a heavy tail: each doubling of ${least} is half as likely, up to ${doublings}. */
static inline uint32_t
chance_size(struct chance *chance, uint32_t least, unsigned doublings)
{
	uint32_t size = least;

	while (doublings-- > 0 && chance_is(chance, 500))
		size *= 2;
	return chance_between(chance, size, 2 * size);
}

#endif
