/* SPDX-License-Identifier: Apache-2.0 */
/* What speaks against zones that somebody declared, and what does not. */
#include "policy_helpers.h"

#define MAIL " server.port=25 outcome="

/* What sessions, ended by NULL, say of a policy. */
static struct zone_doubt
doubt_of(const char *policy_text, const char *const *sessions)
{
	struct policy    *policy = good_policy(policy_text);
	struct results   *results = results_new(policy, NULL);
	struct zone_doubt doubt;

	CU_ASSERT_PTR_NOT_NULL_FATAL(results);
	for (; *sessions != NULL; sessions++) {
		struct session session = session_of(*sessions);

		results_add(results, &session);
	}
	doubt = *results_doubt(results);
	results_free(results);
	policy_free(policy);
	return doubt;
}

#define ZONES(zones) "policy: p\nextends: [baseline]\nzones: " zones "\n"

struct row {
	const char *zones;
	const char *session;
	bool        is_untouched, is_stray;
};

static const struct row rows[] = {
  /* clients inside to servers outside, and the other way: all is well */
    {"{inside: [10.0.0.0/8]}",                          "client=10.1.1.1 server=203.0.113.7" MAIL "established",    false, false},
    {"{inside: [10.0.0.0/8]}",                          "client=203.0.113.7 server=10.1.1.1" MAIL "dropped",        false, false},
    {"{inside: [10.0.0.0/8]}",                          "client=10.1.1.1 server=10.1.1.2" MAIL "established",       false, false},
 /* public addresses inside prove nothing either way */
    {"{inside: [198.51.100.0/24]}",                     "client=198.51.100.9 server=203.0.113.7" MAIL "dropped",    false, false},
    {"{inside: [203.0.113.0/24]}",                      "client=198.51.100.9 server=203.0.113.7" MAIL "refused",    false, false},
 /* another zone than inside is a zone */
    {"{inside: [10.0.0.0/8], dmz: [192.0.2.0/24]}",     "client=192.0.2.5 server=203.0.113.7" MAIL "established",
     false,														false},
    {"{inside: [10.0.0.0/8], branch: [172.16.0.0/12]}", "client=172.16.1.1 server=203.0.113.7" MAIL "dropped",
     false,														false},
 /* zones of another site */
    {"{inside: [192.0.2.0/24]}",                        "client=198.51.100.9 server=203.0.113.7" MAIL "dropped",    true,  false},
    {"{inside: [10.0.0.0/8]}",                          "client=192.168.1.5 server=203.0.113.7" MAIL "dropped",     true,  true },
    {"{inside: [10.0.0.0/8]}",                          "client=fd00::5 server=2001:db8::7" MAIL "established",     true,  true },
 /* a network that was left out */
    {"{inside: [10.0.0.0/8]}",                          "client=10.1.1.1 server=192.168.1.25" MAIL "established",   false, true },
    {"{inside: [10.0.0.0/8]}",                          "client=172.31.1.1 server=10.1.1.2" MAIL "established",     false, true },
 /* anybody can write a private address into a SYN that a server at the edge does not answer */
    {"{inside: [203.0.113.0/24]}",                      "client=192.168.1.5 server=203.0.113.7" MAIL "unknown",     false, false},
    {"{inside: [203.0.113.0/24]}",                      "client=192.168.1.5 server=203.0.113.7" MAIL "established", false, true },
 /* a carrier's addresses (RFC 6598) and links' are no site's own */
    {"{inside: [10.0.0.0/8]}",                          "client=10.1.1.1 server=100.64.1.1" MAIL "established",     false, false},
    {"{inside: [10.0.0.0/8]}",                          "client=172.32.1.1 server=10.1.1.2" MAIL "established",     false, false},
};

static void
zones_are_doubted_for_a_reason(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char       *sessions[] = {rows[i].session, NULL};
		char              text[256];
		struct zone_doubt doubt;

		snprintf(text, sizeof(text), ZONES("%s"), rows[i].zones);
		doubt = doubt_of(text, sessions);
		CU_ASSERT_EQUAL(doubt_has(&doubt, DOUBT_UNTOUCHED), rows[i].is_untouched);
		CU_ASSERT_EQUAL(doubt_has(&doubt, DOUBT_STRAYS), rows[i].is_stray);
		CU_ASSERT_FALSE(doubt_has(&doubt, DOUBT_ALL_INSIDE));
	}
}

