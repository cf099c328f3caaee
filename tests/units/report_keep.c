/* SPDX-License-Identifier: Apache-2.0 */
/* Results that were kept as octets say what they would have said without. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

#include "policy/distinct.h"
#include "policy/keep.h"
#include "policy/policy.h"
#include "report/disguise.h"
#include "report/report.h"
#include "report/verdict.h"
#include "policy_helpers.h"

#define DIGEST 32

static uint64_t chance_state;

static uint64_t
chance(uint64_t below)
{
	chance_state = chance_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (chance_state >> 33) % below;
}

/* ---- sessions of which anything may be known ---- */

static struct address
some_address(const char *prefix, unsigned different)
{
	struct address address;
	char           text[64];

	(void)snprintf(text, sizeof(text), "%s%u", prefix, (unsigned)chance(different) + 1);
	CU_ASSERT_TRUE_FATAL(address_parse(text, &address));
	return address;
}

static void
note_something(struct session *session, enum fact fact, uint64_t frame)
{
	static const char *const texts[] = {
	    "mail.example.net", "TLS_AES_128_GCM_SHA256", "x25519", "PLAIN", "rsa-2048", ""};
	const struct fact_row *row = &fact_rows[fact];
	place                  where = place_of(0, frame);
	struct address         address = some_address("192.0.2.", 4);

	if (row->type == TYPE_BOOL)
		facts_note_truth(&session->facts, fact, chance(2) != 0, where);
	else if (row->type == TYPE_WORD)
		facts_note_word(&session->facts, fact, (unsigned)chance(row->word_count), where);
	else if (row->type == TYPE_COUNT)
		facts_note_count(&session->facts, fact, chance(30), where);
	else if (row->type == TYPE_ADDRESS)
		facts_note_address(&session->facts, fact, &address, where);
	else if (row->type == TYPE_TIME)
		facts_note_time(&session->facts, fact, (int64_t)chance(UINT64_C(1) << 30) * 1000000000,
				where);
	else
		facts_note_text(&session->facts, fact, texts[chance(6)], where);
}

static void
note_ends(const struct policy *policy, struct session *session, int64_t time)
{
	static const uint16_t ports[] = {25, 110, 143, 465, 587, 993, 995, 2525};
	struct address client = chance(4) > 0 ? some_address("192.168.1.", 5) : some_address("2001:db8::", 3);
	struct address server = some_address("203.0.113.", 3);

	facts_note_address(&session->facts, FACT_CLIENT, &client, PLACE_NONE);
	facts_note_address(&session->facts, FACT_SERVER, &server, PLACE_NONE);
	facts_note_count(&session->facts, FACT_CLIENT_PORT, 1024 + chance(60000), PLACE_NONE);
	facts_note_count(&session->facts, FACT_SERVER_PORT, ports[chance(8)], PLACE_NONE);
	facts_note_time(&session->facts, FACT_FIRST_SEEN, time, PLACE_NONE);
	facts_note_time(&session->facts, FACT_LAST_SEEN, time + (int64_t)chance(1000000000), PLACE_NONE);
	zones_note(policy_zones(policy), session);
}

static void
note_failed_login(struct session *session)
{
	facts_note_word(&session->facts, FACT_PROTOCOL, PROTOCOL_IMAP, session->first_frame);
	facts_note_word(&session->facts, FACT_OUTCOME, OUTCOME_ESTABLISHED, session->first_frame);
	facts_note_word(&session->facts, FACT_AUTH_OUTCOME, AUTH_OUTCOME_REFUSED, session->last_frame);
	facts_note_count(&session->facts, FACT_AUTH_FAILURES, chance(4), session->last_frame);
}

static void
note_refusal(struct session *session)
{
	struct address other = some_address("192.0.2.", 4);

	facts_note_word(&session->facts, FACT_OUTCOME, OUTCOME_REJECTED, session->last_frame);
	facts_note_word(&session->facts, FACT_ATTEMPT, ATTEMPT_USE, session->first_frame);
	facts_note_word(&session->facts, FACT_ROLE, ROLE_SUBMISSION, session->first_frame);
	facts_note_word(&session->facts, FACT_BLOCKED_KIND, BLOCKER_ICMP, session->last_frame);
	facts_note_address(&session->facts, FACT_BLOCKED_ADDRESS, &other, session->last_frame);
	facts_note_count(&session->facts, FACT_BLOCKED_TYPE, 3, session->last_frame);
	facts_note_count(&session->facts, FACT_BLOCKED_CODE, chance(14), session->last_frame);
	facts_note_word(&session->facts, FACT_CONTROL_KIND, CONTROL_OTHER_CLIENT, session->first_frame);
	facts_note_address(&session->facts, FACT_CONTROL_CLIENT, &other, session->first_frame);
}

