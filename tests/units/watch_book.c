/* SPDX-License-Identifier: Apache-2.0 */
/* What stations hand over bit by bit is what a run over all of it finds, and each finding is told when it
 * grows. */
#include "watch/book.h"

#include "policy_series.h"

static const char text[] = "policy: test\n"
			   "zones: {inside: 10.0.0.0/8}\n"
			   "counters:\n"
			   "  - {name: refused, counts: auth.failures > 0, sum: auth.failures}\n"
			   "  - {name: clients, counts: auth.failures > 0, distinct: client}\n"
			   "checks:\n"
			   "  - id: guessing\n"
			   "    title: Many refused logins\n"
			   "    severity: medium\n"
			   "    subject: service\n"
			   "    window: 10m\n"
			   "    applies: refused >= 1\n"
			   "    violates: refused >= 10\n"
			   "  - id: distributed\n"
			   "    title: Many clients\n"
			   "    severity: low\n"
			   "    subject: service\n"
			   "    applies: clients >= 1\n"
			   "    violates: clients >= 3\n"
			   "  - id: refused-once\n"
			   "    title: A login was refused\n"
			   "    severity: low\n"
			   "    applies: auth.failures is known\n"
			   "    violates: auth.failures > 0\n"
			   "  - id: refused-route\n"
			   "    title: Refused on a route\n"
			   "    severity: low\n"
			   "    per: route\n"
			   "    applies: auth.failures is known\n"
			   "    violates: auth.failures > 5\n";

static struct session
any_session(const struct policy *policy, unsigned *random)
{
	char           one[256];
	struct session session;

	snprintf(one, sizeof(one), "c=10.0.0.%d s=203.0.113.%d:%d t=%d f=%d auth.failures=%d",
		 rand_r(random) % 6, rand_r(random) % 4, rand_r(random) % 2 ? 143 : 25, rand_r(random) % 9000,
		 rand_r(random) % 500 + 1, rand_r(random) % 9);
	memset(&session, 0, sizeof(session));
	session_say(&session, one);
	zones_note(policy_zones(policy), &session);
	return session;
}

/* The newest of what was told, by id. */
#define MOST_TOLD 512

struct told {
	struct finding findings[MOST_TOLD];
	char           ids[MOST_TOLD][FINDING_ID_SIZE];
	size_t         count, calls;
};

static void
note_told(void *context, const struct finding *finding)
{
	struct told *told = context;
	char         id[FINDING_ID_SIZE];
	size_t       at = 0;

	finding_id(finding, id);
	while (at < told->count && strcmp(told->ids[at], id) != 0)
		at++;
	CU_ASSERT_FATAL(at < MOST_TOLD);
	memcpy(told->ids[at], id, sizeof(id));
	told->findings[at] = *finding;
	told->count += at == told->count;
	told->calls++;
}

static bool
is_told_as_found(const struct told *told, struct results *whole)
{
	bool is = told->count == results_finding_count(whole);

	for (size_t i = 0; is && i < told->count; i++) {
		char                  id[FINDING_ID_SIZE];
		const struct finding *finding = results_finding(whole, i);
		size_t                at = 0;

		finding_id(finding, id);
		while (at < told->count && strcmp(told->ids[at], id) != 0)
			at++;
		is = at < told->count && told->findings[at].count == finding->count &&
		     told->findings[at].clients == finding->clients &&
		     told->findings[at].first_seen == finding->first_seen &&
		     told->findings[at].last_seen == finding->last_seen &&
		     told->findings[at].place_count == finding->place_count &&
		     memcmp(told->findings[at].places, finding->places,
			    finding->place_count * sizeof(place)) == 0;
	}
	return is;
}

#define STATIONS 3

/* What is over is handed over; of each station the newest sessions are alive, and are judged with the rest.
 */
static void
bit_by_bit_is_the_same_as_all_at_once(void)
{
	static struct told told;
	struct policy     *policy = good_policy(text);

	for (unsigned seed = 1; seed < 30; seed++) {
		struct book    *book = book_new(policy, NULL, 65536);
		struct results *whole = results_new(policy, NULL), *stations[STATIONS];
		unsigned        random = seed;

		memset(&told, 0, sizeof(told));
		for (size_t i = 0; i < STATIONS; i++)
			stations[i] = results_new(policy, NULL);
		for (unsigned turn = 0; turn < 20; turn++) {
			struct results *live = results_new(policy, NULL);
			struct session  alive[4];

			for (unsigned i = 0; i < 7; i++) {
				struct session session = any_session(policy, &random);

				results_add(whole, &session);
				results_add(stations[rand_r(&random) % STATIONS], &session);
			}
			for (size_t i = 0; i < STATIONS; i++)
				book_take(book, stations[i]);
			for (unsigned i = 0; i < 4; i++) {
				alive[i] = any_session(policy, &random);
				results_gather(live, &alive[i]);
			}
			book_tell(book, live, note_told, &told);
			results_free(live);
			/* They end, and are of the whole. */
			for (unsigned i = 0; i < 4; i++) {
				results_add(whole, &alive[i]);
				results_add(stations[i % STATIONS], &alive[i]);
			}
		}
		for (size_t i = 0; i < STATIONS; i++)
			book_take(book, stations[i]);
		stations[0] = (results_free(stations[0]), results_new(policy, NULL));
		book_tell(book, stations[0], note_told, &told);
		CU_ASSERT_TRUE(results_settle(whole));
		CU_ASSERT_TRUE(is_told_as_found(&told, whole));
		told.calls = 0;
		book_tell(book, stations[0], note_told, &told);
		CU_ASSERT_EQUAL(told.calls, 0);
		book_tell_all(book, note_told, &told);
		CU_ASSERT_EQUAL(told.calls, results_finding_count(whole));
		CU_ASSERT_TRUE(is_told_as_found(&told, whole));
		for (size_t i = 0; i < STATIONS; i++)
			results_free(stations[i]);
		results_free(whole);
		book_free(book);
	}
	policy_free(policy);
}

/* Nine refused logins are over, and one more is in a connection that is open. */
static void
what_is_alive_counts_with_what_is_over(void)
{
	static struct told told;
	struct policy     *policy = good_policy(text);
	struct book       *book = book_new(policy, NULL, 65536);
	struct results    *station = results_new(policy, NULL), *live = results_new(policy, NULL);
	struct session     session;
	size_t             guessing = 0;

	memset(&told, 0, sizeof(told));
	memset(&session, 0, sizeof(session));
	session_say(&session, "c=10.0.0.1 s=203.0.113.7:143 t=100 f=3 auth.failures=9");
	results_add(station, &session);
	session_say(&session, "c=10.0.0.1 s=203.0.113.7:143 t=110 f=9 auth.failures=1");
	results_gather(live, &session);
	book_take(book, station);
	CU_ASSERT_EQUAL(results_sessions(station), 0);
	book_tell(book, live, note_told, &told);
	for (size_t i = 0; i < told.count; i++)
		if (strcmp(told.findings[i].check->id, "guessing") == 0) {
			guessing++;
			CU_ASSERT_EQUAL(told.findings[i].count, 2);
		}
	CU_ASSERT_EQUAL(guessing, 1);
	results_free(live);
	results_free(station);
	book_free(book);
	policy_free(policy);
}

SUITE("watch: book", ROW(bit_by_bit_is_the_same_as_all_at_once), ROW(what_is_alive_counts_with_what_is_over))
