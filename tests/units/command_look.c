/* SPDX-License-Identifier: Apache-2.0 */
/* Live, flows are judged before they end: nothing is found so that the whole does not have, and nothing
 * changes. */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command/pipeline.h"
#include "command_crowd.h"
#include "command_tape.h"
#include "unit.h"

#define MOST_IDS 256

struct ids {
	char   list[MOST_IDS][FINDING_ID_SIZE];
	size_t count;
};

static bool
has_id(const struct ids *ids, const char *id)
{
	for (size_t i = 0; i < ids->count; i++)
		if (strcmp(ids->list[i], id) == 0)
			return true;
	return false;
}

static void
add_ids(struct ids *ids, struct results *results)
{
	char id[FINDING_ID_SIZE];

	for (size_t i = 0; i < results_finding_count(results); i++) {
		finding_id(results_finding(results, i), id);
		if (!has_id(ids, id) && ids->count < MOST_IDS)
			memcpy(ids->list[ids->count++], id, sizeof(id));
	}
}

/* A run of the program over a tape, with a look after every ${every} segments (0: none). */
struct run {
	struct classifier *classifier;
	struct results    *results;
	struct ids         found, glanced;
};

static void
look(struct run *run, struct pipeline *pipeline, const struct policy *policy, int64_t since)
{
	const struct results_limits limits = {.findings = 100, .pairs = 100};
	struct results             *glance = results_new(policy, &limits);

	CU_ASSERT_PTR_NOT_NULL_FATAL(glance);
	pipeline_look(pipeline, since, results_add, glance);
	add_ids(&run->glanced, glance);
	results_free(glance);
}

static void
run_tape(struct run *run, const struct tape *tape, const struct policy *policy, size_t every)
{
	struct coverage  coverage;
	struct pipeline *pipeline;
	int64_t          since = 0;

	memset(run, 0, sizeof(*run));
	memset(&coverage, 0, sizeof(coverage));
	run->classifier = classifier_new(&classifier_limits_default);
	run->results = results_new(policy, NULL);
	pipeline = pipeline_new(&(struct pipeline_options){.policy = policy,
							   .classifier = run->classifier,
							   .results = run->results,
							   .flows = &flow_limits_default});
	CU_ASSERT_PTR_NOT_NULL_FATAL(pipeline);
	for (size_t i = 0; i < tape->count; i++) {
		pipeline_segment(pipeline, &tape->segments[i]);
		if (every == 0 || i % every != 0)
			continue;
		look(run, pipeline, policy, since);
		since = tape->segments[i].time;
	}
	pipeline_close(pipeline, &coverage);
	pipeline_free(pipeline);
	add_ids(&run->found, run->results);
}

static void
run_free(struct run *run)
{
	results_free(run->results);
	classifier_free(run->classifier);
}

static bool
is_same(const struct run *a, const struct run *b)
{
	bool is_equal = a->found.count == b->found.count;

	for (size_t i = 0; i < a->found.count; i++)
		is_equal = is_equal && has_id(&b->found, a->found.list[i]);
	for (size_t i = 0; i < results_check_count(a->results); i++) {
		struct check_tally x = results_check(a->results, i), y = results_check(b->results, i);

		is_equal = is_equal && x.violated == y.violated && x.satisfied == y.satisfied &&
			   x.inconclusive == y.inconclusive;
	}
	return is_equal;
}

/* Returns how many findings of the whole were seen before its end. */
static size_t
try_sample(const char *path, const struct policy *policy, size_t every)
{
	struct tape whole = {NULL, 0, 0};
	struct run  plain, looked;
	size_t      early = 0;

	CU_ASSERT_FATAL(tape_read(&whole, path));
	run_tape(&plain, &whole, policy, 0);
	run_tape(&looked, &whole, policy, every);
	CU_ASSERT(is_same(&plain, &looked));
	for (size_t i = 0; i < looked.glanced.count; i++) {
		CU_ASSERT(has_id(&plain.found, looked.glanced.list[i]));
		if (!has_id(&plain.found, looked.glanced.list[i]))
			printf("\n%s, a look after every %zu: a finding that the whole does not have ", path,
			       every);
	}
	early = looked.glanced.count;
	run_free(&plain);
	run_free(&looked);
	tape_free(&whole, true);
	return early;
}

static void
looks_find_what_the_whole_has_and_change_nothing(void)
{
	struct complaints *complaints = complaints_new();
	struct policy     *policy = policy_load("baseline", complaints);
	glob_t             samples;
	size_t             early = 0;

	CU_ASSERT_PTR_NOT_NULL_FATAL(policy);
	CU_ASSERT_EQUAL_FATAL(glob("captures/*.pcap*", 0, NULL, &samples), 0);
	for (size_t i = 0; i < samples.gl_pathc; i++) {
		if (tape_is_continuation(samples.gl_pathv[i]))
			continue;
		early += try_sample(samples.gl_pathv[i], policy, 1);
		(void)try_sample(samples.gl_pathv[i], policy, 7);
	}
	printf("%zu findings certain before the end ", early);
	CU_ASSERT(early > 100);
	globfree(&samples);
	policy_free(policy);
	complaints_free(complaints);
}

/* Three SYNs within two seconds, and the client gives up: a second later it is certain, and no packet of it
 * says so, though others came. */
static void
what_time_makes_certain_is_seen(void)
{
	static const char  wanted[] = "submission-blocked-dropped";
	struct complaints *complaints = complaints_new();
	struct policy     *policy = policy_load("baseline", complaints);
	struct crowd       crowd;
	struct play        play;
	struct pipeline   *pipeline = play_begin(policy, &play);
	int64_t            begin;

	crowd_begin(&crowd);
	crowd_call(&crowd, CALL_DROPPED, "192.168.10.5", "203.0.113.9", 587, 0);
	begin = crowd.tape.segments[0].time;
	crowd.tape.segments[2].time = begin + 2 * CALL_SECOND;
	for (unsigned i = 0; i < 3; i++)
		pipeline_segment(pipeline, &crowd.tape.segments[i]);
	for (unsigned tenths = 20; tenths < 50; tenths += 5) {
		int64_t         now = begin + tenths * CALL_SECOND / 10;
		struct results *glance = results_new(policy, NULL);

		pipeline_advance(pipeline, now);
		pipeline_look(pipeline, begin + 25 * CALL_SECOND / 10, results_add, glance);
		CU_ASSERT_EQUAL(results_finding_count(glance), tenths >= 30);
		if (results_finding_count(glance) > 0)
			CU_ASSERT_STRING_EQUAL(results_finding(glance, 0)->check->id, wanted);
		results_free(glance);
	}
	play_end(pipeline, &play);
	play_free(&play);
	crowd_end(&crowd);
	policy_free(policy);
	complaints_free(complaints);
}

SUITE("command: look", ROW(looks_find_what_the_whole_has_and_change_nothing),
      ROW(what_time_makes_certain_is_seen))
