/* SPDX-License-Identifier: Apache-2.0 */
#ifndef COMMAND_PIPELINE_ROOM_H
#define COMMAND_PIPELINE_ROOM_H

#include "classify/dialogue.h"
#include "command/pipeline.h"
#include "decode/decode.h"
#include "session/session.h"
#include "session/sights.h"

/* What is behind command/pipeline.h: pipeline.c makes it and feeds it, pipeline_guest.c follows connections
 * to their sessions, pipeline_live.c is for captures that have no end. */

/* Names of interfaces that are told apart: more are not known by name. */
#define NAMES 256
#define RECENT 16

/* An interface that a packet came from lately. */
struct recent {
	uint32_t capture, number;
	uint16_t name; /* index among the names, plus one; 0: none */
	bool     is_set;
};

struct pipeline {
	struct pipeline_options options;
	const char             *names[NAMES]; /* of interfaces */
	uint16_t                name_count;
	struct recent           recent[RECENT];
	struct decoder         *decoder;
	struct flow_table      *flows;
	struct sights          *sights;
	struct results         *glance; /* within pipeline_look, and how to add to it */
	pipeline_add           *add;
	struct company         *company;
	struct coverage         coverage;
};

/* What its connections tell of themselves, and the sessions that come of them. */
extern const struct flow_guest pipeline_guest;

/* Add up a session, the second sight of ${first} if that is not NULL; ${context} is the pipeline. */
void pipeline_judge(void *context, struct session *session, const struct session *first);

/* A connection without a talk, that waited for what its company says of it; ${room} is the pipeline. */
void pipeline_told(void *room, const struct session_flow *values, const struct ending *ending,
		   const struct account *account);

/* The flow as sessions see it. */
struct session_flow pipeline_flow_values(const struct pipeline *pipeline, const struct flow *flow);

/* What the ending of a flow means for the talk in it. */
struct dialogue_end pipeline_end_of_talk(const struct flow *flow, const struct ending *ending,
					 const struct dialogue *dialogue);

/* Whether it comes to be a session: it is to a port of mail, or speaks it. */
bool pipeline_is_listed(const struct flow *flow, const struct dialogue *dialogue);

#endif
