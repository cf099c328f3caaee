/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_CONTROLS_H
#define REPORT_CONTROLS_H

#include <json-c/json.h>

#include "base/text.h"
#include "policy/reference.h"
#include "report/report.h"

/*
 * controls: a report arranged by the controls of frameworks that its checks speak to.
 *
 * It tells what evidence there is, and no more: no control is fulfilled because nothing was seen against it.
 */
struct controls;

/* A session that several checks of one control apply to is counted once for each. */
struct control_row {
	const struct reference_control *control;
	bool          is_known; /* rules/controls.yaml has it; else it has its key alone: a policy names it */
	const size_t *of;       /* the checks that speak to it, by index, ascending */
	size_t        of_count;
	enum verdict verdict; /* fail, inconclusive, waived, pass, not-observed: the first that a check has */
	uint64_t     applicable, violated, satisfied, inconclusive, waived;
	size_t       checks[VERDICT_COUNT]; /* of that verdict */
};

/* The controls that a check of ${report} speaks to, in the order of rules/controls.yaml, and behind them
 * those that are not in it, by key; NULL without memory. */
struct controls *controls_of(const struct report *report);

size_t controls_count(const struct controls *controls);

/* NULL past the end. */
const struct control_row *controls_row(const struct controls *controls, size_t index);

/* "NIST SP 800-53r5 SC-8", and a star behind it if nobody held it against the framework's own text; of a
 * control that a policy brought, nobody knows. */
void controls_phrase(struct text *text, const struct control_row *row);

/* The row as an item of "controls". */
void controls_item(struct json_object **to, const struct report *report, const struct control_row *row);

void controls_free(struct controls *controls);

#endif
