/* SPDX-License-Identifier: Apache-2.0 */
/* Keeps what a watch knows over its restarts. */
#include "watch/guard_state.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#include "report/members.h"
#include "watch/guard_sum.h"
#include "watch/metrics.h"
#include "watch/news.h"
#include "watch/vault.h"

#define SECOND INT64_C(1000000000)

struct guard_state {
	struct vault *vault;
	struct arena *arena;              /* of what was restored */
	struct past   past;               /* earlier runs */
	size_t        input_count;        /* interfaces: those that are watched, and those that were */
	uint64_t      sessions, findings; /* restored */
	uint64_t      unwatched;          /* seconds before this run, that are among the past's */
	bool          is_restored, was_failing;
	/* Why what was there was not taken, as a word and as a sentence, and its new name; NULL: it was, or
	 * there was nothing. */
	const char *refusal;
	char        reason[256], aside[VAULT_NAME_SIZE];
};

bool
guard_state_open(struct guard *guard, char *problem, size_t room)
{
	if (guard->options.state == NULL)
		return true;
	(void)snprintf(problem, room, "out of memory");
	if ((guard->state = calloc(1, sizeof(*guard->state))) == NULL ||
	    (guard->state->arena = arena_new()) == NULL)
		return false;
	guard->state->vault = vault_open(guard->options.state, problem, room);
	return guard->state->vault != NULL;
}

/* ---- what is kept ---- */

static void
fill_inputs(struct guard *guard, const struct summing *sum, struct past *past)
{
	struct station_state state;

	past->input_count = sum->input_count;
	for (size_t i = 0; i < sum->input_count; i++) {
		const struct report_input *from = &sum->inputs[i];
		struct past_input         *input = &past->inputs[i];

		(void)snprintf(input->name, sizeof(input->name), "%s", from->capture);
		input->packets = from->packets;
		input->bytes = from->bytes;
		input->first = from->first;
		input->last = from->last;
		input->frames = guard->state->past.inputs[i].frames;
	}
	for (size_t i = 0; i < guard->station_count; i++) {
		struct past_input *input = &past->inputs[i / guard->options.threads];

		station_state(guard->stations[i], &state);
		if (state.frames > input->frames)
			input->frames = state.frames;
	}
}

/* Of what was refused results tell by themselves. */
static bool
make_octets(struct guard *guard, struct text *octets)
{
	struct summing *sum = calloc(1, sizeof(*sum));
	struct past    *past = calloc(1, sizeof(*past));
	bool            is_done = sum != NULL && past != NULL && guard_sum(guard, sum);

	if (is_done) {
		past->since = guard->counted_since;
		past->saved = guard_now();
		past->restarts = guard->state->past.restarts;
		past->coverage = sum->coverage;
		past->coverage.findings_refused = past->coverage.subjects_refused = 0;
		fill_inputs(guard, sum, past);
		is_done = past_keep(past, guard->notices, sum->results, octets);
	}
	if (sum != NULL)
		guard_sum_free(sum);
	free(sum);
	free(past);
	return is_done;
}

static void
tell_saving(struct guard *guard, bool is_saved, const char *problem)
{
	struct json_object *event = news_begin("state", guard_now());

	member_text(&event, "state", is_saved ? "saved" : "not-saved");
	member_name(&event, "folder", guard->options.state);
	if (!is_saved)
		member_name(&event, "problem", problem);
	guard_put(guard, event, is_saved ? LOG_NOTICE : LOG_ERR);
	fprintf(stderr, "mailreeve: watch: --state %s: %s%s\n", guard->options.state,
		is_saved ? "saved again" : "not saved: ", is_saved ? "" : problem);
}

/* Once when it begins to fail, and once when it goes again. */
static void
mind_failures(struct guard *guard)
{
	struct vault_state state;
	bool               is_failing;

	vault_state(guard->state->vault, &state);
	is_failing = *state.problem != '\0';
	if (is_failing != guard->state->was_failing)
		tell_saving(guard, !is_failing, state.problem);
	guard->state->was_failing = is_failing;
}

void
guard_state_save(struct guard *guard)
{
	struct text octets = {0};

	if (guard->state == NULL)
		return;
	mind_failures(guard);
	if (make_octets(guard, &octets))
		vault_put(guard->state->vault, octets.data, octets.size);
	else
		text_free(&octets);
}

/* ---- what was kept ---- */

/* Watched now, or once; behind the last of which there is room the others are one. */
static size_t
index_of(void *context, const struct past_input *input)
{
	struct guard       *guard = context;
	struct guard_state *state = guard->state;
	size_t              at = 0;

	for (; at < guard->options.interface_count; at++)
		if (strncmp(guard->options.interfaces[at], input->name, PAST_NAME_SIZE - 1) == 0)
			break;
	if (at == guard->options.interface_count)
		at = state->input_count < PAST_INPUTS ? state->input_count++ : PAST_INPUTS - 1;
	return at;
}

