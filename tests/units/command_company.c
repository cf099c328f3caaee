/* SPDX-License-Identifier: Apache-2.0 */
/* What an attempt was is told from its company: users kept out, scans, races, monitors and mail servers. */
#include <stdio.h>
#include <string.h>

#include "base/complain.h"
#include "command_crowd.h"
#include "unit.h"

#define SECOND CALL_SECOND
#define MINUTE (60 * SECOND)
#define MILLISECOND INT64_C(1000000)
#define WATCHED (20 * MINUTE)
#define USER "10.1.0.5"
#define PROVIDER "203.0.113.20"

static struct crowd   crowd;
static struct play    said;
static struct policy *policy;

static void
begin(void)
{
	struct complaints *complaints = complaints_new();

	policy = policy_load("baseline", complaints);
	CU_ASSERT_PTR_NOT_NULL_FATAL(policy);
	complaints_free(complaints);
	crowd_begin(&crowd);
}

static void
end(void)
{
	crowd_end(&crowd);
	play_free(&said);
	policy_free(policy);
}

static bool
is_at(const struct session *session, enum fact fact, const char *text)
{
	struct address wanted;
	struct value   value;

	return address_parse(text, &wanted) && facts_value(&session->facts, fact, &value) &&
	       address_equal(&value.is.address, &wanted);
}

/* The first session of that client with that server's port; an empty one, which no test wants, if none. */
static const struct session *
session_at(const char *client, const char *server, uint16_t port)
{
	static const struct session none;

	for (size_t i = 0; i < said.count; i++)
		if (is_at(&said.sessions[i], FACT_CLIENT, client) &&
		    is_at(&said.sessions[i], FACT_SERVER, server) &&
		    said.sessions[i].facts.values[FACT_SERVER_PORT] == port)
			return &said.sessions[i];
	return &none;
}

static const char *
attempt_at(const char *client, const char *server, uint16_t port)
{
	const struct facts *facts = &session_at(client, server, port)->facts;

	return facts_has(facts, FACT_ATTEMPT) ? attempt_words[facts->values[FACT_ATTEMPT]] : "";
}

static size_t
count_attempts(enum attempt attempt)
{
	size_t count = 0;

	for (size_t i = 0; i < said.count; i++)
		count += facts_word_is(&said.sessions[i].facts, FACT_ATTEMPT, attempt);
	return count;
}

static uint64_t
violated(const char *check)
{
	for (size_t i = 0; i < results_check_count(said.results); i++) {
		struct check_tally tally = results_check(said.results, i);

		if (strcmp(tally.check->id, check) == 0)
			return tally.violated;
	}
	CU_FAIL("there is no such check");
	return 0;
}

static uint64_t
findings_of(const char *check)
{
	uint64_t count = 0;

	for (size_t i = 0; i < results_finding_count(said.results); i++)
		count += strcmp(results_finding(said.results, i)->check->id, check) == 0;
	return count;
}

static uint64_t
blocked_submissions(void)
{
	return violated("submission-blocked-dropped") + violated("submission-blocked-refused") +
	       violated("submission-blocked-rejected");
}

/* Mail that works, and a user who is kept out of 587, beside whatever is tried. */
static void
call_ordinary(void)
{
	for (unsigned i = 0; i < 5; i++)
		crowd_call(&crowd, CALL_TALK, "10.1.0.6", "203.0.113.30", 25, i * MINUTE);
	crowd_call(&crowd, CALL_DROPPED, USER, PROVIDER, 587, 70 * SECOND);
}

static void
play(const struct scan *scan, int64_t till)
{
	crowd_play(&crowd, scan, till, policy, &said);
}

static void
a_user_who_is_kept_out_is_a_use_and_a_finding(void)
{
	begin();
	call_ordinary();
	play(NULL, WATCHED);
	CU_ASSERT_STRING_EQUAL(attempt_at(USER, PROVIDER, 587), "use");
	CU_ASSERT_STRING_EQUAL(attempt_at("10.1.0.6", "203.0.113.30", 25), "use");
	CU_ASSERT_EQUAL(violated("submission-blocked-dropped"), 1);
	CU_ASSERT_EQUAL(blocked_submissions(), 1);
	end();
}

