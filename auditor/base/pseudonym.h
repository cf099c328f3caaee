/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_PSEUDONYM_H
#define BASE_PSEUDONYM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/address.h"

/*
 * pseudonym: other names for addresses and hosts, the same ones for the same key, and back only with it.
 *
 * Addresses by Crypto-PAn (Xu, Fan, Ammar, Moon: "Prefix-Preserving IP Address Anonymization", ICNP 2002):
 * two that share their first n bits share n bits of their pseudonyms, and no more.  Names by a keyed hash.
 */
struct pseudonym;

#define PSEUDONYM_KEY_SIZE 32

/* The first 16 octets of ${key} are the key of AES-128, the others make the pad.  NULL without memory. */
struct pseudonym *pseudonym_new(const unsigned char key[PSEUDONYM_KEY_SIZE]);

/*
 * Read a key: 32 octets, or 64 hexadecimal digits with white space behind them, from the file ${source}, or
 * from the environment variable NAME of "env:NAME".  NULL, with a sentence in ${problem}.
 */
struct pseudonym *pseudonym_read(const char *source, char *problem, size_t room);

/* Replace ${address}; none stays none. */
void pseudonym_address(const struct pseudonym *pseudonym, struct address *address);

/* The same for a prefix, whose host bits stay zero. */
void pseudonym_prefix(const struct pseudonym *pseudonym, struct prefix *prefix);

/* 64 hexadecimal digits and the NUL that stand for ${text}: HMAC-SHA-256. */
#define PSEUDONYM_NAME_SIZE 65
void pseudonym_name(const struct pseudonym *pseudonym, const char *text, char name[PSEUDONYM_NAME_SIZE]);

void pseudonym_free(struct pseudonym *pseudonym);

#endif
