/* SPDX-License-Identifier: Apache-2.0 */
/* The numbers of a report as metrics, in Prometheus' text format 0.0.4, for the node exporter to pick up. */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "report/clean.h"
#include "report/formats.h"
#include "report/item.h"
#include "report/sink.h"
#include "report/span.h"

/*
 * Only what the policy names and the words of facts become labels, and of ports those that mail has: so the
 * network cannot make time series.
 */
struct exposition {
	struct sink          sink;
	const struct report *report;
	struct text          text;
};

/* Write what was made. */
static void
put(struct exposition *exposition)
{
	if (exposition->text.failed && exposition->sink.error == 0)
		exposition->sink.error = ENOMEM;
	else if (exposition->text.size > 0)
		sink_bytes(&exposition->sink, exposition->text.data, exposition->text.size);
	text_clear(&exposition->text);
}

static void
put_head(struct exposition *exposition, const char *name, const char *help)
{
	text_printf(&exposition->text, "# HELP mailreeve_%s %s\n# TYPE mailreeve_%s gauge\n", name, help,
		    name);
	put(exposition);
}

/* Add ` label="value"`, the value made harmless and escaped as the format wants it. */
static void
add_label(struct text *text, const char *divider, const char *label, const char *value)
{
	struct text clean = {0};

	clean_prose(&clean, value == NULL ? "" : value);
	text_printf(text, "%s%s=\"", divider, label);
	for (const char *at = clean.data == NULL ? "" : clean.data; *at != '\0'; at++) {
		if (*at == '\\' || *at == '"')
			text_add(text, "\\");
		text_add_bytes(text, at, 1);
	}
	text_add(text, "\"");
	text->failed |= clean.failed;
	text_free(&clean);
}

/* One sample of one label. */
static void
put_sample(struct exposition *exposition, const char *name, const char *label, const char *value,
	   uint64_t number)
{
	text_printf(&exposition->text, "mailreeve_%s{", name);
	add_label(&exposition->text, "", label, value);
	text_printf(&exposition->text, "} %" PRIu64 "\n", number);
	put(exposition);
}

static void
put_number(struct exposition *exposition, const char *name, const char *help, uint64_t number)
{
	put_head(exposition, name, help);
	text_printf(&exposition->text, "mailreeve_%s %" PRIu64 "\n", name, number);
	put(exposition);
}

static void
put_info(struct exposition *exposition)
{
	const struct report *report = exposition->report;

	put_head(exposition, "report_info", "What made the report: always 1.");
	text_add(&exposition->text, "mailreeve_report_info{");
	add_label(&exposition->text, "", "version", report->version);
	add_label(&exposition->text, ",", "policy", report->policy.name);
	add_label(&exposition->text, ",", "policy_version", report->policy.version);
	add_label(&exposition->text, ",", "profile", report->policy.profile);
	text_add(&exposition->text, "} 1\n");
	put(exposition);
}

static void
put_verdict(struct exposition *exposition)
{
	static const enum verdict verdicts[] = {VERDICT_FAIL, VERDICT_PASS, VERDICT_INCONCLUSIVE};

	put_head(exposition, "verdict", "1 for the verdict of the report, 0 for the others.");
	for (size_t i = 0; i < sizeof(verdicts) / sizeof(verdicts[0]); i++)
		put_sample(exposition, "verdict", "verdict", verdict_words[verdicts[i]],
			   exposition->report->verdict == verdicts[i]);
}

static void
put_counts(struct exposition *exposition, const struct item_count *count)
{
	put_head(exposition, "findings", "Findings by severity, without waived ones.");
	for (unsigned severity = 0; severity < SEVERITY_COUNT; severity++)
		put_sample(exposition, "findings", "severity", severity_words[severity],
			   count->findings[severity]);
	put_head(exposition, "checks", "Checks by verdict.");
	for (unsigned verdict = 0; verdict < VERDICT_COUNT; verdict++)
		put_sample(exposition, "checks", "verdict", verdict_words[verdict], count->checks[verdict]);
}

static void
put_check(struct exposition *exposition, const struct check_tally *tally)
{
	static const char *const names[] = {"violated", "satisfied", "inconclusive", "waived"};
	const uint64_t numbers[] = {tally->violated, tally->satisfied, tally->inconclusive, tally->waived};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		text_add(&exposition->text, "mailreeve_check_sessions{");
		add_label(&exposition->text, "", "check", tally->check->id);
		add_label(&exposition->text, ",", "severity", severity_words[tally->check->severity]);
		add_label(&exposition->text, ",", "result", names[i]);
		text_printf(&exposition->text, "} %" PRIu64 "\n", numbers[i]);
		put(exposition);
	}
}

