/* SPDX-License-Identifier: Apache-2.0 */
/* The verdict and the numbers that it rests on. */
#include "report/html.h"
#include "report/phrase.h"
#include "report/span.h"

/* What the verdict rests on, in one sentence. */
static const char *
sentence_of(struct html *html)
{
	struct text *text = html_text(html);
	uint64_t     sessions = html->report->found.sessions(html->report->found.of), findings = 0;

	for (unsigned severity = 0; severity < SEVERITY_COUNT; severity++)
		findings += html->count.findings[severity];
	if (sessions == 0) {
		text_add(text, "No mail session and no attempt at a mail port");
	} else if (findings > 0) {
		phrase_things(text, findings, "finding");
		text_add(text, " in ");
		phrase_things(text, sessions, "mail session");
	} else {
		text_add(text, html->report->verdict == VERDICT_FAIL ? "Checks failed in "
								     : "No contrary evidence in ");
		phrase_things(text, sessions, "mail session");
	}
	return html_made(html, text);
}

static const char *
doubt_of(struct html *html)
{
	struct text *text = html_text(html);

	if (html->report->verdict != VERDICT_INCONCLUSIVE)
		return "";
	if (html->count.checks[VERDICT_INCONCLUSIVE] == 0) {
		text_add(text, "Not everything could be seen.");
	} else {
		phrase_things(text, html->count.checks[VERDICT_INCONCLUSIVE], "check");
		text_add(text, " could not be decided.");
	}
	return html_made(html, text);
}

static void
put_span(struct html *html)
{
	struct span  span = span_of(html->report);
	struct text *lasted = html_text(html);

	html_put(html, "<p>% in %", html_things(html, span.packets, "packet"),
		 html_things(html, html->report->input_count, "capture"));
	if (span.packets > 0)
		html_put(html, ", %", html_times(html, span.first, span.last));
	if (span.lasted > 0) {
		phrase_duration(lasted, span.lasted);
		html_put(html, " (%)", html_made(html, lasted));
	}
	html_put(html, "</p>\n");
}

/* Signs that differ in shape, for those who see no difference in colour. */
static const char *const signs[] = {
    [VERDICT_FAIL] = "\xe2\x9c\x95", [VERDICT_PASS] = "\xe2\x9c\x93", [VERDICT_INCONCLUSIVE] = "?"};

static void
put_tile(struct html *html, const char *kind, uint64_t number, const char *what)
{
	html_put(html, "<li class=\"%%\"><b>%</b> <span>%</span></li>\n", kind, number == 0 ? " zero" : "",
		 html_number(html, number), what);
}

static void
put_tiles(struct html *html)
{
	html_put(html, "<ul class=\"tiles\">\n");
	put_tile(html, "", html->report->found.sessions(html->report->found.of), "mail sessions");
	for (unsigned severity = 0; severity < SEVERITY_COUNT; severity++)
		put_tile(html, severity_words[severity], html->count.findings[severity],
			 severity_words[severity]);
	html_put(html, "</ul>\n");
}

static void
put_checks(struct html *html)
{
	static const char *const past[VERDICT_COUNT] = {"failed", "passed", "inconclusive", "not observed",
							"waived"};
	uint64_t                 sum = 0;

	for (unsigned verdict = 0; verdict < VERDICT_COUNT; verdict++)
		sum += html->count.checks[verdict];
	html_put(html, "<p>Of %", html_things(html, sum, "check"));
	for (unsigned verdict = 0; verdict < VERDICT_COUNT; verdict++)
		html_put(html, "% <strong>%</strong> %", verdict > 0 ? "," : "",
			 html_number(html, html->count.checks[verdict]), past[verdict]);
	html_put(html, "</p>\n");
}

/* What an exception covered until it ended. */
static void
put_back(struct html *html)
{
	uint64_t back = html_back(html);

	if (back > 0)
		html_put(
		    html,
		    "<p class=\"doubt\">% % back: <a href=\"#exceptions\">an exception has ended</a>.</p>\n",
		    html_things(html, back, "finding"), back == 1 ? "is" : "are");
}

void
html_summary(struct html *html)
{
	const char *word = verdict_words[html->report->verdict];

	html_put(html,
		 "<header id=\"summary\">\n<p class=\"brand\">mailreeve</p>\n<div class=\"verdict\">"
		 "<span class=\"word %\"><span aria-hidden=\"true\">%</span> %</span><h1>%</h1></div>\n",
		 word, signs[html->report->verdict], word, sentence_of(html));
	if (html->report->verdict == VERDICT_INCONCLUSIVE)
		html_put(html, "<p class=\"doubt\">%</p>\n", doubt_of(html));
	put_back(html);
	put_span(html);
	put_tiles(html);
	put_checks(html);
	html_put(html, "</header>\n");
}
