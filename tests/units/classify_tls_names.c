/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers, names and what names say. */
#include <string.h>

#include <openssl/ssl.h>

#include "classify/tls_names.h"
#include "unit.h"

/* OpenSSL keeps a list of its own, from the RFCs. */
static void
names_are_those_of_openssl(void)
{
	SSL_CTX *context = SSL_CTX_new(TLS_method());
	SSL     *ssl;
	int      count;

	SSL_CTX_set_security_level(context, 0);
	SSL_CTX_set_cipher_list(context, "ALL:COMPLEMENTOFALL");
	ssl = SSL_new(context);
	count = sk_SSL_CIPHER_num(SSL_get_ciphers(ssl));
	CU_ASSERT_TRUE(count > 100);
	for (int i = 0; i < count; i++) {
		const SSL_CIPHER *cipher = sk_SSL_CIPHER_value(SSL_get_ciphers(ssl), i);
		const char       *name = tls_cipher_name(SSL_CIPHER_get_protocol_id(cipher));

		CU_ASSERT_PTR_NOT_NULL_FATAL(name);
		CU_ASSERT_STRING_EQUAL(name, SSL_CIPHER_standard_name(cipher));
		CU_ASSERT_EQUAL(tls_cipher_strength(name) == STRENGTH_NULL,
				SSL_CIPHER_get_cipher_nid(cipher) == NID_undef);
	}
	SSL_free(ssl);
	SSL_CTX_free(context);
}

static void
suites_are_sorted_and_named_by_the_rules(void)
{
	for (size_t i = 0; i < tls_cipher_count; i++) {
		const char *name = tls_cipher_rows[i].name;

		CU_ASSERT_TRUE(i == 0 || tls_cipher_rows[i - 1].number < tls_cipher_rows[i].number);
		CU_ASSERT_TRUE(strncmp(name, "TLS_", 4) == 0 || strncmp(name, "SSL_", 4) == 0);
		CU_ASSERT_PTR_EQUAL(tls_cipher_name(tls_cipher_rows[i].number), name);
	}
	CU_ASSERT_TRUE(tls_cipher_count > 350);
	CU_ASSERT_PTR_NULL(tls_cipher_name(0x0a0a));
	CU_ASSERT_PTR_NULL(tls_cipher_name(0xffff));
}

