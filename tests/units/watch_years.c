/* SPDX-License-Identifier: Apache-2.0 */
/* Years go by, every client is a new one, and memory is what it was after the first. */
#include <stdlib.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "policy/keep.h"
#include "policy_series.h"
#include "watch/book.h"
#include "watch/limits.h"

static const char text[] = "policy: test\n"
			   "zones: {inside: 10.0.0.0/8}\n"
			   "counters:\n"
			   "  - {name: refused, counts: auth.failures > 0, sum: auth.failures}\n"
			   "  - {name: reached, counts: outcome == established, distinct: server}\n"
			   "checks:\n"
			   "  - id: guessing\n"
			   "    title: Many refused logins\n"
			   "    severity: medium\n"
			   "    subject: service\n"
			   "    window: 10m\n"
			   "    applies: refused >= 1\n"
			   "    violates: refused >= 10\n"
			   "  - id: spread\n"
			   "    title: Many servers\n"
			   "    severity: low\n"
			   "    subject: client\n"
			   "    applies: reached >= 1\n"
			   "    violates: reached > 3\n"
			   "  - id: clear\n"
			   "    title: A password crossed in clear\n"
			   "    severity: high\n"
			   "    applies: auth.in_clear is known\n"
			   "    violates: auth.in_clear\n"
			   "  - id: refused-once\n"
			   "    title: A login was refused\n"
			   "    severity: low\n"
			   "    applies: auth.failures is known\n"
			   "    violates: auth.failures > 0 and auth.mechanism is known\n"
			   "  - id: refused-client\n"
			   "    title: A client was refused\n"
			   "    severity: low\n"
			   "    per: client\n"
			   "    applies: auth.failures is known\n"
			   "    violates: auth.failures > 0\n";

#define DAY 86400
#define DAYS (3 * 365)
#define A_DAY 150 /* sessions */

struct years {
	struct policy  *policy;
	struct book    *book;
	struct results *station;
	struct session  session;
	unsigned        made, told, told_clear, told_guessing;
	char            names[A_DAY][20]; /* of mechanisms: of a day alone */
};

static void
count_told(void *context, const struct finding *finding)
{
	struct years *years = context;

	years->told++;
	years->told_clear += strcmp(finding->check->id, "clear") == 0;
	years->told_guessing += strcmp(finding->check->id, "guessing") == 0;
}

static void
begin(struct years *years)
{
	struct watch_limits limits = watch_limits_of(WATCH_MEMORY_LEAST, 1);

	memset(years, 0, sizeof(*years));
	years->policy = good_policy(text);
	years->book = book_new(years->policy, &limits.results, limits.text_octets);
	years->station = results_new(years->policy, &limits.between);
}

static void
end(struct years *years)
{
	results_free(years->station);
	book_free(years->book);
	policy_free(years->policy);
}

static void
add(struct years *years, const char *said)
{
	session_say(&years->session, said);
	zones_note(policy_zones(years->policy), &years->session);
	results_add(years->station, &years->session);
	if (results_are_crowded(years->station, 6))
		book_take(years->book, years->station);
}

static void
tell(struct years *years)
{
	struct results *live = results_new(years->policy, NULL);

	book_take(years->book, years->station);
	book_tell(years->book, live, count_told, years);
	results_free(live);
}

/* Half of them are refused once, each by a service that is called at no other time; the others are of no
 * interest. */
static void
live_a_day(struct years *years, unsigned day)
{
	char said[256];

	for (unsigned i = 0; i < A_DAY; i++) {
		unsigned number = years->made++;

		(void)snprintf(said, sizeof(said),
			       "c=10.%u.%u.%u s=203.%u.%u.%u:143 t=%u f=%u outcome=established "
			       "auth.failures=%u auth.in_clear=false",
			       number >> 16 & 255, number >> 8 & 255, number & 255, number >> 16 & 255,
			       number >> 8 & 255, number & 255, day * DAY + i * (DAY / A_DAY), number + 1,
			       number % 2);
		(void)snprintf(years->names[i], sizeof(years->names[i]), "MADE-UP-%u", number & 0xffffff);
		facts_note_text(&years->session.facts, FACT_AUTH_MECHANISM, years->names[i], PLACE_NONE);
		add(years, said);
	}
	tell(years);
}

static struct results *
report_of(struct years *years)
{
	struct watch_limits limits = watch_limits_of(WATCH_MEMORY_LEAST, 1);
	struct results     *copy = results_new(years->policy, &limits.results);

	book_copy(years->book, copy);
	CU_ASSERT_TRUE_FATAL(results_settle(copy));
	return copy;
}

static size_t
memory_taken(void)
{
#ifdef __GLIBC__
	return mallinfo2().uordblks;
#else
	return 0;
#endif
}

/* All that was counted is in the tallies, whatever became of the counters. */
static void
check_tally(struct years *years, struct results *report, const char *id, unsigned violated,
	    unsigned satisfied)
{
	struct check_tally tally;
	size_t             index;

	(void)check_of(years->policy, id, &index);
	tally = results_check(report, index);
	CU_ASSERT_EQUAL(tally.violated, violated);
	CU_ASSERT_EQUAL(tally.satisfied, satisfied);
	CU_ASSERT_EQUAL(tally.applicable, violated + satisfied);
}