#define KEY_C "cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc"

static void
note_key(struct session *session)
{
	static const char *const keys[] = {
	    KEY_C, "1111111111111111111111111111111111111111111111111111111111111111",
	    "2222222222222222222222222222222222222222222222222222222222222222"};

	facts_note_truth(&session->facts, FACT_CERT_VISIBLE, true, session->first_frame);
	facts_note_text(&session->facts, FACT_CERT_PUBLIC_KEY, keys[chance(3)], session->first_frame);
}

/* Many are alike, so that what several show together is among what is found. */
static struct session
some_session(const struct policy *policy, uint64_t frame)
{
	struct session session;
	unsigned       kind = (unsigned)chance(4), facts = (unsigned)chance(FACT_COUNT);

	memset(&session, 0, sizeof(session));
	session.first_frame = place_of(0, frame);
	session.last_frame = place_of(0, frame + 5);
	if (kind == 0)
		note_failed_login(&session);
	else if (kind == 1)
		note_refusal(&session);
	else
		while (facts-- > 0)
			note_something(&session, (enum fact)chance(FACT_COUNT), frame + chance(5));
	if (chance(3) == 0)
		note_key(&session);
	note_ends(policy, &session, (int64_t)(1763786040 + chance(7200)) * 1000000000);
	return session;
}

static void
add_some(struct results *results, const struct policy *policy, unsigned count, uint64_t frame)
{
	for (unsigned i = 0; i < count; i++, frame += 10) {
		struct session session = some_session(policy, frame);

		results_add(results, &session);
	}
}

/* ---- what results say ---- */

/* All that a report has of them; to be freed. */
static char *
said_by(struct results *results, const struct policy *policy)
{
	static const char *const  none[] = {NULL};
	const struct report_input input = {
	    .capture = "a.pcap", .packets = 1, .is_complete = true, .problems = none};
	struct report report = {
	    .version = "1",
	    .inputs = &input,
	    .input_count = 1,
	    .policy = {.name = policy_name(policy), .sha256 = policy_sha256(policy), .inside = ""},
	    .found = report_found_in(results),
	    .fail_on = SEVERITY_LOW,
	    .with_pairs = true
        };
	char  *text = NULL, stray[ADDRESS_TEXT_SIZE];
	size_t size = 0;
	FILE  *out = open_memstream(&text, &size);

	CU_ASSERT_TRUE_FATAL(results_settle(results));
	report.verdict = report_verdict(&report, report.fail_on);
	CU_ASSERT_EQUAL_FATAL(report_format("jsonl")->write(&report, NULL, out), 0);
	fprintf(out, "%llu refused, %llu of subjects, %llu sessions\n",
		(unsigned long long)results_refused(results),
		(unsigned long long)results_refused_subjects(results),
		(unsigned long long)results_sessions(results));
	fprintf(out, "%llu %llu %llu %s\n", (unsigned long long)results_doubt(results)->sessions,
		(unsigned long long)results_doubt(results)->touching,
		(unsigned long long)results_doubt(results)->strays,
		address_print(&results_doubt(results)->stray, stray));
	for (size_t i = 0; i < results_waiver_count(results); i++)
		fprintf(out, "%llu %llu\n", (unsigned long long)results_waiver(results, i).waived,
			(unsigned long long)results_waiver(results, i).expired);
	fclose(out);
	return text;
}

static struct results *
restored(const struct policy *policy, const struct results_limits *limits, const struct text *octets,
	 struct arena *arena)
{
	enum keep_state state;
	char            wrong[ARCHIVE_WRONG_SIZE];
	struct results *results =
	    results_restore(policy, limits, octets->data, octets->size, NULL, arena, &state, wrong);

	if (results == NULL)
		fprintf(stderr, "restoring: %s\n", wrong);
	CU_ASSERT_PTR_NOT_NULL_FATAL(results);
	CU_ASSERT_EQUAL(state, KEEP_GOOD);
	return results;
}

