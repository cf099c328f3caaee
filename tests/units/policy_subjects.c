/* SPDX-License-Identifier: Apache-2.0 */
/* Checks of several sessions: counters, windows, order, and that merging does not depend on order. */
#include "policy_series.h"

static const char text[] =
    "policy: test\n"
    "zones: {inside: 10.0.0.0/8}\n"
    "counters:\n"
    "  - {name: tried, counts: auth.outcome is known or auth.failures > 0, meaning: sessions with a login}\n"
    "  - {name: refused, counts: auth.failures > 0, sum: auth.failures}\n"
    "  - {name: refused_sessions, counts: auth.failures > 0}\n"
    "  - {name: accepted, counts: auth.outcome == accepted}\n"
    "  - {name: reached, counts: outcome == established, distinct: server}\n"
    "  - {name: clients, counts: auth.failures > 0, distinct: client}\n"
    "checks:\n"
    "  - id: guessing\n"
    "    title: Many refused logins\n"
    "    severity: {default: medium, critical: refused >= 30}\n"
    "    subject: service\n"
    "    window: 10m\n"
    "    applies: tried >= 1\n"
    "    violates: refused >= 10\n"
    "  - id: guessed\n"
    "    title: One of them was right\n"
    "    severity: high\n"
    "    subject: pair\n"
    "    applies: tried >= 1 and path != internal\n"
    "    violates: refused_sessions >= 2 and accepted after refused_sessions\n"
    "  - id: spread\n"
    "    title: Many servers\n"
    "    severity: low\n"
    "    subject: client\n"
    "    applies: reached >= 1 and client in inside\n"
    "    violates: reached > 3\n"
    "  - id: distributed\n"
    "    title: Many clients\n"
    "    severity: low\n"
    "    subject: service\n"
    "    window: 10m\n"
    "    applies: clients >= 1\n"
    "    violates: clients >= 3\n"
    "waivers:\n"
    "  - {check: guessing, where: server == 203.0.113.9, reason: test, owner: netops, until: 2027-01-31}\n"
    "  - {check: guessing, where: server == 203.0.113.8, reason: test, owner: netops, until: 1969-12-31}\n";

static void
counters_are_ranges_from_sure_to_possible(void)
{
	static const struct {
		const char *sessions;
		unsigned    applicable, violated, satisfied, inconclusive;
	} rows[] = {
	    {"c=10.0.0.1 s=203.0.113.7:143 t=0 auth.failures=9",                                         1, 0, 1, 0},
	    {"c=10.0.0.1 s=203.0.113.7:143 t=0 auth.failures=10",                                        1, 1, 0, 0},
	    {"c=10.0.0.1 s=203.0.113.7:143 t=0 auth.failures=6 | t=1 auth.failures=4",                   1, 1, 0, 0},
 /* That nothing was refused in the second is not known: it may have been four. */
	    {"c=10.0.0.1 s=203.0.113.7:143 t=0 auth.failures=6 | t=1 x=auth.failures",                   1, 0, 0, 1},
	    {"c=10.0.0.1 s=203.0.113.7:143 t=0 auth.failures=12 | t=1 x=auth.failures",                  1, 1, 0, 0},
	    {"c=10.0.0.1 s=203.0.113.7:143 t=0 auth.failures=0 auth.outcome=accepted",                   1, 0, 1, 0},
	    {"c=10.0.0.1 s=203.0.113.7:143 t=0 auth.failures=6 | s=203.0.113.7:993 t=1 auth.failures=6", 2, 0,
	     2,												   0},
	};
	struct policy *policy = good_policy(text);

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct check_tally tally = tally_of_series(policy, "guessing", rows[i].sessions);

		CU_ASSERT_EQUAL(tally.applicable, rows[i].applicable);
		CU_ASSERT_EQUAL(tally.violated, rows[i].violated);
		CU_ASSERT_EQUAL(tally.satisfied, rows[i].satisfied);
		CU_ASSERT_EQUAL(tally.inconclusive, rows[i].inconclusive);
		if (tally.violated != rows[i].violated || tally.inconclusive != rows[i].inconclusive)
			fprintf(stderr, "%s\n", rows[i].sessions);
	}
	policy_free(policy);
}

