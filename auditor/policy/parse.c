/* SPDX-License-Identifier: Apache-2.0 */
/* The grammar of expressions, by recursive descent. */
#include "policy/parse.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "policy/hint.h"

static void
complain_at(struct parser *parser, const struct token *token, const char *sentence)
{
	const struct expression_source *source = parser->source;
	struct spot                     spot = yaml_spot(source->document, source->text, token->offset);

	complain(source->complaints, GRAVITY_ERROR, spot, "%s", sentence);
	parser->has_mistake = true;
}

void
parser_complain(struct parser *parser, const struct token *token, const char *format, ...)
{
	char    sentence[1024];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(sentence, sizeof(sentence), format, arguments);
	va_end(arguments);
	complain_at(parser, token, sentence);
}

/* As parser_complain, and the rest of the expression is not read. */
static void __attribute__((format(printf, 2, 3))) lose(struct parser *parser, const char *format, ...)
{
	char    sentence[1024];
	va_list arguments;

	if (parser->is_lost)
		return;
	va_start(arguments, format);
	vsnprintf(sentence, sizeof(sentence), format, arguments);
	va_end(arguments);
	complain_at(parser, &parser->token, sentence);
	parser->is_lost = true;
	parser->token.kind = TOKEN_END;
}

void
parser_mention(struct parser *parser, enum fact fact)
{
	parser->facts[fact / 64] |= UINT64_C(1) << fact % 64;
	if (fact == FACT_PATH || fact == FACT_CLIENT_ZONE || fact == FACT_SERVER_ZONE)
		parser->uses_zones = true;
}

void
parser_mention_counter(struct parser *parser, size_t counter, bool is_evidence)
{
	parser->counters[counter / 64] |= UINT64_C(1) << counter % 64;
	parser->evidence[counter / 64] |= (uint64_t)is_evidence << counter % 64;
}

void
parser_emit(struct parser *parser, const struct step *step)
{
	if (parser->count == MOST_STEPS)
		lose(parser, "this expression is too long");
	else
		parser->steps[parser->count++] = *step;
}

static void
parser_next(struct parser *parser)
{
	if (parser->is_lost)
		return;
	token_next(parser->source->text->text, &parser->at, &parser->token);
	if (parser->token.kind == TOKEN_BAD)
		lose(parser, "%s", parser->token.text);
}

/* Take the token if it is that one. */
static bool
takes(struct parser *parser, const char *text)
{
	if (!token_is(&parser->token, text))
		return false;
	parser_next(parser);
	return true;
}

/* For "expected …, not …" */
static const char *
token_shown(const struct token *token)
{
	return token->kind == TOKEN_END ? "the end" : token->text;
}

static void
take_value(struct parser *parser, struct token *value)
{
	*value = parser->token;
	if (parser->token.kind != TOKEN_BARE && parser->token.kind != TOKEN_QUOTED)
		lose(parser, "expected a value, not %s", token_shown(&parser->token));
	else
		parser_next(parser);
}

static void
take_item(struct parser *parser, struct leaf *leaf)
{
	struct token low, high;

	take_value(parser, &low);
	if (takes(parser, "..")) {
		take_value(parser, &high);
		if (!parser->is_lost)
			leaf_add(leaf, &low, &high);
	} else if (!parser->is_lost) {
		leaf_add(leaf, &low, NULL);
	}
}

/* Neither a brace nor the name of a list, where one of them must be. */
static void
complain_of_no_list(struct parser *parser)
{
	const struct sets *sets = parser->source->sets;
	char               hint[HINT_SIZE];

	if (strncmp(parser->token.text, "profile.", 8) == 0 && sets_list(sets, "profile.versions") == NULL) {
		lose(parser, "there is no list \"%s\": the policy needs the key \"profile\"",
		     parser->token.text);
		return;
	}
	hint_nearest(hint, parser->token.text, sets->lists, sets->list_count, sizeof(sets->lists[0]));
	lose(parser, "expected { or the name of a list after \"in\", not %s%s", token_shown(&parser->token),
	     parser->token.kind == TOKEN_BARE ? hint : "");
}

