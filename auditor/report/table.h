/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_TABLE_H
#define REPORT_TABLE_H

#include "base/text.h"
#include "report/page.h"

/*
 * table: rows and columns for people, each column as wide as its widest cell.
 *
 * Where the page is too narrow, every row becomes a sentence: its cells in
 * order, wrapped.  At most TABLE_COLUMNS columns.
 */
#define TABLE_COLUMNS 8

struct column {
	const char *title;     /* "": none; all empty: no line of titles */
	bool        is_number; /* set at the right */
	bool        is_whole;  /* the last one: not broken between its words */
};

struct table {
	const struct column *columns;
	unsigned             column_count;
	size_t               row_count;
	/* Append what stands in a cell, already clean. */
	void (*cell)(struct text *text, const void *of, size_t row, unsigned column);
	const void *of;
	enum ink (*ink)(const void *of, size_t row); /* of the first column; NULL: plain */
};

void table_print(const struct table *table, struct page *page);

#endif
