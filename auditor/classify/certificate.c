/* SPDX-License-Identifier: Apache-2.0 */
/* X.509 certificates as records, read by OpenSSL. */
#include "classify/certificate.h"

#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "base/address.h"
#include "base/text.h"

#define NANOSECONDS INT64_C(1000000000)

static const char *
name_text(struct intern *intern, const X509_NAME *name)
{
	/* UTF-8 as it is: RFC 4514 2.4 does not ask to escape it, and intern_text cleans it. */
	unsigned long flags = XN_FLAG_RFC2253 & ~(unsigned long)ASN1_STRFLGS_ESC_MSB;
	const char   *text = NULL;
	BIO          *memory = BIO_new(BIO_s_mem());
	char         *data;
	long          size;

	if (memory != NULL && X509_NAME_print_ex(memory, name, 0, flags) >= 0 &&
	    (size = BIO_get_mem_data(memory, &data)) >= 0)
		text = intern_text(intern, size == 0 ? "" : data, (size_t)size);
	BIO_free(memory);
	return text;
}

/* False if the time is none that a calendar has. */
static bool
time_of(const ASN1_TIME *from, int64_t *to)
{
	struct tm tm;
	int64_t   seconds;

	if (from == NULL || ASN1_TIME_to_tm(from, &tm) != 1)
		return false;
	seconds = (int64_t)timegm(&tm);
	/* RFC 5280 4.1.2.5: the year 9999 says that there is no end. */
	if (seconds > INT64_MAX / NANOSECONDS)
		*to = INT64_MAX;
	else if (seconds < INT64_MIN / NANOSECONDS)
		*to = INT64_MIN;
	else
		*to = seconds * NANOSECONDS;
	return true;
}

