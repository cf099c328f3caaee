/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_DISGUISE_H
#define REPORT_DISGUISE_H

#include "base/pseudonym.h"
#include "report/report.h"

/*
 * disguise: a report that can leave the house: the same report with pseudonyms for what names machines.
 *
 * Addresses are replaced wherever they stand, in texts too; server names, the names in certificates and their
 * fingerprints by "pseudonym-" or hexadecimal digits of a keyed hash.  What was judged stays judged: zones
 * and paths were told of the true addresses.  Ids of findings and sessions are those of the pseudonyms, and
 * lists are put in order again, so that nothing of the true ones shines through.
 */
struct disguise;

/* ${report} and ${pseudonym} must outlive it.  NULL without memory. */
struct disguise *disguise_new(const struct report *report, const struct pseudonym *pseudonym);

/* The report in disguise; lives as long as it does. */
const struct report *disguise_report(const struct disguise *disguise);

void disguise_free(struct disguise *disguise);

#endif
