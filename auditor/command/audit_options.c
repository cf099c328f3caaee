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
#include "command/options.h"

/* What the options gather before all of them are known. */
struct reading {
	struct audit_options options;
	struct output_words  outputs;
};

static bool
refuse(const char *what, const char *word, const char *hint)
{
	return options_refuse("audit", what, word, hint);
}

static bool
read_fail_on(void *record, void *member, char *word)
{
	(void)record;
	return options_severity("audit", word, member);
}

static bool
take_path(void *record, void *member, char *path)
{
	struct audit_options *options = &((struct reading *)record)->options;

	(void)member;
	options->paths[options->path_count++] = path;
	return true;
}

static bool
read_secrets(void *record, void *member, char *word)
{
	bool *keeps_secrets = member;

	(void)record;
	*keeps_secrets = strcmp(word, "keep") == 0;
	return *keeps_secrets || strcmp(word, "overwrite") == 0 ||
	       refuse("nothing that can be done with secrets", word, "overwrite or keep");
}

static bool
read_jobs(void *record, void *member, char *word)
{
	char *end;
	long  jobs = strtol(word, &end, 10);

	(void)record;
	if (*end != '\0' || end == word || jobs < 1 || jobs > MOST_JOBS)
		return refuse("no number of jobs", word, "from 1 to 64");
	*(unsigned *)member = (unsigned)jobs;
	return true;
}

/* clang-format off */
#define IN(member) offsetof(struct reading, member)
static const struct option_row rows[] = {
	{"read",             'r',  "FILE",          "the same as naming FILE, as tcpdump has it",                  take_path,     IN(options.paths)},
	{"format",           'f',  "FORMAT",        "how to print the report (default text)",                      output_words_format, IN(outputs)},
	{"output",           'o',  "[FORMAT=]FILE", "write the report to a file; may be given several times",      output_words_add, IN(outputs)},
	{"policy",           '\0', "FILE|NAME",     "the policy to hold it against (default baseline)",            option_word,   IN(options.policy)},
	{"inside",           '\0', "PREFIX,...",    "the addresses that are inside (default: private ones)",       option_word,   IN(options.inside)},
	{"sessions",         '\0', NULL,            "list every mail session with its facts",                      option_set,    IN(options.with_sessions)},
	{"mergeable",        '\0', NULL,            "keep all that adds up, for an exact `report merge`",          option_set,    IN(options.with_pairs)},
	{"pairs",            '\0', NULL,            "the same, by its old name",                                   option_set,    IN(options.with_pairs)},
	{"pseudonymize",     '\0', "FILE|env:NAME", "replace addresses and host names; the key is in FILE",        option_word,   IN(options.pseudonymize)},
	{"fail-on",          '\0', "SEVERITY",      "exit 1 from this severity on (default medium)",               read_fail_on,  IN(options.fail_on)},
	{"baseline",         '\0', "REPORT",        "show what is new since that report (JSON), and what is gone", option_word,   IN(options.baseline)},
	{"evidence",         '\0', "DIR",           "write the frames of each finding to DIR, without secrets",    option_word,   IN(options.evidence)},
	{"evidence-secrets", '\0', "WHAT",          "overwrite (default), or keep what those frames carry",        read_secrets,  IN(options.keeps_secrets)},
	{"filter",           '\0', "EXPRESSION",    "only packets that match, see pcap-filter(7)",                 option_word,   IN(options.filter)},
	{"numeric",          'n',  NULL,            "do nothing: names are never looked up",                       option_ignore, 0},
	{"jobs",             'j',  "N",             "read N capture points at once (default 1)",                   read_jobs,     IN(options.jobs)},
	{"hash",             '\0', NULL,            "put the SHA-256 of each capture into the report",             option_set,    IN(options.with_hash)},
	{"explain",          '\0', NULL,            "say more about every finding",                                option_set,    IN(options.explain)},
	{"controls",         '\0', NULL,            "tell of the controls of frameworks as well",                  option_set,    IN(options.by_control)},
	{"force",            '\0', NULL,            "let --output and --evidence replace files",                   option_set,    IN(options.may_overwrite)},
	{"quiet",            'q',  NULL,            "a line a finding, no progress",                               option_set,    IN(options.is_quiet)},
	{"no-color",         '\0', NULL,            "no colour (also: NO_COLOR)",                                  option_set,    IN(options.no_color)},
	{"help",             '\0', NULL,            "this text",                                                   NULL,          0},
};
#undef IN
/* clang-format on */

static void print_help(void);

static const struct option_table table = {"audit", rows, sizeof(rows) / sizeof(rows[0]), print_help};

static void
print_help(void)
{
	puts("usage: mailreeve audit [OPTION]... FILE|FOLDER|-...\n\n"
	     "Reads captures (pcap, pcapng, also .gz and .zst; a folder stands for all in it, - for\n"
	     "standard input), follows the mail sessions in them, and holds them against a policy.\n");
	options_print(&table, stdout);
	puts("\nFormats:");
	for (const struct format *format = report_formats; format->name != NULL; format++)
		printf("  %-8s %s\n", format->name, format->says);
	puts("\nSeverities: critical high medium low info\n"
	     "Exit status: 0 nothing at or above --fail-on, 1 findings, 2 usage or policy error,\n"
	     "3 an input could not be read to its end (the report tells what could be read).");
}

/* Of an option that another is of no use, or no good, with. */
static bool
is_sound(const struct audit_options *options)
{
	if (options->evidence != NULL && options->pseudonymize != NULL)
		return refuse("frames show the true addresses", "--evidence",
			      "leave out --evidence or --pseudonymize");
	if (options->keeps_secrets && options->evidence == NULL)
		return refuse("nothing to keep secrets in", "--evidence-secrets",
			      "it goes with --evidence DIR");
	return true;
}

static bool
want_paths(struct reading *reading, int argc, char **argv)
{
	while (optind < argc)
		take_path(reading, NULL, argv[optind++]);
	if (reading->options.path_count > 0)
		return true;
	fputs("mailreeve: audit: no capture given: name files, folders, or - for standard input\n", stderr);
	return false;
}

bool
audit_options_read(struct audit_options *options, int argc, char **argv, int *status)
{
	struct reading reading = {
	    .options = {.policy = "baseline", .fail_on = SEVERITY_MEDIUM, .jobs = 1},
	    .outputs = {.command = "audit"          },
	};
	bool is_good;

	*status = EXIT_MISUSE;
	if ((reading.options.paths = calloc((size_t)argc + 1, sizeof(*reading.options.paths))) == NULL)
		fputs("mailreeve: audit: out of memory\n", stderr);
	is_good = reading.options.paths != NULL && options_read(&table, &reading, argc, argv, status) &&
		  is_sound(&reading.options) && want_paths(&reading, argc, argv) &&
		  output_words_understand(&reading.outputs, report_format("text"), reading.options.outputs,
					  &reading.options.output_count);
	*options = reading.options;
	return is_good;
}