/* The texts of a finding are those of its session, long after that is gone. */
static void
check_texts(struct results *report)
{
	size_t checked = 0;

	for (size_t i = 0; i < results_finding_count(report); i++) {
		const struct finding *finding = results_finding(report, i);
		const uint8_t        *octets = finding->client.octets;
		struct facts          facts;
		struct value          value;
		char                  name[20];

		if (strcmp(finding->check->id, "refused-once") != 0)
			continue;
		proof_facts(&finding->proof, &facts);
		(void)snprintf(name, sizeof(name), "MADE-UP-%u",
			       (unsigned)octets[1] << 16 | (unsigned)octets[2] << 8 | octets[3]);
		CU_ASSERT_TRUE_FATAL(facts_value(&facts, FACT_AUTH_MECHANISM, &value));
		CU_ASSERT_STRING_EQUAL(value.is.text, name);
		checked++;
	}
	CU_ASSERT(checked > 100);
}

static void
memory_is_flat_and_nothing_is_refused(void)
{
	struct years    years;
	struct results *report;
	size_t          most[3] = {0}; /* memory in each year */

	begin(&years);
	for (unsigned day = 0; day < DAYS; day++) {
		live_a_day(&years, day);
		if (memory_taken() > most[day / 365])
			most[day / 365] = memory_taken();
	}
	CU_ASSERT(most[1] <= most[0] + most[0] / 50);
	CU_ASSERT(most[2] <= most[0] + most[0] / 50);
	report = report_of(&years);
	CU_ASSERT_EQUAL(results_sessions(report), (uint64_t)DAYS * A_DAY);
	CU_ASSERT_EQUAL(results_refused(report), 0);
	CU_ASSERT_EQUAL(results_refused_subjects(report), 0);
	CU_ASSERT(results_given_up(report) > 10000);
	/* Two findings of each refused client: of itself and of the pair. */
	CU_ASSERT_EQUAL(years.told, years.made / 2 * 2);
	check_texts(report);
	check_tally(&years, report, "refused-once", years.made / 2, years.made / 2);
	check_tally(&years, report, "guessing", 0, years.made / 2);
	check_tally(&years, report, "spread", 0, years.made);
	results_free(report);
	end(&years);
}

static const struct finding *
finding_of(struct results *results, const char *id)
{
	for (size_t i = 0; i < results_finding_count(results); i++)
		if (strcmp(results_finding(results, i)->check->id, id) == 0)
			return results_finding(results, i);
	return NULL;
}

/* What was dropped goes the way through octets as well. */
static void
check_kept(const struct years *years, struct results *report)
{
	struct arena   *arena = arena_new();
	struct text     octets = {NULL, 0, 0, false};
	struct results *again;
	enum keep_state state;
	char            wrong[ARCHIVE_WRONG_SIZE];

	CU_ASSERT_TRUE_FATAL(results_keep(report, NULL, &octets));
	again = results_restore(years->policy, NULL, octets.data, octets.size, NULL, arena, &state, wrong);
	CU_ASSERT_PTR_NOT_NULL_FATAL(again);
	CU_ASSERT_TRUE(results_settle(again));
	CU_ASSERT_EQUAL(results_given_up(again), results_given_up(report));
	CU_ASSERT_EQUAL_FATAL(results_finding_count(again), results_finding_count(report));
	for (size_t i = 0; i < results_finding_count(again); i++)
		CU_ASSERT_EQUAL(results_finding(again, i)->count, results_finding(report, i)->count);
	for (size_t i = 0; i < results_check_count(again); i++)
		CU_ASSERT_EQUAL(results_check(again, i).applicable, results_check(report, i).applicable);
	results_free(again);
	arena_free(arena);
	text_free(&octets);
}

static void
guess(struct years *years, unsigned day)
{
	char said[256];

	for (unsigned i = 0; i < 12; i++) {
		(void)snprintf(said, sizeof(said),
			       "c=10.0.0.9 s=203.0.113.250:993 t=%u f=%u auth.failures=1 auth.in_clear=false",
			       day * DAY + 3600 + i, 100000000 + day * 100 + i);
		add(years, said);
	}
}

/* What mattered most in the first year is still known in the third, with what came of it since; and what
 * comes in the third is found as in the first. */
static void
what_matters_is_known_after_years(void)
{
	struct years          years;
	struct results       *report;
	const struct finding *finding;
	unsigned              clear;

	begin(&years);
	add(&years, "c=10.0.0.7 s=203.0.113.250:143 t=100 f=7 outcome=established auth.in_clear=true");
	guess(&years, 0);
	for (unsigned day = 0; day < DAYS; day++) {
		live_a_day(&years, day);
		if (day == 500)
			guess(&years, day);
	}
	clear = years.told_clear;
	CU_ASSERT_EQUAL(clear, 1);
	add(&years, "c=10.0.0.8 s=203.0.113.250:143 t=94000000 f=900000000 outcome=established "
		    "auth.in_clear=true auth.mechanism=PLAIN");
	tell(&years);
	CU_ASSERT_EQUAL(years.told_clear, clear + 1);
	report = report_of(&years);
	CU_ASSERT_PTR_NOT_NULL_FATAL(finding = finding_of(report, "clear"));
	CU_ASSERT_EQUAL(finding->client.octets[3], 7);
	CU_ASSERT_PTR_NOT_NULL_FATAL(finding = finding_of(report, "guessing"));
	CU_ASSERT_EQUAL(finding->count, 24);
	CU_ASSERT_EQUAL(finding->first_seen, INT64_C(3600000000000));
	CU_ASSERT_EQUAL(finding->last_seen, (INT64_C(500) * DAY + 3600 + 11) * 1000000000);
	check_kept(&years, report);
	results_free(report);
	end(&years);
}

SUITE("watch: years", ROW(memory_is_flat_and_nothing_is_refused), ROW(what_matters_is_known_after_years))
