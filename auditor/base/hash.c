/* SPDX-License-Identifier: Apache-2.0 */
/* SipHash-1-3, after the reference description by Aumasson and Bernstein. */
#include "base/hash.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

struct sip {
	uint64_t v0, v1, v2, v3;
};

static inline uint64_t
rotate(uint64_t x, unsigned bits)
{
	return x << bits | x >> (64 - bits);
}

static inline void
sip_round(struct sip *s)
{
	s->v0 += s->v1;
	s->v2 += s->v3;
	s->v1 = rotate(s->v1, 13) ^ s->v0;
	s->v3 = rotate(s->v3, 16) ^ s->v2;
	s->v0 = rotate(s->v0, 32) + s->v3;
	s->v2 += s->v1;
	s->v1 = rotate(s->v1, 17) ^ s->v2;
	s->v3 = rotate(s->v3, 21) ^ s->v0;
	s->v2 = rotate(s->v2, 32);
}

static inline uint64_t
little_endian_64(const uint8_t *from)
{
	uint64_t word;

	memcpy(&word, from, sizeof(word));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	word = __builtin_bswap64(word);
#endif
	return word;
}

static inline void
sip_word(struct sip *s, uint64_t word)
{
	s->v3 ^= word;
	sip_round(s);
	s->v0 ^= word;
}

uint64_t
hash_bytes(const struct hash_key *key, const void *data, size_t size)
{
	struct sip s = {
	    key->words[0] ^ UINT64_C(0x736f6d6570736575), key->words[1] ^ UINT64_C(0x646f72616e646f6d),
	    key->words[0] ^ UINT64_C(0x6c7967656e657261), key->words[1] ^ UINT64_C(0x7465646279746573)};
	const uint8_t *at = data;
	uint64_t       last = (uint64_t)size << 56;

	for (size_t left = size / 8; left > 0; left--, at += 8)
		sip_word(&s, little_endian_64(at));
	for (unsigned i = 0; i < size % 8; i++)
		last |= (uint64_t)at[i] << 8 * i;
	sip_word(&s, last);
	s.v2 ^= 0xff;
	for (unsigned i = 0; i < 3; i++)
		sip_round(&s);
	return s.v0 ^ s.v1 ^ s.v2 ^ s.v3;
}

struct hash_key
hash_key_random(void)
{
	struct hash_key key;

	/* A key that strangers can guess is worse than not starting. */
	if (getentropy(&key, sizeof(key)) != 0) {
		perror("mailreeve: the kernel gives no random key");
		exit(2);
	}
	return key;
}
