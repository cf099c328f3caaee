/* SPDX-License-Identifier: Apache-2.0 */
/* What was looked at, what could not be seen, and what was guessed. */
#include "report/doubts.h"
#include "report/html.h"
#include "report/servers.h"

static void
put_input(struct html *html, const struct report_input *input)
{
	html_put(html, "<tr><th scope=\"row\"><code>%</code>", html_name(html, input->capture));
	if (input->sha256 != NULL)
		html_put(html, "<br><span class=\"meta\">SHA-256 <code>%</code></span>", input->sha256);
	html_put(html, "</th><td class=\"num\">%</td><td>%</td><td>%", html_number(html, input->packets),
		 input->packets > 0 ? html_times(html, input->first, input->last) : "",
		 input->is_complete ? "to its end" : "");
	if (!input->is_complete)
		html_put(html, "<span class=\"doubt\">not to its end</span>");
	for (const char *const *problem = input->problems; problem != NULL && *problem != NULL; problem++)
		html_put(html, "<br><span class=\"doubt\">%</span>", html_prose(html, *problem));
	html_put(html, "</td></tr>\n");
}

static void
put_inputs(struct html *html)
{
	html_put(html, "<div class=\"card scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Table of "
		       "captures\"><table>"
		       "<thead><tr><th scope=\"col\">capture</th><th scope=\"col\" class=\"num\">packets</th>"
		       "<th scope=\"col\">from - to</th><th scope=\"col\">read</th></tr></thead><tbody>\n");
	for (size_t i = 0; i < html->report->input_count && html->sink.error == 0; i++)
		put_input(html, &html->report->inputs[i]);
	html_put(html, "</tbody></table></div>\n");
}

static void
put_counts(struct html *html)
{
	bool has_one = false;

	html_put(html, "<ul class=\"plain\">\n");
	for (size_t i = 0; i < html->report->coverage_count; i++) {
		const struct report_count *count = &html->report->coverage[i];

		if (count->number == 0 || count->meaning == NULL)
			continue;
		has_one |= count->is_doubt;
		html_put(html, "<li class=\"%\">%% %</li>\n", count->is_doubt ? "doubt" : "",
			 count->is_doubt ? "! " : "", html_number(html, count->number), count->meaning);
	}
	if (html->report->cut_count > 0)
		html_put(html,
			 "<li class=\"doubt\">% cut between captures that were audited apart: counted "
			 "twice</li>\n",
			 html_things(html, html->report->cut_count, "connection"));
	else if (!has_one && html->report->input_count > 0)
		html_put(html, "<li>Nothing is known to be missing.</li>\n");
	html_put(html, "</ul>\n");
}

static void
put_doubts(struct html *html)
{
	for (enum doubt which = 0; which < DOUBT_COUNT; which++) {
		struct text text = {0};

		if (!doubt_has(&html->report->policy.doubt, which))
			continue;
		doubts_phrase(&text, html->report, which);
		html_put(html, "<p class=\"doubt\">%</p>\n", html_prose(html, text.data));
		text_free(&text);
	}
}

static void
put_servers(struct html *html)
{
	struct text text = {0};

	if (servers_unseen(html->report) == 0)
		return;
	servers_phrase(&text, html->report);
	html_put(html, "<p class=\"hint\">%.</p>\n", html_prose(html, text.data));
	text_free(&text);
}

void
html_coverage(struct html *html)
{
	const struct report_policy *policy = &html->report->policy;

	html_put(html, "<section id=\"coverage\" aria-labelledby=\"coverage-title\"><h2 "
		       "id=\"coverage-title\">Coverage</h2>"
		       "\n<p class=\"hint\">What was looked at, and what of it could not be seen.</p>\n");
	put_inputs(html);
	put_counts(html);
	if (policy->zones_guessed)
		html_put(html,
			 "<p class=\"doubt\">Nobody said what lies inside. It was guessed to be %.</p>\n",
			 html_prose(html, policy->inside == NULL ? "?" : policy->inside));
	put_doubts(html);
	put_servers(html);
	html_put(html, "</section>\n");
}
