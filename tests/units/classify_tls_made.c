/* SPDX-License-Identifier: Apache-2.0 */
/* Keys and certificates, made by OpenSSL. */
#include "classify_tls_openssl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/x509v3.h>

void
lab_require(bool is_so)
{
	if (!is_so) {
		ERR_print_errors_fp(stderr);
		abort();
	}
}

/* Making keys takes long. */
EVP_PKEY *
lab_key(const char *kind)
{
	static struct {
		const char *kind, *type;
		size_t      bits;
		EVP_PKEY   *key;
	} keys[] = {
	    {"rsa",      "RSA",     2048, NULL},
	    {"rsa-1024", "RSA",     1024, NULL},
	    {"ec",       "EC",      0,    NULL},
	    {"ed25519",  "ED25519", 0,    NULL},
	};

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		if (strcmp(keys[i].kind, kind) != 0)
			continue;
		if (keys[i].key == NULL && keys[i].bits > 0)
			keys[i].key = EVP_PKEY_Q_keygen(NULL, NULL, keys[i].type, keys[i].bits);
		else if (keys[i].key == NULL)
			keys[i].key = EVP_PKEY_Q_keygen(NULL, NULL, keys[i].type, "P-256");
		lab_require(keys[i].key != NULL);
		return keys[i].key;
	}
	abort();
}

static X509_NAME *
name_new(const char *common, const char *organisation)
{
	X509_NAME *name = X509_NAME_new();

	lab_require(name != NULL);
	if (organisation != NULL)
		lab_require(X509_NAME_add_entry_by_txt(name, "O", MBSTRING_UTF8,
						       (const unsigned char *)organisation, -1, -1, 0) == 1);
	lab_require(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, (const unsigned char *)common, -1,
					       -1, 0) == 1);
	return name;
}

static void
add_extension(X509 *x509, int nid, const char *value)
{
	X509V3_CTX      context;
	X509_EXTENSION *extension;

	if (value == NULL)
		return;
	X509V3_set_ctx(&context, x509, x509, NULL, NULL, 0);
	extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
	lab_require(extension != NULL && X509_add_ext(x509, extension, -1) == 1);
	X509_EXTENSION_free(extension);
}

X509 *
lab_x509(EVP_PKEY *key, EVP_PKEY *signer, const char *subject, const char *issuer, const char *names,
	 int first_day, int last_day)
{
	X509      *x509 = X509_new();
	X509_NAME *of = name_new(subject, "Röst & Sons, Inc."), *by = name_new(issuer, "Röst & Sons, Inc.");
	bool       is_edwards = EVP_PKEY_get_base_id(signer) == EVP_PKEY_ED25519;

	lab_require(x509 != NULL && X509_set_version(x509, 2) == 1);
	ASN1_INTEGER_set(X509_get_serialNumber(x509), 7);
	X509_gmtime_adj(X509_getm_notBefore(x509), (long)first_day * 86400);
	X509_gmtime_adj(X509_getm_notAfter(x509), (long)last_day * 86400);
	lab_require(X509_set_subject_name(x509, of) == 1 && X509_set_issuer_name(x509, by) == 1);
	lab_require(X509_set_pubkey(x509, key) == 1);
	add_extension(x509, NID_subject_alt_name, names);
	lab_require(X509_sign(x509, signer, is_edwards ? NULL : EVP_sha256()) > 0);
	X509_NAME_free(of);
	X509_NAME_free(by);
	return x509;
}

size_t
lab_certificate(uint8_t **der, const char *key, const char *subject, const char *issuer, const char *names,
		int first_day, int last_day)
{
	EVP_PKEY *own = lab_key(key), *other = lab_key("ec");
	X509     *x509 = lab_x509(own, strcmp(subject, issuer) == 0 ? own : other, subject, issuer, names,
				  first_day, last_day);
	int       size;

	*der = NULL;
	size = i2d_X509(x509, der);
	lab_require(size > 0);
	X509_free(x509);
	return (size_t)size;
}

bool
lab_is_for_servers(X509 *x509)
{
	return X509_get_extended_key_usage(x509) == UINT32_MAX ||
	       (X509_get_extended_key_usage(x509) & (XKU_SSL_SERVER | XKU_ANYEKU)) != 0;
}

size_t
lab_certificate_used(uint8_t **der, const char *usage, bool *is_servers)
{
	EVP_PKEY *key = lab_key("ec");
	X509     *x509 = lab_x509(key, key, "a", "a", NULL, -1, 1);
	int       size;

	add_extension(x509, NID_ext_key_usage, usage);
	lab_require(X509_sign(x509, key, EVP_sha256()) > 0);
	*is_servers = lab_is_for_servers(x509);
	*der = NULL;
	size = i2d_X509(x509, der);
	lab_require(size > 0);
	X509_free(x509);
	return (size_t)size;
}

void
lab_digest(const void *data, size_t size, char text[65])
{
	unsigned char digest[32];

	lab_require(EVP_Digest(data, size, digest, NULL, EVP_sha256(), NULL) == 1);
	for (size_t i = 0; i < sizeof(digest); i++)
		snprintf(text + 2 * i, 3, "%02x", digest[i]);
}