static void
add_input(struct past_input *into, const struct past_input *from)
{
	if (*into->name == '\0')
		*into = *from;
	else
		into->packets += from->packets, into->bytes += from->bytes;
	if (from->frames > into->frames)
		into->frames = from->frames;
}

/* The past of each interface goes to where that interface is now. */
static void
move_inputs(struct guard *guard, const struct past *past)
{
	struct guard_state *state = guard->state;

	memset(state->past.inputs, 0, sizeof(state->past.inputs));
	state->input_count = guard->options.interface_count;
	for (size_t i = 0; i < past->input_count; i++)
		add_input(&state->past.inputs[index_of(guard, &past->inputs[i])], &past->inputs[i]);
}

/* Whether the clock goes backwards or not, some time went by. */
static uint64_t
seconds_since(int64_t saved, int64_t now)
{
	return now > saved ? (uint64_t)((now - saved + SECOND - 1) / SECOND) : 1;
}

static void
take_over(struct guard *guard, const struct past *past, struct results *results)
{
	struct guard_state *state = guard->state;

	state->is_restored = true;
	state->past = *past;
	move_inputs(guard, past);
	state->past.restarts++;
	state->unwatched = seconds_since(past->saved, guard_now());
	state->past.coverage.unwatched += state->unwatched;
	state->sessions = results_sessions(results);
	guard->counted_since = past->since;
	for (size_t i = 0; i < guard->station_count; i++)
		station_continue(guard->stations[i], state->past.inputs[i / guard->options.threads].frames);
	book_add(guard->book, results);
	if (results_settle(results))
		state->findings = results_finding_count(results);
}

static const char *
refusal_of(enum keep_state state)
{
	static const char *const words[] = {
	    [KEEP_OTHER_POLICY] = "other-policy", [KEEP_FOREIGN] = "foreign",     [KEEP_NEWER] = "newer",
	    [KEEP_DAMAGED] = "damaged",           [KEEP_NO_MEMORY] = "no-memory",
	};

	return words[state];
}

static void
refuse_it(struct guard *guard, const char *word, const char *reason)
{
	struct guard_state *state = guard->state;

	state->refusal = word;
	(void)snprintf(state->reason, sizeof(state->reason), "%s", reason);
	vault_set_aside(state->vault, word, guard_now(), state->aside);
}

static void
restore(struct guard *guard, const void *octets, size_t size)
{
	struct guard_state *state = guard->state;
	struct past        *past = calloc(1, sizeof(*past));
	struct notices     *notices = notices_new(NOTICES);
	struct results     *results = NULL;
	struct past_reading reading = {.policy = guard->policy,
				       .limits = &guard->limits.results,
				       .arena = state->arena,
				       .index = index_of,
				       .context = guard,
				       .state = KEEP_NO_MEMORY,
				       .wrong = "out of memory"};

	state->input_count = guard->options.interface_count;
	if (past != NULL && notices != NULL)
		results = past_restore(past, notices, octets, size, &reading);
	if (results != NULL) {
		take_over(guard, past, results);
		notices_free(guard->notices);
		guard->notices = notices;
		notices = NULL;
	} else {
		refuse_it(guard, refusal_of(reading.state), reading.wrong);
	}
	results_free(results);
	notices_free(notices);
	free(past);
}

bool
guard_state_begin(struct guard *guard, char *problem, size_t room)
{
	struct vault_state state;
	struct text        octets = {0};
	void              *kept;
	size_t             size;
	bool               is_done, is_passing = true;

	if (guard->state == NULL)
		return true;
	guard->state->input_count = guard->options.interface_count;
	kept = vault_read(guard->state->vault, (size_t)guard->options.memory, &size, problem, room);
	if (kept != NULL)
		restore(guard, kept, size);
	else if (*problem != '\0')
		refuse_it(guard, "unreadable", problem);
	free(kept);
	is_done = make_octets(guard, &octets) &&
		  vault_write(guard->state->vault, octets.data, octets.size, &is_passing);
	text_free(&octets);
	vault_state(guard->state->vault, &state);
	if (guard->state->refusal != NULL)
		(void)snprintf(problem, room,
			       "--state %s: of the file `state`: %s; and then: %s: move it away",
			       guard->options.state, guard->state->reason, state.problem);
	else
		(void)snprintf(problem, room,
			       "--state %s: %s: the user that it runs as must be able to write there",
			       guard->options.state, state.problem);
	return (is_done || is_passing) && vault_start(guard->state->vault);
}

