/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_CONTROLS_H
#define REPORT_CONTROLS_H

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
	enum verdict verdict; /* fail, inconclusive, waived, pass, not-observed: the first that a check has */
	uint64_t     applicable, violated, satisfied, inconclusive, waived;
	size_t       checks[VERDICT_COUNT]; /* of that verdict */
};

/* The controls that a check of ${report} speaks to, in the order of rules/controls.yaml; NULL without memory.
 */
struct controls *controls_of(const struct report *report);

size_t controls_count(const struct controls *controls);

/* NULL past the end. */
const struct control_row *controls_row(const struct controls *controls, size_t index);

void controls_free(struct controls *controls);

#endif
