/* SPDX-License-Identifier: Apache-2.0 */
/* The findings of one check, for people. */
#include "report/block_room.h"

#include <errno.h>

#include "report/clean.h"
#include "report/phrase.h"

#define WHOLE_MOST 3 /* so many findings are printed whole */

const enum ink block_inks[SEVERITY_COUNT] = {
    [SEVERITY_CRITICAL] = INK_CRITICAL, [SEVERITY_HIGH] = INK_HIGH, [SEVERITY_MEDIUM] = INK_MEDIUM,
    [SEVERITY_LOW] = INK_LOW,           [SEVERITY_INFO] = INK_INFO,
};

const char *const block_words[SEVERITY_COUNT] = {
    [SEVERITY_CRITICAL] = "CRITICAL", [SEVERITY_HIGH] = "HIGH", [SEVERITY_MEDIUM] = "MEDIUM",
    [SEVERITY_LOW] = "LOW",           [SEVERITY_INFO] = "INFO",
};

const struct finding *
block_finding(const struct block *block, size_t index)
{
	return block->report->found.finding(block->report->found.of, index);
}

const char *
block_made(const struct block *block)
{
	return block->text.data == NULL ? "" : block->text.data;
}

void
block_print_made(struct block *block, const char *label)
{
	if (block->text.size == 0)
		return;
	page_label(block->page, label);
	page_words(block->page, INK_PLAIN, block_made(block));
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
	const struct check *check = block_finding(block, block->from)->check;
	enum severity       severity = block_finding(block, block->from)->severity;

	for (block->to = block->from; block->to < count; block->to++) {
		const struct finding *finding = block_finding(block, block->to);

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
	block_print_made(block, label);
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
	page_words(page, INK_STRONG, block_made(block));
	text_clear(&block->text);
	text_add(&block->text, "(");
	clean_prose(&block->text, check->id);
	if (check->basis != FOUND_OBSERVED)
		text_printf(&block->text, ", %s", found_words[check->basis]);
	text_add(&block->text, ")");
	page_item(page, INK_FAINT, " ", block_made(block));
}

static void
print_waived(struct block *block)
{
	if (block->waived == 0)
		return;
	text_clear(&block->text);
	phrase_things(&block->text, block->waived, "more finding");
	text_add(&block->text, ", by the policy");
	block_print_made(block, "waived");
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
	block_print_made(block, "cites");
}

static void
print_spot(struct block *block, const struct check *check)
{
	text_clear(&block->text);
	clean_spot(&block->text, &check->spot);
	block_print_made(block, "policy");
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
			block_print_whole(&block);
		else
			block_print_lines(&block);
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
