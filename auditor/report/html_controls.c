/* SPDX-License-Identifier: Apache-2.0 */
/* Controls of standards with what the checks that speak to them found. */
#include "report/controls.h"
#include "report/html.h"

static const char *const says[VERDICT_COUNT] = {
    [VERDICT_FAIL] = "contrary evidence",        [VERDICT_INCONCLUSIVE] = "cannot be told",
    [VERDICT_WAIVED] = "excepted by the policy", [VERDICT_PASS] = "no contrary evidence",
    [VERDICT_NOT_OBSERVED] = "not observed",
};

/* The checks that were not observed are counted only: of most captures they are many. */
static void
put_checks(struct html *html, const struct control_row *row)
{
	const struct report_found *found = &html->report->found;

	html_put(html, "<ul class=\"plain\">");
	for (size_t i = 0; i < row->of_count; i++) {
		struct check_tally tally = found->check(found->of, row->of[i]);

		if (tally.verdict == VERDICT_NOT_OBSERVED)
			continue;
		html_put(html, "<li><code>%</code> <span class=\"meta\">%: % of % violate it</span></li>",
			 html_prose(html, tally.check->id), verdict_words[tally.verdict],
			 html_number(html, tally.violated), html_number(html, tally.applicable));
	}
	if (row->checks[VERDICT_NOT_OBSERVED] > 0)
		html_put(html, "<li class=\"meta\">% not observed</li>",
			 html_things(html, row->checks[VERDICT_NOT_OBSERVED], "check"));
	html_put(html, "</ul>");
}

static void
put_control(struct html *html, const struct control_row *row)
{
	struct text *name = html_text(html);

	controls_phrase(name, row);
	html_put(html,
		 "<tr><th scope=\"row\">%<span class=\"meta\"> %</span></th><td><span class=\"badge "
		 "%\">%</span></td><td>",
		 html_made(html, name), html_prose(html, row->control->title), verdict_words[row->verdict],
		 says[row->verdict]);
	put_checks(html, row);
	html_put(html, "</td></tr>\n");
}

void
html_controls(struct html *html)
{
	struct controls *controls = controls_of(html->report);

	html_put(
	    html,
	    "<section id=\"controls\" aria-labelledby=\"controls-title\"><h2 id=\"controls-title\">Controls"
	    "</h2>\n<p class=\"hint\">What the packets say of controls of standards. No contrary evidence is "
	    "no "
	    "proof: it speaks of the sessions that were captured, and of nothing else. * the framework's own "
	    "text "
	    "was not at hand: hold number and title against it.</p>\n");
	if (controls == NULL || controls_count(controls) == 0) {
		html_put(html, "<p class=\"empty\">The checks name none.</p></section>\n");
		controls_free(controls);
		return;
	}
	html_put(
	    html,
	    "<div class=\"card scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Table of "
	    "controls\"><table>"
	    "<thead><tr><th scope=\"col\">control</th><th scope=\"col\">evidence</th><th scope=\"col\">checks"
	    "</th></tr></thead><tbody>\n");
	for (size_t i = 0; i < controls_count(controls); i++)
		put_control(html, controls_row(controls, i));
	html_put(html, "</tbody></table></div></section>\n");
	controls_free(controls);
}
