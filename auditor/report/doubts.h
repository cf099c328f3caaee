/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_DOUBTS_H
#define REPORT_DOUBTS_H

#include <json-c/json.h>

#include "base/text.h"
#include "report/report.h"
#include "report/take.h"

/* doubts: what speaks against the zones of the policy, and which findings depend on it. */

/* Which doubt a finding is in; DOUBT_COUNT: none. */
enum doubt doubts_of_finding(const struct report *report, const struct finding *finding);

/* Append a sentence about a doubt that ${report} has, with its cure, and the findings that depend on it. */
void doubts_phrase(struct text *text, const struct report *report, enum doubt which);

/* Append " 3 findings depend on it, of a, b." of those that ${is_wanted}, if there are any. */
void doubts_phrase_findings(struct text *text, const struct report *report,
			    bool (*is_wanted)(const struct report *report, const struct finding *finding));

/* As "zones_doubtful" of the policy. */
void doubts_item(struct json_object **to, const struct zone_doubt *doubt);
void doubts_read(struct zone_doubt *doubt, struct take *take);

/* "zones_doubtful" of a finding. */
void doubts_read_finding(struct finding *finding, struct take *take);

#endif
