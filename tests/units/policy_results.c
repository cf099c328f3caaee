/* SPDX-License-Identifier: Apache-2.0 */
/* What results add up to, and that adding up does not depend on order. */
#include "policy_helpers.h"

static const char checks_text[] = "policy: test\n"
				  "zones: {inside: 10.0.0.0/8}\n"
				  "checks:\n"
				  "  - id: plain\n"
				  "    title: Plaintext\n"
				  "    severity: high\n"
				  "    applies: protocol == imap\n"
				  "    violates: security == plaintext\n"
				  "  - id: old\n"
				  "    title: Old\n"
				  "    severity: critical\n"
				  "    applies: tls.version is known\n"
				  "    violates: tls.version < TLSv1.2\n"
				  "  - id: fast\n"
				  "    title: Fast\n"
				  "    severity: low\n"
				  "    applies: starttls.offered\n"
				  "    violates: not starttls.requested\n"
				  "waivers:\n"
				  "  - check: plain\n"
				  "    where: server == 203.0.113.7\n"
				  "    reason: migration\n"
				  "    owner: netops\n"
				  "    until: 2027-01-31\n";

static struct results *
results_of(const struct policy *policy, const char *const *sessions, size_t count)
{
	struct results *results = results_new(policy, NULL);

	CU_ASSERT_PTR_NOT_NULL_FATAL(results);
	for (size_t i = 0; i < count; i++) {
		struct session session = session_of(sessions[i]);

		results_add(results, &session);
	}
	return results;
}

static void
unknown_is_never_a_pass(void)
{
	static const struct {
		const char  *session;
		unsigned     applicable, violated, satisfied, inconclusive;
		enum verdict verdict;
	} rows[] = {
	    {"protocol=imap security=plaintext",    1, 1, 0, 0, VERDICT_FAIL        },
	    {"protocol=imap security=starttls",     1, 0, 1, 0, VERDICT_PASS        },
	    {"protocol=imap security=unknown",      1, 0, 0, 1, VERDICT_INCONCLUSIVE},
	    {"protocol=imap",                       1, 0, 0, 1, VERDICT_INCONCLUSIVE},
	    {"protocol=smtp security=plaintext",    0, 0, 0, 0, VERDICT_NOT_OBSERVED},
	    {"protocol=unknown security=plaintext", 1, 0, 0, 1, VERDICT_INCONCLUSIVE},
	    {"security=plaintext",                  1, 0, 0, 1, VERDICT_INCONCLUSIVE},
	    {"protocol=unknown security=starttls",  0, 0, 0, 0, VERDICT_NOT_OBSERVED},
	    {"",				    1, 0, 0, 1, VERDICT_INCONCLUSIVE},
	};
	struct policy *policy = good_policy(checks_text);

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct check_tally tally = tally_of(policy, "plain", rows[i].session);

		CU_ASSERT_EQUAL(tally.applicable, rows[i].applicable);
		CU_ASSERT_EQUAL(tally.violated, rows[i].violated);
		CU_ASSERT_EQUAL(tally.satisfied, rows[i].satisfied);
		CU_ASSERT_EQUAL(tally.inconclusive, rows[i].inconclusive);
		CU_ASSERT_EQUAL(tally.verdict, rows[i].verdict);
	}
	policy_free(policy);
}

/* Fail before inconclusive before waived before pass. */
static void
the_worst_decides_the_verdict(void)
{
	static const char *const sessions[] = {
	    "protocol=imap security=starttls",
	    "protocol=imap security=plaintext server=203.0.113.7 last_seen=1",
	    "protocol=imap security=unknown",
	    "protocol=imap security=plaintext",
	};
	static const enum verdict verdicts[] = {VERDICT_PASS, VERDICT_WAIVED, VERDICT_INCONCLUSIVE,
						VERDICT_FAIL};
	struct policy            *policy = good_policy(checks_text);

	for (size_t i = 0; i < 4; i++) {
		struct results *results = results_of(policy, sessions, i + 1);

		CU_ASSERT_EQUAL(results_check(results, 0).verdict, verdicts[i]);
		CU_ASSERT_EQUAL(results_check(results, 0).applicable, i + 1);
		CU_ASSERT_EQUAL(results_check(results, 1).verdict, VERDICT_NOT_OBSERVED);
		results_free(results);
	}
	policy_free(policy);
}

