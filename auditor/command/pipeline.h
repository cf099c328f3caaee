/* SPDX-License-Identifier: Apache-2.0 */
#ifndef COMMAND_PIPELINE_H
#define COMMAND_PIPELINE_H

#include <stdint.h>

#include "capture/packet.h"
#include "classify/classifier.h"
#include "command/coverage.h"
#include "flow/flow.h"
#include "policy/policy.h"
#include "policy/results.h"
#include "session/company.h"

/*
 * pipeline: the rooms strung together for one capture point: packets in at the
 * left, sessions out at the right, all in the same call.
 */
struct pipeline;

struct pipeline_options {
	const struct policy         *policy;
	struct classifier           *classifier; /* outlives the sessions: their texts are in it */
	struct results              *results;    /* sessions are judged and added up here */
	const struct flow_limits    *flows;
	const struct company_limits *company;                             /* NULL: the defaults */
	void (*on_session)(void *context, const struct session *session); /* or NULL */
	void *context;
};

struct pipeline *pipeline_new(const struct pipeline_options *options);

void pipeline_packet(struct pipeline *pipeline, const struct packet *packet);

/* The same from the second room on, for segments that were decoded before. */
void pipeline_segment(struct pipeline *pipeline, const struct segment *segment);

/* Live: it is ${now}, and no older packet is to come. */
void pipeline_advance(struct pipeline *pipeline, int64_t now);

/*
 * Live: judge the flows that had a packet since ${since} as if the capture ended now, and ${add} what is
 * certain of them (results_add, or results_gather) to ${glance}, which is nobody else's.  Nothing is
 * concluded by it.
 */
typedef void pipeline_add(struct results *results, const struct session *session);
void pipeline_look(struct pipeline *pipeline, int64_t since, pipeline_add *add, struct results *glance);

/*
 * Live: when the room for texts is nearly used up, those that nothing in the pipeline refers to are given up.
 * Afterwards no fact of a session that has been told may be read.
 */
void pipeline_renew_texts(struct pipeline *pipeline);

/* Live: the clock was set, or nobody watched for a while; it is ${now}. */
void pipeline_clock_was_set(struct pipeline *pipeline, int64_t now);

/*
 * Live: from now on judge by ${policy} and add to ${results}; both outlive the pipeline.  Sessions that are
 * over are still added to what was given before; connections that wait for their company go on waiting.
 */
void pipeline_set_policy(struct pipeline *pipeline, const struct policy *policy, struct results *results);

/* What was seen so far, and how many flows and dialogues there are at this moment. */
void pipeline_measure(const struct pipeline *pipeline, struct coverage *coverage, uint64_t *flows,
		      uint64_t *dialogues);

/* Another file follows: see flow_table_pause. */
void pipeline_pause(struct pipeline *pipeline);

/* The capture is over: conclude what is still open, and add what was seen to ${coverage}. */
void pipeline_close(struct pipeline *pipeline, struct coverage *coverage);

void pipeline_free(struct pipeline *pipeline);

#endif
