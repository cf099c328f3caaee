/* SPDX-License-Identifier: Apache-2.0 */
/* What a watch has counted over time, for those who look at it. */
#include <string.h>
#include <time.h>

#include "report/members.h"
#include "watch/guard_room.h"
#include "watch/series.h"

#define REFRESH 30 /* seconds */

static int64_t
clock_of(clockid_t which)
{
	struct timespec now;

	clock_gettime(which, &now);
	return (int64_t)now.tv_sec * LIVE_SECOND + now.tv_nsec;
}

void
guard_sample(struct guard *guard)
{
	uint64_t             totals[LIVE_NUMBERS] = {0};
	struct station_state state;
	struct outlet_state  outlet;

	for (size_t i = 0; i < guard->station_count; i++) {
		station_state(guard->stations[i], &state);
		totals[LIVE_PACKETS] += state.coverage.packets;
		totals[LIVE_SESSIONS] += state.coverage.mail_sessions;
		totals[LIVE_DROPPED] += state.dropped + state.dropped_by_interface;
	}
	for (size_t i = 0; i < guard->outlet_count; i++) {
		outlet_state(guard->outlets[i], &outlet);
		totals[LIVE_LOST] += outlet.lost;
	}
	totals[LIVE_FINDINGS] = notices_told(guard->notices);
	totals[LIVE_CPU] = (uint64_t)clock_of(CLOCK_PROCESS_CPUTIME_ID) / 1000000;
	series_note(guard->series, guard_now(), clock_of(CLOCK_MONOTONIC), totals);
}

void
guard_live(struct guard *guard, struct report_live *live, struct live_place places[MOST_STATIONS])
{
	struct station_state state;

	for (size_t i = 0; i < guard->station_count; i++) {
		station_state(guard->stations[i], &state);
		places[i] = (struct live_place){
		    .interface = state.interface,
		    .is_up = state.is_up,
		    .packets = state.coverage.packets,
		    .dropped = state.dropped + state.dropped_by_interface,
		    .flows = state.flows,
		    .interruptions = state.interruptions,
		};
		memcpy(places[i].problem, state.problem, sizeof(places[i].problem));
	}
	*live = (struct report_live){
	    .since = guard->began,
	    .now = guard_now(),
	    .refresh = REFRESH,
	    .places = places,
	    .place_count = guard->station_count,
	};
	for (unsigned span = 0; span < LIVE_SPANS; span++)
		live->windows[span] = series_window(guard->series, (enum live_span)span);
}

static struct json_object *
interval_object(const struct live_interval *interval)
{
	struct json_object *object = json_object_new_object();

	member_time(&object, "end", interval->end);
	member_count(&object, "lasted_ms", (uint64_t)(interval->lasted / 1000000));
	for (unsigned number = 0; number < LIVE_NUMBERS; number++)
		member_count(&object, live_number_names[number], interval->numbers[number]);
	return object;
}

static struct json_object *
window_list(const struct live_window *window)
{
	struct json_object *list = json_object_new_array();

	for (size_t i = 0; i < window->count; i++)
		member_object(&list, NULL, interval_object(&window->intervals[i]));
	return list;
}

struct json_object *
guard_series(struct guard *guard)
{
	struct json_object *object = json_object_new_object();

	member_text(&object, "mailreeve", MAILREEVE_VERSION);
	member_time(&object, "since", guard->began);
	member_time(&object, "now", guard_now());
	for (unsigned span = 0; span < LIVE_SPANS; span++) {
		const struct live_window window = series_window(guard->series, (enum live_span)span);

		member_object(&object, live_span_names[span], window_list(&window));
	}
	return object;
}
