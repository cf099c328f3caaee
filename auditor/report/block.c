/* SPDX-License-Identifier: Apache-2.0 */
/* The findings of one check, for people. */
#include "report/block.h"

#include <errno.h>
#include <inttypes.h>

#include "report/clean.h"
#include "report/item.h"
#include "report/phrase.h"
#include "report/table.h"

#define WHOLE_MOST 3  /* so many findings are printed whole */
#define LINES_MOST 10 /* of more, so many are lines of a table */
#define PORTS_MOST 8  /* in a display filter */

const enum ink block_inks[SEVERITY_COUNT] = {
    [SEVERITY_CRITICAL] = INK_CRITICAL, [SEVERITY_HIGH] = INK_HIGH, [SEVERITY_MEDIUM] = INK_MEDIUM,
    [SEVERITY_LOW] = INK_LOW,           [SEVERITY_INFO] = INK_INFO,
};

const char *const block_words[SEVERITY_COUNT] = {
    [SEVERITY_CRITICAL] = "CRITICAL", [SEVERITY_HIGH] = "HIGH", [SEVERITY_MEDIUM] = "MEDIUM",
    [SEVERITY_LOW] = "LOW",           [SEVERITY_INFO] = "INFO",
};

struct block {
	struct page          *page;
	const struct report  *report;
	const struct finding *first; /* that is not waived; NULL: all of them are */
	size_t                from, to;
	uint64_t              count, waived; /* findings */
	uint64_t              sessions;
	int64_t               first_seen, last_seen;
	bool                  is_one_client, is_one_server;
	uint16_t              ports[PORTS_MOST];
	unsigned              port_count; /* larger: there was no room for all */
	struct text           text;       /* for one line */
	const struct finding *lines[LINES_MOST];
};

static const struct finding *
finding_at(const struct block *block, size_t index)
{
	return block->report->found.finding(block->report->found.of, index);
}

/* The text that was made, until the next one is. */
static const char *
made(const struct block *block)
{
	return block->text.data == NULL ? "" : block->text.data;
}

/* The text that was made behind a label; nothing if there is none. */
static void
print_made(struct block *block, const char *label)
{
	if (block->text.size == 0)
		return;
	page_label(block->page, label);
	page_words(block->page, INK_PLAIN, made(block));
}

static void
note_port(struct block *block, uint16_t port)
{
	if (port == 0) {
		block->port_count = PORTS_MOST + 1;
		return;
	}
	for (unsigned i = 0; i < block->port_count && i < PORTS_MOST; i++)
		if (block->ports[i] == port)
			return;
	if (block->port_count < PORTS_MOST)
		block->ports[block->port_count] = port;
	if (block->port_count <= PORTS_MOST)
		block->port_count++;
}

static void
note(struct block *block, const struct finding *finding)
{
	if (block->first == NULL) {
		block->first = finding;
		block->first_seen = finding->first_seen;
		block->last_seen = finding->last_seen;
		block->is_one_client = block->is_one_server = true;
	}
	note_port(block, finding->port);
	if (block->count < LINES_MOST)
		block->lines[block->count] = finding;
	block->count++;
	block->sessions += finding->count;
	if (finding->first_seen < block->first_seen)
		block->first_seen = finding->first_seen;
	if (finding->last_seen > block->last_seen)
		block->last_seen = finding->last_seen;
	block->is_one_client &= address_equal(&finding->client, &block->first->client);
	block->is_one_server &= address_equal(&finding->server, &block->first->server);
}

static void
gather(struct block *block)
{
	size_t              count = block->report->found.finding_count(block->report->found.of);
	const struct check *check = finding_at(block, block->from)->check;
	enum severity       severity = finding_at(block, block->from)->severity;

	for (block->to = block->from; block->to < count; block->to++) {
		const struct finding *finding = finding_at(block, block->to);

		if (finding->check != check || finding->severity != severity)
			break;
		if (finding->is_waived)
			block->waived++;
		else
			note(block, finding);
	}
}

static void
print_prose(struct block *block, const char *label, const char *prose)
{
	if (prose == NULL || prose[0] == '\0')
		return;
	text_clear(&block->text);
	clean_prose(&block->text, prose);
	print_made(block, label);
}

static void
print_head(struct block *block)
{
	const struct check *check = block->first->check;
	struct page        *page = block->page;

	page_gap(page);
	page->margin = 0;
	page_words(page, block_inks[block->first->severity], block_words[block->first->severity]);
	page->margin = 10;
	page_to(page, page->margin);
	text_clear(&block->text);
	clean_prose(&block->text, check->title);
	page_words(page, INK_STRONG, made(block));
	text_clear(&block->text);
	text_add(&block->text, "(");
	clean_prose(&block->text, check->id);
	if (check->basis != FOUND_OBSERVED)
		text_printf(&block->text, ", %s", found_words[check->basis]);
	text_add(&block->text, ")");
	page_item(page, INK_FAINT, " ", made(block));
}

