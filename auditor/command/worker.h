/* SPDX-License-Identifier: Apache-2.0 */
#ifndef COMMAND_WORKER_H
#define COMMAND_WORKER_H

#include <pthread.h>

#include "base/digest.h"
#include "command/intake.h"
#include "command/pipeline.h"
#include "command/progress.h"

/* Private to the intake: what the jobs of a run share, and what each has for itself. */

#define MOST_PROBLEMS 3

/* What a report_input points to. */
struct record {
	const char *problems[MOST_PROBLEMS + 1];
	char        texts[MOST_PROBLEMS][512];
	size_t      problem_count;
	char        digest[DIGEST_SHA256_SIZE];
};

struct worker {
	struct intake     *intake;
	struct classifier *classifier; /* lives as long as the intake: sessions' texts are in it */
	struct results    *results;
	struct coverage    coverage;
	struct pipeline   *pipeline; /* of the chain at hand, with several jobs */
	pthread_t          thread;
	uint32_t           until_show;
	bool               has_failed; /* memory ran out */
};

struct intake {
	struct intake_options options;
	const struct inputs  *sources;
	struct report_input  *inputs;
	struct record        *records;
	size_t                count;
	struct worker         workers[MOST_JOBS];
	size_t                worker_count;
	struct coverage       coverage;
	struct single        *single; /* with one job: its chains */

	pthread_mutex_t lock; /* of all below */
	struct progress progress;
	uint64_t        octets_done; /* of the inputs that are done */
	size_t         *plan;        /* the chain of each input; SIZE_MAX: it has no packet */
	size_t          chain_count, next_chain;
};

/* A pipeline that adds to what the worker has; NULL without memory. */
struct pipeline *worker_pipeline(struct worker *worker);

/*
 * Read an input into the pipeline that ${choose} gives when its first packet is there.  False without memory.
 */
typedef struct pipeline *(*pipeline_chooser)(struct worker *worker, size_t input, int64_t first);
bool worker_read(struct worker *worker, size_t input, pipeline_chooser choose);

/* Time of the first and newest packet of an input; false if it has none or cannot be read. */
bool worker_span(struct worker *worker, size_t input, int64_t *first, int64_t *last);

/* Conclude a pipeline and free it. */
void worker_close(struct worker *worker, struct pipeline *pipeline);

#endif
