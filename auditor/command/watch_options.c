/* SPDX-License-Identifier: Apache-2.0 */
/* The command line of watch: one row an option. */
#include "command/watch_options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "capture/live.h"
#include "command/amount.h"
#include "command/command.h"
#include "command/options.h"
#include "watch/limits.h"
#include "watch/outlet.h"

#define SECOND INT64_C(1000000000)

/* What the options gather before all of them are known. */
struct reading {
	struct guard_options      options;
	bool                      is_all_ports;
	const struct line_format *format; /* of events that name none; NULL: JSON lines */
	bool                      has_format[MOST_OUTLETS];
};

static bool
refuse(const char *what, const char *word, const char *hint)
{
	return options_refuse("watch", what, word, hint);
}

static bool
read_duration(void *record, void *member, char *word)
{
	(void)record;
	return amount_duration(word, member) ||
	       refuse("no duration", word, "as 30s, 10m, 1h or 7d; 0 is never");
}

static bool
read_size(const char *word, uint64_t *value)
{
	return amount_size(word, value) || refuse("no size", word, "as 512K, 128M or 2G");
}

static bool
read_interfaces(void *record, void *member, char *word)
{
	struct guard_options *options = &((struct reading *)record)->options;

	(void)member;
	for (char *rest, *name = strtok_r(word, ",", &rest); name != NULL;
	     name = strtok_r(NULL, ",", &rest)) {
		if (options->interface_count == MOST_INTERFACES)
			return refuse("too many interfaces", name, "64 at most");
		options->interfaces[options->interface_count++] = name;
	}
	return true;
}

/* JSON lines have no row of their own: they tell all events, not findings alone. */
static bool
read_line_format(const char *word, const struct line_format **format)
{
	*format = report_line(word);
	return *format != NULL || strcmp(word, "jsonl") == 0 || strcmp(word, "json") == 0 ||
	       refuse("no such format of events", word, "jsonl, eve, ocsf or text");
}

static bool
read_format(void *record, void *member, char *word)
{
	(void)member;
	return read_line_format(word, &((struct reading *)record)->format);
}

/* [FORMAT=]WHERE: what stands before the first "=" is a format if it can be one, "./a=b" is a file. */
static bool
read_events(void *record, void *member, char *word)
{
	struct reading       *reading = record;
	struct guard_options *options = &reading->options;
	size_t                name = strspn(word, "abcdefghijklmnopqrstuvwxyz");

	(void)member;
	if (options->outlet_count == MOST_OUTLETS)
		return refuse("too many places for events", word, "8 at most");
	if (name > 0 && word[name] == '=') {
		word[name] = '\0';
		if (!read_line_format(word, &options->lines[options->outlet_count]))
			return false;
		reading->has_format[options->outlet_count] = true;
		word += name + 1;
	}
	options->outlets[options->outlet_count++] = word;
	return true;
}

static bool
read_output(void *record, void *member, char *word)
{
	struct guard_options *options = &((struct reading *)record)->options;

	(void)member;
	if (options->report_count == MOST_REPORTS)
		return refuse("too many reports", word, "8 at most");
	return output_parse(&options->reports[options->report_count++], word, NULL);
}

static bool
read_threads(void *record, void *member, char *word)
{
	char *end;
	long  threads = strtol(word, &end, 10);

	(void)record;
	if (*end != '\0' || end == word || threads < 1 || threads > 64)
		return refuse("no number of threads", word, "from 1 to 64");
	*(unsigned *)member = (unsigned)threads;
	return true;
}

static bool
read_memory(void *record, void *member, char *word)
{
	uint64_t *memory = member;

	(void)record;
	return read_size(word, memory) &&
	       (*memory >= WATCH_MEMORY_LEAST || refuse("too little memory", word, "32M at least"));
}

static bool
read_rotate(void *record, void *member, char *word)
{
	struct guard_options *options = &((struct reading *)record)->options;
	char                 *comma = strchr(word, ',');

	(void)member;
	options->rotate_keep = 5;
	if (comma != NULL) {
		*comma = '\0';
		options->rotate_keep = (unsigned)strtoul(comma + 1, NULL, 10);
	}
	return read_size(word, &options->rotate_octets);
}

static bool
read_fail_on(void *record, void *member, char *word)
{
	(void)record;
	return options_severity("watch", word, member);
}

