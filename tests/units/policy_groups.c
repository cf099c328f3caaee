/* SPDX-License-Identifier: Apache-2.0 */
/* Findings gathered over clients and servers: attempts, answers, and what worked beside them. */
#include "policy_helpers.h"

#define POLICY                                                                                               \
	"policy: p\nzones: {inside: [10.0.0.0/8], branch: [10.9.0.0/16]}\nchecks:\n"                         \
	"  - {id: blocked, title: t, severity: high, per: route, applies: server.port == 587 and attempt "   \
	"== use,"                                                                                            \
	" violates: \"outcome in {dropped, refused}\"}\n"                                                    \
	"  - {id: scan, title: t, severity: low, per: client, applies: attempt is known, violates: attempt " \
	"== scan}\n"                                                                                         \
	"  - {id: service, title: t, severity: low, per: service, applies: outcome is known,"                \
	" violates: outcome == refused}\n"                                                                   \
	"expect:\n  - {id: open, from: inside, to: outside, port: [465, 587], outcome: established}\n"

static struct policy *policy;

static struct results *
results_of(const char *const *sessions, size_t count)
{
	struct results *results = results_new(policy, NULL);

	for (size_t i = 0; i < count; i++) {
		struct session session = session_of(sessions[i]);

		zones_note(policy_zones(policy), &session);
		results_add(results, &session);
	}
	(void)results_settle(results);
	return results;
}

static const struct finding *
finding_of(struct results *results, const char *check)
{
	for (size_t i = 0; i < results_finding_count(results); i++)
		if (strcmp(results_finding(results, i)->check->id, check) == 0)
			return results_finding(results, i);
	return NULL;
}

/* The blocked port from that zone; the test ends without one. */
static const struct finding *
route_from(struct results *results, const char *zone)
{
	for (size_t i = 0; i < results_finding_count(results); i++) {
		const struct finding *finding = results_finding(results, i);

		if (strcmp(finding->check->id, "blocked") == 0 && strcmp(finding->from, zone) == 0)
			return finding;
	}
	CU_FAIL_FATAL("there is no such finding");
	return NULL;
}

#define CALL(client, server, rest) "client=" client " server=" server " server.port=587 attempt=use " rest

static const char *const calls[] = {
    CALL("10.0.0.1", "192.0.2.1", "outcome=dropped first_seen=100 last_seen=110 outcome=dropped@5"),
    CALL("10.0.0.2", "192.0.2.1", "outcome=refused first_seen=50 last_seen=60 outcome=refused@3"),
    CALL("10.0.0.2", "192.0.2.2",
	 "outcome=dropped first_seen=70 last_seen=400 control.kind=other-port@9 "
	 "control.port=443"),
    CALL("10.0.0.3", "192.0.2.3", "outcome=established first_seen=10 last_seen=20"),
    CALL("10.0.0.3", "192.0.2.3", "outcome=unknown first_seen=10 last_seen=20"),
    CALL("10.0.0.3", "192.0.2.3", "outcome=dropped first_seen=11 last_seen=20 control.kind=other-client@30"),
    CALL("10.9.0.3", "192.0.2.3", "outcome=dropped first_seen=500 last_seen=600"),
    "client=10.0.0.4 server=192.0.2.4 server.port=587 attempt=scan outcome=refused",
    "client=10.0.0.4 server=192.0.2.4 server.port=25 attempt=scan outcome=refused",
    "client=10.0.0.4 server=192.0.2.5 server.port=25 attempt=scan outcome=dropped",
};
#define CALLS (sizeof(calls) / sizeof(calls[0]))

static void
begin(void)
{
	policy = good_policy(POLICY);
}

