/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_SARIF_ROOM_H
#define REPORT_SARIF_ROOM_H

#include <json-c/json.h>

#include "report/controls.h"
#include "report/report.h"

/* What the files of the SARIF format share. */

/* `level` of a result (SARIF 3.27.10), and the number by which code scanning sorts. */
struct sarif_level {
	const char *level, *security;
};

extern const struct sarif_level sarif_levels[SEVERITY_COUNT];

/* Add the name of a capture as a relative reference (RFC 3986 4.2): everything but unreserved characters and
 * slashes is escaped. */
void sarif_uri(struct json_object **to, const char *key, const char *name);

/* A result (SARIF 3.27); ${rule}: the index of its rule, SIZE_MAX: unknown.  NULL: memory ran out. */
struct json_object *sarif_result(const struct report *report, const struct finding *finding, size_t rule);

/* The frameworks that the checks speak to, as `taxonomies` of the run (SARIF 3.14.8); NULL: memory ran out.
 */
struct json_object *sarif_taxonomies(const struct controls *controls);

/* The same as the driver's `supportedTaxonomies` (SARIF 3.19.26). */
struct json_object *sarif_supported(const struct controls *controls);

/* Add the controls that the check ${index} speaks to as `relationships` of its rule (SARIF 3.49.15). */
void sarif_relate(struct json_object **rule, const struct controls *controls, size_t index);

#endif
