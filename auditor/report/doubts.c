/* SPDX-License-Identifier: Apache-2.0 */
/* Says what speaks against the zones of the policy. */
#include "report/doubts.h"

#include "report/clean.h"
#include "report/members.h"
#include "report/phrase.h"

#define DEPENDENT_MOST 6 /* checks named */

enum doubt
doubts_of_finding(const struct report *report, const struct finding *finding)
{
	if (finding->is_of_stray)
		return DOUBT_STRAYS;
	if (!finding->asks_zones)
		return DOUBT_COUNT;
	if (doubt_has(&report->policy.doubt, DOUBT_UNTOUCHED))
		return DOUBT_UNTOUCHED;
	return doubt_has(&report->policy.doubt, DOUBT_ALL_INSIDE) ? DOUBT_ALL_INSIDE : DOUBT_COUNT;
}

/* Findings of one check and severity follow one another. */
void
doubts_phrase_findings(struct text *text, const struct report *report,
		       bool (*is_wanted)(const struct report *report, const struct finding *finding))
{
	const struct report_found *found = &report->found;
	size_t                     count = found->finding_count(found->of), checks = 0;
	const struct check        *last = NULL;
	uint64_t                   findings = 0;

	for (size_t i = 0; i < count; i++)
		findings += is_wanted(report, found->finding(found->of, i));
	if (findings == 0)
		return;
	text_add(text, " ");
	phrase_things(text, findings, "finding");
	text_printf(text, " depend%s on it, of ", findings == 1 ? "s" : "");
	for (size_t i = 0; i < count && checks <= DEPENDENT_MOST; i++) {
		const struct finding *finding = found->finding(found->of, i);

		if (!is_wanted(report, finding) || finding->check == last)
			continue;
		last = finding->check;
		text_add(text, checks == 0 ? "" : ", ");
		clean_prose(text, checks < DEPENDENT_MOST ? last->id : "and others");
		checks++;
	}
	text_add(text, ".");
}

static bool
is_untouched(const struct report *report, const struct finding *finding)
{
	return doubts_of_finding(report, finding) == DOUBT_UNTOUCHED;
}

static bool
is_all_inside(const struct report *report, const struct finding *finding)
{
	return doubts_of_finding(report, finding) == DOUBT_ALL_INSIDE;
}

static bool
is_of_stray(const struct report *report, const struct finding *finding)
{
	(void)report;
	return finding->is_of_stray;
}

static void
add_inside(struct text *text, const struct report *report)
{
	const char *inside = report->policy.inside;

	text_add(text, "inside is ");
	clean_prose(text, inside == NULL || *inside == '\0' ? "nothing" : inside);
}

static void
phrase_untouched(struct text *text, const struct report *report)
{
	text_add(text, "No session has an end in any zone: ");
	add_inside(text, report);
	text_add(
	    text,
	    ". The zones may be those of another site: say with --inside PREFIX,... or with zones: in the "
	    "policy what lies inside here.");
}

static void
phrase_all_inside(struct text *text, const struct report *report)
{
	text_add(text, "Nothing can be outside: ");
	add_inside(text, report);
	text_add(text, ". So nothing was judged as crossing the boundary.");
}

static void
phrase_strays(struct text *text, const struct report *report)
{
	const struct zone_doubt *doubt = &report->policy.doubt;

	phrase_things(text, doubt->strays, "session");
	text_printf(text, " ha%s an end with a private address that is in no zone, as ",
		    doubt->strays == 1 ? "s" : "ve");
	phrase_address(text, &doubt->stray);
	text_add(
	    text,
	    ", and so counts as outside. If it is not, name its network with --inside PREFIX,... or with "
	    "zones: in the policy; if it is, give it a zone of its own.");
}

void
doubts_phrase(struct text *text, const struct report *report, enum doubt which)
{
	static const struct {
		void (*phrase)(struct text *text, const struct report *report);
		bool (*is_wanted)(const struct report *report, const struct finding *finding);
	} rows[DOUBT_COUNT] = {
	    [DOUBT_UNTOUCHED] = {phrase_untouched,  is_untouched },
	    [DOUBT_ALL_INSIDE] = {phrase_all_inside, is_all_inside},
	    [DOUBT_STRAYS] = {phrase_strays,     is_of_stray  },
	};

	rows[which].phrase(text, report);
	doubts_phrase_findings(text, report, rows[which].is_wanted);
}

void
doubts_item(struct json_object **to, const struct zone_doubt *doubt)
{
	struct json_object *all = json_object_new_array();

	for (enum doubt which = 0; which < DOUBT_COUNT; which++) {
		struct json_object *one;

		if (!doubt_has(doubt, which))
			continue;
		one = json_object_new_object();
		member_text(&one, "why", doubt_words[which]);
		if (which == DOUBT_STRAYS) {
			member_count(&one, "sessions", doubt->strays);
			member_address(&one, "example", &doubt->stray);
		}
		member_object(&all, NULL, one);
	}
	member_object(to, "zones_doubtful", all);
}

static void
read_one(struct zone_doubt *doubt, struct take *take)
{
	switch (take_word(take, "why", doubt_words, DOUBT_COUNT)) {
	case DOUBT_UNTOUCHED:
		doubt->touching = 0;
		break;
	case DOUBT_ALL_INSIDE:
		doubt->is_all_inside = true;
		break;
	default:
		doubt->strays = take_count(take, "sessions", UINT64_MAX);
		doubt->stray = take_address_if(take, "example");
	}
}

/* How many sessions touch zones is not written: one stands for them. */
void
doubts_read(struct zone_doubt *doubt, struct take *take)
{
	struct json_object *all = take_array(take, "zones_doubtful");

	*doubt = (struct zone_doubt){.sessions = 1, .touching = 1};
	for (size_t i = 0; all != NULL && i < json_object_array_length(all); i++) {
		struct take one = {.from = json_object_array_get_idx(all, i), .arena = take->arena};

		read_one(doubt, &one);
		if (one.wrong[0] != '\0')
			take_fail(take, "zones_doubtful", one.wrong);
	}
}

void
doubts_read_finding(struct finding *finding, struct take *take)
{
	if (!take_has(take, "zones_doubtful"))
		return;
	finding->asks_zones = true;
	finding->is_of_stray = take_word(take, "zones_doubtful", doubt_words, DOUBT_COUNT) == DOUBT_STRAYS;
}
