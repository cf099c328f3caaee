/* SPDX-License-Identifier: Apache-2.0 */
/* The report for people: order, wrapping, colour, hostile strings. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "report/page.h"
#include "report/phrase.h"
#include "report_sample.h"
#include "unit.h"

static char *
printed(const struct sample *sample, unsigned width)
{
	struct report_style style = sample_style(width);

	return sample_print(sample, "text", &style);
}

static bool
begins_with(const char *text, const char *begin)
{
	return strncmp(text, begin, strlen(begin)) == 0;
}

static size_t
columns_of(const char *line, size_t size)
{
	size_t columns = 0;

	for (size_t i = 0; i < size; i++)
		columns += ((unsigned char)line[i] & 0xc0) != 0x80;
	return columns;
}

/* Lines wider than ${width}, those that are to be copied apart. */
static unsigned
wide_lines(const char *text, unsigned width)
{
	unsigned wide = 0;

	while (*text != '\0') {
		size_t size = strcspn(text, "\n");

		if (columns_of(text, size) > width && !begins_with(text, "  filter"))
			wide++;
		text += size + (text[size] == '\n');
	}
	return wide;
}

static void
the_verdict_comes_first(void)
{
	struct sample *sample = sample_new();
	char          *text = printed(sample, 80);

	CU_ASSERT_TRUE(
	    begins_with(text, "FAIL  2 critical, 13 high, 1 medium in 3 mail sessions over 2 min 3 s\n"));
	free(text);
	sample_free(sample);
}

static void
a_pass_says_how_much_it_rests_on_and_no_more(void)
{
	struct sample *sample = sample_new_empty();
	char          *text;

	sample->session_count = 14;
	text = printed(sample, 80);
	CU_ASSERT_TRUE(begins_with(text, "PASS  no contrary evidence in 14 mail sessions over 2 min 3 s\n"));
	CU_ASSERT_PTR_NULL(strstr(text, "complian"));
	free(text);
	sample_free(sample);
}

static void
no_mail_is_told_plainly(void)
{
	struct sample *sample = sample_new_empty();
	char          *text;

	sample->report.verdict = VERDICT_INCONCLUSIVE;
	sample->inputs[0].last = sample->inputs[0].first;
	text = printed(sample, 120);
	CU_ASSERT_TRUE(begins_with(text,
				   "INCONCLUSIVE  no mail session and no attempt at a mail port in 12,345 "
				   "packets\n"));
	free(text);
	sample_free(sample);
}

static void
what_was_not_seen_stands_in_the_verdict(void)
{
	struct sample *sample = sample_new_empty();
	char          *text;

	sample->report.verdict = VERDICT_INCONCLUSIVE;
	sample->session_count = 1;
	text = printed(sample, 120);
	CU_ASSERT_TRUE(begins_with(text,
				   "INCONCLUSIVE  no contrary evidence in 1 mail session over 2 min 3 s - "
				   "not everything could be seen\n"));
	free(text);
	sample_free(sample);
}

static void
doubt_stands_in_the_verdict(void)
{
	struct sample *sample = sample_new();
	char          *text;

	sample->report.verdict = VERDICT_INCONCLUSIVE;
	sample->finding_count = 0;
	text = printed(sample, 120);
	CU_ASSERT_TRUE(begins_with(text,
				   "INCONCLUSIVE  no contrary evidence in 3 mail sessions over 2 min 3 s - "
				   "1 check could not be decided\n"));
	free(text);
	sample_free(sample);
}

static void
parts_come_in_order(void)
{
	static const char *const order[] = {"FAIL  ",      "\nCRITICAL  ", "\nHIGH  ",      "\nMEDIUM  ",
					    "\n\nPorts\n", "\n\nChecks\n", "\n\nCoverage\n"};
	struct sample           *sample = sample_new();
	char                    *text = printed(sample, 80), *at = text;

	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]) && at != NULL; i++)
		CU_ASSERT_PTR_NOT_NULL(at = strstr(at, order[i]));
	free(text);
	sample_free(sample);
}

static void
no_line_is_wider_than_the_page(void)
{
	static const unsigned widths[] = {40, 80, 120, 200};
	struct sample        *sample = sample_new();

	for (size_t i = 0; i < sizeof(widths) / sizeof(widths[0]); i++) {
		char *text = printed(sample, widths[i]);

		CU_ASSERT_EQUAL(wide_lines(text, widths[i]), 0);
		CU_ASSERT_PTR_NULL(strstr(text, " \n"));
		free(text);
	}
	sample_free(sample);
}

