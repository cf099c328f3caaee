/* SPDX-License-Identifier: Apache-2.0 */
/* A flood of SYNs crowds out nothing but itself. */
#include <stdio.h>
#include <string.h>

#include "command/pipeline.h"
#include "command_crowd.h"
#include "policy_helpers.h"

#define SYNS 20000
#define FLOWS 2000

struct told {
	unsigned sessions, talks, dropped, unknown;
};

static void
note_told(void *context, const struct session *session)
{
	struct told *told = context;

	told->sessions++;
	told->talks += facts_word_is(&session->facts, FACT_OUTCOME, OUTCOME_ESTABLISHED);
	told->dropped += facts_word_is(&session->facts, FACT_OUTCOME, OUTCOME_DROPPED);
	told->unknown += facts_word_is(&session->facts, FACT_OUTCOME, OUTCOME_UNKNOWN);
}

/* 20,000 SYNs in a minute, each of another client, where there is room for 2,000 connections: each is known
 * of for six seconds. */
static void
make_flood(struct crowd *crowd)
{
	char client[32];

	for (unsigned i = 0; i < SYNS; i++) {
		(void)snprintf(client, sizeof(client), "45.%u.%u.%u", i >> 16, i >> 8 & 255, i & 255);
		crowd_call(crowd, CALL_SYN, client, "203.0.113.7", 587, i * 3 * CALL_SECOND / 1000);
	}
}

static void
run(struct crowd *crowd, struct told *told, struct coverage *coverage)
{
	struct flow_limits flows = flow_limits_default;
	struct policy     *policy = good_policy("policy: test\nchecks: []\n");
	struct classifier *classifier = classifier_new(&classifier_limits_default);
	struct results    *results = results_new(policy, NULL);
	struct pipeline   *pipeline;

	memset(told, 0, sizeof(*told));
	memset(coverage, 0, sizeof(*coverage));
	flows.flows = FLOWS;
	pipeline = pipeline_new(&(struct pipeline_options){.policy = policy,
							   .classifier = classifier,
							   .results = results,
							   .flows = &flows,
							   .on_session = note_told,
							   .context = told});
	CU_ASSERT_PTR_NOT_NULL_FATAL(pipeline);
	crowd_sort(crowd);
	for (size_t i = 0; i < crowd->tape.count; i++)
		pipeline_segment(pipeline, &crowd->tape.segments[i]);
	pipeline_close(pipeline, coverage);
	pipeline_free(pipeline);
	results_free(results);
	classifier_free(classifier);
	policy_free(policy);
}

/* Who sends a third SYN within the six seconds, and who talks, is told; a SYN that nothing came of is counted
 * as given up and is no session. */
static void
what_is_certain_is_told_and_the_flood_is_counted(void)
{
	struct crowd    crowd;
	struct told     told;
	struct coverage coverage;

	crowd_begin(&crowd);
	make_flood(&crowd);
	crowd_call(&crowd, CALL_TALK, "192.168.10.5", "203.0.113.9", 587, 20 * CALL_SECOND);
	crowd_call(&crowd, CALL_DROPPED, "192.168.10.6", "203.0.113.9", 587, 30 * CALL_SECOND);
	crowd_call(&crowd, CALL_REFUSED, "192.168.10.7", "203.0.113.9", 465, 40 * CALL_SECOND);
	run(&crowd, &told, &coverage);
	CU_ASSERT_EQUAL(told.talks, 1);
	CU_ASSERT_EQUAL(told.dropped, 1);
	/* A closed connection makes room at once: the talk's last ACK comes behind that. */
	CU_ASSERT_EQUAL(coverage.flow.flows, SYNS + 3 + 1);
	/* Those that were still known of at the end, and the one that was given up, but certain. */
	CU_ASSERT_EQUAL(told.sessions, coverage.flow.flows - coverage.flow.evicted + 1);
	CU_ASSERT_EQUAL(told.unknown, told.sessions - 3);
	CU_ASSERT(coverage.flow.evicted >= SYNS - FLOWS);
	CU_ASSERT_EQUAL(coverage.mail_sessions, told.sessions);
	crowd_end(&crowd);
}

SUITE("command: flood", ROW(what_is_certain_is_told_and_the_flood_is_counted))