static void
print_where(struct block *block, const struct finding *finding)
{
	page_label(block->page, "where");
	text_clear(&block->text);
	phrase_where(&block->text, block->page, finding);
	page_words(block->page, INK_STRONG, made(block));
	text_clear(&block->text);
	phrase_share(&block->text, finding);
	page_item(block->page, INK_PLAIN, page_mark(block->page, MARK_DOT), made(block));
	text_clear(&block->text);
	phrase_times(&block->text, block->page, finding->first_seen, finding->last_seen);
	page_item(block->page, INK_PLAIN, page_mark(block->page, MARK_DOT), made(block));
}

/* The frames of one capture, from the ${at}th place on; returns the index after them. */
static unsigned
print_capture(struct block *block, const struct finding *finding, unsigned at)
{
	uint32_t    capture = place_capture(finding->places[at]);
	const char *comma = " ";

	text_clear(&block->text);
	clean_name(&block->text, item_capture(block->report, finding->places[at]));
	text_add(&block->text, ":");
	for (; at < finding->place_count && place_capture(finding->places[at]) == capture; at++) {
		text_printf(&block->text, "%s%" PRIu64, comma, place_frame(finding->places[at]));
		comma = ", ";
	}
	if (at == finding->place_count && finding->has_more_places)
		text_printf(&block->text, " %s", page_mark(block->page, MARK_MORE));
	page_words(block->page, INK_PLAIN, made(block));
	return at;
}

static void
print_frames(struct block *block, const struct finding *finding)
{
	if (finding->place_count > 0)
		page_label(block->page, "frames");
	for (unsigned at = 0; at < finding->place_count;) {
		page_to(block->page, block->page->margin);
		at = print_capture(block, finding, at);
	}
}

static void
print_blocker(struct block *block, const struct finding *finding)
{
	const char *capture = item_capture(block->report, finding->control.where);

	text_clear(&block->text);
	phrase_blocker(&block->text, finding);
	print_made(block, "by");
	text_clear(&block->text);
	phrase_control(&block->text, block->page, finding, block->report->input_count > 1 ? capture : NULL);
	print_made(block, "control");
}

static void
print_filter(struct block *block, const struct finding *finding)
{
	text_clear(&block->text);
	phrase_finding_filter(&block->text, finding);
	page_label(block->page, "filter");
	page_raw(block->page, INK_PLAIN, made(block));
}

/* What of the first session decided, and by which port to find it. */
static void
print_proof(struct block *block, const struct finding *finding)
{
	if (finding->proof.first_frame == PLACE_NONE)
		return;
	text_clear(&block->text);
	phrase_proof(&block->text, &finding->proof);
	print_made(block, "facts");
}

static void
print_whole(struct block *block)
{
	for (size_t i = block->from; i < block->to; i++) {
		const struct finding *finding = finding_at(block, i);

		if (finding->is_waived)
			continue;
		print_where(block, finding);
		print_blocker(block, finding);
		print_frames(block, finding);
		print_filter(block, finding);
		if (block->page->style->explain)
			print_proof(block, finding);
	}
}

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
	page_words(block->page, INK_FAINT, made(block));
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
	page_raw(block->page, INK_PLAIN, made(block));
}

static void
print_lines(struct block *block)
{
	size_t       rows = block->count < LINES_MOST ? (size_t)block->count : LINES_MOST;
	struct table table = {
	    line_columns, sizeof(line_columns) / sizeof(line_columns[0]), rows, line_cell, block, NULL};

	page_label(block->page, "where");
	table_print(&table, block->page);
	print_rest(block);
	text_clear(&block->text);
	phrase_times(&block->text, block->page, block->first_seen, block->last_seen);
	print_made(block, "when");
	print_common_filter(block);
}

static void
print_waived(struct block *block)
{
	if (block->waived == 0)
		return;
	text_clear(&block->text);
	phrase_things(&block->text, block->waived, "more finding");
	text_add(&block->text, ", by the policy");
	print_made(block, "waived");
}

static void
print_cites(struct block *block, const struct check *check)
{
	const char *comma = "";

	text_clear(&block->text);
	for (const char *const *cite = check->cites; cite != NULL && *cite != NULL; cite++) {
		text_add(&block->text, comma);
		clean_prose(&block->text, *cite);
		comma = ", ";
	}
	print_made(block, "cites");
}

static void
print_spot(struct block *block, const struct check *check)
{
	text_clear(&block->text);
	clean_spot(&block->text, &check->spot);
	print_made(block, "policy");
}

size_t
block_print(struct page *page, const struct report *report, size_t index)
{
	struct block block = {.page = page, .report = report, .from = index};

	gather(&block);
	if (block.first != NULL) {
		const struct check *check = block.first->check;

		print_head(&block);
		if (block.count <= WHOLE_MOST)
			print_whole(&block);
		else
			print_lines(&block);
		print_waived(&block);
		print_prose(&block, "why", check->because);
		print_prose(&block, "fix", check->fix);
		if (page->style->explain) {
			print_cites(&block, check);
			print_spot(&block, check);
		}
		page_end(page);
	}
	if (block.text.failed && page->sink.error == 0)
		page->sink.error = ENOMEM;
	text_free(&block.text);
	return block.to;
}
