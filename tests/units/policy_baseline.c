/* SPDX-License-Identifier: Apache-2.0 */
/* The built-in policy: every check has a session that trips it and a near miss that must not. */
#include "policy_helpers.h"

#define IMAP "role=access protocol=imap server.port=143 outcome=established "
#define POP3 "role=access protocol=pop3 server.port=110 outcome=established "
#define SUBMISSION "role=submission protocol=smtp server.port=587 outcome=established "
#define RELAY "role=relay protocol=smtp server.port=25 outcome=established "
#define LOGIN IMAP "security=plaintext auth.in_clear=true "

/* clang-format off */
static const struct {
	const char *id, *trips, *near_miss;
} rows[] = {
    {"imap-plaintext-wan",
     IMAP "path=egress security=plaintext",
     IMAP "path=internal security=plaintext"},
    {"imap-plaintext-inside",
     IMAP "path=internal security=plaintext",
     IMAP "path=internal security=starttls"},
    {"pop3-plaintext-wan",
     POP3 "path=ingress security=plaintext",
     POP3 "path=ingress security=implicit-tls"},
    {"pop3-plaintext-inside",
     POP3 "path=internal security=plaintext",
     POP3 "path=egress security=plaintext"},
    {"submission-plaintext-wan",
     SUBMISSION "path=egress security=plaintext",
     RELAY "path=egress security=plaintext"},
    {"submission-plaintext-inside",
     SUBMISSION "path=internal security=plaintext",
     SUBMISSION "path=internal security=starttls"},
    {"relay-plaintext-wan",
     RELAY "path=egress security=plaintext content_in_clear=true",
     RELAY "path=egress security=plaintext content_in_clear=false"},
    {"relay-plaintext-inside",
     RELAY "path=internal security=plaintext content_in_clear=true",
     RELAY "path=internal security=starttls content_in_clear=false"},
    {"password-in-clear-wan",
     LOGIN "path=egress auth.secret_kind=password",
     LOGIN "path=egress auth.secret_kind=bearer"},
    {"password-in-clear-inside",
     LOGIN "path=internal auth.secret_kind=password",
     LOGIN "path=egress auth.secret_kind=password"},
    {"token-in-clear-wan",
     LOGIN "path=transit auth.secret_kind=bearer",
     LOGIN "path=transit auth.secret_kind=password"},
    {"token-in-clear-inside",
     LOGIN "path=internal auth.secret_kind=bearer",
     LOGIN "path=ingress auth.secret_kind=bearer"},
    {"challenge-in-clear-wan",
     IMAP "path=egress auth.in_clear=false auth.challenge_in_clear=true",
     IMAP "path=egress auth.in_clear=false auth.challenge_in_clear=false"},
    {"challenge-in-clear-inside",
     IMAP "path=internal auth.challenge_in_clear=true",
     IMAP "path=egress auth.challenge_in_clear=true"},
    {"starttls-offered-unused",
     IMAP "security=plaintext starttls.offered=true starttls.requested=false auth.in_clear=true",
     IMAP "security=plaintext starttls.offered=true starttls.requested=false auth.in_clear=false "
     "auth.challenge_in_clear=false content_in_clear=false"},
    {"relay-starttls-offered-unused",
     RELAY "security=plaintext starttls.offered=true starttls.requested=false content_in_clear=true",
     RELAY "security=plaintext starttls.offered=false starttls.requested=false content_in_clear=true"},
    {"starttls-refused",
     IMAP "security=plaintext starttls.requested=true starttls.accepted=false",
     IMAP "security=starttls starttls.requested=true starttls.accepted=true"},
    {"starttls-no-tls-after-ok",
     IMAP "security=plaintext starttls.accepted=true ended_at=login",
     IMAP "security=plaintext starttls.accepted=true ended_at=starttls"},
    {"starttls-masked",
     RELAY "security=plaintext starttls.masked=true",
     RELAY "security=plaintext starttls.masked=false"},
    {"starttls-command-injection",
     RELAY "security=starttls starttls.requested=true starttls.early_bytes=true",
     RELAY "security=starttls starttls.requested=true starttls.early_bytes=false"},
    {"starttls-response-injection",
     RELAY "security=starttls starttls.accepted=true starttls.extra_bytes=true",
     RELAY "security=starttls starttls.accepted=true starttls.extra_bytes=false"},
    {"tls-version-obsolete",
     "role=access tls.version=TLSv1.1 tls.handshake=completed",
     "role=access tls.version=TLSv1.2 tls.handshake=completed"},
    {"tls-version-obsolete-relay",
     "role=relay tls.version=SSLv3",
     "role=submission tls.version=SSLv3"},
    {"tls-handshake-failed",
     "tls.handshake=failed",
     "tls.handshake=completed"},
    {"implicit-port-plaintext",
     "server.port=993 protocol=imap security=plaintext",
     "server.port=993 protocol=imap security=implicit-tls"},
    {"tls-on-starttls-port",
     "server.port=587 security=plaintext tls.offered_max=TLSv1.3 starttls.requested=false",
     "server.port=587 security=starttls tls.offered_max=TLSv1.3 starttls.requested=true"},
    {"non-mail-on-mail-port",
     "server.port=25 protocol=http",
     "server.port=25 protocol=none"},
    {"mail-on-unusual-port",
     "server.port=1143 protocol=imap protocol_basis=dialogue",
     "server.port=2525 protocol=smtp protocol_basis=greeting"},
    {"submission-blocked-dropped",
     "server.port=587 path=egress outcome=dropped",
     "server.port=587 path=internal outcome=dropped"},
    {"submission-blocked-refused",
     "server.port=465 path=egress outcome=refused",
     "server.port=465 path=egress outcome=reset"},
    {"submission-blocked-rejected",
     "server.port=465 path=egress outcome=rejected",
     "server.port=25 path=egress outcome=rejected"},
    {"access-blocked-dropped",
     "server.port=993 path=egress outcome=dropped",
     "server.port=143 path=egress outcome=dropped"},
    {"access-blocked-refused",
     "server.port=995 path=egress outcome=refused",
     "server.port=995 path=egress outcome=established"},
    {"access-blocked-rejected",
     "server.port=993 path=transit outcome=rejected",
     "server.port=993 path=transit outcome=refused"},
    {"submission-silent",
     "server.port=587 path=egress outcome=silent ended_at=greeting",
     "server.port=465 path=egress outcome=silent ended_at=greeting"},
    {"access-silent",
     "server.port=995 path=ingress outcome=silent ended_at=client-hello",
     "server.port=995 path=ingress outcome=established ended_at=client-hello"},
    {"client-waits-on-tls-port",
     "server.port=993 path=egress outcome=silent ended_at=greeting",
     "server.port=143 path=egress outcome=silent ended_at=greeting"},
    {"relay-egress-blocked",
     "server.port=25 path=egress outcome=dropped",
     "server.port=25 path=ingress outcome=dropped"},
    {"port25-egress-undeclared",
     "server.port=25 path=egress outcome=established client=192.0.2.1",
     "server.port=25 path=egress outcome=dropped client=192.0.2.1"},
};
/* clang-format on */