static void
a_route_is_one_finding_with_its_numbers(void)
{
	struct results       *results;
	const struct finding *finding;

	begin();
	results = results_of(calls, CALLS);
	finding = route_from(results, "inside");
	CU_ASSERT_STRING_EQUAL(finding->check->id, "blocked");
	CU_ASSERT_STRING_EQUAL(finding->from, "inside");
	CU_ASSERT_STRING_EQUAL(finding->to, "outside");
	CU_ASSERT_EQUAL(finding->subject, SUBJECT_ROUTE);
	CU_ASSERT_EQUAL(finding->count, 4);
	CU_ASSERT_EQUAL(finding->of, 6);
	CU_ASSERT_EQUAL(finding->answered, 1);
	CU_ASSERT_EQUAL(finding->clients, 3);
	CU_ASSERT_EQUAL(finding->servers, 3);
	CU_ASSERT_EQUAL(finding->port, 587);
	CU_ASSERT_EQUAL(finding->client.family, 0);
	CU_ASSERT_EQUAL(finding->server.family, 0);
	CU_ASSERT_EQUAL(finding->first_seen, 11);
	CU_ASSERT_EQUAL(finding->last_seen, 400);
	results_free(results);
	policy_free(policy);
}

static void
who_is_alone_in_a_group_is_named(void)
{
	struct results       *results;
	const struct finding *branch, *scan;
	char                  address[ADDRESS_TEXT_SIZE];

	begin();
	results = results_of(calls, CALLS);
	branch = route_from(results, "branch");
	CU_ASSERT_STRING_EQUAL(branch->from, "branch");
	CU_ASSERT_EQUAL(branch->clients, 1);
	CU_ASSERT_STRING_EQUAL(address_print(&branch->client, address), "10.9.0.3");
	scan = finding_of(results, "scan");
	CU_ASSERT_PTR_NOT_NULL_FATAL(scan);
	CU_ASSERT_EQUAL(scan->subject, SUBJECT_CLIENT);
	CU_ASSERT_STRING_EQUAL(address_print(&scan->client, address), "10.0.0.4");
	CU_ASSERT_EQUAL(scan->server.family, 0);
	CU_ASSERT_EQUAL(scan->servers, 2);
	CU_ASSERT_EQUAL(scan->ports, 2);
	CU_ASSERT_EQUAL(scan->port, 0);
	CU_ASSERT_EQUAL(scan->count, 3);
	results_free(results);
	policy_free(policy);
}

/* Another client at the same port proves more than another port; of one kind the first frame counts. */
static void
the_best_control_is_kept(void)
{
	struct results       *results;
	const struct finding *finding;

	begin();
	results = results_of(calls, CALLS);
	finding = route_from(results, "inside");
	CU_ASSERT_TRUE(finding->control.is_wanted);
	CU_ASSERT_EQUAL(finding->control.kind, CONTROL_OTHER_CLIENT);
	CU_ASSERT_EQUAL(place_frame(finding->control.where), 30);
	finding = route_from(results, "branch");
	CU_ASSERT_TRUE(finding->control.is_wanted);
	CU_ASSERT_EQUAL(finding->control.where, PLACE_NONE);
	results_free(results);
	policy_free(policy);
}

static bool
is_same(const struct finding *a, const struct finding *b)
{
	char one[FINDING_ID_SIZE], other[FINDING_ID_SIZE];

	finding_id(a, one);
	finding_id(b, other);
	return strcmp(one, other) == 0 && a->count == b->count && a->of == b->of &&
	       a->answered == b->answered && a->clients == b->clients && a->servers == b->servers &&
	       a->ports == b->ports && a->first_seen == b->first_seen && a->last_seen == b->last_seen &&
	       a->control.where == b->control.where && a->control.kind == b->control.kind &&
	       a->control.is_wanted == b->control.is_wanted && a->place_count == b->place_count &&
	       address_equal(&a->client, &b->client) && address_equal(&a->server, &b->server) &&
	       a->port == b->port && a->path == b->path;
}

static void
want_same(struct results *a, struct results *b)
{
	CU_ASSERT_EQUAL_FATAL(results_finding_count(a), results_finding_count(b));
	for (size_t i = 0; i < results_finding_count(a); i++)
		CU_ASSERT_TRUE(is_same(results_finding(a, i), results_finding(b, i)));
	for (size_t i = 0; i < results_check_count(a); i++)
		CU_ASSERT_EQUAL(results_check(a, i).answered, results_check(b, i).answered);
}