static void
want_scan(const struct scan *scan, unsigned nth)
{
	char where[64];

	begin();
	call_ordinary();
	play(scan, scan->begin + (int64_t)scan->hosts * scan->ports * scan->gap + WATCHED);
	snprintf(where, sizeof(where), "scan %u", nth);
	for (size_t i = 0; i < said.count; i++)
		if (is_at(&said.sessions[i], FACT_CLIENT, scan->client) &&
		    !facts_word_is(&said.sessions[i].facts, FACT_ATTEMPT, ATTEMPT_SCAN)) {
			fprintf(stderr, "%s: attempt %u\n", where,
				(unsigned)said.sessions[i].facts.values[FACT_ATTEMPT]);
			CU_FAIL("an attempt of the scanner is not called scan");
			break;
		}
	CU_ASSERT_TRUE(count_attempts(ATTEMPT_SCAN) > 0);
	CU_ASSERT_EQUAL(findings_of("mail-port-scan"), 1);
	CU_ASSERT_STRING_EQUAL(attempt_at(USER, PROVIDER, 587), "use");
	CU_ASSERT_EQUAL(blocked_submissions(), 1);
	end();
}

/* nmap -sS, -sT, masscan; fast and slow; of hosts that answer, refuse or are not there. */
static void
scans_are_scans_however_they_are_made(void)
{
	static const struct scan scans[] = {
	    {"10.9.9.9", 4,   1000, false, MINUTE, MILLISECOND,       CALL_SYN    },
	    {"10.9.9.9", 4,   1000, false, MINUTE, MILLISECOND,       CALL_REFUSED},
	    {"10.9.9.9", 4,   1000, true,  MINUTE, MILLISECOND,       CALL_HALF   },
	    {"10.9.9.9", 4,   1000, true,  MINUTE, MILLISECOND,       CALL_LOOK   },
	    {"10.9.9.9", 2,   600,  false, MINUTE, 5 * SECOND,        CALL_SYN    },
	    {"10.9.9.9", 2,   600,  false, MINUTE, 5 * SECOND,        CALL_REFUSED},
	    {"10.9.9.9", 2,   600,  false, MINUTE, 5 * SECOND,        CALL_LOOK   },
	    {"10.9.9.9", 256, 30,   true,  MINUTE, 100 * MILLISECOND, CALL_SYN    },
	};

	for (unsigned i = 0; i < sizeof(scans) / sizeof(scans[0]); i++)
		want_scan(&scans[i], i);
}

static void
one_port_of_many_servers_is_a_scan(void)
{
	char server[32];

	begin();
	call_ordinary();
	for (unsigned i = 0; i < 200; i++) {
		snprintf(server, sizeof(server), "198.51.100.%u", i);
		crowd_call(&crowd, i % 4 == 0 ? CALL_REFUSED : CALL_SYN, "10.9.9.9", server, 587,
			   i * 5 * SECOND);
	}
	play(NULL, 60 * MINUTE);
	CU_ASSERT_EQUAL(count_attempts(ATTEMPT_SCAN), 200);
	CU_ASSERT_EQUAL(blocked_submissions(), 1);
	end();
}

/* The scanner's host is also a user's. */
static void
a_scanner_that_is_kept_out_of_another_server_is_kept_out(void)
{
	static const struct scan scan = {USER, 2, 1000, false, MINUTE, MILLISECOND, CALL_REFUSED};

	begin();
	call_ordinary();
	play(&scan, WATCHED);
	CU_ASSERT_STRING_EQUAL(attempt_at(USER, PROVIDER, 587), "use");
	CU_ASSERT_STRING_EQUAL(attempt_at(USER, "198.18.0.1", 587), "scan");
	CU_ASSERT_EQUAL(blocked_submissions(), 1);
	end();
}

