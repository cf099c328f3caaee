/* SPDX-License-Identifier: Apache-2.0 */
/* What a watch counts of itself, for Prometheus. */
#include "watch/metrics.h"

#include <string.h>

#include "base/text.h"
#include "watch/guard_state.h"
#include "watch/mailbox.h"

/* One number of a station. */
struct station_row {
	const char *name, *type, *help;
	uint64_t (*number)(const struct station_state *state);
};

/* clang-format off */
#define number_of(word, expression)                                                                          \
	static uint64_t word##_of(const struct station_state *state) { return expression; }
number_of(up,             state->is_up)
number_of(packets,        state->coverage.packets)
number_of(octets,         state->coverage.octets)
number_of(dropped,        state->dropped)
number_of(dropped_before, state->dropped_by_interface)
number_of(interruptions,  state->interruptions)
number_of(flows,          state->flows)
number_of(dialogues,      state->dialogues)
number_of(seen,           state->coverage.flow.flows)
number_of(evicted,        state->coverage.flow.evicted)
number_of(sessions,       state->coverage.mail_sessions)
number_of(steps,          state->clock_steps)
#undef number_of

static const struct station_row rows[] = {
	{"interface_up",          "gauge",   "Whether the interface can be captured from.",         up_of},
	{"packets_total",         "counter", "Packets captured.",                                   packets_of},
	{"bytes_total",           "counter", "Octets of those packets on the wire.",                octets_of},
	{"kernel_drops_total",    "counter", "Packets that the kernel had no room for.",            dropped_of},
	{"interface_drops_total", "counter", "Packets dropped before the kernel saw them.",         dropped_before_of},
	{"interruptions_total",   "counter", "Times that the interface was down or gone.",          interruptions_of},
	{"flows",                 "gauge",   "TCP connections that are remembered.",                flows_of},
	{"dialogues",             "gauge",   "Connections whose talk is followed.",                 dialogues_of},
	{"flows_seen_total",      "counter", "TCP connections seen.",                               seen_of},
	{"flows_evicted_total",   "counter", "Connections forgotten early for want of room.",       evicted_of},
	{"mail_sessions_total",   "counter", "Mail sessions judged.",                               sessions_of},
	{"clock_steps_total",     "counter", "Times that the clock was set, or the machine slept.", steps_of},
};
/* clang-format on */

/* Of a label's value `"`, `\` and line ends are escaped; what came of text_clean has no line ends. */
static void
put_label(FILE *out, const char *value)
{
	struct text clean = {0};

	text_clean(&clean, value, strlen(value));
	for (const char *at = clean.data != NULL ? clean.data : ""; *at != '\0'; at++)
		fprintf(out, *at == '"' || *at == '\\' ? "\\%c" : "%c", *at);
	text_free(&clean);
}

static void
put_head(FILE *out, const char *name, const char *type, const char *help)
{
	fprintf(out, "# HELP mailreeve_watch_%s %s\n# TYPE mailreeve_watch_%s %s\n", name, help, name, type);
}

static void
put_station(FILE *out, const char *name, const struct station_state *states, size_t station)
{
	fprintf(out, "mailreeve_watch_%s{interface=\"", name);
	put_label(out, states[station].interface);
	fprintf(out, "\",thread=\"%zu\"} ", station);
}

static void
put_row(FILE *out, const struct station_row *row, const struct station_state *states, size_t count)
{
	put_head(out, row->name, row->type, row->help);
	for (size_t i = 0; i < count; i++) {
		put_station(out, row->name, states, i);
		fprintf(out, "%llu\n", (unsigned long long)row->number(&states[i]));
	}
}

static void
put_processor(FILE *out, const struct station_state *states, size_t count)
{
	static const char name[] = "capture_cpu_seconds_total";

	put_head(out, name, "counter", "Processor time of the capture threads.");
	for (size_t i = 0; i < count; i++) {
		put_station(out, name, states, i);
		fprintf(out, "%.6f\n", (double)states[i].cpu / 1e9);
	}
}

static void
put_outlets(struct guard *guard, FILE *out)
{
	static const char *const names[] = {"events_written_total", "events_lost_total",
					    "events_queued_bytes"};
	static const char *const helps[] = {"Events written.",
					    "Events lost because a reader was slow or away.",
					    "Octets of events that wait for their reader."};
	struct outlet_state      state;

	for (unsigned number = 0; number < 3; number++) {
		put_head(out, names[number], number < 2 ? "counter" : "gauge", helps[number]);
		for (size_t i = 0; i < guard->outlet_count; i++) {
			outlet_state(guard->outlets[i], &state);
			fprintf(out, "mailreeve_watch_%s{outlet=\"%zu\",to=\"", names[number], i);
			put_label(out, state.address);
			fprintf(out, "\"} %llu\n",
				(unsigned long long)(number == 0   ? state.written
						     : number == 1 ? state.lost
								   : state.queued));
		}
	}
}

void
metrics_put(FILE *out, const char *name, const char *type, const char *help, uint64_t number)
{
	put_head(out, name, type, help);
	fprintf(out, "mailreeve_watch_%s %llu\n", name, (unsigned long long)number);
}

bool
metrics_write(struct guard *guard, uint64_t requests, FILE *out)
{
	static const struct station_state none;
	struct station_state              states[MOST_STATIONS];

	states[0] = none;
	for (size_t i = 0; i < guard->station_count; i++)
		station_state(guard->stations[i], &states[i]);
	for (size_t row = 0; row < sizeof(rows) / sizeof(rows[0]); row++)
		put_row(out, &rows[row], states, guard->station_count);
	put_processor(out, states, guard->station_count);
	put_outlets(guard, out);
	metrics_put(out, "findings_told_total", "counter", "Findings told as new ones.",
		    notices_told(guard->notices));
	metrics_put(out, "session_events_lost_total", "counter",
		    "Sessions that came faster than they could be told.", mailbox_lost(guard->mailbox));
	metrics_put(out, "policy_reloads_total", "counter", "Times that the policy was loaded anew.",
		    guard->reloads);
	metrics_put(out, "policy_reloads_failed_total", "counter", "Times that a new policy was refused.",
		    guard->failed_reloads);
	guard_state_metrics(guard, out);
	metrics_put(out, "http_requests_total", "counter", "Requests answered or refused.", requests);
	return !ferror(out);
}
