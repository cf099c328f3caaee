/* SPDX-License-Identifier: Apache-2.0 */
/* Tells of what is kept over restarts: events, reports, status, metrics. */
#include <inttypes.h>
#include <string.h>
#include <syslog.h>

#include "report/members.h"
#include "watch/guard_state_room.h"
#include "watch/metrics.h"
#include "watch/news.h"

#define SECOND INT64_C(1000000000)

const char *
guard_state_refusal(enum keep_state state)
{
	static const char *const words[] = {
	    [KEEP_OTHER_POLICY] = "other-policy",
	    [KEEP_FOREIGN] = "foreign",
	    [KEEP_OLDER] = "older",
	    [KEEP_NEWER] = "newer",
	    [KEEP_DAMAGED] = "damaged",
	    [KEEP_NO_MEMORY] = "no-memory",
	};

	return words[state];
}

void
guard_state_refuse(struct guard *guard, const char *word, const char *reason)
{
	struct guard_state *state = guard->state;

	state->refusal = word;
	(void)snprintf(state->reason, sizeof(state->reason), "%s", reason);
	vault_set_aside(state->vault, word, guard_now(), state->aside);
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
void
guard_state_mind(struct guard *guard)
{
	struct vault_state state;
	bool               is_failing;

	vault_state(guard->state->vault, &state);
	is_failing = *state.problem != '\0';
	if (is_failing != guard->state->was_failing)
		tell_saving(guard, !is_failing, state.problem);
	guard->state->was_failing = is_failing;
}

static void
tell_refused(const struct guard *guard, struct json_object **event)
{
	const struct guard_state *state = guard->state;

	member_text(event, "why", state->refusal);
	member_name(event, "problem", state->reason);
	member_name(event, "kept_as", state->aside);
	fprintf(stderr, "mailreeve: watch: --state %s: %s; it is kept as %s, and counting begins anew\n",
		guard->options.state, state->reason, state->aside);
}

static void
tell_restored(const struct guard *guard, struct json_object **event)
{
	const struct guard_state *state = guard->state;
	char                      since[TEXT_TIME_SIZE];

	member_time(event, "since", guard->counted_since);
	member_time(event, "saved", state->past.saved);
	member_count(event, "unwatched_seconds", state->unwatched);
	member_count(event, "sessions", state->sessions);
	member_count(event, "findings", state->findings);
	if (!guard->options.is_quiet)
		fprintf(stderr,
			"mailreeve: watch: --state %s: %" PRIu64 " sessions and %" PRIu64
			" findings since %s; nobody watched for %" PRIu64 " s\n",
			guard->options.state, state->sessions, state->findings,
			text_time(guard->counted_since, since), state->unwatched);
	if (state->past.unknown > 0)
		fprintf(
		    stderr,
		    "mailreeve: watch: --state %s: %u numbers of coverage that this version does not know "
		    "are lost\n",
		    guard->options.state, state->past.unknown);
}

void
guard_state_tell(struct guard *guard)
{
	const struct guard_state *state = guard->state;
	struct json_object       *event;

	if (state == NULL)
		return;
	event = news_begin("state", guard_now());
	member_text(&event, "state",
		    state->is_restored       ? "restored"
		    : state->refusal != NULL ? "set-aside"
					     : "new");
	member_name(&event, "folder", guard->options.state);
	if (state->refusal != NULL)
		tell_refused(guard, &event);
	else if (state->is_restored)
		tell_restored(guard, &event);
	guard_put(guard, event, state->refusal != NULL ? LOG_WARNING : LOG_NOTICE);
}

void
guard_state_forget(struct guard *guard)
{
	struct json_object *event;

	if (guard->state == NULL)
		return;
	guard_state_refuse(guard, guard_state_refusal(KEEP_OTHER_POLICY), "the policy was changed");
	event = news_begin("state", guard_now());
	member_text(&event, "state", "set-aside");
	member_name(&event, "folder", guard->options.state);
	tell_refused(guard, &event);
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
