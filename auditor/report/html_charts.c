/* SPDX-License-Identifier: Apache-2.0 */
/* Charts: tables whose bars are drawn as SVG, so that their numbers can be read and heard, too. */
#include <stdio.h>
#include <string.h>

#include "report/html.h"
#include "report/span.h"

#define SERIES_MOST 8
#define ROWS_MOST 12
#define WIDTH 1000 /* of a bar, in units of its drawing */
#define BINS 48
#define HEIGHT 100

/* What the parts of bars are: words, and the number of the colour of each. */
struct series {
	const char *const *words;
	const uint8_t     *colors;
	unsigned           count;
};

struct row {
	char     label[16];
	uint64_t numbers[SERIES_MOST], total;
	uint16_t key;
};

struct chart {
	const char          *title, *rows_are;
	const struct series *series;
	struct row           rows[ROWS_MOST];
	unsigned             row_count;
	uint64_t             most; /* what a bar as wide as the page stands for; 0: each row's own total */
};

static void
put_bar(struct html *html, const struct chart *chart, const struct row *row)
{
	uint64_t whole = chart->most > 0 ? chart->most : row->total, sum = 0;

	html_put(html, "<svg class=\"bar\" viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\" "
		       "aria-hidden=\"true\" focusable=\"false\">");
	for (unsigned i = 0; i < chart->series->count && whole > 0; i++) {
		uint64_t from = (uint64_t)((double)sum / (double)whole * WIDTH), to;

		sum += row->numbers[i];
		to = (uint64_t)((double)sum / (double)whole * WIDTH);
		if (row->numbers[i] == 0)
			continue;
		/* However small, it is seen. */
		to = to < from + 4 ? from + 4 : to;
		html_put(html, "<rect class=\"s%\" x=\"%\" y=\"0\" width=\"%\" height=\"10\"/>",
			 html_plain(html, chart->series->colors[i]), html_plain(html, from),
			 html_plain(html, to - from > 4 ? to - from - 3 : to - from));
	}
	html_put(html, "</svg>");
}

/* "12 plaintext, 3 starttls": what the bar shows. */
static const char *
parts_of(struct html *html, const struct chart *chart, const struct row *row)
{
	struct text *text = html_text(html);
	const char  *comma = "";

	for (unsigned i = 0; i < chart->series->count; i++) {
		if (row->numbers[i] == 0)
			continue;
		text_printf(text, "%s%s %s", comma, html_number(html, row->numbers[i]),
			    chart->series->words[i]);
		comma = ", ";
	}
	return html_made(html, text);
}

static void
put_legend(struct html *html, const struct chart *chart)
{
	html_put(html, "<ul class=\"legend\">");
	for (unsigned i = 0; i < chart->series->count; i++) {
		uint64_t sum = 0;

		for (unsigned row = 0; row < chart->row_count; row++)
			sum += chart->rows[row].numbers[i];
		if (sum > 0)
			html_put(html,
				 "<li><svg viewBox=\"0 0 10 10\" aria-hidden=\"true\" "
				 "focusable=\"false\"><rect class=\"s%\" "
				 "width=\"10\" height=\"10\" rx=\"2\"/></svg>%</li>",
				 html_plain(html, chart->series->colors[i]), chart->series->words[i]);
	}
	html_put(html, "</ul>\n");
}

static void
put_chart(struct html *html, const struct chart *chart)
{
	html_put(html,
		 "<figure class=\"card\"><figcaption>%</figcaption>\n<table class=\"chart\"><thead "
		 "class=\"sr\"><tr>"
		 "<th scope=\"col\">%</th><th scope=\"col\">share</th><th "
		 "scope=\"col\">sessions</th></tr></thead><tbody>\n",
		 chart->title, chart->rows_are);
	for (unsigned i = 0; i < chart->row_count; i++) {
		const struct row *row = &chart->rows[i];

		html_put(html, "<tr><th scope=\"row\">%</th><td>", row->label);
		put_bar(html, chart, row);
		html_put(html, "<span class=\"sr\">%</span></td><td class=\"num\">%</td></tr>\n",
			 parts_of(html, chart, row), html_number(html, row->total));
	}
	html_put(html, "</tbody></table>\n");
	if (chart->row_count == 0)
		html_put(html, "<p class=\"empty\">Nothing was seen.</p>");
	else if (chart->series->count > 1)
		put_legend(html, chart);
	html_put(html, "</figure>\n");
}

