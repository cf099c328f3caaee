/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POLICY_CHECK_H
#define POLICY_CHECK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/complain.h"

/*
 * check: a rule with an id: where it applies, what violates it, why, and the cure.
 *
 * One struct for checks and for expectations, which are checks written the short way.
 */
/* clang-format off */
#define EACH_SEVERITY(w) \
	w(SEVERITY, CRITICAL, "critical") \
	w(SEVERITY, HIGH, "high") \
	w(SEVERITY, MEDIUM, "medium") \
	w(SEVERITY, LOW, "low") \
	w(SEVERITY, INFO, "info")

#define EACH_VERDICT(w) \
	w(VERDICT, FAIL, "fail") \
	w(VERDICT, PASS, "pass") \
	w(VERDICT, INCONCLUSIVE, "inconclusive") \
	w(VERDICT, NOT_OBSERVED, "not-observed") \
	w(VERDICT, WAIVED, "waived")

/* What a check judges, and what a finding is gathered over. */
#define EACH_SUBJECT(w) \
	w(SUBJECT, SESSION, "session") /* a finding: one client at one service, on one path */ \
	w(SUBJECT, SERVICE, "service") /* one server address and port, all its clients */ \
	w(SUBJECT, CLIENT, "client") /* one client address, all its servers */ \
	w(SUBJECT, PAIR, "pair") /* one client and one server address, all ports */ \
	w(SUBJECT, KEY, "key") /* one public key, of all servers that showed it in a certificate */ \
	w(SUBJECT, ROUTE, "route") /* one port on the way from zone to zone: only of findings */
/* clang-format on */

#define policy_word(LIST, WORD, text) LIST##_##WORD,
enum severity { EACH_SEVERITY(policy_word) SEVERITY_COUNT };
enum verdict { EACH_VERDICT(policy_word) VERDICT_COUNT };
enum subject { EACH_SUBJECT(policy_word) SUBJECT_COUNT };
#undef policy_word

extern const char *const severity_words[SEVERITY_COUNT];

/* The severity of that name; false if there is none. */
bool                     severity_read(const char *word, enum severity *severity);
extern const char *const verdict_words[VERDICT_COUNT];
extern const char *const subject_words[SUBJECT_COUNT];

/* How a finding is known: seen to happen, merely announced, or concluded from something else. */
enum basis_of_finding { FOUND_OBSERVED, FOUND_ADVERTISED, FOUND_INFERRED, FOUND_COUNT };
extern const char *const found_words[FOUND_COUNT];

struct expression; /* compiled; policy/expression.h */

struct check {
	const char           *id;
	const char           *title;
	enum severity         severity;
	enum basis_of_finding basis;
	const char           *because;
	const char           *fix;
	const char *const    *cites;    /* ends with NULL */
	const char *const    *controls; /* ends with NULL; "NIST SP 800-53r5 SC-8" … */
	struct expression    *applies;
	struct expression    *violates;
	struct spot           spot; /* where in which file it stands */
	enum subject          subject;
	/* Of a check of sessions: over what its findings are gathered; SESSION, SERVICE, CLIENT or ROUTE. */
	enum subject per;
	bool         is_expectation; /* written under `expect` */
};

#endif
