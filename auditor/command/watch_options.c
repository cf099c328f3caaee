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
#include "watch/limits.h"
#include "watch/outlet.h"

#define SECOND INT64_C(1000000000)

/* What the options gather before all of them are known. */
struct reading {
	struct guard_options     *options;
	bool                      is_all_ports;
	const struct line_format *format; /* of events that name none; NULL: JSON lines */
	bool                      has_format[MOST_OUTLETS];
};

static bool
refuse(const char *what, const char *word, const char *hint)
{
	struct text clean = {0};

	text_clean(&clean, word, strlen(word));
	fprintf(stderr, "mailreeve: watch: %s: %s (%s)\n", what, clean.data != NULL ? clean.data : "", hint);
	text_free(&clean);
	return false;
}

static bool
read_duration(const char *word, int64_t *value)
{
	return amount_duration(word, value) ||
	       refuse("no duration", word, "as 30s, 10m, 1h or 7d; 0 is never");
}

static bool
read_size(const char *word, uint64_t *value)
{
	return amount_size(word, value) || refuse("no size", word, "as 512K, 128M or 2G");
}

static bool
read_interfaces(struct reading *reading, char *word)
{
	struct guard_options *options = reading->options;

	for (char *rest, *name = strtok_r(word, ",", &rest); name != NULL;
	     name = strtok_r(NULL, ",", &rest)) {
		if (options->interface_count == MOST_INTERFACES)
			return refuse("too many interfaces", name, "64 at most");
		options->interfaces[options->interface_count++] = name;
	}
	return true;
}

static bool
read_policy(struct reading *reading, char *word)
{
	reading->options->policy = word;
	return true;
}

