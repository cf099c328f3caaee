/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_CLOSING_H
#define REPORT_CLOSING_H

#include "report/item.h"
#include "report/page.h"

/* closing: what a report for people says behind its findings. */

/* What an earlier report had: how much is left out, and what is gone. */
void closing_past(struct page *page, const struct report *report);

/* Which ports were seen, speaking what, how protected. */
void closing_ports(struct page *page, const struct report *report);

/* What became of the connections, by port and path; nothing where all were established. */
void closing_reach(struct page *page, const struct report *report);

/* What the policy expects, and the numbers behind each answer; nothing where it expects nothing. */
void closing_expectations(struct page *page, const struct report *report);

/* How many checks failed, passed …, and which could not be decided; with `explain` the numbers of each. */
void closing_checks(struct page *page, const struct report *report, const struct item_count *count);

/* The findings that a waiver covers, who says so, why and until when; and waivers that have ended. */
void closing_waivers(struct page *page, const struct report *report);

/* The same by the controls of frameworks. */
void closing_controls(struct page *page, const struct report *report);

/* What was looked at, what of it could not be seen, and what was guessed. */
void closing_coverage(struct page *page, const struct report *report);

#endif
