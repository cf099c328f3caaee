/* SPDX-License-Identifier: Apache-2.0 */
/* mailreeve report: what can be done with reports that were saved. */
#include <getopt.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "command/command.h"
#include "command/options.h"
#include "command/report_verbs.h"
#include "command/style.h"
#include "command/veil.h"
#include "report/verdict.h"

static const struct {
	const char *name;
	const char *says;
	int (*run)(struct report_options *options);
} verbs[] = {
    {"show",    "REPORT          print it, as text if nothing else is said",               report_show   },
    {"convert", "REPORT          print it in another format, as JSON if none is said",     report_convert},
    {"diff",    "EARLIER LATER   what is new, gone and changed; 1 if something new fails", report_diff   },
    {"merge",   "REPORT...       one report of several, as one run over all captures",     report_merge  },
};
#define VERBS (sizeof(verbs) / sizeof(verbs[0]))

/* ---- what the verbs share ---- */

bool
reports_read(struct reports *reports, const struct report_options *options)
{
	static const struct coverage nothing;
	size_t                       known;

	memset(reports, 0, sizeof(*reports));
	known = coverage_counts(&nothing, reports->known);
	if ((reports->complaints = complaints_new()) == NULL)
		return false;
	for (size_t i = 0; i < options->name_count; i++) {
		struct saved *saved =
		    saved_read(options->names[i], reports->known, known, reports->complaints);

		if (saved == NULL) {
			complaints_print(reports->complaints, stderr);
			return false;
		}
		reports->list[reports->count++] = saved;
	}
	return true;
}

void
reports_free(struct reports *reports)
{
	for (size_t i = 0; i < reports->count; i++)
		saved_free(reports->list[i]);
	complaints_free(reports->complaints);
}

static bool
choose_format(struct output *output, const struct report *report, const char *usual)
{
	if (output->format == NULL)
		output->format = report_format(usual);
	if (!output->format->needs_sessions || report->with_sessions)
		return true;
	fprintf(stderr,
		"mailreeve: report: %s lists sessions, and this report has none: audit with --sessions\n",
		output->format->name);
	return false;
}

int
report_print(const struct report *report, struct report_options *options, const char *usual)
{
	struct audit_options *audit = &options->audit;
	struct report         judged = *report;
	const struct report  *shown = NULL;
	struct veil           veil = {NULL, NULL};
	bool                  is_done = true;

	if (options->has_fail_on) {
		judged.fail_on = audit->fail_on;
		judged.verdict = report_verdict(report, audit->fail_on);
	}
	for (size_t i = 0; is_done && i < audit->output_count; i++)
		is_done = choose_format(&audit->outputs[i], report, usual);
	is_done = is_done && outputs_prepare(audit->outputs, audit->output_count, audit->may_overwrite);
	is_done = is_done && veil_prepare(&veil, audit->pseudonymize) &&
		  (shown = veil_over(&veil, &judged)) != NULL;
	if (is_done && report->found.keep != NULL && shown->found.keep == NULL)
		fputs(
		    "mailreeve: report: what made it mergeable is left out: it has the true addresses (audit "
		    "with --pseudonymize, or merge with it)\n",
		    stderr);
	for (size_t i = 0; is_done && i < audit->output_count; i++) {
		struct report_style style = style_for(audit->outputs[i].path == NULL, audit);

		is_done = output_write(&audit->outputs[i], shown, &style);
	}
	veil_free(&veil);
	if (!is_done)
		return EXIT_MISUSE;
	return options->has_fail_on && judged.verdict == VERDICT_FAIL ? EXIT_FINDINGS : EXIT_CLEAN;
}

/* ---- the command line ---- */

struct reading {
	struct report_options options;
	struct output_words   outputs;
};

static bool
read_fail_on(void *record, void *member, char *word)
{
	((struct reading *)record)->options.has_fail_on = true;
	return options_severity("report", word, member);
}

