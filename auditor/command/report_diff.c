/* SPDX-License-Identifier: Apache-2.0 */
/* mailreeve report diff: what became of findings from one report to a later one. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "command/command.h"
#include "command/report_verbs.h"
#include "command/style.h"
#include "report/diff.h"

static int
print(const struct diff *diff, const struct report_options *options, const struct report *after)
{
	struct report_style style = style_for(true, &options->audit);
	bool                is_json = options->format != NULL && strcmp(options->format->name, "json") == 0;

	if ((is_json ? diff_json(diff, after, stdout) : diff_text(diff, &style, stdout)) != 0 &&
	    errno != EPIPE) {
		perror("mailreeve: report diff");
		return EXIT_MISUSE;
	}
	return diff_fails(diff, options->audit.fail_on) ? EXIT_FINDINGS : EXIT_CLEAN;
}

static bool
can_print(const struct report_options *options)
{
	const char *name = options->format == NULL ? "text" : options->format->name;

	if (options->name_count != 2)
		fputs("mailreeve: report diff: name two reports, the earlier one first\n", stderr);
	else if (options->audit.outputs[0].path != NULL ||
		 (strcmp(name, "text") != 0 && strcmp(name, "json") != 0))
		fputs("mailreeve: report diff: prints text or json to standard output, nothing else\n",
		      stderr);
	else
		return true;
	return false;
}

int
report_diff(struct report_options *options)
{
	struct reports reports;
	struct diff    diff = {0};
	int            status = EXIT_UNREAD;

	if (!can_print(options))
		return EXIT_MISUSE;
	if (reports_read(&reports, options)) {
		const struct report *before = saved_report(reports.list[0]),
				    *after = saved_report(reports.list[1]);

		if (diff_make(&diff, before, after)) {
			status = print(&diff, options, after);
		} else {
			fputs("mailreeve: report diff: out of memory\n", stderr);
			status = EXIT_MISUSE;
		}
	}
	diff_free(&diff);
	reports_free(&reports);
	return status;
}
