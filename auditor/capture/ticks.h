/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CAPTURE_TICKS_H
#define CAPTURE_TICKS_H

#include <stdint.h>

/*
 * ticks: the clock of one pcapng interface (draft-ietf-opsawg-pcapng section 4.2: if_tsresol, if_tsoffset).
 *
 * Times outside the years 1824 to 2116 become the nearest of those bounds, so that the difference of any two
 * times is a time as well.
 */
struct ticks {
	uint64_t factor;  /* nanoseconds of one tick, or 0 */
	uint64_t divisor; /* ticks of one nanosecond, or 0; with both 0 a tick is 2^-shift seconds */
	unsigned shift;
	int64_t  offset; /* nanoseconds to add */
};

/* ${resolution}: the octet of if_tsresol, 6 (microseconds) without one; ${offset}: the seconds of
 * if_tsoffset, or 0. */
struct ticks ticks_of(uint8_t resolution, int64_t offset);

/* Nanoseconds since 1970 UTC. */
int64_t ticks_time(const struct ticks *ticks, uint64_t count);

#endif
