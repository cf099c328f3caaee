/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_BLOCK_H
#define REPORT_BLOCK_H

#include "report/page.h"
#include "report/report.h"

/*
 * block: all findings of one check, printed together.
 *
 * A few are printed whole; of many, the first ones as a line each, and how many more there are.
 */

/* The ink of each severity. */
extern const enum ink block_inks[SEVERITY_COUNT];

/* CRITICAL, HIGH … */
extern const char *const block_words[SEVERITY_COUNT];

/* Print the block of the ${index}th finding; the index of the first finding after it. */
size_t block_print(struct page *page, const struct report *report, size_t index);

#endif
