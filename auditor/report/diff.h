/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_DIFF_H
#define REPORT_DIFF_H

#include <stdio.h>

#include "report/report.h"

/*
 * diff: what became of findings from one report to a later one, told by their ids.
 *
 * changed: severity, waiver, who said no, or how many of how many sessions.  Times and frames always differ
 * and are not compared.  A finding that is gone is not mended by that: the verdict of its check in the later
 * report says what is known.
 */
enum change { CHANGE_NEW, CHANGE_GONE, CHANGE_CHANGED, CHANGE_COUNT };
extern const char *const change_words[CHANGE_COUNT];

struct diff_entry {
	enum change           change;
	char                  id[FINDING_ID_SIZE];
	const struct finding *before, *after; /* NULL: there is none */
	enum verdict          now;            /* of the check in the later report; of a gone one */
};

struct diff {
	struct diff_entry *entries; /* by change, then as reports order findings */
	size_t             count;
	size_t             counts[CHANGE_COUNT];
};

/* Compare; false without memory.  The reports must outlive ${diff}. */
bool diff_make(struct diff *diff, const struct report *before, const struct report *after);

/* Whether a finding is new at or above ${fail_on} and not waived, or was waived before and is no longer. */
bool diff_fails(const struct diff *diff, enum severity fail_on);

/* Print it, for people or as JSON; 0, or -1 with errno. */
int diff_text(const struct diff *diff, const struct report_style *style, FILE *out);
int diff_json(const struct diff *diff, const struct report *after, FILE *out);

void diff_free(struct diff *diff);

#endif