#define END_OF_JANUARY "1801439999999999999"
#define FEBRUARY "1801440000000000000"

static void
a_waiver_holds_to_the_end_of_its_day(void)
{
	static const char *const sessions[] = {
	    "protocol=imap security=plaintext server=203.0.113.7 last_seen=" END_OF_JANUARY,
	    "protocol=imap security=plaintext server=203.0.113.7 last_seen=" FEBRUARY,
	    "protocol=imap security=plaintext server=203.0.113.8 last_seen=" END_OF_JANUARY,
	    "protocol=imap security=plaintext last_seen=" END_OF_JANUARY, /* where is not known to hold */
	};
	struct policy      *policy = good_policy(checks_text);
	struct results     *results = results_of(policy, sessions, 4);
	struct check_tally  tally = results_check(results, 0);
	struct waiver_tally waiver = results_waiver(results, 0);

	CU_ASSERT_EQUAL(tally.waived, 1);
	CU_ASSERT_EQUAL(tally.violated, 3);
	CU_ASSERT_EQUAL(results_waiver_count(results), 1);
	CU_ASSERT_EQUAL(waiver.waived, 1);
	CU_ASSERT_EQUAL(waiver.expired, 1);
	CU_ASSERT_STRING_EQUAL(waiver.check->id, "plain");
	CU_ASSERT_STRING_EQUAL(waiver.says->where, "server == 203.0.113.7");
	CU_ASSERT_STRING_EQUAL(waiver.says->until, "2027-01-31");
	results_free(results);
	policy_free(policy);
}

static void
a_finding_is_waived_only_if_all_of_it_is(void)
{
	static const char *const sessions[] = {
	    "protocol=imap security=plaintext server=203.0.113.7 last_seen=" END_OF_JANUARY,
	    "protocol=imap security=plaintext server=203.0.113.7 last_seen=" FEBRUARY,
	};
	struct policy  *policy = good_policy(checks_text);
	struct results *waived = results_of(policy, sessions, 1), *both = results_of(policy, sessions, 2);

	CU_ASSERT_EQUAL_FATAL(results_finding_count(waived), 1);
	CU_ASSERT_EQUAL_FATAL(results_finding_count(both), 1);
	CU_ASSERT_TRUE(results_finding(waived, 0)->is_waived);
	CU_ASSERT_FALSE(results_finding(both, 0)->is_waived);
	CU_ASSERT_EQUAL(results_finding(both, 0)->count, 2);
	CU_ASSERT_EQUAL(results_finding(both, 0)->waived, 1);
	results_free(waived);
	results_free(both);
	policy_free(policy);
}

#define ENDS "client=10.0.0.1 server=2001:db8::25 server.port=143 path=egress "
#define OTHER_ENDS "client=10.0.0.2 server=2001:db8::25 server.port=143 path=egress "

static void
a_finding_gathers_the_sessions_of_a_client_at_a_service(void)
{
	static const char *const sessions[] = {
	    ENDS "protocol=imap@4 security=plaintext@7 first_seen=200 last_seen=300",
	    ENDS "protocol=imap@1 security=plaintext@3 first_seen=100 last_seen=150",
	    ENDS "protocol=imap@20 security=starttls@21",
	    ENDS "protocol=imap@30",
	    ENDS "protocol=smtp@40 security=plaintext@41",
	    OTHER_ENDS "protocol=imap security=plaintext",
	};
	struct policy        *policy = good_policy(checks_text);
	struct results       *results = results_of(policy, sessions, 6);
	const struct finding *finding = results_finding(results, 0);
	char                  id[FINDING_ID_SIZE];

	CU_ASSERT_EQUAL(results_finding_count(results), 2);
	CU_ASSERT_EQUAL(results_sessions(results), 6);
	CU_ASSERT_PTR_NOT_NULL_FATAL(finding);
	CU_ASSERT_EQUAL(finding->count, 2);
	CU_ASSERT_EQUAL(finding->of, 4); /* the one that is not known counts, the one of SMTP does not */
	CU_ASSERT_EQUAL(finding->first_seen, 100);
	CU_ASSERT_EQUAL(finding->last_seen, 300);
	CU_ASSERT_EQUAL(finding->place_count, 2); /* of `violates`: what `applies` mentions proves nothing */
	CU_ASSERT_EQUAL(finding->places[0], place_of(0, 3));
	CU_ASSERT_EQUAL(finding->places[1], place_of(0, 7));
	CU_ASSERT_FALSE(finding->has_more_places);
	/* sha256sum of the six lines that finding.h names */
	finding_id(finding, id);
	CU_ASSERT_STRING_EQUAL(id, "b0201c4e2cbf7c4d");
	CU_ASSERT_PTR_NULL(results_finding(results, 2));
	results_free(results);
	policy_free(policy);
}

