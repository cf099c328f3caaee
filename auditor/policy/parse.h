/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POLICY_PARSE_H
#define POLICY_PARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/step.h"
#include "policy/token.h"

/*
 * The parser's state, shared by the grammar (parse.c) and the comparisons (leaf.c, literal.c).
 *
 * A mistake of grammar ends the reading of an expression; one of type does
 * not, so that one run tells all of them.
 */
struct parser {
	const struct expression_source *source;
	size_t                          at;    /* octets of the text that are read */
	struct token                    token; /* the one to look at */
	struct step                    *steps;
	size_t                          count;
	uint64_t                        facts[(FACT_COUNT + 63) / 64];
	uint64_t                        counters[COUNTER_WORDS];
	uint64_t                        evidence[COUNTER_WORDS];
	bool                            uses_zones;
	unsigned                        depth;
	bool                            is_lost; /* a mistake of grammar */
	bool                            has_mistake;
};

/* The ways to compare, in the order of relation_texts in parse.c. */
enum relation { EQUAL, UNEQUAL, LESS, AT_MOST, GREATER, AT_LEAST, WITHIN, NOT_WITHIN };

/* A comparison on its way to become a step. */
struct leaf {
	struct parser *parser;
	struct token   name;
	enum fact      fact;       /* FACT_COUNT: not known; nothing is checked then */
	bool           is_counter; /* the counter of that index is compared, and fact is one that counts */
	uint8_t        counter;
	enum relation  relation;
	uint64_t       mask;
	struct range  *ranges;
	const char   **texts;
	struct whereabouts *whereabouts;
	size_t              count;
	bool                is_week; /* the ranges are windows of the week */
};

/* Complain at ${token}. */
void parser_complain(struct parser *parser, const struct token *token, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

void parser_emit(struct parser *parser, const struct step *step);

/* Note that the expression mentions a fact. */
void parser_mention(struct parser *parser, enum fact fact);

/* Note that the expression mentions a counter; ${is_evidence}: what counts in it shows what the expression is
 * about. */
void parser_mention_counter(struct parser *parser, size_t counter, bool is_evidence);

/* Begin a comparison with the fact or counter called ${name}; complains if there is none. */
void leaf_begin(struct leaf *leaf, struct parser *parser, const struct token *name);

/* The rest of leaf_begin where several sessions are asked of: the name may be a counter's. */
void leaf_begin_counted(struct leaf *leaf);

/* Take in one value, or the values from ${low} to ${high}; complains if they do not fit the fact. */
void leaf_add(struct leaf *leaf, const struct token *low, const struct token *high);

/* Take in the numbers from ${low} to ${high}, whatever the fact. */
void leaf_add_range(struct leaf *leaf, const struct token *at, uint64_t low, uint64_t high);

/*
 * Take in the values of the list that ${name} names; false, and nothing is done, if there is none.  A set of
 * addresses of that name goes first.
 */
bool leaf_add_list(struct leaf *leaf, const struct token *name);

/* The same where one number or time stands and ${name} is that of a list, which must have one value. */
bool leaf_add_one(struct leaf *leaf, const struct token *name);

/* Complain if facts of that type cannot be compared in that way. */
void leaf_relate(struct leaf *leaf, enum relation relation, const struct token *sign);

/* Emit the comparison; and two that need no values. */
void leaf_finish(struct leaf *leaf);
void leaf_is_known(struct leaf *leaf, bool is_known);
void leaf_is_true(struct leaf *leaf);

/* Complain of a number that a counter of different values never reaches. */
void leaf_check_distinct(struct leaf *leaf);

/* Emit `COUNTER after COUNTER`. */
void leaf_is_after(struct leaf *leaf, const struct token *other);

/* The index of the word `unknown` of that fact, or NO_WORD. */
uint8_t leaf_unknown_word(enum fact fact);

/* Literals as ranges; false if ${text} is none. */
bool literal_count(const char *text, struct range *range);
bool literal_time(const char *text, struct range *range);
bool literal_duration(const char *text, int64_t *nanoseconds);

#endif