/* Windows of ten minutes, every five: seven here and seven there make fourteen only if they lie close
 * together. */
static void
what_happens_within_half_a_window_is_never_split(void)
{
	struct policy *policy = good_policy(text);

	for (unsigned begin = 0; begin < 600; begin += 37) {
		char sessions[256];

		snprintf(sessions, sizeof(sessions),
			 "c=10.0.0.1 s=203.0.113.7:143 t=%u auth.failures=7 | t=%u auth.failures=7", begin,
			 begin + 300);
		CU_ASSERT_EQUAL(tally_of_series(policy, "guessing", sessions).violated, 1);
		snprintf(sessions, sizeof(sessions),
			 "c=10.0.0.1 s=203.0.113.7:143 t=%u auth.failures=7 | t=%u auth.failures=7", begin,
			 begin + 600);
		CU_ASSERT_EQUAL(tally_of_series(policy, "guessing", sessions).violated, 0);
		CU_ASSERT_EQUAL(tally_of_series(policy, "guessing", sessions).satisfied, 1);
	}
	policy_free(policy);
}

#define KEY(digit) digit digit digit digit digit digit digit digit
#define KEY_A KEY("4f3c90ab")
#define KEY_B KEY("4f3c90ac")
#define SEEN                                                                                                 \
	"c=10.0.0.1 s=203.0.113.7:993 t=0 security=implicit-tls tls.certificate.visible=true "               \
	"tls.certificate.public_key="

static const char keys_text[] =
    "policy: test\n"
    "zones: {inside: 10.0.0.0/8}\n"
    "counters:\n"
    "  - {name: servers_with_key, counts: tls.certificate.visible, distinct: server}\n"
    "checks:\n"
    "  - {id: shared, title: S, severity: low, subject: key, applies: servers_with_key >= 1, violates: "
    "servers_with_key >= 2}\n"
    "waivers:\n"
    "  - {check: shared, where: 'tls.certificate.public_key == \"" KEY_B
    "\"', reason: a farm, owner: ops, until: 2030-01-31}\n";

/* Addresses are servers, ports are not; what no certificate was seen of is of no key. */
static void
a_key_has_the_servers_that_showed_it(void)
{
	static const struct {
		const char *sessions;
		unsigned    applicable, violated, waived;
	} rows[] = {
	    {SEEN KEY_A,										   1, 0, 0},
	    {SEEN KEY_A " | s=203.0.113.8:993",							    1, 1, 0},
	    {SEEN KEY_A " | s=2001:db8::7:25 c=2001:db8::9",                                               1, 1, 0},
	    {SEEN KEY_A " | s=203.0.113.7:465 | s=203.0.113.7:587 c=10.0.0.2",                             1, 0, 0},
	    {SEEN KEY_A " | s=203.0.113.8:993 tls.certificate.public_key=" KEY_B,                          2, 0, 0},
	    {SEEN KEY_A " | s=203.0.113.8:993 tls.certificate.visible=false x=tls.certificate.public_key", 1,
	     0,												  0},
	    {SEEN KEY_A " | s=203.0.113.8:993 x=tls.certificate.visible x=tls.certificate.public_key",     1, 0,
	     0												    },
	    {SEEN "aa | s=203.0.113.8:993",								0, 0, 0},
	    {SEEN KEY_B " | s=203.0.113.8:993",							    1, 0, 1},
	};
	struct policy *policy = good_policy(keys_text);

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct check_tally tally = tally_of_series(policy, "shared", rows[i].sessions);

		CU_ASSERT_EQUAL(tally.applicable, rows[i].applicable);
		CU_ASSERT_EQUAL(tally.violated, rows[i].violated);
		CU_ASSERT_EQUAL(tally.waived, rows[i].waived);
		CU_ASSERT_EQUAL(tally.inconclusive, 0);
	}
	policy_free(policy);
}

