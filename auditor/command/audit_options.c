/* SPDX-License-Identifier: Apache-2.0 */
/* The command line of audit: one row an option. */
#include "command/audit_options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "command/command.h"
#include "command/intake.h"

enum {
	OPTION_POLICY = 256,
	OPTION_INSIDE,
	OPTION_SESSIONS,
	OPTION_PAIRS,
	OPTION_PSEUDONYMIZE,
	OPTION_FAIL_ON,
	OPTION_HASH,
	OPTION_EXPLAIN,
	OPTION_CONTROLS,
	OPTION_FILTER,
	OPTION_BASELINE,
	OPTION_EVIDENCE,
	OPTION_EVIDENCE_SECRETS,
	OPTION_NO_COLOR,
	OPTION_FORCE,
	OPTION_HELP
};

/* clang-format off */
static const struct {
	struct option option;
	const char   *argument;
	const char   *says;
} rows[] = {
    {{"read",     required_argument, NULL, 'r'},             "FILE",          "the same as naming FILE, as tcpdump has it"},
    {{"format",   required_argument, NULL, 'f'},             "FORMAT",        "how to print the report (default text)"},
    {{"output",   required_argument, NULL, 'o'},             "[FORMAT=]FILE", "write the report to a file; may be given several times"},
    {{"policy",   required_argument, NULL, OPTION_POLICY},   "FILE|NAME",     "the policy to hold it against (default baseline)"},
    {{"inside",   required_argument, NULL, OPTION_INSIDE},   "PREFIX,...",    "the addresses that are inside (default: private ones)"},
    {{"sessions", no_argument,       NULL, OPTION_SESSIONS}, NULL,            "list every mail session with its facts"},
    {{"mergeable", no_argument,      NULL, OPTION_PAIRS},    NULL,            "keep all that adds up, for an exact `report merge`"},
    {{"pairs",    no_argument,       NULL, OPTION_PAIRS},    NULL,            "the same, by its old name"},
    {{"pseudonymize", required_argument, NULL, OPTION_PSEUDONYMIZE}, "FILE|env:NAME", "replace addresses and host names; the key is in FILE"},
    {{"fail-on",  required_argument, NULL, OPTION_FAIL_ON},  "SEVERITY",      "exit 1 from this severity on (default medium)"},
    {{"baseline", required_argument, NULL, OPTION_BASELINE}, "REPORT",        "show what is new since that report (JSON), and what is gone"},
    {{"evidence", required_argument, NULL, OPTION_EVIDENCE}, "DIR",           "write the frames of each finding to DIR, without secrets"},
    {{"evidence-secrets", required_argument, NULL, OPTION_EVIDENCE_SECRETS}, "WHAT", "overwrite (default), or keep what those frames carry"},
    {{"filter",   required_argument, NULL, OPTION_FILTER},   "EXPRESSION",    "only packets that match, see pcap-filter(7)"},
    {{"numeric",  no_argument,       NULL, 'n'},             NULL,            "do nothing: names are never looked up"},
    {{"jobs",     required_argument, NULL, 'j'},             "N",             "read N capture points at once (default 1)"},
    {{"hash",     no_argument,       NULL, OPTION_HASH},     NULL,            "put the SHA-256 of each capture into the report"},
    {{"explain",  no_argument,       NULL, OPTION_EXPLAIN},  NULL,            "say more about every finding"},
    {{"controls", no_argument,       NULL, OPTION_CONTROLS}, NULL,            "tell of the controls of frameworks as well"},
    {{"force",    no_argument,       NULL, OPTION_FORCE},    NULL,            "let --output and --evidence replace files"},
    {{"quiet",    no_argument,       NULL, 'q'},             NULL,            "a line a finding, no progress"},
    {{"no-color", no_argument,       NULL, OPTION_NO_COLOR}, NULL,            "no colour (also: NO_COLOR)"},
    {{"help",     no_argument,       NULL, OPTION_HELP},     NULL,            "this text"},
};
/* clang-format on */

#define ROWS (sizeof(rows) / sizeof(rows[0]))

