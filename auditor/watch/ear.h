/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WATCH_EAR_H
#define WATCH_EAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "capture/live.h"

/*
 * ear: an interface that is listened to for as long as it takes, whether it is there or not.
 */
struct ear;

struct ear_state {
	bool               is_up;
	char               problem[256];  /* why not */
	uint64_t           interruptions; /* times that it was away, however short */
	uint64_t           frames;        /* counted so far, for places */
	struct live_counts counts;        /* by the kernel, since ear_new */
};

/* The strings of ${options} stay their owner's.  NULL with the reason in ${problem}. */
struct ear *ear_new(const struct live_options *options, char *problem, size_t room);

/* Before it listens: count frames on from ${frames}. */
void ear_continue(struct ear *ear, uint64_t frames);

/* To be waited on by poll(2) for POLLIN; -1 when there is nothing to wait for. */
int ear_fd(const struct ear *ear);

/*
 * Hand what has come to ${each}, at most about ${most} packets (see live_read), and look after the interface,
 * once a second, and each time while it is away or when poll(2) said that there ${has_error}.  True: it has
 * gone away since the last call, if only for a moment.
 */
bool ear_listen(struct ear *ear, bool has_error, int most,
		void (*each)(void *context, const struct packet *packet), void *context);

void ear_state(struct ear *ear, struct ear_state *state);

/* The socket that it listens by; -1: none. */
int ear_socket(const struct ear *ear);

void ear_free(struct ear *ear);

#endif
