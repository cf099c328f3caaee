/* SPDX-License-Identifier: Apache-2.0 */
/* Reads checks, and the keys that checks and expectations share. */
#include <string.h>

#include "policy/hint.h"
#include "policy/read.h"

#define MOST_RULES 1000

static const char *const truths[] = {"false", "true"};
static const char *const subjects[] = {"session", "service", "client", "pair"};
static const char *const no_texts[] = {NULL};

/* Keeps what was there when the new text is wrong: the mistake is complained of already. */
static void
take_prose(struct reader *reader, const struct node *value, const char *what, const char **into)
{
	const char *prose = read_prose(reader, value, what);

	if (prose != NULL)
		*into = prose;
}

static void
take_texts(struct reader *reader, const struct node *value, const char *what, const char *const **into)
{
	const char *const *texts = read_texts(reader, value, what);

	if (texts != NULL)
		*into = texts;
}

void
read_rule_id(struct reader *reader, const struct node *value, void *into)
{
	(void)reader;
	(void)value;
	(void)into; /* read by read_rule_begin */
}

void
read_rule_title(struct reader *reader, const struct node *value, void *into)
{
	take_prose(reader, value, "a title", &((struct rule *)into)->check.title);
}

void
read_rule_severity(struct reader *reader, const struct node *value, void *into)
{
	size_t word = read_word(reader, value, "a severity", severity_words, SEVERITY_COUNT);

	((struct rule *)into)->check.severity = (enum severity)word;
}

void
read_rule_because(struct reader *reader, const struct node *value, void *into)
{
	take_prose(reader, value, "because", &((struct rule *)into)->check.because);
}

void
read_rule_fix(struct reader *reader, const struct node *value, void *into)
{
	take_prose(reader, value, "fix", &((struct rule *)into)->check.fix);
}

void
read_rule_cites(struct reader *reader, const struct node *value, void *into)
{
	take_texts(reader, value, "a citation", &((struct rule *)into)->check.cites);
}

void
read_rule_controls(struct reader *reader, const struct node *value, void *into)
{
	take_texts(reader, value, "a control", &((struct rule *)into)->check.controls);
}

static void
take_basis(struct reader *reader, const struct node *value, void *into)
{
	size_t word = read_word(reader, value, "the basis", found_words, FOUND_COUNT);

	((struct rule *)into)->check.basis = (enum basis_of_finding)word;
}

/* Words of a later version are told from mistakes. */
static void
take_subject(struct reader *reader, const struct node *value, void *into)
{
	size_t word =
	    read_word(reader, value, "the subject", subjects, sizeof(subjects) / sizeof(subjects[0]));

	(void)into;
	if (word > 0 && word < sizeof(subjects) / sizeof(subjects[0]))
		complain(reader->complaints, GRAVITY_ERROR, value->spot,
			 "the subject \"%s\" is not supported by this version: only \"session\" is",
			 subjects[word]);
}

/* An expression as people read it: what is a line or more apart is a space apart. */
static const char *
on_one_line(struct reader *reader, const struct node *value)
{
	char *line = arena_text(reader->policy->arena, value->text, strlen(value->text)), *end = line;

	for (const char *at = line; at != NULL && *at != '\0'; at++)
		if (strchr(" \t\n", *at) == NULL)
			*end++ = *at;
		else if (end != line && end[-1] != ' ')
			*end++ = ' ';
	while (end != line && end[-1] == ' ')
		end--;
	if (line == NULL)
		return "";
	*end = '\0';
	return line;
}

static void
take_applies(struct reader *reader, const struct node *value, void *into)
{
	struct rule *rule = into;

	if ((rule->check.applies = read_expression(reader, value, "applies")) != NULL)
		rule->applies = on_one_line(reader, value);
}

static void
take_violates(struct reader *reader, const struct node *value, void *into)
{
	struct rule *rule = into;

	if ((rule->check.violates = read_expression(reader, value, "violates")) != NULL)
		rule->violates = on_one_line(reader, value);
}

static void
take_disabled(struct reader *reader, const struct node *value, void *into)
{
	((struct rule *)into)->is_disabled = read_word(reader, value, "disabled", truths, 2) == 1;
}

static const struct key check_keys[] = {
    {"id",       true,  read_rule_id      },
    {"title",    false, read_rule_title   },
    {"severity", false, read_rule_severity},
    {"subject",  false, take_subject      },
    {"applies",  false, take_applies      },
    {"violates", false, take_violates     },
    {"because",  false, read_rule_because },
    {"fix",      false, read_rule_fix     },
    {"cites",    false, read_rule_cites   },
    {"controls", false, read_rule_controls},
    {"basis",    false, take_basis        },
    {"disabled", false, take_disabled     },
    {NULL,       false, NULL              },
};

