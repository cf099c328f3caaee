/* SPDX-License-Identifier: Apache-2.0 */
/* Keeps what a watch knows over its restarts. */
#include "watch/guard_state_room.h"

#include <stdlib.h>
#include <string.h>

#include "watch/guard_sum.h"

#define SECOND INT64_C(1000000000)

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

void
guard_state_save(struct guard *guard)
{
	struct text octets = {0};

	if (guard->state == NULL)
		return;
	guard_state_mind(guard);
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
		guard_state_refuse(guard, guard_state_refusal(reading.state), reading.wrong);
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
		guard_state_refuse(guard, "unreadable", problem);
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
guard_state_free(struct guard *guard)
{
	if (guard->state == NULL)
		return;
	vault_free(guard->state->vault);
	arena_free(guard->state->arena);
	free(guard->state);
	guard->state = NULL;
}
