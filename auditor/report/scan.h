/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_SCAN_H
#define REPORT_SCAN_H

#include <stdint.h>
#include <stdio.h>

struct json_object;

/*
 * scan: a report as text, one value at a time.
 *
 * Of the JSON form each item of a list is a value, and each member that is no list; of JSON lines each line
 * is.  Only one value is in memory at once, and none may be larger than SCAN_VALUE_MOST octets or deeper than
 * SCAN_DEPTH_MOST: whoever wrote the file is not trusted.
 */
#define SCAN_VALUE_MOST ((size_t)4 * 1024 * 1024)
#define SCAN_DEPTH_MOST 16
#define SCAN_NAME_MOST 64 /* octets of the name of a member */

/* Where a value stands. */
struct scan_spot {
	uint64_t line;   /* of its first octet, from 1 */
	uint64_t offset; /* of its first octet in the file */
	uint64_t index;  /* in its list, from 0 */
};

/*
 * ${name}: the member of the envelope; NULL: the value is a line.  ${value} is given back after the call.
 * Before the first item of a list its name is told without a value, so that an empty one is seen, too.
 * Anything but 0 stops.
 */
typedef int scan_each(void *context, const char *name, struct json_object *value,
		      const struct scan_spot *spot);

/* What is wrong with a text, and in which line. */
struct scan_fault {
	uint64_t line;
	char     what[160]; /* "" : nothing */
};

/* Read ${file}, which can be sought in, from its beginning.  What ${each} said, or -1 with ${fault}. */
int scan_file(FILE *file, scan_each *each, void *context, struct scan_fault *fault);

/* The one value at ${offset}, where scan_file found one; to be given back.  NULL if it is not there any more.
 */
struct json_object *scan_value(FILE *file, uint64_t offset);

#endif
