/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates: what is read from them, whom they are for, and the store that parses each once. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/err.h>

#include "base/text.h"
#include "classify/certificate.h"
#include "classify_tls_lab.h"
#include "unit.h"

static void
names_match_by_rfc_9525(void)
{
	static const struct {
		const char            *names, *host;
		enum certificate_match match;
	} rows[] = {
	    {"mx.example",            "mx.example",             CERTIFICATE_MATCHES      },
	    {"MX.Example",            "mx.eXample",             CERTIFICATE_MATCHES      },
	    {"mx.example",            "mx.example.",            CERTIFICATE_MATCHES      },
	    {"a.example\nmx.example", "mx.example",             CERTIFICATE_MATCHES      },
	    {"mx.example",            "mxxexample",             CERTIFICATE_DIFFERS      },
	    {"mx.example",            "a.mx.example",           CERTIFICATE_DIFFERS      },
	    {"*.example.org",         "mx.example.org",         CERTIFICATE_MATCHES      },
	    {"*.example.org",         "MX.EXAMPLE.ORG",         CERTIFICATE_MATCHES      },
	    {"*.example.org",         "example.org",            CERTIFICATE_DIFFERS      },
	    {"*.example.org",         "a.mx.example.org",       CERTIFICATE_DIFFERS      },
	    {"*.example.org",         ".example.org",           CERTIFICATE_DIFFERS      },
	    {"m*.example.org",        "mx.example.org",         CERTIFICATE_DIFFERS      },
	    {"*x.example.org",        "mx.example.org",         CERTIFICATE_DIFFERS      },
	    {"mx.*.org",              "mx.example.org",         CERTIFICATE_DIFFERS      },
	    {"*.*.org",               "mx.example.org",         CERTIFICATE_DIFFERS      },
	    {"*",		     "mx",                     CERTIFICATE_DIFFERS      },
	    {"*.org",                 "example.org",            CERTIFICATE_DIFFERS      },
	    {"*.xn--rst-6oa.example", "mx.xn--rst-6oa.example", CERTIFICATE_MATCHES      },
	    {"",		      "mx.example",             CERTIFICATE_DIFFERS      },
	    {NULL,		    "mx.example",             CERTIFICATE_MATCH_UNKNOWN},
	    {"192.0.2.1",             "192.0.2.1",              CERTIFICATE_MATCH_UNKNOWN},
	    {"mx.example",            "",                       CERTIFICATE_MATCH_UNKNOWN},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct certificate certificate = {.names = rows[i].names, .are_all_names = true};

		if (certificate_match(&certificate, rows[i].host) != rows[i].match)
			printf("\n    %s for %s", rows[i].names, rows[i].host);
		CU_ASSERT_EQUAL(certificate_match(&certificate, rows[i].host), rows[i].match);
		certificate.are_all_names = false;
		CU_ASSERT_NOT_EQUAL(certificate_match(&certificate, rows[i].host), CERTIFICATE_DIFFERS);
	}
}

static void
keys_and_signatures_are_named(void)
{
	static const struct {
		const char *key, *issuer, *name, *signature;
		bool        is_self_signed;
	} rows[] = {
	    {"rsa",      "a.example", "rsa-2048", "rsa-sha256",   true },
	    {"rsa-1024", "a.example", "rsa-1024", "rsa-sha256",   true },
	    {"ec",       "a.example", "ec-256",   "ecdsa-sha256", true },
	    {"ed25519",  "a.example", "ed25519",  "ed25519",      true },
	    {"rsa",      "CA",        "rsa-2048", "ecdsa-sha256", false},
	};
	struct intern *intern = intern_new(100000);
	struct text    names = {NULL, 0, 0, false};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct certificate certificate;
		uint8_t           *der;
		size_t size = lab_certificate(&der, rows[i].key, "a.example", rows[i].issuer, NULL, -1, 1);

		CU_ASSERT_TRUE_FATAL(certificate_parse(bytes_of(der, size), intern, &certificate, &names));
		CU_ASSERT_STRING_EQUAL(certificate.key, rows[i].name);
		CU_ASSERT_STRING_EQUAL(certificate.signature, rows[i].signature);
		CU_ASSERT_EQUAL(certificate.is_self_signed, rows[i].is_self_signed);
		/* A common name is no host name. */
		CU_ASSERT_EQUAL(names.size, 0);
		CU_ASSERT_TRUE(certificate.are_all_names);
		/* Signed with another key than its own, by the look of it. */
		der[size - 1] ^= 1;
		if (certificate_parse(bytes_of(der, size), intern, &certificate, &names))
			CU_ASSERT_FALSE(certificate.is_self_signed);
		free(der);
	}
	CU_ASSERT_EQUAL(ERR_peek_error(), 0);
	text_free(&names);
	intern_free(intern);
}

