/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POLICY_POLICY_H
#define POLICY_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/address.h"
#include "base/complain.h"
#include "policy/check.h"
#include "session/zones.h"

/*
 * policy: a compiled policy: zones, servers, checks, expectations and waivers.
 *
 * Read from YAML (docs/policy.md); the built-in ones are compiled in from
 * rules/.  Every mistake is complained about with file:line:col, all of them
 * in one run.
 */
struct policy;
struct sets; /* policy/sets.h */

/*
 * Load the policy in the file ${name}, or the built-in one of that name when there is no such file and the
 * name has neither a slash nor a dot.  NULL if ${complaints} got an error.
 */
struct policy *policy_load(const char *name, struct complaints *complaints);

/* The TLS profile of that name as a policy without checks: its lists are in policy_sets. */
struct policy *policy_load_profile(const char *name, struct complaints *complaints);

/* Replace the zone `inside` by prefixes, as "10.0.0.0/8,2001:db8::/32" (--inside).  False after complaining.
 */
bool policy_set_inside(struct policy *policy, const char *prefixes, struct complaints *complaints);

const char *policy_name(const struct policy *policy);
const char *policy_version(const struct policy *policy); /* NULL: not given */
const char *policy_profile(const struct policy *policy); /* NULL: not given */
const char *policy_title(const struct policy *policy);   /* one line; NULL: not given */
const char      *
policy_sha256(const struct policy *policy); /* 64 hexadecimal digits, over all files it was made of */
bool policy_zones_guessed(const struct policy *policy); /* nobody declared zones */
const struct zones *policy_zones(const struct policy *policy);

/* Its zones and sets of servers as they were declared, and its lists. */
const struct sets *policy_sets(const struct policy *policy);

size_t              policy_check_count(const struct policy *policy);
const struct check *policy_check(const struct policy *policy, size_t index);

/* The expressions of that check as they were written, on one line; "" past the end. */
const char *policy_check_applies(const struct policy *policy, size_t index);
const char *policy_check_violates(const struct policy *policy, size_t index);

/* What might be taken for that check's fault and is none, and how it guards against it; "" if nothing is
 * said. */
const char *policy_check_traps(const struct policy *policy, size_t index);

/* Why that check is as severe as it is, and no more or less; "" if nothing is said. */
const char *policy_check_severity_because(const struct policy *policy, size_t index);

/* The names of the built-in policies, ended by NULL. */
const char *const *policy_built_in(void);

/* The names of the TLS profiles (rules/profiles/), ended by NULL. */
const char *const *policy_profiles(void);

/*
 * Warn of what is legal and yet never meant: conditions that contradict themselves, exceptions that have
 * ended at
 * ${now} (nanoseconds since 1970), that never hold, or that another one covers.
 */
void policy_lint(const struct policy *policy, int64_t now, struct complaints *complaints);

void policy_free(struct policy *policy);

#endif
