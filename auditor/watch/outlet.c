/* SPDX-License-Identifier: Apache-2.0 */
/* Lines on their way out: a queue of fixed size and a thread for each outlet. */
#include "watch/outlet.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SECOND INT64_C(1000000000)

const struct outlet_kind *const outlet_kinds[] = {&outlet_standard, &outlet_unix, &outlet_syslog,
						  &outlet_journald, &outlet_file, NULL};

/* A line in the queue; its octets follow. */
struct head {
	uint32_t size;
	int32_t  priority;
};

struct outlet {
	const struct outlet_kind *kind;
	char                     *address;
	struct outlet_options     options;
	void                     *state;
	pthread_t                 thread;
	bool                      is_running;
	char                     *line; /* being written; as long as the queue */

	pthread_mutex_t lock; /* of all below */
	pthread_cond_t  changed;
	char           *queue; /* a ring of options.queue_octets */
	size_t          begin, used;
	bool            is_open, is_to_reopen, is_over;
	char            problem[256];
	uint64_t        written, lost;
};

static const struct outlet_kind *
kind_of(const char *address)
{
	size_t i = 0;

	while (outlet_kinds[i + 1] != NULL && !outlet_kinds[i]->claims(address))
		i++;
	return outlet_kinds[i];
}

bool
outlet_is_file(const char *address)
{
	return kind_of(address) == &outlet_file;
}

static void
open_it(struct outlet *outlet)
{
	char problem[sizeof(outlet->problem)] = "";
	bool is_open =
	    outlet->kind->open(outlet->state, outlet->address, &outlet->options, problem, sizeof(problem));

	pthread_mutex_lock(&outlet->lock);
	outlet->is_open = is_open;
	memcpy(outlet->problem, problem, sizeof(problem));
	pthread_mutex_unlock(&outlet->lock);
}

static void
condition_init(pthread_cond_t *condition)
{
	pthread_condattr_t attributes;

	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(condition, &attributes);
	pthread_condattr_destroy(&attributes);
}

struct outlet *
outlet_new(const char *address, const struct outlet_options *options, char *problem, size_t room)
{
	struct outlet *outlet = calloc(1, sizeof(*outlet));

	(void)snprintf(problem, room, "out of memory");
	if (outlet == NULL)
		return NULL;
	pthread_mutex_init(&outlet->lock, NULL);
	condition_init(&outlet->changed);
	outlet->kind = kind_of(address);
	outlet->options = *options;
	outlet->address = strdup(address);
	outlet->state = calloc(1, outlet->kind->state_size);
	outlet->queue = malloc(options->queue_octets);
	outlet->line = malloc(options->queue_octets);
	if (outlet->address != NULL && outlet->state != NULL && outlet->queue != NULL &&
	    outlet->line != NULL) {
		open_it(outlet);
		if (outlet->is_open || outlet->kind != &outlet_standard)
			return outlet;
		(void)snprintf(problem, room, "%s: %s", address, outlet->problem);
	}
	outlet_free(outlet, 0);
	return NULL;
}

static void
copy_in(struct outlet *outlet, const void *octets, size_t size)
{
	size_t room = outlet->options.queue_octets, at = (outlet->begin + outlet->used) % room;
	size_t first = size < room - at ? size : room - at;

	memcpy(outlet->queue + at, octets, first);
	memcpy(outlet->queue, (const char *)octets + first, size - first);
	outlet->used += size;
}

static void
copy_out(struct outlet *outlet, void *octets, size_t size)
{
	size_t room = outlet->options.queue_octets;
	size_t first = size < room - outlet->begin ? size : room - outlet->begin;

	memcpy(octets, outlet->queue + outlet->begin, first);
	memcpy((char *)octets + first, outlet->queue, size - first);
	outlet->begin = (outlet->begin + size) % room;
	outlet->used -= size;
}

void
outlet_put(struct outlet *outlet, const char *line, size_t size, int priority)
{
	struct head head = {.size = (uint32_t)size, .priority = priority};

	pthread_mutex_lock(&outlet->lock);
	if (size > UINT32_MAX || size + sizeof(head) > outlet->options.queue_octets - outlet->used) {
		outlet->lost++;
	} else {
		copy_in(outlet, &head, sizeof(head));
		copy_in(outlet, line, size);
		pthread_cond_signal(&outlet->changed);
	}
	pthread_mutex_unlock(&outlet->lock);
}