static const char *
key_text(struct intern *intern, EVP_PKEY *key)
{
	static const struct {
		int         id;
		const char *name;
		bool        has_bits;
	} kinds[] = {
	    {EVP_PKEY_RSA,     "rsa",     true },
            {EVP_PKEY_RSA_PSS, "rsa-pss", true },
	    {EVP_PKEY_DSA,     "dsa",     true },
            {EVP_PKEY_EC,      "ec",      true },
	    {EVP_PKEY_SM2,     "sm2",     true },
            {EVP_PKEY_ED25519, "ed25519", false},
	    {EVP_PKEY_ED448,   "ed448",   false},
	};
	char text[40];

	for (size_t i = 0; key != NULL && i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (kinds[i].id == EVP_PKEY_get_base_id(key)) {
			int size = kinds[i].has_bits ? snprintf(text, sizeof(text), "%s-%d", kinds[i].name,
								EVP_PKEY_get_bits(key))
						     : snprintf(text, sizeof(text), "%s", kinds[i].name);

			return intern_text(intern, text, (size_t)size);
		}
	return NULL;
}

/* RSA within some bits of 2048 counts as 2048: keys are made a bit shorter by accident. */
static unsigned
strength_of(const EVP_PKEY *key)
{
	int bits = EVP_PKEY_get_security_bits(key);

	return bits > 0 ? (unsigned)bits : 0;
}

static const char *
oid_text(struct intern *intern, const ASN1_OBJECT *object)
{
	char dotted[128];
	int  size = OBJ_obj2txt(dotted, sizeof(dotted), object, 1);

	return size > 0 && (size_t)size < sizeof(dotted) ? intern_text(intern, dotted, (size_t)size) : NULL;
}

static const char *
signature_kind(int key)
{
	static const struct {
		int         key;
		const char *name;
	} kinds[] = {
	    {NID_rsaEncryption,        "rsa"    },
            {NID_rsassaPss,            "rsa-pss"},
            {NID_X9_62_id_ecPublicKey, "ecdsa"  },
	    {NID_dsa,                  "dsa"    },
            {NID_ED25519,              "ed25519"},
            {NID_ED448,                "ed448"  },
	    {NID_sm2,                  "sm2"    },
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (kinds[i].key == key)
			return kinds[i].name;
	return NULL;
}

static const char *
signature_text(struct intern *intern, X509 *x509)
{
	const X509_ALGOR *algorithm;
	const char       *kind, *hash;
	char              text[80];
	int               digest = NID_undef, key = NID_undef, size;

	X509_get0_signature(NULL, &algorithm, x509);
	if (X509_get_signature_info(x509, &digest, &key, NULL, NULL) != 1 && key == NID_undef)
		OBJ_find_sigid_algs(X509_get_signature_nid(x509), &digest, &key);
	if ((kind = signature_kind(key)) == NULL)
		return oid_text(intern, algorithm->algorithm);
	if (digest == NID_undef)
		return intern_text(intern, kind, strlen(kind));
	hash = OBJ_nid2sn(digest);
	size = snprintf(text, sizeof(text), "%s-%s", kind, hash == NULL ? "?" : hash);
	for (char *at = text; *at != '\0'; at++)
		*at = (char)tolower((unsigned char)*at);
	return intern_text(intern, text, (size_t)size < sizeof(text) ? (size_t)size : sizeof(text) - 1);
}

/* True iff that entry is a host name or an address, which is then appended. */
static bool
add_name(struct text *names, const GENERAL_NAME *entry)
{
	char               printed[ADDRESS_TEXT_SIZE];
	struct address     address = {{0}, 0};
	const ASN1_STRING *octets;
	int                kind, size;

	octets = GENERAL_NAME_get0_value(entry, &kind);
	if ((kind != GEN_DNS && kind != GEN_IPADD) || (size = ASN1_STRING_length(octets)) < 0)
		return false;
	if (kind == GEN_IPADD && size != 4 && size != 16)
		return false;
	if (names->size > 0)
		text_add(names, "\n");
	if (kind == GEN_DNS) {
		text_clean(names, ASN1_STRING_get0_data(octets), (size_t)size);
		return true;
	}
	memcpy(address.octets, ASN1_STRING_get0_data(octets), (size_t)size);
	address.family = size == 4 ? 4 : 6;
	text_add(names, address_print(&address, printed));
	return true;
}

/* Whether all names are in ${names} afterwards. */
static bool
add_names(struct text *names, const X509 *x509)
{
	int            critical = -1, kept = 0, entry = 0, count;
	GENERAL_NAMES *list = X509_get_ext_d2i(x509, NID_subject_alt_name, &critical, NULL);

	text_clear(names);
	/* -1: there is no such extension; else it is there, and cannot be read or is there twice. */
	if (list == NULL)
		return critical == -1;
	count = sk_GENERAL_NAME_num(list);
	for (; entry < count && kept < CERTIFICATE_NAMES; entry++)
		kept += add_name(names, sk_GENERAL_NAME_value(list, entry));
	GENERAL_NAMES_free(list);
	return entry == count && !names->failed;
}

static const char *
digest_text(struct intern *intern, const void *data, size_t size)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	char          text[2 * EVP_MAX_MD_SIZE + 1];
	unsigned      digest_size;

	if (EVP_Digest(data, size, digest, &digest_size, EVP_sha256(), NULL) != 1)
		return NULL;
	return intern_text(intern, text_hex(digest, digest_size, text), (size_t)2 * digest_size);
}

/* Of the key as it stands there, be it of a kind that is known or not. */
static const char *
public_key_text(struct intern *intern, X509 *x509)
{
	unsigned char *der = NULL;
	int            size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(x509), &der);
	const char    *text = size > 0 ? digest_text(intern, der, (size_t)size) : NULL;

	OPENSSL_free(der);
	return text;
}

/* RFC 5280 4.2.1.12: without the extension it is for everything. */
static void
read_usage(const X509 *x509, struct certificate *certificate)
{
	int                 critical = -1;
	EXTENDED_KEY_USAGE *usages = X509_get_ext_d2i(x509, NID_ext_key_usage, &critical, NULL);

	certificate->is_usage_known = usages != NULL || critical == -1;
	certificate->is_for_servers = usages == NULL && critical == -1;
	for (int i = 0; usages != NULL && i < sk_ASN1_OBJECT_num(usages); i++) {
		int usage = OBJ_obj2nid(sk_ASN1_OBJECT_value(usages, i));

		certificate->is_for_servers |= usage == NID_server_auth || usage == NID_anyExtendedKeyUsage;
	}
	EXTENDED_KEY_USAGE_free(usages);
}

