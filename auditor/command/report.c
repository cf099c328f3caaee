/* SPDX-License-Identifier: Apache-2.0 */
/* mailreeve report: what can be done with reports that were saved. */
#include <getopt.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "command/command.h"
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

enum { OPTION_PSEUDONYMIZE = 255, OPTION_FAIL_ON, OPTION_EXPLAIN, OPTION_FORCE, OPTION_NO_COLOR,
       OPTION_POLICY, OPTION_INSIDE };

static const struct option table[] = {
    {"format",       required_argument, NULL, 'f'                },
    {"output",       required_argument, NULL, 'o'                },
    {"quiet",        no_argument,       NULL, 'q'                },
    {"pseudonymize", required_argument, NULL, OPTION_PSEUDONYMIZE},
    {"fail-on",      required_argument, NULL, OPTION_FAIL_ON     },
    {"explain",      no_argument,       NULL, OPTION_EXPLAIN     },
    {"force",        no_argument,       NULL, OPTION_FORCE       },
    {"no-color",     no_argument,       NULL, OPTION_NO_COLOR    },
    {"policy",       required_argument, NULL, OPTION_POLICY      },
    {"inside",       required_argument, NULL, OPTION_INSIDE      },
    {NULL,	   0,		 NULL, 0                  },
};

static void
print_usage(FILE *out)
{
	fputs("usage: mailreeve report VERB [OPTION]... REPORT...\n\n"
	      "Works on reports that were saved as JSON or JSON lines; - is standard input.\n\n",
	      out);
	for (size_t i = 0; i < VERBS; i++)
		fprintf(out, "  %-8s %s\n", verbs[i].name, verbs[i].says);
	fputs("\n  -f, --format FORMAT   how to print; mailreeve audit --help lists the formats\n"
	      "  -o, --output [FORMAT=]FILE   write to a file; may be given several times\n"
	      "      --fail-on SEVERITY       judge anew, and exit 1 from this severity on\n"
	      "      --policy FILE|NAME --inside PREFIX,...   merge: by which they were made, if it is not built in\n"
	      "      --pseudonymize FILE|env:NAME   replace addresses and host names; the key is in FILE\n"
	      "      --force --explain --quiet --no-color   as of audit\n",
	      out);
}

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
		fputs("mailreeve: report: what made it mergeable is left out: it has the true addresses (audit "
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

static bool
refuse(const char *what, const char *word)
{
	struct text clean = {0};

	text_clean(&clean, word, strlen(word));
	fprintf(stderr, "mailreeve: report: %s: %s (see mailreeve report --help)\n", what,
		clean.data != NULL ? clean.data : "");
	text_free(&clean);
	return false;
}

static bool
take_fail_on(struct report_options *options, const char *word)
{
	options->has_fail_on = true;
	return severity_read(word, &options->audit.fail_on) || refuse("no such severity", word);
}

static bool
take_option(struct report_options *options, int option, const char *outputs[MOST_OUTPUTS])
{
	struct audit_options *audit = &options->audit;

	switch (option) {
	case 'f':
		options->format = report_format(optarg);
		return options->format != NULL || refuse("no such format", optarg);
	case 'o':
		if (audit->output_count == MOST_OUTPUTS)
			return refuse("too many outputs", optarg);
		outputs[audit->output_count++] = optarg;
		return true;
	case 'q':
		return audit->is_quiet = true;
	case OPTION_PSEUDONYMIZE:
		audit->pseudonymize = optarg;
		return true;
	case OPTION_FAIL_ON:
		return take_fail_on(options, optarg);
	case OPTION_POLICY:
		options->policy = optarg;
		return true;
	case OPTION_INSIDE:
		audit->inside = optarg;
		return true;
	case OPTION_EXPLAIN:
		return audit->explain = true;
	case OPTION_FORCE:
		return audit->may_overwrite = true;
	default:
		return audit->no_color = true;
	}
}

static bool
set_outputs(struct report_options *options, const char *const outputs[MOST_OUTPUTS])
{
	struct audit_options *audit = &options->audit;

	for (size_t i = 0; i < audit->output_count; i++)
		if (!output_parse(&audit->outputs[i], outputs[i], options->format))
			return false;
	if (audit->output_count == 0)
		audit->outputs[audit->output_count++] = (struct output){options->format, NULL, false};
	return true;
}

static bool
read_options(struct report_options *options, int argc, char **argv)
{
	const char *outputs[MOST_OUTPUTS];
	int         option;

	opterr = 0;
	while ((option = getopt_long(argc, argv, ":f:o:q", table, NULL)) != -1) {
		if (option == ':')
			return refuse("this option wants an argument", argv[optind - 1]);
		if (option == '?')
			return refuse("no such option", argv[optind - 1]);
		if (!take_option(options, option, outputs))
			return false;
	}
	options->names = argv + optind;
	options->name_count = (size_t)(argc - optind);
	if (options->name_count == 0 || options->name_count > MOST_REPORTS)
		return refuse(options->name_count == 0 ? "no report given" : "too many reports", argv[0]);
	return set_outputs(options, outputs);
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
	struct report_options options = {.audit = {.fail_on = SEVERITY_MEDIUM}};
	bool                  wants_help = false;
	size_t                verb = argc >= 2 ? verb_of(argv[1]) : VERBS;

	setlocale(LC_CTYPE, "");
	for (int i = 1; i < argc; i++)
		wants_help |= strcmp(argv[i], "--help") == 0;
	if (wants_help || argc < 2) {
		print_usage(wants_help ? stdout : stderr);
		return wants_help ? EXIT_CLEAN : EXIT_MISUSE;
	}
	if (verb == VERBS) {
		const char *near = text_nearest(argv[1], verbs, VERBS, sizeof(verbs[0]));

		fprintf(stderr, "mailreeve: report: no such verb");
		fprintf(stderr,
			near != NULL ? " (did you mean %s?)\n" : " (mailreeve report --help lists them)\n",
			near);
		return EXIT_MISUSE;
	}
	return read_options(&options, argc - 1, argv + 1) ? verbs[verb].run(&options) : EXIT_MISUSE;
}