/* sha256sum of the seven lines that finding.h names */
static void
a_gathered_finding_has_an_id_of_its_own(void)
{
	const struct check check = {.id = "imap-plain"};
	struct finding     finding = {
		.check = &check, .subject = SUBJECT_SERVICE, .port = 143, .path = PATH_COUNT, .clients = 12};
	char id[FINDING_ID_SIZE];

	address_parse("203.0.113.7", &finding.server);
	finding_id(&finding, id);
	CU_ASSERT_STRING_EQUAL(id, "0edd2b9b735f67f7");
}

static void
evidence_falls_back_on_what_applies_and_then_on_the_first_frame(void)
{
	static const char *const from_applies[] = {"protocol=imap@9 security=plaintext"};
	static const char *const from_first[] = {"protocol=imap security=plaintext"};
	struct policy           *policy = good_policy(checks_text);
	struct results          *applies = results_of(policy, from_applies, 1),
		       *first = results_of(policy, from_first, 1);

	CU_ASSERT_EQUAL(results_finding(applies, 0)->places[0], place_of(0, 9));
	CU_ASSERT_EQUAL(results_finding(first, 0)->places[0], place_of(0, 1));
	results_free(applies);
	results_free(first);
	policy_free(policy);
}

static void
evidence_is_the_first_frames_whatever_came_first(void)
{
	struct finding up = {0}, down = {0}, few = {0};

	for (unsigned i = 1; i <= 40; i++) {
		finding_add_place(&up, place_of(0, i));
		finding_add_place(&down, place_of(0, 41 - i));
		finding_add_place(&few, place_of(0, 1 + i % FINDING_PLACES));
	}
	CU_ASSERT_EQUAL(up.place_count, FINDING_PLACES);
	CU_ASSERT_EQUAL(memcmp(&up, &down, sizeof(up)), 0);
	CU_ASSERT_TRUE(up.has_more_places);
	CU_ASSERT_EQUAL(up.places[0], place_of(0, 1));
	CU_ASSERT_EQUAL(up.places[FINDING_PLACES - 1], place_of(0, FINDING_PLACES));
	CU_ASSERT_EQUAL(few.place_count, FINDING_PLACES);
	CU_ASSERT_FALSE(few.has_more_places);
}

/* The places that one half dropped are no longer there to be dropped again. */
static void
a_merge_remembers_that_there_was_more_evidence(void)
{
	struct finding all = {0}, first = {0};

	for (unsigned i = 1; i <= FINDING_PLACES; i++) {
		finding_add_place(&all, place_of(0, i));
		finding_add_place(&first, place_of(0, i));
	}
	finding_add_place(&all, place_of(0, FINDING_PLACES + 1));
	finding_merge(&first, &all);
	CU_ASSERT_TRUE(first.has_more_places);
}