static void
must_say_the_same(struct results *one, struct results *other, const struct policy *policy)
{
	char *first = said_by(one, policy), *second = said_by(other, policy);

	CU_ASSERT_STRING_EQUAL(first, second);
	free(first);
	free(second);
}

static struct policy *
some_policy(void)
{
	return good_policy(
	    "policy: kept\n"
	    "extends: [baseline]\n"
	    "zones: {inside: 192.168.1.0/30}\n"
	    "checks:\n"
	    "  - id: gathered-at-services\n"
	    "    title: Gathered at services\n"
	    "    severity: low\n"
	    "    per: service\n"
	    "    applies: protocol == imap\n"
	    "    violates: auth.failures > 0\n"
	    "  - id: failing-clients\n"
	    "    title: Clients that fail\n"
	    "    severity: high\n"
	    "    subject: client\n"
	    "    window: 10m\n"
	    "    applies: refused > 1\n"
	    "    violates: services_refused > 1\n"
	    "  - id: failing-services\n"
	    "    title: Services at which clients fail\n"
	    "    severity: medium\n"
	    "    subject: service\n"
	    "    applies: refused > 1\n"
	    "    violates: outcomes > 2\n"
	    "  - id: failing-pairs\n"
	    "    title: Clients that fail at one server\n"
	    "    severity: low\n"
	    "    subject: pair\n"
	    "    window: 1h\n"
	    "    applies: refused > 0\n"
	    "    violates: refused > 1\n"
	    "  - id: shared-keys\n"
	    "    title: Keys of several servers\n"
	    "    severity: low\n"
	    "    subject: key\n"
	    "    window: 1h\n"
	    "    applies: servers_with_key > 0\n"
	    "    violates: servers_with_key > 1\n"
	    "counters:\n"
	    "  - {name: servers_with_key, counts: tls.certificate.visible, distinct: server}\n"
	    "  - {name: refused, counts: auth.failures > 0, sum: auth.failures}\n"
	    "  - {name: services_refused, counts: auth.failures > 0, distinct: server}\n"
	    "  - {name: outcomes, counts: protocol == imap, distinct: auth.failures}\n"
	    "waivers:\n"
	    "  - {check: gathered-at-services, where: server == 203.0.113.1, reason: known, owner: ops, "
	    "until: 2030-01-31}\n"
	    "  - {check: shared-keys, where: 'tls.certificate.public_key == \"" KEY_C
	    "\"', reason: known, owner: ops, "
	    "until: 2030-01-31}\n"
	    "  - {check: failing-pairs, where: server == 203.0.113.2, reason: known, owner: ops, "
	    "until: 2030-01-31}\n");
}

/* Whichever comes first: the same octets. */
static void
must_be_in_one_order(const struct policy *policy, const struct text *a, const struct text *b,
		     const struct text *merged, struct arena *arena)
{
	struct results *later = restored(policy, NULL, b, arena), *earlier = restored(policy, NULL, a, arena);
	struct text     octets = {0};

	results_merge(later, earlier);
	CU_ASSERT_TRUE_FATAL(results_keep(later, NULL, &octets));
	CU_ASSERT_EQUAL(octets.size, merged->size);
	CU_ASSERT(octets.size == merged->size && memcmp(octets.data, merged->data, octets.size) == 0);
	results_free(later);
	results_free(earlier);
	text_free(&octets);
}

/* Of 50 random sets of sessions: restored they say the same; and merged, before or after, as well. */
static void
restored_results_say_the_same(void)
{
	struct policy *policy = some_policy();
	uint64_t       findings = 0;

	for (unsigned round = 0; round < 50; round++) {
		struct arena   *arena = arena_new();
		struct text     first = {0}, second = {0}, third = {0};
		struct results *a = results_new(policy, NULL), *b = results_new(policy, NULL), *again, *other;

		chance_state = round;
		add_some(a, policy, (unsigned)chance(60), 1);
		add_some(b, policy, (unsigned)chance(60), 3000);
		CU_ASSERT_TRUE_FATAL(results_keep(a, NULL, &first));
		CU_ASSERT_TRUE_FATAL(results_keep(b, NULL, &second));
		again = restored(policy, NULL, &first, arena);
		other = restored(policy, NULL, &second, arena);
		must_say_the_same(a, again, policy);
		results_merge(a, b);
		results_merge(again, other);
		must_say_the_same(a, again, policy);
		findings += results_finding_count(a);
		CU_ASSERT_TRUE_FATAL(results_keep(again, NULL, &third));
		must_be_in_one_order(policy, &first, &second, &third, arena);
		results_free(other);
		other = restored(policy, NULL, &third, arena);
		must_say_the_same(a, other, policy);
		/* What comes later is added as ever. */
		chance_state = round;
		add_some(a, policy, 10, 9000);
		chance_state = round;
		add_some(other, policy, 10, 9000);
		must_say_the_same(a, other, policy);
		results_free(a);
		results_free(b);
		results_free(again);
		results_free(other);
		text_free(&first);
		text_free(&second);
		text_free(&third);
		arena_free(arena);
	}
	CU_ASSERT(findings > 2500);
	policy_free(policy);
}