/* RFC 5280 4.2.1.12: OpenSSL reads it in its own way. */
static void
the_usage_says_whether_it_is_for_servers(void)
{
	static const struct {
		const char *usage;
		bool        is_for_servers;
	} rows[] = {
	    {NULL,			       true },
	    {"serverAuth",                       true },
	    {"clientAuth,serverAuth",            true },
	    {"anyExtendedKeyUsage",              true },
	    {"critical,emailProtection,1.2.3.4", false},
	    {"clientAuth",                       false},
	};
	struct intern *intern = intern_new(100000);
	struct text    names = {NULL, 0, 0, false};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct certificate certificate;
		uint8_t           *der;
		bool               is_for_servers;
		size_t             size = lab_certificate_used(&der, rows[i].usage, &is_for_servers);

		CU_ASSERT_TRUE_FATAL(certificate_parse(bytes_of(der, size), intern, &certificate, &names));
		CU_ASSERT_TRUE(certificate.is_usage_known);
		CU_ASSERT_EQUAL(certificate.is_for_servers, rows[i].is_for_servers);
		CU_ASSERT_EQUAL(is_for_servers, rows[i].is_for_servers);
		free(der);
	}
	text_free(&names);
	intern_free(intern);
}

/* An extension that cannot be read allows nothing and forbids nothing. */
static void
a_usage_that_cannot_be_read_is_unknown(void)
{
	static const uint8_t server_auth[] = {0x30, 0x0a, 6, 8, 0x2b, 6, 1, 5, 5, 7, 3, 1};
	struct intern       *intern = intern_new(100000);
	struct text          names = {NULL, 0, 0, false};
	struct certificate   certificate;
	uint8_t             *der, *at;
	bool                 is_for_servers;
	size_t               size = lab_certificate_used(&der, "serverAuth", &is_for_servers);

	at = memmem(der, size, server_auth, sizeof(server_auth));
	CU_ASSERT_PTR_NOT_NULL_FATAL(at);
	/* A sequence of an INTEGER. */
	at[2] = 2;
	CU_ASSERT_TRUE_FATAL(certificate_parse(bytes_of(der, size), intern, &certificate, &names));
	CU_ASSERT_FALSE(certificate.is_usage_known);
	free(der);
	text_free(&names);
	intern_free(intern);
}

static void
a_certificate_and_its_key_have_fingerprints(void)
{
	struct intern     *intern = intern_new(100000);
	struct text        names = {NULL, 0, 0, false};
	struct certificate first, second;
	char               digest[65];
	uint8_t           *ders[2];
	size_t             sizes[2];

	for (int i = 0; i < 2; i++)
		sizes[i] = lab_certificate(&ders[i], "ec", "a", "a", NULL, -1, 1 + i);
	CU_ASSERT_TRUE_FATAL(certificate_parse(bytes_of(ders[0], sizes[0]), intern, &first, &names));
	CU_ASSERT_TRUE_FATAL(certificate_parse(bytes_of(ders[1], sizes[1]), intern, &second, &names));
	lab_digest(ders[0], sizes[0], digest);
	CU_ASSERT_STRING_EQUAL(first.fingerprint, digest);
	CU_ASSERT_STRING_NOT_EQUAL(first.fingerprint, second.fingerprint);
	/* The key was used twice, and texts are kept once. */
	CU_ASSERT_PTR_EQUAL(first.public_key, second.public_key);
	free(ders[0]);
	free(ders[1]);
	text_free(&names);
	intern_free(intern);
}

