/* SPDX-License-Identifier: Apache-2.0 */
/* Prints what became of findings, for people and as JSON. */
#include <errno.h>

#include "report/block.h"
#include "report/clean.h"
#include "report/diff.h"
#include "report/item.h"
#include "report/members.h"
#include "report/phrase.h"

#define DIFF_SCHEMA "mailreeve-diff/1"

static void
say(struct page *page, enum ink ink, struct text *text)
{
	if (text->failed) {
		if (page->sink.error == 0)
			page->sink.error = ENOMEM;
	} else if (text->size > 0)
		page_raw(page, ink, text->data);
	text_clear(text);
}

/* "2 of 4 sessions -> all 5 sessions" */
static void
phrase_change(struct text *text, const struct page *page, const struct diff_entry *entry)
{
	const struct finding *now = entry->after != NULL ? entry->after : entry->before;

	if (entry->change == CHANGE_GONE) {
		text_printf(text, "its check: %s", verdict_words[entry->now]);
		return;
	}
	if (entry->change == CHANGE_CHANGED) {
		const struct finding *before = entry->before;

		if (before->severity != now->severity)
			text_printf(text, "was %s, ", severity_words[before->severity]);
		if (before->is_waived != now->is_waived)
			text_add(text, now->is_waived ? "waived now, " : "waived no longer, ");
		phrase_share(text, before);
		text_printf(text, " %s ", page_mark(page, MARK_ARROW));
	}
	phrase_share(text, now);
	if (entry->change == CHANGE_NEW && now->is_waived)
		text_add(text, ", waived");
}

static void
print_entry(struct page *page, struct text *text, const struct diff_entry *entry)
{
	const struct finding *finding = entry->after != NULL ? entry->after : entry->before;

	page->margin = 0;
	text_add(text, change_words[entry->change]);
	say(page, entry->change == CHANGE_GONE ? INK_FAINT : INK_STRONG, text);
	page_to(page, 9);
	page_raw(page, block_inks[finding->severity], block_words[finding->severity]);
	page_to(page, 19);
	clean_prose(text, finding->check->id);
	text_add(text, "  ");
	phrase_where(text, page, finding);
	text_add(text, page_mark(page, MARK_DOT));
	phrase_change(text, page, entry);
	say(page, INK_PLAIN, text);
	page_end(page);
}

int
diff_text(const struct diff *diff, const struct report_style *style, FILE *out)
{
	struct page page = page_new(style, out);
	struct text text = {0};

	for (size_t i = 0; i < diff->count && page.sink.error == 0; i++)
		print_entry(&page, &text, &diff->entries[i]);
	if (diff->count > 0 && !style->is_quiet)
		page_gap(&page);
	if (!style->is_quiet) {
		for (unsigned change = 0; change < CHANGE_COUNT; change++)
			text_printf(&text, "%s%zu %s", change > 0 ? ", " : "", diff->counts[change],
				    change_words[change]);
		say(&page, INK_STRONG, &text);
		page_end(&page);
	}
	text_free(&text);
	return sink_end(&page.sink);
}

/* What is compared of a finding. */
static struct json_object *
side_of(const struct finding *finding)
{
	struct json_object *side = json_object_new_object();

	if (finding == NULL) {
		json_object_put(side);
		return NULL;
	}
	member_text(&side, "severity", severity_words[finding->severity]);
	member_count(&side, "count", finding->count);
	member_count(&side, "of", finding->of);
	member_truth(&side, "waived", finding->is_waived);
	member_time(&side, "first_seen", finding->first_seen);
	member_time(&side, "last_seen", finding->last_seen);
	return side;
}

static void
add_side(struct json_object **to, const char *key, const struct finding *finding)
{
	if (finding == NULL)
		member_null(to, key);
	else
		member_object(to, key, side_of(finding));
}

static struct json_object *
entry_object(const struct diff_entry *entry)
{
	const struct finding *finding = entry->after != NULL ? entry->after : entry->before;
	struct json_object   *object = json_object_new_object();
	char                  key[DIGEST_SHA256_SIZE];

	member_text(&object, "change", change_words[entry->change]);
	member_text(&object, "id", entry->id);
	member_prose(&object, "check", finding->check->id);
	member_prose(&object, "title", finding->check->title);
	member_text(&object, "subject", subject_words[finding->subject]);
	member_address(&object, "client", &finding->client);
	member_address(&object, "server", &finding->server);
	if (finding->port == 0)
		member_null(&object, "port");
	else
		member_count(&object, "port", finding->port);
	member_text(&object, "path", finding->path < PATH_COUNT ? path_words[finding->path] : NULL);
	if (finding->subject == SUBJECT_KEY)
		member_text(&object, "public_key", digest_print(&finding->key, key));
	add_side(&object, "before", entry->before);
	add_side(&object, "after", entry->after);
	if (entry->change == CHANGE_GONE)
		member_text(&object, "check_now", verdict_words[entry->now]);
	return object;
}

int
diff_json(const struct diff *diff, const struct report *after, FILE *out)
{
	struct sink         sink = {out, 0};
	struct json_object *counts = json_object_new_object();

	for (unsigned change = 0; change < CHANGE_COUNT; change++)
		member_count(&counts, change_words[change], diff->counts[change]);
	sink_text(&sink, "{\n  \"mailreeve\": ");
	sink_object(&sink, json_object_new_string(after->version));
	sink_text(&sink, ",\n  \"schema\": \"" DIFF_SCHEMA "\",\n  \"summary\": ");
	sink_object(&sink, counts);
	sink_text(&sink, ",\n  \"findings\": [");
	for (size_t i = 0; i < diff->count && sink.error == 0; i++) {
		sink_text(&sink, i > 0 ? ",\n    " : "\n    ");
		sink_object(&sink, entry_object(&diff->entries[i]));
	}
	sink_text(&sink, diff->count > 0 ? "\n  ]\n}\n" : "]\n}\n");
	return sink_end(&sink);
}
