/* SPDX-License-Identifier: Apache-2.0 */
/* Comparisons: checks a fact against what it is compared with, and makes a step of both. */
#include <stdio.h>
#include <string.h>

#include "policy/hint.h"
#include "policy/parse.h"
#include "policy/week.h"

static const char *const type_words[] = {
    [TYPE_BOOL] = "yes or no", [TYPE_WORD] = "one of some words", [TYPE_COUNT] = "a number",
    [TYPE_TEXT] = "a text",    [TYPE_TEXTS] = "a list of texts",  [TYPE_ADDRESS] = "an address",
    [TYPE_TIME] = "a time",
};

static const char *const truth_words[] = {"false", "true"};

static const struct fact_row *
row_of(const struct leaf *leaf)
{
	return &fact_rows[leaf->fact];
}

static size_t
words_of(const struct leaf *leaf, const char *const **words)
{
	bool is_truth = row_of(leaf)->type == TYPE_BOOL;

	*words = is_truth ? truth_words : row_of(leaf)->words;
	return is_truth ? 2 : row_of(leaf)->word_count;
}

/* A fact that has ${word} among its words, or NULL: people forget to name it. */
static const char *
fact_with_word(const char *word)
{
	for (size_t fact = 0; fact < FACT_COUNT; fact++)
		for (size_t i = 0; i < fact_rows[fact].word_count; i++)
			if (strcmp(fact_rows[fact].words[i], word) == 0)
				return fact_rows[fact].name;
	return NULL;
}

/* The short name of server.port is not among the rows. */
static const char *
hint_fact(char hint[HINT_SIZE], const char *name)
{
	static const char *const aliases[] = {"port"};

	if (hint_nearest(hint, name, fact_rows, FACT_COUNT, sizeof(fact_rows[0]))[0] != '\0')
		return hint;
	return hint_nearest(hint, name, aliases, 1, sizeof(aliases[0]));
}

void
leaf_begin(struct leaf *leaf, struct parser *parser, const struct token *name)
{
	const char *owner = fact_with_word(name->text);
	char        hint[HINT_SIZE];

	memset(leaf, 0, sizeof(*leaf));
	leaf->parser = parser;
	leaf->name = *name;
	leaf->fact = fact_by_name(name->text);
	if (parser->source->subject != SUBJECT_SESSION)
		leaf_begin_counted(leaf);
	else if (leaf->fact != FACT_COUNT)
		parser_mention(parser, leaf->fact);
	else if (owner != NULL)
		parser_complain(parser, name, "there is no fact \"%s\" (did you mean \"%s == %s\"?)",
				name->text, owner, name->text);
	else
		parser_complain(parser, name, "there is no fact \"%s\"%s", name->text,
				hint_fact(hint, name->text));
}

/* Words that stand in an order that means something. */
static bool
has_order(const struct leaf *leaf)
{
	const struct fact_row *row = row_of(leaf);

	return row->type == TYPE_COUNT || row->type == TYPE_TIME || row->words == tls_version_words ||
	       row->words == strength_words;
}

void
leaf_relate(struct leaf *leaf, enum relation relation, const struct token *sign)
{
	leaf->relation = relation;
	if (leaf->fact == FACT_COUNT)
		return;
	if (row_of(leaf)->type == TYPE_TEXTS)
		parser_complain(leaf->parser, sign,
				"\"%s\" is a list of texts: all that can be asked is \"is known\"",
				leaf->name.text);
	else if (relation >= LESS && relation <= AT_LEAST && !has_order(leaf))
		parser_complain(leaf->parser, sign, "\"%s\" has no order: compare it with == or in",
				leaf->name.text);
}

static bool
leaf_has_room(struct leaf *leaf, const struct token *token, const void *list)
{
	if (list == NULL)
		parser_complain(leaf->parser, token, "out of memory");
	return list != NULL;
}

