/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_SPAN_H
#define REPORT_SPAN_H

#include <stdint.h>

#include "report/report.h"

/* span: how much was captured, and when, over all inputs of a report. */
struct span {
	uint64_t packets;
	int64_t  first, last; /* nanoseconds; 0 if there was no packet */
	int64_t  lasted;      /* from the first to the last; 0 if nonsense */
};

struct span span_of(const struct report *report);

#endif
