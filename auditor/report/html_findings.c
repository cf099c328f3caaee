/* SPDX-License-Identifier: Apache-2.0 */
/* Findings by check, each with what it rests on. */
#include <inttypes.h>

#include "report/clean.h"
#include "report/html.h"
#include "report/phrase.h"
#include "report/told.h"

#define FINDINGS_MOST 5000 /* in one page; other formats list all */

static const char *
made_client(struct html *html, const struct finding *finding)
{
	struct text *text = html_text(html);

	phrase_client(text, finding);
	return html_made(html, text);
}

static const char *
made_service(struct html *html, const struct finding *finding)
{
	struct text *text = html_text(html);

	phrase_service(text, finding);
	return html_made(html, text);
}

static const char *
made_share(struct html *html, const struct finding *finding)
{
	struct text *text = html_text(html);

	phrase_share(text, finding);
	return html_made(html, text);
}

static void
put_blocker(struct html *html, const struct finding *finding)
{
	struct text *text = html_text(html);

	phrase_blocker(text, finding);
	if (text->size > 0)
		html_put(html, "<dt>Said no</dt><dd>%</dd>\n", html_made(html, text));
}

/* What worked beside sessions that were kept out, or that nothing is known to have. */
static void
put_control(struct html *html, const struct finding *finding)
{
	struct text *text = html_text(html);
	const char  *capture = NULL;

	if (html->report->input_count > 1 && finding->control.where != PLACE_NONE)
		capture = item_capture(html->report, finding->control.where);
	phrase_control(text, &html->page, finding, capture);
	if (text->size > 0)
		html_put(html, "<dt>Control</dt><dd>%</dd>\n", html_made(html, text));
}

/* Which exception of the policy covers it, or did before it ended. */
static void
put_exception(struct html *html, const struct finding *finding)
{
	if (finding->waiver != NULL)
		html_put(html, "<dt>Excepted</dt><dd>%%</dd>\n", html_waiver(html, finding->waiver),
			 finding->is_waived ? "" : " (some of its sessions)");
	if (finding->expired != NULL)
		html_put(html,
			 "<dt>No longer excepted</dt><dd class=\"doubt\">an exception has ended: %</dd>\n",
			 html_waiver(html, finding->expired));
}

/* What the first session shows. */
static void
put_proof(struct html *html, const struct finding *finding)
{
	const struct proof *proof = &finding->proof;
	struct facts        facts;
	struct session      session;
	char                community[COMMUNITY_ID_SIZE];

	if (proof->first_frame == PLACE_NONE)
		return;
	proof_facts(proof, &facts);
	if (proof->fact_count > 0) {
		html_put(html, "<dt>Shown by</dt><dd>");
		for (unsigned i = 0; i < proof->fact_count; i++) {
			struct text *value = html_text(html);

			told_fact(value, &facts, proof->facts[i]);
			html_put(html, "%<code>% = %</code>", i > 0 ? ", " : "",
				 fact_rows[proof->facts[i]].name, html_made(html, value));
		}
		html_put(html, "</dd>\n");
	}
	proof_session(proof, &session);
	if (item_community(&session, community) != NULL)
		html_put(html, "<dt>Community ID</dt><dd><code>%</code></dd>\n", community);
}

/* The frames of one capture, from the ${at}th place on; returns the index after them. */
static unsigned
put_capture(struct html *html, const struct finding *finding, unsigned at)
{
	uint32_t     capture = place_capture(finding->places[at]);
	const char  *name = item_capture(html->report, finding->places[at]);
	struct text *frames = html_text(html);

	for (unsigned first = at; at < finding->place_count && place_capture(finding->places[at]) == capture;
	     at++)
		text_printf(frames, "%s%" PRIu64, at > first ? ", " : "", place_frame(finding->places[at]));
	html_put(html, "<li><code>%</code>: frames %%</li>", html_name(html, name), html_made(html, frames),
		 at == finding->place_count && finding->has_more_places ? " and more" : "");
	return at;
}

static void
put_frames(struct html *html, const struct finding *finding)
{
	if (finding->place_count == 0)
		return;
	html_put(html, "<dt>Evidence</dt><dd><ul class=\"plain\">");
	for (unsigned at = 0; at < finding->place_count;)
		at = put_capture(html, finding, at);
	html_put(html, "</ul></dd>\n");
}

static void
put_filter(struct html *html, const struct finding *finding)
{
	struct text *text = html_text(html);

	phrase_filter(text, &finding->client, &finding->server, &finding->port, finding->port != 0);
	if (text->size > 0)
		html_put(html, "<dt>Display filter</dt><dd><code class=\"filter\">%</code></dd>\n",
			 html_made(html, text));
}

