/* SPDX-License-Identifier: Apache-2.0 */
#ifndef COMMAND_WATCH_OPTIONS_H
#define COMMAND_WATCH_OPTIONS_H

#include <stdbool.h>

#include "watch/guard.h"

/*
 * What the command line of watch says, into ${options}, which point into ${argv} and into ${filter}, a text
 * that is to be empty.  False when the command is over: ${status} is its exit status then.
 */
struct text;
bool watch_options_read(struct guard_options *options, struct text *filter, int argc, char **argv,
			int *status);

#endif
