/* SPDX-License-Identifier: Apache-2.0 */
#ifndef COMMAND_AMOUNT_H
#define COMMAND_AMOUNT_H

#include <stdbool.h>
#include <stdint.h>

/* amount: numbers with a unit, as people write them on a command line.  False if ${word} is none. */

/* "30s", "10m", "1h", "7d", or seconds: nanoseconds. */
bool amount_duration(const char *word, int64_t *nanoseconds);

/* "512K", "128M", "2G" (powers of 1024), or octets. */
bool amount_size(const char *word, uint64_t *octets);

#endif
