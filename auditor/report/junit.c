/* SPDX-License-Identifier: Apache-2.0 */
/* The report as JUnit XML: a test case for each check and each capture, for CI to show. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "report/brief.h"
#include "report/clean.h"
#include "report/formats.h"
#include "report/item.h"
#include "report/phrase.h"
#include "report/sink.h"
#include "report/span.h"

#define LINES_MOST 20 /* findings of one check that are listed */

/* A check, and what its findings say. */
struct tested {
	struct check_tally tally;
	struct text        lines;
	uint64_t           findings;
};

struct suites {
	struct sink          sink;
	const struct report *report;
	struct tested       *tested;
	size_t               count;
};

/* Clean text has no character that XML 1.0 2.2 forbids; what is left is markup. */
static void
put_text(struct suites *suites, const char *text)
{
	static const char *const names[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"};
	static const char        signs[] = "&<>\"'";

	while (text != NULL && *text != '\0') {
		size_t size = strcspn(text, signs);

		sink_bytes(&suites->sink, text, size);
		text += size;
		if (*text != '\0')
			sink_text(&suites->sink, names[strchr(signs, *text++) - signs]);
	}
}

/* What was just made in ${text}, which is freed. */
static void
put_made(struct suites *suites, struct text *text)
{
	if (text->failed && suites->sink.error == 0)
		suites->sink.error = ENOMEM;
	put_text(suites, text->data);
	text_free(text);
}

static void
put_number(struct suites *suites, const char *name, uint64_t number)
{
	struct text text = {0};

	text_printf(&text, " %s=\"%" PRIu64 "\"", name, number);
	sink_text(&suites->sink, text.data == NULL ? "" : text.data);
	text_free(&text);
}

static void
add_finding(struct tested *tested, const struct report *report, const struct finding *finding)
{
	if (tested->findings++ >= LINES_MOST)
		return;
	text_add(&tested->lines, severity_words[finding->severity]);
	text_add(&tested->lines, ": ");
	brief_where(&tested->lines, finding);
	if (finding->place_count > 0) {
		text_add(&tested->lines, "; frames ");
		brief_frames(&tested->lines, report, finding);
	}
	text_add(&tested->lines, "\n");
}

static void
gather_findings(struct suites *suites)
{
	const struct report_found *found = &suites->report->found;
	size_t                     count = found->finding_count(found->of), at = 0;

	for (size_t i = 0; i < count; i++) {
		const struct finding *finding = found->finding(found->of, i);
		size_t                check = item_check_index(suites->report, finding->check, at);

		if (check >= suites->count || finding->is_waived)
			continue;
		at = check;
		add_finding(&suites->tested[at], suites->report, finding);
	}
}

static void
gather(struct suites *suites)
{
	const struct report_found *found = &suites->report->found;

	suites->count = found->check_count(found->of);
	suites->tested = calloc(suites->count + 1, sizeof(*suites->tested));
	if (suites->tested == NULL) {
		suites->count = 0;
		suites->sink.error = ENOMEM;
	}
	for (size_t i = 0; i < suites->count; i++)
		suites->tested[i].tally = found->check(found->of, i);
	gather_findings(suites);
}

static uint64_t
count_of(const struct suites *suites, enum verdict verdict)
{
	uint64_t count = 0;

	for (size_t i = 0; i < suites->count; i++)
		count += suites->tested[i].tally.verdict == verdict;
	return count;
}

static uint64_t
count_unread(const struct report *report)
{
	uint64_t count = 0;

	for (size_t i = 0; i < report->input_count; i++)
		count += !report->inputs[i].is_complete;
	return count;
}

static void
put_counts(struct suites *suites, uint64_t tests, uint64_t failures, uint64_t errors, uint64_t skipped)
{
	put_number(suites, "tests", tests);
	put_number(suites, "failures", failures);
	put_number(suites, "errors", errors);
	put_number(suites, "skipped", skipped);
}

/* Surefire and Jenkins want a time of day without a zone; what is captured has no other than its packets'. */
static void
put_time(struct suites *suites)
{
	char        printed[TEXT_TIME_SIZE];
	struct span span = span_of(suites->report);
	int64_t     time = suites->report->generated != 0 ? suites->report->generated : span.last;

	if (time == 0)
		return;
	text_time(time, printed);
	*strchr(printed, '.') = '\0';
	sink_text(&suites->sink, " timestamp=\"");
	put_text(suites, printed);
	sink_text(&suites->sink, "\" time=\"0\"");
}

static void
begin_case(struct suites *suites, const char *class, struct text *name)
{
	sink_text(&suites->sink, "    <testcase classname=\"mailreeve.");
	sink_text(&suites->sink, class);
	sink_text(&suites->sink, "\" name=\"");
	put_made(suites, name);
	sink_text(&suites->sink, "\" time=\"0\"");
}

/* What a verdict is to CI: what is not known is no pass, so it is an error or was skipped. */
static const struct {
	const char *element, *type;
} outcomes[VERDICT_COUNT] = {
    [VERDICT_FAIL] = {"failure", "violated"    },
    [VERDICT_PASS] = {NULL,      NULL          },
    [VERDICT_INCONCLUSIVE] = {"error",   "inconclusive"},
    [VERDICT_NOT_OBSERVED] = {"skipped", NULL          },
    [VERDICT_WAIVED] = {"skipped", NULL          },
};

static void
put_body(struct suites *suites, const struct tested *tested)
{
	const struct check *check = tested->tally.check;
	struct text         text = {0};

	put_text(suites, tested->lines.data);
	if (tested->findings > LINES_MOST) {
		text_add(&text, "and ");
		phrase_things(&text, tested->findings - LINES_MOST, "more finding");
		text_add(&text, "\n");
	}
	text_add(&text, "why: ");
	clean_prose(&text, check->because == NULL ? "" : check->because);
	text_add(&text, "\nfix: ");
	clean_prose(&text, check->fix == NULL ? "" : check->fix);
	text_add(&text, "\n");
	put_made(suites, &text);
}

static void
put_check(struct suites *suites, const struct tested *tested)
{
	const struct check *check = tested->tally.check;
	const char         *element = outcomes[tested->tally.verdict].element;
	struct text         text = {0};

	clean_prose(&text, check->id);
	text_add(&text, ": ");
	clean_prose(&text, check->title);
	begin_case(suites, severity_words[check->severity], &text);
	if (element == NULL) {
		sink_text(&suites->sink, "/>\n");
		return;
	}
	brief_check(&text, &tested->tally);
	sink_text(&suites->sink, ">\n      <");
	sink_text(&suites->sink, element);
	sink_text(&suites->sink, " message=\"");
	put_made(suites, &text);
	if (outcomes[tested->tally.verdict].type == NULL) {
		sink_text(&suites->sink, "\"/>\n    </testcase>\n");
		return;
	}
	sink_text(&suites->sink, "\" type=\"");
	sink_text(&suites->sink, outcomes[tested->tally.verdict].type);
	sink_text(&suites->sink, "\">");
	put_body(suites, tested);
	sink_text(&suites->sink, "</");
	sink_text(&suites->sink, element);
	sink_text(&suites->sink, ">\n    </testcase>\n");
}

/* A capture that was not read to its end may have held what fails. */
static void
put_input(struct suites *suites, const struct report_input *input)
{
	struct text text = {0};

	clean_name(&text, input->capture);
	text_add(&text, " was read to its end");
	begin_case(suites, "captures", &text);
	if (input->is_complete) {
		sink_text(&suites->sink, "/>\n");
		return;
	}
	for (const char *const *problem = input->problems; problem != NULL && *problem != NULL; problem++) {
		text_add(&text, text.size > 0 ? "; " : "");
		clean_prose(&text, *problem);
	}
	sink_text(&suites->sink, ">\n      <error message=\"");
	put_made(suites, &text);
	sink_text(&suites->sink, "\" type=\"incomplete\"/>\n    </testcase>\n");
}

static void
put_suite(struct suites *suites)
{
	const struct report *report = suites->report;
	uint64_t             failures = count_of(suites, VERDICT_FAIL);
	uint64_t             errors = count_of(suites, VERDICT_INCONCLUSIVE) + count_unread(report);
	uint64_t    skipped = count_of(suites, VERDICT_NOT_OBSERVED) + count_of(suites, VERDICT_WAIVED);
	struct text name = {0};

	sink_text(&suites->sink,
		  "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"mailreeve\"");
	put_counts(suites, suites->count + report->input_count, failures, errors, skipped);
	sink_text(&suites->sink, ">\n  <testsuite name=\"");
	clean_prose(&name, report->policy.name);
	put_made(suites, &name);
	sink_text(&suites->sink, "\"");
	put_counts(suites, suites->count + report->input_count, failures, errors, skipped);
	put_time(suites);
	sink_text(&suites->sink, ">\n    <properties>\n      <property name=\"verdict\" value=\"");
	sink_text(&suites->sink, verdict_words[report->verdict]);
	sink_text(&suites->sink, "\"/>\n      <property name=\"mailreeve\" value=\"");
	put_text(suites, report->version);
	sink_text(&suites->sink, "\"/>\n    </properties>\n");
	for (size_t i = 0; i < suites->count && suites->sink.error == 0; i++)
		put_check(suites, &suites->tested[i]);
	for (size_t i = 0; i < report->input_count && suites->sink.error == 0; i++)
		put_input(suites, &report->inputs[i]);
	sink_text(&suites->sink, "  </testsuite>\n</testsuites>\n");
}

int
junit_write(const struct report *report, const struct report_style *style, FILE *out)
{
	struct suites suites = {
	    .sink = {out, 0},
              .report = report
        };

	(void)style;
	gather(&suites);
	put_suite(&suites);
	for (size_t i = 0; i < suites.count; i++) {
		if (suites.tested[i].lines.failed && suites.sink.error == 0)
			suites.sink.error = ENOMEM;
		text_free(&suites.tested[i].lines);
	}
	free(suites.tested);
	return sink_end(&suites.sink);
}
