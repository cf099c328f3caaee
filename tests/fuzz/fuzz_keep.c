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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The head, the policy and the checksum are put before and behind: what lies between is the fuzzer's. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct policy        *policy = the_policy();
	const struct results_limits limits = {.findings = 500, .pairs = 500, .subjects = 500, .groups = 50};
	struct results             *empty = results_new(policy, NULL), *results;
	struct text                 octets = {0};
	struct arena               *arena = arena_new();
	unsigned char               digest[DIGEST];
	char                        wrong[ARCHIVE_WRONG_SIZE];
	enum keep_state             state;
	size_t                      kept;

	/* What the policy makes of it up to its first count, which is that of sessions. */
	if (empty == NULL || arena == NULL || !results_keep(empty, NULL, &octets))
		abort();
	kept = octets.size - DIGEST;
	while (kept > 0 && octets.data[kept - 1] == '\0')
		kept--;
	octets.size = kept;
	text_add_bytes(&octets, data, size);
	EVP_Digest(octets.data, octets.size, digest, NULL, EVP_sha256(), NULL);
	text_add_bytes(&octets, digest, sizeof(digest));
	results = results_restore(policy, &limits, octets.data, octets.size, NULL, arena, &state, wrong);
	if ((results != NULL) != (state == KEEP_GOOD) || (results == NULL && *wrong == '\0'))
		abort();
	if (results != NULL)
		use(results);
	results_free(results);
	results_free(empty);
	arena_free(arena);
	text_free(&octets);
	return 0;
}