static void
one_session_in_a_zone_is_enough_and_no_session_says_nothing(void)
{
	static const char *const none[] = {NULL};
	static const char *const two[] = {"client=198.51.100.9 server=203.0.113.7" MAIL "dropped",
					  "client=192.0.2.1 server=203.0.113.7" MAIL "dropped", NULL};
	struct zone_doubt        doubt = doubt_of(ZONES("{inside: [192.0.2.0/24]}"), none);

	CU_ASSERT_FALSE(doubt_has(&doubt, DOUBT_UNTOUCHED));
	doubt = doubt_of(ZONES("{inside: [192.0.2.0/24]}"), two);
	CU_ASSERT_FALSE(doubt_has(&doubt, DOUBT_UNTOUCHED));
}

static void
guessed_zones_are_no_declared_ones(void)
{
	static const char *const sessions[] = {"client=198.51.100.9 server=203.0.113.7" MAIL "dropped", NULL};
	struct zone_doubt        doubt = doubt_of("policy: p\nextends: [baseline]\n", sessions);

	for (enum doubt which = 0; which < DOUBT_COUNT; which++)
		CU_ASSERT_FALSE(doubt_has(&doubt, which));
}

static void
where_all_is_inside_nothing_is_outside(void)
{
	static const char *const sessions[] = {"client=198.51.100.9 server=203.0.113.7" MAIL "dropped", NULL};
	struct zone_doubt        doubt = doubt_of(ZONES("{inside: [0.0.0.0/0]}"), sessions);

	CU_ASSERT(doubt_has(&doubt, DOUBT_ALL_INSIDE));
	doubt = doubt_of(ZONES("{inside: [192.0.2.0/24], world: [0.0.0.0/0]}"), sessions);
	CU_ASSERT_FALSE(doubt_has(&doubt, DOUBT_ALL_INSIDE));
}

/* In whatever order, and in halves. */
static void
doubts_add_up(void)
{
	struct policy           *policy = good_policy(ZONES("{inside: [10.0.0.0/8]}"));
	struct results          *halves[] = {results_new(policy, NULL), results_new(policy, NULL)};
	static const char *const sessions[] = {
	    "client=192.168.7.5 server=203.0.113.7 security=plaintext protocol=imap" MAIL "established",
	    "client=192.168.1.9 server=203.0.113.7 security=plaintext protocol=imap" MAIL "established"};
	const struct zone_doubt *doubt = results_doubt(halves[0]);
	struct address           lowest;

	for (size_t i = 0; i < 2; i++) {
		struct session session = session_of(sessions[i]);

		results_add(halves[i], &session);
	}
	results_merge(halves[0], halves[1]);
	CU_ASSERT_EQUAL(doubt->strays, 2);
	CU_ASSERT_EQUAL(doubt->sessions, 2);
	CU_ASSERT(address_parse("192.168.1.9", &lowest));
	CU_ASSERT(address_equal(&doubt->stray, &lowest));
	results_free(halves[0]);
	results_free(halves[1]);
	policy_free(policy);
}

/* Of two findings in one report one depends on the network that was left out. */
static void
findings_say_whether_they_depend_on_it(void)
{
	struct policy           *policy = good_policy("policy: p\nzones: {inside: [10.0.0.0/8]}\nchecks:\n"
								"  - {id: zoned, title: t, severity: high, applies: outcome == "
								"established, violates: path == egress}\n"
								"  - {id: plain, title: t, severity: high, applies: outcome == "
								"established, violates: security == plaintext}\n");
	struct results          *results = results_new(policy, NULL);
	static const char *const sessions[] = {
	    "client=10.1.1.1 server=192.168.1.25 path=egress security=plaintext" MAIL "established",
	    "client=10.1.1.1 server=203.0.113.7 path=egress security=plaintext" MAIL "established"};

	for (size_t i = 0; i < 2; i++) {
		struct session session = session_of(sessions[i]);

		results_add(results, &session);
	}
	CU_ASSERT_EQUAL_FATAL(results_finding_count(results), 4);
	for (size_t i = 0; i < 4; i++) {
		const struct finding *finding = results_finding(results, i);
		bool                  is_zoned = strcmp(finding->check->id, "zoned") == 0;

		CU_ASSERT_EQUAL(finding->asks_zones, is_zoned);
		CU_ASSERT_EQUAL(finding->is_of_stray, is_zoned && address_is_private(&finding->server));
	}
	results_free(results);
	policy_free(policy);
}

SUITE("policy: doubts about zones", ROW(zones_are_doubted_for_a_reason),
      ROW(one_session_in_a_zone_is_enough_and_no_session_says_nothing),
      ROW(guessed_zones_are_no_declared_ones), ROW(where_all_is_inside_nothing_is_outside),
      ROW(doubts_add_up), ROW(findings_say_whether_they_depend_on_it))