/* A mail client that looks for its settings tries all mail ports of a few names. */
static void
a_client_that_guesses_its_settings_does_not_scan(void)
{
	static const uint16_t ports[] = {25, 110, 143, 465, 587, 993, 995};
	char                  server[32];

	begin();
	for (unsigned i = 0; i < 4 * 7; i++) {
		snprintf(server, sizeof(server), "203.0.113.%u", 20 + i / 7);
		crowd_call(&crowd, CALL_REFUSED, USER, server, ports[i % 7], i * 100 * MILLISECOND);
	}
	play(NULL, WATCHED);
	CU_ASSERT_EQUAL(count_attempts(ATTEMPT_SCAN), 0);
	CU_ASSERT_EQUAL(count_attempts(ATTEMPT_USE), 28);
	CU_ASSERT_EQUAL(blocked_submissions(), 8);
	end();
}

/* A mail server's queue: hundreds of servers, some of them dead in all ways. */
static void
a_mail_server_with_dead_destinations_does_not_scan(void)
{
	static const enum call_kind kinds[] = {CALL_TALK, CALL_DROPPED, CALL_TALK, CALL_REFUSED, CALL_TALK};
	char                        server[32];

	begin();
	for (unsigned i = 0; i < 500; i++) {
		snprintf(server, sizeof(server), "198.51.%u.%u", i / 250, i % 250);
		crowd_call(&crowd, kinds[i % 5], "10.1.0.25", server, 25, i * 200 * MILLISECOND);
	}
	play(NULL, WATCHED);
	CU_ASSERT_EQUAL(count_attempts(ATTEMPT_SCAN), 0);
	CU_ASSERT_EQUAL(count_attempts(ATTEMPT_USE), 500);
	CU_ASSERT_EQUAL(violated("relay-egress-blocked"), 200);
	end();
}

/* Three hundred users behind one address, and a filter that drops all of it. */
static void
many_users_behind_one_address_who_are_kept_out_do_not_scan(void)
{
	char server[32];

	begin();
	for (unsigned i = 0; i < 300; i++) {
		snprintf(server, sizeof(server), "203.0.113.%u", i % 60);
		crowd_call(&crowd, CALL_DROPPED, "10.1.0.1", server, 587, i * SECOND);
	}
	play(NULL, WATCHED);
	CU_ASSERT_EQUAL(count_attempts(ATTEMPT_USE), 300);
	CU_ASSERT_EQUAL(violated("submission-blocked-dropped"), 300);
	CU_ASSERT_EQUAL(findings_of("submission-blocked-dropped"), 1);
	end();
}

/* The same behind a filter that refuses: a scan through that filter looks no different. */
static void
many_servers_that_all_refuse_leave_it_open(void)
{
	char server[32];

	begin();
	for (unsigned i = 0; i < 60; i++) {
		snprintf(server, sizeof(server), "203.0.113.%u", i);
		crowd_call(&crowd, CALL_REFUSED, "10.1.0.1", server, 587, i * SECOND);
	}
	play(NULL, WATCHED);
	CU_ASSERT_EQUAL(count_attempts(ATTEMPT_UNKNOWN), 60);
	CU_ASSERT_EQUAL(blocked_submissions(), 0);
	end();
}

/* A peer-to-peer program fails at many ports of many hosts; it says nothing of its user's mail. */
static void
a_peer_to_peer_host_that_is_kept_out_is_kept_out(void)
{
	char server[32];

	begin();
	for (unsigned i = 0; i < 400; i++) {
		snprintf(server, sizeof(server), "198.51.%u.%u", i / 250, i % 250);
		crowd_call(&crowd, CALL_SYN, USER, server, (uint16_t)(10000 + i * 7), i * 300 * MILLISECOND);
	}
	crowd_call(&crowd, CALL_REFUSED, USER, PROVIDER, 587, 30 * SECOND);
	play(NULL, WATCHED);
	CU_ASSERT_STRING_EQUAL(attempt_at(USER, PROVIDER, 587), "use");
	CU_ASSERT_EQUAL(blocked_submissions(), 1);
	end();
}

