/* SPDX-License-Identifier: Apache-2.0 */
/* Listens to an interface that may go away and come back. */
#include "watch/ear.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SECOND INT64_C(1000000000)

struct ear {
	struct live_options options;
	struct live        *live; /* NULL: it has to be opened anew */
	bool                is_up, has_failed;
	int64_t             looked; /* when, monotonic */
	uint64_t            frames, interruptions;
	struct live_counts  earlier; /* of handles that are closed */
	char                problem[256];
};

static int64_t
now_monotonic(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * SECOND + now.tv_nsec;
}

static bool
open_anew(struct ear *ear, char *problem, size_t room)
{
	ear->live = live_open(&ear->options, problem, room);
	ear->is_up = ear->live != NULL;
	if (ear->is_up)
		live_continue(ear->live, ear->frames);
	return ear->is_up;
}

struct ear *
ear_new(const struct live_options *options, char *problem, size_t room)
{
	struct ear *ear = calloc(1, sizeof(*ear));

	if (ear == NULL)
		return NULL;
	ear->options = *options;
	ear->looked = now_monotonic();
	if (open_anew(ear, problem, room))
		return ear;
	free(ear);
	return NULL;
}

void
ear_continue(struct ear *ear, uint64_t frames)
{
	ear->frames = frames;
	if (ear->live != NULL)
		live_continue(ear->live, frames);
}

int
ear_fd(const struct ear *ear)
{
	return ear->live != NULL && !ear->has_failed ? live_fd(ear->live) : -1;
}

static void
close_live(struct ear *ear)
{
	struct live_counts counts;

	live_counts(ear->live, &counts);
	ear->earlier.received += counts.received;
	ear->earlier.dropped += counts.dropped;
	ear->earlier.dropped_by_interface += counts.dropped_by_interface;
	ear->frames = live_frames(ear->live);
	live_close(ear->live);
	ear->live = NULL;
	ear->has_failed = false;
}

/* How often it was away is counted when it goes; while it stays away nothing more is lost. */
static bool
look(struct ear *ear)
{
	bool            was_up = ear->is_up, was_away = false;
	enum live_state state = live_look(ear->live, &was_away);

	ear->is_up = state == LIVE_UP;
	was_away = was_up && (was_away || !ear->is_up);
	ear->interruptions += was_away;
	if (!ear->is_up)
		(void)snprintf(ear->problem, sizeof(ear->problem), "%s", live_problem(ear->live));
	if (state == LIVE_LOST)
		close_live(ear);
	return was_away;
}

bool
ear_listen(struct ear *ear, bool has_error, int most,
	   void (*each)(void *context, const struct packet *packet), void *context)
{
	int64_t now = now_monotonic();
	bool    is_missed = has_error || (ear->live != NULL && !ear->is_up), was_away = false;

	if (is_missed || now - ear->looked >= SECOND) {
		ear->looked = now;
		if (ear->live != NULL)
			was_away = look(ear);
		else
			(void)open_anew(ear, ear->problem, sizeof(ear->problem));
	}
	if (ear->live != NULL)
		ear->has_failed = live_read(ear->live, most, each, context) < 0;
	return was_away;
}

void
ear_state(struct ear *ear, struct ear_state *state)
{
	memset(state, 0, sizeof(*state));
	if (ear->live != NULL)
		live_counts(ear->live, &state->counts);
	state->counts.received += ear->earlier.received;
	state->counts.dropped += ear->earlier.dropped;
	state->counts.dropped_by_interface += ear->earlier.dropped_by_interface;
	state->is_up = ear->is_up;
	state->interruptions = ear->interruptions;
	state->frames = ear->live != NULL ? live_frames(ear->live) : ear->frames;
	memcpy(state->problem, ear->problem, sizeof(state->problem));
}

int
ear_socket(const struct ear *ear)
{
	return ear->live != NULL ? live_socket(ear->live) : -1;
}

void
ear_free(struct ear *ear)
{
	if (ear == NULL)
		return;
	live_close(ear->live);
	free(ear);
}
