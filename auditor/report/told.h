/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_TOLD_H
#define REPORT_TOLD_H

#include "base/text.h"
#include "classify/fact.h"

/* told: facts as plain text, the same words as in every format. */

/* Append what is noted of ${fact}, clean: "true", "TLSv1.2", "2026-11-22T03:34:00.000000Z"; parts of lists
 * are divided by a space.  Nothing if nothing is noted. */
void told_fact(struct text *text, const struct facts *facts, enum fact fact);

#endif
