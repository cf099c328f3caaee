/* SPDX-License-Identifier: Apache-2.0 */
/* The formats as a table, and what a report says that has results. */
#include "report/formats.h"

#include <string.h>

/* clang-format off */
const struct format report_formats[] = {
#define row(name, needs_sessions, says) {#name, says, needs_sessions, name##_write},
    EACH_FORMAT(row)
#undef row
    {NULL, NULL, false, NULL},
};
/* clang-format on */

const struct format *
report_format(const char *name)
{
	for (const struct format *format = report_formats; format->name != NULL; format++)
		if (strcmp(format->name, name) == 0)
			return format;
	return NULL;
}