static void
add_range(struct leaf *leaf, const struct token *at, struct range range)
{
	struct range *ranges =
	    arena_grow(leaf->parser->source->arena, leaf->ranges, leaf->count, sizeof(*ranges));

	if (!leaf_has_room(leaf, at, ranges))
		return;
	leaf->ranges = ranges;
	ranges[leaf->count++] = range;
}

void
leaf_add_range(struct leaf *leaf, const struct token *at, uint64_t low, uint64_t high)
{
	add_range(leaf, at, (struct range){low, high});
}

/* The index of the word, or the number of words after complaining. */
static size_t
word_index(struct leaf *leaf, const struct token *token)
{
	const char *const *words;
	size_t             count = words_of(leaf, &words);
	char               hint[HINT_SIZE];

	for (size_t i = 0; i < count; i++)
		if (token->kind == TOKEN_BARE && strcmp(words[i], token->text) == 0)
			return i;
	parser_complain(leaf->parser, token, "\"%s\" cannot be \"%s\"%s", leaf->name.text, token->text,
			hint_words(hint, token->text, words, count));
	return count;
}

static void
add_words(struct leaf *leaf, const struct token *low, const struct token *high)
{
	const char *const *words;
	size_t             count = words_of(leaf, &words);
	struct range       range;

	if (high != low && !has_order(leaf)) {
		parser_complain(leaf->parser, low, "\"%s\" has no order, and so no ranges", leaf->name.text);
		return;
	}
	range.low = word_index(leaf, low);
	range.high = high != low ? word_index(leaf, high) : range.low;
	if (range.low == count || range.high == count)
		return;
	if (range.low == leaf_unknown_word(leaf->fact))
		parser_complain(leaf->parser, low,
				"\"unknown\" cannot be compared with: ask \"%s is unknown\"",
				leaf->name.text);
	else if (range.low > range.high)
		parser_complain(leaf->parser, low, "this range ends before it begins");
	else
		add_range(leaf, low, range);
}

/* Of numbers that have an end: ports (RFC 9293 3.1) and VLANs (IEEE 802.1Q 9.6). */
static uint64_t
largest_of(const struct leaf *leaf)
{
	static const struct {
		enum fact fact;
		uint64_t  largest;
	} rows[] = {
	    {FACT_CLIENT_PORT,  65535},
            {FACT_SERVER_PORT,  65535},
            {FACT_CONTROL_PORT, 65535},
	    {FACT_VLAN,         4094 },
            {FACT_INNER_VLAN,   4094 },
            {FACT_CLIENT_VLAN,  4094 },
	    {FACT_SERVER_VLAN,  4094 },
	};

	for (size_t i = 0; !leaf->is_counter && i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].fact == leaf->fact)
			return rows[i].largest;
	return UINT64_MAX;
}

static void
add_numbers(struct leaf *leaf, const struct token *low, const struct token *high)
{
	bool is_time = row_of(leaf)->type == TYPE_TIME;
	bool (*const read)(const char *, struct range *) = is_time ? literal_time : literal_count;
	struct range        from = {0, 0}, to = {0, 0};
	const struct token *wrong = NULL;
	int64_t             duration;

	if (high->kind != TOKEN_BARE || !read(high->text, &to))
		wrong = high;
	if (low->kind != TOKEN_BARE || !read(low->text, &from))
		wrong = low;
	if (wrong != NULL && literal_duration(wrong->text, &duration))
		parser_complain(leaf->parser, wrong,
				"\"%s\" is %s: it cannot be compared with the duration %s", leaf->name.text,
				type_words[row_of(leaf)->type], wrong->text);
	else if (wrong != NULL)
		parser_complain(
		    leaf->parser, wrong, "\"%s\" is %s: \"%s\" is not%s", leaf->name.text,
		    type_words[row_of(leaf)->type], wrong->text,
		    is_time ? " (write 2027-01-31, 2027-01-31T23:59:59Z, or in a list 22:00..06:00 or sat)"
			    : "");
	else if (from.low > to.high)
		parser_complain(leaf->parser, low, "this range ends before it begins");
	else if (!is_time && to.high > largest_of(leaf))
		parser_complain(leaf->parser, high, "\"%s\" is never more than %u", leaf->name.text,
				(unsigned)largest_of(leaf));
	else
		add_range(leaf, low, (struct range){from.low, to.high});
}