static void
take_list(struct parser *parser, struct leaf *leaf)
{
	if (parser->token.kind == TOKEN_BARE && leaf_add_list(leaf, &parser->token)) {
		parser_next(parser);
		return;
	}
	/* What may follow a name that was complained of is not known. */
	if ((leaf->fact == FACT_COUNT || fact_rows[leaf->fact].type == TYPE_ADDRESS) &&
	    parser->token.kind == TOKEN_BARE) {
		take_item(parser, leaf);
		return;
	}
	if (!takes(parser, "{")) {
		complain_of_no_list(parser);
		return;
	}
	do
		take_item(parser, leaf);
	while (!parser->is_lost && takes(parser, ","));
	if (!takes(parser, "}"))
		lose(parser, "expected , or } in this list, not %s", token_shown(&parser->token));
}

/* `is [not] unknown` and `is [not] known` */
static void
take_is(struct parser *parser, struct leaf *leaf)
{
	bool is_known = !takes(parser, "not");

	if (takes(parser, "unknown"))
		leaf_is_known(leaf, !is_known);
	else if (takes(parser, "known"))
		leaf_is_known(leaf, is_known);
	else
		lose(parser, "expected \"known\" or \"unknown\" after \"is\", not %s",
		     token_shown(&parser->token));
}

/* `after COUNTER`, behind a counter */
static void
take_after(struct parser *parser, struct leaf *leaf)
{
	struct token other = parser->token;

	if (other.kind != TOKEN_BARE) {
		lose(parser, "expected a counter after \"after\", not %s", token_shown(&other));
		return;
	}
	parser_next(parser);
	leaf_is_after(leaf, &other);
}

static const char *const relation_texts[] = {"==", "!=", "<", "<=", ">", ">="};

static bool
take_sign(struct parser *parser, struct leaf *leaf)
{
	for (size_t i = 0; i < sizeof(relation_texts) / sizeof(relation_texts[0]); i++) {
		struct token sign = parser->token;

		if (!takes(parser, relation_texts[i]))
			continue;
		leaf_relate(leaf, (enum relation)i, &sign);
		return true;
	}
	return false;
}

static void
take_compared(struct parser *parser, struct leaf *leaf)
{
	if (leaf->relation <= UNEQUAL && token_is(&parser->token, "unknown")) {
		parser_next(parser);
		leaf_is_known(leaf, leaf->relation == UNEQUAL);
		return;
	}
	if (parser->token.kind == TOKEN_BARE && leaf_add_one(leaf, &parser->token))
		parser_next(parser);
	else
		take_item(parser, leaf);
	leaf_finish(leaf);
}

static void
take_within(struct parser *parser, struct leaf *leaf, bool is_negated)
{
	struct token sign = parser->token;

	parser_next(parser);
	leaf_relate(leaf, is_negated ? NOT_WITHIN : WITHIN, &sign);
	take_list(parser, leaf);
	leaf_finish(leaf);
}

static void
take_comparison(struct parser *parser)
{
	struct token name = parser->token;
	struct leaf  leaf;
	bool         is_negated;

	leaf_begin(&leaf, parser, &name);
	parser_next(parser);
	if (take_sign(parser, &leaf)) {
		take_compared(parser, &leaf);
		return;
	}
	if (takes(parser, "is")) {
		take_is(parser, &leaf);
		return;
	}
	if (takes(parser, "after")) {
		take_after(parser, &leaf);
		return;
	}
	is_negated = takes(parser, "not");
	if (token_is(&parser->token, "in"))
		take_within(parser, &leaf, is_negated);
	else if (is_negated)
		lose(parser, "expected \"in\" after \"not\", not %s", token_shown(&parser->token));
	else if (token_is(&parser->token, "="))
		lose(parser, "\"=\" is no comparison (did you mean \"==\"?)");
	else
		leaf_is_true(&leaf);
}

