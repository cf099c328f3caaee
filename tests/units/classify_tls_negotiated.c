/* SPDX-License-Identifier: Apache-2.0 */
/* What else was negotiated and sent, against what OpenSSL's own client and server say of it. */
#include <stdio.h>
#include <string.h>

#include <openssl/ssl.h>

#include "classify_tls_lab.h"
#include "unit.h"

static const char *const in_order[] = {"Sub CA", "Root", "Root", "Root", NULL};
static const char *const turned[] = {"Root", "Root", "Sub CA", "Root", NULL};
static const char *const other_case[] = {"SUB ca", "Root", NULL};
static const char *const stranger[] = {"Other CA", "Root", NULL};

/* clang-format off */
static const struct lab_wish wishes[] = {
	/* suites and their MACs */
	{.version = TLS1_VERSION, .ciphers = "AES128-SHA:@SECLEVEL=0"},
	{.version = TLS1_1_VERSION, .ciphers = "DHE-RSA-AES128-SHA:@SECLEVEL=0"},
	{.version = TLS1_2_VERSION, .ciphers = "ECDHE-RSA-AES128-SHA"},
	{.version = TLS1_2_VERSION, .ciphers = "ECDHE-RSA-AES128-SHA",
	 .options[CLIENT] = SSL_OP_NO_ENCRYPT_THEN_MAC},
	{.version = TLS1_2_VERSION, .ciphers = "AES256-SHA256", .options[SERVER] = SSL_OP_NO_ENCRYPT_THEN_MAC},
	{.version = TLS1_2_VERSION, .ciphers = "AES256-GCM-SHA384"},
	{.version = TLS1_2_VERSION, .options[CLIENT] = SSL_OP_NO_EXTENDED_MASTER_SECRET},
	{.version = TLS1_2_VERSION, .options[SERVER] = SSL_OP_NO_EXTENDED_MASTER_SECRET},
	{.version = TLS1_2_VERSION, .resumes = true},
	{.version = TLS1_2_VERSION, .resumes = true, .options[CLIENT] = SSL_OP_NO_EXTENDED_MASTER_SECRET,
	 .ciphers = "ECDHE-RSA-AES128-SHA"},
	/* key exchanges and what signs them */
	{.version = TLS1_2_VERSION, .ciphers = "DHE-RSA-AES256-GCM-SHA384"},
	{.version = TLS1_2_VERSION, .ciphers = "DHE-RSA-AES256-GCM-SHA384", .groups = "ffdhe3072"},
	{.version = TLS1_2_VERSION, .ciphers = "ECDHE-RSA-AES128-GCM-SHA256", .signatures = "RSA+SHA1"},
	{.version = TLS1_2_VERSION, .ciphers = "ECDHE-RSA-AES128-GCM-SHA256", .signatures = "RSA+SHA224"},
	{.version = TLS1_2_VERSION, .ciphers = "DHE-RSA-AES128-GCM-SHA256", .signatures = "RSA+SHA384"},
	{.version = TLS1_2_VERSION, .ciphers = "ECDHE-RSA-AES128-GCM-SHA256", .signatures = "RSA-PSS+SHA512"},
	{.version = TLS1_2_VERSION, .ciphers = "ECDHE-ECDSA-AES128-SHA", .key = "ec",
	 .signatures = "ECDSA+SHA1"},
	{.version = TLS1_2_VERSION, .key = "ec", .signatures = "ECDSA+SHA512"},
	{.version = TLS1_2_VERSION, .key = "ed25519"},
	{.version = TLS1_2_VERSION, .ciphers = "ADH-AES128-SHA256:@SECLEVEL=0"},
	{.version = TLS1_2_VERSION, .ciphers = "AECDH-AES256-SHA:@SECLEVEL=0"},
	/* TLS 1.3 */
	{.version = TLS1_3_VERSION},
	{.version = TLS1_3_VERSION, .groups = "ffdhe2048"},
	{.version = TLS1_3_VERSION, .groups = "ffdhe4096", .offered = "X25519:ffdhe4096"},
	{.version = TLS1_3_VERSION, .offered = "X25519:P-256", .groups = "P-256"},
	{.version = TLS1_3_VERSION, .resumes = true},
	{.version = TLS1_3_VERSION, .resumes = true, .is_early = true},
	{.version = TLS1_3_VERSION, .resumes = true, .is_early = true, .is_early_refused = true},
	{.version = TLS1_3_VERSION, .asks_client_certificate = true, .is_lenient = true,
	 .has_client_certificate = true},
	/* OpenSSL's server signs its random when its client is older than itself */
	{.version = 0, .client_version = TLS1_2_VERSION},
	{.version = 0, .client_version = TLS1_1_VERSION, .ciphers = "ALL:@SECLEVEL=0"},
	/* certificates */
	{.version = TLS1_2_VERSION, .asks_client_certificate = true, .is_lenient = true,
	 .has_client_certificate = true},
	{.version = TLS1_2_VERSION, .asks_client_certificate = true, .is_lenient = true},
	{.version = TLS1_VERSION, .asks_client_certificate = true, .is_lenient = true,
	 .has_client_certificate = true, .ciphers = "ALL:@SECLEVEL=0"},
	{.version = TLS1_2_VERSION, .issuer = "Sub CA", .chain = in_order},
	{.version = TLS1_2_VERSION, .issuer = "Sub CA", .chain = turned},
	{.version = TLS1_2_VERSION, .issuer = "Sub CA", .chain = other_case},
	{.version = TLS1_2_VERSION, .issuer = "Sub CA", .chain = stranger},
	{.version = TLS1_2_VERSION, .issuer = "Sub CA"},
};
/* clang-format on */
#define WISHES (sizeof(wishes) / sizeof(wishes[0]))

