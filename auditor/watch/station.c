/* SPDX-License-Identifier: Apache-2.0 */
/* One place of capture: packets from the kernel through a pipeline, in a thread of its own. */
#include "watch/station.h"

#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "command/pipeline.h"
#include "watch/ear.h"

#define SECOND INT64_C(1000000000)

#define BATCH 1024            /* packets at a time: between two of them others may come in */
#define CROWDED 6             /* eighths of a table: it is handed over before it is full */
#define NAP 100               /* milliseconds without packets until the thread looks around */
#define BECOMES (10 * SECOND) /* so long after a packet time alone may make something certain */
#define BEHIND SECOND         /* so late a packet may come from the kernel's ring */

/* Between two readings the clock was set, or the machine slept. */
#define CLOCK_STEP (2 * SECOND)

struct station {
	struct station_options options;
	pthread_t              thread;
	bool                   is_running, is_stopped;
	int                    wake[2];
	pthread_mutex_t door; /* who waits for the lock holds it, so that the thread does not take it again */
	pthread_mutex_t lock; /* of all below */
	struct ear     *ear;
	struct classifier *classifier;
	struct results    *results;
	struct pipeline   *pipeline;
	int64_t            offset; /* of the wall clock to the monotonic one */
	uint64_t           clock_steps;
	int64_t            first, last; /* times of packets */
	int64_t            looked_till; /* newest packet at the last look */
	int64_t            told_till;   /* and at the last station_has_news */
};

static int64_t
clock_of(clockid_t which)
{
	struct timespec now;

	clock_gettime(which, &now);
	return (int64_t)now.tv_sec * SECOND + now.tv_nsec;
}

static void
enter(struct station *station)
{
	pthread_mutex_lock(&station->door);
	pthread_mutex_lock(&station->lock);
	pthread_mutex_unlock(&station->door);
}

static void
leave(struct station *station)
{
	pthread_mutex_unlock(&station->lock);
}

static struct ear *
open_ear(const struct station_options *options, char *problem, size_t room)
{
	const struct live_options live = {
	    .interface = options->interface,
	    .filter = options->filter,
	    .buffer_octets = options->limits->ring,
	    .fanout = options->fanout,
	    .capture = options->index,
	    .is_promiscuous = options->is_promiscuous,
	};

	return ear_new(&live, problem, room);
}

/* It was added just before. */
static void
on_session(void *of, const struct session *session)
{
	struct station *station = of;

	if (results_are_crowded(station->results, CROWDED))
		book_take(station->options.book, station->results);
	if (station->options.on_session != NULL)
		station->options.on_session(station->options.context, session);
}

static bool
build(struct station *station)
{
	const struct watch_limits *limits = station->options.limits;

	station->classifier = classifier_new(&limits->classifier);
	station->results = results_new(station->options.policy, &limits->between);
	if (station->classifier == NULL || station->results == NULL)
		return false;
	station->pipeline = pipeline_new(&(struct pipeline_options){
	    .policy = station->options.policy,
	    .classifier = station->classifier,
	    .results = station->results,
	    .flows = &limits->flows,
	    .company = &limits->company,
	    .on_session = on_session,
	    .context = station,
	});
	return station->pipeline != NULL;
}

struct station *
station_new(const struct station_options *options, char *problem, size_t room)
{
	struct station *station = calloc(1, sizeof(*station));

	if (station == NULL)
		return NULL;
	station->options = *options;
	station->wake[0] = station->wake[1] = -1;
	pthread_mutex_init(&station->door, NULL);
	pthread_mutex_init(&station->lock, NULL);
	station->offset = clock_of(CLOCK_REALTIME) - clock_of(CLOCK_MONOTONIC);
	(void)snprintf(problem, room, "interface %s: out of memory or descriptors", options->interface);
	if (pipe(station->wake) == 0 && build(station) &&
	    (station->ear = open_ear(options, problem, room)) != NULL)
		return station;
	station_free(station);
	return NULL;
}

static void
take(void *context, const struct packet *packet)
{
	struct station *station = context;

	if (station->first == 0)
		station->first = packet->time;
	station->last = packet->time;
	pipeline_packet(station->pipeline, packet);
}

/* Nobody watched while the machine slept, and a clock that was set says nothing of how long anything took. */
static void
mind_clock(struct station *station)
{
	int64_t offset = clock_of(CLOCK_REALTIME) - clock_of(CLOCK_MONOTONIC);
	int64_t step = offset - station->offset;

	station->offset = offset;
	if (step < CLOCK_STEP && -step < CLOCK_STEP)
		return;
	station->clock_steps++;
	pipeline_clock_was_set(station->pipeline, clock_of(CLOCK_REALTIME));
}

static void
work(struct station *station, bool has_error)
{
	mind_clock(station);
	if (ear_listen(station->ear, has_error, BATCH, take, station))
		pipeline_pause(station->pipeline);
}