static void
put_checks(struct exposition *exposition)
{
	const struct report_found *found = &exposition->report->found;
	size_t                     count = found->check_count(found->of);

	put_head(exposition, "check_sessions", "Sessions that a check applied to, by what came of it.");
	for (size_t i = 0; i < count && exposition->sink.error == 0; i++) {
		struct check_tally tally = found->check(found->of, i);

		put_check(exposition, &tally);
	}
}

static void
put_coverage(struct exposition *exposition)
{
	const struct report *report = exposition->report;

	put_head(exposition, "coverage", "What was looked at and what could not be seen, by name.");
	for (size_t i = 0; i < report->coverage_count; i++)
		put_sample(exposition, "coverage", "what", report->coverage[i].name,
			   report->coverage[i].number);
}

/* Sessions of one port, or of all ports that mail does not have. */
struct port_counts {
	char     port[8];
	uint64_t sessions[SECURITY_COUNT][OUTCOME_COUNT];
};

static void
put_port(struct exposition *exposition, const struct port_counts *counts)
{
	for (unsigned security = 0; security < SECURITY_COUNT; security++)
		for (unsigned outcome = 0; outcome < OUTCOME_COUNT; outcome++) {
			if (counts->sessions[security][outcome] == 0)
				continue;
			text_add(&exposition->text, "mailreeve_port_sessions{");
			add_label(&exposition->text, "", "port", counts->port);
			add_label(&exposition->text, ",", "security", security_words[security]);
			add_label(&exposition->text, ",", "outcome", outcome_words[outcome]);
			text_printf(&exposition->text, "} %" PRIu64 "\n",
				    counts->sessions[security][outcome]);
			put(exposition);
		}
}

/* Rows come in the order of their ports. */
static void
put_ports(struct exposition *exposition)
{
	const struct report_found *found = &exposition->report->found;
	size_t                     count = found->port_count(found->of);
	struct port_counts         other = {.port = "other"};

	put_head(exposition, "port_sessions", "Sessions by server port, protection and outcome.");
	for (size_t at = 0; at < count && exposition->sink.error == 0;) {
		struct port_counts counts = {0};
		struct port_tally  tally = found->port(found->of, at);
		uint16_t           port = tally.port;

		snprintf(counts.port, sizeof(counts.port), "%u", port);
		for (; at < count && (tally = found->port(found->of, at)).port == port; at++)
			(session_is_listed_port(port) ? &counts : &other)
			    ->sessions[tally.security][tally.outcome] += tally.sessions;
		put_port(exposition, &counts);
	}
	put_port(exposition, &other);
}

static void
put_inputs(struct exposition *exposition)
{
	const struct report *report = exposition->report;
	struct span          span = span_of(report);
	uint64_t             incomplete = 0;

	for (size_t i = 0; i < report->input_count; i++)
		incomplete += !report->inputs[i].is_complete;
	put_number(exposition, "captures", "Captures that were read.", report->input_count);
	put_number(exposition, "captures_incomplete", "Captures that could not be read to their end.",
		   incomplete);
	put_number(exposition, "packets", "Packets that were read.", span.packets);
	if (span.packets == 0)
		return;
	put_head(exposition, "last_packet_timestamp_seconds", "Time of the last packet that was read.");
	text_printf(&exposition->text, "mailreeve_last_packet_timestamp_seconds %" PRId64 "\n",
		    span.last / 1000000000);
	put(exposition);
}

int
prometheus_write(const struct report *report, const struct report_style *style, FILE *out)
{
	struct exposition exposition = {
	    .sink = {out, 0},
              .report = report
        };
	struct item_count count = item_count(report);

	(void)style;
	put_info(&exposition);
	put_verdict(&exposition);
	put_number(&exposition, "sessions", "Mail sessions, and attempts at mail ports.",
		   report->found.sessions(report->found.of));
	put_counts(&exposition, &count);
	put_checks(&exposition);
	put_ports(&exposition);
	put_coverage(&exposition);
	put_inputs(&exposition);
	text_free(&exposition.text);
	return sink_end(&exposition.sink);
}
