/* SPDX-License-Identifier: Apache-2.0 */
/* Controls of standards with what the checks that speak to them found. */
#include <stdlib.h>
#include <string.h>

#include "report/html.h"

/* One control that one check speaks to. */
struct spoken {
	const char        *control;
	struct check_tally tally;
};

static int
spoken_compare(const void *a, const void *b)
{
	const struct spoken *left = a, *right = b;
	int                  order = strcmp(left->control, right->control);

	return order != 0 ? order : strcmp(left->tally.check->id, right->tally.check->id);
}

static size_t
count_spoken(const struct report_found *found)
{
	size_t count = 0;

	for (size_t i = 0; i < found->check_count(found->of); i++) {
		const char *const *control = found->check(found->of, i).check->controls;

		for (; control != NULL && *control != NULL; control++)
			count++;
	}
	return count;
}

/* All of them by control; NULL without memory or controls. */
static struct spoken *
gather(const struct report_found *found, size_t count)
{
	struct spoken *all = count == 0 ? NULL : calloc(count, sizeof(*all));
	size_t         at = 0;

	for (size_t i = 0; all != NULL && i < found->check_count(found->of); i++) {
		struct check_tally tally = found->check(found->of, i);

		for (const char *const *control = tally.check->controls; control != NULL && *control != NULL;
		     control++)
			all[at++] = (struct spoken){*control, tally};
	}
	if (all != NULL)
		qsort(all, at, sizeof(*all), spoken_compare);
	return all;
}

/* How much a verdict says of a control: one check that failed outweighs any that passed. */
static const uint8_t weights[VERDICT_COUNT] = {
    [VERDICT_FAIL] = 4, [VERDICT_INCONCLUSIVE] = 3, [VERDICT_WAIVED] = 2,
    [VERDICT_PASS] = 1, [VERDICT_NOT_OBSERVED] = 0,
};

static const char *const says[VERDICT_COUNT] = {
    [VERDICT_FAIL] = "contrary evidence",        [VERDICT_INCONCLUSIVE] = "cannot be told",
    [VERDICT_WAIVED] = "excepted by the policy", [VERDICT_PASS] = "no contrary evidence",
    [VERDICT_NOT_OBSERVED] = "not observed",
};

static enum verdict
verdict_of(const struct spoken *first, size_t count)
{
	enum verdict verdict = first->tally.verdict;

	for (size_t i = 1; i < count; i++)
		if (weights[first[i].tally.verdict] > weights[verdict])
			verdict = first[i].tally.verdict;
	return verdict;
}

/* The checks that were not observed are counted only: of most captures they are many. */
static void
put_checks(struct html *html, const struct spoken *first, size_t count)
{
	uint64_t unseen = 0;

	html_put(html, "<ul class=\"plain\">");
	for (size_t i = 0; i < count; i++) {
		const struct check_tally *tally = &first[i].tally;

		if (tally->verdict == VERDICT_NOT_OBSERVED) {
			unseen++;
			continue;
		}
		html_put(html, "<li><code>%</code> <span class=\"meta\">%: % of % violate it</span></li>",
			 html_prose(html, tally->check->id), verdict_words[tally->verdict],
			 html_number(html, tally->violated), html_number(html, tally->applicable));
	}
	if (unseen > 0)
		html_put(html, "<li class=\"meta\">% not observed</li>", html_things(html, unseen, "check"));
	html_put(html, "</ul>");
}

static void
put_control(struct html *html, const struct spoken *first, size_t count)
{
	enum verdict verdict = verdict_of(first, count);

	html_put(html, "<tr><th scope=\"row\">%</th><td><span class=\"badge %\">%</span></td><td>",
		 html_prose(html, first->control), verdict_words[verdict], says[verdict]);
	put_checks(html, first, count);
	html_put(html, "</td></tr>\n");
}

void
html_controls(struct html *html)
{
	size_t         count = count_spoken(&html->report->found);
	struct spoken *all = gather(&html->report->found, count);

	html_put(
	    html,
	    "<section id=\"controls\" aria-labelledby=\"controls-title\"><h2 id=\"controls-title\">Controls"
	    "</h2>\n<p class=\"hint\">What the packets say of controls of standards. No contrary evidence is "
	    "no "
	    "proof: it speaks of the sessions that were captured, and of nothing else.</p>\n");
	if (all == NULL) {
		html_put(html, "<p class=\"empty\">The checks name none.</p></section>\n");
		return;
	}
	html_put(
	    html,
	    "<div class=\"card scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Table of "
	    "controls\"><table>"
	    "<thead><tr><th scope=\"col\">control</th><th scope=\"col\">evidence</th><th scope=\"col\">checks"
	    "</th></tr></thead><tbody>\n");
	for (size_t i = 0, size; i < count; i += size) {
		for (size = 1; i + size < count && strcmp(all[i].control, all[i + size].control) == 0; size++)
			;
		put_control(html, &all[i], size);
	}
	html_put(html, "</tbody></table></div></section>\n");
	free(all);
}
