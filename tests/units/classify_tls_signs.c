/* SPDX-License-Identifier: Apache-2.0 */
/* What hellos and key exchanges say that OpenSSL does not say or do. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/ssl.h>

#include "classify_tls_scene.h"
#include "unit.h"

#define RENEGOTIATION "\xff\1\0\1\0"

static void
compression_is_told_before_tls_1_3(void)
{
	static const struct {
		uint8_t     compression;
		const char *extensions;
		size_t      size;
		const char *wanted;
	} rows[] = {
	    {0,  "",		       0,  "false"},
	    {1,  "",		       0,  "true" },
	    {64, "",		       0,  "true" },
	    {0,  SCENE_IS_1_3 SCENE_SHARE, 16, ""     },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct scene scene;

		scene_begin(&scene);
		scene_client_hello(&scene, 3, "", 0);
		scene_server_hello_with(&scene, 3, "\0\0\0\0\0\0\0", 0xc02f, rows[i].compression,
					rows[i].extensions, rows[i].size);
		scene_hear(&scene, false);
		scene_is(&scene, FACT_TLS_COMPRESSION, rows[i].wanted);
		scene_end(&scene);
	}
}

/* RFC 5746 3.4: both have to say so. */
static void
secure_renegotiation_takes_two(void)
{
	static const struct {
		bool        has_client, has_scsv, has_extension, is_answered;
		const char *wanted;
	} rows[] = {
	    {true,  true,  false, true,  "true" },
            {true,  false, true,  true,  "true" },
	    {true,  true,  true,  false, "false"},
            {true,  false, false, true,  "false"},
	    {false, false, false, true,  "true" },
            {false, false, false, false, "false"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct scene scene;

		scene_begin(&scene);
		if (rows[i].has_client)
			scene_client_hello_with(&scene, 3, "\xc0\x2f\0\xff", rows[i].has_scsv ? 4 : 2,
						RENEGOTIATION, rows[i].has_extension ? 5 : 0);
		scene_server_hello(&scene, 3, 0xc02f, RENEGOTIATION, rows[i].is_answered ? 5 : 0);
		scene_hear(&scene, false);
		scene_is(&scene, FACT_TLS_SECURE_RENEGOTIATION, rows[i].wanted);
		scene_end(&scene);
	}
}

/* RFC 5746 3.3: the cipher suite that is none fits an SSLv2 hello, too. */
static void
secure_renegotiation_is_offered_by_an_sslv2_hello(void)
{
	static const char *const suites[] = {"\0\0\xff\7\0\xc0\0\0\x2f", "\7\0\xc0\0\0\x2f\0\xff\0"};
	static const char *const wanted[] = {"true", "false"};

	for (size_t i = 0; i < 2; i++) {
		struct scene scene;

		scene_begin(&scene);
		lab_say(&scene.talk, CLIENT, "\x80\x22\1\3\1\0\x09\0\0\0\x10", 11);
		lab_say(&scene.talk, CLIENT, suites[i], 9);
		lab_say(&scene.talk, CLIENT, "0123456789abcdef", 16);
		scene_server_hello(&scene, 1, 0x002f, RENEGOTIATION, 5);
		scene_hear(&scene, false);
		scene_is(&scene, FACT_TLS_VERSION, "TLSv1.0");
		scene_is(&scene, FACT_TLS_SECURE_RENEGOTIATION, wanted[i]);
		scene_is(&scene, FACT_TLS_EARLY_DATA, "false");
		scene_is(&scene, FACT_TLS_DOWNGRADE, "false");
		scene_end(&scene);
	}
}

/* RFC 5246 7.4.1.3, E.1: SSLv3 knows no extensions, and its hello ends without any. */
static void
a_hello_without_extensions_has_negotiated_none(void)
{
	uint8_t      hello[38] = {3, 0, [36] = 0x0a};
	struct scene scene;

	scene_begin(&scene);
	scene_client_hello(&scene, 0, "", 0);
	scene_message(&scene, SERVER, 2, hello, sizeof(hello));
	scene_hear(&scene, false);
	scene_is(&scene, FACT_TLS_VERSION, "SSLv3");
	scene_is(&scene, FACT_TLS_EXTENDED_MASTER_SECRET, "false");
	scene_is(&scene, FACT_TLS_ENCRYPT_THEN_MAC, "false");
	scene_is(&scene, FACT_TLS_SECURE_RENEGOTIATION, "false");
	scene_is(&scene, FACT_TLS_COMPRESSION, "false");
	scene_end(&scene);
}

/* Nothing may be concluded from what is not in a hello that is not whole. */
static void
a_broken_server_hello_has_negotiated_nothing(void)
{
	struct scene scene;

	scene_begin(&scene);
	scene_client_hello(&scene, 3, "", 0);
	scene_server_hello(&scene, 3, 0xc013, "\0\x17\0\1", 4);
	scene_hear(&scene, false);
	scene_is(&scene, FACT_TLS_EXTENDED_MASTER_SECRET, "");
	scene_is(&scene, FACT_TLS_ENCRYPT_THEN_MAC, "");
	scene_is(&scene, FACT_TLS_SECURE_RENEGOTIATION, "");
	scene_is(&scene, FACT_TLS_COMPRESSION, "");
	scene_is(&scene, FACT_TLS_DOWNGRADE, "");
	scene_is(&scene, FACT_TLS_HYBRID, "");
	scene_end(&scene);
}

#define OFFERS_1_3 "\0\x2b\0\5\4\3\4\3\3"

/* RFC 9846 4.1.3: the client must look, if it knows the version that the server says it knows. */
static void
the_sign_of_a_downgrade_counts_for_clients_that_know_better(void)
{
	static const struct {
		bool        is_new;
		uint8_t     offered, version;
		const char *sign, *wanted;
	} rows[] = {
	    {true,  3, 3, "DOWNGRD\1",        "true" },
            {true,  3, 2, "DOWNGRD\0",        "true" },
	    {true,  3, 1, "DOWNGRD\1",        "true" },
            {true,  3, 0, "DOWNGRD\0",        "true" },
	    {true,  3, 3, "DOWNGRD\2",        "false"},
            {true,  3, 3, "DOWNGRE\1",        "false"},
	    {true,  3, 3, "\0\0\0\0\0\0\0\1", "false"},
            {false, 3, 3, "DOWNGRD\1",        "false"},
	    {false, 3, 2, "DOWNGRD\0",        "true" },
            {false, 3, 2, "DOWNGRD\1",        "false"},
	    {false, 3, 3, "DOWNGRD\0",        "false"},
            {false, 2, 2, "DOWNGRD\0",        "false"},
	    {false, 2, 1, "DOWNGRD\0",        "false"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct scene scene;

		scene_begin(&scene);
		scene_client_hello(&scene, rows[i].offered, OFFERS_1_3, rows[i].is_new ? 9 : 0);
		scene_server_hello_with(&scene, rows[i].version, rows[i].sign, 0x002f, 0, "", 0);
		scene_hear(&scene, false);
		scene_is(&scene, FACT_TLS_DOWNGRADE, rows[i].wanted);
		if (strcmp(lab_text(&scene.facts, FACT_TLS_DOWNGRADE), rows[i].wanted) != 0)
			printf("\n    row %zu", i);
		scene_end(&scene);
	}
}

static void
without_a_client_hello_a_downgrade_is_unknown(void)
{
	struct scene scene;

	scene_begin(&scene);
	scene_server_hello_with(&scene, 3, "DOWNGRD\1", 0x002f, 0, "", 0);
	scene_hear(&scene, false);
	scene_is(&scene, FACT_TLS_VERSION, "TLSv1.2");
	scene_is(&scene, FACT_TLS_DOWNGRADE, "");
	scene_is(&scene, FACT_TLS_RETRY, "");
	scene_end(&scene);
}

/* OpenSSL's server answers a client that somebody on the path made older than it is. */
static void
a_hello_changed_on_the_path_is_a_downgrade(void)
{
	static const struct lab_wish wishes[] = {
	    {.client_version = TLS1_2_VERSION},
	    { .client_version = TLS1_1_VERSION,    .ciphers = "ALL:@SECLEVEL=0"},
	};

	for (size_t i = 0; i < 2; i++) {
		struct lab_talk  talk;
		struct lab_truth truth;
		struct scene     scene;

		lab_record(&wishes[i], &talk, &truth);
		scene_begin(&scene);
		scene_client_hello(&scene, 3, OFFERS_1_3, 9);
		lab_say(&scene.talk, SERVER, talk.turns[1].data, talk.turns[1].size);
		scene_hear(&scene, false);
		scene_is(&scene, FACT_TLS_DOWNGRADE, "true");
		scene_end(&scene);
		lab_free(&talk);
	}
}

static void
a_hybrid_is_told_by_the_group_or_the_suite(void)
{
	static const struct {
		uint16_t    cipher;
		const char *extensions;
		size_t      size;
		const char *wanted;
	} rows[] = {
	    {0x1301, SCENE_IS_1_3 "\0\x33\0\2\x11\xeb", 12, "true" },
	    {0x1301, SCENE_IS_1_3 "\0\x33\0\2\x11\xec", 12, "true" },
	    {0x1301, SCENE_IS_1_3 "\0\x33\0\2\x11\xed", 12, "true" },
	    {0x1301, SCENE_IS_1_3 "\0\x33\0\2\x63\x99", 12, "true" },
	    {0x1301, SCENE_IS_1_3 "\0\x33\0\2\x02\x01", 12, "false"},
	    {0x1301, SCENE_IS_1_3 "\0\x33\0\2\0\x1d",   12, "false"},
	    {0x1301, SCENE_IS_1_3 "\0\x33\0\2\x77\1",   12, ""     },
	    {0x1301, SCENE_IS_1_3 "\0\x29\0\2\0\0",     12, "false"},
	    {0xc02f, "",				0,  "false"},
	    {0x002f, "",				0,  "false"},
	    {0x16b7, "",				0,  ""     },
	    {0x12ab, "",				0,  ""     },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct scene scene;

		scene_begin(&scene);
		scene_client_hello(&scene, 3, "", 0);
		scene_server_hello(&scene, 3, rows[i].cipher, rows[i].extensions, rows[i].size);
		scene_hear(&scene, false);
		scene_is(&scene, FACT_TLS_HYBRID, rows[i].wanted);
		scene_end(&scene);
	}
}

/* RFC 5246 7.4.3, RFC 8422 5.4, RFC 4279 3, RFC 5489 2 */
static void
a_signature_is_named_where_there_is_one(void)
{
	static const struct {
		uint16_t    cipher;
		uint8_t     minor;
		size_t      size;
		const char *body, *group, *signature;
	} rows[] = {
	    {0xc02f, 3, 12, "\3\0\x17\2ab\x08\x04\0\2cd",         "secp256r1", "rsa_pss_rsae_sha256"},
	    {0xc02f, 3, 11, "\3\0\x17\2ab\x08\x04\0\2c",          "secp256r1", ""                   },
	    {0xc02f, 3, 12, "\3\0\x17\2ab\x09\x99\0\2cd",         "secp256r1", "0x0999"             },
	    {0xc02f, 3, 12, "\1\0\x17\2ab\x08\x04\0\2cd",         "",          ""                   },
	    {0xc014, 2, 10, "\3\0\x17\2ab\0\2cd",                 "secp256r1", ""                   },
	    {0xc014, 2, 12, "\3\0\x17\2ab\0\4\0\2cd",             "secp256r1", ""                   },
	    {0x0040, 3, 18, "\0\2\1\1\0\1\2\0\1\2\2\2\0\2cd\0\0", "dh-9",      "dsa_sha1"           },
	    {0x0033, 2, 14, "\0\2\1\1\0\1\2\0\1\2\0\2cd",         "dh-9",      ""                   },
	    {0x006d, 3, 10, "\0\2\1\1\0\1\2\0\1\2",               "dh-9",      ""                   },
	    {0xc037, 3, 8,  "\0\0\3\0\x17\2ab",                   "secp256r1", ""                   },
	    {0xc037, 3, 14, "\0\0\3\0\x17\2ab\4\1\0\2cd",         "secp256r1", ""                   },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct scene scene;

		scene_begin(&scene);
		scene_client_hello(&scene, 3, "", 0);
		scene_server_hello(&scene, rows[i].minor, rows[i].cipher, "", 0);
		scene_message(&scene, SERVER, 12, (const uint8_t *)rows[i].body, rows[i].size);
		scene_hear(&scene, false);
		scene_is(&scene, FACT_TLS_GROUP, rows[i].group);
		scene_counts(&scene, FACT_TLS_DH_BITS, rows[i].group[0] == 'd' ? 9 : -1);
		scene_is(&scene, FACT_TLS_SIGNATURE, rows[i].signature);
		scene_end(&scene);
	}
}

SUITE("classify: tls signs", ROW(compression_is_told_before_tls_1_3), ROW(secure_renegotiation_takes_two),
      ROW(secure_renegotiation_is_offered_by_an_sslv2_hello),
      ROW(a_hello_without_extensions_has_negotiated_none), ROW(a_broken_server_hello_has_negotiated_nothing),
      ROW(the_sign_of_a_downgrade_counts_for_clients_that_know_better),
      ROW(without_a_client_hello_a_downgrade_is_unknown), ROW(a_hello_changed_on_the_path_is_a_downgrade),
      ROW(a_hybrid_is_told_by_the_group_or_the_suite), ROW(a_signature_is_named_where_there_is_one))
