/* SPDX-License-Identifier: Apache-2.0 */
/* Prints a report with any number of findings, each made when it is asked for: findings FORMAT COUNT. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "report/report.h"

/* Formats look back at few findings at most; the text form at ten. */
#define KEPT 64
#define SECOND INT64_C(1000000000)

struct made {
	size_t         count;
	struct finding kept[KEPT];
};

static const char *const cites[] = {"RFC 8314 4.1", "RFC 9051 11.2", "RFC 9325 3.2", NULL};

static const struct check check = {
    .id = "imap-plaintext-wan",
    .title = "IMAP crossed the boundary without TLS",
    .severity = SEVERITY_HIGH,
    .because = "Whoever stands on the path can read and change the mailbox, and take the password with it.",
    .fix =
	"Client: move the account to port 993. Server: refuse logins before TLS on 143 (LOGINDISABLED), then "
	"close 143 at the boundary.",
    .cites = cites,
    .controls = cites,
    .spot = {"rules/checks/plaintext.yaml", 7, 5},
};

static size_t
finding_count(void *of)
{
	return ((const struct made *)of)->count;
}

static void
make_proof(struct proof *proof, const struct finding *finding, size_t index)
{
	proof->first_frame = finding->places[0];
	proof->first_seen = finding->first_seen;
	proof->client = finding->client;
	proof->server = finding->server;
	proof->client_port = (uint16_t)(1024 + index % 60000);
	proof->server_port = finding->port;
	proof->fact_count = 1;
	proof->facts[0] = FACT_SECURITY;
	proof->values[0] = SECURITY_PLAINTEXT;
}

static const struct finding *
finding(void *of, size_t index)
{
	struct made    *made = of;
	struct finding *at = &made->kept[index % KEPT];

	memset(at, 0, sizeof(*at));
	at->check = &check;
	at->severity = check.severity;
	at->client = (struct address){
	    {10, (uint8_t)(index >> 16), (uint8_t)(index >> 8), (uint8_t)index},
            4
        };
	at->server = (struct address){
	    {203, 0, 113, (uint8_t)(index >> 24)},
            4
        };
	at->port = 143;
	at->path = PATH_EGRESS;
	at->count = at->of = 1 + index % 100;
	at->first_seen = (INT64_C(1795318440) + (int64_t)index) * SECOND;
	at->last_seen = at->first_seen + 60 * SECOND;
	for (; at->place_count < 4; at->place_count++)
		at->places[at->place_count] = place_of(0, 1 + 4 * index + at->place_count);
	make_proof(&at->proof, at, index);
	return at;
}

static size_t
one(void *of)
{
	(void)of;
	return 1;
}

static size_t
none(void *of)
{
	(void)of;
	return 0;
}

static struct check_tally
tally(void *of, size_t index)
{
	uint64_t count = finding_count(of);

	(void)index;
	return (struct check_tally){&check, count, count, 0, 0, 0, VERDICT_FAIL};
}

static struct port_tally
port(void *of, size_t index)
{
	(void)index;
	return (struct port_tally){143,         PROTOCOL_IMAP,    SECURITY_PLAINTEXT, OUTCOME_ESTABLISHED,
				   PATH_EGRESS, finding_count(of)};
}

static uint64_t
sessions(void *of)
{
	return finding_count(of);
}

int
main(int argc, char **argv)
{
	static const struct report_input input = {
	    "gateway.pcap", 4000000, UINT64_C(4000000000), 0, SECOND, true, NULL, NULL};
	static struct made        made;
	const struct report_style style = {.width = 80};
	const struct format      *format = argc == 3 ? report_format(argv[1]) : NULL;
	struct report             report = {
			.version = "0",
			.inputs = &input,
			.input_count = 1,
			.policy = {.name = "bench",     .sha256 = "0"},
			.found = { .of = &made,
				   .finding_count = finding_count,
				   .finding = finding,
				   .check_count = one,
				   .check = tally,
				   .port_count = one,
				   .port = port,
				   .sessions = sessions,
				   .named_count = none,
				   .pair_count = none},
			.verdict = VERDICT_FAIL,
        };
	struct rusage usage;
	double        seconds;

	if (format == NULL) {
		fputs("usage: findings FORMAT COUNT\n", stderr);
		return 2;
	}
	made.count = strtoul(argv[2], NULL, 10);
	if (format->write(&report, &style, stdout) != 0 || getrusage(RUSAGE_SELF, &usage) != 0)
		return 1;
	seconds = (double)usage.ru_utime.tv_sec + (double)usage.ru_stime.tv_sec +
		  (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
	fprintf(stderr, "%-10s %8zu findings %8.2f s %7.2f us each, peak %.1f MiB\n", format->name,
		made.count, seconds, seconds * 1e6 / (double)made.count, (double)usage.ru_maxrss / 1024);
	return 0;
}
