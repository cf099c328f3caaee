/* SPDX-License-Identifier: Apache-2.0 */
/* Reads numbers with a unit. */
#include "command/amount.h"

#include <stdlib.h>
#include <string.h>

/* A number with one of the letters of ${units}, each worth the factor at its index; none is worth factor 0.
 */
static bool
read_scaled(const char *word, const char *units, const uint64_t *factors, uint64_t *value)
{
	char              *end;
	unsigned long long number = strtoull(word, &end, 10);
	const char        *unit = *end == '\0' ? units : strchr(units, *end);
	uint64_t           factor;

	if (end == word || *word == '-' || unit == NULL || (*end != '\0' && end[1] != '\0'))
		return false;
	factor = factors[*end == '\0' ? 0 : unit - units + 1];
	if (number > (uint64_t)INT64_MAX / factor)
		return false;
	*value = number * factor;
	return true;
}

bool
amount_duration(const char *word, int64_t *nanoseconds)
{
	static const uint64_t factors[] = {1000000000, 1000000000, UINT64_C(60000000000),
					   UINT64_C(3600000000000), UINT64_C(86400000000000)};
	uint64_t              scaled;

	if (!read_scaled(word, "smhd", factors, &scaled))
		return false;
	*nanoseconds = (int64_t)scaled;
	return true;
}

bool
amount_size(const char *word, uint64_t *octets)
{
	static const uint64_t factors[] = {1, 1 << 10, 1 << 20, 1 << 30};

	return read_scaled(word, "KMG", factors, octets);
}
