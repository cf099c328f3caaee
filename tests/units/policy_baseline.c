/* SPDX-License-Identifier: Apache-2.0 */
/* The built-in policy: every check has a session that trips it and a near miss that must not. */
#include "policy_baseline_rows.h"
#include "policy_helpers.h"

static void
every_check_is_tripped_by_its_session_and_not_by_its_near_miss(void)
{
	struct policy *policy = load_good("baseline");

	for (size_t i = 0; i < ROWS; i++) {
		struct check_tally trips = tally_of(policy, rows[i].id, rows[i].trips);
		struct check_tally misses = tally_of(policy, rows[i].id, rows[i].near_miss);

		if (trips.violated != 1 || misses.violated != 0 || misses.inconclusive != 0)
			fprintf(stderr, "%s\n", rows[i].id);
		CU_ASSERT_EQUAL(trips.violated, 1);
		CU_ASSERT_EQUAL(misses.violated, 0);
		CU_ASSERT_EQUAL(misses.inconclusive, 0);
	}
	policy_free(policy);
}

static bool
ends_with(const char *text, const char *end)
{
	size_t size = strlen(text), tail = strlen(end);

	return size >= tail && strcmp(text + size - tail, end) == 0;
}

/* Whether that row's session still trips its check when ${other} is said of it as well. */
static bool
trips_with(const struct policy *policy, size_t row, const char *other)
{
	char session[1024];

	snprintf(session, sizeof(session), "%s %s", rows[row].trips, other);
	return tally_of(policy, rows[row].id, session).violated > 0;
}

/* Checks that judge a session of one place or role leave it to their twins, or to none, elsewhere. */
static void
twins_share_no_session(void)
{
	static const char *const spare_relay[] = {"tls-client-offers-only-old", "tls-compression",
						  "tls-cipher-null", "tls-cipher-export"};
	struct policy           *policy = load_good("baseline");
	char                     twin[64];

	for (size_t i = 0; i < ROWS; i++) {
		const char *id = rows[i].id;

		if (ends_with(id, "-wan") && !ends_with(id, "exposed-wan"))
			CU_ASSERT_FALSE(trips_with(policy, i, "path=internal"));
		if (ends_with(id, "-inside"))
			CU_ASSERT_FALSE(trips_with(policy, i, "path=egress"));
		if (ends_with(id, "-relay"))
			CU_ASSERT_FALSE(trips_with(policy, i, "role=submission"));
		if (strncmp(id, "cert-self-signed-", 17) == 0 && !ends_with(id, "-relay"))
			CU_ASSERT_FALSE(trips_with(policy, i, "role=relay"));
		snprintf(twin, sizeof(twin), "%s-relay", id);
		for (size_t j = 0; j < ROWS; j++)
			if (strcmp(rows[j].id, twin) == 0)
				CU_ASSERT_FALSE(trips_with(policy, i, "role=relay"));
		for (size_t j = 0; j < sizeof(spare_relay) / sizeof(spare_relay[0]); j++)
			if (strcmp(id, spare_relay[j]) == 0)
				CU_ASSERT_FALSE(trips_with(policy, i, "role=relay"));
	}
	policy_free(policy);
}

static void
every_check_has_its_rows(void)
{
	struct policy *policy = load_good("baseline");

	for (size_t i = 0; i < policy_check_count(policy); i++) {
		unsigned found =
		    policy_check(policy, i)->subject != SUBJECT_SESSION; /* policy_series_rows.h */

		for (size_t j = 0; j < ROWS; j++)
			found += strcmp(rows[j].id, policy_check(policy, i)->id) == 0;
		if (found != 1)
			fprintf(stderr, "%s\n", policy_check(policy, i)->id);
		CU_ASSERT_EQUAL(found, 1);
	}
	policy_free(policy);
}

