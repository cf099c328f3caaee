/* SPDX-License-Identifier: Apache-2.0 */
/* All checks with the numbers behind their verdicts, and all ports. */
#include "report/html.h"

#define PORTS_MOST 2000

static void
put_check(struct html *html, const struct check_tally *tally)
{
	html_put(html,
		 "<tr><th scope=\"row\"><code>%</code><br><span class=\"meta\">%</span></th><td>%</td>"
		 "<td><span class=\"badge %\">%</span></td>",
		 html_prose(html, tally->check->id), html_prose(html, tally->check->title),
		 severity_words[tally->check->severity], verdict_words[tally->verdict],
		 verdict_words[tally->verdict]);
	html_put(
	    html,
	    "<td class=\"num\">%</td><td class=\"num\">%</td><td class=\"num\">%</td><td class=\"num\">%</td>"
	    "<td class=\"num\">%</td></tr>\n",
	    html_number(html, tally->applicable), html_number(html, tally->violated),
	    html_number(html, tally->satisfied), html_number(html, tally->inconclusive),
	    html_number(html, tally->waived));
}

static void
put_unseen(struct html *html)
{
	const struct report_found *found = &html->report->found;

	if (html->count.checks[VERDICT_NOT_OBSERVED] == 0)
		return;
	html_put(
	    html,
	    "<details><summary>% applied to nothing that was captured: this says nothing about the network"
	    "</summary><ul class=\"plain\">\n",
	    html_things(html, html->count.checks[VERDICT_NOT_OBSERVED], "check"));
	for (size_t i = 0; i < found->check_count(found->of); i++) {
		struct check_tally tally = found->check(found->of, i);

		if (tally.verdict == VERDICT_NOT_OBSERVED)
			html_put(html, "<li><code>%</code> <span class=\"meta\">%</span></li>\n",
				 html_prose(html, tally.check->id), html_prose(html, tally.check->title));
	}
	html_put(html, "</ul></details>\n");
}

void
html_checks(struct html *html)
{
	const struct report_found *found = &html->report->found;

	html_put(
	    html,
	    "<section id=\"checks\" aria-labelledby=\"checks-title\"><h2 id=\"checks-title\">Checks</h2>\n"
	    "<div class=\"card scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Table of checks\"><table>"
	    "<thead><tr><th scope=\"col\">check</th><th scope=\"col\">severity</th><th "
	    "scope=\"col\">verdict</th>"
	    "<th scope=\"col\" class=\"num\">applied</th><th scope=\"col\" class=\"num\">violated</th>"
	    "<th scope=\"col\" class=\"num\">satisfied</th><th scope=\"col\" class=\"num\">inconclusive</th>"
	    "<th scope=\"col\" class=\"num\">waived</th></tr></thead><tbody>\n");
	for (size_t i = 0; i < found->check_count(found->of); i++) {
		struct check_tally tally = found->check(found->of, i);

		if (tally.verdict != VERDICT_NOT_OBSERVED)
			put_check(html, &tally);
	}
	html_put(html, "</tbody></table></div>\n");
	put_unseen(html);
	html_put(html, "</section>\n");
}

void
html_ports(struct html *html)
{
	const struct report_found *found = &html->report->found;
	size_t                     count = found->port_count(found->of);

	html_put(html,
		 "<section id=\"ports\" aria-labelledby=\"ports-title\"><h2 id=\"ports-title\">Ports</h2>\n"
		 "<div class=\"card scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Table of "
		 "ports\"><table><thead>"
		 "<tr><th scope=\"col\" class=\"num\">port</th><th scope=\"col\">protocol</th><th "
		 "scope=\"col\">security"
		 "</th><th scope=\"col\">outcome</th><th scope=\"col\">path</th><th scope=\"col\" "
		 "class=\"num\">sessions"
		 "</th></tr></thead><tbody>\n");
	for (size_t i = 0; i < count && i < PORTS_MOST; i++) {
		struct port_tally tally = found->port(found->of, i);

		html_put(html,
			 "<tr><td class=\"num\">%</td><td>%</td><td>%</td><td>%</td><td>%</td><td "
			 "class=\"num\">%</td></tr>\n",
			 html_plain(html, tally.port), protocol_words[tally.protocol],
			 security_words[tally.security], outcome_words[tally.outcome], path_words[tally.path],
			 html_number(html, tally.sessions));
	}
	html_put(html, "</tbody></table></div>\n");
	if (count > PORTS_MOST)
		html_put(html, "<p class=\"doubt\">And % more.</p>\n", html_number(html, count - PORTS_MOST));
	html_put(html, "</section>\n");
}