static void
want_key(const struct finding *finding, const char *key)
{
	char digits[DIGEST_SHA256_SIZE];

	CU_ASSERT_PTR_NOT_NULL_FATAL(finding);
	CU_ASSERT_EQUAL(finding->subject, SUBJECT_KEY);
	CU_ASSERT_STRING_EQUAL(digest_print(&finding->key, digits), key);
	CU_ASSERT_EQUAL(finding->server.family, 0);
	CU_ASSERT_EQUAL(finding->port, 0);
	CU_ASSERT_EQUAL(finding->servers, 2);
	CU_ASSERT_EQUAL(finding->count, 2);
}

/* Two keys that differ in the last digit of a word are two findings with ids of their own, of halves as of
 * one run. */
static void
findings_of_keys_are_told_apart(void)
{
	struct policy  *policy = good_policy(keys_text);
	struct results *half = results_of_series(policy, SEEN KEY_B " | tls.certificate.public_key=" KEY_A);
	struct results *other =
	    results_of_series(policy, SEEN KEY_B " s=203.0.113.8:993 | tls.certificate.public_key=" KEY_A);
	char first[FINDING_ID_SIZE], second[FINDING_ID_SIZE];

	results_merge(half, other);
	CU_ASSERT_TRUE_FATAL(results_settle(half));
	CU_ASSERT_EQUAL_FATAL(results_finding_count(half), 2);
	want_key(results_finding(half, 0), KEY_A);
	want_key(results_finding(half, 1), KEY_B);
	CU_ASSERT_TRUE(results_finding(half, 1)->is_waived);
	finding_id(results_finding(half, 0), first);
	finding_id(results_finding(half, 1), second);
	CU_ASSERT_STRING_NOT_EQUAL(first, second);
	results_free(half);
	results_free(other);
	policy_free(policy);
}

static void
nobody_listens(void *context, const struct finding *finding)
{
	(void)context, (void)finding;
}

/* What was dropped for want of room is remembered by its key. */
static void
so_are_those_that_are_over(void)
{
	const struct results_limits limits = {.subjects = 2};
	struct policy              *policy = good_policy(keys_text);
	struct results *results = results_new(policy, &limits), *live = results_new(policy, &limits);
	struct results *some =
	    results_of_series(policy, SEEN KEY_A " | s=203.0.113.8:993 | s=203.0.113.7:993 "
						 "tls.certificate.public_key=" KEY_B " | s=203.0.113.8:993");

	results_merge(results, some);
	results_changes(results, live, nobody_listens, NULL);
	results_age(results);
	CU_ASSERT_TRUE_FATAL(results_settle(results));
	CU_ASSERT_EQUAL_FATAL(results_finding_count(results), 2);
	want_key(results_finding(results, 0), KEY_A);
	want_key(results_finding(results, 1), KEY_B);
	results_free(results);
	results_free(live);
	results_free(some);
	policy_free(policy);
}

static void
success_has_to_come_after_the_failures(void)
{
	static const struct {
		const char *sessions;
		unsigned    violated, inconclusive;
	} rows[] = {
	    {"c=10.0.0.1 s=203.0.113.7:143 t=0 auth.failures=1 | t=1 auth.failures=1 | t=2 auth.failures=0 "
	     "auth.outcome=accepted",				     1, 0},
	    {"c=10.0.0.1 s=203.0.113.7:143 t=5 auth.failures=1 auth.outcome=refused | t=6 | t=2 "
	     "auth.failures=0 "
	     "auth.outcome=accepted",				     0, 0},
 /* Whether the last one was accepted is not known. */
	    {"c=10.0.0.1 s=203.0.113.7:143 t=0 auth.failures=1 auth.outcome=refused | t=1 auth.failures=1 "
	     "auth.outcome=refused | t=2 auth.failures=0 x=auth.outcome", 0, 1},
	    {"c=10.0.0.1 s=10.0.0.7:143 t=0 auth.failures=1 | t=1 auth.failures=1 | t=2 "
	     "auth.outcome=accepted",				     0, 0},
	};
	struct policy *policy = good_policy(text);

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct check_tally tally = tally_of_series(policy, "guessed", rows[i].sessions);

		CU_ASSERT_EQUAL(tally.violated, rows[i].violated);
		CU_ASSERT_EQUAL(tally.inconclusive, rows[i].inconclusive);
	}
	policy_free(policy);
}

