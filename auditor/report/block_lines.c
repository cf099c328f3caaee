/* SPDX-License-Identifier: Apache-2.0 */
/* Findings of a block as the lines of a table, for people. */
#include "report/block_room.h"

#include <inttypes.h>

#include "report/clean.h"
#include "report/item.h"
#include "report/phrase.h"
#include "report/table.h"

static const struct column line_columns[] = {
    {"client",      false, false},
    {"server",      false, false},
    {"path",        false, false},
    {"sessions",    true,  false},
    {"first frame", false, true },
};

static void
add_first_frame(struct text *text, const struct report *report, const struct finding *finding)
{
	if (finding->place_count == 0)
		return;
	if (report->input_count > 1) {
		clean_name(text, item_capture_tail(report, finding->places[0]));
		text_add(text, ": ");
	}
	text_printf(text, "%" PRIu64, place_frame(finding->places[0]));
}

static void
line_cell(struct text *text, const void *of, size_t row, unsigned column)
{
	const struct block   *block = of;
	const struct finding *finding = block->lines[row];

	if (column == 0)
		phrase_client(text, finding);
	else if (column == 1)
		phrase_service(text, finding);
	else if (column == 2)
		text_add(text, finding->path < PATH_COUNT ? path_words[finding->path] : "any");
	else if (column == 3)
		phrase_of(text, finding->count, finding->of);
	else
		add_first_frame(text, block->report, finding);
}

static void
print_rest(struct block *block)
{
	uint64_t sessions = block->sessions;

	for (unsigned i = 0; i < LINES_MOST && i < block->count; i++)
		sessions -= block->lines[i]->count;
	if (block->count <= LINES_MOST)
		return;
	page_to(block->page, block->page->margin);
	text_clear(&block->text);
	text_add(&block->text, "and ");
	phrase_number(&block->text, block->count - LINES_MOST);
	text_add(&block->text, " more (");
	phrase_things(&block->text, sessions, "session");
	text_add(&block->text, "): --format json lists all");
	page_words(block->page, INK_FAINT, block_made(block));
}

/* What picks all of them, and as little else as a short filter can. */
static void
print_common_filter(struct block *block)
{
	static const struct address any = {{0}, 0};

	text_clear(&block->text);
	phrase_filter(&block->text, block->is_one_client ? &block->first->client : &any,
		      block->is_one_server ? &block->first->server : &any, block->ports,
		      block->port_count > PORTS_MOST ? 0 : block->port_count);
	if (block->text.size == 0)
		return;
	page_label(block->page, "filter");
	page_raw(block->page, INK_PLAIN, block_made(block));
}

void
block_print_lines(struct block *block)
{
	size_t       rows = block->count < LINES_MOST ? (size_t)block->count : LINES_MOST;
	struct table table = {
	    line_columns, sizeof(line_columns) / sizeof(line_columns[0]), rows, line_cell, block, NULL};

	page_label(block->page, "where");
	table_print(&table, block->page);
	print_rest(block);
	text_clear(&block->text);
	phrase_times(&block->text, block->page, block->first_seen, block->last_seen);
	block_print_made(block, "when");
	print_common_filter(block);
}
