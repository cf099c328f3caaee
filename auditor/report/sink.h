/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_SINK_H
#define REPORT_SINK_H

#include <stdbool.h>
#include <stdio.h>

struct json_object;

/* sink: where a report is written to; the first error is kept, and after it nothing is written. */
struct sink {
	FILE *out;
	int   error; /* errno of what went wrong; 0: nothing */
};

void sink_bytes(struct sink *sink, const void *data, size_t size);
void sink_text(struct sink *sink, const char *text);

/* How json-c prints for us: in one line, and a slash is a slash. */
#define SINK_JSON (JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE)

/* Print ${object} in one line, without an end of line, and give it back; NULL: memory ran out. */
void sink_object(struct sink *sink, struct json_object *object);

/* Flush; 0, or -1 with errno. */
int sink_end(struct sink *sink);

#endif
