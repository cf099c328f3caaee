/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_REPORT_SAMPLE_H
#define TESTS_REPORT_SAMPLE_H

#include "report/report.h"

/*
 * sample: a report made by hand, without capture and policy.
 *
 * Everything in it can be changed before it is printed.
 */
#define SAMPLE_CHECKS 6
#define SAMPLE_PORTS 4
#define SAMPLE_SERVERS 3
#define SAMPLE_SESSIONS 3
#define SAMPLE_COUNTS 7

struct sample {
	struct report       report;
	struct report_input inputs[2];
	struct report_count counts[SAMPLE_COUNTS];
	struct check        checks[SAMPLE_CHECKS];
	struct check_tally  tallies[SAMPLE_CHECKS];
	struct port_tally   ports[SAMPLE_PORTS];
	struct named_tally  servers[SAMPLE_SERVERS];
	struct session      sessions[SAMPLE_SESSIONS];
	struct finding     *findings;
	size_t              finding_count;
	size_t              check_count, port_count, server_count, session_count;
};

/* A report with all kinds of things in it.  NULL without memory. */
struct sample *sample_new(void);

/* A report of a capture without any mail, under a policy without checks. */
struct sample *sample_new_empty(void);

/* Let it have ${count} findings instead, of the first check, each of another client.  False without memory.
 */
bool sample_repeat(struct sample *sample, size_t count);

void sample_free(struct sample *sample);

/* What ${format} prints; to be freed.  NULL if it failed. */
char *sample_print(const struct sample *sample, const char *format, const struct report_style *style);

/* The style of a terminal of so many columns, without colour. */
struct report_style sample_style(unsigned width);

#endif
