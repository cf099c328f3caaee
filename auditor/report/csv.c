/* SPDX-License-Identifier: Apache-2.0 */
/* The sessions as a table of comma-separated values (RFC 4180): one a line, a column for each fact. */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "report/clean.h"
#include "report/formats.h"
#include "report/item.h"
#include "report/sink.h"
#include "report/told.h"

struct sheet {
	struct sink          sink;
	const struct report *report;
	struct text          cell;    /* the one that is being made */
	const char          *divider; /* before the next cell */
};

/* Spreadsheets take a cell that begins so for a formula; some fold the full-width signs to the others. */
static const char *const formulas[] = {
    "=", "+", "-", "@", "\xef\xbc\x9d", "\xef\xbc\x8b", "\xef\xbc\x8d", "\xef\xbc\xa0"};

static bool
is_formula(const char *cell)
{
	cell += strspn(cell, " \"'");
	for (size_t i = 0; i < sizeof(formulas) / sizeof(formulas[0]); i++)
		if (strncmp(cell, formulas[i], strlen(formulas[i])) == 0)
			return true;
	return false;
}

/* RFC 4180 2: in a quoted field a quote is written twice. */
static void
put_quoted(struct sink *sink, const char *before, const char *cell)
{
	sink_text(sink, "\"");
	sink_text(sink, before);
	for (const char *quote; (quote = strchr(cell, '"')) != NULL; cell = quote + 1) {
		sink_bytes(sink, cell, (size_t)(quote - cell));
		sink_text(sink, "\"\"");
	}
	sink_text(sink, cell);
	sink_text(sink, "\"");
}

static void
put_cell(struct sheet *sheet)
{
	const char *cell = sheet->cell.data == NULL ? "" : sheet->cell.data;

	if (sheet->cell.failed && sheet->sink.error == 0)
		sheet->sink.error = ENOMEM;
	sink_text(&sheet->sink, sheet->divider);
	sheet->divider = ",";
	/* The apostrophe is what spreadsheets themselves put before text that looks like a formula. */
	if (is_formula(cell))
		put_quoted(&sheet->sink, "'", cell);
	else if (strpbrk(cell, "\",;' \t\r\n") != NULL)
		put_quoted(&sheet->sink, "", cell);
	else
		sink_text(&sheet->sink, cell);
	text_clear(&sheet->cell);
}

static void
end_line(struct sheet *sheet)
{
	sink_text(&sheet->sink, "\r\n");
	sheet->divider = "";
}

/* The columns before those of the facts. */
static const char *const columns[] = {"id", "community_id", "capture", "frames.first", "frames.last"};

static void
put_titles(struct sheet *sheet)
{
	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++) {
		text_add(&sheet->cell, columns[i]);
		put_cell(sheet);
	}
	for (unsigned fact = 0; fact < FACT_COUNT; fact++) {
		text_add(&sheet->cell, fact_rows[fact].name);
		put_cell(sheet);
	}
	end_line(sheet);
}

static int
put_session(void *to, const struct session *session)
{
	struct sheet *sheet = to;
	char          id[SESSION_ID_SIZE], community[COMMUNITY_ID_SIZE];
	const char   *found = item_community(session, community);

	session_id(session, id);
	text_add(&sheet->cell, id);
	put_cell(sheet);
	text_add(&sheet->cell, found == NULL ? "" : found);
	put_cell(sheet);
	clean_name(&sheet->cell, item_capture(sheet->report, session->first_frame));
	put_cell(sheet);
	text_printf(&sheet->cell, "%" PRIu64, place_frame(session->first_frame));
	put_cell(sheet);
	text_printf(&sheet->cell, "%" PRIu64, place_frame(session->last_frame));
	put_cell(sheet);
	for (unsigned fact = 0; fact < FACT_COUNT; fact++) {
		told_fact(&sheet->cell, &session->facts, fact);
		put_cell(sheet);
	}
	end_line(sheet);
	return sheet->sink.error;
}

int
csv_write(const struct report *report, const struct report_style *style, FILE *out)
{
	struct sheet sheet = {
	    .sink = {out, 0},
              .report = report, .divider = ""
        };

	(void)style;
	put_titles(&sheet);
	if (report->sessions != NULL)
		(void)report->sessions(report->sessions_context, put_session, &sheet);
	text_free(&sheet.cell);
	return sink_end(&sheet.sink);
}
