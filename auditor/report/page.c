/* SPDX-License-Identifier: Apache-2.0 */
/* Wraps words into lines, in colour if there is colour. */
#include "report/page.h"

#include <string.h>

#define WIDTH_LEAST 20
#define LABEL_COLUMN 2
#define LABEL_MARGIN 10

/* ECMA-48 8.3.117, Select Graphic Rendition. */
static const char *const inks[INK_COUNT] = {
    [INK_PLAIN] = "",          [INK_STRONG] = "\033[1m",
    [INK_FAINT] = "\033[2m",   [INK_CRITICAL] = "\033[1;35m",
    [INK_HIGH] = "\033[1;31m", [INK_MEDIUM] = "\033[33m",
    [INK_LOW] = "\033[36m",    [INK_INFO] = "\033[2m",
    [INK_GOOD] = "\033[1;32m", [INK_DOUBT] = "\033[33m",
};

static const struct {
	const char *utf8, *ascii;
} marks[MARK_COUNT] = {
    [MARK_ARROW] = {"\u2192",   "->" },
    [MARK_DASH] = {"\u2013",   "-"  },
    [MARK_DOT] = {" \u00b7 ", " | "},
    [MARK_MORE] = {"\u2026",   "..."},
};

struct page
page_new(const struct report_style *style, FILE *out)
{
	unsigned width = style->width < WIDTH_LEAST ? WIDTH_LEAST : style->width;

	return (struct page){
	    .sink = {out, 0},
              .style = style, .width = width, .is_fresh = true
        };
}

const char *
page_mark(const struct page *page, enum mark mark)
{
	return page->style->has_utf8 ? marks[mark].utf8 : marks[mark].ascii;
}

static unsigned
columns(const struct page *page, const char *text, size_t size)
{
	unsigned count = 0;

	for (size_t i = 0; i < size; i++) {
		unsigned char octet = (unsigned char)text[i];

		if (octet < 0x80)
			count++;
		else if (!page->style->has_utf8)
			count += (unsigned)strlen("\\xHH");
		else if ((octet & 0xc0) != 0x80)
			count++;
	}
	return count;
}

unsigned
page_columns(const struct page *page, const char *text)
{
	return columns(page, text, strlen(text));
}

static void
put(struct page *page, const char *text, size_t size)
{
	char escape[8];

	for (; page->padding > 0; page->padding--)
		sink_text(&page->sink, " ");
	page->column += columns(page, text, size);
	if (page->style->has_utf8) {
		sink_bytes(&page->sink, text, size);
		return;
	}
	for (size_t i = 0; i < size; i++) {
		if ((unsigned char)text[i] < 0x80) {
			sink_bytes(&page->sink, text + i, 1);
			continue;
		}
		snprintf(escape, sizeof(escape), "\\x%02X", (unsigned char)text[i]);
		sink_text(&page->sink, escape);
	}
}

static void
put_inked(struct page *page, enum ink ink, const char *text, size_t size)
{
	bool is_inked = page->style->has_color && inks[ink][0] != '\0';

	put(page, "", 0); /* the padding, in no ink */
	if (is_inked)
		sink_text(&page->sink, inks[ink]);
	put(page, text, size);
	if (is_inked)
		sink_text(&page->sink, "\033[0m");
	page->is_fresh = false;
}

void
page_end(struct page *page)
{
	if (page->column > page->padding)
		sink_text(&page->sink, "\n");
	page->column = page->padding = 0;
	page->is_fresh = true;
}

void
page_gap(struct page *page)
{
	page_end(page);
	sink_text(&page->sink, "\n");
}

void
page_to(struct page *page, unsigned column)
{
	if (page->column > column || (page->column == column && column > 0 && !page->is_fresh))
		page_end(page);
	page->padding += column - page->column;
	page->column = column;
	page->is_fresh = true;
}

/* Room for ${size} octets and what divides them from those before: in this line, or in a new one. */
static void
make_room(struct page *page, const char *divider, const char *text, size_t size)
{
	unsigned gap = page->is_fresh ? 0 : page_columns(page, divider);

	if (page->column > page->margin && page->column + gap + columns(page, text, size) > page->width)
		page_end(page);
	if (page->column == 0)
		page_to(page, page->margin);
	if (!page->is_fresh)
		put(page, divider, strlen(divider));
}

static void
words(struct page *page, enum ink ink, const char *text, const char *divider)
{
	for (text += strspn(text, " "); *text != '\0'; text += strspn(text, " ")) {
		size_t size = strcspn(text, " ");

		make_room(page, divider, text, size);
		put_inked(page, ink, text, size);
		text += size;
		divider = " ";
	}
}

void
page_words(struct page *page, enum ink ink, const char *text)
{
	words(page, ink, text, " ");
}

void
page_item(struct page *page, enum ink ink, const char *divider, const char *text)
{
	if (page_columns(page, text) > page->width - page->margin) {
		words(page, ink, text, divider);
		return;
	}
	make_room(page, divider, text, strlen(text));
	put_inked(page, ink, text, strlen(text));
}

void
page_raw(struct page *page, enum ink ink, const char *text)
{
	if (page->column == 0)
		page_to(page, page->margin);
	if (!page->is_fresh)
		put(page, " ", 1);
	put_inked(page, ink, text, strlen(text));
}

void
page_heading(struct page *page, const char *text)
{
	page_gap(page);
	page->margin = 0;
	page_words(page, INK_STRONG, text);
	page_end(page);
	page->margin = LABEL_COLUMN;
}

void
page_label(struct page *page, const char *label)
{
	page_end(page);
	page_to(page, LABEL_COLUMN);
	page_words(page, INK_FAINT, label);
	page->margin = LABEL_MARGIN;
	page_to(page, LABEL_MARGIN);
}
