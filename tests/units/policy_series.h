/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_POLICY_SERIES_H
#define TESTS_POLICY_SERIES_H

#include "policy_helpers.h"

/*
 * series: several sessions in one line of text, divided by " | ".
 *
 * Each is "name=value …" as for session_of, and four short ones: c=CLIENT, s=SERVER:PORT, t=SECONDS (first
 * and last seen), f=FRAME.  A session begins as a copy of the one before it, so that only what differs is
 * said; "x=NAME" takes a fact away.
 */
#define SERIES_LARGEST 4096

static inline void
session_say(struct session *session, const char *text)
{
	char  copy[1024], one[280];
	char *rest = copy, *colon;

	snprintf(copy, sizeof(copy), "%s", text);
	for (char *word; (word = strsep(&rest, " ")) != NULL;) {
		if (*word == '\0')
			continue;
		if (strncmp(word, "c=", 2) == 0) {
			snprintf(one, sizeof(one), "client=%.200s", word + 2);
			session_put(session, one);
		} else if (strncmp(word, "s=", 2) == 0 && (colon = strrchr(word, ':')) != NULL) {
			*colon = '\0';
			snprintf(one, sizeof(one), "server=%.200s", word + 2);
			session_put(session, one);
			snprintf(one, sizeof(one), "server.port=%.200s", colon + 1);
			session_put(session, one);
		} else if (strncmp(word, "t=", 2) == 0) {
			int64_t time = strtoll(word + 2, NULL, 10) * INT64_C(1000000000);

			facts_note_time(&session->facts, FACT_FIRST_SEEN, time, PLACE_NONE);
			facts_note_time(&session->facts, FACT_LAST_SEEN, time, PLACE_NONE);
		} else if (strncmp(word, "f=", 2) == 0) {
			session->first_frame = place_of(0, strtoull(word + 2, NULL, 10));
		} else if (strncmp(word, "x=", 2) == 0) {
			facts_forget(&session->facts, fact_by_name(word + 2));
		} else {
			session_put(session, word);
		}
	}
}

/* As the pipeline does it: zones and path follow from the addresses. */
static inline struct results *
results_of_series(const struct policy *policy, const char *series)
{
	struct results *results = results_new(policy, NULL);
	struct session  session;
	char            copy[SERIES_LARGEST];
	char           *rest = copy;

	CU_ASSERT_PTR_NOT_NULL_FATAL(results);
	CU_ASSERT_FATAL(strlen(series) < sizeof(copy));
	memset(&session, 0, sizeof(session));
	session.first_frame = session.last_frame = place_of(0, 1);
	snprintf(copy, sizeof(copy), "%s", series);
	for (char *one; (one = strsep(&rest, "|")) != NULL;) {
		session_say(&session, one);
		zones_note(policy_zones(policy), &session);
		results_add(results, &session);
	}
	CU_ASSERT_TRUE_FATAL(results_settle(results));
	return results;
}

/* What one check says of that series. */
static inline struct check_tally
tally_of_series(const struct policy *policy, const char *id, const char *series)
{
	struct results    *results = results_of_series(policy, series);
	struct check_tally tally;
	size_t             index;

	if (check_of(policy, id, &index) == NULL) {
		fprintf(stderr, "no such check: %s\n", id);
		exit(2);
	}
	tally = results_check(results, index);
	results_free(results);
	return tally;
}

#endif