static void
add_to(struct chart *chart, uint16_t key, unsigned series, uint64_t number)
{
	unsigned at = 0;

	while (at < chart->row_count && chart->rows[at].key != key)
		at++;
	if (at == ROWS_MOST || series >= SERIES_MOST)
		return;
	chart->row_count += at == chart->row_count;
	chart->rows[at].key = key;
	chart->rows[at].numbers[series] += number;
	chart->rows[at].total += number;
}

static void
set_label(struct row *row, const char *label)
{
	snprintf(row->label, sizeof(row->label), "%s", label);
}

/* ---- security by port ---- */

static const uint8_t       security_colors[SECURITY_COUNT] = {0, 1, 2, 3, 4};
static const struct series security_series = {security_words, security_colors, SECURITY_COUNT};

static void
put_security(struct html *html)
{
	const struct report_found *found = &html->report->found;
	struct chart               chart = {
			  .title = "How sessions were protected, by port", .rows_are = "port", .series = &security_series};

	for (size_t i = 0; i < found->port_count(found->of); i++) {
		struct port_tally tally = found->port(found->of, i);

		add_to(&chart, tally.port, tally.security, tally.sessions);
	}
	for (unsigned i = 0; i < chart.row_count; i++)
		set_label(&chart.rows[i],
			  chart.rows[i].key == 0 ? "others" : html_plain(html, chart.rows[i].key));
	put_chart(html, &chart);
}

/* ---- outcomes by path ---- */

static const uint8_t       outcome_colors[OUTCOME_COUNT] = {2, 0, 5, 4, 6, 1, 3};
static const struct series outcome_series = {outcome_words, outcome_colors, OUTCOME_COUNT};

static void
put_outcomes(struct html *html)
{
	const struct report_found *found = &html->report->found;
	struct chart               chart = {
			  .title = "What became of connections, by path", .rows_are = "path", .series = &outcome_series};

	for (size_t i = 0; i < found->port_count(found->of); i++) {
		struct port_tally tally = found->port(found->of, i);

		add_to(&chart, (uint16_t)tally.path, tally.outcome, tally.sessions);
	}
	for (unsigned i = 0; i < chart.row_count; i++)
		set_label(&chart.rows[i], path_words[chart.rows[i].key]);
	put_chart(html, &chart);
}

/* ---- TLS versions, of reports with sessions ---- */

static const char *const   version_kinds[] = {"outdated", "TLSv1.2", "TLSv1.3"};
static const uint8_t       version_colors[] = {0, 1, 2};
static const struct series version_series = {version_kinds, version_colors, 3};

static int
note_version(void *to, const struct session *session)
{
	struct value value;
	unsigned     kind;

	if (!facts_value(&session->facts, FACT_TLS_VERSION, &value))
		return 0;
	kind = value.is.number >= TLS_VERSION_TLSV1_3 ? 2 : value.is.number == TLS_VERSION_TLSV1_2 ? 1 : 0;
	add_to(to, (uint16_t)value.is.number, kind, 1);
	return 0;
}

static void
sort_rows(struct chart *chart)
{
	for (unsigned i = 1; i < chart->row_count; i++)
		for (unsigned at = i; at > 0 && chart->rows[at - 1].key > chart->rows[at].key; at--) {
			struct row moved = chart->rows[at];

			chart->rows[at] = chart->rows[at - 1];
			chart->rows[at - 1] = moved;
		}
}

static void
put_versions(struct html *html)
{
	const struct report *report = html->report;
	struct chart chart = {.title = "TLS versions", .rows_are = "version", .series = &version_series};

	if (!report->with_sessions || report->sessions == NULL) {
		html_put(
		    html,
		    "<figure class=\"card\"><figcaption>TLS versions</figcaption><p class=\"empty\">Only in "
		    "reports that were made with <code>--sessions</code>.</p></figure>\n");
		return;
	}
	(void)report->sessions(report->sessions_context, note_version, &chart);
	sort_rows(&chart);
	for (unsigned i = 0; i < chart.row_count; i++) {
		set_label(&chart.rows[i], tls_version_words[chart.rows[i].key]);
		chart.most = chart.rows[i].total > chart.most ? chart.rows[i].total : chart.most;
	}
	put_chart(html, &chart);
}

