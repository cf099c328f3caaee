/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_CLASSIFY_TLS_OPENSSL_H
#define TESTS_CLASSIFY_TLS_OPENSSL_H

#include <openssl/ssl.h>

#include "classify_tls_lab.h"

/* tls_openssl: what the files that drive OpenSSL for the lab share. */

/* Print OpenSSL's errors and abort if it is not so. */
void lab_require(bool is_so);

/* The key of that kind: rsa, rsa-1024, ec (P-256), ed25519; made once and kept. */
EVP_PKEY *lab_key(const char *kind);

X509 *lab_x509(EVP_PKEY *key, EVP_PKEY *signer, const char *subject, const char *issuer, const char *names,
	       int first_day, int last_day);

/* RFC 5280 4.2.1.12, as OpenSSL itself reads it. */
bool lab_is_for_servers(X509 *x509);

/* Zero ${truth}, and note there what only callbacks of the client tell; before the handshake. */
void lab_watch(SSL *client, struct lab_truth *truth);

/* All the rest; after the handshake. */
void lab_tell(SSL *client, SSL *server, struct lab_truth *truth);

#endif
