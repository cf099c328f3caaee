/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_LINES_H
#define REPORT_LINES_H

#include <json-c/json.h>

#include "base/text.h"
#include "report/report.h"

/*
 * lines: formats in which a finding is one line by itself, for streams that never end.
 *
 * Of ${context} only the names of inputs and policy are asked for.
 */
struct line_format {
	const char *name; /* as of the format of a whole report */
	const char *says; /* one line for people */
	void (*write)(struct text *line, const struct report *context, const struct finding *finding);
};

/* Ended by a NULL name. */
extern const struct line_format report_lines[];

/* The one of that name; NULL if there is none. */
const struct line_format *report_line(const char *name);

/* The objects that are such lines; NULL without memory. */
struct json_object *eve_line(const struct report *context, const struct finding *finding);
struct json_object *ocsf_line(const struct report *context, const struct finding *finding);

#endif
