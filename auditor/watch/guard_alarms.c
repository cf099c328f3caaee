/* SPDX-License-Identifier: Apache-2.0 */
/* What a watch says when it sees less than it should. */
#include "watch/guard_alarms.h"

#include <string.h>
#include <syslog.h>

#include "report/members.h"
#include "watch/guard_room.h"
#include "watch/news.h"

/* All threads of one interface together. */
struct whole {
	const char *interface;
	bool        is_up;
	char        problem[256];
	uint64_t    interruptions;
	uint64_t    lost[3]; /* as interface_losses */
};

static const char *const interface_losses[] = {"dropped_by_kernel", "dropped_by_interface", "flows_evicted"};
static const char *const outlet_losses[] = {"lost"};

static void
add_station(struct whole *whole, const struct station_state *state)
{
	whole->interface = state->interface;
	if (!state->is_up && whole->is_up)
		memcpy(whole->problem, state->problem, sizeof(whole->problem));
	whole->is_up &= state->is_up;
	if (state->interruptions > whole->interruptions) /* each thread counts the same ones */
		whole->interruptions = state->interruptions;
	whole->lost[0] += state->dropped;
	whole->lost[1] += state->dropped_by_interface;
	whole->lost[2] += state->coverage.flow.evicted;
}

static struct whole
whole_of(struct guard *guard, size_t interface)
{
	struct whole         whole = {.is_up = true};
	struct station_state state;

	for (size_t i = 0; i < guard->options.threads; i++) {
		station_state(guard->stations[interface * guard->options.threads + i], &state);
		add_station(&whole, &state);
	}
	return whole;
}

/* Away and back between two seconds is told, too: by the count. */
static void
tell_interface(struct guard *guard, size_t interface, const struct whole *whole)
{
	struct guard_alarms *alarms = &guard->alarms;
	struct json_object  *event;

	if (strcmp(alarms->problems[interface], whole->problem) == 0 &&
	    alarms->interruptions[interface] == whole->interruptions)
		return;
	memcpy(alarms->problems[interface], whole->problem, sizeof(whole->problem));
	alarms->interruptions[interface] = whole->interruptions;
	event = news_begin("interface", guard_now());
	member_name(&event, "interface", whole->interface);
	member_truth(&event, "up", whole->is_up);
	if (!whole->is_up)
		member_name(&event, "problem", whole->problem);
	member_count(&event, "interruptions", whole->interruptions);
	guard_put(guard, event, whole->is_up ? LOG_NOTICE : LOG_WARNING);
}

struct loser {
	const char        *kind, *name; /* "interface": "wan0" */
	const char *const *losses;
	size_t             count;
};

static void
tell_loss(struct guard *guard, const struct loser *loser, struct alarm *alarm, const uint64_t *totals)
{
	int64_t             now = guard_now(), since = alarm->when != 0 ? alarm->when : guard->began;
	uint64_t            lost[ALARM_COUNTS];
	struct json_object *event;

	if (!alarm_rings(alarm, now, totals, loser->count, lost))
		return;
	event = news_begin("loss", now);
	member_time(&event, "since", since);
	member_name(&event, loser->kind, loser->name);
	for (size_t i = 0; i < loser->count; i++)
		member_count(&event, loser->losses[i], lost[i]);
	guard_put(guard, event, LOG_WARNING);
}

static void
watch_interface(struct guard *guard, size_t interface)
{
	const struct whole whole = whole_of(guard, interface);
	const struct loser loser = {"interface", whole.interface, interface_losses, 3};

	tell_interface(guard, interface, &whole);
	tell_loss(guard, &loser, &guard->alarms.interfaces[interface], whole.lost);
}

static void
watch_outlet(struct guard *guard, size_t outlet)
{
	struct outlet_state state;
	struct loser        loser = {"outlet", NULL, outlet_losses, 1};

	outlet_state(guard->outlets[outlet], &state);
	loser.name = state.address;
	tell_loss(guard, &loser, &guard->alarms.outlets[outlet], &state.lost);
}

void
guard_watch_itself(struct guard *guard)
{
	for (size_t i = 0; i < guard->options.interface_count; i++)
		watch_interface(guard, i);
	for (size_t i = 0; i < guard->outlet_count; i++)
		watch_outlet(guard, i);
}
