/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WATCH_LANDLOCK_H
#define WATCH_LANDLOCK_H

#include "watch/rights.h"

/*
 * Shut all files but those of ${rights} for this thread and those that it begins.  True also where the kernel
 * has no Landlock; false with the reason when it has and something failed.
 */
bool landlock_shut(const struct rights *rights, char *problem, size_t room);

#endif