static void
expect(unsigned row, enum fact fact, const struct facts *facts, const char *wanted)
{
	const char *got = lab_text(facts, fact);

	if (strcmp(got, wanted) != 0)
		printf("\n    talk %u, %s: got \"%s\", wanted \"%s\"", row, fact_rows[fact].name, got,
		       wanted);
	CU_ASSERT_STRING_EQUAL(got, wanted);
}

static void
expect_truth(unsigned row, enum fact fact, const struct facts *facts, bool is_known, bool wanted)
{
	expect(row, fact, facts, !is_known ? "" : wanted ? "true" : "false");
}

static void
expect_count(unsigned row, enum fact fact, const struct facts *facts, int64_t wanted)
{
	int64_t got = lab_count(facts, fact);

	if (got != wanted)
		printf("\n    talk %u, %s: got %d, wanted %d", row, fact_rows[fact].name, (int)got,
		       (int)wanted);
	CU_ASSERT_EQUAL(got, wanted);
}

static void
compare_negotiated(unsigned row, const struct lab_truth *truth, const struct facts *facts)
{
	bool is_old = truth->version[6] != '3', is_tls_1_2 = truth->version[6] == '2';
	bool is_cbc = is_old && strstr(truth->cipher, "_CBC_") != NULL;
	bool has_prime = truth->has_prime && !(is_old && truth->is_resumed);

	CU_ASSERT_TRUE(truth->is_up);
	expect(row, FACT_TLS_SIGNATURE, facts, is_tls_1_2 && !truth->is_resumed ? truth->signature : "");
	expect_count(row, FACT_TLS_DH_BITS, facts, has_prime ? truth->dh_bits : -1);
	expect_truth(row, FACT_TLS_EXTENDED_MASTER_SECRET, facts, is_old, truth->has_extended_master_secret);
	expect_truth(row, FACT_TLS_ENCRYPT_THEN_MAC, facts, is_cbc, truth->has_encrypt_then_mac);
	expect_truth(row, FACT_TLS_SECURE_RENEGOTIATION, facts, is_old, truth->has_secure_renegotiation);
	/* This OpenSSL compresses nothing and knows no hybrid; and nobody was in between. */
	expect_truth(row, FACT_TLS_COMPRESSION, facts, is_old, false);
	expect_truth(row, FACT_TLS_HYBRID, facts, true, false);
	expect_truth(row, FACT_TLS_DOWNGRADE, facts, true, false);
	expect_truth(row, FACT_TLS_RETRY, facts, true, truth->is_retried);
	expect_truth(row, FACT_TLS_EARLY_DATA, facts, true, wishes[row].is_early);
	expect_truth(row, FACT_TLS_CLIENT_CERTIFICATE, facts, is_old && !truth->is_resumed,
		     truth->has_client_certificate);
}

static void
compare_certificates(unsigned row, const struct lab_truth *truth, const struct facts *facts)
{
	bool is_visible = truth->version[6] != '3' && !truth->is_resumed && truth->chain > 0;

	expect_truth(row, FACT_CERT_VISIBLE, facts, true, is_visible);
	expect_count(row, FACT_CERT_CHAIN, facts, is_visible ? truth->chain : -1);
	expect_truth(row, FACT_CERT_CHAIN_IN_ORDER, facts, is_visible, truth->is_in_order);
	expect_truth(row, FACT_CERT_SERVER_AUTH, facts, is_visible, truth->is_for_servers);
	expect(row, FACT_CERT_FINGERPRINT, facts, is_visible ? truth->fingerprint : "");
	expect(row, FACT_CERT_PUBLIC_KEY, facts, is_visible ? truth->public_key : "");
}

