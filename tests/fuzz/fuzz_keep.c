/* SPDX-License-Identifier: Apache-2.0 */
/* Any octets, well sealed, as kept results: refused in words, or restored, settled, printed and kept again.
 */
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy/keep.h"
#include "report/report.h"

#define DIGEST 32

static struct policy *
the_policy(void)
{
	static struct policy *policy;
	struct complaints    *complaints;

	if (policy == NULL && (complaints = complaints_new()) != NULL) {
		policy = policy_load("baseline", complaints);
		complaints_free(complaints);
	}
	if (policy == NULL)
		abort();
	return policy;
}

static void
use(struct results *results)
{
	static const char *const none[] = {NULL};
	struct report_input input = {.capture = "a", .packets = 1, .is_complete = true, .problems = none};
	struct report       report = {
		  .version = "1",
		  .inputs = &input,
		  .input_count = 1,
		  .policy = {.name = "baseline", .sha256 = "", .inside = ""},
		  .found = report_found_in(results),
		  .with_pairs = true
        };
	FILE       *out = fopen("/dev/null", "w");
	struct text octets = {0};

	if (out == NULL || !results_settle(results) ||
	    report_format("jsonl")->write(&report, NULL, out) != 0 || !results_keep(results, NULL, &octets))
		abort();
	fclose(out);
	text_free(&octets);
}

/* ---- octets ---- */

/* Results of sessions of which much is known: what the fuzzer changes. */
static void
add_some(struct results *results, const struct policy *policy)
{
	uint64_t state = 5;

	for (unsigned i = 0; i < 40; i++) {
		struct session session;
		struct address client =
				   {
				       {192, 168, 1, (uint8_t)(i % 4)},
                                       4
                },
			       server = {{203, 0, 113, 7}, 4};

		memset(&session, 0, sizeof(session));
		session.first_frame = session.last_frame = place_of(0, 1 + i);
		for (unsigned fact = 0; fact < FACT_COUNT; fact++) {
			state = state * UINT64_C(6364136223846793005) + 1442695040888963407U;
			if (fact_rows[fact].type == TYPE_BOOL)
				facts_note_truth(&session.facts, fact, state >> 40 & 1, 1 + i);
			else if (fact_rows[fact].type == TYPE_WORD && i % 3 > 0)
				facts_note_word(&session.facts, fact,
						(unsigned)((state >> 33) % fact_rows[fact].word_count),
						1 + i);
			else if (fact_rows[fact].type == TYPE_COUNT)
				facts_note_count(&session.facts, fact, state >> 33 & 31, 1 + i);
			else if (fact_rows[fact].type == TYPE_TEXT)
				facts_note_text(&session.facts, fact, "mail.example.net", 1 + i);
		}
		facts_note_address(&session.facts, FACT_CLIENT, &client, PLACE_NONE);
		facts_note_address(&session.facts, FACT_SERVER, &server, PLACE_NONE);
		facts_note_count(&session.facts, FACT_SERVER_PORT, i % 2 > 0 ? 143 : 587, PLACE_NONE);
		facts_note_time(&session.facts, FACT_FIRST_SEEN, (int64_t)i * 1000000000, PLACE_NONE);
		zones_note(policy_zones(policy), &session);
		results_add(results, &session);
	}
}

static struct text
make_octets(const struct policy *policy, bool is_empty)
{
	struct results *results = results_new(policy, NULL);
	struct text     octets = {0};

	if (results == NULL)
		abort();
	if (!is_empty)
		add_some(results, policy);
	if (!results_keep(results, NULL, &octets))
		abort();
	octets.size -= DIGEST;
	results_free(results);
	return octets;
}

/* A copy of what was made once. */
static struct text
octets_of(const struct policy *policy, bool is_empty)
{
	static struct text made[2];
	struct text        octets = {0};

	if (made[is_empty].data == NULL)
		made[is_empty] = make_octets(policy, is_empty);
	text_add_bytes(&octets, made[is_empty].data, made[is_empty].size);
	return octets;
}

