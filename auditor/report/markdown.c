/* SPDX-License-Identifier: Apache-2.0 */
/* The report as Markdown, to be put into a ticket: CommonMark with GitHub's tables. */
#include "report/block.h"
#include "report/brief.h"
#include "report/clean.h"
#include "report/controls.h"
#include "report/doubts.h"
#include "report/formats.h"
#include "report/item.h"
#include "report/phrase.h"
#include "report/servers.h"
#include "report/span.h"
#include "report/ticket.h"

#define ROWS_MOST 10  /* findings of one check that are listed */
#define PORTS_MOST 40 /* rows of the port matrix */

static void
put_labelled(struct ticket *ticket, const char *label, const char *prose)
{
	if (prose == NULL || prose[0] == '\0')
		return;
	ticket_put(ticket, "**");
	ticket_put(ticket, label);
	ticket_put(ticket, ":** ");
	clean_prose(&ticket->text, prose);
	ticket_prose(ticket);
	ticket_put(ticket, "\n\n");
}

static void
put_verdict(struct ticket *ticket, const struct item_count *count)
{
	const struct report *report = ticket->report;
	struct span          span = span_of(report);

	ticket_put(ticket, "# Mail ports: ");
	ticket_put(ticket, verdict_words[report->verdict]);
	ticket_put(ticket, "\n\n");
	phrase_severities(&ticket->text, count->findings);
	if (ticket->text.size == 0)
		text_add(&ticket->text, "no finding");
	text_add(&ticket->text, " in ");
	phrase_things(&ticket->text, report->found.sessions(report->found.of), "mail session");
	if (span.lasted > 0) {
		text_add(&ticket->text, " over ");
		phrase_duration(&ticket->text, span.lasted);
	}
	text_add(&ticket->text, ", held against the policy ");
	ticket_prose(ticket);
	clean_prose(&ticket->text, report->policy.name);
	if (report->policy.version != NULL) {
		text_add(&ticket->text, " ");
		clean_prose(&ticket->text, report->policy.version);
	}
	ticket_code(ticket, false);
	ticket_put(ticket, "\n");
}

static void
put_frames(struct ticket *ticket, const struct finding *finding)
{
	brief_frames(&ticket->text, ticket->report, finding);
	if (ticket->text.size > 0)
		ticket_code(ticket, true);
}

static void
put_row(struct ticket *ticket, const struct finding *finding)
{
	struct page page = page_new(&(struct report_style){.width = 80}, NULL);

	ticket_put(ticket, "| ");
	phrase_client(&ticket->text, finding);
	ticket_code(ticket, true);
	ticket_put(ticket, " | ");
	phrase_service(&ticket->text, finding);
	ticket_code(ticket, true);
	ticket_put(ticket, " | ");
	ticket_put(ticket, finding->path < PATH_COUNT ? path_words[finding->path] : "any");
	ticket_put(ticket, " | ");
	phrase_of(&ticket->text, finding->count, finding->of);
	ticket_prose(ticket);
	ticket_put(ticket, " | ");
	phrase_times(&ticket->text, &page, finding->first_seen, finding->last_seen);
	ticket_prose(ticket);
	ticket_put(ticket, " | ");
	put_frames(ticket, finding);
	ticket_put(ticket, " |\n");
}

static void
put_head(struct ticket *ticket, const struct finding *finding)
{
	ticket_put(ticket, "\n## ");
	ticket_put(ticket, block_words[finding->severity]);
	ticket_put(ticket, ": ");
	clean_prose(&ticket->text, finding->check->title);
	ticket_prose(ticket);
	ticket_put(ticket, "\n\n");
	clean_prose(&ticket->text, finding->check->id);
	ticket_code(ticket, false);
	ticket_put(ticket, ", ");
	ticket_put(ticket, found_words[finding->check->basis]);
	ticket_put(ticket,
		   "\n\n| client | server | path | sessions | seen | frames |\n|---|---|---|---:|---|---|\n");
}

static void
put_blocker(struct ticket *ticket, const struct finding *finding)
{
	phrase_blocker(&ticket->text, finding);
	if (ticket->text.size == 0)
		return;
	ticket_put(ticket, "**By:** ");
	ticket_prose(ticket);
	ticket_put(ticket, "\n\n");
}