/* There are findings of every kind among them, or the above says little. */
static void
all_kinds_of_findings_are_kept(void)
{
	struct policy  *policy = some_policy();
	struct results *results = results_new(policy, NULL);
	unsigned        kinds[SUBJECT_COUNT] = {0}, waived = 0, blocked = 0, controls = 0, texts = 0;

	chance_state = 4;
	add_some(results, policy, 400, 1);
	CU_ASSERT_TRUE_FATAL(results_settle(results));
	for (size_t i = 0; i < results_finding_count(results); i++) {
		const struct finding *finding = results_finding(results, i);

		kinds[finding->subject]++;
		waived += finding->waiver != NULL;
		blocked += finding->blocker.where != PLACE_NONE;
		controls += finding->control.where != PLACE_NONE;
		for (unsigned j = 0; j < finding->proof.fact_count; j++)
			texts += fact_rows[finding->proof.facts[j]].type == TYPE_TEXT;
	}
	for (unsigned i = 0; i < SUBJECT_COUNT; i++)
		CU_ASSERT(kinds[i] > 0);
	CU_ASSERT(waived > 0);
	CU_ASSERT(blocked > 0);
	CU_ASSERT(controls > 0);
	CU_ASSERT(texts > 0);
	results_free(results);
	policy_free(policy);
}

/* ---- what is wrong is said ---- */

static enum keep_state
state_of(const struct policy *policy, const void *data, size_t size, char *wrong)
{
	struct arena   *arena = arena_new();
	enum keep_state state;
	struct results *results = results_restore(policy, NULL, data, size, NULL, arena, &state, wrong);

	CU_ASSERT_EQUAL(results != NULL, state == KEEP_GOOD);
	results_free(results);
	arena_free(arena);
	return state;
}

static struct text
small_octets(const struct policy *policy)
{
	struct results *results = results_new(policy, NULL);
	struct text     octets = {0};

	chance_state = 7;
	add_some(results, policy, 4, 1);
	CU_ASSERT_TRUE_FATAL(results_keep(results, NULL, &octets));
	results_free(results);
	return octets;
}

static void
no_octet_can_be_changed_unnoticed(void)
{
	struct policy *policy = some_policy();
	struct text    octets = small_octets(policy);
	char           wrong[ARCHIVE_WRONG_SIZE];

	CU_ASSERT_EQUAL(state_of(policy, octets.data, octets.size, wrong), KEEP_GOOD);
	for (size_t i = 0; i < octets.size; i++) {
		octets.data[i] ^= (char)(1 << i % 8);
		CU_ASSERT_NOT_EQUAL(state_of(policy, octets.data, octets.size, wrong), KEEP_GOOD);
		CU_ASSERT_NOT_EQUAL(*wrong, '\0');
		octets.data[i] ^= (char)(1 << i % 8);
	}
	for (size_t size = 0; size < octets.size; size++)
		CU_ASSERT_NOT_EQUAL(state_of(policy, octets.data, size, wrong), KEEP_GOOD);
	text_free(&octets);
	policy_free(policy);
}

/* As somebody would who knows how the checksum is made. */
static void
seal(struct text *octets, size_t size)
{
	CU_ASSERT_FATAL(size >= DIGEST);
	(void)EVP_Digest(octets->data, size - DIGEST, (unsigned char *)octets->data + size - DIGEST, NULL,
			 EVP_sha256(), NULL);
}