/* A session with facts at random; frames and times, too. */
static struct session
random_session(unsigned *seed)
{
	static const char *const protocols[] = {"imap", "smtp", "unknown", "none"};
	static const char *const securities[] = {"plaintext", "starttls", "unknown", "implicit-tls"};
	static const char *const versions[] = {"TLSv1.0", "TLSv1.2", "TLSv1.3"};
	char                     text[512], more[128];

	snprintf(text, sizeof(text),
		 "client=10.0.0.%d server=203.0.113.%d server.port=%d path=%s protocol=%s@%d security=%s@%d "
		 "first_seen=%d last_seen=%d",
		 rand_r(seed) % 3, 6 + rand_r(seed) % 2, rand_r(seed) % 2 ? 143 : 25,
		 rand_r(seed) % 2 ? "egress" : "transit", protocols[rand_r(seed) % 4], 1 + rand_r(seed) % 200,
		 securities[rand_r(seed) % 4], 1 + rand_r(seed) % 200, rand_r(seed) % 1000,
		 rand_r(seed) % 1000);
	snprintf(more, sizeof(more), " tls.version=%s@%d starttls.offered=%s", versions[rand_r(seed) % 3],
		 1 + rand_r(seed) % 200, rand_r(seed) % 2 ? "true" : "false");
	strcat(text, rand_r(seed) % 2 ? more : "");
	return session_of(text);
}

static bool
finding_is_same(const struct finding *a, const struct finding *b)
{
	return finding_compare(a, b) == 0 && a->count == b->count && a->waived == b->waived &&
	       a->of == b->of && a->is_waived == b->is_waived && a->first_seen == b->first_seen &&
	       a->last_seen == b->last_seen && a->place_count == b->place_count &&
	       a->has_more_places == b->has_more_places &&
	       memcmp(a->places, b->places, a->place_count * sizeof(place)) == 0;
}

/* Member by member: what is between them may differ. */
static bool
tally_is_same(const struct check_tally *a, const struct check_tally *b)
{
	return a->check == b->check && a->applicable == b->applicable && a->violated == b->violated &&
	       a->satisfied == b->satisfied && a->inconclusive == b->inconclusive && a->waived == b->waived &&
	       a->verdict == b->verdict;
}

static bool
results_are_same(struct results *a, struct results *b)
{
	bool is_same = results_sessions(a) == results_sessions(b) &&
		       results_refused(a) == results_refused(b) &&
		       results_finding_count(a) == results_finding_count(b) &&
		       results_port_count(a) == results_port_count(b);

	for (size_t i = 0; is_same && i < results_finding_count(a); i++)
		is_same = finding_is_same(results_finding(a, i), results_finding(b, i));
	for (size_t i = 0; is_same && i < results_check_count(a); i++) {
		struct check_tally first = results_check(a, i), second = results_check(b, i);

		is_same = tally_is_same(&first, &second);
	}
	for (size_t i = 0; is_same && i < results_port_count(a); i++) {
		struct port_tally first = results_port(a, i), second = results_port(b, i);

		is_same = first.port == second.port && first.protocol == second.protocol &&
			  first.security == second.security && first.outcome == second.outcome &&
			  first.path == second.path && first.sessions == second.sessions;
	}
	for (size_t i = 0; is_same && i < results_waiver_count(a); i++)
		is_same = results_waiver(a, i).waived == results_waiver(b, i).waived &&
			  results_waiver(a, i).expired == results_waiver(b, i).expired;
	return is_same;
}

#define PARTS 4

/* One run over all against parts at random, merged in an order at random. */
static void
merged_parts_are_the_same_as_one_run(void)
{
	struct policy *policy = good_policy(checks_text);
	unsigned       seed = 465;

	for (int round = 0; round < 200; round++) {
		struct results *whole = results_new(policy, NULL), *parts[PARTS];
		unsigned        start = (unsigned)rand_r(&seed);

		for (unsigned i = 0; i < PARTS; i++)
			parts[i] = results_new(policy, NULL);
		for (int i = rand_r(&seed) % 200; i > 0; i--) {
			struct session session = random_session(&seed);

			results_add(whole, &session);
			results_add(parts[rand_r(&seed) % PARTS], &session);
		}
		for (unsigned i = 1; i < PARTS; i++)
			results_merge(parts[start % PARTS], parts[(start + i) % PARTS]);
		CU_ASSERT(results_are_same(whole, parts[start % PARTS]));
		results_free(whole);
		for (unsigned i = 0; i < PARTS; i++)
			results_free(parts[i]);
	}
	policy_free(policy);
}

