/* SPDX-License-Identifier: Apache-2.0 */
/* Reads SOURCE_DATE_EPOCH. */
#include "command/epoch.h"

#include <errno.h>
#include <stdlib.h>

#define SECOND INT64_C(1000000000)

int64_t
epoch_generated(void)
{
	const char *set = getenv("SOURCE_DATE_EPOCH");
	char       *end;
	long long   seconds;

	if (set == NULL || *set < '0' || *set > '9')
		return 0;
	errno = 0;
	seconds = strtoll(set, &end, 10);
	return errno != 0 || *end != '\0' || seconds > INT64_MAX / SECOND ? 0 : seconds * SECOND;
}