static void
print_option(FILE *out, size_t row)
{
	char left[64];
	char letter[8] = "    ";

	if (rows[row].option.val < 256)
		snprintf(letter, sizeof(letter), "-%c, ", rows[row].option.val);
	snprintf(left, sizeof(left), "%s--%s %s", letter, rows[row].option.name,
		 rows[row].argument != NULL ? rows[row].argument : "");
	fprintf(out, "  %-31s %s\n", left, rows[row].says);
}

static void
print_help(FILE *out)
{
	fputs("usage: mailreeve audit [OPTION]... FILE|FOLDER|-...\n\n"
	      "Reads captures (pcap, pcapng, also .gz and .zst; a folder stands for all in it, - for\n"
	      "standard input), follows the mail sessions in them, and holds them against a policy.\n\n",
	      out);
	for (size_t row = 0; row < ROWS; row++)
		print_option(out, row);
	fputs("\nFormats:\n", out);
	for (const struct format *format = report_formats; format->name != NULL; format++)
		fprintf(out, "  %-8s %s\n", format->name, format->says);
	fputs("\nSeverities: critical high medium low info\n"
	      "Exit status: 0 nothing at or above --fail-on, 1 findings, 2 usage or policy error,\n"
	      "3 an input could not be read to its end (the report tells what could be read).\n",
	      out);
}

static bool
complain_option(const char *what, const char *word, const char *near, const char *list)
{
	struct text clean = {0};

	text_clean(&clean, word, strlen(word));
	fprintf(stderr, "mailreeve: audit: %s: %s", what, clean.data != NULL ? clean.data : "");
	fprintf(stderr, near != NULL ? " (did you mean %s?)\n" : " (%s)\n", near != NULL ? near : list);
	text_free(&clean);
	return false;
}

static bool
read_fail_on(struct audit_options *options, const char *word)
{
	if (severity_read(word, &options->fail_on))
		return true;
	return complain_option("no such severity", word,
			       text_nearest(word, severity_words, SEVERITY_COUNT, sizeof(char *)),
			       "critical, high, medium, low or info");
}

static bool
read_format(const char *word, const struct format **format)
{
	size_t count = 0;

	if ((*format = report_format(word)) != NULL)
		return true;
	while (report_formats[count].name != NULL)
		count++;
	return complain_option("no such format", word,
			       text_nearest(word, report_formats, count, sizeof(report_formats[0])),
			       "mailreeve audit --help lists them");
}

/* What the options gather before all of them are known. */
struct reading {
	const struct format *format;
	const char          *outputs[MOST_OUTPUTS];
	size_t               output_count;
};

static bool
read_path(struct audit_options *options, char *path)
{
	options->paths[options->path_count++] = path;
	return true;
}

static bool
read_output(struct reading *reading, const char *argument)
{
	if (reading->output_count == MOST_OUTPUTS)
		return complain_option("too many outputs", argument, NULL, "16 at most");
	reading->outputs[reading->output_count++] = argument;
	return true;
}

static bool
read_secrets(struct audit_options *options, const char *word)
{
	options->keeps_secrets = strcmp(word, "keep") == 0;
	return options->keeps_secrets || strcmp(word, "overwrite") == 0 ||
	       complain_option("nothing that can be done with secrets", word, NULL, "overwrite or keep");
}

/* Of an option that another is of no use, or no good, with. */
static bool
is_sound(const struct audit_options *options)
{
	if (options->evidence != NULL && options->pseudonymize != NULL)
		return complain_option("frames show the true addresses", "--evidence", NULL,
				       "leave out --evidence or --pseudonymize");
	if (options->keeps_secrets && options->evidence == NULL)
		return complain_option("nothing to keep secrets in", "--evidence-secrets", NULL,
				       "it goes with --evidence DIR");
	return true;
}

static bool
read_jobs(struct audit_options *options, const char *argument)
{
	char *end;
	long  jobs = strtol(argument, &end, 10);

	if (*end != '\0' || end == argument || jobs < 1 || jobs > MOST_JOBS)
		return complain_option("no number of jobs", argument, NULL, "from 1 to 64");
	options->jobs = (unsigned)jobs;
	return true;
}

