/* SPDX-License-Identifier: Apache-2.0 */
/* mailreeve report show: a saved report as an audit would have printed it. */
#include <stdio.h>

#include "command/command.h"
#include "command/report_verbs.h"

static int
print_one(struct report_options *options, const char *usual)
{
	struct reports reports;
	int            status = EXIT_MISUSE;

	if (options->name_count != 1)
		fputs("mailreeve: report: name one report; `report merge` makes one of several\n", stderr);
	else if (reports_read(&reports, options))
		status = report_print(saved_report(reports.list[0]), options, usual);
	else
		status = EXIT_UNREAD;
	if (options->name_count == 1)
		reports_free(&reports);
	return status;
}

int
report_show(struct report_options *options)
{
	return print_one(options, "text");
}

int
report_convert(struct report_options *options)
{
	return print_one(options, "json");
}
