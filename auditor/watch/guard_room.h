/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WATCH_GUARD_ROOM_H
#define WATCH_GUARD_ROOM_H

#include <event2/event.h>
#include <json-c/json.h>

#include "base/text.h"
#include "command/assemble.h"
#include "report/live.h"
#include "watch/book.h"
#include "watch/guard.h"
#include "watch/guard_alarms.h"
#include "watch/notices.h"
#include "watch/past.h"
#include "watch/outlet.h"
#include "watch/station.h"

/* What is behind watch/guard.h; for the files of this room alone. */

#define MOST_STATIONS 64
#define MOST_TIMERS 16
#define NOTICES 65536 /* findings that are remembered as told */

struct http_server;
struct series;
struct control_server;
struct guard_state;

/* Sessions on their way from the stations' threads to the guard's. */
struct mailbox;

struct guard {
	struct guard_options   options;
	struct policy         *policy;
	struct book           *book; /* under that policy */
	struct watch_limits    limits;
	struct station        *stations[MOST_STATIONS];
	size_t                 station_count;
	struct outlet         *outlets[MOST_OUTLETS];
	size_t                 outlet_count;
	struct notices        *notices;
	struct mailbox        *mailbox;
	struct series         *series;
	struct http_server    *http;    /* or NULL */
	struct control_server *control; /* or NULL */
	struct guard_state    *state;   /* or NULL */
	struct guard_alarms    alarms;
	struct event_base     *base;
	struct event          *timers[MOST_TIMERS];
	size_t                 timer_count;
	int64_t                began;         /* wall clock, nanoseconds */
	int64_t                counted_since; /* the policy that is judged by was loaded then */
	int64_t                told_all;      /* when last */
	uint64_t               reloads, failed_reloads;
	bool                   has_landlock; /* files are shut, see watch/rights.h */
	int                    status;
};

/* Nanoseconds since 1970. */
int64_t guard_now(void);

/* A sentence for people, on standard error; nothing with --quiet. */
void guard_say(const struct guard *guard, const char *sentence);

/* Open interfaces, outlets and services, for which rights are needed; on errors false, after saying why on
 * standard error.  guard_close in any case. */
bool guard_open(struct guard *guard);

/* Drop the rights, and let the threads go: whatever needs rights is open by now, and nothing was read yet. On
 * errors false, after saying why. */
bool guard_start(struct guard *guard);

/* Outlets are waited for a little. */
void guard_close(struct guard *guard);

/*
 * Have all stations hand over to the book what they have found; returned is what was found of sessions that
 * go on, of those with a packet after ${since}, each given to ${add}.  results_free is the caller's; NULL
 * without memory.
 */
struct results *guard_gather(struct guard *guard, int64_t since, pipeline_add *add);

/*
 * A report of what all stations have found so far, handed to ${use} and gone with its return; false without
 * memory.
 */
bool guard_report(struct guard *guard, void (*use)(void *context, const struct report *report),
		  void         *context);

/* Write all reports that were asked for to their files. */
void guard_write_reports(struct guard *guard);

/* Load the first policy; on errors false, after saying why on standard error. */
bool guard_load_policy(struct guard *guard);

/* Load the policy anew, and tell so.  On errors the old one stays, and ${complaints} say why. */
bool guard_reload(struct guard *guard, struct complaints *complaints);

/* Put ${object}, which is given back, out as one line; ${priority} as of syslog(3). */
void guard_put(struct guard *guard, struct json_object *object, int priority);

/* Look at all stations, and tell what is certain of flows that go on. */
void guard_look(struct guard *guard);

/* Tell what was found of sessions that are over, and of several sessions together. */
void guard_tell(struct guard *guard);

/* From a station's thread: ${of} is the guard. */
void guard_keep_session(void *of, const struct session *session);

/* Take a sample of what was counted (watch/series.h). */
void guard_sample(struct guard *guard);

/* What a page says beside the report; points into ${places} and the guard, until the next sample. */
void guard_live(struct guard *guard, struct report_live *live, struct live_place places[MOST_STATIONS]);

/* All samples, as an object. */
struct json_object *guard_series(struct guard *guard);

/* Tell all that the book holds and that was not told yet. */
void guard_tell_book(struct guard *guard);

/* What the guard says of itself, as an object: packets, drops, flows, outlets. */
struct json_object *guard_status(struct guard *guard);

#endif
