/* SPDX-License-Identifier: Apache-2.0 */
/* Reports of a watch, and what it says of itself. */
#include <string.h>

#include "report/members.h"
#include "watch/guard_state.h"
#include "watch/guard_sum.h"
#include "watch/mailbox.h"

static void
sum_station(struct guard *guard, size_t station, struct summing *sum)
{
	struct station_state state;
	struct report_input *input;

	station_state(guard->stations[station], &state);
	input = &sum->inputs[station / guard->options.threads];
	if (state.first != 0 && (input->packets == 0 || state.first < input->first))
		input->first = state.first;
	if (state.last > input->last)
		input->last = state.last;
	input->packets += state.coverage.packets;
	input->bytes += state.coverage.octets;
	input->is_complete &= state.is_up;
	state.coverage.dropped_by_kernel = state.dropped + state.dropped_by_interface;
	if (station % guard->options.threads == 0) /* each thread counts the same ones */
		state.coverage.interruptions = state.interruptions;
	coverage_add(&sum->coverage, &state.coverage);
}

struct results *
guard_gather(struct guard *guard, int64_t since, pipeline_add *add)
{
	struct results *live = results_new(guard->policy, &guard->limits.results);

	for (size_t i = 0; live != NULL && i < guard->station_count; i++)
		station_gather(guard->stations[i], since, add, live);
	return live;
}

/* A copy that is there for one report. */
static struct results *
gather_all(struct guard *guard)
{
	struct results *results = guard_gather(guard, 0, results_add);

	if (results == NULL)
		return NULL;
	book_copy(guard->book, results);
	if (results_settle(results))
		return results;
	results_free(results);
	return NULL;
}

bool
guard_sum(struct guard *guard, struct summing *sum)
{
	memset(sum, 0, sizeof(*sum));
	if ((sum->results = gather_all(guard)) == NULL)
		return false;
	sum->input_count = guard_state_inputs(guard, sum->inputs);
	for (size_t i = 0; i < guard->station_count; i++)
		sum_station(guard, i, sum);
	guard_state_add(guard, sum->inputs, &sum->coverage);
	sum->coverage.findings_refused = results_refused(sum->results);
	sum->coverage.findings_given_up = results_given_up(sum->results);
	sum->coverage.subjects_refused = results_refused_subjects(sum->results);
	return true;
}

void
guard_sum_free(struct summing *sum)
{
	text_free(&sum->inside);
	results_free(sum->results);
}

bool
guard_report(struct guard *guard, void (*use)(void *context, const struct report *report), void *context)
{
	struct summing sum;
	struct report  report;
	bool           is_done = guard_sum(guard, &sum);

	if (is_done) {
		const struct assembly assembly = {
		    .policy = guard->policy,
		    .results = sum.results,
		    .inputs = sum.inputs,
		    .input_count = sum.input_count,
		    .coverage = sum.counts,
		    .coverage_count = coverage_counts(&sum.coverage, sum.counts),
		    .fail_on = guard->options.fail_on,
		};

		report = assemble_report(&assembly, &sum.inside);
		use(context, &report);
	}
	guard_sum_free(&sum);
	return is_done;
}

static void
write_all(void *context, const struct report *report)
{
	const struct guard       *guard = context;
	const struct report_style style = {.width = 100, .has_utf8 = true};

	for (size_t i = 0; i < guard->options.report_count; i++)
		(void)output_write(&guard->options.reports[i], report, &style);
}

void
guard_write_reports(struct guard *guard)
{
	if (guard->options.report_count > 0)
		(void)guard_report(guard, write_all, guard);
}

static struct json_object *
station_object(struct guard *guard, size_t station)
{
	struct json_object  *object = json_object_new_object();
	struct station_state state;

	station_state(guard->stations[station], &state);
	member_name(&object, "interface", state.interface);
	member_truth(&object, "up", state.is_up);
	if (!state.is_up)
		member_name(&object, "problem", state.problem);
	member_count(&object, "packets", state.coverage.packets);
	member_count(&object, "bytes", state.coverage.octets);
	member_count(&object, "received", state.received);
	member_count(&object, "dropped_by_kernel", state.dropped);
	member_count(&object, "dropped_by_interface", state.dropped_by_interface);
	member_count(&object, "interruptions", state.interruptions);
	member_count(&object, "flows", state.flows);
	member_count(&object, "dialogues", state.dialogues);
	member_count(&object, "flows_seen", state.coverage.flow.flows);
	member_count(&object, "flows_evicted", state.coverage.flow.evicted);
	member_count(&object, "mail_sessions", state.coverage.mail_sessions);
	member_count(&object, "clock_steps", state.clock_steps);
	member_count(&object, "cpu_ms", (uint64_t)(state.cpu / 1000000));
	return object;
}

static struct json_object *
outlet_object(struct guard *guard, size_t outlet)
{
	struct json_object *object = json_object_new_object();
	struct outlet_state state;

	outlet_state(guard->outlets[outlet], &state);
	member_name(&object, "to", state.address);
	member_truth(&object, "open", state.is_open);
	if (*state.problem != '\0')
		member_name(&object, "problem", state.problem);
	member_count(&object, "written", state.written);
	member_count(&object, "lost", state.lost);
	member_count(&object, "queued_bytes", state.queued);
	return object;
}

static void
add_list(struct json_object **to, const char *name, struct guard *guard, size_t count,
	 struct json_object *(*make)(struct guard *guard, size_t index))
{
	struct json_object *list = json_object_new_array();

	for (size_t i = 0; i < count; i++)
		member_object(&list, NULL, make(guard, i));
	member_object(to, name, list);
}

struct json_object *
guard_status(struct guard *guard)
{
	struct json_object *object = json_object_new_object();

	member_text(&object, "mailreeve", MAILREEVE_VERSION);
	member_time(&object, "since", guard->began);
	member_prose(&object, "policy.name", policy_name(guard->policy));
	member_text(&object, "policy.sha256", policy_sha256(guard->policy));
	member_time(&object, "policy.since", guard->counted_since);
	member_count(&object, "policy.reloads", guard->reloads);
	member_count(&object, "policy.failed_reloads", guard->failed_reloads);
	member_count(&object, "findings_told", notices_told(guard->notices));
	member_count(&object, "findings_forgotten", notices_forgotten(guard->notices));
	member_count(&object, "sessions_lost", mailbox_lost(guard->mailbox));
	member_truth(&object, "landlock", guard->has_landlock);
	if (guard->state != NULL)
		member_object(&object, "state", guard_state_object(guard));
	add_list(&object, "stations", guard, guard->station_count, station_object);
	add_list(&object, "outlets", guard, guard->outlet_count, outlet_object);
	return object;
}
