/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_HTML_H
#define REPORT_HTML_H

#include <stdint.h>

#include "base/text.h"
#include "report/item.h"
#include "report/page.h"
#include "report/report.h"
#include "report/sink.h"

/*
 * html: the report as one page that needs nothing else.
 *
 * One function writes markup, html_put, and it escapes every text that is put into it: there is no other way
 * for a text to get into the page.  The texts come from the functions below, already clean (report/clean.h).
 */
#define HTML_TEXTS 16

struct html {
	struct sink          sink;
	const struct report *report;
	struct item_count    count;
	struct page          page; /* nothing is printed on it: it knows the signs for people */
	struct text          texts[HTML_TEXTS];
	unsigned             text;
};

/*
 * Write ${markup}, in which each % stands for a text of the arguments (const char *), escaped for elements
 * and for attributes in quotes.  No NULL among them.
 */
void html_put(struct html *html, const char *markup, ...);

/* An empty text to be made something of, which stays until HTML_TEXTS - 1 others were asked for. */
struct text *html_text(struct html *html);

/* What was made of it; "" if memory ran out, and then the page fails. */
const char *html_made(struct html *html, struct text *text);

/* Numbers and names as texts; they stay as long as html_text says. */
const char *html_number(struct html *html, uint64_t number);
const char *html_plain(struct html *html, uint64_t number); /* 12345, for markup */
const char *html_things(struct html *html, uint64_t number, const char *thing);
const char *html_prose(struct html *html, const char *prose); /* "" of NULL */
const char *html_name(struct html *html, const char *name);
const char *html_times(struct html *html, int64_t first, int64_t last);

/* The parts of the page; those of a watch that goes on are empty in other reports. */
void html_live_head(struct html *html);
void html_live(struct html *html);
void html_summary(struct html *html);
void html_charts(struct html *html);
void html_past(struct html *html); /* nothing without an earlier report */
void html_findings(struct html *html);
void html_exceptions(struct html *html); /* nothing without waivers */
void html_controls(struct html *html);
void html_checks(struct html *html);
void html_ports(struct html *html);
void html_coverage(struct html *html);

/* "by netops until 2027-01-31: the provider turns TLS on" */
const char *html_waiver(struct html *html, const struct waiver_says *waiver);

/* Whether html_exceptions has anything to say, and how many findings are back because an exception ended. */
bool     html_has_exceptions(const struct html *html);
uint64_t html_back(const struct html *html);

#endif