/* RFC 9325 4.1 and 4.2, RFC 8996, RFC 9150, RFC 9846 */
static void
strength_is_that_of_the_rfcs(void)
{
	static const struct {
		const char       *name;
		enum strength     strength;
		enum tls_exchange exchange;
	} rows[] = {
	    {"TLS_NULL_WITH_NULL_NULL",                     STRENGTH_NULL,   TLS_EXCHANGE_STATIC },
	    {"TLS_ECDHE_PSK_WITH_NULL_SHA256",              STRENGTH_NULL,   TLS_EXCHANGE_ECDHE  },
	    {"TLS_SHA256_SHA256",                           STRENGTH_NULL,   TLS_EXCHANGE_TLSV1_3},
	    {"TLS_ECDH_anon_WITH_NULL_SHA",                 STRENGTH_NULL,   TLS_EXCHANGE_ECDHE  },
	    {"TLS_DH_anon_EXPORT_WITH_RC4_40_MD5",          STRENGTH_ANON,   TLS_EXCHANGE_DHE    },
	    {"TLS_DH_anon_WITH_AES_256_GCM_SHA384",         STRENGTH_ANON,   TLS_EXCHANGE_DHE    },
	    {"TLS_RSA_EXPORT_WITH_RC2_CBC_40_MD5",          STRENGTH_EXPORT, TLS_EXCHANGE_STATIC },
	    {"TLS_DHE_RSA_EXPORT_WITH_DES40_CBC_SHA",       STRENGTH_EXPORT, TLS_EXCHANGE_DHE    },
	    {"TLS_RSA_WITH_RC4_128_SHA",                    STRENGTH_WEAK,   TLS_EXCHANGE_STATIC },
	    {"TLS_ECDHE_RSA_WITH_RC4_128_SHA",              STRENGTH_WEAK,   TLS_EXCHANGE_ECDHE  },
	    {"TLS_RSA_WITH_3DES_EDE_CBC_SHA",               STRENGTH_WEAK,   TLS_EXCHANGE_STATIC },
	    {"TLS_RSA_WITH_IDEA_CBC_SHA",                   STRENGTH_WEAK,   TLS_EXCHANGE_STATIC },
	    {"TLS_RSA_WITH_SEED_CBC_SHA",                   STRENGTH_LEGACY, TLS_EXCHANGE_STATIC },
	    {"TLS_RSA_WITH_AES_128_CBC_SHA",                STRENGTH_LEGACY, TLS_EXCHANGE_STATIC },
	    {"TLS_RSA_WITH_AES_128_GCM_SHA256",             STRENGTH_LEGACY, TLS_EXCHANGE_STATIC },
	    {"TLS_ECDH_RSA_WITH_AES_128_GCM_SHA256",        STRENGTH_LEGACY, TLS_EXCHANGE_STATIC },
	    {"TLS_DHE_RSA_WITH_AES_256_GCM_SHA384",         STRENGTH_LEGACY, TLS_EXCHANGE_DHE    },
	    {"TLS_PSK_DHE_WITH_AES_128_CCM_8",              STRENGTH_LEGACY, TLS_EXCHANGE_DHE    },
	    {"TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384",       STRENGTH_LEGACY, TLS_EXCHANGE_ECDHE  },
	    {"TLS_SRP_SHA_WITH_AES_256_CBC_SHA",            STRENGTH_LEGACY, TLS_EXCHANGE_OTHER  },
	    {"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",       STRENGTH_MODERN, TLS_EXCHANGE_ECDHE  },
	    {"TLS_ECDHE_ECDSA_WITH_AES_256_CCM",            STRENGTH_MODERN, TLS_EXCHANGE_ECDHE  },
	    {"TLS_ECDHE_PSK_WITH_CHACHA20_POLY1305_SHA256", STRENGTH_MODERN, TLS_EXCHANGE_ECDHE  },
	    {"TLS_AES_128_CCM_8_SHA256",                    STRENGTH_MODERN, TLS_EXCHANGE_TLSV1_3},
	    {"TLS_SM4_GCM_SM3",                             STRENGTH_MODERN, TLS_EXCHANGE_TLSV1_3},
	    {"SSL_CK_RC4_128_WITH_MD5",                     STRENGTH_WEAK,   TLS_EXCHANGE_STATIC },
	    {"SSL_CK_RC4_128_EXPORT40_WITH_MD5",            STRENGTH_EXPORT, TLS_EXCHANGE_STATIC },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		CU_ASSERT_EQUAL(tls_cipher_strength(rows[i].name), rows[i].strength);
		CU_ASSERT_EQUAL(tls_cipher_exchange(rows[i].name), rows[i].exchange);
	}
	CU_ASSERT_TRUE(tls_cipher_has_psk("TLS_PSK_WITH_AES_128_CBC_SHA"));
	CU_ASSERT_TRUE(tls_cipher_has_psk("TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA"));
	CU_ASSERT_FALSE(tls_cipher_has_psk("TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"));
}

/* https://www.iana.org/assignments/tls-parameters */
static void
groups_and_alerts_have_their_iana_names(void)
{
	CU_ASSERT_STRING_EQUAL(tls_group_name(23), "secp256r1");
	CU_ASSERT_STRING_EQUAL(tls_group_name(29), "x25519");
	CU_ASSERT_STRING_EQUAL(tls_group_name(0x0100), "ffdhe2048");
	CU_ASSERT_STRING_EQUAL(tls_group_name(0x11eb), "SecP256r1MLKEM768");
	CU_ASSERT_STRING_EQUAL(tls_group_name(0x11ec), "X25519MLKEM768");
	CU_ASSERT_STRING_EQUAL(tls_group_name(0x11ed), "SecP384r1MLKEM1024");
	CU_ASSERT_STRING_EQUAL(tls_group_name(0x6399), "X25519Kyber768Draft00");
	CU_ASSERT_PTR_NULL(tls_group_name(0xaaaa));
	CU_ASSERT_STRING_EQUAL(tls_alert_name(0), "close_notify");
	CU_ASSERT_STRING_EQUAL(tls_alert_name(48), "unknown_ca");
	CU_ASSERT_STRING_EQUAL(tls_alert_name(121), "ech_required");
	CU_ASSERT_PTR_NULL(tls_alert_name(255));
	for (int alert = 0; alert < 256; alert++)
		CU_ASSERT_TRUE(tls_alert_name((uint8_t)alert) == NULL ||
			       strcmp(SSL_alert_desc_string_long(alert), "unknown") != 0 || alert == 52 ||
			       alert > 115 || alert == 109 || alert == 86);
}

