/* SPDX-License-Identifier: Apache-2.0 */
/* What a watch that goes on has counted: numbers over time as drawings, with the same as tables. */
#include "report/html.h"
#include "report/live.h"

#define COLUMNS 96 /* of a drawing: so many intervals at most, or sums of some */
#define HEIGHT 100
#define ROWS 24 /* of a table */

const char *const live_number_names[LIVE_NUMBERS] = {
#define row(NAME, name, title, unit, per, color) [LIVE_##NAME] = name,
    EACH_LIVE_NUMBER(row)
#undef row
};

const char *const live_span_names[LIVE_SPANS] = {
    [LIVE_FINE] = "five_seconds",
    [LIVE_COARSE] = "minutes",
};

const char *const live_span_titles[LIVE_SPANS] = {
    [LIVE_FINE] = "The last five minutes",
    [LIVE_COARSE] = "The last 24 hours",
};

static const struct {
	const char *title, *unit, *color;
	int64_t     per;
} rows[LIVE_NUMBERS] = {
#define row(NAME, name, title, unit, per, color) [LIVE_##NAME] = {title, unit, color, per},
    EACH_LIVE_NUMBER(row)
#undef row
};

/* A drawing of one number: sums of intervals, in tenths of its unit. */
struct curve {
	enum live_number number;
	uint64_t         tenths[COLUMNS], most, last, mean;
	size_t           count, columns;
};

/* In tenths, rounded. */
static uint64_t
rate_of(enum live_number number, uint64_t counted, int64_t lasted)
{
	double per = (double)rows[number].per;

	if (per == 0)
		return counted * 10;
	return lasted > 0 ? (uint64_t)((double)counted * per / (double)lasted * 10 + 0.5) : 0;
}

/* From the interval ${at} on, ${count} of them, as one. */
static struct live_interval
sum_of(const struct live_window *window, size_t at, size_t count)
{
	struct live_interval sum = {.end = 0};

	for (size_t i = at; i < at + count && i < window->count; i++) {
		sum.end = window->intervals[i].end;
		sum.lasted += window->intervals[i].lasted;
		for (unsigned number = 0; number < LIVE_NUMBERS; number++)
			sum.numbers[number] += window->intervals[i].numbers[number];
	}
	return sum;
}

/* So many intervals are one, that a full window has no more than ${most}. */
static size_t
step_of(const struct live_window *window, size_t most)
{
	return (window->size + most - 1) / most;
}

static void
make_curve(struct curve *curve, const struct live_window *window)
{
	size_t               step = step_of(window, COLUMNS);
	struct live_interval whole = sum_of(window, 0, window->count);

	curve->columns = (window->size + step - 1) / step;
	for (size_t at = 0; at < window->count; at += step) {
		struct live_interval sum = sum_of(window, at, step);
		uint64_t             tenths = rate_of(curve->number, sum.numbers[curve->number], sum.lasted);

		curve->tenths[curve->count++] = curve->last = tenths;
		curve->most = tenths > curve->most ? tenths : curve->most;
	}
	curve->mean = rate_of(curve->number, whole.numbers[curve->number], whole.lasted);
}

/* Tenths only where they matter. */
static const char *
tenths(struct html *html, uint64_t tenths)
{
	struct text *text;

	if (tenths % 10 == 0 || tenths >= 1000)
		return html_number(html, (tenths + 5) / 10);
	text = html_text(html);
	text_printf(text, "%u.%u", (unsigned)(tenths / 10), (unsigned)(tenths % 10));
	return html_made(html, text);
}

/* One path, closed at the bottom; steps, for each is a count of its own. */
static void
put_path(struct html *html, const struct curve *curve)
{
	struct text *path = html_text(html);
	size_t       first = curve->columns - curve->count; /* the newest is at the right */

	text_printf(path, "M%zu %d", first, HEIGHT);
	for (size_t i = 0; i < curve->count; i++)
		text_printf(path, "V%uH%zu",
			    (unsigned)(HEIGHT - (curve->most > 0
						     ? (double)curve->tenths[i] / (double)curve->most * HEIGHT
						     : 0)),
			    first + i + 1);
	text_printf(path, "V%dZ", HEIGHT);
	html_put(html, "<path class=\"%\" d=\"%\"/>", rows[curve->number].color, html_made(html, path));
}

static void
put_curve(struct html *html, enum live_number number, const struct live_window *window, const char *when)
{
	struct curve curve = {.number = number};
	bool         is_rate = rows[number].per != 0;

	make_curve(&curve, window);
	html_put(html, "<figure class=\"card\"><figcaption>%", rows[number].title);
	if (is_rate)
		html_put(html, " <span class=\"meta\">%</span>", rows[number].unit);
	html_put(html,
		 "</figcaption>\n<svg class=\"time live\" viewBox=\"0 0 % 100\" preserveAspectRatio=\"none\" "
		 "role=\"img\" aria-label=\"%",
		 html_plain(html, curve.columns), rows[number].title);
	if (is_rate)
		html_put(html, " %: % on average, % at most, % at last. %\">", rows[number].unit,
			 tenths(html, curve.mean), tenths(html, curve.most), tenths(html, curve.last), when);
	else
		html_put(html, ": % in all. %\">", tenths(html, curve.mean), when);
	if (curve.most > 0)
		put_path(html, &curve);
	html_put(html, "</svg>\n");
	if (is_rate)
		html_put(html,
			 "<p class=\"ends\"><span>% on average</span><span>% at most</span><span>% at "
			 "last</span></p>",
			 tenths(html, curve.mean), tenths(html, curve.most), tenths(html, curve.last));
	else
		html_put(html, "<p class=\"ends\"><span>% in all</span></p>", tenths(html, curve.mean));
	html_put(html, "</figure>\n");
}

