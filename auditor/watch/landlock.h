/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WATCH_LANDLOCK_H
#define WATCH_LANDLOCK_H

#include "watch/rights.h"

/*
 * Shut all files but those of ${rights} for this thread and those that it begins.  True also where there is
 * no Landlock to be had, which ${is_shut} says; false with the reason when there is and something failed.
 */
bool landlock_shut(const struct rights *rights, bool *is_shut, char *problem, size_t room);

#endif
