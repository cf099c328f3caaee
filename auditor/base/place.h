/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_PLACE_H
#define BASE_PLACE_H

#include <stdint.h>

/*
 * place: where a packet stands: which capture (index into the report's
 * inputs) and which frame in it, 1-based as Wireshark counts.  One word, so
 * that every fact can carry the place that first showed it.  0 is no place.
 */
typedef uint64_t place;

#define PLACE_NONE ((place)0)

static inline place
place_of(uint32_t capture, uint64_t frame)
{
	return (place)(capture & 0xffff) << 48 | (frame & UINT64_C(0xffffffffffff));
}

static inline uint32_t
place_capture(place where)
{
	return (uint32_t)(where >> 48);
}

static inline uint64_t
place_frame(place where)
{
	return where & UINT64_C(0xffffffffffff);
}

#endif
