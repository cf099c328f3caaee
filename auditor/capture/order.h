/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CAPTURE_ORDER_H
#define CAPTURE_ORDER_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/*
 * order: numbers in a capture file stand in the byte order of the machine that wrote it.  ${is_swapped}: not
 * ours.  The caller has made sure that the octets are there; they need no alignment.
 */
static inline uint16_t
order_u16(const uint8_t *at, bool is_swapped)
{
	uint16_t value;

	memcpy(&value, at, sizeof(value));
	return is_swapped ? __builtin_bswap16(value) : value;
}

static inline uint32_t
order_u32(const uint8_t *at, bool is_swapped)
{
	uint32_t value;

	memcpy(&value, at, sizeof(value));
	return is_swapped ? __builtin_bswap32(value) : value;
}

static inline uint64_t
order_u64(const uint8_t *at, bool is_swapped)
{
	uint64_t value;

	memcpy(&value, at, sizeof(value));
	return is_swapped ? __builtin_bswap64(value) : value;
}

#endif
