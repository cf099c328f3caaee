/* SPDX-License-Identifier: Apache-2.0 */
#ifndef COMMAND_WHOLE_H
#define COMMAND_WHOLE_H

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>

#include "base/text.h"

/*
 * whole: a file that is there with all that is in it, or not at all.
 *
 * It is written without a name where the system can do that (Linux, open(2), O_TMPFILE): then nothing is left
 * even of a process that was killed.  Elsewhere it has a temporary name beside its own, and signals that end
 * the process wait for it.
 */
struct whole {
	FILE       *out;       /* to be written to */
	const char *path;      /* the caller's */
	struct text temporary; /* its name meanwhile; empty: it has none */
	sigset_t    signals;   /* those that were blocked before, if it has one */
};

/* Whether a file could be written at ${path}: false with errno.  Leaves nothing behind. */
bool whole_try(const char *path);

/* False with errno. */
bool whole_begin(struct whole *whole, const char *path);

/*
 * Put what was written to the disk and give it its name, in the place of another only if ${may_replace};
 * ${is_good} false: throw it away.  False with errno (of the caller if not good; EEXIST: another has the
 * name).
 */
bool whole_end(struct whole *whole, bool is_good, bool may_replace);

#endif
