/* SPDX-License-Identifier: Apache-2.0 */
/* The checks by controls, for people. */
#include "report/closing.h"
#include "report/controls.h"
#include "report/phrase.h"
#include "report/table.h"

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
		controls_phrase(text, row);
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

	if (controls == NULL || (table.row_count = controls_count(controls)) == 0) {
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