static void
findings_come_in_the_order_of_reports(void)
{
	struct policy  *policy = good_policy(checks_text);
	struct results *results = results_new(policy, NULL);
	unsigned        seed = 993;

	for (int i = 0; i < 300; i++) {
		struct session session = random_session(&seed);

		results_add(results, &session);
	}
	CU_ASSERT(results_finding_count(results) > 10);
	for (size_t i = 1; i < results_finding_count(results); i++)
		CU_ASSERT(finding_compare(results_finding(results, i - 1), results_finding(results, i)) < 0);
	CU_ASSERT_EQUAL(results_finding(results, 0)->check->severity, SEVERITY_CRITICAL);
	results_free(results);
	policy_free(policy);
}

static void
what_there_is_no_room_for_is_counted(void)
{
	const struct results_limits limits = {.findings = 5, .pairs = 3};
	struct policy              *policy = good_policy(checks_text);
	struct results             *results = results_new(policy, &limits);
	char                        text[256];

	for (int i = 0; i < 20; i++) {
		struct session session;

		snprintf(text, sizeof(text),
			 "client=10.0.1.%d server=192.0.2.1 protocol=imap security=starttls", i);
		session = session_of(text);
		results_add(results, &session);
		snprintf(text, sizeof(text),
			 "client=10.0.0.%d server=192.0.2.1 protocol=imap security=plaintext", i);
		session = session_of(text);
		results_add(results, &session);
	}
	CU_ASSERT_EQUAL(results_finding_count(results),
			5); /* pairs without findings take no room from them */
	CU_ASSERT_EQUAL(results_refused(results), 15);
	CU_ASSERT_EQUAL(results_check(results, 0).violated, 20);
	CU_ASSERT_EQUAL(results_check(results, 0).satisfied, 20);
	CU_ASSERT_EQUAL(results_finding(results, 4)->of, 1);
	results_free(results);
	policy_free(policy);
}

static void
the_port_matrix_counts_by_its_five_columns(void)
{
	static const char *const sessions[] = {
	    "server.port=993 protocol=imap security=implicit-tls outcome=established path=egress",
	    "server.port=143 protocol=imap security=plaintext outcome=established path=egress",
	    "server.port=993 protocol=imap security=implicit-tls outcome=established path=egress",
	    "server.port=143",
	};
	struct policy    *policy = good_policy(checks_text);
	struct results   *results = results_of(policy, sessions, 4);
	struct port_tally first = results_port(results, 0), second = results_port(results, 1),
			  third = results_port(results, 2);

	CU_ASSERT_EQUAL(results_port_count(results), 3);
	CU_ASSERT_EQUAL(first.port, 143);
	CU_ASSERT_EQUAL(first.protocol, PROTOCOL_IMAP);
	CU_ASSERT_EQUAL(second.port, 143);
	CU_ASSERT_EQUAL(second.protocol, PROTOCOL_UNKNOWN);
	CU_ASSERT_EQUAL(second.outcome, OUTCOME_UNKNOWN);
	CU_ASSERT_EQUAL(third.port, 993);
	CU_ASSERT_EQUAL(third.sessions, 2);
	CU_ASSERT_EQUAL(results_port(results, 3).sessions, 0);
	results_free(results);
	policy_free(policy);
}

/* A scan of every port, with five protocols on each, is more rows than are kept. */
static void
the_port_matrix_is_bounded(void)
{
	struct policy  *policy = good_policy(checks_text);
	struct results *results = results_new(policy, NULL);
	struct session  session;
	uint64_t        sessions = 0;

	memset(&session, 0, sizeof(session));
	for (unsigned port = 1; port < 65536; port++)
		for (unsigned protocol = 0; protocol < 2; protocol++) {
			facts_note_count(&session.facts, FACT_SERVER_PORT, port, PLACE_NONE);
			facts_note_word(&session.facts, FACT_PROTOCOL, protocol, PLACE_NONE);
			results_add(results, &session);
		}
	CU_ASSERT(results_port_count(results) <= 65537);
	CU_ASSERT_EQUAL(results_port(results, 0).port, 0);
	for (size_t i = 0; i < results_port_count(results); i++)
		sessions += results_port(results, i).sessions;
	CU_ASSERT_EQUAL(sessions, results_sessions(results));
	results_free(results);
	policy_free(policy);
}

