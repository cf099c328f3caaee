/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POLICY_COUNTER_H
#define POLICY_COUNTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/complain.h"
#include "classify/fact.h"
#include "base/arena.h"
#include "policy/check.h"
#include "policy/yaml.h"

/*
 * counter: what checks over several sessions ask for: how many sessions of a subject a condition is true of,
 * the sum of a fact over them, or how many different values a fact has among them.
 *
 * Declared in a policy under `counters`, counted for each subject and window of the checks that name it.
 * A session of which the condition is not known may or may not count: so a counter is a range, from what is
 * sure to what may be.
 */
#define MOST_COUNTERS 128
#define COUNTER_WORDS (MOST_COUNTERS / 64)

enum counting { COUNT_SESSIONS, COUNT_SUM, COUNT_DISTINCT };

struct counter {
	const char        *name, *meaning;
	enum counting      counting;
	enum fact          fact;     /* that is summed up, or whose different values are counted */
	struct expression *counts;   /* over the facts of a session */
	bool               is_timed; /* some check asks for what came after what */
	struct spot        spot;
	const char        *file; /* that declared it last */
	/* What `counts` is compiled of, once all files are read; NULL: it is wrong. */
	const struct document *document;
	const struct node     *text;
};

struct counters {
	struct counter **list;
	size_t           count;
};

/* The index of the counter of that name, or ${counters}->count. */
size_t counters_find(const struct counters *counters, const char *name);

/* The counter of that name, made if need be; NULL when there are MOST_COUNTERS already, or without memory. */
struct counter *counters_put(struct counters *counters, struct arena *arena, const char *name);

/* What is known of a counter of one subject in one window. */
struct counted {
	uint64_t least, most;
	bool     has_sure, has_any;     /* sessions that count; and such that may */
	int64_t  first_sure, last_sure; /* when they began */
	int64_t  first_any, last_any;
};

/* Whether the facts of that subject are one and the same for all its sessions. */
bool subject_has_fact(enum subject subject, enum fact fact);

/* Different values of one subject that are told apart; of more than these all that is known is that there are
 * more. */
#define MOST_DISTINCT 256

#endif