/* RFC 8446 4.2.3, RFC 8998 2; what only RFC 5246 7.4.1.4.1 knows is named in the same manner. */
static void
signature_schemes_have_their_iana_names(void)
{
	static const struct {
		uint16_t    number;
		const char *name;
	} rows[] = {
	    {0x0401, "rsa_pkcs1_sha256"      },
	    {0x0501, "rsa_pkcs1_sha384"      },
	    {0x0601, "rsa_pkcs1_sha512"      },
	    {0x0403, "ecdsa_secp256r1_sha256"},
	    {0x0503, "ecdsa_secp384r1_sha384"},
	    {0x0603, "ecdsa_secp521r1_sha512"},
	    {0x0804, "rsa_pss_rsae_sha256"   },
	    {0x0805, "rsa_pss_rsae_sha384"   },
	    {0x0806, "rsa_pss_rsae_sha512"   },
	    {0x0807, "ed25519"               },
	    {0x0808, "ed448"                 },
	    {0x0809, "rsa_pss_pss_sha256"    },
	    {0x080a, "rsa_pss_pss_sha384"    },
	    {0x080b, "rsa_pss_pss_sha512"    },
	    {0x0201, "rsa_pkcs1_sha1"        },
	    {0x0203, "ecdsa_sha1"            },
	    {0x0708, "sm2sig_sm3"            },
	    {0x0101, "rsa_pkcs1_md5"         },
	    {0x0202, "dsa_sha1"              },
	    {0x0303, "ecdsa_sha224"          },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *name = tls_signature_name(rows[i].number);

		CU_ASSERT_PTR_NOT_NULL_FATAL(name);
		CU_ASSERT_STRING_EQUAL(name, rows[i].name);
	}
	CU_ASSERT_PTR_NULL(tls_signature_name(0x0000));
	CU_ASSERT_PTR_NULL(tls_signature_name(0x8a8a));
	CU_ASSERT_PTR_NULL(tls_signature_name(0x0701));
}

/* RFC 5246 7.4.3, RFC 4279 3, RFC 5489 2 */
static void
suites_say_what_is_signed_and_what_is_cbc(void)
{
	static const struct {
		const char *name;
		bool        has_signature, is_cbc;
	} rows[] = {
	    {"TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",          true,  true },
	    {"TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",     true,  false},
	    {"TLS_DHE_DSS_EXPORT_WITH_DES40_CBC_SHA",       true,  true },
	    {"TLS_RSA_EXPORT_WITH_DES_CBC_40_SHA",          false, true },
	    {"TLS_RSA_WITH_RC4_128_SHA",                    false, false},
	    {"TLS_DH_anon_WITH_AES_128_CBC_SHA",            false, true },
	    {"TLS_ECDH_anon_WITH_NULL_SHA",                 false, false},
	    {"TLS_ECDHE_PSK_WITH_CHACHA20_POLY1305_SHA256", false, false},
	    {"TLS_PSK_DHE_WITH_AES_128_CCM_8",              false, false},
	    {"TLS_ECDH_RSA_WITH_AES_128_CBC_SHA",           false, true },
	    {"TLS_AES_128_GCM_SHA256",                      false, false},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		CU_ASSERT_EQUAL(tls_cipher_has_signature(rows[i].name), rows[i].has_signature);
		CU_ASSERT_EQUAL(tls_cipher_is_cbc(rows[i].name), rows[i].is_cbc);
	}
}

SUITE("classify: tls names", ROW(names_are_those_of_openssl), ROW(suites_are_sorted_and_named_by_the_rules),
      ROW(strength_is_that_of_the_rfcs), ROW(groups_and_alerts_have_their_iana_names),
      ROW(signature_schemes_have_their_iana_names), ROW(suites_say_what_is_signed_and_what_is_cbc))