static void
put_table(struct html *html, const struct live_window *window, const char *title)
{
	size_t step = step_of(window, ROWS);

	html_put(html,
		 "<details class=\"numbers\"><summary>%: the numbers</summary><div class=\"scroll\" "
		 "tabindex=\"0\" role=\"region\" "
		 "aria-label=\"%: the numbers\"><table><thead><tr><th scope=\"col\">until</th>",
		 title, title);
	for (unsigned number = 0; number < LIVE_NUMBERS; number++)
		html_put(html, "<th scope=\"col\" class=\"num\">%%%</th>", rows[number].title,
			 rows[number].per != 0 ? " " : "", rows[number].unit);
	html_put(html, "</tr></thead><tbody>\n");
	for (size_t at = 0; at < window->count; at += step) {
		struct live_interval sum = sum_of(window, at, step);

		html_put(html, "<tr><th scope=\"row\">%</th>", html_times(html, sum.end, sum.end));
		for (unsigned number = 0; number < LIVE_NUMBERS; number++)
			html_put(html, "<td class=\"num\">%</td>",
				 tenths(html, rate_of(number, sum.numbers[number], sum.lasted)));
		html_put(html, "</tr>\n");
	}
	html_put(html, "</tbody></table></div></details>\n");
}

static void
put_window(struct html *html, const struct live_window *window, const char *title)
{
	html_put(html, "<h3>%</h3>\n", title);
	if (window->count == 0) {
		html_put(html, "<p class=\"empty\">Nothing was counted yet.</p>\n");
		return;
	}
	html_put(html, "<div class=\"curves\">\n");
	for (unsigned number = 0; number < LIVE_NUMBERS; number++)
		put_curve(html, number, window, title);
	html_put(html, "</div>\n");
	put_table(html, window, title);
}

static void
put_place(struct html *html, const struct live_place *at)
{
	html_put(html, "<tr><th scope=\"row\"><code>%</code></th><td>", html_name(html, at->interface));
	if (at->is_up)
		html_put(html, "up");
	else
		html_put(html, "<span class=\"doubt\">%</span>", html_name(html, at->problem));
	html_put(html,
		 "</td><td class=\"num\">%</td><td class=\"num\">%</td><td class=\"num\">%</td><td "
		 "class=\"num\">%</td></tr>\n",
		 html_number(html, at->packets), html_number(html, at->dropped), html_number(html, at->flows),
		 html_number(html, at->interruptions));
}

static void
put_places(struct html *html, const struct report_live *live)
{
	html_put(
	    html,
	    "<div class=\"card scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Table of "
	    "interfaces\"><table><thead><tr>"
	    "<th scope=\"col\">interface</th><th scope=\"col\">state</th><th scope=\"col\" "
	    "class=\"num\">packets</th>"
	    "<th scope=\"col\" class=\"num\">dropped</th><th scope=\"col\" class=\"num\">connections now</th>"
	    "<th scope=\"col\" class=\"num\">times away</th></tr></thead><tbody>\n");
	for (size_t i = 0; i < live->place_count; i++)
		put_place(html, &live->places[i]);
	html_put(html, "</tbody></table></div>\n");
}

void
html_live(struct html *html)
{
	const struct report_live *live = html->report->live;

	if (live == NULL)
		return;
	html_put(html,
		 "<section id=\"live\" aria-labelledby=\"live-title\" data-refresh=\"%\"><h2 "
		 "id=\"live-title\">Now</h2>\n"
		 "<p class=\"hint\">Watching since %; this is what was known at %. The page reads itself "
		 "anew every % seconds. "
		 "<button type=\"button\" id=\"pause\" class=\"copy\" aria-pressed=\"false\" "
		 "hidden>Pause</button></p>\n",
		 html_plain(html, live->refresh), html_times(html, live->since, live->since),
		 html_times(html, live->now, live->now), html_plain(html, live->refresh));
	put_places(html, live);
	for (unsigned span = 0; span < LIVE_SPANS; span++)
		put_window(html, &live->windows[span], live_span_titles[span]);
	html_put(html, "</section>\n");
}

void
html_live_head(struct html *html)
{
	if (html->report->live != NULL)
		html_put(html, "<noscript><meta http-equiv=\"refresh\" content=\"%\"></noscript>\n",
			 html_plain(html, html->report->live->refresh));
}
