/* SPDX-License-Identifier: Apache-2.0 */
/* The loop of a watch: looks at its stations, tells what is certain, heeds signals. */
#include "watch/guard.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "report/members.h"
#include "watch/news.h"
#include "watch/control.h"
#include "watch/guard_state.h"
#include "watch/http.h"
#include "watch/mailbox.h"
#include "watch/notify.h"
#include "watch/rights.h"
#include "watch/series.h"

#define SECOND INT64_C(1000000000)
#define LOOK (SECOND / 4)
#define TELL SECOND
#define PATIENCE (2 * SECOND) /* with outlets, at the end */
#define MAILBOX ((size_t)4 << 20)

int64_t
guard_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * SECOND + now.tv_nsec;
}

static void
tell_people(const struct guard *guard, const char *sentence)
{
	if (!guard->options.is_quiet)
		fprintf(stderr, "mailreeve: watch: %s\n", sentence);
}

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

static void
on_look(evutil_socket_t fd, short what, void *of)
{
	(void)fd, (void)what;
	guard_look(of);
}

static void
on_tell(evutil_socket_t fd, short what, void *of)
{
	(void)fd, (void)what;
	guard_tell(of);
	guard_watch_itself(of);
	notify_alive();
}

static void
on_sample(evutil_socket_t fd, short what, void *of)
{
	(void)fd, (void)what;
	guard_sample(of);
}

static void
on_stats(evutil_socket_t fd, short what, void *of)
{
	struct guard       *guard = of;
	struct json_object *event = news_begin("stats", guard_now());

	(void)fd, (void)what;
	member_object(&event, "stats", guard_status(guard));
	guard_put(guard, event, LOG_INFO);
}

static void
on_save(evutil_socket_t fd, short what, void *of)
{
	(void)fd, (void)what;
	guard_state_save(of);
}

static void
on_report(evutil_socket_t fd, short what, void *of)
{
	(void)fd, (void)what;
	guard_write_reports(of);
}

static void
on_stop(evutil_socket_t fd, short what, void *of)
{
	struct guard *guard = of;

	(void)fd, (void)what;
	event_base_loopbreak(guard->base);
}

/* Signal or not: what is on disk is newly opened, and the policy is newly read. */
static void
on_hangup(evutil_socket_t fd, short what, void *of)
{
	struct guard      *guard = of;
	struct complaints *complaints = complaints_new();

	(void)fd, (void)what;
	if (complaints == NULL)
		return;
	notify_state("RELOADING=1");
	for (size_t i = 0; i < guard->outlet_count; i++)
		outlet_reopen(guard->outlets[i]);
	(void)guard_reload(guard, complaints);
	complaints_print(complaints, stderr);
	complaints_free(complaints);
	notify_state("READY=1");
}

static bool
add_event(struct guard *guard, struct event *event, int64_t period)
{
	struct timeval time = {.tv_sec = (time_t)(period / SECOND),
			       .tv_usec = (suseconds_t)(period % SECOND / 1000)};

	if (event == NULL || guard->timer_count == MOST_TIMERS ||
	    event_add(event, period > 0 ? &time : NULL) != 0) {
		if (event != NULL)
			event_free(event);
		return refuse("out of memory");
	}
	guard->timers[guard->timer_count++] = event;
	return true;
}

static bool
add_timers(struct guard *guard)
{
	const struct {
		int64_t           period;
		event_callback_fn run;
	} timers[] = {
	    {LOOK,							  on_look  },
	    {TELL,							  on_tell  },
	    {SERIES_STEP,						   on_sample},
	    {guard->options.stats,					  on_stats },
	    {guard->options.every,					  on_report},
	    {guard->options.state != NULL ? guard->options.state_every : 0, on_save  },
	    {guard->options.lifetime,				       on_stop  },
	};

	for (size_t i = 0; i < sizeof(timers) / sizeof(timers[0]); i++)
		if (timers[i].period > 0 &&
		    !add_event(guard, event_new(guard->base, -1, EV_PERSIST, timers[i].run, guard),
			       timers[i].period))
			return false;
	return true;
}

static bool
add_signals(struct guard *guard)
{
	static const struct {
		int               signal;
		event_callback_fn run;
	} signals[] = {
	    {SIGINT,  on_stop  },
            {SIGTERM, on_stop  },
            {SIGHUP,  on_hangup},
            {SIGUSR1, on_report}
        };

	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		if (!add_event(guard, evsignal_new(guard->base, signals[i].signal, signals[i].run, guard), 0))
			return false;
	return true;
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

/* Whatever needs rights is open by now, and nothing has been read yet. */
static bool
start(struct guard *guard)
{
	const struct rights rights = rights_of(guard);
	int                 sockets[MOST_STATIONS];
	char                problem[512];

	if (!rights_drop(&rights, &guard->has_landlock, problem, sizeof(problem)))
		return refuse(problem);
	if (!guard->has_landlock)
		tell_people(guard, "no Landlock here: what files it may open, its user alone decides");
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

static bool
open_all(struct guard *guard)
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
	return open_outlets(guard) && open_stations(guard) && open_services(guard) && add_timers(guard) &&
	       add_signals(guard);
}

static void
say_on_what(struct guard *guard)
{
	char   sentence[1024];
	size_t size = 0;

	for (size_t i = 0; i < guard->options.interface_count && size < sizeof(sentence); i++)
		size += (size_t)snprintf(sentence + size, sizeof(sentence) - size, "%s%s",
					 i == 0 ? "listening on " : ", ", guard->options.interfaces[i]);
	tell_people(guard, sentence);
}

/* As tcpdump does at its end. */
static void
say_counts(const struct guard *guard)
{
	struct station_state state;
	uint64_t             packets = 0, received = 0, dropped = 0;

	for (size_t i = 0; i < guard->station_count; i++) {
		station_state(guard->stations[i], &state);
		packets += state.coverage.packets;
		received += state.received;
		dropped += state.dropped;
	}
	if (!guard->options.is_quiet)
		fprintf(stderr,
			"%llu packets captured\n%llu packets received by filter\n%llu packets dropped by "
			"kernel\n",
			(unsigned long long)packets, (unsigned long long)received,
			(unsigned long long)dropped);
}

static void
keep_verdict(void *context, const struct report *report)
{
	struct guard *guard = context;

	if (guard->options.lifetime > 0 && report->verdict == VERDICT_FAIL)
		guard->status = 1;
}

/* What was open is concluded, told and reported. */
static void
finish(struct guard *guard)
{
	guard_look(guard);
	for (size_t i = 0; i < guard->station_count; i++)
		station_stop(guard->stations[i]);
	guard_look(guard);
	guard_tell(guard);
	on_stats(-1, 0, guard);
	guard_write_reports(guard);
	(void)guard_report(guard, keep_verdict, guard);
	guard_state_save(guard);
	say_counts(guard);
}

static void
close_all(struct guard *guard)
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

int
guard_run(const struct guard_options *options)
{
	struct guard guard = {.options = *options, .status = 2};

	guard.began = guard_now();
	if (guard_load_policy(&guard) && open_all(&guard) && start(&guard)) {
		guard.status = 0;
		say_on_what(&guard);
		notify_state("READY=1");
		guard_sample(&guard);
		event_base_dispatch(guard.base);
		notify_state("STOPPING=1");
		finish(&guard);
	}
	close_all(&guard);
	return guard.status;
}
