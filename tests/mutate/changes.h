/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_MUTATE_CHANGES_H
#define TESTS_MUTATE_CHANGES_H

#include "command_tape.h"

/* change: one way to make of a tape of two segments or more another one, ${to}, of the same payloads. */
struct change {
	const char *name;
	void (*change)(const struct tape *from, struct tape *to, struct chance *chance);
};

extern const struct change changes[];
extern const size_t        change_count;

/* Flip one bit of the payload, which must be the caller's own, or put another number in what stands before
 * it. */
void segment_flip(struct segment *segment, struct chance *chance);

#endif