static void
different_servers_are_counted_once_each(void)
{
	static const char four[] = "c=10.0.0.1 s=203.0.113.1:25 t=0 outcome=established | s=203.0.113.2:25 | "
				   "s=203.0.113.3:25 | s=203.0.113.4:25 | s=203.0.113.4:587";
	static const char three[] =
	    "c=10.0.0.1 s=203.0.113.1:25 t=0 outcome=established | s=203.0.113.2:25 | "
	    "s=203.0.113.3:25 | s=203.0.113.3:587 | c=10.0.0.2 s=203.0.113.4:25";
	static const char maybe[] =
	    "c=10.0.0.1 s=203.0.113.1:25 t=0 outcome=established | s=203.0.113.2:25 | "
	    "s=203.0.113.3:25 | s=203.0.113.4:25 outcome=unknown";
	static const char outside[] =
	    "c=192.0.2.1 s=203.0.113.1:25 t=0 outcome=established | s=203.0.113.2:25 | "
	    "s=203.0.113.3:25 | s=203.0.113.4:25";
	struct policy *policy = good_policy(text);

	CU_ASSERT_EQUAL(tally_of_series(policy, "spread", four).violated, 1);
	CU_ASSERT_EQUAL(tally_of_series(policy, "spread", three).violated, 0);
	CU_ASSERT_EQUAL(tally_of_series(policy, "spread", three).satisfied, 2);
	CU_ASSERT_EQUAL(tally_of_series(policy, "spread", maybe).inconclusive, 1);
	CU_ASSERT_EQUAL(tally_of_series(policy, "spread", outside).applicable, 0);
	policy_free(policy);
}

static const char attack[] =
    "c=10.0.0.1 s=203.0.113.7:143 t=100 f=3 auth.failures=15 | c=10.0.0.2 t=120 f=9 | c=10.0.0.3 t=130 f=20 "
    "auth.failures=1 | c=10.0.0.9 t=131 f=25 auth.failures=0 auth.outcome=accepted";

static void
a_finding_gathers_what_counted(void)
{
	struct policy        *policy = good_policy(text);
	struct results       *results = results_of_series(policy, attack);
	const struct finding *finding = results_finding(results, 0);

	CU_ASSERT_EQUAL_FATAL(results_finding_count(results), 2);
	CU_ASSERT_STRING_EQUAL(finding->check->id, "guessing");
	CU_ASSERT_EQUAL(finding->severity, SEVERITY_CRITICAL);
	CU_ASSERT_EQUAL(finding->subject, SUBJECT_SERVICE);
	CU_ASSERT_EQUAL(finding->client.family, 0);
	CU_ASSERT_EQUAL(finding->port, 143);
	CU_ASSERT_EQUAL(finding->path, PATH_COUNT);
	CU_ASSERT_EQUAL(finding->clients, 3);
	CU_ASSERT_EQUAL(finding->servers, 1);
	CU_ASSERT_EQUAL(finding->count, 3);
	CU_ASSERT_EQUAL(finding->place_count, 3);
	CU_ASSERT_EQUAL(finding->places[0], place_of(0, 3));
	CU_ASSERT_EQUAL(finding->places[2], place_of(0, 20));
	CU_ASSERT_FALSE(finding->has_more_places);
	CU_ASSERT_EQUAL(finding->first_seen, INT64_C(100000000000));
	CU_ASSERT_EQUAL(finding->last_seen, INT64_C(130000000000));
	CU_ASSERT_STRING_EQUAL(results_finding(results, 1)->check->id, "distributed");
	CU_ASSERT_FALSE(finding->zones_guessed);
	results_free(results);
	policy_free(policy);
}

