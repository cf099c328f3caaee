/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_BRIEF_H
#define REPORT_BRIEF_H

#include <stddef.h>

#include "base/text.h"
#include "report/report.h"

/* brief: findings and checks in one line, for formats that have one field for all of it.  ASCII but for
 * names. */

/* "10.0.0.5 -> 203.0.113.7:143, egress" */
void brief_subject(struct text *text, const struct finding *finding);

/* "10.0.0.5 -> 203.0.113.7:143, egress: 3 of 4 sessions, 2026-11-22 03:34:00 - 03:36:03 UTC" */
void brief_where(struct text *text, const struct finding *finding);

/* The check's title, and all that. */
void brief_finding(struct text *text, const struct finding *finding);

/* "4 of 10 sessions violate it, 1 cannot be told, 2 are waived" */
void brief_check(struct text *text, const struct check_tally *tally);

/* "office.pcapng: 12, 15; branch.pcap: 99": the frames kept as evidence. */
void brief_frames(struct text *text, const struct report *report, const struct finding *finding);

#endif
