/* SPDX-License-Identifier: Apache-2.0 */
#ifndef COMMAND_REPORT_VERBS_H
#define COMMAND_REPORT_VERBS_H

#include <stdbool.h>
#include <stddef.h>

#include "command/audit_options.h"
#include "command/coverage.h"
#include "report/saved.h"

/* What the verbs of `mailreeve report` share.  To add one: its file and a row in report.c. */

#define MOST_REPORTS 1024

/* What was asked for; ${audit} is what audit knows, too: outputs, style, --fail-on. */
struct report_options {
	struct audit_options audit;
	const struct format *format; /* NULL: not given */
	bool                 has_fail_on;
	const char          *policy; /* of merge; NULL: not given */
	char *const         *names;
	size_t               name_count;
};

/* The reports that were named, read. */
struct reports {
	struct saved       *list[MOST_REPORTS];
	size_t              count;
	struct report_count known[COVERAGE_COUNTS];
	struct complaints  *complaints;
};

/* Read all reports; false after saying on stderr what is wrong with one.  reports_free in any case. */
bool reports_read(struct reports *reports, const struct report_options *options);
void reports_free(struct reports *reports);

/*
 * Print ${report} as the options say, ${usual} where they say no format.  The exit status: with --fail-on it
 * is judged anew, and 1 if it fails.
 */
int report_print(const struct report *report, struct report_options *options, const char *usual);

/* Each verb returns the exit status. */
int report_show(struct report_options *options);
int report_convert(struct report_options *options);
int report_merge(struct report_options *options);
int report_diff(struct report_options *options);

#endif