static void
what_is_to_be_copied_is_never_broken(void)
{
	struct sample *sample = sample_new();
	char          *text = printed(sample, 20);

	CU_ASSERT_PTR_NOT_NULL(
	    strstr(text, " ip.addr == 10.0.0.5 && ip.addr == 203.0.113.7 && tcp.port == 143\n"));
	CU_ASSERT_PTR_NOT_NULL(
	    strstr(text, " ipv6.addr == 2001:db8::5 && ipv6.addr == 2001:db8:1::7 && tcp.port == 143\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "[2001:db8:1::7]:143,"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "(access-session-plaintext)"));
	free(text);
	sample_free(sample);
}

static unsigned
times_of(const char *text, const char *part)
{
	unsigned times = 0;

	for (const char *at = text; (at = strstr(at, part)) != NULL; at += strlen(part))
		times++;
	return times;
}

static void
many_findings_of_a_check_are_a_table_of_the_first(void)
{
	struct sample *sample = sample_new();
	char          *text = printed(sample, 80);

	/* 14, of which one is waived. */
	CU_ASSERT_EQUAL(times_of(text, "203.0.113.7:110  egress    3 of 4"), 10);
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "and 3 more (9 sessions): --format json lists all\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "ip.addr == 203.0.113.7 && tcp.port in {110, 143}\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "1 more finding, by the policy\n"));
	CU_ASSERT_EQUAL(times_of(text, "why     Anyone on the path can read and change the mailbox."), 1);
	free(text);
	sample_free(sample);
}

/* A service over its clients, and a client over its servers on one port. */
static void
gathered_findings_say_how_many(void)
{
	static const struct address none = {{0}, 0};
	struct sample              *sample = sample_new();
	char                       *text;

	sample->findings[0].subject = SUBJECT_SERVICE;
	sample->findings[0].client = none;
	sample->findings[0].path = PATH_COUNT;
	sample->findings[0].clients = 12;
	sample->findings[1].subject = SUBJECT_CLIENT;
	sample->findings[1].server = none;
	sample->findings[1].port = 25;
	sample->findings[1].servers = 256;
	sample->findings[1].is_at_least = true;
	text = printed(sample, 120);
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "where   12 clients → 203.0.113.7:143 · 3 of 4 sessions"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "filter  ip.addr == 203.0.113.7 && tcp.port == 143\n"));
	CU_ASSERT_PTR_NOT_NULL(
	    strstr(text, "where   2001:db8::5 → at least 256 servers, port 25, egress · 3 sessions"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "filter  ipv6.addr == 2001:db8::5 && tcp.port == 25\n"));
	free(text);
	sample_free(sample);
}

/* Whoever reads the report sees what is excepted, by whom, why and until when; and what is so no longer. */
static void
exceptions_are_shown_with_who_and_why(void)
{
	static const struct waiver_says waiver = {
	    "server == 203.0.113.7", "The provider\nmoves", "netops", "2027-01-31", {"office.yaml", 9, 5}
        };
	static const struct waiver_says old = {
	    "true", "test", "mail team", "2026-01-31", {"office.yaml", 15, 5}
        };
	struct sample *sample = sample_new();
	char          *text;

	sample->findings[0].expired = sample->findings[1].expired = &old;
	sample->findings[15].waiver = &waiver;
	text = printed(sample, 200);
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "\nExceptions of the policy\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "  ! 2 findings of imap-login-cleartext are back: the exception "
					    "by mail team (test) ended 2026-01-31\n"));
	CU_ASSERT_PTR_NOT_NULL(
	    strstr(text, ":143, egress, 3 sessions, waived by netops until 2027-01-31: The provider "
			 "moves\n"));
	free(text);
	sample_free(sample);
}

static void
a_guess_of_zones_names_what_depends_on_it(void)
{
	struct sample *sample = sample_new();
	char          *text;

	sample->findings[2].zones_guessed = sample->findings[3].zones_guessed = true;
	text = printed(sample, 200);
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "2 findings depend on it, of access-session-plaintext.\n"));
	free(text);
	sample_free(sample);
}

/* One that only calls was seen; nothing is said where all were. */
static void
servers_that_nobody_saw_are_named_and_not_judged(void)
{
	struct sample *sample = sample_new();
	char          *text = printed(sample, 200);

	CU_ASSERT_PTR_NOT_NULL(strstr(text,
				      "\n  1 of 3 servers that the policy names had no session that was "
				      "seen: 2001:db8:25::/48 (mta); which is neither good nor bad.\n"));
	free(text);
	sample->servers[2].as_client = 1;
	text = printed(sample, 200);
	CU_ASSERT_PTR_NULL(strstr(text, "servers that the policy names"));
	free(text);
	sample_free(sample);
}

