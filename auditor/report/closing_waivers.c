/* SPDX-License-Identifier: Apache-2.0 */
/* What the policy excepts, exceptions that have ended, and what an earlier report had, for people. */
#include "report/closing.h"

#include "report/clean.h"
#include "report/phrase.h"

#define SHOWN_MOST 20 /* of either kind */

static void
end_line(struct page *page, enum ink ink, struct text *text)
{
	page->margin = 4;
	page_to(page, 2);
	if (!text->failed && text->data != NULL)
		page_words(page, ink, text->data);
	page_end(page);
	text_clear(text);
}

static void
print_waived(struct page *page, struct text *text, const struct finding *finding)
{
	clean_prose(text, finding->check->id);
	text_add(text, ", ");
	phrase_where(text, page, finding);
	text_add(text, ", ");
	phrase_things(text, finding->count, "session");
	if (finding->waiver != NULL) {
		text_add(text, ", waived ");
		phrase_waiver(text, finding->waiver);
	}
	end_line(page, INK_FAINT, text);
}

/* How many findings that waiver would have covered; 0 if one before ${index} told already. */
static uint64_t
back_again(const struct report_found *found, size_t index, const struct waiver_says *expired)
{
	size_t   count = found->finding_count(found->of);
	uint64_t back = 0;

	for (size_t i = 0; i < count; i++) {
		if (found->finding(found->of, i)->expired != expired)
			continue;
		if (i < index)
			return 0;
		back++;
	}
	return back;
}

static void
print_expired(struct page *page, struct text *text, const struct finding *finding, uint64_t back)
{
	text_add(text, "! ");
	phrase_things(text, back, "finding");
	text_add(text, " of ");
	clean_prose(text, finding->check->id);
	text_printf(text, " %s back: the exception by ", back == 1 ? "is" : "are");
	clean_prose(text, finding->expired->owner);
	text_add(text, " (");
	clean_prose(text, finding->expired->reason);
	text_add(text, ") ended ");
	clean_prose(text, finding->expired->until);
	end_line(page, INK_DOUBT, text);
}

/* Only while few are shown: for each, all findings are looked through. */
static size_t
print_all(struct page *page, struct text *text, const struct report_found *found, bool waived)
{
	size_t count = found->finding_count(found->of), shown = 0;

	for (size_t i = 0; i < count && shown < SHOWN_MOST; i++) {
		const struct finding *finding = found->finding(found->of, i);
		uint64_t              back;

		if (waived && finding->is_waived) {
			print_waived(page, text, finding);
			shown++;
		} else if (!waived && finding->expired != NULL &&
			   (back = back_again(found, i, finding->expired)) > 0) {
			print_expired(page, text, finding, back);
			shown++;
		}
	}
	return shown;
}

static void
print_more(struct page *page, struct text *text, const struct report_found *found, size_t shown)
{
	size_t   count = found->finding_count(found->of);
	uint64_t waived = 0;

	for (size_t i = 0; i < count; i++)
		waived += found->finding(found->of, i)->is_waived;
	if (waived <= shown)
		return;
	text_add(text, "and ");
	phrase_things(text, waived - shown, "more waived finding");
	text_add(text, ": --format json lists all");
	end_line(page, INK_FAINT, text);
}

void
closing_waivers(struct page *page, const struct report *report)
{
	const struct report_found *found = &report->found;
	size_t                     count = found->finding_count(found->of);
	struct text                text = {0};
	bool                       has_any = false;

	for (size_t i = 0; i < count && !has_any; i++)
		has_any =
		    found->finding(found->of, i)->is_waived || found->finding(found->of, i)->expired != NULL;
	if (!has_any)
		return;
	page_heading(page, "Exceptions of the policy");
	(void)print_all(page, &text, found, false);
	print_more(page, &text, found, print_all(page, &text, found, true));
	text_free(&text);
}

/* That it is gone is all that is known: these captures may not show it. */
static void
print_gone(struct page *page, struct text *text, const struct report_gone *gone)
{
	text_add(text, "gone: ");
	clean_name(text, gone->check);
	text_add(text, ", ");
	clean_name(text, gone->client);
	text_printf(text, " %s ", page_mark(page, MARK_ARROW));
	clean_name(text, gone->server);
	text_add(text, ", port ");
	clean_name(text, gone->port);
	end_line(page, INK_GOOD, text);
}

void
closing_past(struct page *page, const struct report *report)
{
	const struct report_past *past = report->past;
	struct text               text = {0};

	if (past == NULL)
		return;
	page_heading(page, "Since the baseline");
	phrase_things(&text, report->found.finding_count(report->found.of), "new finding");
	text_add(&text, ", ");
	phrase_number(&text, past->unchanged);
	text_add(&text, " unchanged, ");
	phrase_number(&text, past->gone_count);
	text_add(&text, " gone, against ");
	clean_name(&text, past->name);
	end_line(page, INK_PLAIN, &text);
	for (size_t i = 0; i < past->gone_count && i < SHOWN_MOST; i++)
		print_gone(page, &text, &past->gone[i]);
	if (past->gone_count > SHOWN_MOST) {
		text_add(&text, "and ");
		phrase_number(&text, past->gone_count - SHOWN_MOST);
		text_add(&text, " more: --format json lists all");
		end_line(page, INK_FAINT, &text);
	}
	text_free(&text);
}
