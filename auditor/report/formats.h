/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_FORMATS_H
#define REPORT_FORMATS_H

#include <stdio.h>

#include "report/report.h"

/*
 * formats: every output format, one row each.
 *
 * row(name, needs_sessions, "one line for people") stands for NAME.c and its function NAME_write, see struct
 * format.
 */
/* clang-format off */
#define EACH_FORMAT(row) \
	row(text, false, "for people: verdict, findings, ports, checks, coverage") \
	row(json, false, "one object, described by docs/report.schema.json") \
	row(jsonl, false, "the same as one object a line, each with its \"event\"") \
	row(sarif, false, "SARIF 2.1.0, for code scanning and CI") \
	row(eve, false, "Suricata EVE alerts, one a line") \
	row(ocsf, false, "OCSF Compliance Findings (class 2003), one a line") \
	row(junit, false, "JUnit XML: a test case for each check") \
	row(csv, true, "all sessions with their facts, as a table") \
	row(prometheus, false, "metrics for the node exporter's textfile collector") \
	row(markdown, false, "for tickets: GitHub and GitLab take it") \
	row(html, false, "one page for people: charts, findings, controls; needs nothing else")
/* clang-format on */

#define row(name, needs_sessions, says)                                                                      \
	int name##_write(const struct report *report, const struct report_style *style, FILE *out);
EACH_FORMAT(row)
#undef row

#endif
