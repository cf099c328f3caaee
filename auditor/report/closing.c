/* SPDX-License-Identifier: Apache-2.0 */
/* Ports and checks, as tables for people. */
#include "report/closing.h"

#include "report/clean.h"
#include "report/phrase.h"
#include "report/table.h"

#define ROWS_MOST 40         /* of the port matrix */
#define INCONCLUSIVE_MOST 12 /* checks listed without being asked to explain */
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct column port_columns[] = {
    {"port",     true,  false},
    {"protocol", false, false},
    {"security", false, false},
    {"outcome",  false, false},
    {"path",     false, false},
    {"sessions", true,  false},
};

static void
port_cell(struct text *text, const void *of, size_t row, unsigned column)
{
	const struct report *report = of;
	struct port_tally    tally = report->found.port(report->found.of, row);
	const char          *words[] = {NULL,
					protocol_words[tally.protocol],
					security_words[tally.security],
					outcome_words[tally.outcome],
					path_words[tally.path],
					NULL};

	if (words[column] != NULL)
		text_add(text, words[column]);
	else if (column == 0)
		text_printf(text, "%u", tally.port);
	else
		phrase_number(text, tally.sessions);
}

static void
print_more(struct page *page, uint64_t more, const char *how)
{
	struct text text = {0};

	if (more == 0)
		return;
	text_add(&text, "and ");
	phrase_number(&text, more);
	text_printf(&text, " more: %s lists all", how);
	if (!text.failed)
		page_words(page, INK_FAINT, text.data);
	page_end(page);
	text_free(&text);
}

void
closing_ports(struct page *page, const struct report *report)
{
	size_t       rows = report->found.port_count(report->found.of);
	size_t       shown = rows < ROWS_MOST ? rows : ROWS_MOST;
	struct table table = {port_columns, COUNT(port_columns), shown, port_cell, report, NULL};

	if (rows == 0)
		return;
	page_heading(page, "Ports");
	table_print(&table, page);
	print_more(page, rows - shown, "--format json");
}

static const struct column check_columns[] = {
    {"verdict",      false, false},
    {"check",        false, false},
    {"applied",      true,  false},
    {"violated",     true,  false},
    {"satisfied",    true,  false},
    {"inconclusive", true,  false},
    {"waived",       true,  false},
};

/* The row-th check that applied to something. */
static struct check_tally
observed(const struct report *report, size_t row)
{
	size_t             count = report->found.check_count(report->found.of);
	struct check_tally tally = {0};

	for (size_t i = 0; i < count; i++) {
		tally = report->found.check(report->found.of, i);
		if (tally.verdict != VERDICT_NOT_OBSERVED && row-- == 0)
			break;
	}
	return tally;
}

static void
check_cell(struct text *text, const void *of, size_t row, unsigned column)
{
	struct check_tally tally = observed(of, row);
	uint64_t           numbers[] = {
		      0, 0, tally.applicable, tally.violated, tally.satisfied, tally.inconclusive, tally.waived};

	if (column == 0)
		text_add(text, verdict_words[tally.verdict]);
	else if (column == 1)
		clean_prose(text, tally.check->id);
	else
		phrase_number(text, numbers[column]);
}

static const enum ink verdict_inks[VERDICT_COUNT] = {
    [VERDICT_FAIL] = INK_HIGH,          [VERDICT_PASS] = INK_GOOD,    [VERDICT_INCONCLUSIVE] = INK_DOUBT,
    [VERDICT_NOT_OBSERVED] = INK_FAINT, [VERDICT_WAIVED] = INK_PLAIN,
};

static enum ink
check_ink(const void *of, size_t row)
{
	return verdict_inks[observed(of, row).verdict];
}

static void
list_not_observed(struct page *page, const struct report *report)
{
	size_t      count = report->found.check_count(report->found.of);
	const char *comma = "not observed: ";
	struct text text = {0};

	for (size_t i = 0; i < count; i++) {
		struct check_tally tally = report->found.check(report->found.of, i);

		if (tally.verdict != VERDICT_NOT_OBSERVED)
			continue;
		text_add(&text, comma);
		clean_prose(&text, tally.check->id);
		comma = ", ";
	}
	page_end(page);
	if (!text.failed && text.size > 0)
		page_words(page, INK_FAINT, text.data);
	text_free(&text);
}

static void
explain_checks(struct page *page, const struct report *report, const struct item_count *count)
{
	struct table table = {check_columns, COUNT(check_columns), 0, check_cell, report, check_ink};

	for (unsigned verdict = 0; verdict < VERDICT_COUNT; verdict++)
		table.row_count += verdict == VERDICT_NOT_OBSERVED ? 0 : (size_t)count->checks[verdict];
	page_end(page);
	if (table.row_count > 0)
		table_print(&table, page);
	list_not_observed(page, report);
}

/* The checks that could not be decided: the indices of the first ones, and how many there are. */
struct undecided {
	const struct report *report;
	size_t               checks[INCONCLUSIVE_MOST];
	size_t               count;
};

static const struct column undecided_columns[] = {
    {"inconclusive",   false, false},
    {"cannot be told", false, false},
};

static void
undecided_cell(struct text *text, const void *of, size_t row, unsigned column)
{
	const struct undecided *undecided = of;
	const struct report    *report = undecided->report;
	struct check_tally      tally = report->found.check(report->found.of, undecided->checks[row]);

	if (column == 0) {
		clean_prose(text, tally.check->id);
		return;
	}
	phrase_number(text, tally.inconclusive);
	text_add(text, " of ");
	phrase_things(text, tally.applicable, "session");
}

static enum ink
undecided_ink(const void *of, size_t row)
{
	(void)of;
	(void)row;
	return INK_DOUBT;
}

static void
list_undecided(struct page *page, const struct report *report)
{
	struct undecided undecided = {.report = report};
	struct table     table = {undecided_columns, COUNT(undecided_columns), 0, undecided_cell, &undecided,
				  undecided_ink};
	size_t           count = report->found.check_count(report->found.of);

	for (size_t i = 0; i < count; i++) {
		if (report->found.check(report->found.of, i).verdict != VERDICT_INCONCLUSIVE)
			continue;
		if (undecided.count < INCONCLUSIVE_MOST)
			undecided.checks[table.row_count++] = i;
		undecided.count++;
	}
	if (undecided.count == 0)
		return;
	page_end(page);
	table_print(&table, page);
	print_more(page, undecided.count - table.row_count, "--explain");
}

void
closing_checks(struct page *page, const struct report *report, const struct item_count *count)
{
	static const char *const past[VERDICT_COUNT] = {"failed", "passed", "inconclusive", "not observed",
							"waived"};

	if (report->found.check_count(report->found.of) == 0)
		return;
	page_heading(page, "Checks");
	for (unsigned verdict = 0; verdict < VERDICT_COUNT; verdict++) {
		struct text text = {0};
		enum ink    ink = count->checks[verdict] > 0 ? verdict_inks[verdict] : INK_FAINT;

		phrase_number(&text, count->checks[verdict]);
		text_printf(&text, " %s", past[verdict]);
		if (!text.failed)
			page_item(page, ink, page_mark(page, MARK_DOT), text.data);
		text_free(&text);
	}
	if (page->style->explain)
		explain_checks(page, report, count);
	else
		list_undecided(page, report);
	page_end(page);
}
