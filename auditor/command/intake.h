/* SPDX-License-Identifier: Apache-2.0 */
#ifndef COMMAND_INTAKE_H
#define COMMAND_INTAKE_H

#include <stdbool.h>
#include <stddef.h>

#include "capture/inputs.h"
#include "command/coverage.h"
#include "command/pipeline.h"
#include "command/progress.h"
#include "report/report.h"

/*
 * intake: all inputs of a run through pipelines, one pipeline for each capture point.
 *
 * A file that begins after another of the same point has ended continues it: pieces of one
 * capture (tcpdump -C, -G, -W), whose connections may cross the cut.  Files whose
 * times overlap were captured at different points at once.
 */
struct intake;

struct intake_options {
	struct pipeline_options pipeline;
	const char             *filter; /* pcap-filter(7), or NULL */
	bool                    with_hash;
	bool                    is_quiet; /* no progress line */
};

#define MOST_INPUTS 65535 /* a place has 16 bits for the capture */

/* Read all ${inputs}, which must be sorted.  NULL without memory. */
struct intake *intake_run(const struct intake_options *options, const struct inputs *inputs);

/* One record for every input, in their order; live until intake_free. */
const struct report_input *intake_inputs(const struct intake *intake);

const struct coverage *intake_coverage(const struct intake *intake);

/* Whether every input was read to its end. */
bool intake_is_complete(const struct intake *intake);

void intake_free(struct intake *intake);

#endif