static void
waivers_hold_for_subjects_too(void)
{
	static const char waived[] = "c=10.0.0.1 s=203.0.113.9:143 t=0 auth.failures=12";
	static const char expired[] = "c=10.0.0.1 s=203.0.113.8:143 t=0 auth.failures=12";
	struct policy    *policy = good_policy(text);
	struct results   *good = results_of_series(policy, waived), *bad = results_of_series(policy, expired);
	const struct finding *finding = results_finding(good, 0);

	CU_ASSERT_EQUAL(tally_of_series(policy, "guessing", waived).waived, 1);
	CU_ASSERT_EQUAL(tally_of_series(policy, "guessing", expired).violated, 1);
	CU_ASSERT_TRUE(finding->is_waived);
	CU_ASSERT_EQUAL(finding->waived, finding->count);
	CU_ASSERT_STRING_EQUAL(finding->waiver->owner, "netops");
	CU_ASSERT_EQUAL(results_waiver(good, 0).waived, 1);
	CU_ASSERT_PTR_NULL(results_finding(bad, 0)->waiver);
	CU_ASSERT_STRING_EQUAL(results_finding(bad, 0)->expired->until, "1969-12-31");
	CU_ASSERT_EQUAL(results_waiver(bad, 1).expired, 1);
	results_free(good);
	results_free(bad);
	policy_free(policy);
}

static bool
is_same(struct results *a, struct results *b)
{
	bool is = results_finding_count(a) == results_finding_count(b);

	for (size_t i = 0; is && i < results_finding_count(a); i++) {
		const struct finding *one = results_finding(a, i), *other = results_finding(b, i);

		is = finding_compare(one, other) == 0 && one->severity == other->severity &&
		     one->count == other->count && one->of == other->of && one->clients == other->clients &&
		     one->servers == other->servers && one->ports == other->ports &&
		     one->first_seen == other->first_seen && one->last_seen == other->last_seen &&
		     one->place_count == other->place_count && one->is_at_least == other->is_at_least &&
		     memcmp(one->places, other->places, one->place_count * sizeof(place)) == 0;
	}
	for (size_t i = 0; is && i < results_check_count(a); i++) {
		struct check_tally one = results_check(a, i), other = results_check(b, i);

		is = one.applicable == other.applicable && one.violated == other.violated &&
		     one.satisfied == other.satisfied && one.inconclusive == other.inconclusive &&
		     one.waived == other.waived &&
		     one.applicable == one.violated + one.satisfied + one.inconclusive + one.waived;
	}
	return is;
}

static struct session
any_session(unsigned *seed)
{
	char           one[256];
	struct session session;

	snprintf(one, sizeof(one), "c=10.0.0.%d s=203.0.113.%d:%d t=%d f=%d outcome=%s", rand_r(seed) % 4,
		 rand_r(seed) % 5, rand_r(seed) % 2 ? 143 : 25, rand_r(seed) % 4000, rand_r(seed) % 500 + 1,
		 rand_r(seed) % 4 ? "established" : "unknown");
	memset(&session, 0, sizeof(session));
	session_say(&session, one);
	if (rand_r(seed) % 3 > 0)
		facts_note_count(&session.facts, FACT_AUTH_FAILURES, (uint64_t)(rand_r(seed) % 9),
				 PLACE_NONE);
	if (rand_r(seed) % 2 > 0)
		facts_note_word(&session.facts, FACT_AUTH_OUTCOME, (unsigned)(rand_r(seed) % 3), PLACE_NONE);
	return session;
}

#define PARTS 4

