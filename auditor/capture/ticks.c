/* SPDX-License-Identifier: Apache-2.0 */
/* Makes nanoseconds of timestamps in any resolution that pcapng allows. */
#include "capture/ticks.h"

#define SECOND UINT64_C(1000000000)
#define BOUND (INT64_MAX / 2)

static uint64_t
power_of_ten(unsigned exponent)
{
	uint64_t power = 1;

	while (exponent-- > 0)
		power *= 10;
	return power;
}

static int64_t
bounded(int64_t time)
{
	if (time > BOUND)
		return BOUND;
	return time < -BOUND ? -BOUND : time;
}

struct ticks
ticks_of(uint8_t resolution, int64_t offset)
{
	struct ticks ticks = {0, 0, 0, 0};
	unsigned     exponent = resolution & 0x7f;

	if ((resolution & 0x80) != 0)
		ticks.shift = exponent;
	else if (exponent <= 9)
		ticks.factor = power_of_ten(9 - exponent);
	else /* 10^19 is the last power that 64 bits hold; with a finer clock every time is less than a second
	      */
		ticks.divisor = power_of_ten(exponent - 9 < 19 ? exponent - 9 : 19);
	if (__builtin_mul_overflow(offset, (int64_t)SECOND, &ticks.offset))
		ticks.offset = offset < 0 ? -BOUND : BOUND;
	ticks.offset = bounded(ticks.offset);
	return ticks;
}

/* The product of a fraction of up to 64 bits and a second's 30 is made of two halves, so that none is lost.
 */
static uint64_t
binary_fraction(uint64_t fraction, unsigned shift)
{
	if (shift <= 32)
		return fraction * SECOND >> shift;
	if (shift >= 96)
		return 0;
	return ((fraction >> 32) * SECOND + ((fraction & UINT32_MAX) * SECOND >> 32)) >> (shift - 32);
}

static uint64_t
binary_time(uint64_t count, unsigned shift)
{
	uint64_t seconds = shift < 64 ? count >> shift : 0;
	uint64_t fraction = shift < 64 ? count & ((UINT64_C(1) << shift) - 1) : count;

	if (seconds > BOUND / SECOND)
		return BOUND;
	return seconds * SECOND + binary_fraction(fraction, shift);
}

int64_t
ticks_time(const struct ticks *ticks, uint64_t count)
{
	uint64_t time;

	if (ticks->factor != 0) {
		if (__builtin_mul_overflow(count, ticks->factor, &time))
			time = BOUND;
	} else {
		time = ticks->divisor != 0 ? count / ticks->divisor : binary_time(count, ticks->shift);
	}
	if (time > BOUND)
		time = BOUND;
	return bounded((int64_t)time + ticks->offset);
}
