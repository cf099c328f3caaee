/* SPDX-License-Identifier: Apache-2.0 */
/* Reads expectations: checks of who may reach whom, written the short way. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "classify/word.h"
#include "policy/expression.h"
#include "policy/hint.h"
#include "policy/read.h"

/* An expectation on its way to become a check: its parts as lists of an expression. */
struct expectation {
	struct rule *rule;
	struct text  from, to, ports, outcomes;
};

static void
list_add(struct text *list, const char *item)
{
	if (list->size > 0)
		text_add(list, ", ");
	text_add(list, item);
}

static void
take_where(struct reader *reader, const struct node *item, void *into)
{
	const char        *text = read_text(reader, item, "from and to");
	const struct sets *sets = &reader->policy->sets;
	const char        *names[64] = {OUTSIDE, INSIDE};
	size_t             count = 2;
	struct prefix      prefix;
	char               hint[HINT_SIZE];

	if (text == NULL)
		return;
	for (size_t i = 0; i < sets->count && count < 64; i++)
		names[count++] = sets->list[i]->name;
	if (sets_find(sets, text) != NULL || strcmp(text, OUTSIDE) == 0 || strcmp(text, INSIDE) == 0)
		list_add(into, text);
	else if (strpbrk(text, ":./") == NULL)
		complain(reader->complaints, GRAVITY_ERROR, item->spot,
			 "there is no zone or set of servers \"%s\"%s", text,
			 hint_nearest(hint, text, names, count, sizeof(names[0])));
	else if (read_prefix(reader, item, &prefix))
		list_add(into, text);
}

static void
take_from(struct reader *reader, const struct node *value, void *into)
{
	read_each(reader, value, &((struct expectation *)into)->from, take_where);
}

static void
take_to(struct reader *reader, const struct node *value, void *into)
{
	read_each(reader, value, &((struct expectation *)into)->to, take_where);
}

static void
take_port(struct reader *reader, const struct node *item, void *into)
{
	const char   *text = read_text(reader, item, "a port");
	unsigned long port;
	char         *end;

	if (text == NULL)
		return;
	port = strtoul(text, &end, 10);
	if (text[0] < '0' || text[0] > '9' || *end != '\0' || port == 0 || port > 65535)
		complain(reader->complaints, GRAVITY_ERROR, item->spot, "\"%s\" is not a port: 1 to 65535",
			 text);
	else
		text_printf(into, "%s%lu", ((struct text *)into)->size > 0 ? ", " : "", port);
}

static void
take_ports(struct reader *reader, const struct node *value, void *into)
{
	read_each(reader, value, &((struct expectation *)into)->ports, take_port);
}

/* `unknown` cannot be expected: it says what the capture could not tell. */
static void
take_outcome(struct reader *reader, const struct node *item, void *into)
{
	size_t word = read_word(reader, item, "an outcome", outcome_words, OUTCOME_UNKNOWN);

	if (word < OUTCOME_UNKNOWN)
		list_add(into, outcome_words[word]);
}

static void
take_outcomes(struct reader *reader, const struct node *value, void *into)
{
	read_each(reader, value, &((struct expectation *)into)->outcomes, take_outcome);
}

#define OF_RULE(function)                                                                                    \
	static void of_rule_##function(struct reader *reader, const struct node *value, void *into)          \
	{                                                                                                    \
		read_rule_##function(reader, value, ((struct expectation *)into)->rule);                     \
	}
OF_RULE(id)
OF_RULE(title)
OF_RULE(severity)
OF_RULE(because)
OF_RULE(fix)
OF_RULE(cites)
OF_RULE(controls)

static const struct key expect_keys[] = {
    {"id",       true,  of_rule_id      },
    {"from",     true,  take_from       },
    {"to",       true,  take_to         },
    {"port",     true,  take_ports      },
    {"outcome",  false, take_outcomes   },
    {"severity", false, of_rule_severity},
    {"title",    false, of_rule_title   },
    {"because",  false, of_rule_because },
    {"fix",      false, of_rule_fix     },
    {"cites",    false, of_rule_cites   },
    {"controls", false, of_rule_controls},
    {NULL,       false, NULL            },
};