static void
merging_in_any_order_says_the_same(void)
{
	struct policy *policy = good_policy(text);

	for (unsigned seed = 1; seed < 60; seed++) {
		struct results *whole = results_new(policy, NULL), *parts[PARTS];
		unsigned        random = seed;

		for (size_t i = 0; i < PARTS; i++)
			parts[i] = results_new(policy, NULL);
		for (unsigned i = 0; i < 150; i++) {
			struct session session = any_session(&random);

			results_add(whole, &session);
			results_add(parts[(unsigned)rand_r(&random) % PARTS], &session);
		}
		for (size_t i = 1; i < PARTS; i++)
			results_merge(parts[seed % PARTS], parts[(seed + i) % PARTS]);
		CU_ASSERT_TRUE(results_settle(whole));
		CU_ASSERT_TRUE(results_settle(parts[seed % PARTS]));
		CU_ASSERT_TRUE(is_same(whole, parts[seed % PARTS]));
		CU_ASSERT_TRUE(results_settle(whole)); /* again: nothing is counted twice */
		CU_ASSERT_TRUE(is_same(whole, parts[seed % PARTS]));
		for (size_t i = 0; i < PARTS; i++)
			results_free(parts[i]);
		results_free(whole);
	}
	policy_free(policy);
}

/* What there was no room for makes the checks inconclusive, and is counted. */
static void
no_room_is_no_pass(void)
{
	const struct results_limits limits = {.subjects = 8};
	struct policy              *policy = good_policy(text);
	struct results             *results = results_new(policy, &limits);
	struct check_tally          tally;
	size_t                      index;

	for (unsigned i = 0; i < 100; i++) {
		char           one[128];
		struct session session;

		snprintf(one, sizeof(one), "c=10.0.0.1 s=203.0.113.%u:143 t=0 auth.failures=1", i);
		memset(&session, 0, sizeof(session));
		session_say(&session, one);
		results_add(results, &session);
	}
	CU_ASSERT_TRUE(results_settle(results));
	(void)check_of(policy, "guessing", &index);
	tally = results_check(results, index);
	CU_ASSERT_EQUAL(tally.verdict, VERDICT_INCONCLUSIVE);
	CU_ASSERT_EQUAL(tally.inconclusive, 1);
	CU_ASSERT_EQUAL(tally.applicable,
			tally.violated + tally.satisfied + tally.inconclusive + tally.waived);
	CU_ASSERT(results_refused_subjects(results) > 50);
	results_free(results);
	policy_free(policy);
}

static void
more_values_than_are_told_apart_are_at_least_so_many(void)
{
	struct policy  *policy = good_policy(text);
	struct results *results = results_new(policy, NULL);

	for (unsigned i = 0; i < 300; i++) {
		char           one[128];
		struct session session;

		snprintf(one, sizeof(one), "c=10.0.0.1 s=203.0.%u.%u:25 t=0 outcome=established", i / 250,
			 i % 250);
		memset(&session, 0, sizeof(session));
		session_say(&session, one);
		results_add(results, &session);
	}
	CU_ASSERT_TRUE(results_settle(results));
	CU_ASSERT_EQUAL_FATAL(results_finding_count(results), 1);
	CU_ASSERT_EQUAL(results_finding(results, 0)->servers, 256);
	CU_ASSERT_TRUE(results_finding(results, 0)->is_at_least);
	CU_ASSERT_EQUAL(results_finding(results, 0)->count, 300);
	results_free(results);
	policy_free(policy);
}

SUITE("policy: subjects", ROW(counters_are_ranges_from_sure_to_possible),
      ROW(what_happens_within_half_a_window_is_never_split), ROW(a_key_has_the_servers_that_showed_it),
      ROW(findings_of_keys_are_told_apart), ROW(so_are_those_that_are_over),
      ROW(success_has_to_come_after_the_failures), ROW(different_servers_are_counted_once_each),
      ROW(a_finding_gathers_what_counted), ROW(waivers_hold_for_subjects_too),
      ROW(merging_in_any_order_says_the_same), ROW(no_room_is_no_pass),
      ROW(more_values_than_are_told_apart_are_at_least_so_many))
