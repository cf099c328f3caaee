/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CAPTURE_INPUTS_H
#define CAPTURE_INPUTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * inputs: the captures that a command line names.
 *
 * Files stand for themselves.  A folder stands for every capture in it and
 * below, in order of name; what is no capture there is passed over silently
 * (recognised by its first octets), and so are hidden names and links.  A file
 * that was named twice is taken once.
 */
struct input {
	char *path;
	/* Time of its first packet, nanoseconds; INT64_MIN: none, or it cannot be read twice (stdin, a pipe).
	 */
	int64_t first;
	char    problem[256]; /* "" or why it cannot be read */
};

struct inputs {
	struct input *list;
	size_t        count;
};

/* Expand ${paths}.  False only when memory ran out; an unreadable path becomes an input with a problem. */
bool inputs_expand(struct inputs *inputs, char *const *paths, size_t count);

/*
 * Put the inputs in order of first packet, so that pieces of one capture (tcpdump -C, -G, -W) come in the
 * order they were written; equal times keep their order, those without a time come first.
 */
void inputs_sort(struct inputs *inputs);

void inputs_free(struct inputs *inputs);

#endif