/* clang-format off */
#define IN(member) offsetof(struct reading, member)
static const struct option_row rows[] = {
	{"interface",      'i',  "NAME,...",       "the interfaces to watch; `any` is all of them",           read_interfaces, 0},
	{"policy",         '\0', "FILE|NAME",      "the policy to hold it against (default baseline)",        option_word,     IN(options.policy)},
	{"inside",         '\0', "PREFIX,...",     "the addresses that are inside (default: private ones)",   option_word,     IN(options.inside)},
	{"events",         '\0', "[FORMAT=]WHERE", "where events go (default -); may be given several times", read_events,     0},
	{"format",         'f',  "FORMAT",         "what events are told in (default jsonl)",                 read_format,     0},
	{"output",         'o',  "[FORMAT=]FILE",  "write a whole report to a file now and then",             read_output,     0},
	{"every",          '\0', "DURATION",       "how often (default 5m); SIGUSR1: now",                    read_duration,   IN(options.every)},
	{"repeat",         '\0', "DURATION",       "tell a finding that goes on again after (default 1h)",    read_duration,   IN(options.repeat)},
	{"stats",          '\0', "DURATION",       "an event with counts every (default 0: at the end)",      read_duration,   IN(options.stats)},
	{"sessions",       '\0', NULL,             "an event for every mail session",                         option_set,      IN(options.with_sessions)},
	{"all-ports",      '\0', NULL,             "capture all there is, to know mail on any port",          option_set,      IN(is_all_ports)},
	{"threads",        '\0', "N",              "capture each interface by N threads (default 1)",         read_threads,    IN(options.threads)},
	{"memory",         '\0', "SIZE",           "remember no more than that (default 128M)",               read_memory,     IN(options.memory)},
	{"rotate",         '\0', "SIZE[,KEEP]",    "turn files of events over when they are that large",      read_rotate,     0},
	{"user",           '\0', "NAME",           "run as (default mailreeve, else nobody)",                 option_word,     IN(options.user)},
	{"numeric",        'n',  NULL,             "do nothing: names are never looked up",                   option_ignore,   0},
	{"http",           '\0', "ADDRESS",        "serve metrics and reports there, as 127.0.0.1:9025",      option_word,     IN(options.http)},
	{"http-public",    '\0', NULL,             "let --http be an address beyond loopback",                option_set,      IN(options.is_http_public)},
	{"control",        '\0', "PATH",           "a UNIX socket for mailreeve ctl",                         option_word,     IN(options.control)},
	{"state",          '\0', "FOLDER",         "keep there what is to survive a restart, even kill -9",   option_word,     IN(options.state)},
	{"state-every",    '\0', "DURATION",       "how often (default 30s); 0: at the end only",             read_duration,   IN(options.state_every)},
	{"fail-on",        '\0', "SEVERITY",       "with --for: from this severity on (default medium)",      read_fail_on,    IN(options.fail_on)},
	{"for",            '\0', "DURATION",       "stop after that time; then findings make the status 1",   read_duration,   IN(options.lifetime)},
	{"no-promiscuous", 'p',  NULL,             "do not put interfaces into promiscuous mode",             option_clear,    IN(options.is_promiscuous)},
	{"quiet",          'q',  NULL,             "nothing on standard error but errors",                    option_set,      IN(options.is_quiet)},
	{"help",           '\0', NULL,             "this text",                                               NULL,            0},
};
#undef IN
/* clang-format on */

static void print_help(void);

static const struct option_table table = {"watch", rows, sizeof(rows) / sizeof(rows[0]), print_help};

static void
print_help(void)
{
	puts("usage: mailreeve watch -i INTERFACE[,...] [OPTION]... [FILTER]\n\n"
	     "Watches interfaces and tells findings as they become certain, one JSON object a line.\n"
	     "FILTER is a pcap-filter(7) expression; without one the mail ports are captured, how TCP\n"
	     "connections begin and end, and ICMP errors.\n");
	options_print(&table, stdout);
	puts("\nEvents go to:");
	for (size_t i = 0; outlet_kinds[i] != NULL; i++)
		printf("  %-10s %s\n", outlet_kinds[i]->name, outlet_kinds[i]->says);
	puts("\nFormats of events:\n  jsonl      all events, one JSON object a line");
	for (const struct line_format *format = report_lines; format->name != NULL; format++)
		printf("  %-10s findings alone: %s\n", format->name, format->says);
	puts("\nSignals: SIGHUP loads the policy and opens files anew, SIGUSR1 writes the reports,\n"
	     "SIGINT and SIGTERM end it.");
}

/* What is left of the command line is the filter, in one argument or in many, as with tcpdump. */
static bool
read_filter(struct reading *reading, struct text *filter, int argc, char **argv)
{
	for (int i = optind; i < argc; i++)
		text_printf(filter, "%s%s", i > optind ? " " : "", argv[i]);
	if (reading->is_all_ports && filter->size > 0)
		return refuse("--all-ports and a filter", filter->data, "choose one");
	if (filter->size > 0)
		reading->options.filter = filter->data;
	else
		reading->options.filter = reading->is_all_ports ? NULL : live_mail_filter;
	return true;
}

static bool
check(struct guard_options *options)
{
	if (options->interface_count == 0) {
		fputs("mailreeve: watch: no interface given: name one with -i, or all with -i any\n", stderr);
		return false;
	}
	for (size_t i = 0; i < options->report_count; i++)
		if (options->reports[i].path == NULL)
			return refuse("no file", "-", "standard output is for events");
	if (!outputs_prepare(options->reports, options->report_count, true))
		return false;
	return true;
}

static void
set_formats(struct reading *reading)
{
	struct guard_options *options = &reading->options;

	if (options->outlet_count == 0)
		options->outlets[options->outlet_count++] = "-";
	for (size_t i = 0; i < options->outlet_count; i++)
		if (!reading->has_format[i])
			options->lines[i] = reading->format;
}

bool
watch_options_read(struct guard_options *options, struct text *filter, int argc, char **argv, int *status)
{
	struct reading reading = {
	    .options = {.policy = "baseline",
			.threads = 1,
			.is_promiscuous = true,
			.memory = WATCH_MEMORY_DEFAULT,
			.queue_octets = (size_t)4 << 20,
			.repeat = 3600 * SECOND,
			.every = 300 * SECOND,
			.state_every = 30 * SECOND,
			.fail_on = SEVERITY_MEDIUM}
        };

	if (!options_read(&table, &reading, argc, argv, status))
		return false;
	*status = EXIT_MISUSE;
	set_formats(&reading);
	if (!read_filter(&reading, filter, argc, argv) || !check(&reading.options))
		return false;
	*options = reading.options;
	return true;
}
