/* SPDX-License-Identifier: Apache-2.0 */
/* Damage: gaps, limits reached, every truncation, and many flipped octets. */
#include <stdlib.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "classify_tls_lab.h"
#include "unit.h"

static const struct lab_wish old = {.version = TLS1_2_VERSION, .host = "mx.example", .key = "ec"};
static const struct lab_wish resumed = {.version = TLS1_2_VERSION, .host = "mx.example", .resumes = true};
static const struct lab_wish new = {.version = TLS1_3_VERSION, .host = "mx.example", .alpn = "\4imap"};

static const struct lab_wish old_dh = {.version = TLS1_2_VERSION,
				       .ciphers = "DHE-RSA-AES128-SHA",
				       .asks_client_certificate = true,
				       .is_lenient = true,
				       .has_client_certificate = true};
static const struct lab_wish retried = {
    .version = TLS1_3_VERSION, .offered = "X25519:P-256", .groups = "P-256"};
static const struct lab_wish early = {.version = TLS1_3_VERSION, .resumes = true, .is_early = true};

static const struct lab_wish *const kinds[] = {&old, &resumed, &new, &old_dh, &retried, &early};
#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

static void
record(const struct lab_wish *wish, struct lab_talk *talk)
{
	struct lab_truth truth;

	lab_record(wish, talk, &truth);
	CU_ASSERT_TRUE_FATAL(truth.is_up);
}

/* Hear all of a talk but ${count} octets of one turn from ${at} on. */
static void
hear_with_gap(struct classifier *classifier, const struct lab_talk *talk, unsigned turn, size_t at,
	      size_t count, struct facts *facts)
{
	struct tls tls = {.is_over = false};

	memset(facts, 0, sizeof(*facts));
	for (unsigned i = 0; i < talk->count; i++) {
		const struct lab_turn *said = &talk->turns[i];
		size_t                 first = i == turn ? at : said->size, lost = i == turn ? count : 0;

		tls_heard(classifier, &tls, facts, said->from, bytes_of(said->data, first), lab_heard_at(),
			  1);
		tls_missed(classifier, &tls, said->from, lost);
		tls_heard(classifier, &tls, facts, said->from,
			  bytes_of(said->data + first + lost, said->size - first - lost), lab_heard_at(), 1);
	}
	tls_finish(classifier, &tls, facts, true);
}

/* Unknown or as it was: a gap takes knowledge away and never makes any. */
static void
no_gap_makes_a_fact_up(void)
{
	struct classifier *classifier = classifier_new(&classifier_limits_default);

	for (size_t i = 0; i < KINDS; i++) {
		struct lab_talk talk;
		struct facts    whole, holed;

		record(kinds[i], &talk);
		lab_hear(classifier, &talk, 0, true, &whole);
		for (unsigned turn = 0; turn < 4 && turn < talk.count; turn++)
			for (size_t at = 0; at < talk.turns[turn].size; at += 3) {
				size_t count = 1 + at * 7 % (talk.turns[turn].size - at);

				hear_with_gap(classifier, &talk, turn, at, count, &holed);
				for (unsigned fact = 0; fact < FACT_COUNT; fact++)
					CU_ASSERT_TRUE(!facts_has(&holed, (enum fact)fact) ||
						       holed.values[fact] == whole.values[fact]);
			}
		lab_free(&talk);
	}
	classifier_free(classifier);
}

/* The length of the record that the certificate is in says where the next one begins. */
static void
a_gap_inside_a_record_leaves_the_outcome_known(void)
{
	struct classifier *classifier = classifier_new(&classifier_limits_default);
	struct lab_talk    talk;
	struct facts       facts;
	size_t             hello;

	record(&old, &talk);
	hello = 5 + ((size_t)talk.turns[1].data[3] << 8 | talk.turns[1].data[4]);
	hear_with_gap(classifier, &talk, 1, hello + 20, 60, &facts);
	CU_ASSERT_STRING_EQUAL(lab_text(&facts, FACT_TLS_VERSION), "TLSv1.2");
	CU_ASSERT_STRING_EQUAL(lab_text(&facts, FACT_CERT_VISIBLE), "");
	CU_ASSERT_STRING_EQUAL(lab_text(&facts, FACT_TLS_RESUMED), "");
	CU_ASSERT_STRING_EQUAL(lab_text(&facts, FACT_TLS_HANDSHAKE), "completed");
	lab_free(&talk);
	classifier_free(classifier);
}

static void
without_room_for_pieces_facts_are_unknown_and_counted(void)
{
	struct classifier_limits limits = classifier_limits_default;
	struct classifier_counts counts;
	struct classifier       *classifier;
	struct lab_talk          talk;
	struct facts             facts;

	limits.handshakes = 0;
	classifier = classifier_new(&limits);
	record(&old, &talk);
	lab_hear(classifier, &talk, 1, true, &facts);
	CU_ASSERT_STRING_EQUAL(lab_text(&facts, FACT_TLS_SNI), "");
	CU_ASSERT_STRING_EQUAL(lab_text(&facts, FACT_CERT_VISIBLE), "true");
	CU_ASSERT_STRING_EQUAL(lab_text(&facts, FACT_CERT_SUBJECT), "");
	CU_ASSERT_STRING_EQUAL(lab_text(&facts, FACT_TLS_HANDSHAKE), "completed");
	classifier_counts(classifier, &counts);
	CU_ASSERT_EQUAL(counts.handshakes, 4);
	lab_hear(classifier, &talk, 0, true, &facts);
	CU_ASSERT_STRING_EQUAL(lab_text(&facts, FACT_TLS_SNI), "mx.example");
	lab_free(&talk);
	classifier_free(classifier);
}

