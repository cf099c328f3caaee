/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POLICY_EXPRESSION_H
#define POLICY_EXPRESSION_H

#include <stdint.h>

#include "classify/fact.h"
#include "policy/arena.h"
#include "policy/sets.h"
#include "policy/yaml.h"
#include "session/zones.h"

/*
 * expression: a condition over the facts of a session, compiled.
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
};

/* NULL after complaining of every mistake in it, or without memory. */
struct expression *expression_compile(const struct expression_source *source);

/* ${zones}: of the policy; tells in which zone an address is. */
enum answer expression_ask(const struct expression *expression, const struct facts *facts,
			   const struct zones *zones);

/* The facts that it mentions, one bit each, as in struct facts. */
const uint64_t *expression_facts(const struct expression *expression);

/* The first and last nanosecond of a day (2027-01-31) or second (RFC 3339 5.6, UTC or with an offset), since
 * 1970. */
bool expression_parse_date(const char *text, int64_t *first, int64_t *last);

#endif