/* clang-format off */
#define IN(member) offsetof(struct reading, member)
static const struct option_row rows[] = {
	{"format",       'f',  "FORMAT",        "how to print; mailreeve audit --help lists the formats",      output_words_format, IN(outputs)},
	{"output",       'o',  "[FORMAT=]FILE", "write to a file; may be given several times",                 output_words_add,   IN(outputs)},
	{"fail-on",      '\0', "SEVERITY",      "judge anew, and exit 1 from this severity on",                read_fail_on,        IN(options.audit.fail_on)},
	{"policy",       '\0', "FILE|NAME",     "merge: by which they were made, if it is not built in",       option_word,         IN(options.policy)},
	{"inside",       '\0', "PREFIX,...",    "merge: the addresses that were inside, as of audit",          option_word,         IN(options.audit.inside)},
	{"pseudonymize", '\0', "FILE|env:NAME", "replace addresses and host names; the key is in FILE",        option_word,         IN(options.audit.pseudonymize)},
	{"explain",      '\0', NULL,            "say more about every finding",                                option_set,          IN(options.audit.explain)},
	{"force",        '\0', NULL,            "let --output replace files",                                  option_set,          IN(options.audit.may_overwrite)},
	{"quiet",        'q',  NULL,            "a line a finding",                                            option_set,          IN(options.audit.is_quiet)},
	{"no-color",     '\0', NULL,            "no colour (also: NO_COLOR)",                                  option_set,          IN(options.audit.no_color)},
	{"help",         '\0', NULL,            "this text",                                                   NULL,                0},
};
#undef IN
/* clang-format on */

static void print_help(void);

static const struct option_table table = {"report", rows, sizeof(rows) / sizeof(rows[0]), print_help};

static void
print_usage(FILE *out)
{
	fputs("usage: mailreeve report VERB [OPTION]... REPORT...\n\n"
	      "Works on reports that were saved as JSON or JSON lines; - is standard input.\n\n",
	      out);
	for (size_t i = 0; i < VERBS; i++)
		fprintf(out, "  %-8s %s\n", verbs[i].name, verbs[i].says);
	fputs("\n", out);
	options_print(&table, out);
}

static void
print_help(void)
{
	print_usage(stdout);
}

static bool
name_reports(struct report_options *options, int argc, char **argv)
{
	options->names = argv + optind;
	options->name_count = (size_t)(argc - optind);
	if (options->name_count > 0 && options->name_count <= MOST_REPORTS)
		return true;
	return options_refuse("report", options->name_count == 0 ? "no report given" : "too many reports",
			      argv[0], "see mailreeve report --help");
}

static bool
read_options(struct report_options *options, int argc, char **argv, int *status)
{
	struct reading reading = {
	    .options = {.audit = {.fail_on = SEVERITY_MEDIUM}},
	    .outputs = {.command = "report"},
	};
	struct audit_options *audit = &reading.options.audit;

	if (!options_read(&table, &reading, argc, argv, status))
		return false;
	*status = EXIT_MISUSE;
	if (!name_reports(&reading.options, argc, argv) ||
	    !output_words_understand(&reading.outputs, NULL, audit->outputs, &audit->output_count))
		return false;
	reading.options.format = reading.outputs.format;
	*options = reading.options;
	return true;
}

static size_t
verb_of(const char *word)
{
	size_t verb = 0;

	while (verb < VERBS && strcmp(verbs[verb].name, word) != 0)
		verb++;
	return verb;
}

int
report_command(int argc, char **argv)
{
	struct report_options options;
	size_t                verb = argc >= 2 ? verb_of(argv[1]) : VERBS;
	bool                  wants_help = argc >= 2 && strcmp(argv[1], "--help") == 0;
	const char           *near;
	int                   status;

	setlocale(LC_CTYPE, "");
	if (wants_help || argc < 2) {
		print_usage(wants_help ? stdout : stderr);
		return wants_help ? EXIT_CLEAN : EXIT_MISUSE;
	}
	if (verb < VERBS)
		return read_options(&options, argc - 1, argv + 1, &status) ? verbs[verb].run(&options)
									   : status;
	near = text_nearest(argv[1], verbs, VERBS, sizeof(verbs[0]));
	fprintf(stderr, "mailreeve: report: no such verb");
	fprintf(stderr, near != NULL ? " (did you mean %s?)\n" : " (mailreeve report --help lists them)\n",
		near);
	return EXIT_MISUSE;
}
