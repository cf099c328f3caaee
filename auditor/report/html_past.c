/* SPDX-License-Identifier: Apache-2.0 */
/* What an earlier report had: what is unchanged, and what is gone. */
#include "report/html.h"

#define GONE_MOST 1000

static void
put_gone(struct html *html, const struct report_gone *gone)
{
	html_put(html,
		 "<tr><th scope=\"row\"><code>%</code></th><td>%</td><td>%</td><td>%</td><td "
		 "class=\"num\">%</td></tr>\n",
		 html_name(html, gone->check), html_name(html, gone->severity), html_name(html, gone->client),
		 html_name(html, gone->server), html_name(html, gone->port));
}

static void
put_table(struct html *html, const struct report_past *past)
{
	html_put(
	    html,
	    "<p class=\"hint\">Gone says that these captures do not show it, not that it is mended.</p>\n"
	    "<div class=\"card scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Findings that are "
	    "gone\"><table><thead><tr><th scope=\"col\">gone</th><th scope=\"col\">severity</th><th "
	    "scope=\"col\">client</th><th scope=\"col\">server</th><th scope=\"col\" "
	    "class=\"num\">port</th></tr></thead><tbody>\n");
	for (size_t i = 0; i < past->gone_count && i < GONE_MOST; i++)
		put_gone(html, &past->gone[i]);
	html_put(html, "</tbody></table></div>\n");
	if (past->gone_count > GONE_MOST)
		html_put(html, "<p class=\"doubt\">And % more: the JSON form lists all.</p>\n",
			 html_number(html, past->gone_count - GONE_MOST));
}

void
html_past(struct html *html)
{
	const struct report_past  *past = html->report->past;
	const struct report_found *found = &html->report->found;

	if (past == NULL)
		return;
	html_put(html, "<section id=\"past\" aria-labelledby=\"past-title\"><h2 id=\"past-title\">Since the "
		       "earlier report</h2>\n");
	html_put(html,
		 "<p><strong>%</strong>, <strong>%</strong> unchanged, <strong>%</strong> gone, against "
		 "<code>%</code>. Only what is new is listed as a finding.</p>\n",
		 html_things(html, found->finding_count(found->of), "new finding"),
		 html_number(html, past->unchanged), html_number(html, past->gone_count),
		 html_name(html, past->name));
	if (past->gone_count > 0)
		put_table(html, past);
	html_put(html, "</section>\n");
}
