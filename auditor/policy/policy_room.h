/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POLICY_POLICY_ROOM_H
#define POLICY_POLICY_ROOM_H

#include <openssl/evp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "policy/check.h"
#include "policy/counter.h"
#include "policy/finding.h"
#include "policy/policy.h"
#include "policy/sets.h"
#include "policy/yaml.h"

/*
 * What a policy is made of, for this room only.
 */

/* part: the text of an expression, compiled once all files are read: a later one may change what it names. */
struct part {
	const struct document *document; /* NULL: there is none */
	const struct node     *text;
};

/* A check as it is read: parts may come from several files. */
struct rule {
	struct check       check;
	const char        *applies, *violates; /* as written, on one line */
	const char        *traps, *severity_because;
	struct part        applies_part, violates_part;
	struct part        severities[SEVERITY_COUNT];    /* the condition that makes it so severe */
	struct expression *severity_when[SEVERITY_COUNT]; /* NULL: none */
	int64_t            window;                        /* nanoseconds; 0: all that was captured */
	struct spot        window_spot, per_spot;
	bool               uses_zones; /* what it says depends on what addresses lie in which zone */
	const char        *file;       /* the last that had a word in it */
	bool               is_disabled;
	bool               is_expectation;
};

/* waiver: a written exception to one check. */
struct waiver {
	const char        *id; /* of the check */
	struct waiver_says says;
	struct expression *where;
	int64_t            until; /* the last nanosecond that it holds for */
	struct spot        id_spot;
	size_t             rule; /* index of its check, once all files are read */
};

/* What an example puts into a set of servers while it runs. */
struct own_set {
	struct set    *set;
	struct prefix *prefixes;
	size_t         count;
};

/* What an example expects of one check. */
struct expected {
	const char  *id;
	enum verdict verdict;
	struct spot  spot;
};

/* example: see policy/example.h. */
struct example {
	const char      *name;
	struct spot      spot;
	struct facts    *sessions;
	size_t           session_count;
	struct own_set  *sets;
	size_t           set_count;
	struct expected *expected;
	size_t           expected_count;
};

struct policy {
	struct arena     *arena;
	const char       *file; /* as it was named */
	const char       *name, *version, *title, *profile;
	EVP_MD_CTX       *digest; /* over all files so far */
	char              sha256[65];
	struct sets       sets; /* zones and server sets */
	bool              has_zones;
	struct spot       zones_spot; /* of the last that were declared */
	bool              zones_guessed;
	struct zones     *zones;
	struct rule     **rules; /* checks first, then expectations, once all is read */
	size_t            rule_count;
	struct waiver    *waivers;
	size_t            waiver_count;
	struct example   *examples; /* of the policy itself */
	size_t            example_count;
	enum severity     at_most; /* no finding is worse */
	struct counters   counters;
	struct gathering *gatherings; /* what subjects are counted for, once all is read */
	size_t            gathering_count;
	const void       *disguise; /* what policy/keep_names.c made of it; NULL: nothing */
	size_t            disguise_size;
};

/*
 * gathering: the checks of one subject and one window, and the counters that they ask for.
 *
 * Each subject has one set of counters for all of them.
 */
struct gathering {
	enum subject subject;
	int64_t      window; /* nanoseconds; 0: all that was captured */
	size_t      *rules;  /* their indices in the policy */
	size_t       rule_count;
	uint8_t     *counters; /* likewise */
	size_t       counter_count;
	uint64_t     mask[COUNTER_WORDS]; /* the same counters, one bit each */
};

/* Make ${policy}->gatherings of its rules.  False without memory. */
bool policy_make_gatherings(struct policy *policy);

/* The rule of that id, or NULL. */
struct rule *policy_rule(const struct policy *policy, const char *id);

/* Feed the digest with one part: its kind, its size and its octets.  False when it cannot. */
bool policy_digest_add(struct policy *policy, const char *kind, const void *data, size_t size);

/* Make sha256 of what the digest has been fed.  False when it cannot. */
bool policy_digest_finish(struct policy *policy);

/* Make ${policy}->zones of its sets, or of the defaults.  False without memory. */
bool policy_make_zones(struct policy *policy);

#endif
