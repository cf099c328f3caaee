/* SPDX-License-Identifier: Apache-2.0 */
/* Any octets as a policy: it is complained of or it compiles, and what compiles can judge. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "policy/policy.h"
#include "policy/results.h"

/* Sessions that know little and much, so that compiled expressions are asked, too. */
static void
judge_some(const struct policy *policy)
{
	struct results *results = results_new(policy, NULL), *other = results_new(policy, NULL);
	struct session  session;
	struct address  address = {
	     {10, 0, 0, 1},
             4
        };

	memset(&session, 0, sizeof(session));
	if (results == NULL || other == NULL)
		abort();
	results_add(results, &session);
	facts_note_address(&session.facts, FACT_CLIENT, &address, 1);
	facts_note_address(&session.facts, FACT_SERVER, &address, 1);
	facts_note_count(&session.facts, FACT_SERVER_PORT, 143, 1);
	facts_note_word(&session.facts, FACT_PROTOCOL, PROTOCOL_IMAP, 1);
	facts_note_word(&session.facts, FACT_SECURITY, SECURITY_PLAINTEXT, 1);
	facts_note_time(&session.facts, FACT_LAST_SEEN, 1, 1);
	facts_note_text(&session.facts, FACT_TLS_SNI, "mail.example.org", 1);
	zones_note(policy_zones(policy), &session);
	results_add(results, &session);
	facts_note_time(&session.facts, FACT_FIRST_SEEN, INT64_MIN + 1, 1);
	facts_note_count(&session.facts, FACT_AUTH_FAILURES, UINT64_MAX, 1);
	results_add(results, &session);
	results_merge(other, results);
	if (!results_settle(results) || !results_settle(other) ||
	    results_finding_count(results) != results_finding_count(other))
		abort();
	for (size_t i = 0; i < results_check_count(results); i++)
		if (results_check(results, i).check == NULL)
			abort();
	(void)results_finding(results, 0);
	results_free(results);
	results_free(other);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char               name[] = "/tmp/mailreeve-fuzz-XXXXXX";
	int                descriptor = mkstemp(name);
	struct complaints *complaints = complaints_new();
	struct policy     *policy = NULL;

	if (descriptor >= 0 && complaints != NULL && write(descriptor, data, size) == (ssize_t)size) {
		policy = policy_load(name, complaints);
		if ((policy == NULL) != (complaints_count(complaints, GRAVITY_ERROR) > 0))
			abort();
		if (policy != NULL) {
			policy_lint(policy, 0, complaints);
			judge_some(policy);
		}
	}
	policy_free(policy);
	complaints_free(complaints);
	if (descriptor >= 0) {
		close(descriptor);
		unlink(name);
	}
	return 0;
}