void
outlet_reopen(struct outlet *outlet)
{
	pthread_mutex_lock(&outlet->lock);
	outlet->is_to_reopen = true;
	pthread_cond_signal(&outlet->changed);
	pthread_mutex_unlock(&outlet->lock);
}

/* A second, or until something changes; within the lock. */
static void
nap(struct outlet *outlet)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec++;
	(void)pthread_cond_timedwait(&outlet->changed, &outlet->lock, &until);
}

/* Within the lock, which is given up meanwhile. */
static void
reopen(struct outlet *outlet)
{
	outlet->is_to_reopen = false;
	if (outlet->kind->is_current != NULL && outlet->kind->is_current(outlet->state, outlet->address)) {
		outlet->is_open = true;
		return;
	}
	pthread_mutex_unlock(&outlet->lock);
	outlet->kind->close(outlet->state);
	open_it(outlet);
	pthread_mutex_lock(&outlet->lock);
}

/* Within the lock, which is given up meanwhile.  A line that was not taken is written again. */
static void
write_one(struct outlet *outlet)
{
	struct head head;
	bool        is_done = false;

	copy_out(outlet, &head, sizeof(head));
	copy_out(outlet, outlet->line, head.size);
	while (!is_done) {
		pthread_mutex_unlock(&outlet->lock);
		is_done = outlet->kind->write(outlet->state, outlet->line, head.size, head.priority);
		pthread_mutex_lock(&outlet->lock);
		if (is_done)
			break;
		(void)snprintf(outlet->problem, sizeof(outlet->problem), "%s", strerror(errno));
		outlet->is_open = false;
		if (outlet->is_over)
			break;
		nap(outlet);
		reopen(outlet);
	}
	outlet->written += is_done;
	outlet->lost += !is_done;
}

static void *
run(void *context)
{
	struct outlet *outlet = context;

	pthread_mutex_lock(&outlet->lock);
	while (!outlet->is_over || (outlet->used > 0 && outlet->is_open)) {
		if (outlet->is_to_reopen || (!outlet->is_open && outlet->used > 0))
			reopen(outlet);
		if (outlet->used > 0 && outlet->is_open)
			write_one(outlet);
		else if (!outlet->is_over)
			nap(outlet);
	}
	pthread_mutex_unlock(&outlet->lock);
	return NULL;
}

bool
outlet_start(struct outlet *outlet)
{
	int error = pthread_create(&outlet->thread, NULL, run, outlet);

	outlet->is_running = error == 0;
	errno = error;
	return outlet->is_running;
}

void
outlet_state(struct outlet *outlet, struct outlet_state *state)
{
	pthread_mutex_lock(&outlet->lock);
	state->address = outlet->address;
	state->is_open = outlet->is_open;
	memcpy(state->problem, outlet->problem, sizeof(state->problem));
	state->written = outlet->written;
	state->lost = outlet->lost;
	state->queued = outlet->used;
	pthread_mutex_unlock(&outlet->lock);
}

/* The thread may be stuck in a write to somebody who does not read: it is left alone then. */
static bool
is_ended(struct outlet *outlet, int64_t patience)
{
	struct timespec until;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += (time_t)(patience / SECOND);
	until.tv_nsec += (long)(patience % SECOND);
	until.tv_sec += until.tv_nsec / SECOND;
	until.tv_nsec %= SECOND;
	return pthread_timedjoin_np(outlet->thread, NULL, &until) == 0;
}

void
outlet_free(struct outlet *outlet, int64_t patience)
{
	if (outlet == NULL)
		return;
	pthread_mutex_lock(&outlet->lock);
	outlet->is_over = true;
	pthread_cond_signal(&outlet->changed);
	pthread_mutex_unlock(&outlet->lock);
	if (outlet->is_running && !is_ended(outlet, patience))
		return; /* it goes with the process */
	if (outlet->state != NULL)
		outlet->kind->close(outlet->state);
	pthread_cond_destroy(&outlet->changed);
	pthread_mutex_destroy(&outlet->lock);
	free(outlet->state);
	free(outlet->queue);
	free(outlet->line);
	free(outlet->address);
	free(outlet);
}
