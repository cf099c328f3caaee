/* SPDX-License-Identifier: Apache-2.0 */
/* Opens all that a watch needs, gives up the right to open more, and lets its threads go. */
#include <stdio.h>
#include <unistd.h>

#include "watch/control.h"
#include "watch/guard_state.h"
#include "watch/http.h"
#include "watch/mailbox.h"
#include "watch/rights.h"
#include "watch/series.h"

#define SECOND INT64_C(1000000000)
#define PATIENCE (2 * SECOND) /* with outlets, at the end */
#define MAILBOX ((size_t)4 << 20)

static bool
refuse(const char *sentence)
{
	fprintf(stderr, "mailreeve: watch: %s\n", sentence);
	return false;
}

static bool
open_station(struct guard *guard, size_t interface)
{
	char                   problem[512];
	struct station_options options = {
	    .interface = guard->options.interfaces[interface],
	    .filter = guard->options.filter,
	    .fanout = guard->options.threads > 1 ? (uint16_t)(getpid() + (int)interface * 251) | 1 : 0,
	    .index = (uint16_t)interface,
	    .is_promiscuous = guard->options.is_promiscuous,
	    .policy = guard->policy,
	    .book = guard->book,
	    .limits = &guard->limits,
	    .on_session = guard->options.with_sessions ? guard_keep_session : NULL,
	    .context = guard,
	};

	if (guard->station_count == MOST_STATIONS)
		return refuse("too many threads: 64 at most, all interfaces together");
	guard->stations[guard->station_count] = station_new(&options, problem, sizeof(problem));
	if (guard->stations[guard->station_count] == NULL)
		return refuse(problem);
	guard->station_count++;
	return true;
}

static bool
open_stations(struct guard *guard)
{
	unsigned count = (unsigned)guard->options.interface_count * guard->options.threads;

	guard->limits = watch_limits_of(guard->options.memory, count);
	if ((guard->book = book_new(guard->policy, &guard->limits.results, guard->limits.text_octets)) ==
	    NULL)
		return refuse("out of memory");
	for (size_t interface = 0; interface < guard->options.interface_count; interface++)
		for (unsigned thread = 0; thread < guard->options.threads; thread++)
			if (!open_station(guard, interface))
				return false;
	return true;
}

static bool
open_outlets(struct guard *guard)
{
	const struct outlet_options options = {
	    .queue_octets = guard->options.queue_octets,
	    .rotate_octets = guard->options.rotate_octets,
	    .keep = guard->options.rotate_keep,
	};
	char problem[512];

	for (size_t i = 0; i < guard->options.outlet_count; i++) {
		struct outlet *outlet =
		    outlet_new(guard->options.outlets[i], &options, problem, sizeof(problem));

		if (outlet == NULL)
			return refuse(problem);
		guard->outlets[guard->outlet_count++] = outlet;
	}
	return true;
}

static bool
open_services(struct guard *guard)
{
	const struct guard_options *options = &guard->options;
	char                        problem[512];

	if (options->http != NULL && (guard->http = http_new(guard, options->http, options->is_http_public,
							     problem, sizeof(problem))) == NULL)
		return refuse(problem);
	if (options->control != NULL &&
	    (guard->control = control_new(guard, options->control, problem, sizeof(problem))) == NULL)
		return refuse(problem);
	return true;
}

bool
guard_open(struct guard *guard)
{
	char problem[512];

	guard->notices = notices_new(NOTICES);
	guard->mailbox = mailbox_new(MAILBOX);
	guard->base = event_base_new();
	guard->series = series_new();
	if (guard->notices == NULL || guard->mailbox == NULL || guard->base == NULL || guard->series == NULL)
		return refuse("out of memory");
	if (!guard_state_open(guard, problem, sizeof(problem)))
		return refuse(problem);
	return open_outlets(guard) && open_stations(guard) && open_services(guard);
}

/* What may be opened later: a policy when it is loaded anew, reports, files of events that were moved away.
 */
static struct rights
rights_of(const struct guard *guard)
{
	const struct guard_options *options = &guard->options;
	struct rights rights = {.user = options->user, .readable = {"/sys"}, .readable_count = 1};

	if (access(options->policy, F_OK) == 0)
		rights.readable[rights.readable_count++] = options->policy;
	for (size_t i = 0; i < options->outlet_count; i++)
		if (outlet_is_file(options->outlets[i]))
			rights.writable[rights.writable_count++] = options->outlets[i];
	for (size_t i = 0; i < options->report_count; i++)
		rights.writable[rights.writable_count++] = options->reports[i].path;
	if (options->state != NULL)
		rights.writable[rights.writable_count++] = options->state;
	return rights;
}

bool
guard_start(struct guard *guard)
{
	const struct rights rights = rights_of(guard);
	int                 sockets[MOST_STATIONS];
	char                problem[512];

	if (!rights_drop(&rights, &guard->has_landlock, problem, sizeof(problem)))
		return refuse(problem);
	if (!guard->has_landlock)
		guard_say(guard, "no Landlock here: what files it may open, its user alone decides");
	/* Said now, by whom we have become, and not in the middle of the night. */
	if (!outputs_prepare(guard->options.reports, guard->options.report_count, true))
		return false;
	if (!guard_state_begin(guard, problem, sizeof(problem)))
		return refuse(problem);
	for (size_t i = 0; i < guard->outlet_count; i++)
		if (!outlet_start(guard->outlets[i]))
			return refuse("no thread can be had");
	for (size_t i = 0; i < guard->station_count; i++) {
		sockets[i] = station_socket(guard->stations[i]);
		if (!station_start(guard->stations[i]))
			return refuse("no thread can be had");
	}
	if (!rights_confine(sockets, guard->station_count, problem, sizeof(problem)))
		return refuse(problem);
	guard_state_tell(guard);
	return true;
}

void
guard_close(struct guard *guard)
{
	http_free(guard->http);
	control_free(guard->control);
	for (size_t i = 0; i < guard->timer_count; i++)
		event_free(guard->timers[i]);
	for (size_t i = 0; i < guard->outlet_count; i++)
		outlet_free(guard->outlets[i], PATIENCE);
	for (size_t i = 0; i < guard->station_count; i++)
		station_free(guard->stations[i]);
	guard_state_free(guard);
	if (guard->base != NULL)
		event_base_free(guard->base);
	mailbox_free(guard->mailbox);
	series_free(guard->series);
	notices_free(guard->notices);
	book_free(guard->book);
	policy_free(guard->policy);
}
