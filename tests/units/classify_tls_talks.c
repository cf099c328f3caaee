/* SPDX-License-Identifier: Apache-2.0 */
/* Real handshakes: our facts against what OpenSSL's own client and server say of them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/ssl.h>

#include "classify_tls_lab.h"
#include "unit.h"

/* clang-format off */
static const struct lab_wish wishes[] = {
	{.version = TLS1_VERSION, .ciphers = "AES128-SHA:@SECLEVEL=0", .host = "mx.example"},
	{.version = TLS1_VERSION, .ciphers = "ECDHE-RSA-AES256-SHA:@SECLEVEL=0", .host = "a.mail.example"},
	{.version = TLS1_1_VERSION, .ciphers = "DHE-RSA-AES128-SHA:@SECLEVEL=0", .host = "other.example"},
	{.version = TLS1_1_VERSION, .ciphers = "ECDHE-RSA-AES128-SHA:@SECLEVEL=0"},
	{.version = TLS1_2_VERSION, .ciphers = "ECDHE-RSA-AES128-GCM-SHA256", .host = "MX.Example"},
	{.version = TLS1_2_VERSION, .ciphers = "ECDHE-ECDSA-CHACHA20-POLY1305", .key = "ec",
	 .offered = "X448:X25519"},
	{.version = TLS1_2_VERSION, .ciphers = "ECDHE-ECDSA-AES256-GCM-SHA384", .key = "ed25519"},
	{.version = TLS1_2_VERSION, .ciphers = "DHE-RSA-AES256-GCM-SHA384", .host = "mx.example"},
	{.version = TLS1_2_VERSION, .ciphers = "AES256-GCM-SHA384", .host = "a.b.mail.example"},
	{.version = TLS1_2_VERSION, .ciphers = "NULL-SHA256:@SECLEVEL=0"},
	{.version = TLS1_2_VERSION, .ciphers = "ECDHE-RSA-NULL-SHA:@SECLEVEL=0"},
	{.version = TLS1_2_VERSION, .ciphers = "ADH-AES128-SHA256:@SECLEVEL=0"},
	{.version = TLS1_2_VERSION, .ciphers = "AECDH-AES256-SHA:@SECLEVEL=0"},
	{.version = TLS1_2_VERSION, .groups = "secp384r1", .alpn = "\4http\4imap", .chosen = "\4imap"},
	{.version = TLS1_2_VERSION, .resumes = true, .host = "mx.example"},
	{.version = TLS1_2_VERSION, .resumes = true, .is_without_ticket = true},
	{.version = TLS1_VERSION, .resumes = true, .is_without_ticket = true, .ciphers = "ALL:@SECLEVEL=0"},
	{.version = TLS1_2_VERSION, .asks_client_certificate = true},
	{.version = TLS1_2_VERSION, .is_strict = true, .host = "mx.example"},
	{.version = TLS1_3_VERSION, .suites = "TLS_AES_128_GCM_SHA256", .host = "mx.example",
	 .alpn = "\4pop3"},
	{.version = TLS1_3_VERSION, .suites = "TLS_AES_256_GCM_SHA384", .alpn = "\4pop3",
	 .chosen = "\4pop3"},
	{.version = TLS1_3_VERSION, .suites = "TLS_CHACHA20_POLY1305_SHA256", .groups = "X448:P-521"},
	{.version = TLS1_3_VERSION, .suites = "TLS_AES_128_GCM_SHA256", .is_mute = true},
	{.version = TLS1_3_VERSION, .suites = "TLS_AES_256_GCM_SHA384", .is_mute = true,
	 .groups = "ffdhe3072"},
	{.version = TLS1_3_VERSION, .offered = "X25519:P-256", .groups = "P-256", .host = "mx.example"},
	{.version = TLS1_3_VERSION, .resumes = true, .host = "mx.example"},
	{.version = TLS1_3_VERSION, .is_strict = true, .host = "mx.example"},
	{.version = 0, .host = "mx.example"},
	{.version = TLS1_2_VERSION, .offered = "X25519", .groups = "P-256",
	 .ciphers = "ECDHE-RSA-AES128-SHA"},
	{.version = TLS1_3_VERSION, .offered = "X25519", .groups = "P-256"},
};
/* clang-format on */
#define WISHES (sizeof(wishes) / sizeof(wishes[0]))

