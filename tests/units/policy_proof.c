/* SPDX-License-Identifier: Apache-2.0 */
/* A finding's proof: its first session, whatever came first, and the facts that its check asked for. */
#include "policy_helpers.h"

#include "policy/proof.h"

static const char policy_text[] = "policy: test\n"
				  "zones: {inside: 10.0.0.0/8}\n"
				  "checks:\n"
				  "  - id: plain\n"
				  "    title: Plaintext\n"
				  "    severity: high\n"
				  "    applies: protocol == imap and security is known\n"
				  "    violates: security == plaintext and port == 143\n";

static struct session
seen_at(uint64_t frame, uint16_t client_port)
{
	struct session session = session_of("protocol=imap security=plaintext port=143");

	session.first_frame = session.last_frame = place_of(0, frame);
	facts_note_count(&session.facts, FACT_CLIENT_PORT, client_port, PLACE_NONE);
	return session;
}

static void
the_first_session_is_kept_in_whatever_order_they_come(void)
{
	struct policy *policy = good_policy(policy_text);
	struct session early = seen_at(10, 50001), late = seen_at(20, 50002);
	uint16_t       ports[2];

	for (unsigned turn = 0; turn < 2; turn++) {
		struct results *results = results_new(policy, NULL), *other = results_new(policy, NULL);

		results_add(results, turn == 0 ? &early : &late);
		results_add(other, turn == 0 ? &late : &early);
		results_merge(results, other);
		CU_ASSERT_EQUAL_FATAL(results_finding_count(results), 1);
		ports[turn] = results_finding(results, 0)->proof.client_port;
		CU_ASSERT_EQUAL(results_finding(results, 0)->count, 2);
		results_free(results);
		results_free(other);
	}
	CU_ASSERT_EQUAL(ports[0], 50001);
	CU_ASSERT_EQUAL(ports[1], 50001);
	policy_free(policy);
}

static void
facts_that_decided_are_kept_without_those_of_the_subject(void)
{
	struct policy      *policy = good_policy(policy_text);
	struct results     *results = results_new(policy, NULL);
	struct session      session = seen_at(10, 50001);
	const struct proof *proof;
	struct facts        facts;

	results_add(results, &session);
	CU_ASSERT_EQUAL_FATAL(results_finding_count(results), 1);
	proof = &results_finding(results, 0)->proof;
	CU_ASSERT_EQUAL_FATAL(proof->fact_count, 2);
	CU_ASSERT_EQUAL(proof->facts[0], FACT_SECURITY);
	CU_ASSERT_EQUAL(proof->facts[1], FACT_PROTOCOL);
	proof_facts(proof, &facts);
	CU_ASSERT_TRUE(facts_word_is(&facts, FACT_SECURITY, SECURITY_PLAINTEXT));
	CU_ASSERT_FALSE(facts_has(&facts, FACT_SERVER_PORT));
	results_free(results);
	policy_free(policy);
}

static void
the_session_that_is_named_has_the_id_of_the_session(void)
{
	struct session session = seen_at(10, 50001), named;
	struct proof   proof;
	char           id[SESSION_ID_SIZE], other[SESSION_ID_SIZE];
	struct address client = {
	    {10, 0, 0, 5},
            4
        };

	facts_note_address(&session.facts, FACT_CLIENT, &client, PLACE_NONE);
	facts_note_time(&session.facts, FACT_FIRST_SEEN, 1234567890, PLACE_NONE);
	proof_note(&proof, &session, NULL, NULL);
	proof_session(&proof, &named);
	session_id(&session, id);
	session_id(&named, other);
	CU_ASSERT_STRING_EQUAL(id, other);
}

SUITE("policy: proof", ROW(the_first_session_is_kept_in_whatever_order_they_come),
      ROW(facts_that_decided_are_kept_without_those_of_the_subject),
      ROW(the_session_that_is_named_has_the_id_of_the_session))
