/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the examples that a policy carries: sessions, and the verdicts that they must lead to. */
#include <string.h>

#include "base/text.h"
#include "policy/expression.h"
#include "policy/hint.h"
#include "policy/parse.h"
#include "policy/read.h"

#define MOST_EXAMPLES 1000
#define MOST_SESSIONS 1000 /* of one example */

/* A value of a fact on its way from a file. */
struct given {
	struct reader     *reader;
	struct facts      *facts;
	enum fact          fact;
	const struct node *node;
};

static void
complain_of_value(const struct given *given, const char *kind)
{
	complain(given->reader->complaints, GRAVITY_ERROR, given->node->spot, "\"%s\" is %s: \"%s\" is not",
		 fact_rows[given->fact].name, kind, given->node->text);
}

static void
take_truth(const struct given *given)
{
	static const char *const truths[] = {"false", "true"};
	size_t word = read_word(given->reader, given->node, fact_rows[given->fact].name, truths, 2);

	if (word < 2)
		facts_note_truth(given->facts, given->fact, word == 1, place_of(0, 1));
}

static void
take_word(const struct given *given)
{
	const struct fact_row *row = &fact_rows[given->fact];
	size_t word = read_word(given->reader, given->node, row->name, row->words, row->word_count);

	if (word < row->word_count)
		facts_note_word(given->facts, given->fact, (unsigned)word, place_of(0, 1));
}

static void
take_count(const struct given *given)
{
	struct range range;

	if (literal_count(given->node->text, &range))
		facts_note_count(given->facts, given->fact, range.low, place_of(0, 1));
	else
		complain_of_value(given, "a number");
}

static void
take_time(const struct given *given)
{
	int64_t first, last;

	if (expression_parse_date(given->node->text, &first, &last))
		facts_note_time(given->facts, given->fact, first, place_of(0, 1));
	else
		complain_of_value(given, "a time");
}

static void
take_text(const struct given *given)
{
	facts_note_text(given->facts, given->fact, given->node->text, place_of(0, 1));
}

static void
take_address(const struct given *given)
{
	struct address address;

	if (address_parse(given->node->text, &address))
		facts_note_address(given->facts, given->fact, &address, place_of(0, 1));
	else
		complain_of_value(given, "an address");
}

static void
take_fact(struct reader *reader, const struct node *key, struct facts *facts)
{
	static void (*const takers[])(const struct given *) = {
	    [TYPE_BOOL] = take_truth, [TYPE_WORD] = take_word,       [TYPE_COUNT] = take_count,
	    [TYPE_TEXT] = take_text,  [TYPE_ADDRESS] = take_address, [TYPE_TIME] = take_time,
	    [TYPE_TEXTS] = take_text,
	};
	const char  *name = read_text(reader, key, "the name of a fact");
	struct given given = {reader, facts, name != NULL ? fact_by_name(name) : FACT_COUNT, key->next};
	char         hint[HINT_SIZE];

	if (name == NULL)
		return;
	if (given.fact == FACT_COUNT)
		complain(reader->complaints, GRAVITY_ERROR, key->spot, "there is no fact \"%s\"%s", name,
			 hint_nearest(hint, name, fact_rows, FACT_COUNT, sizeof(fact_rows[0])));
	else if (read_text(reader, key->next, fact_rows[given.fact].name) != NULL)
		takers[fact_rows[given.fact].type](&given);
}

static void
take_session(struct reader *reader, const struct node *item, void *into)
{
	struct example *example = into;
	struct facts   *sessions;

	if (!read_is(reader, item, NODE_TABLE, "a session"))
		return;
	if (example->session_count == MOST_SESSIONS) {
		complain(reader->complaints, GRAVITY_ERROR, item->spot, "more than %d sessions",
			 MOST_SESSIONS);
		return;
	}
	sessions =
	    arena_grow(reader->policy->arena, example->sessions, example->session_count, sizeof(*sessions));
	if (sessions == NULL) {
		read_out_of_memory(reader, item);
		return;
	}
	example->sessions = sessions;
	memset(&sessions[example->session_count], 0, sizeof(*sessions));
	for (const struct node *key = item->first; key != NULL; key = key->next->next)
		take_fact(reader, key, &sessions[example->session_count]);
	example->session_count++;
}