void
guard_state_tell(struct guard *guard)
{
	const struct guard_state *state = guard->state;
	struct json_object       *event;
	char                      since[TEXT_TIME_SIZE];

	if (state == NULL)
		return;
	event = news_begin("state", guard_now());
	member_text(&event, "state",
		    state->is_restored       ? "restored"
		    : state->refusal != NULL ? "set-aside"
					     : "new");
	member_name(&event, "folder", guard->options.state);
	if (state->refusal != NULL) {
		member_text(&event, "why", state->refusal);
		member_name(&event, "problem", state->reason);
		member_name(&event, "kept_as", state->aside);
		fprintf(stderr,
			"mailreeve: watch: --state %s: %s; it is kept as %s, and counting begins anew\n",
			guard->options.state, state->reason, state->aside);
	}
	if (state->is_restored) {
		member_time(&event, "since", guard->counted_since);
		member_time(&event, "saved", state->past.saved);
		member_count(&event, "unwatched_seconds", state->unwatched);
		member_count(&event, "sessions", state->sessions);
		member_count(&event, "findings", state->findings);
		if (!guard->options.is_quiet)
			fprintf(stderr,
				"mailreeve: watch: --state %s: %" PRIu64 " sessions and %" PRIu64
				" findings since %s; nobody watched for %" PRIu64 " s\n",
				guard->options.state, state->sessions, state->findings,
				text_time(guard->counted_since, since), state->unwatched);
		if (state->past.unknown > 0)
			fprintf(stderr,
				"mailreeve: watch: --state %s: %u numbers of coverage that this version does "
				"not know "
				"are lost\n",
				guard->options.state, state->past.unknown);
	}
	guard_put(guard, event, state->refusal != NULL ? LOG_WARNING : LOG_NOTICE);
}

void
guard_state_forget(struct guard *guard)
{
	struct json_object *event;

	if (guard->state == NULL)
		return;
	refuse_it(guard, refusal_of(KEEP_OTHER_POLICY), "the policy was changed");
	event = news_begin("state", guard_now());
	member_text(&event, "state", "set-aside");
	member_name(&event, "folder", guard->options.state);
	member_text(&event, "why", guard->state->refusal);
	member_name(&event, "problem", guard->state->reason);
	member_name(&event, "kept_as", guard->state->aside);
	guard_put(guard, event, LOG_WARNING);
	guard_state_save(guard);
}

/* ---- reports and status ---- */

size_t
guard_state_inputs(const struct guard *guard, struct report_input inputs[PAST_INPUTS])
{
	static const char *const none[] = {NULL};
	size_t                   watched = guard->options.interface_count;
	size_t                   count = guard->state != NULL ? guard->state->input_count : watched;

	for (size_t i = 0; i < count; i++)
		inputs[i] = (struct report_input){.capture = i < watched ? guard->options.interfaces[i]
									 : guard->state->past.inputs[i].name,
						  .is_complete = true,
						  .problems = none};
	return count;
}

void
guard_state_add(const struct guard *guard, struct report_input *inputs, struct coverage *coverage)
{
	if (guard->state == NULL)
		return;
	for (size_t i = 0; i < guard->state->input_count; i++) {
		const struct past_input *past = &guard->state->past.inputs[i];

		if (past->packets == 0)
			continue;
		if (past->first != 0 && (inputs[i].packets == 0 || past->first < inputs[i].first))
			inputs[i].first = past->first;
		if (past->last > inputs[i].last)
			inputs[i].last = past->last;
		inputs[i].packets += past->packets;
		inputs[i].bytes += past->bytes;
	}
	coverage_add(coverage, &guard->state->past.coverage);
}

struct json_object *
guard_state_object(struct guard *guard)
{
	struct json_object *object = json_object_new_object();
	struct vault_state  state;

	vault_state(guard->state->vault, &state);
	member_name(&object, "folder", state.folder);
	member_time(&object, "since", guard->counted_since);
	member_truth(&object, "restored", guard->state->is_restored);
	member_count(&object, "restarts", guard->state->past.restarts);
	member_count(&object, "unwatched_seconds", guard->state->past.coverage.unwatched);
	if (state.saved != 0)
		member_time(&object, "saved", state.saved);
	else
		member_null(&object, "saved");
	member_count(&object, "saves", state.saves);
	member_count(&object, "failures", state.failures);
	member_count(&object, "bytes", state.octets);
	if (*state.problem != '\0')
		member_name(&object, "problem", state.problem);
	return object;
}

void
guard_state_metrics(struct guard *guard, FILE *out)
{
	struct vault_state state;

	if (guard->state == NULL)
		return;
	vault_state(guard->state->vault, &state);
	metrics_put(out, "state_saved_timestamp_seconds", "gauge", "When the state was saved last.",
		    (uint64_t)(state.saved / SECOND));
	metrics_put(out, "state_saves_total", "counter", "Times that the state was saved.", state.saves);
	metrics_put(out, "state_failures_total", "counter", "Times that it could not be.", state.failures);
	metrics_put(out, "state_bytes", "gauge", "Octets of the state on disk.", state.octets);
}

void
guard_state_free(struct guard *guard)
{
	if (guard->state == NULL)
		return;
	vault_free(guard->state->vault);
	arena_free(guard->state->arena);
	free(guard->state);
	guard->state = NULL;
}