/* Whatever stands there, it is refused in words or restored; never more than that. */
static void
a_forged_checksum_does_not_help(void)
{
	struct policy *policy = some_policy();
	struct text    octets = small_octets(policy), forged = {0};
	char           wrong[ARCHIVE_WRONG_SIZE];
	unsigned       refused = 0;

	for (size_t i = sizeof("mailreeve-results/1"); i + DIGEST < octets.size; i++) {
		text_clear(&forged);
		text_add_bytes(&forged, octets.data, octets.size);
		forged.data[i] = (char)(chance(3) == 0 ? chance(256) : 0xff);
		seal(&forged, forged.size);
		refused += state_of(policy, forged.data, forged.size, wrong) != KEEP_GOOD;
	}
	for (size_t size = DIGEST + sizeof("mailreeve-results/1"); size < octets.size; size++) {
		text_clear(&forged);
		text_add_bytes(&forged, octets.data, size);
		seal(&forged, size);
		CU_ASSERT_NOT_EQUAL(state_of(policy, forged.data, size, wrong), KEEP_GOOD);
	}
	CU_ASSERT(refused > octets.size / 2);
	text_free(&octets);
	text_free(&forged);
	policy_free(policy);
}

static void
what_it_is_not_is_told(void)
{
	struct policy     *policy = some_policy();
	struct complaints *complaints = complaints_new();
	struct policy     *other = policy_load("baseline", complaints);
	struct text        octets = small_octets(policy);
	char               wrong[ARCHIVE_WRONG_SIZE];

	CU_ASSERT_EQUAL(state_of(other, octets.data, octets.size, wrong), KEEP_OTHER_POLICY);
	CU_ASSERT_EQUAL(state_of(policy, "{}", 2, wrong), KEEP_FOREIGN);
	CU_ASSERT_EQUAL(state_of(policy, "", 0, wrong), KEEP_FOREIGN);
	CU_ASSERT_EQUAL(state_of(policy, "mailreeve-results/1\n", 20, wrong), KEEP_OLDER);
	CU_ASSERT_STRING_EQUAL(wrong, "it was made by an earlier version");
	CU_ASSERT_EQUAL(state_of(policy, "mailreeve-results/2\n", 20, wrong), KEEP_DAMAGED);
	CU_ASSERT_EQUAL(state_of(policy, "mailreeve-results/3\n", 20, wrong), KEEP_NEWER);
	text_free(&octets);
	complaints_free(complaints);
	policy_free(other);
	policy_free(policy);
}

/* Room for little: the rest is counted as refused, as in a merge. */
static void
what_there_is_no_room_for_is_counted(void)
{
	const struct results_limits limits = {.findings = 10, .subjects = 10, .groups = 2, .pairs = 10};
	struct policy              *policy = some_policy();
	struct arena               *arena = arena_new();
	struct results *results = results_new(policy, NULL), *merged = results_new(policy, &limits);
	struct results *again, *all;
	struct text     octets = {0};

	chance_state = 11;
	add_some(results, policy, 200, 1);
	CU_ASSERT_TRUE_FATAL(results_keep(results, NULL, &octets));
	again = restored(policy, &limits, &octets, arena);
	all = restored(policy, NULL, &octets, arena);
	results_merge(merged, all);
	results_free(all);
	CU_ASSERT(results_refused(again) > 0 && results_refused_subjects(again) > 0);
	must_say_the_same(merged, again, policy);
	results_free(results);
	results_free(merged);
	results_free(again);
	text_free(&octets);
	arena_free(arena);
	policy_free(policy);
}

static void
ignore(void *context, const struct finding *finding)
{
	(void)context, (void)finding;
}

/* A table that is full drops what is old, and remembers what was found of it; so do those that are restored.
 */
static void
what_was_dropped_is_kept(void)
{
	const struct results_limits limits = {.findings = 60, .subjects = 60, .groups = 8, .pairs = 60};
	struct policy              *policy = some_policy();
	struct arena               *arena = arena_new();
	struct results             *results = results_new(policy, &limits), *again, *live;
	struct text                 octets = {0};

	for (unsigned round = 0; round < 20; round++) {
		chance_state = 100 + round;
		add_some(results, policy, 20, 1 + 1000 * round);
		live = results_new(policy, &limits);
		results_changes(results, live, ignore, NULL);
		results_free(live);
		if (results_are_crowded(results, 4))
			results_age(results);
	}
	CU_ASSERT_TRUE(results_settle(results));
	CU_ASSERT_TRUE_FATAL(results_keep(results, NULL, &octets));
	again = restored(policy, &limits, &octets, arena);
	must_say_the_same(results, again, policy);
	CU_ASSERT_EQUAL(results_given_up(again), results_given_up(results));
	CU_ASSERT(results_given_up(results) > 0);
	results_free(results);
	results_free(again);
	text_free(&octets);
	arena_free(arena);
	policy_free(policy);
}

