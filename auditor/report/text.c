/* SPDX-License-Identifier: Apache-2.0 */
/* The report for people: what is wrong first, what it rests on last. */
#include <ctype.h>
#include <errno.h>

#include "base/text.h"
#include "report/block.h"
#include "report/clean.h"
#include "report/closing.h"
#include "report/formats.h"
#include "report/page.h"
#include "report/phrase.h"
#include "report/span.h"

/* What was made, unbroken if it can be; ${text} is free for the next. */
static void
print_made(struct page *page, struct text *text)
{
	if (!text->failed && text->size > 0)
		page_item(page, INK_STRONG, " ", text->data);
	text_clear(text);
}

static void
print_evidence(struct page *page, struct text *text, const struct report *report,
	       const struct item_count *count)
{
	struct span span = span_of(report);
	uint64_t    sessions = report->found.sessions(report->found.of);

	phrase_severities(text, count->findings);
	/* A check can fail without a finding only where there was no room for it. */
	if (text->size == 0 && report->verdict == VERDICT_FAIL) {
		phrase_things(text, count->checks[VERDICT_FAIL], "check");
		text_add(text, " failed");
	} else if (text->size == 0 && sessions > 0)
		text_add(text, report->past != NULL ? "nothing new" : "no contrary evidence");
	print_made(page, text);
	if (sessions == 0)
		page_words(page, INK_STRONG, "no mail session and no attempt at a mail port");
	text_add(text, "in ");
	phrase_things(text, sessions > 0 ? sessions : span.packets, sessions > 0 ? "mail session" : "packet");
	print_made(page, text);
	if (span.lasted == 0)
		return;
	text_add(text, "over ");
	phrase_duration(text, span.lasted);
	print_made(page, text);
}

static void
print_doubt(struct page *page, struct text *text, const struct report *report, const struct item_count *count)
{
	uint64_t undecided = count->checks[VERDICT_INCONCLUSIVE];

	if (report->verdict != VERDICT_INCONCLUSIVE)
		return;
	if (undecided == 0) {
		/* Without a session that is all there is to say. */
		if (report->found.sessions(report->found.of) > 0)
			page_words(page, INK_STRONG, "- not everything could be seen");
		return;
	}
	text_add(text, "- ");
	phrase_things(text, undecided, "check");
	text_add(text, " could not be decided");
	if (!text->failed)
		page_words(page, INK_STRONG, text->data);
}

static enum ink
verdict_ink(enum verdict verdict)
{
	return verdict == VERDICT_FAIL ? INK_HIGH : verdict == VERDICT_PASS ? INK_GOOD : INK_DOUBT;
}

static void
print_verdict(struct page *page, const struct report *report, const struct item_count *count)
{
	struct text text = {0};

	for (const char *word = verdict_words[report->verdict]; *word != '\0'; word++)
		text_printf(&text, "%c", toupper((unsigned char)*word));
	if (!text.failed)
		page_words(page, verdict_ink(report->verdict), text.data);
	page->margin = page->column + 2;
	page_to(page, page->margin);
	text_clear(&text);
	print_evidence(page, &text, report, count);
	print_doubt(page, &text, report, count);
	if (text.failed && page->sink.error == 0)
		page->sink.error = ENOMEM;
	page_end(page);
	text_free(&text);
}

/* One line, however long, so that it can be searched. */
static void
print_brief(struct page *page, const struct finding *finding)
{
	struct text text = {0};

	page->margin = 0;
	page_raw(page, block_inks[finding->severity], block_words[finding->severity]);
	page_to(page, 10);
	clean_prose(&text, finding->check->id);
	text_add(&text, "  ");
	phrase_where(&text, page, finding);
	text_add(&text, page_mark(page, MARK_DOT));
	phrase_share(&text, finding);
	if (!text.failed)
		page_raw(page, INK_PLAIN, text.data);
	else if (page->sink.error == 0)
		page->sink.error = ENOMEM;
	page_end(page);
	text_free(&text);
}

static void
print_findings(struct page *page, const struct report *report)
{
	size_t count = report->found.finding_count(report->found.of);

	for (size_t at = 0; at < count && page->sink.error == 0;) {
		const struct finding *finding = report->found.finding(report->found.of, at);

		if (!page->style->is_quiet) {
			at = block_print(page, report, at);
			continue;
		}
		if (!finding->is_waived)
			print_brief(page, finding);
		at++;
	}
}

int
text_write(const struct report *report, const struct report_style *style, FILE *out)
{
	struct page       page = page_new(style, out);
	struct item_count count = item_count(report);

	print_verdict(&page, report, &count);
	print_findings(&page, report);
	closing_past(&page, report);
	if (!style->is_quiet) {
		closing_waivers(&page, report);
		closing_ports(&page, report);
		closing_reach(&page, report);
		closing_expectations(&page, report);
		closing_checks(&page, report, &count);
		if (style->by_control)
			closing_controls(&page, report);
		closing_coverage(&page, report);
	}
	return sink_end(&page.sink);
}
