/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_COMMAND_TRUTH_H
#define TESTS_COMMAND_TRUTH_H

#include <stdio.h>

#include "command_tape.h"

/*
 * truth: what a whole capture says, to hold what a part of it says against.
 *
 * A part may know less than the whole, and nothing else: every fact that it knows is the whole's, and every
 * finding is one of the whole's.
 */
struct truth {
	const struct tape   *tape;
	struct play          play;
	const struct policy *policy;
};

/* One thing that the part says and the whole does not: a finding, or a fact of a session. */
struct untruth {
	const struct finding *finding; /* or NULL, and: */
	const struct session *part;
	const struct session *whole; /* NULL: the whole has no such session */
	enum fact             fact;
};

void truth_begin(struct truth *truth, const struct tape *tape, const struct policy *policy);

/* Play ${part} and tell ${each} of all that contradicts the truth; how many they were. */
size_t truth_against(struct truth *truth, const struct tape                           *part,
		     void (*each)(void *context, const struct untruth *untruth), void *context);

/* One line about it, without a line end. */
void untruth_print(const struct untruth *untruth, FILE *out);

void truth_end(struct truth *truth);

#endif