/* RFC 8305: IPv6 first, IPv4 250 ms later, and the first that answers wins. */
static void
the_loser_of_a_race_is_not_kept_out(void)
{
	begin();
	crowd_call(&crowd, CALL_SYN, "2001:db8::5", "2001:db8:1::20", 587, SECOND);
	crowd_call(&crowd, CALL_TALK, USER, PROVIDER, 587, SECOND + 250 * MILLISECOND);
	crowd_call(&crowd, CALL_SYN, "10.1.0.6", "203.0.113.21", 465, MINUTE);
	crowd_call(&crowd, CALL_TALK, "10.1.0.6", "203.0.113.22", 465, MINUTE + 250 * MILLISECOND);
	crowd_call(&crowd, CALL_LOOK, "10.1.0.7", "203.0.113.21", 465, 2 * MINUTE);
	crowd_call(&crowd, CALL_TALK, "10.1.0.7", "203.0.113.22", 465, 2 * MINUTE - 250 * MILLISECOND);
	play(NULL, WATCHED);
	CU_ASSERT_STRING_EQUAL(attempt_at("2001:db8::5", "2001:db8:1::20", 587), "race");
	CU_ASSERT_STRING_EQUAL(attempt_at("10.1.0.6", "203.0.113.21", 465), "race");
	CU_ASSERT_STRING_EQUAL(attempt_at("10.1.0.7", "203.0.113.21", 465), "race");
	CU_ASSERT_EQUAL(blocked_submissions(), 0);
	end();
}

static void
near_misses_of_a_race_are_no_races(void)
{
	begin();
	/* Two clients of the other family at that time: which of them is it? */
	crowd_call(&crowd, CALL_SYN, "2001:db8::5", "2001:db8:1::20", 587, SECOND);
	crowd_call(&crowd, CALL_TALK, USER, PROVIDER, 587, SECOND + 250 * MILLISECOND);
	crowd_call(&crowd, CALL_TALK, "10.1.0.8", PROVIDER, 587, SECOND + 300 * MILLISECOND);
	/* Another port, another time, another client of the same family. */
	crowd_call(&crowd, CALL_SYN, "2001:db8::6", "2001:db8:1::20", 993, MINUTE);
	crowd_call(&crowd, CALL_TALK, USER, PROVIDER, 465, MINUTE + 250 * MILLISECOND);
	crowd_call(&crowd, CALL_SYN, "2001:db8::7", "2001:db8:1::20", 587, 2 * MINUTE);
	crowd_call(&crowd, CALL_TALK, USER, PROVIDER, 587, 2 * MINUTE + 3 * SECOND);
	crowd_call(&crowd, CALL_SYN, "10.1.0.9", "203.0.113.21", 587, 3 * MINUTE);
	crowd_call(&crowd, CALL_TALK, USER, PROVIDER, 587, 3 * MINUTE + 250 * MILLISECOND);
	play(NULL, WATCHED);
	CU_ASSERT_STRING_EQUAL(attempt_at("2001:db8::5", "2001:db8:1::20", 587), "unknown");
	CU_ASSERT_STRING_EQUAL(attempt_at("2001:db8::6", "2001:db8:1::20", 993), "use");
	CU_ASSERT_STRING_EQUAL(attempt_at("2001:db8::7", "2001:db8:1::20", 587), "use");
	CU_ASSERT_STRING_EQUAL(attempt_at("10.1.0.9", "203.0.113.21", 587), "use");
	end();
}

/* A program that waits has not given up, whatever else its user does. */
static void
who_waits_is_no_racer_and_ipv4_is_its_control(void)
{
	begin();
	crowd_call(&crowd, CALL_DROPPED, "2001:db8::5", "2001:db8:1::20", 587, SECOND);
	crowd_call(&crowd, CALL_TALK, USER, PROVIDER, 587, SECOND + 250 * MILLISECOND);
	play(NULL, WATCHED);
	CU_ASSERT_STRING_EQUAL(attempt_at("2001:db8::5", "2001:db8:1::20", 587), "use");
	CU_ASSERT_TRUE(facts_word_is(&session_at("2001:db8::5", "2001:db8:1::20", 587)->facts,
				     FACT_CONTROL_KIND, CONTROL_OTHER_FAMILY));
	CU_ASSERT_TRUE(
	    is_at(session_at("2001:db8::5", "2001:db8:1::20", 587), FACT_CONTROL_SERVER, PROVIDER));
	end();
}