static void
every_check_says_why_and_what_to_do(void)
{
	struct policy *policy = load_good("baseline");

	for (size_t i = 0; i < policy_check_count(policy); i++) {
		const struct check *check = policy_check(policy, i);

		CU_ASSERT(strlen(check->title) > 10);
		CU_ASSERT(strlen(check->because) > 20);
		CU_ASSERT(strlen(check->fix) > 20);
		CU_ASSERT_PTR_NOT_NULL(check->cites[0]);
		CU_ASSERT_PTR_NOT_NULL(check->controls[0]);
		CU_ASSERT_EQUAL(strncmp(check->spot.file, "rules/checks/", 13), 0);
		CU_ASSERT(check->spot.line > 4);
	}
	policy_free(policy);
}

/* Nothing that is not known may come out as a pass: neither a session with no facts nor one of a lost
 * capture. */
static void
a_session_of_which_nothing_is_known_passes_nothing(void)
{
	struct policy *policy = load_good("baseline");

	for (size_t i = 0; i < policy_check_count(policy); i++) {
		const char        *id = policy_check(policy, i)->id;
		struct check_tally nothing = tally_of(policy, id, "");

		CU_ASSERT_EQUAL(nothing.satisfied, 0);
		CU_ASSERT_EQUAL(nothing.violated, 0);
	}
	policy_free(policy);
}

/* Whatever a blocked connection did not show, it must not make the checks of a dialogue inconclusive. */
static void
a_blocked_connection_concerns_the_checks_of_reachability_alone(void)
{
	static const char blocked[] = "client=10.0.0.1 server=192.0.2.1 server.port=993 path=egress "
				      "outcome=dropped attempt=use protocol=none security=none "
				      "protocol_basis=none role=access ended_at=connect auth.in_clear=false "
				      "auth.challenge_in_clear=false "
				      "content_in_clear=false";
	struct policy    *policy = load_good("baseline");

	for (size_t i = 0; i < policy_check_count(policy); i++) {
		const char        *id = policy_check(policy, i)->id;
		struct check_tally tally = tally_of(policy, id, blocked);

		CU_ASSERT_EQUAL(tally.inconclusive, 0);
		CU_ASSERT_EQUAL(tally.violated, strcmp(id, "access-blocked-dropped") == 0);
		CU_ASSERT_EQUAL(tally.applicable, strncmp(id, "access-blocked-", 15) == 0 ||
						      strcmp(id, "secure-blocked-plain-open") == 0 ||
						      strcmp(id, "mail-port-scan") == 0);
	}
	policy_free(policy);
}

/* A TLS 1.3 session on 993 as a dialogue tells it: what is inside is not visible and must not be guessed. */
static void
a_protected_session_is_inconclusive_to_nothing(void)
{
	static const char session[] =
	    "client=10.0.0.1 server=192.0.2.1 server.port=993 path=egress outcome=established protocol=imap "
	    "protocol_basis=port security=implicit-tls role=access ended_at=tls auth.in_clear=false "
	    "auth.challenge_in_clear=false content_in_clear=false tls.version=TLSv1.3 "
	    "tls.handshake=completed tls.offered_max=TLSv1.3 tls.cipher=TLS_AES_128_GCM_SHA256 "
	    "tls.strength=modern tls.forward_secrecy=true tls.group=x25519 tls.sni=mail.example.net "
	    "tls.resumed=false tls.early_data=false tls.downgrade=false tls.certificate.visible=false";
	struct policy *policy = load_good("baseline");

	for (size_t i = 0; i < policy_check_count(policy); i++) {
		struct check_tally tally = tally_of(policy, policy_check(policy, i)->id, session);

		if (tally.inconclusive + tally.violated > 0)
			fprintf(stderr, "%s\n", policy_check(policy, i)->id);
		CU_ASSERT_EQUAL(tally.inconclusive + tally.violated, 0);
	}
	policy_free(policy);
}

