/* SPDX-License-Identifier: Apache-2.0 */
/* Arranges the checks of a report by controls, and prints that for people. */
#include "report/controls.h"

#include <stdlib.h>

#include "report/closing.h"
#include "report/phrase.h"
#include "report/table.h"

struct controls {
	struct reference   *reference;
	struct control_row *rows;
	size_t              count;
};

static void
add_check(struct control_row *row, const struct check_tally *tally)
{
	row->applicable += tally->applicable;
	row->violated += tally->violated;
	row->satisfied += tally->satisfied;
	row->inconclusive += tally->inconclusive;
	row->waived += tally->waived;
	row->checks[tally->verdict]++;
}

/* The worst that a check says; what is not known outweighs what is good. */
static enum verdict
verdict_of(const struct control_row *row)
{
	static const enum verdict order[] = {VERDICT_FAIL, VERDICT_INCONCLUSIVE, VERDICT_WAIVED,
					     VERDICT_PASS};

	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++)
		if (row->checks[order[i]] > 0)
			return order[i];
	return VERDICT_NOT_OBSERVED;
}

/* False if no check of the report speaks to the control. */
static bool
fill_row(struct control_row *row, const struct report *report)
{
	size_t count = report->found.check_count(report->found.of);
	bool   is_covered = false;

	for (size_t i = 0; i < count; i++) {
		struct check_tally tally = report->found.check(report->found.of, i);

		if (!reference_covers(row->control, tally.check))
			continue;
		add_check(row, &tally);
		is_covered = true;
	}
	row->verdict = verdict_of(row);
	return is_covered;
}

struct controls *
controls_of(const struct report *report)
{
	struct complaints *complaints = complaints_new();
	struct controls   *controls = calloc(1, sizeof(*controls));

	if (controls != NULL && complaints != NULL)
		controls->reference = reference_load(complaints);
	complaints_free(complaints);
	if (controls == NULL || controls->reference == NULL ||
	    (controls->rows =
		 calloc(reference_control_count(controls->reference), sizeof(*controls->rows))) == NULL) {
		controls_free(controls);
		return NULL;
	}
	for (size_t i = 0; i < reference_control_count(controls->reference); i++) {
		struct control_row *row = &controls->rows[controls->count];

		*row = (struct control_row){.control = reference_control(controls->reference, i)};
		controls->count += fill_row(row, report);
	}
	return controls;
}

size_t
controls_count(const struct controls *controls)
{
	return controls->count;
}

const struct control_row *
controls_row(const struct controls *controls, size_t index)
{
	return index < controls->count ? &controls->rows[index] : NULL;
}

void
controls_free(struct controls *controls)
{
	if (controls == NULL)
		return;
	reference_free(controls->reference);
	free(controls->rows);
	free(controls);
}

static const struct column columns[] = {
    {"verdict",      false, false},
    {"control",      false, false},
    {"failed",       true,  false},
    {"passed",       true,  false},
    {"inconclusive", true,  false},
    {"not observed", true,  false},
};

static void
print_cell(struct text *text, const void *of, size_t index, unsigned column)
{
	const struct control_row *row = controls_row(of, index);
	const enum verdict        verdicts[] = {VERDICT_COUNT, VERDICT_COUNT,        VERDICT_FAIL,
						VERDICT_PASS,  VERDICT_INCONCLUSIVE, VERDICT_NOT_OBSERVED};

	if (column == 0)
		text_add(text, verdict_words[row->verdict]);
	else if (column == 1)
		text_printf(text, "%s%s", row->control->key, row->control->is_verified ? "" : " *");
	else
		phrase_number(text, row->checks[verdicts[column]]);
}

static enum ink
ink_of(const void *of, size_t index)
{
	static const enum ink inks[VERDICT_COUNT] = {
	    [VERDICT_FAIL] = INK_HIGH,          [VERDICT_PASS] = INK_GOOD,
	    [VERDICT_INCONCLUSIVE] = INK_DOUBT, [VERDICT_NOT_OBSERVED] = INK_FAINT,
	    [VERDICT_WAIVED] = INK_PLAIN,
	};

	return inks[controls_row(of, index)->verdict];
}

void
closing_controls(struct page *page, const struct report *report)
{
	struct controls *controls = controls_of(report);
	struct table table = {columns, sizeof(columns) / sizeof(columns[0]), 0, print_cell, controls, ink_of};

	if (controls == NULL || (table.row_count = controls->count) == 0) {
		controls_free(controls);
		return;
	}
	page_heading(page, "Controls");
	table_print(&table, page);
	page_end(page);
	page_words(page, INK_FAINT,
		   "Numbers are checks. A pass says that no contrary evidence was seen, and no more. * the "
		   "framework's own "
		   "text was not at hand: hold number and title against it.");
	page_end(page);
	controls_free(controls);
}
