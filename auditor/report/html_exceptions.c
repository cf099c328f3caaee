/* SPDX-License-Identifier: Apache-2.0 */
/* What the policy excepts, why and until when; and what an exception covered until it ended. */
#include "report/html.h"

#include "report/phrase.h"

#define WAIVERS_MOST 500 /* in one page; other formats list all */

/* A waiver, and what it covers. */
struct exception {
	const struct waiver_says *says;
	const struct check       *check;
	uint64_t                  findings, sessions;
};

struct exceptions {
	struct exception list[WAIVERS_MOST];
	size_t           count;
	bool             has_more;
};

const char *
html_waiver(struct html *html, const struct waiver_says *waiver)
{
	struct text *text = html_text(html);

	phrase_waiver(text, waiver);
	return html_made(html, text);
}

static void
note(struct exceptions *exceptions, const struct waiver_says *says, const struct finding *finding,
     uint64_t sessions)
{
	size_t at = 0;

	while (at < exceptions->count && exceptions->list[at].says != says)
		at++;
	if (at == WAIVERS_MOST) {
		exceptions->has_more = true;
		return;
	}
	if (at == exceptions->count)
		exceptions->list[exceptions->count++] = (struct exception){says, finding->check, 0, 0};
	exceptions->list[at].findings++;
	exceptions->list[at].sessions += sessions;
}

/* Those in force, or those that have ended; in the order of the findings. */
static void
gather(const struct html *html, struct exceptions *exceptions, bool in_force)
{
	const struct report_found *found = &html->report->found;
	size_t                     count = found->finding_count(found->of);

	exceptions->count = 0;
	exceptions->has_more = false;
	for (size_t i = 0; i < count; i++) {
		const struct finding *finding = found->finding(found->of, i);

		if (in_force && finding->waiver != NULL)
			note(exceptions, finding->waiver, finding, finding->waived);
		if (!in_force && finding->expired != NULL)
			note(exceptions, finding->expired, finding, finding->count);
	}
}

bool
html_has_exceptions(const struct html *html)
{
	const struct report_found *found = &html->report->found;
	size_t                     count = found->finding_count(found->of);

	for (size_t i = 0; i < count; i++)
		if (found->finding(found->of, i)->waiver != NULL ||
		    found->finding(found->of, i)->expired != NULL)
			return true;
	return false;
}

uint64_t
html_back(const struct html *html)
{
	const struct report_found *found = &html->report->found;
	size_t                     count = found->finding_count(found->of);
	uint64_t                   back = 0;

	for (size_t i = 0; i < count; i++)
		back += found->finding(found->of, i)->expired != NULL;
	return back;
}

static void
put_exception(struct html *html, const struct exception *exception)
{
	const struct waiver_says *says = exception->says;

	html_put(
	    html,
	    "<tr><th scope=\"row\"><code>%</code></th><td>%</td><td>%</td><td>%</td><td><code>%</code></td>",
	    html_prose(html, exception->check->id), html_prose(html, says->owner),
	    html_prose(html, says->until), html_prose(html, says->reason), html_prose(html, says->where));
	html_put(html, "<td class=\"num\">%</td><td class=\"num\">%</td></tr>\n",
		 html_number(html, exception->findings), html_number(html, exception->sessions));
}

static void
put_table(struct html *html, const struct exceptions *exceptions, const char *what, const char *ends)
{
	if (exceptions->count == 0)
		return;
	html_put(
	    html,
	    "<div class=\"card scroll exceptions\" tabindex=\"0\" role=\"region\" aria-label=\"%\"><table>"
	    "<caption>%</caption><thead><tr><th scope=\"col\">check</th><th scope=\"col\">owner</th>"
	    "<th scope=\"col\">%</th><th scope=\"col\">reason</th><th scope=\"col\">where</th>"
	    "<th scope=\"col\" class=\"num\">findings</th><th scope=\"col\" class=\"num\">sessions</th></tr>"
	    "</thead><tbody>\n",
	    what, what, ends);
	for (size_t i = 0; i < exceptions->count; i++)
		put_exception(html, &exceptions->list[i]);
	html_put(html, "</tbody></table></div>\n");
	if (exceptions->has_more)
		html_put(html, "<p class=\"doubt\">And more: the JSON form lists all.</p>\n");
}

void
html_exceptions(struct html *html)
{
	struct exceptions exceptions;
	uint64_t          back = html_back(html);

	if (!html_has_exceptions(html))
		return;
	html_put(html, "<section id=\"exceptions\" aria-labelledby=\"exceptions-title\"><h2 "
		       "id=\"exceptions-title\">Exceptions</h2>\n");
	if (back > 0)
		html_put(html, "<p class=\"doubt\">% % has ended.</p>\n", html_things(html, back, "finding"),
			 back == 1 ? "is back, and counts: what excepted it"
				   : "are back, and count: what excepted them");
	gather(html, &exceptions, false);
	put_table(html, &exceptions, "Exceptions that have ended", "ended");
	gather(html, &exceptions, true);
	put_table(html, &exceptions, "Exceptions in force", "until");
	html_put(html, "</section>\n");
}
