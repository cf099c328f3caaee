/* SPDX-License-Identifier: Apache-2.0 */
/* Comparisons of counters: what may be asked of several sessions. */
#include <stdio.h>
#include <string.h>

#include "policy/hint.h"
#include "policy/parse.h"

#define MOST_NAMES (MOST_COUNTERS + FACT_COUNT)

/* The counters, and the facts that the subject has. */
static size_t
names_of(const struct expression_source *source, const char *names[MOST_NAMES])
{
	size_t count = 0;

	for (size_t i = 0; i < source->counters->count; i++)
		names[count++] = source->counters->list[i]->name;
	for (size_t fact = 0; fact < FACT_COUNT; fact++)
		if (subject_has_fact(source->subject, (enum fact)fact))
			names[count++] = fact_rows[fact].name;
	return count;
}

static void
complain_of_name(struct parser *parser, const struct token *name, bool is_fact)
{
	const char *names[MOST_NAMES];
	size_t      count = names_of(parser->source, names);
	const char *subject = subject_words[parser->source->subject];
	char        hint[HINT_SIZE];

	hint_nearest(hint, name->text, names, count, sizeof(names[0]));
	if (is_fact)
		parser_complain(parser, name,
				"\"%s\" is a fact of one session, and a %s has many: ask for a counter%s",
				name->text, subject, hint);
	else
		parser_complain(parser, name, "there is neither a counter \"%s\" nor a fact of a %s%s",
				name->text, subject, hint);
}

void
leaf_begin_counted(struct leaf *leaf)
{
	struct parser         *parser = leaf->parser;
	const struct counters *counters = parser->source->counters;
	size_t                 counter = counters_find(counters, leaf->name.text);

	if (counter < counters->count) {
		leaf->is_counter = true;
		leaf->counter = (uint8_t)counter;
		leaf->fact = FACT_PACKETS;
		parser_mention_counter(parser, counter, true);
	} else if (leaf->fact != FACT_COUNT && subject_has_fact(parser->source->subject, leaf->fact)) {
		parser_mention(parser, leaf->fact);
	} else {
		complain_of_name(parser, &leaf->name, leaf->fact != FACT_COUNT);
		leaf->fact = FACT_COUNT;
	}
}

void
leaf_is_after(struct leaf *leaf, const struct token *other)
{
	const struct expression_source *source = leaf->parser->source;
	struct step                     step = {.kind = STEP_LEAF, .unknown = NO_WORD, .ask = ask_after};
	enum fact                       fact;
	size_t                          index;

	if (leaf->fact == FACT_COUNT)
		return;
	if (!leaf->is_counter) {
		parser_complain(leaf->parser, &leaf->name,
				"\"after\" stands between two counters, and \"%s\" is none", leaf->name.text);
		return;
	}
	index = counters_find(source->counters, other->text);
	fact = fact_by_name(other->text);
	if (fact != FACT_COUNT && subject_has_fact(source->subject, fact)) {
		parser_complain(leaf->parser, other,
				"\"after\" stands between two counters, and \"%s\" is none", other->text);
		return;
	}
	if (index == source->counters->count) {
		complain_of_name(leaf->parser, other, fact != FACT_COUNT);
		return;
	}
	parser_mention_counter(leaf->parser, index, false);
	source->counters->list[leaf->counter]->is_timed = source->counters->list[index]->is_timed = true;
	step.fact = leaf->counter;
	step.is.other = (uint8_t)index;
	parser_emit(leaf->parser, &step);
}

void
leaf_check_distinct(struct leaf *leaf)
{
	const struct counter *counter = leaf->parser->source->counters->list[leaf->counter];

	for (size_t i = 0; i < leaf->count && counter->counting == COUNT_DISTINCT; i++)
		if (leaf->ranges[i].low > MOST_DISTINCT ||
		    (leaf->ranges[i].high > MOST_DISTINCT && leaf->ranges[i].high != UINT64_MAX)) {
			parser_complain(leaf->parser, &leaf->name,
					"the counter \"%s\" tells at most %d different values apart",
					leaf->name.text, MOST_DISTINCT);
			return;
		}
}
