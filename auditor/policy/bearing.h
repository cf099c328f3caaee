/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POLICY_BEARING_H
#define POLICY_BEARING_H

#include <stddef.h>
#include <stdint.h>

#include "classify/fact.h"

/*
 * bearing: what a policy says of sessions that are alike: the same facts are known of them, and of those with
 * few values (words, yes or no, the server's port) the values are the same.
 *
 * Found out once for each kind of session that comes, and kept for the next ones in a table of fixed size.
 * What depends on other facts (counts, texts, times, addresses) has to be asked for every session.
 */
struct policy;
struct bearing;

/* Bits: of checks of single sessions by index, in as many words as bearing_words says.  A check in none of
 * them does not apply. */
struct forecast {
	const uint64_t *ask; /* it depends on the session */
	const uint64_t *satisfied, *inconclusive, *violated;
	/* Of counters, by index: those of which it depends on the session whether they count it, and those
	 * that count it, or may. */
	const uint64_t *ask_counters, *sure, *any;
};

/* Of ${policy}, which must outlive it.  NULL without memory. */
struct bearing *bearing_new(const struct policy *policy);

size_t bearing_words(const struct bearing *bearing);

/* What is known of sessions of these facts; until the next call. */
struct forecast bearing_on(struct bearing *bearing, const struct facts *facts);

void bearing_free(struct bearing *bearing);

#endif