static void
monitors_are_health_checks(void)
{
	begin();
	for (unsigned i = 0; i < 20; i++) {
		crowd_call(&crowd, CALL_LOOK, "10.1.0.2", "10.1.0.30", 25, i * 10 * SECOND);
		crowd_call(&crowd, CALL_HELLO, "10.1.0.3", "10.1.0.30", 25, i * 30 * SECOND);
	}
	crowd_call(&crowd, CALL_LOOK, "10.1.0.4", "10.1.0.30", 25, SECOND);
	crowd_call(&crowd, CALL_TALK, "10.1.0.3", "10.1.0.30", 25, 700 * SECOND);
	play(NULL, 30 * MINUTE);
	CU_ASSERT_STRING_EQUAL(attempt_at("10.1.0.2", "10.1.0.30", 25), "health-check");
	/* Connecting once says nothing; and of those that talk, the first two are told before the third. */
	CU_ASSERT_STRING_EQUAL(attempt_at("10.1.0.4", "10.1.0.30", 25), "unknown");
	CU_ASSERT_EQUAL(count_attempts(ATTEMPT_HEALTH_CHECK), 20 + 18);
	CU_ASSERT_EQUAL(count_attempts(ATTEMPT_USE), 1);
	end();
}

/* A monitor of a hundred servers, some of which are down. */
static void
what_a_monitor_is_kept_out_of_is_no_scan(void)
{
	char server[32];

	begin();
	for (unsigned i = 0; i < 400; i++) {
		snprintf(server, sizeof(server), "203.0.113.%u", i % 100);
		crowd_call(&crowd, i % 100 < 90 ? CALL_LOOK : CALL_REFUSED, "10.1.0.2", server, 587,
			   i * 600 * MILLISECOND);
	}
	play(NULL, 30 * MINUTE);
	CU_ASSERT_EQUAL(count_attempts(ATTEMPT_SCAN), 0);
	CU_ASSERT_EQUAL(count_attempts(ATTEMPT_HEALTH_CHECK), 360);
	CU_ASSERT_EQUAL(violated("submission-blocked-refused"), 40);
	end();
}

static void
greylisting_and_tarpits_are_uses_that_nobody_blocks(void)
{
	begin();
	for (unsigned i = 0; i < 4; i++)
		crowd_call(&crowd, CALL_TALK, "10.1.0.25", "203.0.113.30", 25, i * 5 * MINUTE);
	crowd_call(&crowd, CALL_SLOW, "10.1.0.25", "203.0.113.31", 25, MINUTE);
	crowd_call(&crowd, CALL_SLOW, USER, PROVIDER, 587, MINUTE);
	play(NULL, 30 * MINUTE);
	CU_ASSERT_EQUAL(count_attempts(ATTEMPT_USE), 6);
	for (size_t i = 0; i < said.count; i++) {
		CU_ASSERT_TRUE(facts_word_is(&said.sessions[i].facts, FACT_OUTCOME, OUTCOME_ESTABLISHED));
		CU_ASSERT_FALSE(facts_has(&said.sessions[i].facts, FACT_BLOCKED_KIND));
	}
	CU_ASSERT_EQUAL(blocked_submissions(), 0);
	CU_ASSERT_EQUAL(violated("submission-silent"), 0);
	CU_ASSERT_EQUAL(violated("relay-egress-blocked"), 0);
	end();
}

static void
a_syn_of_the_last_seconds_is_undecided(void)
{
	begin();
	crowd_call(&crowd, CALL_TALK, "10.1.0.6", "203.0.113.30", 25, 0);
	crowd_call(&crowd, CALL_SYN, USER, PROVIDER, 587, 60 * SECOND);
	crowd_call(&crowd, CALL_DROPPED, "10.1.0.7", PROVIDER, 465, 50 * SECOND);
	play(NULL, 62 * SECOND);
	CU_ASSERT_TRUE(facts_word_is(&session_at(USER, PROVIDER, 587)->facts, FACT_OUTCOME, OUTCOME_UNKNOWN));
	CU_ASSERT_STRING_EQUAL(attempt_at(USER, PROVIDER, 587), "unknown");
	CU_ASSERT_STRING_EQUAL(attempt_at("10.1.0.7", PROVIDER, 465), "use");
	CU_ASSERT_EQUAL(blocked_submissions(), 1);
	end();
}