static void
add_times(struct leaf *leaf, const struct token *low, const struct token *high)
{
	if (week_claims(low->text) || week_claims(high->text))
		week_add(leaf, low, high);
	else if (leaf->is_week)
		parser_complain(
		    leaf->parser, low,
		    "dates do not stand in one list with times of day and weekdays: write two comparisons");
	else
		add_numbers(leaf, low, high);
}

static bool
is_zone_fact(enum fact fact)
{
	return fact == FACT_CLIENT_ZONE || fact == FACT_SERVER_ZONE;
}

static void
complain_of_set(struct leaf *leaf, const struct token *token, bool only_zones)
{
	const struct sets *sets = leaf->parser->source->sets;
	const char        *names[64] = {OUTSIDE, INSIDE};
	const char        *kind = only_zones ? "zone" : "address, prefix, zone or set of servers";
	size_t             count = 2;
	char               hint[HINT_SIZE];

	for (size_t i = 0; i < sets->count && count < 64; i++)
		if (sets->list[i]->is_zone || !only_zones)
			names[count++] = sets->list[i]->name;
	parser_complain(leaf->parser, token, "there is no %s \"%s\"%s", kind, token->text,
			hint_nearest(hint, token->text, names, count, sizeof(names[0])));
}

/* The zone that ${text} names, declared or not: `inside` may be guessed, `outside` is the rest.  NULL: none.
 */
static const char *
zone_named(const struct leaf *leaf, const char *text)
{
	const struct set *set = sets_find(leaf->parser->source->sets, text);

	if (set != NULL)
		return set->is_zone ? set->name : NULL;
	if (strcmp(text, INSIDE) == 0 || strcmp(text, "zones." INSIDE) == 0)
		return INSIDE;
	return strcmp(text, OUTSIDE) == 0 || strcmp(text, "zones." OUTSIDE) == 0 ? OUTSIDE : NULL;
}

static void
add_text(struct leaf *leaf, const struct token *low, const struct token *high)
{
	struct arena *arena = leaf->parser->source->arena;
	const char  **texts = arena_grow(arena, leaf->texts, leaf->count, sizeof(*texts));
	bool          is_zone = is_zone_fact(leaf->fact);
	const char   *zone = zone_named(leaf, low->text);
	const char   *copy = is_zone ? zone : arena_text(arena, low->text, strlen(low->text));

	if (high != low)
		parser_complain(leaf->parser, low, "texts have no ranges");
	else if (is_zone && zone == NULL)
		complain_of_set(leaf, low, true);
	else if (!is_zone && low->kind != TOKEN_QUOTED)
		parser_complain(leaf->parser, low, "\"%s\" is a text: write \"%s\" in double quotes",
				leaf->name.text, low->text);
	else if (leaf_has_room(leaf, low, texts) && leaf_has_room(leaf, low, copy)) {
		leaf->texts = texts;
		texts[leaf->count++] = copy;
	}
}

static void
add_whereabouts(struct leaf *leaf, const struct token *token, const struct whereabouts *one)
{
	struct whereabouts *list =
	    arena_grow(leaf->parser->source->arena, leaf->whereabouts, leaf->count, sizeof(*list));

	if (!leaf_has_room(leaf, token, list))
		return;
	leaf->whereabouts = list;
	list[leaf->count++] = *one;
}

