/* SPDX-License-Identifier: Apache-2.0 */
/* Says findings and checks in one line. */
#include "report/brief.h"

#include <inttypes.h>

#include "report/clean.h"
#include "report/item.h"
#include "report/phrase.h"

static struct page
plain_page(void)
{
	static const struct report_style style = {.width = 80};

	return page_new(&style, NULL);
}

void
brief_subject(struct text *text, const struct finding *finding)
{
	struct page page = plain_page();

	phrase_where(text, &page, finding);
}

void
brief_where(struct text *text, const struct finding *finding)
{
	struct page page = plain_page();

	phrase_where(text, &page, finding);
	text_add(text, ": ");
	phrase_share(text, finding);
	text_add(text, ", ");
	phrase_times(text, &page, finding->first_seen, finding->last_seen);
	if (finding->blocker.where == PLACE_NONE)
		return;
	text_add(text, ", by ");
	phrase_blocker(text, finding);
}

void
brief_finding(struct text *text, const struct finding *finding)
{
	clean_prose(text, finding->check->title);
	text_add(text, ": ");
	brief_where(text, finding);
}

void
brief_check(struct text *text, const struct check_tally *tally)
{
	const struct {
		uint64_t    number;
		const char *says;
	} parts[] = {
	    {tally->satisfied,    "satisfy it"    },
	    {tally->inconclusive, "cannot be told"},
	    {tally->waived,       "are waived"    },
	};

	if (tally->applicable == 0) {
		text_add(text, "applied to no session");
		return;
	}
	text_add(text, "of ");
	phrase_things(text, tally->applicable, "session");
	text_add(text, ", ");
	phrase_number(text, tally->violated);
	text_add(text, " violate it");
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		if (parts[i].number == 0)
			continue;
		text_add(text, ", ");
		phrase_number(text, parts[i].number);
		text_printf(text, " %s", parts[i].says);
	}
}

void
brief_frames(struct text *text, const struct report *report, const struct finding *finding)
{
	for (unsigned at = 0; at < finding->place_count; at++) {
		place where = finding->places[at];

		if (at > 0 && place_capture(where) == place_capture(finding->places[at - 1])) {
			text_printf(text, ", %" PRIu64, place_frame(where));
			continue;
		}
		text_add(text, at > 0 ? "; " : "");
		clean_name(text, item_capture(report, where));
		text_printf(text, ": %" PRIu64, place_frame(where));
	}
	text_add(text, finding->has_more_places ? " ..." : "");
}