/* ---- pseudonyms ---- */

static bool
has_octets(const struct text *octets, const void *wanted, size_t size)
{
	return memmem(octets->data, octets->size, wanted, size) != NULL;
}

/* As an archive writes it, see base/archive.h. */
static bool
has_address(const struct text *octets, const struct address *address)
{
	unsigned char written[17] = {address->family};

	memcpy(written + 1, address->octets, 16);
	return has_octets(octets, written, address->family == 4 ? 5 : 17);
}

static bool
has_hash(const struct text *octets, const struct address *address)
{
	const struct value value = {.type = TYPE_ADDRESS, .is = {.address = *address}};
	uint64_t           hash = distinct_hash(&value);
	unsigned char      written[10];
	size_t             size = 0;

	for (; hash > 0x7f; hash >>= 7)
		written[size++] = (unsigned char)(hash | 0x80);
	written[size++] = (unsigned char)hash;
	return has_octets(octets, written, size);
}

static unsigned
addresses_in(const struct text *octets, bool as_hash)
{
	static const char *const prefixes[] = {"192.168.1.", "2001:db8::", "203.0.113."};
	unsigned                 found = 0;

	for (unsigned i = 0; i < 15; i++) {
		struct address address;
		char           text[64];

		(void)snprintf(text, sizeof(text), "%s%u", prefixes[i % 3], i / 3 + 1);
		CU_ASSERT_TRUE_FATAL(address_parse(text, &address));
		found += as_hash ? has_hash(octets, &address) : has_address(octets, &address);
	}
	return found;
}

/* Neither as such nor as the hash by which they are told apart, which anybody can make. */
static void
in_disguise_no_true_address_is_kept(void)
{
	static const unsigned char key[PSEUDONYM_KEY_SIZE] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
	static const char *const   none[] = {NULL};
	const struct report_input  input = {.capture = "a.pcap", .problems = none};
	struct policy             *policy = some_policy();
	struct results            *results = results_new(policy, NULL);
	struct pseudonym          *pseudonym = pseudonym_new(key);
	struct disguise           *disguise;
	const struct report_found *found;
	struct report              report = {
			 .inputs = &input, .input_count = 1, .policy = {.name = "kept", .inside = ""}
        };
	struct text octets = {0}, veiled = {0};

	chance_state = 13;
	add_some(results, policy, 200, 1);
	report.found = report_found_in(results);
	CU_ASSERT_TRUE_FATAL(report.found.keep(report.found.of, NULL, &octets));
	CU_ASSERT(addresses_in(&octets, false) > 8 && addresses_in(&octets, true) > 3);
	disguise = disguise_new(&report, pseudonym);
	CU_ASSERT_PTR_NOT_NULL_FATAL(disguise);
	found = &disguise_report(disguise)->found;
	CU_ASSERT_TRUE_FATAL(found->keep(found->of, NULL, &veiled));
	CU_ASSERT_EQUAL(addresses_in(&veiled, false), 0);
	CU_ASSERT_EQUAL(addresses_in(&veiled, true), 0);
	CU_ASSERT_FALSE(has_octets(&veiled, "203.0.113.", 10));
	CU_ASSERT_TRUE(has_octets(&octets, KEY_C, 64));
	CU_ASSERT_FALSE(has_octets(&veiled, KEY_C, 64));
	disguise_free(disguise);
	pseudonym_free(pseudonym);
	results_free(results);
	text_free(&octets);
	text_free(&veiled);
	policy_free(policy);
}

SUITE("report: kept results", ROW(restored_results_say_the_same), ROW(all_kinds_of_findings_are_kept),
      ROW(no_octet_can_be_changed_unnoticed), ROW(a_forged_checksum_does_not_help),
      ROW(what_it_is_not_is_told), ROW(what_there_is_no_room_for_is_counted), ROW(what_was_dropped_is_kept),
      ROW(in_disguise_no_true_address_is_kept))
