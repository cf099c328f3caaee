/* SPDX-License-Identifier: Apache-2.0 */
/* The built-in checks of several sessions: each has a series that trips it and a near miss that must not. */
#include "policy_series.h"
#include "policy_series_rows.h"

static struct policy *
baseline(void)
{
	return good_policy("policy: test\nextends: baseline\nservers: {mta: 10.0.0.25}\n"
			   "zones: {inside: 10.0.0.0/8}\n");
}

/* The sessions of a row, the last of them repeated, into ${series}. */
static void
write_series(const struct series *row, char series[SERIES_LARGEST])
{
	size_t size = (size_t)snprintf(series, SERIES_LARGEST, "%s", row->sessions);

	for (unsigned i = 1; i <= row->times && size < SERIES_LARGEST; i++) {
		size += (size_t)snprintf(series + size, SERIES_LARGEST - size, " | t=%u", i);
		if (row->repeat == REPEAT_CLIENT)
			size += (size_t)snprintf(series + size, SERIES_LARGEST - size, " c=10.1.0.%u", i);
		if (row->repeat == REPEAT_SERVER)
			size +=
			    (size_t)snprintf(series + size, SERIES_LARGEST - size, " s=198.51.100.%u:25", i);
	}
	CU_ASSERT_FATAL(size < SERIES_LARGEST);
}

static void
every_check_of_several_sessions_is_tripped_and_nearly_missed(void)
{
	struct policy *policy = baseline();
	char           series[SERIES_LARGEST];

	for (size_t i = 0; i < SERIES_ROWS; i++) {
		struct check_tally trips, misses;

		write_series(&series_rows[i].trips, series);
		trips = tally_of_series(policy, series_rows[i].id, series);
		write_series(&series_rows[i].near_miss, series);
		misses = tally_of_series(policy, series_rows[i].id, series);
		if (trips.violated != 1 || misses.violated != 0 || misses.satisfied == 0 ||
		    misses.inconclusive != 0)
			fprintf(stderr,
				"%s: %d violated; near miss: %d violated, %d satisfied, %d inconclusive\n",
				series_rows[i].id, (int)trips.violated, (int)misses.violated,
				(int)misses.satisfied, (int)misses.inconclusive);
		CU_ASSERT_EQUAL(trips.violated, 1);
		CU_ASSERT_EQUAL(misses.violated, 0);
		CU_ASSERT_EQUAL(misses.inconclusive, 0);
		CU_ASSERT_NOT_EQUAL(misses.satisfied, 0);
	}
	printf("%zu checks, each tripped and nearly missed ", policy_check_count(policy));
	policy_free(policy);
}

static void
every_check_of_several_sessions_has_its_row(void)
{
	struct policy *policy = baseline();

	for (size_t i = 0; i < policy_check_count(policy); i++) {
		const struct check *check = policy_check(policy, i);
		unsigned            found = 0;

		for (size_t j = 0; j < SERIES_ROWS; j++)
			found += strcmp(series_rows[j].id, check->id) == 0;
		CU_ASSERT_EQUAL(found, check->subject != SUBJECT_SESSION);
		if (found != (check->subject != SUBJECT_SESSION))
			fprintf(stderr, "%s\n", check->id);
	}
	policy_free(policy);
}

/* What cannot be seen inside TLS is neither a login nor the lack of one. */
static void
protected_sessions_make_no_check_of_several_inconclusive(void)
{
	static const char tls[] =
	    "c=10.0.0.1 s=192.0.2.1:993 t=0 outcome=established protocol=imap protocol_basis=port "
	    "security=implicit-tls "
	    "role=access ended_at=tls auth.in_clear=false auth.challenge_in_clear=false "
	    "content_in_clear=false "
	    "tls.version=TLSv1.3 tls.handshake=completed tls.certificate.visible=false | t=1 | "
	    "s=192.0.2.1:25 protocol=smtp role=relay security=starttls starttls.offered=true "
	    "starttls.requested=true "
	    "starttls.accepted=true starttls.completed=true";
	struct policy  *policy = baseline();
	struct results *results = results_of_series(policy, tls);

	for (size_t i = 0; i < policy_check_count(policy); i++) {
		struct check_tally tally = results_check(results, i);

		if (tally.check->subject != SUBJECT_SESSION && tally.inconclusive + tally.violated > 0)
			fprintf(stderr, "%s\n", tally.check->id);
		if (tally.check->subject != SUBJECT_SESSION)
			CU_ASSERT_EQUAL(tally.inconclusive + tally.violated, 0);
	}
	results_free(results);
	policy_free(policy);
}

/* A threshold is a list of one number, and a later file's holds in the checks of an earlier one. */
static void
thresholds_can_be_changed(void)
{
	static const char series[] = "c=192.0.2.66 s=10.0.0.143:143 t=0 protocol=imap security=plaintext "
				     "auth.mechanism=PLAIN auth.failures=30";
	struct policy *policy = good_policy("policy: test\nextends: baseline\nzones: {inside: 10.0.0.0/8}\n"
					    "lists: {guessing_logins: [31]}\n");

	CU_ASSERT_EQUAL(tally_of_series(policy, "auth-bruteforce", series).violated, 0);
	CU_ASSERT_EQUAL(tally_of_series(policy, "auth-bruteforce", series).satisfied, 1);
	policy_free(policy);
}

SUITE("policy: behaviour", ROW(every_check_of_several_sessions_is_tripped_and_nearly_missed),
      ROW(every_check_of_several_sessions_has_its_row),
      ROW(protected_sessions_make_no_check_of_several_inconclusive), ROW(thresholds_can_be_changed))