static void
put_tail(struct ticket *ticket, const struct finding *first, uint64_t count)
{
	ticket_put(ticket, "\n");
	if (count > ROWS_MOST) {
		text_add(&ticket->text, "and ");
		phrase_number(&ticket->text, count - ROWS_MOST);
		text_add(&ticket->text, " more");
		ticket_prose(ticket);
		ticket_put(ticket, "\n\n");
	}
	put_blocker(ticket, first);
	put_labelled(ticket, "Why", first->check->because);
	put_labelled(ticket, "Fix", first->check->fix);
	for (const char *const *cite = first->check->cites; cite != NULL && *cite != NULL; cite++) {
		text_add(&ticket->text, cite == first->check->cites ? "" : ", ");
		clean_prose(&ticket->text, *cite);
	}
	if (ticket->text.size > 0) {
		ticket_put(ticket, "**Cites:** ");
		ticket_prose(ticket);
		ticket_put(ticket, "\n\n");
	}
	phrase_finding_filter(&ticket->text, first);
	if (count > 1 || ticket->text.size == 0) {
		text_clear(&ticket->text);
		return;
	}
	ticket_put(ticket, "**Wireshark:** ");
	ticket_code(ticket, false);
	ticket_put(ticket, "\n");
}

/* The findings of one check and severity from ${at} on; the index of the first one after them. */
static size_t
put_block(struct ticket *ticket, size_t at)
{
	const struct report_found *found = &ticket->report->found;
	size_t                     total = found->finding_count(found->of);
	const struct finding      *first = NULL, *finding = found->finding(found->of, at);
	const struct check        *check = finding->check;
	enum severity              severity = finding->severity;
	uint64_t                   count = 0;

	for (; at < total && ticket->sink.error == 0; at++) {
		finding = found->finding(found->of, at);
		if (finding->check != check || finding->severity != severity)
			break;
		if (finding->is_waived)
			continue;
		if (first == NULL)
			put_head(ticket, first = finding);
		if (count++ < ROWS_MOST)
			put_row(ticket, finding);
	}
	if (first != NULL)
		put_tail(ticket, first, count);
	return at;
}

static void
put_ports(struct ticket *ticket)
{
	const struct report_found *found = &ticket->report->found;
	size_t                     count = found->port_count(found->of);

	if (count == 0)
		return;
	ticket_put(ticket, "\n## Ports\n\n| port | protocol | security | outcome | path | sessions |\n"
			   "|---:|---|---|---|---|---:|\n");
	for (size_t i = 0; i < count && i < PORTS_MOST; i++) {
		struct port_tally tally = found->port(found->of, i);

		text_printf(&ticket->text, "| %u | %s | %s | %s | %s | ", tally.port,
			    protocol_words[tally.protocol], security_words[tally.security],
			    outcome_words[tally.outcome], path_words[tally.path]);
		phrase_number(&ticket->text, tally.sessions);
		text_add(&ticket->text, " |\n");
		ticket_put(ticket, ticket_made(ticket));
		text_clear(&ticket->text);
	}
	if (count <= PORTS_MOST)
		return;
	text_add(&ticket->text, "\nand ");
	phrase_things(&ticket->text, count - PORTS_MOST, "more row");
	text_add(&ticket->text, "\n");
	ticket_put(ticket, ticket_made(ticket));
	text_clear(&ticket->text);
}

static void
put_checks(struct ticket *ticket, const struct item_count *count)
{
	const struct report_found *found = &ticket->report->found;
	size_t                     checks = found->check_count(found->of);

	ticket_put(ticket, "\n## Checks\n\n");
	for (unsigned verdict = 0; verdict < VERDICT_COUNT; verdict++) {
		text_add(&ticket->text, verdict > 0 ? ", " : "");
		phrase_number(&ticket->text, count->checks[verdict]);
		text_printf(&ticket->text, " %s", verdict_words[verdict]);
	}
	ticket_prose(ticket);
	ticket_put(ticket, count->checks[VERDICT_INCONCLUSIVE] > 0 ? "\n\n" : "\n");
	for (size_t i = 0; i < checks && ticket->sink.error == 0; i++) {
		struct check_tally tally = found->check(found->of, i);

		if (tally.verdict != VERDICT_INCONCLUSIVE)
			continue;
		ticket_put(ticket, "- ");
		clean_prose(&ticket->text, tally.check->id);
		ticket_code(ticket, false);
		ticket_put(ticket, " could not be decided: ");
		brief_check(&ticket->text, &tally);
		ticket_prose(ticket);
		ticket_put(ticket, "\n");
	}
}

