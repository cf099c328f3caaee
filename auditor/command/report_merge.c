/* SPDX-License-Identifier: Apache-2.0 */
/* mailreeve report merge: one report of several. */
#include <stdio.h>

#include "command/command.h"
#include "command/report_verbs.h"

/* What the whole cannot say as exactly as one run would have. */
static void
say_limits(const struct report *merged)
{
	if (!merged->with_pairs)
		fputs("mailreeve: report merge: not all of them were made with --pairs: \"of how many\" is "
		      "at least so "
		      "many\n",
		      stderr);
	if (!merged->with_sessions)
		fputs("mailreeve: report merge: not all of them were made with --sessions: sessions are left "
		      "out, and "
		      "connections of which two reports have a half each are not found\n",
		      stderr);
	else if (merged->cut_count > 0)
		fprintf(stderr,
			"mailreeve: report merge: %zu connections were cut between two captures and count "
			"twice: \"cuts\" "
			"names them\n",
			merged->cut_count);
}

int
report_merge(struct report_options *options)
{
	struct reports reports;
	struct saved  *merged = NULL;
	int            status = EXIT_MISUSE;

	if (!reports_read(&reports, options)) {
		status = EXIT_UNREAD;
	} else {
		merged = saved_merge(reports.list, reports.count, reports.complaints);
		complaints_print(reports.complaints, stderr);
	}
	if (merged != NULL) {
		if (!options->audit.is_quiet)
			say_limits(saved_report(merged));
		status = report_print(saved_report(merged), options, "json");
	}
	saved_free(merged);
	reports_free(&reports);
	return status;
}
