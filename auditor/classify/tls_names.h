/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLASSIFY_TLS_NAMES_H
#define CLASSIFY_TLS_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "classify/word.h"

/*
 * tls_names: cipher suites, groups and alerts of TLS: number to IANA name, and what a name says of its
 * strength.
 *
 * All texts are constant and live as long as the program.
 */
struct tls_name {
	uint16_t    number;
	const char *name;
};

/* Every cipher suite, sorted by number. */
extern const struct tls_name tls_cipher_rows[];
extern const size_t          tls_cipher_count;

/* The IANA name of that number; NULL if there is none. */
const char *tls_cipher_name(uint16_t number);
const char *tls_group_name(uint16_t number);
const char *tls_alert_name(uint8_t number);

/*
 * The IANA name of a SignatureScheme as it stands in TLS 1.2: a pair of hash and signature (RFC 5246
 * 7.4.1.4.1).  Pairs of which the registry has no name are named in its manner: dsa_sha1, rsa_pkcs1_md5.
 * NULL for what TLS 1.2 has no use for.
 */
const char *tls_signature_name(uint16_t number);

/* Whether the group of that name joins a post-quantum key exchange to a classical one. */
bool tls_group_is_hybrid(const char *name);

/* Bits of the prime of a group of RFC 7919; 0 for other groups. */
unsigned tls_group_dh_bits(uint16_t number);

/* The cipher kind of SSLv2 (three octets), as its specification spells it; NULL if there is none. */
const char *tls_sslv2_cipher_name(uint32_t kind);

/*
 * The class of a cipher suite, from its name; the worst that applies:
 *
 * null     no encryption (RFC 9325 4.1; RFC 9150 included)
 * anon     no authentication of either side (RFC 9325 4.1)
 * export   40 or 56 bits on purpose (RFC 4346 A.5)
 * weak     RC4 (RFC 7465), RC2, DES and IDEA (RFC 5469, RFC 8996), 3DES and 28147 (64-bit blocks, RFC
 * 9325 4.1), MD5 (RFC 9155) modern   AEAD with ECDHE, or made for TLS 1.3 (RFC 9325 4.2, RFC 9846 9.1) legacy
 * all others: CBC (SEED, Camellia and ARIA with it), static RSA, (EC)DH and PSK, and DHE, which RFC 9325 4.1
 * says not to negotiate any more
 */
enum strength tls_cipher_strength(const char *name);

/* What the key exchange of a cipher suite rests on; those of TLS 1.3 do not say. */
enum tls_exchange {
	TLS_EXCHANGE_STATIC,  /* RSA, static (EC)DH, PSK alone, KRB5, GOST: no forward secrecy */
	TLS_EXCHANGE_DHE,     /* finite field, anonymous included */
	TLS_EXCHANGE_ECDHE,   /* elliptic curve, anonymous included */
	TLS_EXCHANGE_OTHER,   /* SRP, ECCPWD: ephemeral, its parameters are not read */
	TLS_EXCHANGE_TLSV1_3, /* told by the key_share extension */
};
enum tls_exchange tls_cipher_exchange(const char *name);

/* Whether a PSK identity hint comes before the ServerKeyExchange's parameters (RFC 4279 2, RFC 5489 2). */
bool tls_cipher_has_psk(const char *name);

/* Whether it ends with a signature: ephemeral Diffie-Hellman with a certificate (RFC 5246 7.4.3). */
bool tls_cipher_has_signature(const char *name);

/* Whether the suite encrypts by a block cipher in CBC mode. */
bool tls_cipher_is_cbc(const char *name);

#endif
