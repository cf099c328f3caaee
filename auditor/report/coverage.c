/* SPDX-License-Identifier: Apache-2.0 */
/* What was looked at, and what of it could not be seen, for people. */
#include "report/closing.h"

#include <errno.h>

#include "report/clean.h"
#include "report/doubts.h"
#include "report/phrase.h"
#include "report/servers.h"
#include "report/span.h"
#include "report/table.h"

/* Print one sentence and free it. */
static void
sentence(struct page *page, enum ink ink, struct text *text)
{
	page_to(page, page->margin);
	page->margin += 2;
	if (text->failed) {
		if (page->sink.error == 0)
			page->sink.error = ENOMEM;
	} else if (text->size > 0)
		page_words(page, ink, text->data);
	page_end(page);
	page->margin -= 2;
	text_free(text);
}

static void
print_seen(struct page *page, const struct report *report)
{
	struct span span = span_of(report);
	struct text text = {0};

	phrase_things(&text, span.packets, "packet");
	text_add(&text, " in ");
	phrase_things(&text, report->input_count, "capture");
	if (span.packets > 0) {
		text_add(&text, ", ");
		phrase_times(&text, page, span.first, span.last);
	}
	sentence(page, INK_PLAIN, &text);
}

static bool
has_problem(const struct report_input *input)
{
	return !input->is_complete || (input->problems != NULL && input->problems[0] != NULL);
}

static void
print_problem(struct page *page, const struct report_input *input, const char *problem)
{
	struct text text = {0};

	text_add(&text, "! ");
	clean_name(&text, input->capture);
	text_add(&text, ": ");
	clean_prose(&text, problem);
	sentence(page, INK_DOUBT, &text);
}

static bool
print_problems(struct page *page, const struct report *report)
{
	bool has_any = false;

	for (size_t i = 0; i < report->input_count && page->sink.error == 0; i++) {
		const struct report_input *input = &report->inputs[i];

		if (!has_problem(input))
			continue;
		has_any = true;
		if (input->problems == NULL || input->problems[0] == NULL)
			print_problem(page, input, "was not read to its end");
		for (const char *const *at = input->problems; at != NULL && *at != NULL; at++)
			print_problem(page, input, *at);
	}
	return has_any;
}

static const struct column count_columns[] = {
    {"", false, false},
    {"", true,  false},
    {"", false, false},
};

/* The row-th count that people are shown. */
static const struct report_count *
shown_count(const struct report *report, size_t row)
{
	for (size_t i = 0; i < report->coverage_count; i++) {
		const struct report_count *count = &report->coverage[i];

		if (count->number > 0 && count->meaning != NULL && row-- == 0)
			return count;
	}
	return NULL;
}

static void
count_cell(struct text *text, const void *of, size_t row, unsigned column)
{
	const struct report_count *count = shown_count(of, row);

	if (column == 0)
		text_add(text, count->is_doubt ? "!" : " ");
	else if (column == 1)
		phrase_number(text, count->number);
	else
		text_add(text, count->meaning);
}

static enum ink
count_ink(const void *of, size_t row)
{
	return shown_count(of, row)->is_doubt ? INK_DOUBT : INK_PLAIN;
}

/* Print the counts; whether one of them is a doubt. */
static bool
print_counts(struct page *page, const struct report *report)
{
	struct table table = {
	    count_columns, sizeof(count_columns) / sizeof(count_columns[0]), 0, count_cell, report,
	    count_ink};
	bool has_doubt = false;

	for (size_t i = 0; i < report->coverage_count; i++)
		has_doubt |= report->coverage[i].number > 0 && report->coverage[i].is_doubt;
	while (shown_count(report, table.row_count) != NULL)
		table.row_count++;
	table_print(&table, page);
	return has_doubt;
}

static bool
is_guess(const struct report *report, const struct finding *finding)
{
	(void)report;
	return finding->zones_guessed;
}

static void
print_guess(struct page *page, const struct report *report)
{
	struct text text = {0};

	if (!report->policy.zones_guessed)
		return;
	text_add(&text, "! Nobody said what lies inside. It was guessed to be ");
	clean_prose(&text, report->policy.inside == NULL ? "?" : report->policy.inside);
	text_add(&text, ": say it with --inside PREFIX,... or with zones: in a policy.");
	doubts_phrase_findings(&text, report, is_guess);
	sentence(page, INK_DOUBT, &text);
}

static void
print_doubts(struct page *page, const struct report *report)
{
	for (enum doubt which = 0; which < DOUBT_COUNT; which++) {
		struct text text = {0};

		if (!doubt_has(&report->policy.doubt, which))
			continue;
		text_add(&text, "! ");
		doubts_phrase(&text, report, which);
		sentence(page, INK_DOUBT, &text);
	}
}

static void
print_cuts(struct page *page, const struct report *report)
{
	struct text text = {0};

	if (report->cut_count == 0)
		return;
	text_add(&text, "! ");
	phrase_things(&text, report->cut_count, "connection");
	text_add(&text,
		 " cut between captures that were audited apart: counted twice, named in the JSON form.");
	sentence(page, INK_DOUBT, &text);
}

static void
print_servers(struct page *page, const struct report *report)
{
	struct text text = {0};

	if (servers_unseen(report) == 0)
		return;
	servers_phrase(&text, report);
	text_add(&text, ".");
	sentence(page, INK_PLAIN, &text);
}

void
closing_coverage(struct page *page, const struct report *report)
{
	bool has_problem_input, has_doubt;

	page_heading(page, "Coverage");
	print_seen(page, report);
	has_problem_input = print_problems(page, report);
	has_doubt = print_counts(page, report);
	if (!has_problem_input && !has_doubt && report->input_count > 0) {
		struct text text = {0};

		text_add(&text, "Nothing is known to be missing.");
		sentence(page, INK_PLAIN, &text);
	}
	print_cuts(page, report);
	print_guess(page, report);
	print_doubts(page, report);
	print_servers(page, report);
}