static void
take_sessions(struct reader *reader, const struct node *value, void *into)
{
	read_each(reader, value, into, take_session);
}

static void
take_expected(struct reader *reader, const struct node *key, struct example *example)
{
	const char      *id = read_name(reader, key, "an id");
	size_t           word = read_word(reader, key->next, "a verdict", verdict_words, VERDICT_COUNT);
	struct expected *expected =
	    arena_grow(reader->policy->arena, example->expected, example->expected_count, sizeof(*expected));

	if (id == NULL || word == VERDICT_COUNT)
		return;
	if (expected == NULL) {
		read_out_of_memory(reader, key);
		return;
	}
	example->expected = expected;
	expected[example->expected_count++] = (struct expected){id, (enum verdict)word, key->spot};
}

static void
take_verdicts(struct reader *reader, const struct node *value, void *into)
{
	if (!read_is(reader, value, NODE_TABLE, "expect"))
		return;
	for (const struct node *key = value->first; key != NULL; key = key->next->next)
		take_expected(reader, key, into);
}

/* A prefix of the set that is being read, the last of the example. */
static void
take_prefix(struct reader *reader, const struct node *item, void *into)
{
	struct own_set *own = into;
	struct prefix   prefix, *prefixes;

	if (!read_prefix(reader, item, &prefix))
		return;
	prefixes = arena_grow(reader->policy->arena, own->prefixes, own->count, sizeof(*prefixes));
	if (prefixes == NULL) {
		read_out_of_memory(reader, item);
		return;
	}
	own->prefixes = prefixes;
	prefixes[own->count++] = prefix;
}

static void
take_set(struct reader *reader, const struct node *key, struct example *example)
{
	const char     *name = read_name(reader, key, "the name of a set of servers");
	struct set     *set = name != NULL ? sets_find(&reader->policy->sets, name) : NULL;
	struct own_set *sets =
	    arena_grow(reader->policy->arena, example->sets, example->set_count, sizeof(*sets));

	if (sets == NULL) {
		read_out_of_memory(reader, key);
		return;
	}
	if (name == NULL)
		return;
	if (set == NULL || set->is_zone) {
		complain(reader->complaints, GRAVITY_ERROR, key->spot, "there is no set of servers \"%s\"",
			 name);
		return;
	}
	example->sets = sets;
	sets[example->set_count] = (struct own_set){.set = set};
	read_each(reader, key->next, &sets[example->set_count++], take_prefix);
}

static void
take_sets(struct reader *reader, const struct node *value, void *into)
{
	if (!read_is(reader, value, NODE_TABLE, "servers"))
		return;
	for (const struct node *key = value->first; key != NULL; key = key->next->next)
		take_set(reader, key, into);
}

static void
take_name(struct reader *reader, const struct node *value, void *into)
{
	((struct example *)into)->name = read_prose(reader, value, "the name of a test");
}

static const struct key example_keys[] = {
    {"name",     true,  take_name    },
    {"servers",  false, take_sets    },
    {"sessions", true,  take_sessions},
    {"expect",   true,  take_verdicts},
    {NULL,       false, NULL         },
};

static void
take_example(struct reader *reader, const struct node *item, void *into)
{
	struct policy  *policy = reader->policy;
	struct example *examples =
	    arena_grow(policy->arena, policy->examples, policy->example_count, sizeof(*examples));

	(void)into;
	if (examples == NULL) {
		read_out_of_memory(reader, item);
		return;
	}
	if (policy->example_count == MOST_EXAMPLES) {
		complain(reader->complaints, GRAVITY_ERROR, item->spot, "more than %d tests", MOST_EXAMPLES);
		return;
	}
	policy->examples = examples;
	examples[policy->example_count] = (struct example){.name = "", .spot = item->spot};
	read_table(reader, item, example_keys, "a test", &examples[policy->example_count]);
	policy->example_count++;
}

/* Those of extended policies are read as well, so that a mistake in them is found, and not kept. */
void
read_examples(struct reader *reader, const struct node *value, void *into)
{
	size_t kept = reader->policy->example_count;

	(void)into;
	if (read_is(reader, value, NODE_LIST, "tests"))
		read_each(reader, value, into, take_example);
	if (reader->depth > 1)
		reader->policy->example_count = kept;
}