static bool
refuse_option(const char *word, int letter)
{
	char        name[64];
	const char *near;

	if (letter == ':')
		return complain_option("this option wants an argument", word, NULL,
				       "see mailreeve audit --help");
	snprintf(name, sizeof(name), "%s", strncmp(word, "--", 2) == 0 ? word + 2 : word);
	name[strcspn(name, "=")] = '\0';
	near = text_nearest(name, rows, ROWS, sizeof(rows[0]));
	return complain_option("no such option", word, near, "see mailreeve audit --help");
}

static bool
read_option(struct audit_options *options, struct reading *reading, int option)
{
	switch (option) {
	case 'r':
		return read_path(options, optarg);
	case 'n': /* names are never looked up */
		return true;
	case 'f':
		return read_format(optarg, &reading->format);
	case 'o':
		return read_output(reading, optarg);
	case 'j':
		return read_jobs(options, optarg);
	case OPTION_POLICY:
		options->policy = optarg;
		return true;
	case OPTION_INSIDE:
		options->inside = optarg;
		return true;
	case OPTION_FILTER:
		options->filter = optarg;
		return true;
	case OPTION_BASELINE:
		options->baseline = optarg;
		return true;
	case OPTION_EVIDENCE:
		options->evidence = optarg;
		return true;
	case OPTION_EVIDENCE_SECRETS:
		return read_secrets(options, optarg);
	case OPTION_FAIL_ON:
		return read_fail_on(options, optarg);
	case OPTION_SESSIONS:
		return options->with_sessions = true;
	case OPTION_PSEUDONYMIZE:
		options->pseudonymize = optarg;
		return true;
	case OPTION_PAIRS:
		return options->with_pairs = true;
	case OPTION_HASH:
		return options->with_hash = true;
	case OPTION_EXPLAIN:
		return options->explain = true;
	case OPTION_CONTROLS:
		return options->by_control = true;
	case OPTION_FORCE:
		return options->may_overwrite = true;
	case OPTION_NO_COLOR:
		return options->no_color = true;
	default:
		return options->is_quiet = true;
	}
}

static bool
set_outputs(struct audit_options *options, const struct reading *reading)
{
	const struct format *plain = reading->format != NULL ? reading->format : report_format("text");

	for (size_t i = 0; i < reading->output_count; i++)
		if (!output_parse(&options->outputs[i], reading->outputs[i], reading->format))
			return false;
	options->output_count = reading->output_count;
	if (options->output_count == 0)
		options->outputs[options->output_count++] = (struct output){plain, NULL, false};
	return true;
}

static bool
want_paths(struct audit_options *options, int argc, char **argv)
{
	while (optind < argc)
		read_path(options, argv[optind++]);
	if (options->path_count > 0)
		return true;
	fputs("mailreeve: audit: no capture given: name files, folders, or - for standard input\n", stderr);
	return false;
}

bool
audit_options_read(struct audit_options *options, int argc, char **argv, int *status)
{
	struct option  table[ROWS + 1];
	struct reading reading = {0};
	int            option;

	*options = (struct audit_options){.policy = "baseline", .fail_on = SEVERITY_MEDIUM, .jobs = 1};
	*status = EXIT_MISUSE;
	if ((options->paths = calloc((size_t)argc + 1, sizeof(*options->paths))) == NULL) {
		fputs("mailreeve: audit: out of memory\n", stderr);
		return false;
	}
	memset(table, 0, sizeof(table));
	for (size_t row = 0; row < ROWS; row++)
		table[row] = rows[row].option;
	opterr = 0;
	while ((option = getopt_long(argc, argv, ":f:o:j:nqr:", table, NULL)) != -1) {
		if (option == OPTION_HELP) {
			print_help(stdout);
			*status = EXIT_CLEAN;
			return false;
		}
		if (option == '?' || option == ':')
			return refuse_option(argv[optind - 1], option);
		if (!read_option(options, &reading, option))
			return false;
	}
	return is_sound(options) && want_paths(options, argc, argv) && set_outputs(options, &reading);
}
