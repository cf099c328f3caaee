/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLASSIFY_CERTIFICATE_H
#define CLASSIFY_CERTIFICATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/intern.h"

/* More names than this are not kept; large hosters put a hundred into one certificate. */
#define CERTIFICATE_NAMES 100

/*
 * certificate: what one X.509 certificate (RFC 5280) says; a NULL text is unknown.
 *
 * Texts live as long as the intern and the certificates they came from, whatever becomes of the record
 * itself.
 */
struct certificate {
	const char *subject, *issuer; /* RFC 4514 */
	/*
	 * dNSName and iPAddress entries of subjectAltName, joined by newlines; "" if there are none.  A
	 * common name is no host name (RFC 9525 6.3).
	 */
	const char *names;
	const char *key; /* rsa-2048, rsa-pss-2048, dsa-1024, ec-256 (bits of the curve), ed25519, ed448 */
	unsigned    strength; /* of the key, in bits of security (NIST SP 800-57 1 5.6.1); 0: unknown */
	const char
	    *signature; /* rsa-sha256, rsa-pss-sha256, ecdsa-sha384, dsa-sha1, ed25519; else a dotted OID */
	int64_t     not_before, not_after; /* nanoseconds since 1970; beyond 2262 the greatest there is */
	const char *fingerprint;           /* SHA-256 of the DER, 64 hexadecimal digits */
	const char *public_key;            /* and of the SubjectPublicKeyInfo in it */
	bool        is_parsed;             /* all members but this one are meaningless without it */
	bool        is_self_signed;        /* issuer is subject, and its own key verifies the signature */
	bool        is_usage_known;        /* extendedKeyUsage can be read, or is not there */
	bool        is_for_servers;        /* and allows it to be a TLS server's (RFC 5280 4.2.1.12) */
	bool        are_all_names;         /* there were no more than CERTIFICATE_NAMES, and room for them */
};

/* Read the DER of one certificate.  False if it is none; nothing is left in OpenSSL's error queue. */
struct text;
bool certificate_parse(struct bytes der, struct intern *intern, struct certificate *certificate,
		       struct text *names);

/*
 * Whether one of its names is ${host} (RFC 9525 6): labels compare without case, `*` stands for the whole of
 * the left-most label only.  Unknown when not all names are known, or the host is an address, which SNI never
 * carries (RFC 6066 3).
 */
enum certificate_match { CERTIFICATE_DIFFERS, CERTIFICATE_MATCHES, CERTIFICATE_MATCH_UNKNOWN };
enum certificate_match certificate_match(const struct certificate *certificate, const char *host);

/*
 * certificates: those met so far, so that each distinct one is parsed once.  When full, the one of four that
 * was not met for the longest time is forgotten and parsed again if it comes back.
 */
struct certificates;

/* Room for ${count} certificates and ${octets} of names; NULL without memory. */
struct certificates *certificates_new(uint32_t count, size_t octets);

/* Parsed now or before; NULL if that is no certificate.  Valid until the next call; its texts as said above.
 */
const struct certificate *certificates_find(struct certificates *certificates, struct intern *intern,
					    struct bytes der);

/* Whether three quarters of the room for names are used. */
bool certificates_are_filling(const struct certificates *certificates);

uint64_t certificates_parsed(const struct certificates *certificates);

/* Lists of names that were not kept for want of room. */
uint64_t certificates_refused(const struct certificates *certificates);

void certificates_free(struct certificates *certificates);

#endif