static const char servers_text[] =
    "policy: test\n"
    "zones: {inside: 10.0.0.0/8}\n"
    "servers: {mta: [10.1.0.25, 10.1.0.26, 10.1.0.25/32], mail: [203.0.113.0/24, 2001:db8::25]}\n"
    "checks:\n"
    "  - {id: plain, title: P, severity: low, applies: protocol == imap, violates: security == plaintext}\n";

static void
want_named(const struct results *results, size_t index, const char *set, const char *address,
	   uint64_t sessions, uint64_t answered, uint64_t as_client)
{
	struct named_tally named = results_named(results, index);
	char               text[ADDRESS_TEXT_SIZE];

	CU_ASSERT_STRING_EQUAL(named.set, set);
	CU_ASSERT_STRING_EQUAL(address_print(&named.prefix.address, text), address);
	CU_ASSERT_EQUAL(named.sessions, sessions);
	CU_ASSERT_EQUAL(named.answered, answered);
	CU_ASSERT_EQUAL(named.as_client, as_client);
}

/* By set and address, what is written twice once; the second half is added up as another run's. */
static void
each_server_that_is_named_is_seen_or_not(void)
{
	static const char *const sessions[] = {
	    "client=10.1.0.25 server=203.0.113.7 port=25 outcome=established",
	    "client=10.2.0.1 server=203.0.113.8 port=25 outcome=dropped",
	    "client=10.2.0.1 server=203.0.114.8 port=25 outcome=established",
	    "client=10.2.0.1 server=10.1.0.25 port=587 outcome=reset",
	};
	struct policy  *policy = good_policy(servers_text);
	struct results *results = results_of(policy, sessions, 2),
		       *other = results_of(policy, sessions + 2, 2);

	results_merge(results, other);
	CU_ASSERT_EQUAL_FATAL(results_named_count(results), 4);
	want_named(results, 0, "mail", "203.0.113.0", 2, 1, 0);
	want_named(results, 1, "mail", "2001:db8::25", 0, 0, 0);
	want_named(results, 2, "mta", "10.1.0.25", 1, 1, 1);
	want_named(results, 3, "mta", "10.1.0.26", 0, 0, 0);
	results_free(results);
	results_free(other);
	policy_free(policy);
}

/* A translated address is a server of its own; the client is the one that was counted before. */
static void
a_second_sight_counts_the_servers_that_only_it_shows(void)
{
	struct policy  *policy = good_policy(servers_text);
	struct results *results = results_new(policy, NULL);
	struct session  first = session_of("client=10.1.0.26 server=203.0.113.7 port=25 outcome=established");
	struct session  again = session_of("client=10.1.0.26 server=10.1.0.25 port=25 outcome=established");

	CU_ASSERT_PTR_NOT_NULL_FATAL(results);
	results_add(results, &first);
	results_add_again(results, &again, &first);
	results_add_again(results, &first, &first);
	want_named(results, 0, "mail", "203.0.113.0", 1, 1, 0);
	want_named(results, 2, "mta", "10.1.0.25", 1, 1, 0);
	want_named(results, 3, "mta", "10.1.0.26", 0, 0, 1);
	results_free(results);
	policy_free(policy);
}

SUITE("policy: results", ROW(unknown_is_never_a_pass), ROW(the_worst_decides_the_verdict),
      ROW(a_waiver_holds_to_the_end_of_its_day), ROW(a_finding_is_waived_only_if_all_of_it_is),
      ROW(a_finding_gathers_the_sessions_of_a_client_at_a_service),
      ROW(a_gathered_finding_has_an_id_of_its_own),
      ROW(evidence_falls_back_on_what_applies_and_then_on_the_first_frame),
      ROW(evidence_is_the_first_frames_whatever_came_first),
      ROW(a_merge_remembers_that_there_was_more_evidence), ROW(merged_parts_are_the_same_as_one_run),
      ROW(findings_come_in_the_order_of_reports), ROW(what_there_is_no_room_for_is_counted),
      ROW(the_port_matrix_counts_by_its_five_columns), ROW(the_port_matrix_is_bounded),
      ROW(each_server_that_is_named_is_seen_or_not),
      ROW(a_second_sight_counts_the_servers_that_only_it_shows))