/* ---- findings over time ---- */

struct times {
	struct span span;
	uint64_t    bins[BINS][SEVERITY_COUNT], most;
};

static void
fill_bins(const struct report *report, struct times *times)
{
	size_t count = report->found.finding_count(report->found.of);

	times->span = span_of(report);
	for (size_t i = 0; i < count; i++) {
		const struct finding *finding = report->found.finding(report->found.of, i);
		double                after = (double)finding->first_seen - (double)times->span.first, bin;

		if (finding->is_waived)
			continue;
		bin = times->span.lasted > 0 ? after / (double)times->span.lasted * BINS : 0;
		times->bins[bin < 0 ? 0 : bin >= BINS ? BINS - 1 : (unsigned)bin][finding->severity]++;
	}
	for (unsigned bin = 0; bin < BINS; bin++) {
		uint64_t sum = 0;

		for (unsigned severity = 0; severity < SEVERITY_COUNT; severity++)
			sum += times->bins[bin][severity];
		times->most = sum > times->most ? sum : times->most;
	}
}

static void
put_column(struct html *html, const struct times *times, unsigned bin)
{
	uint64_t from = 0, sum = 0;

	for (unsigned severity = 0; severity < SEVERITY_COUNT; severity++) {
		uint64_t to;

		sum += times->bins[bin][severity];
		to = (uint64_t)((double)sum / (double)times->most * HEIGHT);
		if (to > from)
			html_put(html, "<rect class=\"f%\" x=\"%\" y=\"%\" width=\"8\" height=\"%\"/>",
				 html_plain(html, severity), html_plain(html, bin * 10 + 1),
				 html_plain(html, HEIGHT - to), html_plain(html, to - from));
		from = to;
	}
}

static void
put_time_legend(struct html *html)
{
	html_put(html, "<ul class=\"legend\">");
	for (unsigned severity = 0; severity < SEVERITY_COUNT; severity++)
		if (html->count.findings[severity] > 0)
			html_put(html,
				 "<li><svg viewBox=\"0 0 10 10\" aria-hidden=\"true\" "
				 "focusable=\"false\"><rect class=\"f%\" "
				 "width=\"10\" height=\"10\" rx=\"2\"/></svg>% %</li>",
				 html_plain(html, severity),
				 html_number(html, html->count.findings[severity]), severity_words[severity]);
	html_put(html, "</ul>");
}

static void
put_times(struct html *html)
{
	struct times times;

	memset(&times, 0, sizeof(times));
	fill_bins(html->report, &times);
	html_put(html,
		 "<figure class=\"card\"><figcaption>Findings, by when they were first seen</figcaption>\n");
	if (times.most == 0) {
		html_put(html, "<p class=\"empty\">No findings.</p></figure>\n");
		return;
	}
	html_put(html,
		 "<svg class=\"time\" viewBox=\"0 0 480 100\" preserveAspectRatio=\"none\" role=\"img\" "
		 "aria-label=\"Findings by when they were first seen, at most % in a column\">",
		 html_number(html, times.most));
	for (unsigned bin = 0; bin < BINS; bin++)
		put_column(html, &times, bin);
	html_put(html, "</svg>\n<div class=\"ends\"><span>%</span><span>%</span></div>",
		 html_times(html, times.span.first, times.span.first),
		 html_times(html, times.span.last, times.span.last));
	put_time_legend(html);
	html_put(html, "</figure>\n");
}

void
html_charts(struct html *html)
{
	html_put(
	    html,
	    "<section id=\"charts\" aria-labelledby=\"charts-title\"><h2 id=\"charts-title\">Charts</h2>\n"
	    "<div class=\"grid\">\n");
	put_security(html);
	put_outcomes(html);
	put_versions(html);
	put_times(html);
	html_put(html, "</div></section>\n");
}
