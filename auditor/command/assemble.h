/* SPDX-License-Identifier: Apache-2.0 */
#ifndef COMMAND_ASSEMBLE_H
#define COMMAND_ASSEMBLE_H

#include "base/text.h"
#include "policy/policy.h"
#include "policy/results.h"
#include "report/report.h"

/* assembly: what a report is put together of; all of it lives as long as the report. */
struct assembly {
	const struct policy       *policy;
	struct results            *results;
	const struct report_input *inputs;
	size_t                     input_count;
	const struct report_count *coverage;
	size_t                     coverage_count;
	enum severity              fail_on; /* findings at or above it make the verdict `fail` */
};

/*
 * The report with its verdict, without sessions.  ${inside}, which is to be empty, takes the prefixes of the
 * zone inside, and belongs to the report.
 */
struct report assemble_report(const struct assembly *assembly, struct text *inside);

#endif
