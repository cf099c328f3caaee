/* SPDX-License-Identifier: Apache-2.0 */
/* mailreeve audit: captures in, a report out. */
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "capture/filter.h"
#include "command/assemble.h"
#include "command/audit_options.h"
#include "command/command.h"
#include "command/epoch.h"
#include "command/evidence.h"
#include "command/intake.h"
#include "command/spool.h"
#include "command/style.h"
#include "report/against.h"
#include "command/veil.h"
#include "report/verdict.h"

/* All that an audit makes on its way; freed together. */
struct audit {
	struct audit_options options;
	struct complaints   *complaints;
	struct policy       *policy;
	struct against      *against; /* an earlier report; NULL: none was asked for */
	struct spool        *spool;
	struct inputs        inputs;
	struct intake       *intake;
	struct coverage      coverage;
	struct report_count  counts[COVERAGE_COUNTS];
	struct text          inside;
	struct veil          veil;
};

static void
audit_free(struct audit *audit)
{
	veil_free(&audit->veil);
	intake_free(audit->intake);
	inputs_free(&audit->inputs);
	spool_free(audit->spool);
	against_free(audit->against);
	policy_free(audit->policy);
	complaints_free(audit->complaints);
	text_free(&audit->inside);
	free(audit->options.paths);
}

static bool
load_policy(struct audit *audit)
{
	const struct audit_options *options = &audit->options;
	bool                        is_good;

	audit->complaints = complaints_new();
	if (audit->complaints == NULL)
		return false;
	audit->policy = policy_load(options->policy, audit->complaints);
	is_good =
	    audit->policy != NULL &&
	    (options->inside == NULL || policy_set_inside(audit->policy, options->inside, audit->complaints));
	if (is_good && options->baseline != NULL)
		is_good = (audit->against = against_read(options->baseline, audit->complaints)) != NULL;
	complaints_print(audit->complaints, stderr);
	return is_good;
}

static bool
say_no_memory(void)
{
	fputs("mailreeve: audit: out of memory\n", stderr);
	return false;
}

static void
keep_session(void *context, const struct session *session)
{
	spool_add(context, session);
}

/* Some formats list sessions without being asked to. */
static bool
needs_sessions(const struct audit_options *options)
{
	for (size_t i = 0; i < options->output_count; i++)
		if (options->outputs[i].format->needs_sessions)
			return true;
	return options->with_sessions;
}

static bool
check_filter(const char *filter)
{
	char problem[512];

	if (filter == NULL || filter_is_sound(filter, problem, sizeof(problem)))
		return true;
	fprintf(stderr, "mailreeve: audit: --filter: %s (see pcap-filter(7))\n", problem);
	return false;
}

static bool
prepare(struct audit *audit)
{
	if (!check_filter(audit->options.filter))
		return false;
	if (needs_sessions(&audit->options) && (audit->spool = spool_new()) == NULL) {
		perror("mailreeve: audit: no temporary file for sessions (TMPDIR says where)");
		return false;
	}
	if (!inputs_expand(&audit->inputs, audit->options.paths, audit->options.path_count))
		return say_no_memory();
	if (audit->inputs.count > MOST_INPUTS) {
		fprintf(stderr, "mailreeve: audit: %zu captures are too many for one run: give at most %d\n",
			audit->inputs.count, MOST_INPUTS);
		return false;
	}
	inputs_sort(&audit->inputs);
	return true;
}

static bool
take_in(struct audit *audit)
{
	struct intake_options options = {
	    .policy = audit->policy,
	    .filter = audit->options.filter,
	    .jobs = audit->options.jobs,
	    .with_hash = audit->options.with_hash,
	    .is_quiet = audit->options.is_quiet,
	    .on_session = audit->spool != NULL ? keep_session : NULL,
	    .context = audit->spool,
	};

	audit->intake = intake_run(&options, &audit->inputs);
	if (audit->intake == NULL)
		return say_no_memory();
	audit->coverage = *intake_coverage(audit->intake);
	audit->coverage.sessions_refused = audit->spool != NULL ? spool_refused(audit->spool) : 0;
	return true;
}

static int
each_session(void *context, int (*each)(void *to, const struct session *session), void *to)
{
	return spool_each(context, each, to);
}

/* False without memory. */
static bool
make_report(struct audit *audit, struct report *report)
{
	size_t                count_count = coverage_counts(&audit->coverage, audit->counts);
	const struct assembly assembly = {
	    .policy = audit->policy,
	    .results = intake_results(audit->intake),
	    .inputs = intake_inputs(audit->intake),
	    .input_count = audit->inputs.count,
	    .coverage = audit->counts,
	    .coverage_count = count_count,
	    .fail_on = audit->options.fail_on,
	};

	*report = assemble_report(&assembly, &audit->inside);
	report->generated = epoch_generated();
	report->with_sessions = audit->options.with_sessions;
	report->with_pairs = audit->options.with_pairs;
	report->sessions = audit->spool != NULL ? each_session : NULL;
	report->sessions_context = audit->spool;
	if (audit->against == NULL)
		return true;
	if (!against_apply(audit->against, report))
		return false;
	report->verdict = report_verdict(report, report->fail_on);
	return true;
}

static bool
write_reports(struct audit *audit, const struct report *true_report)
{
	const struct report *report = veil_over(&audit->veil, true_report);
	bool                 is_done = report != NULL;

	if (report == NULL)
		return false;
	for (size_t i = 0; i < audit->options.output_count; i++) {
		const struct output *output = &audit->options.outputs[i];
		struct report_style  style = style_for(output->path == NULL, &audit->options);

		is_done &= output_write(output, report, &style);
	}
	return is_done;
}

static struct evidence_options
evidence_options(const struct audit *audit)
{
	return (struct evidence_options){
	    .folder = audit->options.evidence,
	    .filter = audit->options.filter,
	    .keeps_secrets = audit->options.keeps_secrets,
	    .may_overwrite = audit->options.may_overwrite,
	};
}

static bool
prepare_evidence(const struct audit *audit)
{
	struct evidence_options options = evidence_options(audit);

	return options.folder == NULL || evidence_prepare(&options, &audit->inputs);
}

static bool
write_evidence(const struct audit *audit, const struct report *report)
{
	struct evidence_options options = evidence_options(audit);

	return options.folder == NULL || evidence_write(&options, &audit->inputs, report);
}

static int
run(struct audit *audit)
{
	struct report report;

	if (!load_policy(audit) || !veil_prepare(&audit->veil, audit->options.pseudonymize) ||
	    !outputs_prepare(audit->options.outputs, audit->options.output_count,
			     audit->options.may_overwrite) ||
	    !prepare(audit) || !prepare_evidence(audit) || !take_in(audit))
		return EXIT_MISUSE;
	if (!make_report(audit, &report)) {
		(void)say_no_memory();
		return EXIT_MISUSE;
	}
	if (!write_reports(audit, &report) || !write_evidence(audit, &report))
		return EXIT_MISUSE;
	if (!intake_is_complete(audit->intake))
		return EXIT_UNREAD;
	return report.verdict == VERDICT_FAIL ? EXIT_FINDINGS : EXIT_CLEAN;
}

int
audit_command(int argc, char **argv)
{
	struct audit audit;
	int          status;

	memset(&audit, 0, sizeof(audit));
	setlocale(LC_CTYPE, "");
	if (audit_options_read(&audit.options, argc, argv, &status))
		status = run(&audit);
	audit_free(&audit);
	return status;
}