static void
take_constant(struct parser *parser)
{
	struct step step = {
	    .kind = STEP_LEAF, .ask = ask_constant, .is_negated = token_is(&parser->token, "false")};

	parser_next(parser);
	parser_emit(parser, &step);
}

static void take_or(struct parser *parser);

static bool
is_reserved(const struct token *token)
{
	static const char *const reserved[] = {"and", "or", "in", "is", "after"};

	for (size_t i = 0; i < sizeof(reserved) / sizeof(reserved[0]); i++)
		if (token_is(token, reserved[i]))
			return true;
	return false;
}

static void
take_primary(struct parser *parser)
{
	if (takes(parser, "(")) {
		take_or(parser);
		if (!takes(parser, ")"))
			lose(parser, "expected ), not %s", token_shown(&parser->token));
	} else if (token_is(&parser->token, "true") || token_is(&parser->token, "false")) {
		take_constant(parser);
	} else if (parser->token.kind == TOKEN_BARE && !is_reserved(&parser->token)) {
		take_comparison(parser);
	} else if (token_is(&parser->token, "!")) {
		lose(parser, "\"!\" is no operator (did you mean \"not\"?)");
	} else {
		lose(parser, "expected a fact, not %s", token_shown(&parser->token));
	}
}

static void
take_not(struct parser *parser)
{
	struct step step = {.kind = STEP_NOT};
	bool        is_negated = false;

	if (++parser->depth > DEEPEST_NESTING)
		lose(parser, "nested too deeply");
	while (takes(parser, "not"))
		is_negated = !is_negated;
	if (!parser->is_lost)
		take_primary(parser);
	if (is_negated)
		parser_emit(parser, &step);
	parser->depth--;
}

/* A chain of ${operand}s joined by ${word}; each but the first can be skipped. */
static void
take_chain(struct parser *parser, const char *word, enum step_kind skip, enum step_kind join,
	   void (*operand)(struct parser *))
{
	struct step skipping = {.kind = skip}, joining = {.kind = join};

	operand(parser);
	while (takes(parser, word)) {
		size_t at = parser->count;

		parser_emit(parser, &skipping);
		operand(parser);
		parser_emit(parser, &joining);
		if (!parser->is_lost)
			parser->steps[at].count = (uint32_t)(parser->count - at - 1);
	}
}

static void
take_and(struct parser *parser)
{
	take_chain(parser, "and", STEP_SKIP_IF_NO, STEP_AND, take_not);
}

static void
take_or(struct parser *parser)
{
	take_chain(parser, "or", STEP_SKIP_IF_YES, STEP_OR, take_and);
}

static void
take_all(struct parser *parser)
{
	parser_next(parser);
	take_or(parser);
	if (parser->is_lost || parser->token.kind == TOKEN_END)
		return;
	if (token_is(&parser->token, "&&") || token_is(&parser->token, "||"))
		lose(parser, "\"%s\" is no operator (did you mean \"%s\"?)", parser->token.text,
		     token_is(&parser->token, "&&") ? "and" : "or");
	else
		lose(parser, "expected \"and\", \"or\" or the end, not %s", token_shown(&parser->token));
}

struct expression *
expression_compile(const struct expression_source *source)
{
	struct step        steps[MOST_STEPS];
	struct parser      parser = {.source = source, .steps = steps};
	struct expression *expression;

	take_all(&parser);
	if (parser.has_mistake)
		return NULL;
	expression = arena_take(source->arena, sizeof(*expression) + parser.count * sizeof(steps[0]));
	if (expression == NULL) {
		complain_at(&parser, &parser.token, "out of memory");
		return NULL;
	}
	memcpy(expression->facts, parser.facts, sizeof(parser.facts));
	memcpy(expression->counters, parser.counters, sizeof(parser.counters));
	memcpy(expression->evidence, parser.evidence, sizeof(parser.evidence));
	expression->uses_zones = parser.uses_zones;
	memcpy(expression->steps, steps, parser.count * sizeof(steps[0]));
	expression->count = parser.count;
	return expression;
}
