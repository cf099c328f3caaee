/* SPDX-License-Identifier: Apache-2.0 */
#ifndef COMMAND_INTAKE_H
#define COMMAND_INTAKE_H

#include <stdbool.h>
#include <stddef.h>

#include "capture/inputs.h"
#include "command/coverage.h"
#include "policy/policy.h"
#include "policy/results.h"
#include "report/report.h"

/*
 * intake: all inputs of a run through pipelines, one pipeline for each capture point
 * (command/chains.h), and what they found, added up.
 *
 * With several jobs, capture points are read side by side; the results are the same.
 */
struct intake;

struct intake_options {
	const struct policy *policy;
	const char          *filter; /* pcap-filter(7), or NULL */
	unsigned             jobs;   /* capture points read at once */
	bool                 with_hash;
	bool                 is_quiet; /* no progress line */
	void (*on_session)(void                 *context,
			   const struct session *session); /* or NULL; never called twice at once */
	void *context;
};

#define MOST_INPUTS 65535 /* a place has 16 bits for the capture */
#define MOST_JOBS 64

/* Read all ${inputs}, which must be sorted.  NULL without memory. */
struct intake *intake_run(const struct intake_options *options, const struct inputs *inputs);

/* One record for every input, in their order; live until intake_free, as all below. */
const struct report_input *intake_inputs(const struct intake *intake);
const struct coverage     *intake_coverage(const struct intake *intake);
struct results            *intake_results(const struct intake *intake);

/* Whether every input was read to its end. */
bool intake_is_complete(const struct intake *intake);

void intake_free(struct intake *intake);

#endif
