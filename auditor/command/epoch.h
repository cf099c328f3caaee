/* SPDX-License-Identifier: Apache-2.0 */
#ifndef COMMAND_EPOCH_H
#define COMMAND_EPOCH_H

#include <stdint.h>

/*
 * epoch: when a report is said to have been made.
 *
 * Never the clock's time, which would make every report another one: what SOURCE_DATE_EPOCH says, in seconds
 * since 1970 (reproducible-builds.org/specs/source-date-epoch), as nanoseconds; 0 if it is not set or says
 * nothing usable.
 */
int64_t epoch_generated(void);

#endif
