/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POLICY_STEP_H
#define POLICY_STEP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/expression.h"

/*
 * step: one instruction of a compiled expression.
 *
 * A LEAF pushes the answer to one comparison; NOT, AND and OR work on the
 * answers on top of the stack; SKIP_IF_… leaves out the right side of an AND
 * or OR that the left side has decided.
 */
#define MOST_STEPS 512
#define DEEPEST_NESTING 24
#define DEEPEST_STACK                                                                                        \
	64 /* a level of parentheses holds two answers at most: left of an `or`, of an `and`                 \
	    */

enum step_kind { STEP_LEAF, STEP_NOT, STEP_AND, STEP_OR, STEP_SKIP_IF_NO, STEP_SKIP_IF_YES };

/* Counts, times and ports from ${low} to ${high}, both within. */
struct range {
	uint64_t low, high;
};

/* Addresses: a zone or a set by name, or a prefix of the expression's own. */
struct whereabouts {
	const char       *zone; /* NULL: one of the others */
	const struct set *set;  /* NULL: the prefix */
	struct prefix     prefix;
};

#define NO_WORD 255

/* Windows of the week, by a clock that is ${*ahead} seconds ahead of UTC. */
struct windows {
	const int64_t      *ahead;
	const struct range *ranges; /* nanoseconds since Monday 00:00 */
};

struct step;

/* What answers rest on besides the facts. */
struct grounds {
	const struct zones   *zones;
	const struct counted *counted; /* of a subject, by index of the counter; NULL of a session */
};

typedef enum answer leaf_ask(const struct step *step, const struct facts *facts,
			     const struct grounds *grounds);

struct step {
	enum step_kind kind;
	bool           is_negated;
	uint8_t        fact;    /* or counter */
	uint8_t        unknown; /* of a WORD fact: the index of the word `unknown`, else NO_WORD */
	uint32_t       count;   /* of ranges, texts or whereabouts; for SKIP the steps to leave out */
	leaf_ask      *ask;
	union {
		uint64_t              mask; /* of a WORD or BOOL fact: bit n for its nth word */
		const struct range   *ranges;
		const struct windows *windows;
		const char          **texts;
		struct whereabouts   *whereabouts;
		uint8_t               other; /* of AFTER: the counter that comes first */
	} is;
};

struct expression {
	uint64_t    facts[(FACT_COUNT + 63) / 64];
	uint64_t    counters[COUNTER_WORDS];
	uint64_t    evidence[COUNTER_WORDS]; /* of them, those that stand not only behind `after` */
	bool        uses_zones;
	size_t      count;
	struct step steps[];
};

/* The comparisons that a LEAF makes. */
leaf_ask ask_constant, ask_known, ask_mask, ask_count, ask_time, ask_window, ask_text, ask_address,
    ask_counter, ask_after;

/* Times are compared as counts: the order is kept when the sign is turned round. */
static inline uint64_t
time_as_count(int64_t time)
{
	return (uint64_t)time ^ UINT64_C(1) << 63;
}

#endif
