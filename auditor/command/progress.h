/* SPDX-License-Identifier: Apache-2.0 */
#ifndef COMMAND_PROGRESS_H
#define COMMAND_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

/* progress: one line on stderr for a person who waits: octets done, speed, time left, findings. */
struct progress {
	bool     is_on; /* stderr is a terminal, and nobody asked for quiet */
	bool     was_shown;
	uint64_t total;        /* octets of all inputs; 0: not known */
	double   began, shown; /* seconds of the monotonic clock */
};

void progress_begin(struct progress *progress, uint64_t total, bool is_quiet);

/* Cheap enough for every few thousand packets; draws at most five times a second, and not in the first
 * second. */
void progress_show(struct progress *progress, uint64_t done, uint64_t findings);

/* Wipe the line, so that what is printed next stands alone. */
void progress_end(struct progress *progress);

#endif