/* However the sessions are dealt out to three, and in whatever order those are joined. */
static void
groups_merge_in_any_order(void)
{
	struct results *whole;

	begin();
	whole = results_of(calls, CALLS);
	for (size_t first = 0; first <= CALLS; first++)
		for (size_t second = first; second <= CALLS; second++) {
			struct results *a = results_of(calls, first);
			struct results *b = results_of(calls + first, second - first);
			struct results *c = results_of(calls + second, CALLS - second);

			if ((first + second) % 2 == 0) {
				results_merge(b, a);
				results_merge(c, b);
			} else {
				results_merge(a, c);
				results_merge(b, a);
			}
			(void)results_settle((first + second) % 2 == 0 ? c : b);
			want_same(whole, (first + second) % 2 == 0 ? c : b);
			results_free(a);
			results_free(b);
			results_free(c);
		}
	results_free(whole);
	policy_free(policy);
}

/* The id is of the route, whoever is on it. */
static void
the_id_of_a_group_does_not_depend_on_who_is_in_it(void)
{
	struct results *one, *all;
	char            first[FINDING_ID_SIZE], second[FINDING_ID_SIZE], branch[FINDING_ID_SIZE];

	begin();
	one = results_of(calls, 1);
	all = results_of(calls, CALLS);
	finding_id(finding_of(one, "blocked"), first);
	finding_id(route_from(all, "inside"), second);
	finding_id(route_from(all, "branch"), branch);
	CU_ASSERT_STRING_EQUAL(first, second);
	CU_ASSERT_STRING_NOT_EQUAL(first, branch);
	results_free(one);
	results_free(all);
	policy_free(policy);
}

static struct check_tally
tally_in(struct results *results, const char *id)
{
	size_t index;

	CU_ASSERT_PTR_NOT_NULL_FATAL(check_of(policy, id, &index));
	return results_check(results, index);
}

static void
expectations_answer_with_numbers(void)
{
	struct results    *results;
	struct check_tally tally;

	begin();
	results = results_of(calls, CALLS);
	tally = tally_in(results, "open");
	CU_ASSERT_TRUE(tally.check->is_expectation);
	CU_ASSERT_EQUAL(tally.verdict, VERDICT_FAIL);
	/* Not of the branch, which is another zone; and what a scan was kept out of says nothing. */
	CU_ASSERT_EQUAL(tally.applicable, 6);
	CU_ASSERT_EQUAL(tally.answered, 1);
	CU_ASSERT_EQUAL(tally.satisfied, 1);
	CU_ASSERT_EQUAL(tally.inconclusive, 1);
	CU_ASSERT_EQUAL(finding_of(results, "open")->subject, SUBJECT_ROUTE);
	results_free(results);
	results = results_of(calls + 4, 1);
	CU_ASSERT_EQUAL(tally_in(results, "open").verdict, VERDICT_INCONCLUSIVE);
	results_free(results);
	results = results_of(calls + 3, 1);
	CU_ASSERT_EQUAL(tally_in(results, "open").verdict, VERDICT_PASS);
	results_free(results);
	results = results_of(calls + 7, 1);
	CU_ASSERT_EQUAL(tally_in(results, "open").verdict, VERDICT_NOT_OBSERVED);
	results_free(results);
	policy_free(policy);
}

/* Findings beyond the limit are counted; those that are there go on counting. */
static void
groups_have_a_limit(void)
{
	const struct results_limits limits = {.groups = 10};
	struct results             *results;

	begin();
	results = results_new(policy, &limits);
	for (unsigned i = 0; i < 1000; i++) {
		char           text[256];
		struct session session;

		snprintf(text, sizeof(text), "client=10.0.%u.%u server=192.0.2.1 server.port=25 attempt=scan",
			 i / 200, i % 200);
		session = session_of(text);
		results_add(results, &session);
	}
	CU_ASSERT_EQUAL(results_finding_count(results), 10);
	CU_ASSERT_EQUAL(results_refused(results), 990);
	results_free(results);
	policy_free(policy);
}

SUITE("policy: groups", ROW(a_route_is_one_finding_with_its_numbers), ROW(who_is_alone_in_a_group_is_named),
      ROW(the_best_control_is_kept), ROW(groups_merge_in_any_order),
      ROW(the_id_of_a_group_does_not_depend_on_who_is_in_it), ROW(expectations_answer_with_numbers),
      ROW(groups_have_a_limit))