static void *
run(void *context)
{
	struct station *station = context;
	bool            is_stopped = false;

	while (!is_stopped) {
		struct pollfd waits[2] = {
		    {.fd = ear_fd(station->ear), .events = POLLIN},
		    {.fd = station->wake[0],     .events = POLLIN},
		};

		(void)poll(waits, 2, NAP);
		enter(station);
		work(station, (waits[0].revents & (POLLERR | POLLHUP | POLLNVAL)) != 0);
		is_stopped = station->is_stopped;
		leave(station);
	}
	return NULL;
}

int
station_socket(const struct station *station)
{
	return ear_socket(station->ear);
}

void
station_continue(struct station *station, uint64_t frames)
{
	ear_continue(station->ear, frames);
}

bool
station_start(struct station *station)
{
	int error = pthread_create(&station->thread, NULL, run, station);

	station->is_running = error == 0;
	return station->is_running;
}

static void
tell_all(struct results *results, void (*each)(void *context, const struct finding *finding), void *context)
{
	for (size_t i = 0; i < results_finding_count(results); i++)
		each(context, results_finding(results, i));
}

/* What is found of flows that go on is kept apart, and forgotten at once: they are judged again when they
 * end. */
void
station_look(struct station *station, int64_t now, void (*each)(void *context, const struct finding *finding),
	     void *context)
{
	const struct results_limits limits = {.findings = 4096, .pairs = 4096, .subjects = 64};
	struct results             *glance;

	enter(station);
	pipeline_advance(station->pipeline, now - BEHIND);
	if ((station->last != station->looked_till || now - station->last < BECOMES) &&
	    (glance = results_new(station->options.policy, &limits)) != NULL) {
		pipeline_look(station->pipeline, station->looked_till, results_add, glance);
		tell_all(glance, each, context);
		results_free(glance);
	}
	station->looked_till = station->last;
	leave(station);
}

bool
station_has_news(struct station *station)
{
	bool has_news;

	enter(station);
	has_news = station->last != station->told_till || results_sessions(station->results) > 0;
	station->told_till = station->last;
	leave(station);
	return has_news;
}

void
station_gather(struct station *station, int64_t since, pipeline_add *add, struct results *live)
{
	enter(station);
	book_take(station->options.book, station->results);
	if (results_sessions(station->results) == 0)
		pipeline_renew_texts(station->pipeline);
	pipeline_look(station->pipeline, since, add, live);
	leave(station);
}

static void
note_ear(struct station *station, struct station_state *state)
{
	struct ear_state ear;

	ear_state(station->ear, &ear);
	state->is_up = ear.is_up;
	memcpy(state->problem, ear.problem, sizeof(state->problem));
	state->interruptions = ear.interruptions;
	state->frames = ear.frames;
	state->received = ear.counts.received;
	state->dropped = ear.counts.dropped;
	state->dropped_by_interface = ear.counts.dropped_by_interface;
}

void
station_state(struct station *station, struct station_state *state)
{
	clockid_t clock;

	memset(state, 0, sizeof(*state));
	enter(station);
	state->interface = station->options.interface;
	state->first = station->first;
	state->last = station->last;
	note_ear(station, state);
	state->clock_steps = station->clock_steps;
	if (station->is_running && pthread_getcpuclockid(station->thread, &clock) == 0)
		state->cpu = clock_of(clock);
	pipeline_measure(station->pipeline, &state->coverage, &state->flows, &state->dialogues);
	leave(station);
}

bool
station_set_policy(struct station *station, const struct policy *policy, struct book *book)
{
	struct results *results = results_new(policy, &station->options.limits->between);

	if (results == NULL)
		return false;
	enter(station);
	pipeline_set_policy(station->pipeline, policy, results);
	book_take(station->options.book, station->results);
	results_free(station->results);
	station->results = results;
	station->options.policy = policy;
	station->options.book = book;
	leave(station);
	return true;
}

void
station_stop(struct station *station)
{
	struct coverage rest;

	enter(station);
	station->is_stopped = true;
	leave(station);
	if (station->is_running) {
		(void)!write(station->wake[1], "", 1);
		pthread_join(station->thread, NULL);
	}
	station->is_running = false;
	memset(&rest, 0, sizeof(rest));
	pipeline_close(station->pipeline, &rest);
}

void
station_free(struct station *station)
{
	if (station == NULL)
		return;
	pipeline_free(station->pipeline);
	results_free(station->results);
	classifier_free(station->classifier);
	ear_free(station->ear);
	for (unsigned end = 0; end < 2; end++)
		if (station->wake[end] >= 0)
			close(station->wake[end]);
	pthread_mutex_destroy(&station->lock);
	pthread_mutex_destroy(&station->door);
	free(station);
}