static struct classifier *classifier;

static void
expect(unsigned row, const char *what, const char *got, const char *wanted)
{
	if (strcmp(got, wanted) != 0)
		printf("\n    talk %u, %s: got \"%s\", wanted \"%s\"", row, what, got, wanted);
	CU_ASSERT_STRING_EQUAL(got, wanted);
}

/* "TLSv1" is OpenSSL's word for TLS 1.0. */
static const char *
version_word(const char *openssl)
{
	return strcmp(openssl, "TLSv1") == 0 ? "TLSv1.0" : openssl;
}

static void
compare(unsigned row, const struct lab_wish *wish, const struct facts *facts, const struct lab_truth *truth)
{
	const char *alpn = truth->alpn[0] != '\0' ? truth->alpn : wish->alpn == NULL ? "" : wish->alpn + 1;
	char        group[32];

	expect(row, "handshake", lab_text(facts, FACT_TLS_HANDSHAKE), truth->is_up ? "completed" : "failed");
	expect(row, "sni", lab_text(facts, FACT_TLS_SNI), wish->host == NULL ? "" : wish->host);
	expect(row, "alpn", lab_text(facts, FACT_TLS_ALPN), alpn);
	if (!truth->is_up)
		return;
	expect(row, "version", lab_text(facts, FACT_TLS_VERSION), version_word(truth->version));
	expect(row, "cipher", lab_text(facts, FACT_TLS_CIPHER), truth->cipher);
	expect(row, "resumed", lab_text(facts, FACT_TLS_RESUMED), truth->is_resumed ? "true" : "false");
	snprintf(group, sizeof(group), "%s", truth->group);
	if (truth->group[0] == '\0' && truth->dh_bits != 0)
		snprintf(group, sizeof(group), "dh-%d", truth->dh_bits);
	if (truth->is_resumed && truth->version[6] != '3')
		group[0] = '\0';
	expect(row, "group", lab_text(facts, FACT_TLS_GROUP), group);
}

static void
facts_are_what_openssl_says_of_itself(void)
{
	classifier = classifier_new(&classifier_limits_default);
	for (unsigned row = 0; row < WISHES; row++) {
		struct lab_talk  talk;
		struct lab_truth truth;
		struct facts     facts;

		lab_record(&wishes[row], &talk, &truth);
		lab_hear(classifier, &talk, 0, true, &facts);
		compare(row, &wishes[row], &facts, &truth);
		lab_free(&talk);
	}
	classifier_free(classifier);
}

/* 3. of what must always hold: how the stream was cut changes nothing. */
static void
no_cut_changes_a_fact(void)
{
	classifier = classifier_new(&classifier_limits_default);
	for (unsigned row = 0; row < WISHES; row++) {
		struct lab_talk  talk;
		struct lab_truth truth;
		struct facts     whole, cut;

		lab_record(&wishes[row], &talk, &truth);
		lab_hear(classifier, &talk, 0, true, &whole);
		for (uint32_t seed = 1; seed < 40; seed++) {
			lab_hear(classifier, &talk, seed, true, &cut);
			CU_ASSERT_TRUE(lab_facts_equal(&whole, &cut));
		}
		lab_free(&talk);
	}
	classifier_free(classifier);
}

static void
no_spread_over_records_changes_a_fact(void)
{
	static const size_t most[] = {1, 3, 4, 5, 61, 1000};

	classifier = classifier_new(&classifier_limits_default);
	for (unsigned row = 0; row < WISHES; row++) {
		struct lab_talk  talk, spread;
		struct lab_truth truth;
		struct facts     whole, cut;

		lab_record(&wishes[row], &talk, &truth);
		lab_hear(classifier, &talk, 0, true, &whole);
		for (size_t i = 0; i < sizeof(most) / sizeof(most[0]); i++) {
			lab_spread(&spread, &talk, most[i]);
			for (uint32_t seed = 0; seed < 5; seed++) {
				lab_hear(classifier, &spread, seed, true, &cut);
				CU_ASSERT_TRUE(lab_facts_equal(&whole, &cut));
			}
			lab_free(&spread);
		}
		lab_free(&talk);
	}
	classifier_free(classifier);
}

