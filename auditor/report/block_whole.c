/* SPDX-License-Identifier: Apache-2.0 */
/* Findings of a block with all that is known of them, for people. */
#include "report/block_room.h"

#include <inttypes.h>

#include "report/clean.h"
#include "report/item.h"
#include "report/phrase.h"

static void
print_where(struct block *block, const struct finding *finding)
{
	page_label(block->page, "where");
	text_clear(&block->text);
	phrase_where(&block->text, block->page, finding);
	page_words(block->page, INK_STRONG, block_made(block));
	text_clear(&block->text);
	phrase_share(&block->text, finding);
	page_item(block->page, INK_PLAIN, page_mark(block->page, MARK_DOT), block_made(block));
	text_clear(&block->text);
	phrase_times(&block->text, block->page, finding->first_seen, finding->last_seen);
	page_item(block->page, INK_PLAIN, page_mark(block->page, MARK_DOT), block_made(block));
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
	page_words(block->page, INK_PLAIN, block_made(block));
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
	block_print_made(block, "by");
	text_clear(&block->text);
	phrase_control(&block->text, block->page, finding, block->report->input_count > 1 ? capture : NULL);
	block_print_made(block, "control");
}

static void
print_filter(struct block *block, const struct finding *finding)
{
	text_clear(&block->text);
	phrase_finding_filter(&block->text, finding);
	if (block->text.size == 0)
		return;
	page_label(block->page, "filter");
	page_raw(block->page, INK_PLAIN, block_made(block));
}

/* What of the first session decided, and by which port to find it. */
static void
print_proof(struct block *block, const struct finding *finding)
{
	if (finding->proof.first_frame == PLACE_NONE)
		return;
	text_clear(&block->text);
	phrase_proof(&block->text, &finding->proof);
	block_print_made(block, "facts");
}

void
block_print_whole(struct block *block)
{
	for (size_t i = block->from; i < block->to; i++) {
		const struct finding *finding = block_finding(block, i);

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
