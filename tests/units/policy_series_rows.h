/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_POLICY_SERIES_ROWS_H
#define TESTS_POLICY_SERIES_ROWS_H

/*
 * rows: of each built-in check of several sessions a series (tests/units/policy_series.h) that trips it, and
 * a near miss: one that differs in what matters and must not.  ${times} repeats the last session, one second
 * later and from the next client or to the next server.
 */
enum repeat { REPEAT_SAME, REPEAT_CLIENT, REPEAT_SERVER };

struct series {
	const char *sessions;
	enum repeat repeat;
	unsigned    times; /* more of the last session */
};

#define STRANGER "c=192.0.2.66 "
#define INSIDER "c=10.0.0.5 "
#define IMAP_TALK "s=10.0.0.143:143 t=0 protocol=imap role=access outcome=established security=plaintext "
#define SMTP_TALK "s=10.0.0.25:25 t=0 protocol=smtp role=relay outcome=established security=plaintext "
#define REFUSED "auth.mechanism=PLAIN auth.outcome=refused auth.failures=2 "
#define OFFER                                                                                                \
	"c=10.0.0.1 s=203.0.113.7:143 t=0 protocol=imap role=access outcome=established security=starttls "  \
	"starttls.offered=true | t=10 c=10.0.0.2 | "
#define FAILED                                                                                               \
	"c=10.0.0.1 s=203.0.113.7:587 t=0 protocol=smtp role=submission outcome=established "                \
	"security=starttls starttls.accepted=true starttls.completed=false auth.in_clear=false "             \
	"auth.challenge_in_clear=false content_in_clear=false | "
#define CLEAR "security=plaintext x=starttls.accepted x=starttls.completed auth.in_clear=true "
#define KEY_A                                                                                                \
	"c=10.0.0.1 s=203.0.113.7:993 t=0 security=implicit-tls tls.certificate.visible=true "               \
	"tls.certificate.public_key=aa"
#define BLOCKED                                                                                              \
	"c=10.0.0.1 s=203.0.113.7:993 t=0 outcome=dropped attempt=use protocol=none security=none "          \
	"role=access | "
#define OPEN "outcome=established protocol=imap s=203.0.113.7:143 "

/* clang-format off */
static const struct {
	const char   *id;
	struct series trips, near_miss;
} series_rows[] = {
    {"auth-bruteforce",
     {STRANGER IMAP_TALK REFUSED, REPEAT_SAME, 9},
     {STRANGER IMAP_TALK REFUSED, REPEAT_SAME, 8}},
    {"auth-guessing-distributed",
     {INSIDER IMAP_TALK REFUSED, REPEAT_CLIENT, 9},
     {INSIDER IMAP_TALK REFUSED, REPEAT_SAME, 9}},
    {"auth-success-after-failures",
     {STRANGER IMAP_TALK REFUSED "| t=1 | t=2 | t=3 | t=4 | t=9 auth.outcome=accepted auth.failures=0", REPEAT_SAME, 0},
     {STRANGER IMAP_TALK REFUSED "auth.outcome=accepted auth.failures=0 | t=1 " REFUSED "| t=2 | t=3 | t=4 | t=5", REPEAT_SAME, 0}},
    {"rcpt-harvesting",
     {STRANGER SMTP_TALK "smtp.recipients_refused=5 smtp.vrfy=0 smtp.expn=0", REPEAT_SAME, 3},
     {STRANGER SMTP_TALK "smtp.recipients_refused=5 smtp.vrfy=0 smtp.expn=0", REPEAT_CLIENT, 3}},
    {"relay-denied-probes",
     {STRANGER SMTP_TALK "smtp.recipients_refused=1 smtp.refusal_command=rcpt smtp.refusal_status=5.7.1", REPEAT_SAME, 4},
     {STRANGER SMTP_TALK "smtp.recipients_refused=1 smtp.refusal_command=rcpt smtp.refusal_status=5.1.1", REPEAT_SAME, 4}},
    {"direct-to-mx",
     {INSIDER "s=203.0.113.1:25 t=0 outcome=established attempt=use", REPEAT_SERVER, 2},
     {INSIDER "s=203.0.113.1:25 t=0 outcome=established attempt=use", REPEAT_SAME, 9}},
    {"smtp-fanout-burst",
     {INSIDER "s=203.0.113.1:25 t=0 outcome=dropped", REPEAT_SERVER, 49},
     {INSIDER "s=203.0.113.1:25 t=0 outcome=dropped", REPEAT_SERVER, 48}},
    {"starttls-stripped",
     {OFFER "t=20 c=10.0.0.3 security=plaintext starttls.offered=false", REPEAT_SAME, 0},
     {OFFER "t=-20 c=10.0.0.3 security=plaintext starttls.offered=false", REPEAT_SAME, 0}},
    {"starttls-failed-fallback",
     {FAILED "t=20 " CLEAR, REPEAT_SAME, 0},
     {FAILED "t=20 c=10.0.0.2 " CLEAR, REPEAT_SAME, 0}},
    {"secure-blocked-plain-open",
     {BLOCKED OPEN "t=5 security=plaintext", REPEAT_SAME, 0},
     {BLOCKED OPEN "t=5 security=starttls", REPEAT_SAME, 0}},
    {"cert-changed",
     {KEY_A " | t=9 tls.certificate.public_key=bb", REPEAT_SAME, 0},
     {KEY_A " | t=9 s=203.0.113.8:993 tls.certificate.public_key=bb", REPEAT_SAME, 0}},
};
/* clang-format on */

#define SERIES_ROWS (sizeof(series_rows) / sizeof(series_rows[0]))

#endif