#define ROWS (sizeof(rows) / sizeof(rows[0]))

static struct policy *
baseline(void)
{
	struct complaints *complaints = complaints_new();
	struct policy     *policy = policy_load("baseline", complaints);

	for (size_t i = 0; complaints_text(complaints, i) != NULL; i++)
		fprintf(stderr, "%s\n", complaints_text(complaints, i));
	CU_ASSERT_EQUAL(complaints_count(complaints, GRAVITY_NOTE), 0);
	complaints_free(complaints);
	CU_ASSERT_PTR_NOT_NULL_FATAL(policy);
	return policy;
}

static void
every_check_is_tripped_by_its_session_and_not_by_its_near_miss(void)
{
	struct policy *policy = baseline();

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

static void
every_check_has_its_rows(void)
{
	struct policy *policy = baseline();

	CU_ASSERT_EQUAL(policy_check_count(policy), ROWS);
	for (size_t i = 0; i < policy_check_count(policy); i++) {
		unsigned found = 0;

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
	struct policy *policy = baseline();

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
	struct policy *policy = baseline();

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
				      "outcome=dropped protocol=none security=none "
				      "protocol_basis=none role=access ended_at=connect auth.in_clear=false "
				      "auth.challenge_in_clear=false "
				      "content_in_clear=false";
	struct policy    *policy = baseline();

	for (size_t i = 0; i < policy_check_count(policy); i++) {
		const char        *id = policy_check(policy, i)->id;
		struct check_tally tally = tally_of(policy, id, blocked);

		CU_ASSERT_EQUAL(tally.inconclusive, 0);
		CU_ASSERT_EQUAL(tally.violated, strcmp(id, "access-blocked-dropped") == 0);
		CU_ASSERT_EQUAL(tally.applicable, strncmp(id, "access-blocked-", 15) == 0);
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
	    "tls.handshake=completed";
	struct policy *policy = baseline();

	for (size_t i = 0; i < policy_check_count(policy); i++) {
		struct check_tally tally = tally_of(policy, policy_check(policy, i)->id, session);

		if (tally.inconclusive + tally.violated > 0)
			fprintf(stderr, "%s\n", policy_check(policy, i)->id);
		CU_ASSERT_EQUAL(tally.inconclusive + tally.violated, 0);
	}
	policy_free(policy);
}

/* What was heard in clear was in clear, though the capture began too late to tell what TCP did. */
static void
plaintext_in_the_middle_of_a_stream_is_found(void)
{
	struct policy     *policy = baseline();
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
      ROW(every_check_has_its_rows), ROW(every_check_says_why_and_what_to_do),
      ROW(a_session_of_which_nothing_is_known_passes_nothing),
      ROW(a_blocked_connection_concerns_the_checks_of_reachability_alone),
      ROW(a_protected_session_is_inconclusive_to_nothing), ROW(plaintext_in_the_middle_of_a_stream_is_found),
      ROW(a_declared_mail_server_may_use_port_25))
