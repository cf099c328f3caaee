/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WATCH_STATION_H
#define WATCH_STATION_H

#include <stdbool.h>
#include <stdint.h>

#include "command/coverage.h"
#include "command/pipeline.h"
#include "policy/policy.h"
#include "policy/results.h"
#include "watch/book.h"
#include "watch/limits.h"

/*
 * station: one place of capture, with a thread and a pipeline of its own.
 *
 * Stations share nothing.  All functions may be called by another thread than the station's, which waits for
 * them meanwhile while the kernel gathers packets.
 */
struct station;

struct station_options {
	const char                *interface;
	const char                *filter; /* pcap-filter(7), or NULL */
	uint16_t                   fanout; /* see capture/live.h */
	uint16_t                   index;  /* of its interface: the capture in its packets' places */
	bool                       is_promiscuous;
	const struct policy       *policy;
	struct book               *book; /* under that policy */
	const struct watch_limits *limits;
	void (*on_session)(void *context, const struct session *session); /* from its thread; or NULL */
	void *context;
};

/* What a station says of itself. */
struct station_state {
	const char     *interface;
	bool            is_up;
	char            problem[256];                            /* why not */
	int64_t         first, last;                             /* times of packets, nanoseconds; 0: none */
	uint64_t        received, dropped, dropped_by_interface; /* by the kernel's count */
	uint64_t        interruptions;                           /* times that the interface was away */
	uint64_t        frames;                                  /* packets counted, by the last of places */
	uint64_t        flows, dialogues;                        /* at this moment */
	uint64_t        clock_steps; /* times that the clock was set, or the machine slept */
	int64_t         cpu;         /* nanoseconds that its thread has worked */
	struct coverage coverage;
};

/* Open the interface; NULL with the reason in ${problem}.  The thread does not run yet: rights can be dropped
 * in between. */
struct station *station_new(const struct station_options *options, char *problem, size_t room);

/* The socket that it listens by, which it binds again when its interface was made anew; -1: none. */
int station_socket(const struct station *station);

/* Before it is started: count frames on from ${frames}. */
void station_continue(struct station *station, uint64_t frames);

/* False with errno. */
bool station_start(struct station *station);

/*
 * It is ${now}: what has grown old is concluded, and flows that had a packet since the last look are judged
 * as if they ended now.  Tells ${each} of every finding that is certain of them, valid during the call.
 */
void station_look(struct station *station, int64_t                                  now,
		  void (*each)(void *context, const struct finding *finding), void *context);

/* Whether packets came, or sessions ended, since the last call. */
bool station_has_news(struct station *station);

/*
 * Hand over to the book what was found of sessions that are over; and of those that go on, if they had a
 * packet after ${since}, ${add} to ${live} what was found as if they ended now.
 */
void station_gather(struct station *station, int64_t since, pipeline_add *add, struct results *live);

void station_state(struct station *station, struct station_state *state);

/* From now on judge by ${policy}, which must outlive it, and hand over to ${book}; what was found before is
 * in the book that it had.  False without memory: then nothing has changed. */
bool station_set_policy(struct station *station, const struct policy *policy, struct book *book);

/* Stop the thread and conclude what is open. */
void station_stop(struct station *station);

void station_free(struct station *station);

#endif
