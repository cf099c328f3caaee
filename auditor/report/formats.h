/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_FORMATS_H
#define REPORT_FORMATS_H

#include <stdio.h>

#include "report/report.h"

/*
 * formats: every output format, one row each.
 *
 * row(name, "one line for people") stands for NAME.c and its function NAME_write, see struct format.
 */
/* clang-format off */
#define EACH_FORMAT(row) \
	row(text, "for people: verdict, findings, ports, checks, coverage") \
	row(json, "one object, described by docs/report.schema.json") \
	row(jsonl, "the same as one object a line, each with its \"event\"")
/* clang-format on */

#define row(name, says)                                                                                      \
	int name##_write(const struct report *report, const struct report_style *style, FILE *out);
EACH_FORMAT(row)
#undef row

#endif