/* Hear one talk of that kind. */
static void
hear_one(const struct lab_wish *wish, bool is_cut, struct facts *facts)
{
	struct lab_talk  talk;
	struct lab_truth truth;

	lab_record(wish, &talk, &truth);
	lab_hear(classifier, &talk, 1, is_cut, facts);
	lab_free(&talk);
}

static void
certificates_are_read_in_tls_1_2_and_hidden_in_1_3(void)
{
	struct lab_wish wish = {.version = TLS1_2_VERSION, .host = "a.mail.example"};
	struct facts    facts;

	classifier = classifier_new(&classifier_limits_default);
	hear_one(&wish, false, &facts);
	expect(0, "visible", lab_text(&facts, FACT_CERT_VISIBLE), "true");
	expect(0, "names", lab_text(&facts, FACT_CERT_NAMES), "mx.example\n*.mail.example\n192.0.2.25");
	CU_ASSERT_EQUAL(facts.values[FACT_CERT_NAME_COUNT], 3);
	expect(0, "subject", lab_text(&facts, FACT_CERT_SUBJECT), "CN=mx.example,O=Röst & Sons\\\\, Inc.");
	expect(0, "issuer", lab_text(&facts, FACT_CERT_ISSUER), "CN=mx.example,O=Röst & Sons\\\\, Inc.");
	CU_ASSERT_EQUAL(facts.values[FACT_CERT_KEY_STRENGTH], 112); /* NIST SP 800-57 1 5.6.1.1 */
	CU_ASSERT_TRUE(facts_has(&facts, FACT_CERT_NOT_BEFORE) && facts_has(&facts, FACT_CERT_NOT_AFTER));
	CU_ASSERT_TRUE((int64_t)facts.values[FACT_CERT_NOT_BEFORE] <
		       (int64_t)facts.values[FACT_CERT_NOT_AFTER]);
	expect(0, "key", lab_text(&facts, FACT_CERT_KEY), "rsa-2048");
	expect(0, "signature", lab_text(&facts, FACT_CERT_SIGNATURE), "rsa-sha256");
	expect(0, "self_signed", lab_text(&facts, FACT_CERT_SELF_SIGNED), "true");
	expect(0, "expired", lab_text(&facts, FACT_CERT_EXPIRED), "false");
	expect(0, "not_yet_valid", lab_text(&facts, FACT_CERT_NOT_YET_VALID), "false");
	expect(0, "matches", lab_text(&facts, FACT_CERT_NAME_MATCHES_SNI), "true");
	wish.host = "a.b.mail.example";
	hear_one(&wish, false, &facts);
	expect(0, "matches", lab_text(&facts, FACT_CERT_NAME_MATCHES_SNI), "false");
	wish.host = NULL;
	hear_one(&wish, false, &facts);
	expect(0, "matches", lab_text(&facts, FACT_CERT_NAME_MATCHES_SNI), "");
	wish.version = TLS1_3_VERSION;
	hear_one(&wish, false, &facts);
	expect(0, "visible", lab_text(&facts, FACT_CERT_VISIBLE), "false");
	expect(0, "names", lab_text(&facts, FACT_CERT_NAMES), "");
	classifier_free(classifier);
}

static void
a_resumed_handshake_shows_no_certificate(void)
{
	struct lab_wish wish = {.version = TLS1_2_VERSION, .resumes = true};
	struct facts    facts;

	classifier = classifier_new(&classifier_limits_default);
	hear_one(&wish, false, &facts);
	expect(0, "visible", lab_text(&facts, FACT_CERT_VISIBLE), "false");
	classifier_free(classifier);
}

