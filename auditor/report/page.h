/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_PAGE_H
#define REPORT_PAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "report/report.h"
#include "report/sink.h"

/*
 * page: lines for people, wrapped at the width of their terminal.
 *
 * Only clean text may come here (report/clean.h).  Nothing is broken but
 * between words, so an address or a name that is wider than the page stands
 * out of it.  Where there is no UTF-8, octets beyond ASCII become \xHH.
 */
enum ink {
	INK_PLAIN,
	INK_STRONG,
	INK_FAINT,
	INK_CRITICAL,
	INK_HIGH,
	INK_MEDIUM,
	INK_LOW,
	INK_INFO,
	INK_GOOD,
	INK_DOUBT,
	INK_COUNT
};

enum mark { MARK_ARROW, MARK_DASH, MARK_DOT, MARK_MORE, MARK_COUNT };

struct page {
	struct sink                sink;
	const struct report_style *style;
	unsigned                   width;
	unsigned                   margin;   /* where a line begins that a wrap made */
	unsigned                   column;   /* where the next character goes */
	unsigned                   padding;  /* spaces before it that are not written yet: none ends a line */
	bool                       is_fresh; /* no space before the next word */
};

struct page page_new(const struct report_style *style, FILE *out);

/* A sign for the arrow in "from -> to", the dash in "from - to", the dot between items, "...". */
const char *page_mark(const struct page *page, enum mark mark);

/* The columns that ${text} takes. */
unsigned page_columns(const struct page *page, const char *text);

/* Words, wrapped. */
void page_words(struct page *page, enum ink ink, const char *text);

/* One thing, on one line if it can be, divided by ${divider} from what stands before it in the line. */
void page_item(struct page *page, enum ink ink, const char *divider, const char *text);

/* Text in one piece, never wrapped: to be copied. */
void page_raw(struct page *page, enum ink ink, const char *text);

/* Go to a column of this line, or of the next one. */
void page_to(struct page *page, unsigned column);

/* End the line that was begun; none was begun: do nothing. */
void page_end(struct page *page);

/* End the line and leave one empty. */
void page_gap(struct page *page);

/* A heading with a line's distance to what stands above. */
void page_heading(struct page *page, const char *text);

/* Begin a line with a word in a column of its own, the margin behind it. */
void page_label(struct page *page, const char *label);

#endif
