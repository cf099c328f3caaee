/* SPDX-License-Identifier: Apache-2.0 */
/* Early data, retries, client certificates, chains, and hellos of unusual size. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "classify/classifier_room.h"
#include "classify_tls_scene.h"
#include "unit.h"

#define OFFERS_EARLY "\0\x2a\0\0"

static const char retry[] = "\3\3"
			    "\xcf\x21\xad\x74\xe5\x9a\x61\x11\xbe\x1d\x8c\x02\x1e\x65\xb8\x91"
			    "\xc2\xa2\x11\x16\x7a\xbb\x8c\x5e\x07\x9e\x09\xe2\xc8\xa8\x33\x9c"
			    "\0\x13\1\0\0\x0c" SCENE_IS_1_3 "\0\x33\0\2\0\x17";

static void
say_retry(struct scene *scene)
{
	scene_message(scene, SERVER, 2, (const uint8_t *)retry, sizeof(retry) - 1);
}

/* RFC 9846 4.2.10: behind the server's hello nobody can tell early data from the end of the handshake. */
static void
early_data_is_told_by_what_comes_before_any_answer(void)
{
	static const struct {
		bool        is_offered, is_before, is_behind, is_retried;
		const char *early, *retry;
	} rows[] = {
	    {true,  true,  false, false, "true",  "false"},
            {true,  true,  true,  false, "true",  "false"},
	    {true,  false, true,  false, "",      "false"},
            {true,  false, false, false, "",      "false"},
	    {false, false, true,  false, "false", "false"},
            {true,  true,  false, true,  "true",  "true" },
	    {true,  false, false, true,  "",      "true" },
            {false, false, false, true,  "false", "true" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct scene scene;

		scene_begin(&scene);
		scene_client_hello(&scene, 3, OFFERS_EARLY, rows[i].is_offered ? 4 : 0);
		scene_record(&scene, CLIENT, 20, "\1", 1);
		if (rows[i].is_before)
			scene_data(&scene, CLIENT, 100);
		if (rows[i].is_retried) {
			say_retry(&scene);
			scene_client_hello(&scene, 3, "", 0);
		}
		SCENE_1_3(&scene);
		if (rows[i].is_behind)
			scene_data(&scene, CLIENT, 100);
		scene_hear(&scene, false);
		scene_is(&scene, FACT_TLS_EARLY_DATA, rows[i].early);
		scene_is(&scene, FACT_TLS_RETRY, rows[i].retry);
		scene_end(&scene);
	}
}

/* The client alone: what looks early may be its Finished, and after a retry its second hello says nothing. */
static void
early_data_is_unknown_where_the_answer_was_missed(void)
{
	struct scene scene;
	struct tls   tls = {.is_over = false};
	size_t       hello;

	scene_begin(&scene);
	scene_client_hello(&scene, 3, OFFERS_EARLY, 4);
	scene_data(&scene, CLIENT, 100);
	scene_hear(&scene, false);
	scene_is(&scene, FACT_TLS_EARLY_DATA, "");
	/* The answer was lost before that data, and what sounds like one comes behind it. */
	SCENE_1_3(&scene);
	hello = scene.talk.turns[0].size - 105;
	memset(&scene.facts, 0, sizeof(scene.facts));
	tls_heard(scene.classifier, &tls, &scene.facts, CLIENT, bytes_of(scene.talk.turns[0].data, hello),
		  lab_heard_at(), 1);
	tls_missed(scene.classifier, &tls, SERVER, 90);
	tls_heard(scene.classifier, &tls, &scene.facts, CLIENT,
		  bytes_of(scene.talk.turns[0].data + hello, 105), lab_heard_at(), 2);
	tls_heard(scene.classifier, &tls, &scene.facts, SERVER,
		  bytes_of(scene.talk.turns[1].data, scene.talk.turns[1].size), lab_heard_at(), 3);
	tls_finish(scene.classifier, &tls, &scene.facts, false);
	scene_is(&scene, FACT_TLS_EARLY_DATA, "");
	scene_end(&scene);
	scene_begin(&scene);
	say_retry(&scene);
	scene_client_hello(&scene, 3, "", 0);
	SCENE_1_3(&scene);
	scene_hear(&scene, false);
	scene_is(&scene, FACT_TLS_EARLY_DATA, "");
	scene_is(&scene, FACT_TLS_RETRY, "true");
	scene_end(&scene);
}

/* RFC 5246 7.4.6; 7.4.2: three octets of length, then certificates. */
static void
a_client_certificate_is_told_where_it_is_in_clear(void)
{
	static const struct {
		bool        is_new;
		size_t      size;
		const char *wanted;
	} rows[] = {
	    {false, 8, "true" },
            {false, 3, "false"},
            {false, 2, ""     },
            {false, 6, ""     },
            {true,  8, ""     },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct scene scene;

		scene_begin(&scene);
		scene_client_hello(&scene, 3, "", 0);
		if (rows[i].is_new)
			SCENE_1_3(&scene);
		else
			scene_server_hello(&scene, 3, 0xc02f, "", 0);
		scene_message(&scene, CLIENT, 11,
			      (const uint8_t *)(rows[i].size == 3 ? "\0\0\0" : "\0\0\5\0\0\2ab"),
			      rows[i].size);
		scene_record(&scene, CLIENT, 20, "\1", 1);
		scene_hear(&scene, false);
		scene_is(&scene, FACT_TLS_CLIENT_CERTIFICATE, rows[i].wanted);
		scene_end(&scene);
	}
}

/* A message that found no room was there all the same. */
static void
a_client_certificate_that_was_not_kept_is_unknown(void)
{
	struct classifier_limits limits = classifier_limits_default;
	struct scene             scene;

	limits.handshakes = 0;
	scene_begin(&scene);
	scene_client_hello(&scene, 3, "", 0);
	scene_server_hello(&scene, 3, 0x002f, "", 0);
	scene_message(&scene, SERVER, 14, NULL, 0);
	scene_message(&scene, CLIENT, 11, (const uint8_t *)"\0\0\5\0\0\2ab", 8);
	scene_record(&scene, CLIENT, 20, "\1", 1);
	scene_hear(&scene, false);
	scene_is(&scene, FACT_TLS_CLIENT_CERTIFICATE, "true");
	classifier_free(scene.classifier);
	scene.classifier = classifier_new(&limits);
	lab_hear(scene.classifier, &scene.talk, 1, false, &scene.facts);
	scene_is(&scene, FACT_TLS_CLIENT_CERTIFICATE, "");
	scene_end(&scene);
}

/* What was not kept may have been a retry request. */
static void
an_answer_that_was_not_kept_is_unknown(void)
{
	struct classifier_limits limits = classifier_limits_default;
	struct scene             scene;

	limits.handshakes = 0;
	scene_begin(&scene);
	scene_client_hello(&scene, 3, "", 0);
	SCENE_1_3(&scene);
	lab_hear(scene.classifier, &scene.talk, 0, false, &scene.facts);
	scene_is(&scene, FACT_TLS_RETRY, "false");
	classifier_free(scene.classifier);
	scene.classifier = classifier_new(&limits);
	lab_hear(scene.classifier, &scene.talk, 1, false, &scene.facts);
	scene_is(&scene, FACT_TLS_RETRY, "");
	scene_end(&scene);
}

static void
add_certificate(struct text *list, const void *der, size_t size)
{
	uint8_t length[3] = {(uint8_t)(size >> 16), (uint8_t)(size >> 8), (uint8_t)size};

	text_add_bytes(list, length, 3);
	text_add_bytes(list, der, size);
}

/* A list of ${count} certificates, the last of them ${last}; the lengths add up but for ${lack}. */
static void
hear_chain(struct scene *scene, unsigned count, const char *last, size_t lack)
{
	struct text list = {NULL, 0, 0, false}, body = {NULL, 0, 0, false};
	uint8_t    *der;
	size_t      size = lab_certificate(&der, "ec", "a", "a", NULL, -1, 1);

	for (unsigned i = 0; i < count; i++)
		add_certificate(&list, last != NULL && i + 1 == count ? (const void *)last : der,
				last != NULL && i + 1 == count ? strlen(last) : size);
	add_certificate(&body, list.data, list.size - lack);
	scene_begin(scene);
	scene_client_hello(scene, 3, "", 0);
	scene_server_hello(scene, 3, 0x002f, "", 0);
	scene_message(scene, SERVER, 11, (const uint8_t *)body.data, body.size);
	scene_hear(scene, false);
	scene_is(scene, FACT_CERT_VISIBLE, "true");
	free(der);
	text_free(&list);
	text_free(&body);
}

static void
a_chain_is_counted_and_its_order_told_if_all_of_it_can_be_read(void)
{
	static const struct {
		unsigned    count;
		const char *last;
		size_t      lack;
		int64_t     wanted;
		const char *order;
	} rows[] = {
	    {1,  NULL,   0, 1,  "true"},
            {2,  NULL,   0, 2,  "true"},
            {16, NULL,   0, 16, "true"},
	    {17, NULL,   0, 17, ""    },
            {3,  "none", 0, 3,  ""    },
            {2,  NULL,   1, -1, ""    },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct scene scene;

		hear_chain(&scene, rows[i].count, rows[i].last, rows[i].lack);
		scene_counts(&scene, FACT_CERT_CHAIN, rows[i].wanted);
		scene_is(&scene, FACT_CERT_CHAIN_IN_ORDER, rows[i].order);
		scene_end(&scene);
	}
}

static void
add_extension(struct text *extensions, uint16_t type, const void *body, size_t size)
{
	uint8_t head[4] = {(uint8_t)(type >> 8), (uint8_t)type, (uint8_t)(size >> 8), (uint8_t)size};

	text_add_bytes(extensions, head, 4);
	text_add_bytes(extensions, body, size);
}

/*
 * What a browser sends nowadays: GREASE (RFC 8701) wherever it can stand, and a share of X25519MLKEM768, 1184
 * octets of ML-KEM-768 and 32 of X25519 (draft-ietf-tls-ecdhe-mlkem 4.1).
 */
static void
say_modern_hello(struct scene *scene)
{
	static const char suites[] = "\xca\xca\x13\1\x13\2\x13\3\xc0\x2b\xc0\x2f";
	struct text       extensions = {NULL, 0, 0, false};
	uint8_t shares[2 + 5 + 4 + 1216 + 4 + 32] = {0x04, 0xed, 0x3a, 0x3a, 0, 1, 0, 0x11, 0xec, 4, 0xc0};

	memcpy(shares + 2 + 5 + 4 + 1216, "\0\x1d\0\x20", 4);
	add_extension(&extensions, 0xaaaa, "", 0);
	add_extension(&extensions, 0, "\0\x0d\0\0\x0amx.example", 15);
	add_extension(&extensions, 10, "\0\x08\x3a\x3a\x11\xec\0\x1d\0\x17", 10);
	add_extension(&extensions, 13, "\0\6\x9a\x9a\4\3\x08\4", 8);
	add_extension(&extensions, 16, "\0\x08\2\x5a\x5a\4imap", 10);
	add_extension(&extensions, 51, shares, sizeof(shares));
	add_extension(&extensions, 43, "\6\x6a\x6a\3\4\3\3", 7);
	add_extension(&extensions, 0xff01, "\0", 1);
	add_extension(&extensions, 0xfafa, "\0", 1);
	scene_client_hello_with(scene, 3, suites, sizeof(suites) - 1, extensions.data, extensions.size);
	text_free(&extensions);
}

static void
say_modern_answer(struct scene *scene)
{
	struct text extensions = {NULL, 0, 0, false};
	uint8_t     share[4 + 1120] = {0x11, 0xec, 4, 0x60};

	add_extension(&extensions, 43, "\3\4", 2);
	add_extension(&extensions, 51, share, sizeof(share));
	scene_server_hello(scene, 3, 0x1301, extensions.data, extensions.size);
	text_free(&extensions);
}

static void
expect_modern(struct scene *scene)
{
	scene_is(scene, FACT_TLS_OFFERED_MAX, "TLSv1.3");
	scene_is(scene, FACT_TLS_SNI, "mx.example");
	scene_is(scene, FACT_TLS_ALPN, "imap");
	scene_is(scene, FACT_TLS_GROUP, "X25519MLKEM768");
	scene_is(scene, FACT_TLS_HYBRID, "true");
	scene_counts(scene, FACT_TLS_DH_BITS, -1);
	scene_is(scene, FACT_TLS_VERSION, "TLSv1.3");
	scene_is(scene, FACT_TLS_EARLY_DATA, "false");
}

/* It does not fit one segment, and may be cut anywhere, into records too. */
static void
a_post_quantum_hello_is_read_over_any_cut(void)
{
	static const size_t most[] = {1, 600, 1400};
	struct scene        scene;
	struct lab_talk     spread;

	scene_begin(&scene);
	say_modern_hello(&scene);
	CU_ASSERT_TRUE(scene.talk.turns[0].size > 1400);
	say_modern_answer(&scene);
	scene_hear(&scene, false);
	expect_modern(&scene);
	for (uint32_t seed = 2; seed < 60; seed++) {
		lab_hear(scene.classifier, &scene.talk, seed, false, &scene.facts);
		expect_modern(&scene);
	}
	for (size_t i = 0; i < sizeof(most) / sizeof(most[0]); i++) {
		lab_spread(&spread, &scene.talk, most[i]);
		lab_hear(scene.classifier, &spread, 0, false, &scene.facts);
		expect_modern(&scene);
		lab_hear(scene.classifier, &spread, 1, false, &scene.facts);
		expect_modern(&scene);
		lab_free(&spread);
	}
	scene_end(&scene);
}

static void
say_hello_with_name(struct scene *scene, size_t size)
{
	struct text extensions = {NULL, 0, 0, false};
	uint8_t    *list = malloc(size + 5);

	if (list == NULL)
		abort();
	memset(list, 'a', size + 5);
	memcpy(list,
	       (const uint8_t[]){(uint8_t)((size + 3) >> 8), (uint8_t)(size + 3), 0, (uint8_t)(size >> 8),
				 (uint8_t)size},
	       5);
	add_extension(&extensions, 0, list, size + 5);
	scene_client_hello(scene, 3, extensions.data, extensions.size);
	free(list);
	text_free(&extensions);
}

/* RFC 6066 3 leaves room for 2^16 - 1 octets; RFC 1035 2.3.4 for 255. */
static void
a_server_name_longer_than_a_host_name_is_not_kept(void)
{
	static const struct {
		size_t      size;
		bool        is_kept;
		const char *offered;
	} rows[] = {
	    {255,   true,  "TLSv1.2"},
            {256,   false, "TLSv1.2"},
            {16000, false, "TLSv1.2"},
	    {30000, false, "TLSv1.2"},
            {65000, false, ""       },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct classifier_counts counts;
		struct scene             scene;

		scene_begin(&scene);
		say_hello_with_name(&scene, rows[i].size);
		scene_server_hello(&scene, 3, 0xc02f, "", 0);
		scene_hear(&scene, false);
		CU_ASSERT_EQUAL(strlen(lab_text(&scene.facts, FACT_TLS_SNI)), rows[i].is_kept ? 255 : 0);
		scene_is(&scene, FACT_TLS_OFFERED_MAX, rows[i].offered);
		scene_is(&scene, FACT_TLS_VERSION, "TLSv1.2");
		/* Heard twice; what is longer than any buffer is counted each time. */
		classifier_counts(scene.classifier, &counts);
		CU_ASSERT_EQUAL(counts.handshakes, rows[i].size > CLASSIFIER_MESSAGE_ROOM ? 2 : 0);
		scene_end(&scene);
	}
}

static void
a_hello_of_nothing_but_grease_names_no_protocol(void)
{
	struct scene scene;

	scene_begin(&scene);
	scene_client_hello_with(&scene, 3, "\x0a\x0a\xfa\xfa", 4,
				"\x1a\x1a\0\1\0\0\x10\0\5\0\3\2\xba\xba\0\x2b\0\3\2\x8a\x8a", 21);
	scene_hear(&scene, false);
	scene_is(&scene, FACT_TLS_ALPN, "");
	scene_is(&scene, FACT_TLS_OFFERED_MAX, "");
	scene_is(&scene, FACT_TLS_EARLY_DATA, "false");
	scene_end(&scene);
}

SUITE("classify: tls flights", ROW(early_data_is_told_by_what_comes_before_any_answer),
      ROW(early_data_is_unknown_where_the_answer_was_missed),
      ROW(a_client_certificate_is_told_where_it_is_in_clear),
      ROW(a_client_certificate_that_was_not_kept_is_unknown), ROW(an_answer_that_was_not_kept_is_unknown),
      ROW(a_chain_is_counted_and_its_order_told_if_all_of_it_can_be_read),
      ROW(a_post_quantum_hello_is_read_over_any_cut), ROW(a_server_name_longer_than_a_host_name_is_not_kept),
      ROW(a_hello_of_nothing_but_grease_names_no_protocol))
