/* SPDX-License-Identifier: Apache-2.0 */
#ifndef COMMAND_OUTPUT_H
#define COMMAND_OUTPUT_H

#include <stdbool.h>

#include "report/report.h"

/*
 * output: where a report goes: standard output, or a file that is written
 * whole or not at all.
 */
struct output {
	const struct format *format;
	const char          *path; /* NULL: standard output */
	bool                 may_overwrite;
};

/*
 * Understand "[FORMAT=]FILE" of -o; "-" is standard output.  ${format} is what -f said, or NULL: then the
 * file name's ending decides.  False after saying on stderr what is wrong.
 */
bool output_parse(struct output *output, const char *text, const struct format *format);

/* Whether they can all be written: said before a long audit, not after it.  False after saying why not. */
bool outputs_prepare(struct output *outputs, size_t count, bool may_overwrite);

/*
 * Write the report.  False after saying why not.  Whoever reads the file meanwhile, or after the process was
 * killed, finds what was there before or all of the report; no other file is left.
 */
bool output_write(const struct output *output, const struct report *report, const struct report_style *style);

#endif
