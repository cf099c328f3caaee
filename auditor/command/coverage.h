/* SPDX-License-Identifier: Apache-2.0 */
#ifndef COMMAND_COVERAGE_H
#define COMMAND_COVERAGE_H

#include <stddef.h>
#include <stdint.h>

#include "classify/classifier.h"
#include "decode/decode.h"
#include "flow/flow.h"
#include "report/report.h"

/*
 * coverage: what was seen, and what could not be: the numbers without which a
 * report cannot be believed.  All of them add up.
 */
struct coverage {
	uint64_t                 packets, octets, filtered;
	uint64_t                 mail_sessions;
	uint64_t                 hurried; /* of them, judged before their company was complete */
	uint64_t                 findings_refused;
	uint64_t                 findings_given_up; /* live: after they were told */
	uint64_t                 subjects_refused;  /* sessions not counted for a subject for want of room */
	uint64_t                 dropped_by_kernel; /* live: before they could be read */
	uint64_t                 interruptions;     /* live: times that an interface was away */
	uint64_t                 sessions_refused;  /* not listed for want of room on disk */
	uint64_t                 unwatched;         /* seconds between the runs of a watch */
	struct decoder_counts    decode;
	struct flow_counts       flow;
	struct classifier_counts classifier;
};

void coverage_add(struct coverage *into, const struct coverage *from);

#define COVERAGE_COUNTS 64

/* Set the number that coverage_counts gives under ${name}; false if there is none. */
bool coverage_note(struct coverage *coverage, const char *name, uint64_t number);

/* As the report prints it; ${counts} has room for COVERAGE_COUNTS, the number of those used is returned. */
size_t coverage_counts(const struct coverage *coverage, struct report_count *counts);

#endif