static void
the_frame_stays_with_its_capture(void)
{
	struct sample *sample = sample_new();
	char          *text;

	sample->inputs[0].capture = "captures/a-name-that-leaves-no-room-in-the-line.pcapng";
	text = printed(sample, 80);
	CU_ASSERT_EQUAL(
	    times_of(text, "3 of 4\n            a-name-that-leaves-no-room-in-the-line.pcapng: 12\n"), 10);
	free(text);
	sample_free(sample);
}

static void
quiet_is_the_verdict_and_a_line_a_finding(void)
{
	struct sample      *sample = sample_new();
	struct report_style style = sample_style(40);
	char               *text;

	style.is_quiet = true;
	text = sample_print(sample, "text", &style);
	CU_ASSERT_EQUAL(times_of(text, "\nCRITICAL  imap-login-cleartext  "), 2);
	CU_ASSERT_EQUAL(times_of(text, "\nHIGH      access-session-plaintext  "), 13);
	CU_ASSERT_EQUAL(times_of(text, "\n"), 2 + 16);
	CU_ASSERT_PTR_NULL(strstr(text, "Ports"));
	CU_ASSERT_PTR_NULL(strstr(text, "submission-reachable"));
	free(text);
	sample_free(sample);
}

static void
one_session_among_many_can_be_picked_and_explained(void)
{
	struct sample      *sample = sample_new();
	struct report_style style = sample_style(120);
	struct proof       *proof = &sample->findings[0].proof;
	char               *text;

	sample->findings[0].count = 1;
	proof->first_frame = place_of(0, 12);
	proof->client = sample->findings[0].client;
	proof->client_port = 50123;
	proof->fact_count = 2;
	proof->facts[0] = FACT_SECURITY;
	proof->values[0] = SECURITY_PLAINTEXT;
	proof->facts[1] = FACT_AUTH_IN_CLEAR;
	proof->values[1] = true;
	text = sample_print(sample, "text", &style);
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "  filter  ip.addr == 10.0.0.5 && ip.addr == 203.0.113.7 && "
					    "tcp.port == 143 && tcp.port == 50123\n"));
	CU_ASSERT_PTR_NULL(strstr(text, "  facts"));
	free(text);
	style.explain = true;
	text = sample_print(sample, "text", &style);
	CU_ASSERT_PTR_NOT_NULL(
	    strstr(text, "  facts   security plaintext, auth.in_clear true; first from 10.0.0.5:50123\n"));
	free(text);
	sample_free(sample);
}

static void
explained_checks_add_up(void)
{
	struct sample      *sample = sample_new();
	struct report_style style = sample_style(120);
	char               *text;

	style.explain = true;
	text = sample_print(sample, "text", &style);
	CU_ASSERT_PTR_NOT_NULL(strstr(text,
				      "fail          access-session-plaintext       20        14          3  "
				      "           1       2\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "\n  not observed: tls10-11-negotiated\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "  policy  rules/policies/baseline.yaml:12\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "  cites   RFC 8314 4.1, NIST SP 800-53r5 SC-8(1), PCI DSS"));
	free(text);
	sample_free(sample);
}

static void
without_colour_nothing_escapes_and_without_utf8_all_is_ascii(void)
{
	struct sample      *sample = sample_new();
	struct report_style style = sample_style(80);
	char               *text;
	bool                is_ascii = true;

	style.has_utf8 = false;
	sample->checks[0].title = "Paßwort";
	text = sample_print(sample, "text", &style);
	for (const char *at = text; *at != '\0'; at++)
		is_ascii &= *at == '\n' || (*at >= ' ' && *at <= '~');
	CU_ASSERT_TRUE(is_ascii);
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "Pa\\xC3\\x9Fwort"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "10.0.0.5 -> 203.0.113.7:143, egress"));
	free(text);
	sample_free(sample);
}

/* Drop "ESC [ digits and semicolons m". */
static void
drop_colour(char *text)
{
	char *to = text;

	for (const char *from = text; *from != '\0'; from++) {
		if (*from == '\033')
			from += 1 + strcspn(from + 1, "m");
		else
			*to++ = *from;
	}
	*to = '\0';
}

static void
colour_adds_nothing_but_colour(void)
{
	struct sample      *sample = sample_new();
	struct report_style style = sample_style(80);
	char               *plain = sample_print(sample, "text", &style), *coloured;

	style.has_color = true;
	coloured = sample_print(sample, "text", &style);
	CU_ASSERT_PTR_NOT_NULL(strchr(coloured, '\033'));
	drop_colour(coloured);
	CU_ASSERT_STRING_EQUAL(plain, coloured);
	free(plain);
	free(coloured);
	sample_free(sample);
}

