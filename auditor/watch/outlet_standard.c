/* SPDX-License-Identifier: Apache-2.0 */
/* Events to standard output. */
#include <stdio.h>
#include <string.h>

#include "watch/outlet.h"

static bool
standard_claims(const char *address)
{
	return strcmp(address, "-") == 0;
}

static bool
standard_open(void *state, const char *address, const struct outlet_options *options, char *problem,
	      size_t room)
{
	(void)state, (void)address, (void)options, (void)problem, (void)room;
	return true;
}

static bool
standard_write(void *state, const char *line, size_t size, int priority)
{
	(void)state, (void)priority;
	return fwrite(line, 1, size, stdout) == size && putchar('\n') != EOF && fflush(stdout) == 0;
}

static void
standard_close(void *state)
{
	(void)state;
	clearerr(stdout);
}

const struct outlet_kind outlet_standard = {
    "-", "standard output", standard_claims, standard_open, standard_write, standard_close, 1, NULL};