static void
facts_are_what_openssl_negotiated(void)
{
	struct classifier *classifier = classifier_new(&classifier_limits_default);

	for (unsigned row = 0; row < WISHES; row++) {
		struct lab_talk  talk;
		struct lab_truth truth;
		struct facts     facts, cut;

		lab_record(&wishes[row], &talk, &truth);
		lab_hear(classifier, &talk, 0, true, &facts);
		compare_negotiated(row, &truth, &facts);
		compare_certificates(row, &truth, &facts);
		for (uint32_t seed = 1; seed < 12; seed++) {
			lab_hear(classifier, &talk, seed, true, &cut);
			CU_ASSERT_TRUE(lab_facts_equal(&facts, &cut));
		}
		lab_free(&talk);
	}
	classifier_free(classifier);
}

/* The rows above would say nothing if OpenSSL had not done what it was asked for. */
static void
the_wishes_came_true(void)
{
	static const struct lab_wish taken = {.version = TLS1_3_VERSION, .resumes = true, .is_early = true},
				     refused = {.version = TLS1_3_VERSION,
						.resumes = true,
						.is_early = true,
						.is_early_refused = true},
				     retried = {.version = TLS1_3_VERSION,
						.offered = "X25519:P-256",
						.groups = "P-256"};
	struct lab_talk  talk;
	struct lab_truth truth;

	lab_record(&taken, &talk, &truth);
	CU_ASSERT_TRUE(truth.is_early_taken);
	lab_free(&talk);
	lab_record(&refused, &talk, &truth);
	CU_ASSERT_FALSE(truth.is_early_taken);
	lab_free(&talk);
	lab_record(&retried, &talk, &truth);
	CU_ASSERT_TRUE(truth.is_retried);
	lab_free(&talk);
}

/* Its hello came before early data, and its end behind it, in a record that is known by its length. */
static void
a_handshake_with_early_data_that_is_taken_completes(void)
{
	struct lab_wish    wish = {.version = TLS1_3_VERSION, .resumes = true, .is_early = true};
	struct classifier *classifier = classifier_new(&classifier_limits_default);
	struct lab_talk    talk;
	struct lab_truth   truth;
	struct facts       facts;

	lab_record(&wish, &talk, &truth);
	lab_hear(classifier, &talk, 0, true, &facts);
	expect(0, FACT_TLS_HANDSHAKE, &facts, "completed");
	lab_free(&talk);
	classifier_free(classifier);
}

/* A server whose certificate the client refuses, and one that a client without certificate offends. */
static void
an_alert_has_a_sender(void)
{
	static const struct {
		struct lab_wish wish;
		const char     *by, *client_certificate;
	} rows[] = {
	    {{.version = TLS1_2_VERSION, .is_strict = true},                      "client", ""     },
	    {{.version = TLS1_3_VERSION, .is_strict = true},                      "client", ""     },
	    {{.version = TLS1_2_VERSION, .asks_client_certificate = true},        "server", "false"},
	    {{.version = TLS1_3_VERSION, .groups = "P-256", .offered = "X25519"}, "server", ""     },
	};
	struct classifier *classifier = classifier_new(&classifier_limits_default);

	for (unsigned row = 0; row < sizeof(rows) / sizeof(rows[0]); row++) {
		struct lab_talk  talk;
		struct lab_truth truth;
		struct facts     facts;

		lab_record(&rows[row].wish, &talk, &truth);
		CU_ASSERT_FALSE(truth.is_up);
		lab_hear(classifier, &talk, 0, false, &facts);
		expect(row, FACT_TLS_HANDSHAKE, &facts, "failed");
		expect(row, FACT_TLS_ALERT_BY, &facts, rows[row].by);
		expect(row, FACT_TLS_CLIENT_CERTIFICATE, &facts, rows[row].client_certificate);
		lab_free(&talk);
	}
	classifier_free(classifier);
}

SUITE("classify: tls negotiated", ROW(facts_are_what_openssl_negotiated), ROW(the_wishes_came_true),
      ROW(a_handshake_with_early_data_that_is_taken_completes), ROW(an_alert_has_a_sender))
