/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_VERDICT_H
#define REPORT_VERDICT_H

#include "report/report.h"

/*
 * verdict: what a report says in one word.
 *
 * fail: there is a finding at or above ${fail_on} that is not waived.  Else whatever was not seen, and what
 * could not be decided of a check at or above ${fail_on}, make it inconclusive; the rest is a pass.
 */
enum verdict report_verdict(const struct report *report, enum severity fail_on);

#endif