/* The capture ends before the scan shows. */
static void
the_beginning_of_a_scan_at_the_end_is_undecided(void)
{
	char server[32];

	begin();
	for (unsigned i = 0; i < 10; i++) {
		snprintf(server, sizeof(server), "198.51.100.%u", i);
		crowd_call(&crowd, CALL_REFUSED, "10.9.9.9", server, 587, i * 10 * SECOND);
	}
	for (unsigned i = 0; i < 4; i++)
		crowd_call(&crowd, CALL_REFUSED, "10.9.9.8", PROVIDER, (uint16_t)(584 + i), i * SECOND);
	play(NULL, 2 * MINUTE);
	CU_ASSERT_EQUAL(blocked_submissions(), 0);
	CU_ASSERT_EQUAL(count_attempts(ATTEMPT_UNKNOWN), 11);

	end();
}

static void
controls_are_told_where_there_are_any(void)
{
	const struct facts *facts;

	begin();
	crowd_call(&crowd, CALL_TALK, "10.1.0.6", PROVIDER, 587, 10 * SECOND);
	crowd_call(&crowd, CALL_DROPPED, USER, PROVIDER, 587, 20 * SECOND);
	crowd_call(&crowd, CALL_REFUSED, "10.1.0.7", "203.0.113.21", 465, 30 * SECOND);
	crowd_call(&crowd, CALL_TALK, "10.1.0.7", "203.0.113.21", 443, 40 * SECOND);
	crowd_call(&crowd, CALL_DROPPED, "10.1.0.8", "203.0.113.22", 465, 50 * SECOND);
	crowd_call(&crowd, CALL_TALK, "10.1.0.8", "203.0.113.23", 443, 51 * SECOND);
	play(NULL, WATCHED);
	facts = &session_at(USER, PROVIDER, 587)->facts;
	CU_ASSERT_TRUE(facts_word_is(facts, FACT_CONTROL_KIND, CONTROL_OTHER_CLIENT));
	CU_ASSERT_TRUE(is_at(session_at(USER, PROVIDER, 587), FACT_CONTROL_CLIENT, "10.1.0.6"));
	facts = &session_at("10.1.0.7", "203.0.113.21", 465)->facts;
	CU_ASSERT_TRUE(facts_word_is(facts, FACT_CONTROL_KIND, CONTROL_OTHER_PORT));
	CU_ASSERT_EQUAL(facts->values[FACT_CONTROL_PORT], 443);
	CU_ASSERT_TRUE(facts_place(facts, FACT_CONTROL_KIND) != PLACE_NONE);
	facts = &session_at("10.1.0.8", "203.0.113.22", 465)->facts;
	CU_ASSERT_TRUE(facts_word_is(facts, FACT_OUTCOME, OUTCOME_DROPPED));
	CU_ASSERT_FALSE(facts_has(facts, FACT_CONTROL_KIND));
	end();
}

SUITE("command: company", ROW(a_user_who_is_kept_out_is_a_use_and_a_finding),
      ROW(scans_are_scans_however_they_are_made), ROW(one_port_of_many_servers_is_a_scan),
      ROW(a_scanner_that_is_kept_out_of_another_server_is_kept_out),
      ROW(a_client_that_guesses_its_settings_does_not_scan),
      ROW(a_mail_server_with_dead_destinations_does_not_scan),
      ROW(many_users_behind_one_address_who_are_kept_out_do_not_scan),
      ROW(many_servers_that_all_refuse_leave_it_open), ROW(a_peer_to_peer_host_that_is_kept_out_is_kept_out),
      ROW(the_loser_of_a_race_is_not_kept_out), ROW(near_misses_of_a_race_are_no_races),
      ROW(who_waits_is_no_racer_and_ipv4_is_its_control), ROW(monitors_are_health_checks),
      ROW(what_a_monitor_is_kept_out_of_is_no_scan), ROW(greylisting_and_tarpits_are_uses_that_nobody_blocks),
      ROW(a_syn_of_the_last_seconds_is_undecided), ROW(the_beginning_of_a_scan_at_the_end_is_undecided),
      ROW(controls_are_told_where_there_are_any))