static void
put_controls(struct ticket *ticket)
{
	static const enum verdict numbers[] = {VERDICT_FAIL, VERDICT_PASS, VERDICT_INCONCLUSIVE,
					       VERDICT_NOT_OBSERVED};
	struct controls          *controls = controls_of(ticket->report);

	if (controls == NULL || controls_count(controls) == 0) {
		controls_free(controls);
		return;
	}
	ticket_put(
	    ticket,
	    "\n## Controls\n\nNumbers are checks. A pass says that no contrary evidence was seen, and no "
	    "more.\n\n| control | verdict | failed | passed | inconclusive | not observed |\n|---|---|--:|--:"
	    "|--:|--:|\n");
	for (size_t i = 0; i < controls_count(controls); i++) {
		const struct control_row *row = controls_row(controls, i);

		ticket_put(ticket, "| ");
		controls_phrase(&ticket->text, row);
		ticket_code(ticket, true);
		text_printf(&ticket->text, " | %s", verdict_words[row->verdict]);
		for (size_t at = 0; at < sizeof(numbers) / sizeof(numbers[0]); at++)
			text_printf(&ticket->text, " | %zu", row->checks[numbers[at]]);
		ticket_put(ticket, ticket_made(ticket));
		text_clear(&ticket->text);
		ticket_put(ticket, " |\n");
	}
	controls_free(controls);
}

static void
put_input(struct ticket *ticket, const struct report_input *input)
{
	ticket_put(ticket, "- ");
	clean_name(&ticket->text, input->capture);
	ticket_code(ticket, false);
	ticket_put(ticket, ": ");
	phrase_things(&ticket->text, input->packets, "packet");
	if (!input->is_complete)
		text_add(&ticket->text, ", not read to its end");
	for (const char *const *problem = input->problems; problem != NULL && *problem != NULL; problem++) {
		text_add(&ticket->text, "; ");
		clean_prose(&ticket->text, *problem);
	}
	ticket_prose(ticket);
	ticket_put(ticket, "\n");
}

static void
put_coverage(struct ticket *ticket)
{
	const struct report *report = ticket->report;

	ticket_put(ticket, "\n## Coverage\n\n");
	for (size_t i = 0; i < report->input_count && ticket->sink.error == 0; i++)
		put_input(ticket, &report->inputs[i]);
	for (size_t i = 0; i < report->coverage_count; i++) {
		const struct report_count *count = &report->coverage[i];

		if (count->number == 0 || count->meaning == NULL)
			continue;
		ticket_put(ticket, count->is_doubt ? "- **not seen:** " : "- ");
		phrase_number(&ticket->text, count->number);
		text_printf(&ticket->text, " %s", count->meaning);
		ticket_prose(ticket);
		ticket_put(ticket, "\n");
	}
	for (enum doubt which = 0; which < DOUBT_COUNT; which++) {
		if (!doubt_has(&report->policy.doubt, which))
			continue;
		ticket_put(ticket, "- **doubtful:** ");
		doubts_phrase(&ticket->text, report, which);
		ticket_prose(ticket);
		ticket_put(ticket, "\n");
	}
	if (servers_unseen(report) > 0) {
		ticket_put(ticket, "- ");
		servers_phrase(&ticket->text, report);
		ticket_prose(ticket);
		ticket_put(ticket, "\n");
	}
	if (!report->policy.zones_guessed)
		return;
	ticket_put(ticket, "- **guessed:** nobody said what lies inside; it was taken to be ");
	clean_prose(&ticket->text, report->policy.inside == NULL ? "?" : report->policy.inside);
	ticket_code(ticket, false);
	ticket_put(ticket, "\n");
}

int
markdown_write(const struct report *report, const struct report_style *style, FILE *out)
{
	struct ticket ticket = {
	    .sink = {out, 0},
              .report = report
        };
	struct item_count count = item_count(report);
	size_t            findings = report->found.finding_count(report->found.of);

	put_verdict(&ticket, &count);
	for (size_t at = 0; at < findings && ticket.sink.error == 0;)
		at = put_block(&ticket, at);
	put_ports(&ticket);
	put_checks(&ticket, &count);
	if (style->by_control)
		put_controls(&ticket);
	put_coverage(&ticket);
	text_free(&ticket.text);
	return sink_end(&ticket.sink);
}