static void
put_finding(struct html *html, const struct finding *finding)
{
	const char *path = finding->path < PATH_COUNT ? path_words[finding->path] : "any";
	char        id[FINDING_ID_SIZE];

	finding_id(finding, id);
	html_put(html,
		 "<details class=\"finding\" id=\"f-%\" data-severity=\"%\" data-path=\"%\"><summary><span "
		 "class=\"who\">% "
		 "\xe2\x86\x92 %</span> <span class=\"meta\">\xc2\xb7 % \xc2\xb7 %%</span></summary>\n<dl "
		 "class=\"facts\">\n",
		 id, severity_words[finding->severity], path, made_client(html, finding),
		 made_service(html, finding), path, made_share(html, finding),
		 finding->is_waived ? " \xc2\xb7 waived by the policy" : "");
	html_put(html, "<dt>Seen</dt><dd>%</dd>\n",
		 html_times(html, finding->first_seen, finding->last_seen));
	put_exception(html, finding);
	put_blocker(html, finding);
	put_control(html, finding);
	put_proof(html, finding);
	put_frames(html, finding);
	put_filter(html, finding);
	html_put(html, "<dt>Finding</dt><dd><code>%</code></dd>\n</dl></details>\n", id);
}

static void
put_why(struct html *html, const struct check *check)
{
	html_put(html, "<dl class=\"why\">\n");
	if (check->because != NULL)
		html_put(html, "<dt>Why</dt><dd>%</dd>\n", html_prose(html, check->because));
	if (check->fix != NULL)
		html_put(html, "<dt>Fix</dt><dd>%</dd>\n", html_prose(html, check->fix));
	if (check->cites != NULL && check->cites[0] != NULL) {
		html_put(html, "<dt>Cites</dt><dd>");
		for (const char *const *cite = check->cites; *cite != NULL; cite++)
			html_put(html, "%%", cite > check->cites ? ", " : "", html_prose(html, *cite));
		html_put(html, "</dd>\n");
	}
	html_put(html, "</dl>\n");
}

static void
put_check(struct html *html, const struct finding *finding)
{
	const struct check *check = finding->check;
	const char         *word = severity_words[finding->severity];

	html_put(
	    html,
	    "<article class=\"card check\"><header><span class=\"badge %\">%</span><h3>%</h3><code>%</code>%%"
	    "</header>\n",
	    word, word, html_prose(html, check->title), html_prose(html, check->id),
	    check->basis != FOUND_OBSERVED ? " " : "",
	    check->basis != FOUND_OBSERVED ? found_words[check->basis] : "");
	put_why(html, check);
}

static bool
is_of(const struct finding *finding, const struct finding *first)
{
	return finding->check == first->check && finding->severity == first->severity;
}

static void
put_filters(struct html *html)
{
	html_put(
	    html,
	    "<div class=\"filters\" id=\"filters\" role=\"search\" aria-label=\"Findings\" hidden>"
	    "<label class=\"wide\">Words<input id=\"word\" type=\"search\" autocomplete=\"off\"></label>\n"
	    "<label>Severity<select id=\"severity\"><option value=\"\">all</option>");
	for (unsigned severity = 0; severity < SEVERITY_COUNT; severity++)
		html_put(html, "<option>%</option>", severity_words[severity]);
	html_put(html, "</select></label>\n<label>Path<select id=\"path\"><option value=\"\">all</option>");
	for (unsigned path = 0; path < PATH_COUNT; path++)
		html_put(html, "<option>%</option>", path_words[path]);
	html_put(html, "</select></label>\n<button type=\"button\" id=\"toggle\" aria-pressed=\"false\">Open "
		       "all</button>"
		       "</div>\n<p class=\"hint\" id=\"shown\" role=\"status\"></p>\n");
}

static void
put_list(struct html *html, size_t count)
{
	const struct report_found *found = &html->report->found;
	const struct finding      *first = NULL;

	for (size_t i = 0; i < count && i < FINDINGS_MOST && html->sink.error == 0; i++) {
		const struct finding *finding = found->finding(found->of, i);

		if (first == NULL || !is_of(finding, first)) {
			html_put(html, first == NULL ? "" : "</article>\n");
			put_check(html, first = finding);
		}
		put_finding(html, finding);
	}
	html_put(html, "</article>\n");
	if (count > FINDINGS_MOST)
		html_put(html, "<p class=\"doubt\">And % more: the JSON form lists all.</p>\n",
			 html_number(html, count - FINDINGS_MOST));
}

void
html_findings(struct html *html)
{
	size_t count = html->report->found.finding_count(html->report->found.of);

	html_put(
	    html,
	    "<section id=\"findings\" aria-labelledby=\"findings-title\"><h2 id=\"findings-title\">Findings"
	    "</h2>\n");
	if (count == 0) {
		html_put(html, "<p class=\"empty\">None.</p></section>\n");
		return;
	}
	put_filters(html);
	put_list(html, count);
	html_put(html, "</section>\n");
}