/* Both ends of the period belong to it (RFC 5280 4.1.2.5). */
static void
validity_is_read_to_the_second(void)
{
	struct intern     *intern = intern_new(100000);
	struct text        names = {NULL, 0, 0, false};
	struct certificate certificate;
	uint8_t           *der;
	int64_t            now = lab_now() / 1000000000;
	size_t size = lab_certificate(&der, "ec", "a.example", "a.example", "DNS:a.example", -2, 3000 * 365);

	CU_ASSERT_TRUE_FATAL(certificate_parse(bytes_of(der, size), intern, &certificate, &names));
	CU_ASSERT_TRUE(llabs(certificate.not_before / 1000000000 + (int64_t)2 * 86400 - now) < 60);
	CU_ASSERT_EQUAL(certificate.not_after, INT64_MAX);
	CU_ASSERT_STRING_EQUAL(names.data, "a.example");
	/* Something behind it, or not all of it. */
	der = realloc(der, size + 1);
	der[size] = 0;
	CU_ASSERT_FALSE(certificate_parse(bytes_of(der, size + 1), intern, &certificate, &names));
	CU_ASSERT_FALSE(certificate_parse(bytes_of(der, size - 1), intern, &certificate, &names));
	CU_ASSERT_FALSE(certificate_parse(bytes_of(der, 0), intern, &certificate, &names));
	free(der);
	text_free(&names);
	intern_free(intern);
}

static void
only_so_many_names_are_kept(void)
{
	struct intern            *intern = intern_new(100000);
	struct certificates      *certificates = certificates_new(16, 100000);
	struct text               list = {NULL, 0, 0, false};
	uint8_t                  *der;
	size_t                    size;
	const struct certificate *certificate;

	for (int i = 0; i <= CERTIFICATE_NAMES; i++)
		text_printf(&list, "%sDNS:n%d.example", i == 0 ? "" : ",", i);
	size = lab_certificate(&der, "ec", "a", "a", list.data, -1, 1);
	certificate = certificates_find(certificates, intern, bytes_of(der, size));
	CU_ASSERT_PTR_NOT_NULL_FATAL(certificate);
	CU_ASSERT_FALSE(certificate->are_all_names);
	CU_ASSERT_EQUAL(certificate_match(certificate, "n99.example"), CERTIFICATE_MATCHES);
	CU_ASSERT_EQUAL(certificate_match(certificate, "n100.example"), CERTIFICATE_MATCH_UNKNOWN);
	free(der);
	text_free(&list);
	certificates_free(certificates);
	intern_free(intern);
}

static void
each_certificate_is_parsed_once(void)
{
	struct intern       *intern = intern_new(100000);
	struct certificates *certificates = certificates_new(1024, 100000);
	uint8_t             *ders[8];
	size_t               sizes[8];
	const char          *names[8];

	for (int i = 0; i < 8; i++)
		sizes[i] = lab_certificate(&ders[i], "ec", "a", "a", "DNS:a.example", -1, 1 + i);
	for (int i = 0; i < 80; i++) {
		const struct certificate *certificate =
		    certificates_find(certificates, intern, bytes_of(ders[i % 8], sizes[i % 8]));

		CU_ASSERT_PTR_NOT_NULL_FATAL(certificate);
		CU_ASSERT_TRUE(i < 8 || names[i % 8] == certificate->names);
		names[i % 8] = certificate->names;
	}
	CU_ASSERT_EQUAL(certificates_parsed(certificates), 8);
	/* What is none is remembered as well. */
	CU_ASSERT_PTR_NULL(certificates_find(certificates, intern, bytes_of("0", 1)));
	CU_ASSERT_PTR_NULL(certificates_find(certificates, intern, bytes_of("0", 1)));
	CU_ASSERT_EQUAL(certificates_parsed(certificates), 9);
	CU_ASSERT_EQUAL(ERR_peek_error(), 0);
	for (int i = 0; i < 8; i++)
		free(ders[i]);
	certificates_free(certificates);
	intern_free(intern);
}