static void
a_server_without_certificate_shows_none(void)
{
	struct lab_wish wish = {.version = TLS1_2_VERSION, .ciphers = "ADH-AES128-SHA256:@SECLEVEL=0"};
	struct facts    facts;

	classifier = classifier_new(&classifier_limits_default);
	hear_one(&wish, false, &facts);
	expect(0, "visible", lab_text(&facts, FACT_CERT_VISIBLE), "false");
	expect(0, "strength", lab_text(&facts, FACT_TLS_STRENGTH), "anon");
	expect(0, "forward_secrecy", lab_text(&facts, FACT_TLS_FORWARD_SECRECY), "true");
	classifier_free(classifier);
}

static void
alerts_in_clear_are_named(void)
{
	struct lab_wish refused = {.version = TLS1_2_VERSION, .is_strict = true};
	struct lab_wish asked = {.version = TLS1_2_VERSION, .asks_client_certificate = true};
	struct facts    facts;

	classifier = classifier_new(&classifier_limits_default);
	hear_one(&refused, false, &facts);
	/* RFC 5246 7.2.2: a self-signed certificate is of an unknown_ca. */
	expect(0, "alert", lab_text(&facts, FACT_TLS_ALERT), "unknown_ca");
	hear_one(&asked, false, &facts);
	expect(0, "alert", lab_text(&facts, FACT_TLS_ALERT), "handshake_failure");
	/* OpenSSL's client has no keys to encrypt it with before the server's Finished. */
	refused.version = TLS1_3_VERSION;
	hear_one(&refused, false, &facts);
	expect(0, "alert", lab_text(&facts, FACT_TLS_ALERT), "unknown_ca");
	classifier_free(classifier);
}

/* The first ${turns} turns of a real talk, then the end. */
static void
hear_beginning(int version, unsigned turns, bool is_cut, struct facts *facts)
{
	struct lab_wish  wish = {.version = version, .host = "mx.example"};
	struct lab_talk  talk, part;
	struct lab_truth truth;

	lab_record(&wish, &talk, &truth);
	CU_ASSERT_FATAL(talk.count >= turns);
	lab_copy(&part, &talk);
	while (part.count > turns)
		free(part.turns[--part.count].data);
	lab_hear(classifier, &part, 0, is_cut, facts);
	lab_free(&part);
	lab_free(&talk);
}

static void
a_handshake_that_stops_is_incomplete_and_one_that_is_cut_failed(void)
{
	static const int versions[] = {TLS1_VERSION, TLS1_2_VERSION, TLS1_3_VERSION};
	struct facts     facts;

	classifier = classifier_new(&classifier_limits_default);
	for (size_t i = 0; i < 3; i++)
		for (unsigned turns = 1; turns < (versions[i] == TLS1_3_VERSION ? 3 : 4); turns++) {
			hear_beginning(versions[i], turns, false, &facts);
			expect(turns, "handshake", lab_text(&facts, FACT_TLS_HANDSHAKE), "incomplete");
			hear_beginning(versions[i], turns, true, &facts);
			expect(turns, "handshake", lab_text(&facts, FACT_TLS_HANDSHAKE), "failed");
		}
	hear_beginning(TLS1_2_VERSION, 0, true, &facts);
	expect(0, "handshake", lab_text(&facts, FACT_TLS_HANDSHAKE), "");
	hear_beginning(TLS1_2_VERSION, 4, true, &facts);
	expect(4, "handshake", lab_text(&facts, FACT_TLS_HANDSHAKE), "completed");
	hear_beginning(TLS1_3_VERSION, 3, true, &facts);
	expect(3, "handshake", lab_text(&facts, FACT_TLS_HANDSHAKE), "completed");
	classifier_free(classifier);
}

SUITE("classify: tls talks", ROW(facts_are_what_openssl_says_of_itself), ROW(no_cut_changes_a_fact),
      ROW(no_spread_over_records_changes_a_fact), ROW(certificates_are_read_in_tls_1_2_and_hidden_in_1_3),
      ROW(a_resumed_handshake_shows_no_certificate), ROW(a_server_without_certificate_shows_none),
      ROW(alerts_in_clear_are_named), ROW(a_handshake_that_stops_is_incomplete_and_one_that_is_cut_failed))