/* A certificate list of a megabyte: skipped, and what comes after it is found. */
static void
a_message_beyond_all_bounds_is_skipped(void)
{
	static const uint8_t   header[] = {22, 3, 3, 0x40, 0};
	struct classifier     *classifier = classifier_new(&classifier_limits_default);
	struct lab_talk        talk, longer = {.count = 0};
	struct facts           facts;
	uint8_t               *part = calloc(1, 0x4000);
	const struct lab_turn *server;
	size_t                 hello;

	record(&old, &talk);
	server = &talk.turns[1];
	hello = 5 + ((size_t)server->data[3] << 8 | server->data[4]);
	lab_say(&longer, CLIENT, talk.turns[0].data, talk.turns[0].size);
	lab_say(&longer, SERVER, server->data, hello);
	for (unsigned i = 0; i < 64; i++) {
		memcpy(part, "\x0b\x0f\xff\xfc", i == 0 ? 4 : 0);
		lab_say(&longer, SERVER, header, sizeof(header));
		lab_say(&longer, SERVER, part, 0x4000);
		memset(part, 0, 4);
	}
	lab_say(&longer, SERVER, server->data + hello, server->size - hello);
	for (unsigned i = 2; i < talk.count; i++)
		lab_say(&longer, talk.turns[i].from, talk.turns[i].data, talk.turns[i].size);
	lab_hear(classifier, &longer, 0, true, &facts);
	CU_ASSERT_STRING_EQUAL(lab_text(&facts, FACT_CERT_VISIBLE), "true");
	CU_ASSERT_STRING_EQUAL(lab_text(&facts, FACT_CERT_SUBJECT), "");
	CU_ASSERT_STRING_EQUAL(lab_text(&facts, FACT_TLS_HANDSHAKE), "completed");
	free(part);
	lab_free(&talk);
	lab_free(&longer);
	classifier_free(classifier);
}

/* Cut after any octet: what is known is what is known of the whole, but for the outcome. */
static void
every_truncation_is_a_beginning(void)
{
	struct classifier *classifier = classifier_new(&classifier_limits_default);

	for (size_t i = 0; i < KINDS; i++) {
		struct lab_talk talk, part;
		struct facts    whole, facts;

		record(kinds[i], &talk);
		lab_hear(classifier, &talk, 0, false, &whole);
		lab_copy(&part, &talk);
		while (part.count > 0) {
			struct lab_turn *last = &part.turns[part.count - 1];

			if (--last->size == 0)
				free(part.turns[--part.count].data);
			lab_hear(classifier, &part, 0, false, &facts);
			for (unsigned fact = 0; fact < FACT_COUNT; fact++)
				CU_ASSERT_TRUE(!facts_has(&facts, (enum fact)fact) ||
					       facts.values[fact] == whole.values[fact] ||
					       (fact == FACT_TLS_HANDSHAKE &&
						facts.values[fact] == HANDSHAKE_INCOMPLETE));
		}
		lab_free(&talk);
	}
	classifier_free(classifier);
}

static uint32_t
random_next(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

static void
flip(struct lab_talk *talk, uint32_t *state)
{
	for (uint32_t flips = 1 + random_next(state) % 4; flips > 0; flips--) {
		struct lab_turn *turn = &talk->turns[random_next(state) % talk->count];

		turn->data[random_next(state) % turn->size] ^= (uint8_t)(1u << random_next(state) % 8);
	}
}

static void
flipped_octets_do_no_harm(void)
{
	const struct lab_wish   *wishes[] = {&old, &resumed, &new};
	struct classifier_limits limits = classifier_limits_default;
	uint32_t                 state = 20261122;

	limits.text_octets = (size_t)1024 * 1024;
	limits.certificates = 64;
	for (size_t i = 0; i < 3; i++) {
		struct classifier *classifier = classifier_new(&limits);
		struct lab_talk    talk, flipped;
		struct facts       whole, cut;

		record(wishes[i], &talk);
		for (unsigned round = 0; round < 67000; round++) {
			lab_copy(&flipped, &talk);
			flip(&flipped, &state);
			lab_hear(classifier, &flipped, 0, round % 2, &whole);
			if (round % 16 == 0) {
				lab_hear(classifier, &flipped, 2 + round, round % 2, &cut);
				/* A full store of texts refuses, and later calls may find what an earlier one
				 * kept. */
				CU_ASSERT_EQUAL(whole.values[FACT_TLS_HANDSHAKE],
						cut.values[FACT_TLS_HANDSHAKE]);
			}
			lab_free(&flipped);
		}
		CU_ASSERT_EQUAL(ERR_peek_error(), 0);
		lab_free(&talk);
		classifier_free(classifier);
	}
}

SUITE("classify: tls damage", ROW(no_gap_makes_a_fact_up),
      ROW(a_gap_inside_a_record_leaves_the_outcome_known),
      ROW(without_room_for_pieces_facts_are_unknown_and_counted), ROW(a_message_beyond_all_bounds_is_skipped),
      ROW(every_truncation_is_a_beginning), ROW(flipped_octets_do_no_harm))
