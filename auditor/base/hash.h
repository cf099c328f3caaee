/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

/* A secret key for SipHash: without it, strangers on the wire could choose keys that collide. */
struct hash_key {
	uint64_t words[2];
};

/* A key from the kernel's random source. */
struct hash_key hash_key_random(void);

/* SipHash-1-3 of ${size} octets at ${data} (Aumasson and Bernstein, "SipHash: a fast short-input PRF"). */
uint64_t hash_bytes(const struct hash_key *key, const void *data, size_t size);

#endif