/* More certificates than there is room for, and no room for names: still no wrong answer. */
static void
a_full_store_forgets_and_parses_again(void)
{
	struct intern       *intern = intern_new(100000);
	struct certificates *certificates = certificates_new(4, 1);
	uint8_t             *ders[6];
	size_t               sizes[6];

	for (int i = 0; i < 6; i++)
		sizes[i] = lab_certificate(&ders[i], "ec", "a", "a", "DNS:a.example", -1, 1 + i);
	for (int i = 0; i < 12; i++) {
		const struct certificate *certificate =
		    certificates_find(certificates, intern, bytes_of(ders[i % 6], sizes[i % 6]));

		CU_ASSERT_PTR_NOT_NULL_FATAL(certificate);
		CU_ASSERT_PTR_NULL(certificate->names);
		CU_ASSERT_EQUAL(certificate_match(certificate, "a.example"), CERTIFICATE_MATCH_UNKNOWN);
	}
	CU_ASSERT_EQUAL(certificates_parsed(certificates), 12);
	CU_ASSERT_EQUAL(certificates_refused(certificates), 12);
	for (int i = 0; i < 6; i++)
		free(ders[i]);
	certificates_free(certificates);
	intern_free(intern);
}

/* The one met all the time stays, whatever else passes by. */
static void
the_one_not_met_for_longest_is_forgotten(void)
{
	struct intern       *intern = intern_new(100000);
	struct certificates *certificates = certificates_new(4, 100000);
	uint8_t             *often, *seldom;
	size_t               size = lab_certificate(&often, "ec", "a", "a", NULL, -1, 1);

	for (int i = 0; i < 12; i++) {
		size_t other = lab_certificate(&seldom, "ec", "a", "a", NULL, -1, 2 + i);

		CU_ASSERT_PTR_NOT_NULL(certificates_find(certificates, intern, bytes_of(often, size)));
		CU_ASSERT_PTR_NOT_NULL(certificates_find(certificates, intern, bytes_of(seldom, other)));
		free(seldom);
	}
	CU_ASSERT_EQUAL(certificates_parsed(certificates), 13);
	free(often);
	certificates_free(certificates);
	intern_free(intern);
}

static void
damaged_der_does_no_harm(void)
{
	struct intern *intern = intern_new(1000000);
	struct text    names = {NULL, 0, 0, false};
	uint8_t       *der;
	size_t size = lab_certificate(&der, "ec", "a", "a", "DNS:a.example,IP:2001:db8::25,email:x@a", -1, 1);

	for (size_t bit = 0; bit < size * 8; bit++) {
		struct certificate certificate;
		uint8_t           *copy = malloc(size);

		memcpy(copy, der, size);
		copy[bit / 8] ^= (uint8_t)(1u << bit % 8);
		text_clear(&names);
		certificate_parse(bytes_of(copy, size), intern, &certificate, &names);
		certificate_parse(bytes_of(copy, bit / 8), intern, &certificate, &names);
		free(copy);
	}
	CU_ASSERT_EQUAL(ERR_peek_error(), 0);
	free(der);
	text_free(&names);
	intern_free(intern);
}

SUITE("classify: certificates", ROW(names_match_by_rfc_9525), ROW(keys_and_signatures_are_named),
      ROW(the_usage_says_whether_it_is_for_servers), ROW(a_usage_that_cannot_be_read_is_unknown),
      ROW(a_certificate_and_its_key_have_fingerprints), ROW(validity_is_read_to_the_second),
      ROW(only_so_many_names_are_kept), ROW(each_certificate_is_parsed_once),
      ROW(a_full_store_forgets_and_parses_again), ROW(the_one_not_met_for_longest_is_forgotten),
      ROW(damaged_der_does_no_harm))