static bool
read_inside(struct reading *reading, char *word)
{
	reading->options->inside = word;
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
read_format(struct reading *reading, char *word)
{
	return read_line_format(word, &reading->format);
}

/* [FORMAT=]WHERE: what stands before the first "=" is a format if it can be one, "./a=b" is a file. */
static bool
read_events(struct reading *reading, char *word)
{
	struct guard_options *options = reading->options;
	size_t                name = strspn(word, "abcdefghijklmnopqrstuvwxyz");

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
read_output(struct reading *reading, char *word)
{
	struct guard_options *options = reading->options;

	if (options->report_count == MOST_REPORTS)
		return refuse("too many reports", word, "8 at most");
	return output_parse(&options->reports[options->report_count++], word, NULL);
}

static bool
read_every(struct reading *reading, char *word)
{
	return read_duration(word, &reading->options->every);
}

static bool
read_repeat(struct reading *reading, char *word)
{
	return read_duration(word, &reading->options->repeat);
}

static bool
read_stats(struct reading *reading, char *word)
{
	return read_duration(word, &reading->options->stats);
}

static bool
read_lifetime(struct reading *reading, char *word)
{
	return read_duration(word, &reading->options->lifetime);
}

static bool
read_sessions(struct reading *reading, char *word)
{
	(void)word;
	return reading->options->with_sessions = true;
}

static bool
read_all_ports(struct reading *reading, char *word)
{
	(void)word;
	return reading->is_all_ports = true;
}

static bool
read_threads(struct reading *reading, char *word)
{
	char *end;
	long  threads = strtol(word, &end, 10);

	if (*end != '\0' || end == word || threads < 1 || threads > 64)
		return refuse("no number of threads", word, "from 1 to 64");
	reading->options->threads = (unsigned)threads;
	return true;
}

static bool
read_memory(struct reading *reading, char *word)
{
	if (!read_size(word, &reading->options->memory))
		return false;
	return reading->options->memory >= WATCH_MEMORY_LEAST ||
	       refuse("too little memory", word, "32M at least");
}

static bool
read_rotate(struct reading *reading, char *word)
{
	char *comma = strchr(word, ',');

	reading->options->rotate_keep = 5;
	if (comma != NULL) {
		*comma = '\0';
		reading->options->rotate_keep = (unsigned)strtoul(comma + 1, NULL, 10);
	}
	return read_size(word, &reading->options->rotate_octets);
}

static bool
read_user(struct reading *reading, char *word)
{
	reading->options->user = word;
	return true;
}

static bool
read_http(struct reading *reading, char *word)
{
	reading->options->http = word;
	return true;
}

static bool
read_http_public(struct reading *reading, char *word)
{
	(void)word;
	return reading->options->is_http_public = true;
}

static bool
read_control(struct reading *reading, char *word)
{
	reading->options->control = word;
	return true;
}

static bool
read_state(struct reading *reading, char *word)
{
	reading->options->state = word;
	return true;
}

static bool
read_state_every(struct reading *reading, char *word)
{
	return read_duration(word, &reading->options->state_every);
}

static bool
read_numeric(struct reading *reading, char *word)
{
	(void)reading, (void)word;
	return true;
}

static bool
read_fail_on(struct reading *reading, char *word)
{
	return severity_read(word, &reading->options->fail_on) ||
	       refuse("no such severity", word, "critical, high, medium, low or info");
}

static bool
read_no_promiscuous(struct reading *reading, char *word)
{
	(void)word;
	reading->options->is_promiscuous = false;
	return true;
}

static bool
read_quiet(struct reading *reading, char *word)
{
	(void)word;
	return reading->options->is_quiet = true;
}

/* clang-format off */
static const struct {
	struct option option;
	const char   *argument;
	const char   *says;
	bool        (*read)(struct reading *reading, char *word);
} rows[] = {
    {{"interface",   required_argument, NULL, 'i'}, "NAME,...",      "the interfaces to watch; `any` is all of them", read_interfaces},
    {{"policy",      required_argument, NULL, 256}, "FILE|NAME",     "the policy to hold it against (default baseline)", read_policy},
    {{"inside",      required_argument, NULL, 257}, "PREFIX,...",    "the addresses that are inside (default: private ones)", read_inside},
    {{"events",      required_argument, NULL, 258}, "[FORMAT=]WHERE", "where events go (default -); may be given several times", read_events},
    {{"format",      required_argument, NULL, 'f'}, "FORMAT",        "what events are told in (default jsonl)", read_format},
    {{"output",      required_argument, NULL, 'o'}, "[FORMAT=]FILE", "write a whole report to a file now and then", read_output},
    {{"every",       required_argument, NULL, 259}, "DURATION",      "how often (default 5m); SIGUSR1: now", read_every},
    {{"repeat",      required_argument, NULL, 260}, "DURATION",      "tell a finding that goes on again after (default 1h)", read_repeat},
    {{"stats",       required_argument, NULL, 261}, "DURATION",      "an event with counts every (default 0: at the end)", read_stats},
    {{"sessions",    no_argument,       NULL, 262}, NULL,            "an event for every mail session", read_sessions},
    {{"all-ports",   no_argument,       NULL, 263}, NULL,            "capture all there is, to know mail on any port", read_all_ports},
    {{"threads",     required_argument, NULL, 264}, "N",             "capture each interface by N threads (default 1)", read_threads},
    {{"memory",      required_argument, NULL, 265}, "SIZE",          "remember no more than that (default 128M)", read_memory},
    {{"rotate",      required_argument, NULL, 266}, "SIZE[,KEEP]",   "turn files of events over when they are that large", read_rotate},
    {{"user",        required_argument, NULL, 267}, "NAME",          "run as (default mailreeve, else nobody)", read_user},
    {{"numeric",     no_argument,       NULL, 'n'}, NULL,            "do nothing: names are never looked up", read_numeric},
    {{"http",        required_argument, NULL, 268}, "ADDRESS",       "serve metrics and reports there, as 127.0.0.1:9025", read_http},
    {{"http-public", no_argument,       NULL, 273}, NULL,            "let --http be an address beyond loopback", read_http_public},
    {{"control",     required_argument, NULL, 269}, "PATH",          "a UNIX socket for mailreeve ctl", read_control},
    {{"state",       required_argument, NULL, 270}, "FOLDER",        "keep there what is to survive a restart, even kill -9", read_state},
    {{"state-every", required_argument, NULL, 275}, "DURATION",      "how often (default 30s); 0: at the end only", read_state_every},
    {{"fail-on",     required_argument, NULL, 274}, "SEVERITY",      "with --for: from this severity on (default medium)", read_fail_on},
    {{"for",         required_argument, NULL, 271}, "DURATION",      "stop after that time; then findings make the status 1", read_lifetime},
    {{"no-promiscuous", no_argument,    NULL, 'p'}, NULL,            "do not put interfaces into promiscuous mode", read_no_promiscuous},
    {{"quiet",       no_argument,       NULL, 'q'}, NULL,            "nothing on standard error but errors", read_quiet},
    {{"help",        no_argument,       NULL, 272}, NULL,            "this text", NULL},
};
/* clang-format on */

#define ROWS (sizeof(rows) / sizeof(rows[0]))

static void
print_help(void)
{
	char left[64], letter[8];

	puts("usage: mailreeve watch -i INTERFACE[,...] [OPTION]... [FILTER]\n\n"
	     "Watches interfaces and tells findings as they become certain, one JSON object a line.\n"
	     "FILTER is a pcap-filter(7) expression; without one the mail ports are captured, how TCP\n"
	     "connections begin and end, and ICMP errors.\n");
	for (size_t row = 0; row < ROWS; row++) {
		(void)snprintf(letter, sizeof(letter), rows[row].option.val < 256 ? "-%c, " : "    ",
			       rows[row].option.val);
		(void)snprintf(left, sizeof(left), "%s--%s %s", letter, rows[row].option.name,
			       rows[row].argument != NULL ? rows[row].argument : "");
		printf("  %-31s %s\n", left, rows[row].says);
	}
	puts("\nEvents go to:");
	for (size_t i = 0; outlet_kinds[i] != NULL; i++)
		printf("  %-10s %s\n", outlet_kinds[i]->name, outlet_kinds[i]->says);
	puts("\nFormats of events:\n  jsonl      all events, one JSON object a line");
	for (const struct line_format *format = report_lines; format->name != NULL; format++)
		printf("  %-10s findings alone: %s\n", format->name, format->says);
	puts("\nSignals: SIGHUP loads the policy and opens files anew, SIGUSR1 writes the reports,\n"
	     "SIGINT and SIGTERM end it.");
}

static bool
refuse_option(const char *word, int letter)
{
	char        name[64];
	const char *near;

	if (letter == ':')
		return refuse("this option wants an argument", word, "see mailreeve watch --help");
	(void)snprintf(name, sizeof(name), "%s", strncmp(word, "--", 2) == 0 ? word + 2 : word);
	near = text_nearest(name, rows, ROWS, sizeof(rows[0]));
	(void)snprintf(name, sizeof(name), near != NULL ? "did you mean %s?" : "see mailreeve watch --help",
		       near);
	return refuse("no such option", word, name);
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
		reading->options->filter = filter->data;
	else
		reading->options->filter = reading->is_all_ports ? NULL : live_mail_filter;
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
	struct guard_options *options = reading->options;

	if (options->outlet_count == 0)
		options->outlets[options->outlet_count++] = "-";
	for (size_t i = 0; i < options->outlet_count; i++)
		if (!reading->has_format[i])
			options->lines[i] = reading->format;
}

bool
watch_options_read(struct guard_options *options, struct text *filter, int argc, char **argv, int *status)
{
	struct option  table[ROWS + 1];
	struct reading reading = {.options = options};
	int            option;
	size_t         row;

	*options = (struct guard_options){.policy = "baseline",
					  .threads = 1,
					  .is_promiscuous = true,
					  .memory = WATCH_MEMORY_DEFAULT,
					  .queue_octets = (size_t)4 << 20,
					  .repeat = 3600 * SECOND,
					  .every = 300 * SECOND,
					  .state_every = 30 * SECOND,
					  .fail_on = SEVERITY_MEDIUM};
	*status = EXIT_MISUSE;
	memset(table, 0, sizeof(table));
	for (row = 0; row < ROWS; row++)
		table[row] = rows[row].option;
	opterr = 0;
	while ((option = getopt_long(argc, argv, ":f:i:no:pq", table, NULL)) != -1) {
		if (option == '?' || option == ':')
			return refuse_option(argv[optind - 1], option);
		for (row = 0; rows[row].option.val != option; row++)
			continue;
		if (rows[row].read == NULL) {
			print_help();
			*status = EXIT_CLEAN;
			return false;
		}
		if (!rows[row].read(&reading, optarg))
			return false;
	}
	set_formats(&reading);
	return read_filter(&reading, filter, argc, argv) && check(options);
}