static bool
fill(X509 *x509, struct intern *intern, struct certificate *certificate, struct text *names)
{
	EVP_PKEY *key = X509_get0_pubkey(x509);

	if (!time_of(X509_get0_notBefore(x509), &certificate->not_before) ||
	    !time_of(X509_get0_notAfter(x509), &certificate->not_after))
		return false;
	certificate->subject = name_text(intern, X509_get_subject_name(x509));
	certificate->issuer = name_text(intern, X509_get_issuer_name(x509));
	certificate->key = key_text(intern, key);
	certificate->strength = key != NULL ? strength_of(key) : 0;
	certificate->signature = signature_text(intern, x509);
	certificate->is_self_signed =
	    key != NULL && X509_NAME_cmp(X509_get_subject_name(x509), X509_get_issuer_name(x509)) == 0 &&
	    X509_verify(x509, key) == 1;
	certificate->public_key = public_key_text(intern, x509);
	read_usage(x509, certificate);
	certificate->are_all_names = add_names(names, x509);
	certificate->is_parsed = true;
	return true;
}

bool
certificate_parse(struct bytes der, struct intern *intern, struct certificate *certificate,
		  struct text *names)
{
	const unsigned char *at = der.data;
	X509                *x509;
	bool                 is_one;

	memset(certificate, 0, sizeof(*certificate));
	if (der.size == 0 || der.size > LONG_MAX)
		return false;
	ERR_set_mark();
	x509 = d2i_X509(NULL, &at, (long)der.size);
	/* Octets behind it: not the DER of one certificate. */
	is_one = x509 != NULL && at == der.data + der.size && fill(x509, intern, certificate, names);
	if (is_one)
		certificate->fingerprint = digest_text(intern, der.data, der.size);
	X509_free(x509);
	ERR_pop_to_mark();
	return is_one;
}

/* ${name} and ${host}, ${size} octets each, without case; ASCII only, as A-labels are (RFC 9525 6.3). */
static bool
labels_equal(const char *name, size_t name_size, const char *host, size_t host_size)
{
	return name_size == host_size && strncasecmp(name, host, host_size) == 0;
}

static bool
name_is_for(const char *name, size_t size, const char *host, size_t host_size)
{
	const char *rest;

	if (size > 1 && name[size - 1] == '.')
		size--;
	if (size < 2 || name[0] != '*' || name[1] != '.')
		return labels_equal(name, size, host, host_size);
	/* `*.example` or `*.`: RFC 9525 6.3 leaves the number of labels open; one alone is too wide. */
	if (memchr(name + 2, '.', size - 2) == NULL || memchr(name + 1, '*', size - 1) != NULL)
		return false;
	rest = memchr(host, '.', host_size);
	return rest != NULL && rest > host &&
	       labels_equal(name + 1, size - 1, rest, host_size - (size_t)(rest - host));
}

enum certificate_match
certificate_match(const struct certificate *certificate, const char *host)
{
	size_t         host_size = strlen(host);
	struct address address;

	if (host_size > 1 && host[host_size - 1] == '.')
		host_size--;
	if (certificate->names == NULL || host_size == 0 || address_parse(host, &address))
		return CERTIFICATE_MATCH_UNKNOWN;
	for (const char *name = certificate->names; *name != '\0';) {
		size_t size = strcspn(name, "\n");

		if (name_is_for(name, size, host, host_size))
			return CERTIFICATE_MATCHES;
		name += size + (name[size] == '\n');
	}
	return certificate->are_all_names ? CERTIFICATE_DIFFERS : CERTIFICATE_MATCH_UNKNOWN;
}
