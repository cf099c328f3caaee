/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POLICY_EXPRESSION_H
#define POLICY_EXPRESSION_H

#include <stdint.h>

#include "base/arena.h"
#include "classify/fact.h"
#include "policy/counter.h"
#include "policy/sets.h"
#include "policy/yaml.h"
#include "session/zones.h"

/*
 * expression: a condition over the facts of a session, or over the counters of a subject of several,
 * compiled.
 *
 * Three-valued after Kleene: what was not observable is unknown, and an
 * answer is yes or no only if the unknown could not change it.  Typed against
 * the registry of facts when it is compiled; asking then cannot fail, and
 * takes neither memory nor recursion.
 */
struct expression;

/* In this order `and` is the smaller and `or` the greater of two answers. */
enum answer { ANSWER_NO, ANSWER_UNKNOWN, ANSWER_YES };

struct expression_source {
	const struct document *document;
	const struct node     *text; /* a TEXT of that document */
	const struct sets     *sets; /* declared so far */
	struct arena          *arena;
	struct complaints     *complaints;
	enum subject           subject;  /* other than SESSION: counters, and facts that it has */
	const struct counters *counters; /* declared so far; unused of a session */
};

/* NULL after complaining of every mistake in it, or without memory. */
struct expression *expression_compile(const struct expression_source *source);

/* ${zones}: of the policy; tells in which zone an address is. */
enum answer expression_ask(const struct expression *expression, const struct facts *facts,
			   const struct zones *zones);

/* As expression_ask, where of the facts outside of ${mask} nothing is settled but whether they are known. */
enum answer expression_ask_masked(const struct expression *expression, const struct facts *facts,
				  const struct zones *zones, const uint64_t *mask);

/* As expression_ask, of a subject: ${facts} are those that it has, ${counted} is by index of the counter. */
enum answer expression_ask_counted(const struct expression *expression, const struct facts *facts,
				   const struct zones *zones, const struct counted *counted);

bool expression_mentions(const struct expression *expression, enum fact fact);

/* The counters that it mentions, one bit each; COUNTER_WORDS words. */
const uint64_t *expression_counters(const struct expression *expression);

/* Of them those that show what it is about: not what stands only behind `after`. */
const uint64_t *expression_evidence(const struct expression *expression);

/* Tell ${each} of every prefix that is written out in it, which it may change; NULL has none. */
void expression_each_prefix(struct expression *expression, void (*each)(void *context, struct prefix *prefix),
			    void              *context);

/* Tell ${each} of every text that ${fact} is compared with, which it may replace; NULL has none. */
void expression_each_text(struct expression *expression, enum fact              fact,
			  void (*each)(void *context, const char **text), void *context);

/* Whether its answer depends on what addresses lie in which zone. */
bool expression_uses_zones(const struct expression *expression);

/* The facts that it mentions, one bit each, as in struct facts. */
const uint64_t *expression_facts(const struct expression *expression);

/* The first and last nanosecond of a day (2027-01-31) or second (RFC 3339 5.6, UTC or with an offset), since
 * 1970. */
bool expression_parse_date(const char *text, int64_t *first, int64_t *last);

#endif
