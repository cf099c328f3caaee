/* SPDX-License-Identifier: Apache-2.0 */
/* The loop of a watch: looks at its stations, tells what is certain, heeds signals. */
#include "watch/guard.h"

#include <signal.h>
#include <stdio.h>
#include <syslog.h>
#include <time.h>

#include "report/members.h"
#include "watch/guard_state.h"
#include "watch/news.h"
#include "watch/notify.h"
#include "watch/series.h"

#define SECOND INT64_C(1000000000)
#define LOOK (SECOND / 4)
#define TELL SECOND

int64_t
guard_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * SECOND + now.tv_nsec;
}

void
guard_say(const struct guard *guard, const char *sentence)
{
	if (!guard->options.is_quiet)
		fprintf(stderr, "mailreeve: watch: %s\n", sentence);
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
		fputs("mailreeve: watch: out of memory\n", stderr);
		return false;
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

static void
say_on_what(struct guard *guard)
{
	char   sentence[1024];
	size_t size = 0;

	for (size_t i = 0; i < guard->options.interface_count && size < sizeof(sentence); i++)
		size += (size_t)snprintf(sentence + size, sizeof(sentence) - size, "%s%s",
					 i == 0 ? "listening on " : ", ", guard->options.interfaces[i]);
	guard_say(guard, sentence);
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

int
guard_run(const struct guard_options *options)
{
	struct guard guard = {.options = *options, .status = 2};

	guard.began = guard_now();
	if (guard_load_policy(&guard) && guard_open(&guard) && add_timers(&guard) && add_signals(&guard) &&
	    guard_start(&guard)) {
		guard.status = 0;
		say_on_what(&guard);
		notify_state("READY=1");
		guard_sample(&guard);
		event_base_dispatch(guard.base);
		notify_state("STOPPING=1");
		finish(&guard);
	}
	guard_close(&guard);
	return guard.status;
}
