/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_STREAM_H
#define REPORT_STREAM_H

#include "report/report.h"
#include "report/sink.h"

/*
 * stream: the lists of a report, written item by item.
 *
 * Each item is a json-c object that lives for one line: a tree of the whole
 * would need some 3 KiB of memory for each finding.
 */
struct stream {
	struct sink          sink;
	const struct report *report;
	bool                 is_lines; /* JSON lines: every object has its event; else elements of arrays */
	const char          *event;    /* of the list that is being written */
	bool                 has_item; /* it has one already */
};

enum stream_list {
	STREAM_INPUTS,
	STREAM_CHECKS,
	STREAM_CONTROLS,
	STREAM_FINDINGS,
	STREAM_PORTS,
	STREAM_SERVERS,
	STREAM_PAIRS,
	STREAM_RESULTS,
	STREAM_CUTS,
	STREAM_SESSIONS,
	STREAM_LISTS
};

/* The names of the lists: inputs, checks … */
extern const char *const stream_names[STREAM_LISTS];

/* Whether the report has that list: some are there only when they were asked for, or have something to say.
 */
bool stream_has(const struct report *report, enum stream_list list);

/* Write the list ${list}: an array, or a line for each item. */
void stream_list(struct stream *stream, enum stream_list list);

/* Write ${object} as a line of its own, and give it back. */
void stream_line(struct stream *stream, struct json_object *object);

/* An object to be filled; with its event if the stream is lines.  NULL: memory ran out. */
struct json_object *stream_object(const struct stream *stream, const char *event);

#endif