/* Its parts are checked, so that nothing is left to complain of. */
static struct expression *
compile(struct reader *reader, const struct node *node, struct text *text)
{
	struct node              made = {.kind = NODE_TEXT, .text = text->data, .spot = node->spot};
	struct expression_source source = {.document = reader->document,
					   .text = &made,
					   .sets = &reader->policy->sets,
					   .arena = reader->policy->arena,
					   .complaints = reader->complaints};
	struct expression       *expression = NULL;

	if (!text->failed)
		expression = expression_compile(&source);
	else
		read_out_of_memory(reader, node);
	text_free(text);
	return expression;
}

static const char *
copy_text(struct reader *reader, const struct text *text)
{
	const char *copy = text->failed ? NULL : arena_text(reader->policy->arena, text->data, text->size);

	return copy != NULL ? copy : "";
}

static const char *
keep_text(struct reader *reader, struct text *text)
{
	const char *kept = copy_text(reader, text);

	text_free(text);
	return kept;
}

/* What the policy did not care to say. */
static void
say_the_rest(struct reader *reader, const struct expectation *expectation)
{
	struct check *check = &expectation->rule->check;
	struct text   text = {0};

	if (check->title[0] == '\0') {
		text_printf(&text, "Port %s from %s to %s: not %s as expected", expectation->ports.data,
			    expectation->from.data, expectation->to.data, expectation->outcomes.data);
		check->title = keep_text(reader, &text);
	}
	if (check->because[0] == '\0')
		check->because = "The policy expects another outcome on this path.";
	if (check->fix[0] == '\0')
		check->fix =
		    "Change the filter on the path or the server, or the expectation if it is out of date.";
}

static void
expectation_finish(struct reader *reader, const struct node *node, struct expectation *expectation)
{
	struct text   applies = {0}, violates = {0};
	struct check *check = &expectation->rule->check;

	if (expectation->outcomes.size == 0)
		list_add(&expectation->outcomes, outcome_words[OUTCOME_ESTABLISHED]);
	if (expectation->from.size == 0 || expectation->to.size == 0 || expectation->ports.size == 0)
		return; /* complained of */
	/* That a scan is kept out says nothing of a user; that it gets through does. */
	text_printf(&applies,
		    "client in {%s} and server in {%s} and server.port in {%s} and "
		    "(attempt == use or outcome in {established, silent, reset})",
		    expectation->from.data, expectation->to.data, expectation->ports.data);
	text_printf(&violates, "outcome not in {%s}", expectation->outcomes.data);
	expectation->rule->applies = copy_text(reader, &applies);
	expectation->rule->violates = copy_text(reader, &violates);
	check->applies = compile(reader, node, &applies);
	check->violates = compile(reader, node, &violates);
	say_the_rest(reader, expectation);
}

static void
take_expectation(struct reader *reader, const struct node *item, void *into)
{
	struct expectation expectation = {0};
	struct rule        unnamed = {0};
	bool               is_new, is_kept;

	(void)into;
	expectation.rule = read_rule_begin(reader, item, "an expectation", &is_new);
	if (!(is_kept = expectation.rule != NULL) && item->kind != NODE_TABLE)
		return;
	if (!is_kept)
		expectation.rule = &unnamed;
	/* Unlike a check it is short enough to be written anew. */
	expectation.rule->check.severity = SEVERITY_MEDIUM;
	expectation.rule->check.title = expectation.rule->check.because = expectation.rule->check.fix = "";
	expectation.rule->check.applies = expectation.rule->check.violates = NULL;
	expectation.rule->check.spot = item->spot;
	expectation.rule->is_disabled = false;
	expectation.rule->is_expectation = expectation.rule->check.is_expectation = true;
	expectation.rule->check.per = SUBJECT_ROUTE;
	read_table(reader, item, expect_keys, "an expectation", &expectation);
	expectation_finish(reader, item, &expectation);
	if (is_kept)
		read_rule_keep(reader, expectation.rule, item);
	text_free(&expectation.from);
	text_free(&expectation.to);
	text_free(&expectation.ports);
	text_free(&expectation.outcomes);
}

void
read_expect(struct reader *reader, const struct node *value, void *into)
{
	if (read_is(reader, value, NODE_LIST, "expect"))
		read_each(reader, value, into, take_expectation);
}