static void
add_address(struct leaf *leaf, const struct token *low, const struct token *high)
{
	struct whereabouts one = {.set = sets_find(leaf->parser->source->sets, low->text)};
	bool               is_prefix = low->kind == TOKEN_BARE && prefix_parse(low->text, &one.prefix);
	bool               is_list = leaf->relation == WITHIN || leaf->relation == NOT_WITHIN;
	struct address     address;
	char               cure[CURE_SIZE];

	if (!is_prefix)
		one.zone = zone_named(leaf, low->text);
	if (high != low)
		parser_complain(leaf->parser, low, "addresses have no ranges: write prefixes, as 10.0.0.0/8");
	else if (!is_prefix && prefix_cure(low->text, cure))
		parser_complain(leaf->parser, low, "%s has bits set behind its length (did you mean \"%s\"?)",
				low->text, cure);
	else if (one.set == NULL && one.zone == NULL && !is_prefix)
		complain_of_set(leaf, low, false);
	else if (!is_list && !address_parse(low->text, &address))
		parser_complain(leaf->parser, low, "\"%s\" is one address: write \"%s in {%s}\"",
				leaf->name.text, leaf->name.text, low->text);
	else
		add_whereabouts(leaf, low, &one);
	leaf->parser->uses_zones = leaf->parser->uses_zones || one.zone != NULL;
}

typedef void add_function(struct leaf *leaf, const struct token *low, const struct token *high);

void
leaf_add(struct leaf *leaf, const struct token *low, const struct token *high)
{
	static add_function *const adders[] = {
	    [TYPE_BOOL] = add_words, [TYPE_WORD] = add_words,      [TYPE_COUNT] = add_numbers,
	    [TYPE_TEXT] = add_text,  [TYPE_ADDRESS] = add_address, [TYPE_TIME] = add_times,
	    [TYPE_TEXTS] = NULL,
	};

	if (leaf->fact == FACT_COUNT || adders[row_of(leaf)->type] == NULL)
		return;
	if (leaf->count == LIST_LARGEST)
		parser_complain(leaf->parser, low, "more than %d values in one list", LIST_LARGEST);
	else
		adders[row_of(leaf)->type](leaf, low, high != NULL ? high : low);
}

/* A value of a list as the token that it would be in the expression, and what is behind its "..", if any. */
static void
item_tokens(const char *item, struct token *low, struct token *high)
{
	char *dots;

	snprintf(low->text, sizeof(low->text), "%s", item);
	*high = *low;
	if (low->kind != TOKEN_BARE || (dots = strstr(low->text, "..")) == NULL)
		return;
	*dots = '\0';
	snprintf(high->text, sizeof(high->text), "%s", item + (dots - low->text) + 2);
}

bool
leaf_add_list(struct leaf *leaf, const struct token *name)
{
	const struct sets *sets = leaf->parser->source->sets;
	const struct list *list = sets_find(sets, name->text) == NULL ? sets_list(sets, name->text) : NULL;
	struct token       low = *name, high;

	if (list == NULL)
		return false;
	if (leaf->fact != FACT_COUNT && row_of(leaf)->type == TYPE_TEXT)
		low.kind = TOKEN_QUOTED;
	for (size_t i = 0; i < list->count; i++) {
		item_tokens(list->items[i], &low, &high);
		leaf_add(leaf, &low, strcmp(low.text, high.text) != 0 ? &high : NULL);
	}
	return true;
}

bool
leaf_add_one(struct leaf *leaf, const struct token *name)
{
	const struct list *list = sets_list(leaf->parser->source->sets, name->text);
	bool               is_number =
	    leaf->fact != FACT_COUNT && (row_of(leaf)->type == TYPE_COUNT || row_of(leaf)->type == TYPE_TIME);

	if (!is_number || list == NULL)
		return false;
	if (list->count == 1)
		return leaf_add_list(leaf, name);
	parser_complain(leaf->parser, name, "the list \"%s\" has %zu values, and one is needed here",
			name->text, list->count);
	return true;
}
