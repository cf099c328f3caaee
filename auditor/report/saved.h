/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_SAVED_H
#define REPORT_SAVED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/complain.h"
#include "policy/policy.h"
#include "report/report.h"

/*
 * saved: a report in memory that was not just made: read back, or merged of several.
 *
 * Findings are held whole, some 400 octets each; sessions stay in their file, 24 octets of each are held.
 */
struct saved;

/*
 * Read the report ${name}, JSON or JSON lines; "-" is standard input.  What its coverage means is looked up
 * in ${known}, of ${known_count} rows, which must outlive it.  NULL after complaining of the first thing that
 * is wrong.
 */
struct saved *saved_read(const char *name, const struct report_count *known, size_t known_count,
			 struct complaints *complaints);

/*
 * One report of ${count} ones that were read, which must outlive it.  The same whatever the order and
 * grouping, and the same as of one run over all captures but for the connections that were cut, which its
 * report names (docs/report.md). NULL after complaining of what keeps them from being one: another policy, a
 * capture that two of them read.
 *
 * What several sessions show together is exact if all of them are mergeable (saved_is_mergeable) and
 * ${policy}, which must outlive it, is the one that they were made under; NULL: it is not at hand.  Of
 * reports with pseudonyms it becomes one that speaks of these.
 */
struct saved *saved_merge(struct saved *const *parts, size_t count, struct policy *policy,
			  struct complaints *complaints);

/* Whether it holds all that adds up. */
bool saved_is_mergeable(const struct saved *saved);

/* What it says; lives as long as it does. */
const struct report *saved_report(const struct saved *saved);

void saved_free(struct saved *saved);

#endif
