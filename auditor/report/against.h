/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_AGAINST_H
#define REPORT_AGAINST_H

#include "base/complain.h"
#include "report/report.h"

/*
 * against: a report held against an earlier one: what is new is shown, what was there before is counted, and
 * what is gone is listed.
 *
 * Findings are told by their ids.  One that was waived before and is not any more is new.  That a finding is
 * gone does not say that it is mended: the later captures may not show it.
 */
struct against;

/*
 * The report ${name}, as saved_read reads it; NULL after complaining.  Of one that is itself what was new
 * since an earlier one a warning says so.
 */
struct against *against_read(const char *name, struct complaints *complaints);

/* Leave out of ${report} what the earlier one had, and note what was left out and what is gone.  False
 * without memory.  ${against} must outlive the report. */
bool against_apply(struct against *against, struct report *report);

void against_free(struct against *against);

#endif