/* RFC 9846 1.3: what is hidden for a good reason is counted, and nothing is said of it. */
static void
a_hidden_certificate_is_counted_and_judged_by_nothing(void)
{
	static const char *const hidden[] = {
	    "role=access tls.version=TLSv1.3 tls.resumed=false tls.certificate.visible=false",
	    "role=access tls.version=TLSv1.2 tls.resumed=true tls.certificate.visible=false",
	    "tls.version=TLSv1.2 tls.resumed=false tls.strength=anon tls.certificate.visible=false",
	};
	struct policy *policy = load_good("baseline");

	for (size_t i = 0; i < policy_check_count(policy); i++) {
		const char *id = policy_check(policy, i)->id;

		for (size_t j = 0; j < sizeof(hidden) / sizeof(hidden[0]) && strncmp(id, "cert-", 5) == 0;
		     j++) {
			struct check_tally tally = tally_of(policy, id, hidden[j]);

			CU_ASSERT_EQUAL(tally.applicable, strcmp(id, "cert-not-visible") == 0);
			CU_ASSERT_EQUAL(tally.satisfied, tally.applicable);
		}
	}
	policy_free(policy);
}

static void
a_certificate_that_cannot_be_read_passes_nothing(void)
{
	static const char *const ids[] = {"cert-expired",         "cert-not-yet-valid", "cert-name-mismatch",
					  "cert-self-signed-wan", "cert-weak-key",      "cert-weak-signature",
					  "cert-no-server-auth"};
	struct policy           *policy = load_good("baseline");

	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++)
		CU_ASSERT_EQUAL(
		    tally_of(policy, ids[i], CERTIFICATE "path=egress tls.sni=mail.example.net").inconclusive,
		    1);
	policy_free(policy);
}

/* A capture that began in the middle of a TLS session on 993. */
static void
a_handshake_that_was_not_seen_is_inconclusive_once(void)
{
	static const char session[] =
	    "client=10.0.0.1 server=192.0.2.1 server.port=993 path=ingress outcome=unknown protocol=imap "
	    "protocol_basis=port security=implicit-tls role=access auth.in_clear=false "
	    "auth.challenge_in_clear=false content_in_clear=false tls.handshake=completed";
	struct policy *policy = load_good("baseline");

	for (size_t i = 0; i < policy_check_count(policy); i++) {
		const char        *id = policy_check(policy, i)->id;
		struct check_tally tally = tally_of(policy, id, session);

		if (strncmp(id, "tls-", 4) != 0 && strncmp(id, "cert-", 5) != 0)
			continue;
		CU_ASSERT_EQUAL(tally.inconclusive, strcmp(id, "tls-version-obsolete") == 0);
		CU_ASSERT_EQUAL(tally.violated, 0);
	}
	policy_free(policy);
}

/* What was heard in clear was in clear, though the capture began too late to tell what TCP did. */
static void
plaintext_in_the_middle_of_a_stream_is_found(void)
{
	struct policy     *policy = load_good("baseline");
	struct check_tally tally =
	    tally_of(policy, "imap-plaintext-wan",
		     "role=access protocol=imap path=egress outcome=unknown security=plaintext");

	CU_ASSERT_EQUAL(tally.violated, 1);
	policy_free(policy);
}

static void
a_declared_mail_server_may_use_port_25(void)
{
	struct policy *policy =
	    good_policy("policy: office\nextends: baseline\nservers:\n  mta: 192.168.10.25\n");

	CU_ASSERT_EQUAL(tally_of(policy, "port25-egress-undeclared",
				 "server.port=25 path=egress outcome=established client=192.168.10.25")
			    .satisfied,
			1);
	CU_ASSERT_EQUAL(tally_of(policy, "port25-egress-undeclared",
				 "server.port=25 path=egress outcome=established client=192.168.10.26")
			    .violated,
			1);
	policy_free(policy);
}

SUITE("policy: baseline", ROW(every_check_is_tripped_by_its_session_and_not_by_its_near_miss),
      ROW(twins_share_no_session), ROW(every_check_has_its_rows), ROW(every_check_says_why_and_what_to_do),
      ROW(a_session_of_which_nothing_is_known_passes_nothing),
      ROW(a_blocked_connection_concerns_the_checks_of_reachability_alone),
      ROW(a_protected_session_is_inconclusive_to_nothing), ROW(plaintext_in_the_middle_of_a_stream_is_found),
      ROW(a_hidden_certificate_is_counted_and_judged_by_nothing),
      ROW(a_certificate_that_cannot_be_read_passes_nothing),
      ROW(a_handshake_that_was_not_seen_is_inconclusive_once), ROW(a_declared_mail_server_may_use_port_25))
