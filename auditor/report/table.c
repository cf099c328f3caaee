/* SPDX-License-Identifier: Apache-2.0 */
/* Sets rows and columns, or sentences where the page is too narrow for them. */
#include "report/table.h"

#include <errno.h>

#define GAP 2
#define HANG 2 /* lines that go on are this far behind the margin */

struct layout {
	unsigned widths[TABLE_COLUMNS];
	bool     is_narrow;
	bool     has_titles;
};

static const char *
cell_of(const struct table *table, struct text *text, size_t row, unsigned column)
{
	text_clear(text);
	table->cell(text, table->of, row, column);
	return text->data == NULL ? "" : text->data;
}

static void
widen(unsigned *width, unsigned columns)
{
	if (columns > *width)
		*width = columns;
}

/* The last column may be wrapped, so its width does not make a page narrow, unless it is of numbers. */
static struct layout
layout_of(const struct table *table, const struct page *page, struct text *text)
{
	struct layout layout = {0};
	unsigned      total = page->margin;

	for (unsigned column = 0; column < table->column_count; column++) {
		const char *title = table->columns[column].title;
		bool        is_last = column + 1 == table->column_count;

		layout.has_titles |= title[0] != '\0';
		widen(&layout.widths[column], page_columns(page, title));
		for (size_t row = 0; row < table->row_count; row++)
			widen(&layout.widths[column], page_columns(page, cell_of(table, text, row, column)));
		total += is_last && !table->columns[column].is_number ? 0 : layout.widths[column];
		total += is_last ? 0 : GAP;
	}
	layout.is_narrow = total > page->width;
	return layout;
}

static void
print_cell(const struct table *table, const struct layout *layout, struct page *page, unsigned column,
	   unsigned at, enum ink ink, const char *cell)
{
	unsigned width = page_columns(page, cell), indent = 0;

	if (table->columns[column].is_number && layout->widths[column] > width)
		indent = layout->widths[column] - width;
	page_to(page, at + indent);
	if (table->columns[column].is_whole)
		page_item(page, ink, " ", cell);
	else
		page_words(page, ink, cell);
}

static void
print_titles(const struct table *table, const struct layout *layout, struct page *page)
{
	unsigned at = page->margin;

	for (unsigned column = 0; column < table->column_count; column++) {
		print_cell(table, layout, page, column, at, INK_FAINT, table->columns[column].title);
		at += layout->widths[column] + GAP;
	}
	page_end(page);
}

static void
print_row(const struct table *table, const struct layout *layout, struct page *page, struct text *text,
	  size_t row)
{
	unsigned margin = page->margin, at = margin;

	page_to(page, margin);
	page->margin += HANG;
	for (unsigned column = 0; column < table->column_count; column++) {
		enum ink    ink = column == 0 && table->ink != NULL ? table->ink(table->of, row) : INK_PLAIN;
		const char *cell = cell_of(table, text, row, column);

		if (layout->is_narrow) {
			page_item(page, ink, page_mark(page, MARK_DOT), cell);
			continue;
		}
		/* What is wrapped in the last column stays in it, if that leaves it half of the page. */
		page->margin = at < page->width / 2 ? at : margin + HANG;
		print_cell(table, layout, page, column, at, ink, cell);
		at += layout->widths[column] + GAP;
	}
	page_end(page);
	page->margin = margin;
}

void
table_print(const struct table *table, struct page *page)
{
	struct text   text = {0};
	struct layout layout = layout_of(table, page, &text);

	if (layout.has_titles && !layout.is_narrow)
		print_titles(table, &layout, page);
	for (size_t row = 0; row < table->row_count && page->sink.error == 0; row++)
		print_row(table, &layout, page, &text, row);
	if (text.failed && page->sink.error == 0)
		page->sink.error = ENOMEM;
	text_free(&text);
}