/* What a new check must say; one that changes another may leave out all of it. */
static const char *const needed[] = {"title", "severity", "applies", "violates"};

static struct rule *
rule_new(struct reader *reader, const struct node *node, const char *id)
{
	struct rule *rule = arena_take(reader->policy->arena, sizeof(*rule));

	if (rule == NULL) {
		read_out_of_memory(reader, node);
		return NULL;
	}
	rule->check.id = id;
	rule->check.title = rule->check.because = rule->check.fix = "";
	rule->applies = rule->violates = "";
	rule->check.cites = rule->check.controls = no_texts;
	rule->check.spot = node->spot;
	return rule;
}

struct rule *
read_rule_begin(struct reader *reader, const struct node *node, const char *what, bool *is_new)
{
	const struct node *id_node = read_find(node, "id");
	const char        *id = id_node != NULL ? read_name(reader, id_node, "an id") : NULL;
	struct rule       *old = id != NULL ? policy_rule(reader->policy, id) : NULL, *rule;

	*is_new = old == NULL;
	if (id_node == NULL && read_is(reader, node, NODE_TABLE, what))
		complain(reader->complaints, GRAVITY_ERROR, node->spot, "%s needs the key \"id\"", what);
	if (old != NULL && old->file == reader->document->file) {
		complain(reader->complaints, GRAVITY_ERROR, id_node->spot, "the id \"%s\" is given twice",
			 id);
		return NULL;
	}
	if (id == NULL || (rule = rule_new(reader, node, id)) == NULL)
		return NULL;
	if (old != NULL)
		*rule = *old;
	if (read_find(node, "applies") != NULL || read_find(node, "violates") != NULL)
		rule->check.spot = node->spot;
	rule->file = reader->document->file;
	return rule;
}

void
read_rule_keep(struct reader *reader, struct rule *rule, const struct node *node)
{
	struct policy *policy = reader->policy;
	struct rule   *old = policy_rule(policy, rule->check.id), **rules;

	if (old != NULL) {
		*old = *rule;
		return;
	}
	rules = arena_grow(policy->arena, policy->rules, policy->rule_count, sizeof(struct rule *));
	if (rules == NULL) {
		read_out_of_memory(reader, node);
		return;
	}
	if (policy->rule_count == MOST_RULES) {
		complain(reader->complaints, GRAVITY_ERROR, node->spot,
			 "more than %d checks and expectations", MOST_RULES);
		return;
	}
	policy->rules = rules;
	rules[policy->rule_count++] = rule;
}

/* An id alone and what little it changes: of nothing, as it seems. */
static void
complain_of_new(struct reader *reader, const struct node *node, const char *id)
{
	const char *names[MOST_RULES];
	char        hint[HINT_SIZE];
	bool        is_change = read_find(node, "applies") == NULL && read_find(node, "violates") == NULL;

	for (size_t i = 0; i < reader->policy->rule_count; i++)
		names[i] = reader->policy->rules[i]->check.id;
	if (is_change) {
		complain(reader->complaints, GRAVITY_ERROR, node->spot,
			 "there is no check \"%s\" to change%s; a new one needs \"applies\" and \"violates\"",
			 id, hint_nearest(hint, id, names, reader->policy->rule_count, sizeof(names[0])));
		return;
	}
	for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++)
		if (read_find(node, needed[i]) == NULL)
			complain(reader->complaints, GRAVITY_ERROR, node->spot,
				 "the check \"%s\" needs the key \"%s\"", id, needed[i]);
}

static void
take_check(struct reader *reader, const struct node *item, void *into)
{
	bool         is_new;
	struct rule *rule = read_rule_begin(reader, item, "a check", &is_new);
	struct rule  unnamed = {0};

	(void)into;
	if (rule == NULL && item->kind == NODE_TABLE && read_find(item, "id") != NULL)
		read_table(reader, item, check_keys, "a check", &unnamed);
	if (rule == NULL)
		return;
	if (is_new)
		complain_of_new(reader, item, rule->check.id);
	read_table(reader, item, check_keys, "a check", rule);
	read_rule_keep(reader, rule, item);
}

void
read_checks(struct reader *reader, const struct node *value, void *into)
{
	if (read_is(reader, value, NODE_LIST, "checks"))
		read_each(reader, value, into, take_check);
}