/* Behind what an empty policy's octets begin with, up to its first count: what the fuzzer says. */
static void
replace_tail(struct text *octets, const uint8_t *data, size_t size)
{
	while (octets->size > 0 && octets->data[octets->size - 1] == '\0')
		octets->size--;
	text_add_bytes(octets, data, size);
}

/* Three octets each: the distance to the next change, and what is added there. */
static void
change(struct text *octets, const uint8_t *data, size_t size)
{
	size_t at = 0;

	for (; size >= 3; data += 3, size -= 3) {
		at = (at + (size_t)data[0] * 256 + data[1]) % octets->size;
		octets->data[at] = (char)((uint8_t)octets->data[at] + data[2]);
	}
}

/* ---- names of a policy, in disguise ---- */

static struct prefix
same_prefix(void *context, struct prefix prefix)
{
	(void)context;
	return prefix;
}

static struct address
same_address(void *context, struct address address)
{
	(void)context;
	return address;
}

static const char *
other_sentence(void *context, const char *text)
{
	(void)context;
	return *text == 'A' ? "Another sentence" : text;
}

static void
seal(char *octets, size_t size)
{
	EVP_Digest(octets, size - DIGEST, (unsigned char *)octets + size - DIGEST, NULL, EVP_sha256(), NULL);
}

/* The names stand behind the first line, the policy's SHA-256 (66 octets) and their size. */
static void
adapt(const uint8_t *data, size_t size)
{
	static const struct keep_changes changes = {
	    .address = same_address, .prefix = same_prefix, .sentence = other_sentence};
	struct complaints *complaints = complaints_new();
	struct policy     *policy = complaints != NULL ? policy_load("baseline", complaints) : NULL;
	struct results    *results = policy != NULL ? results_new(policy, NULL) : NULL;
	struct text        octets = {0}, names = {0};
	char              *at, wrong[ARCHIVE_WRONG_SIZE];
	size_t             names_size = 0;

	if (results == NULL || !results_keep(results, &changes, &octets))
		abort();
	at = strchr(octets.data, '\n') + 1 + 66;
	for (unsigned shift = 0;; shift += 7) {
		names_size |= (size_t)((unsigned char)*at & 0x7f) << shift;
		if (((unsigned char)*at++ & 0x80) == 0)
			break;
	}
	text_add_bytes(&names, at, names_size - DIGEST);
	change(&names, data, size);
	memcpy(at, names.data, names.size);
	seal(at, names_size);
	seal(octets.data, octets.size);
	if (results_adapt(policy, octets.data, octets.size, wrong) != KEEP_GOOD && *wrong == '\0')
		abort();
	results_free(results);
	policy_free(policy);
	complaints_free(complaints);
	text_free(&octets);
	text_free(&names);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The checksum is put right: a forger would do that, too. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct results_limits limits = {
	    .findings = 500, .pairs = 500, .subjects = 500, .groups = 50};
	const struct policy *policy = the_policy();
	bool                 is_tail = size == 0 || data[0] % 4 == 0;
	struct text          octets = octets_of(policy, is_tail);
	struct arena        *arena = arena_new();
	struct results      *results;
	unsigned char        digest[DIGEST];
	char                 wrong[ARCHIVE_WRONG_SIZE];
	enum keep_state      state;

	if (arena == NULL)
		abort();
	if (size > 0 && data[0] == 1)
		adapt(data + 1, size - 1);
	if (size > 0)
		(is_tail ? replace_tail : change)(&octets, data + 1, size - 1);
	EVP_Digest(octets.data, octets.size, digest, NULL, EVP_sha256(), NULL);
	text_add_bytes(&octets, digest, sizeof(digest));
	results = results_restore(policy, &limits, octets.data, octets.size, NULL, arena, &state, wrong);
	if ((results != NULL) != (state == KEEP_GOOD) || (results == NULL && *wrong == '\0'))
		abort();
	if (results != NULL)
		use(results);
	results_free(results);
	arena_free(arena);
	text_free(&octets);
	return 0;
}