static void
hostile_strings_do_not_reach_the_terminal(void)
{
	static const char *const problems[] = {"\033[2J\xff", NULL};
	struct sample           *sample = sample_new();
	char                    *text;

	sample->inputs[0].capture = "\033]0;owned\a\xff";
	sample->inputs[1].problems = problems;
	sample->checks[0].title = "a\033[2Jb\xe2\x80\xae";
	sample->checks[0].id = "id\033c";
	sample->checks[0].because = "line one\r\n\tline two \xc2\x9b"
				    "31m";
	sample->report.policy.inside = "10.0.0.0/8\033";
	text = printed(sample, 200);
	CU_ASSERT_PTR_NULL(strpbrk(text, "\033\a\r\t\xff\x9b\xae"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "a\\x1B[2Jb\\xE2\\x80\\xAE (id\\x1Bc)"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "line one line two \\xC2\\x9B31m\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "\\x1B]0;owned\\x07\\xFF: 12, 15\n"));
	free(text);
	sample_free(sample);
}

static void
only_doubts_are_marked_and_zeros_not_told(void)
{
	struct sample *sample = sample_new();
	char          *text = printed(sample, 120);

	CU_ASSERT_PTR_NOT_NULL(
	    strstr(text, "\n  !     12  IPv4 fragments whose other parts were not captured\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "\n     1,204  TCP connections, of which 14 were listed\n"));
	CU_ASSERT_PTR_NOT_NULL(
	    strstr(text, "\n  ! branch/eth0.pcap: cut short in the middle of packet 6,002\n"));
	CU_ASSERT_PTR_NULL(strstr(text, "connections given up"));
	CU_ASSERT_PTR_NULL(strstr(text, "Nothing is known to be missing"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "guessed to be 10.0.0.0/8, 172.16.0.0/12"));
	free(text);
	sample_free(sample);
}

static void
numbers_and_times_read_as_people_say_them(void)
{
	static const struct {
		int64_t     nanoseconds;
		const char *said;
	} durations[] = {
	    {0,		       "0 us"     },
	    {INT64_C(40000000),       "40 ms"    },
	    {INT64_C(59999999999),    "59 s"     },
	    {INT64_C(123000000000),   "2 min 3 s"},
	    {INT64_C(3600000000000),  "1 h"      },
	    {INT64_C(90061000000000), "1 d 1 h"  },
	};
	static const struct {
		uint64_t    number;
		const char *said;
	} numbers[] = {
	    {0,          "0"			 },
	    {999,        "999"		       },
	    {1000,       "1,000"                     },
	    {1234567,    "1,234,567"                 },
	    {UINT64_MAX, "18,446,744,073,709,551,615"},
	};
	struct text text = {0};

	for (size_t i = 0; i < sizeof(durations) / sizeof(durations[0]); i++) {
		text_clear(&text);
		phrase_duration(&text, durations[i].nanoseconds);
		CU_ASSERT_STRING_EQUAL(text.data, durations[i].said);
	}
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		text_clear(&text);
		phrase_number(&text, numbers[i].number);
		CU_ASSERT_STRING_EQUAL(text.data, numbers[i].said);
	}
	text_free(&text);
}

SUITE("report: text", ROW(the_verdict_comes_first), ROW(a_pass_says_how_much_it_rests_on_and_no_more),
      ROW(no_mail_is_told_plainly), ROW(what_was_not_seen_stands_in_the_verdict),
      ROW(doubt_stands_in_the_verdict), ROW(parts_come_in_order), ROW(no_line_is_wider_than_the_page),
      ROW(what_is_to_be_copied_is_never_broken), ROW(many_findings_of_a_check_are_a_table_of_the_first),
      ROW(gathered_findings_say_how_many), ROW(exceptions_are_shown_with_who_and_why),
      ROW(a_guess_of_zones_names_what_depends_on_it), ROW(servers_that_nobody_saw_are_named_and_not_judged),
      ROW(the_frame_stays_with_its_capture), ROW(quiet_is_the_verdict_and_a_line_a_finding),
      ROW(explained_checks_add_up), ROW(one_session_among_many_can_be_picked_and_explained),
      ROW(without_colour_nothing_escapes_and_without_utf8_all_is_ascii), ROW(colour_adds_nothing_but_colour),
      ROW(hostile_strings_do_not_reach_the_terminal), ROW(only_doubts_are_marked_and_zeros_not_told),
      ROW(numbers_and_times_read_as_people_say_them))
