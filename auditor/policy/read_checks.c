/* SPDX-License-Identifier: Apache-2.0 */
/* Reads checks, and the keys that checks and expectations share. */
#include <string.h>

#include "policy/hint.h"
#include "policy/parse.h"
#include "policy/read.h"

#define MOST_RULES 1000
#define WINDOW_LEAST (INT64_C(1) * 1000000000)
#define WINDOW_MOST (INT64_C(365) * 86400 * 1000000000)

static const char *const truths[] = {"false", "true"};
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

/* Keeps what was there when the word is wrong: an index past the end is not to be used. */
static void
take_severity(struct reader *reader, const struct node *value, void *into)
{
	struct rule *rule = into;
	size_t       word = read_word(reader, value, "a severity", severity_words, SEVERITY_COUNT);

	if (word < SEVERITY_COUNT)
		rule->check.severity = (enum severity)word;
}

#define SEVERITY_KEY(NAME, name)                                                                             \
	static void take_##name(struct reader *reader, const struct node *value, void *into)                 \
	{                                                                                                    \
		(void)read_part(reader, value, "the condition of a severity",                                \
				&((struct rule *)into)->severities[SEVERITY_##NAME]);                        \
	}
SEVERITY_KEY(CRITICAL, critical)
SEVERITY_KEY(HIGH, high)
SEVERITY_KEY(MEDIUM, medium)
SEVERITY_KEY(LOW, low)
SEVERITY_KEY(INFO, info)

static const struct key severity_keys[] = {
    {"default",  true,  take_severity},
    {"critical", false, take_critical},
    {"high",     false, take_high    },
    {"medium",   false, take_medium  },
    {"low",      false, take_low     },
    {"info",     false, take_info    },
    {NULL,       false, NULL         },
};

void
read_rule_severity(struct reader *reader, const struct node *value, void *into)
{
	memset(((struct rule *)into)->severities, 0, sizeof(((struct rule *)into)->severities));
	if (value->kind == NODE_TABLE)
		read_table(reader, value, severity_keys, "a severity", into);
	else
		take_severity(reader, value, into);
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
take_traps(struct reader *reader, const struct node *value, void *into)
{
	take_prose(reader, value, "traps", &((struct rule *)into)->traps);
}

static void
take_severity_because(struct reader *reader, const struct node *value, void *into)
{
	take_prose(reader, value, "severity_because", &((struct rule *)into)->severity_because);
}

static void
take_basis(struct reader *reader, const struct node *value, void *into)
{
	size_t word = read_word(reader, value, "the basis", found_words, FOUND_COUNT);

	((struct rule *)into)->check.basis = (enum basis_of_finding)word;
}

static void
take_subject(struct reader *reader, const struct node *value, void *into)
{
	size_t word = read_word(reader, value, "the subject", subject_words, SUBJECT_ROUTE);

	((struct rule *)into)->check.subject = word < SUBJECT_ROUTE ? (enum subject)word : SUBJECT_SESSION;
}

static const enum subject pers[] = {SUBJECT_SESSION, SUBJECT_SERVICE, SUBJECT_CLIENT, SUBJECT_ROUTE};

static void
take_per(struct reader *reader, const struct node *value, void *into)
{
	static const char *const words[] = {"session", "service", "client", "route"};
	struct rule             *rule = into;
	size_t count = sizeof(words) / sizeof(words[0]), word = read_word(reader, value, "per", words, count);

	rule->check.per = word < count ? pers[word] : SUBJECT_SESSION;
	rule->per_spot = value->spot;
}

static void
take_window(struct reader *reader, const struct node *value, void *into)
{
	struct rule *rule = into;
	const char  *text = read_text(reader, value, "the window");

	rule->window_spot = value->spot;
	if (text != NULL && (!literal_duration(text, &rule->window) || rule->window < WINDOW_LEAST ||
			     rule->window > WINDOW_MOST))
		complain(reader->complaints, GRAVITY_ERROR, value->spot,
			 "\"%s\" is no window: write a duration from 1s to 365d, as 10m", text);
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

	if (read_part(reader, value, "applies", &rule->applies_part))
		rule->applies = on_one_line(reader, value);
}

static void
take_violates(struct reader *reader, const struct node *value, void *into)
{
	struct rule *rule = into;

	if (read_part(reader, value, "violates", &rule->violates_part))
		rule->violates = on_one_line(reader, value);
}

static void
take_disabled(struct reader *reader, const struct node *value, void *into)
{
	((struct rule *)into)->is_disabled = read_word(reader, value, "disabled", truths, 2) == 1;
}

static const struct key check_keys[] = {
    {"id",	       true,  read_rule_id         },
    {"title",            false, read_rule_title      },
    {"severity",         false, read_rule_severity   },
    {"severity_because", false, take_severity_because},
    {"subject",          false, take_subject         },
    {"window",           false, take_window          },
    {"applies",          false, take_applies         },
    {"violates",         false, take_violates        },
    {"because",          false, read_rule_because    },
    {"fix",	      false, read_rule_fix        },
    {"traps",            false, take_traps           },
    {"cites",            false, read_rule_cites      },
    {"controls",         false, read_rule_controls   },
    {"basis",            false, take_basis           },
    {"per",	      false, take_per             },
    {"disabled",         false, take_disabled        },
    {NULL,	       false, NULL                 },
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
	rule->applies = rule->violates = rule->traps = rule->severity_because = "";
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
	if (id_node == NULL)
		(void)read_is(reader, node, NODE_TABLE, what);
	if (old != NULL && old->file == reader->document->file) {
		complain(reader->complaints, GRAVITY_ERROR, id_node->spot, "the id \"%s\" is given twice",
			 id);
		return NULL;
	}
	if (id == NULL || (rule = rule_new(reader, node, id)) == NULL)
		return NULL;
	if (old != NULL)
		*rule = *old;
	if (read_find(node, "severity") != NULL) /* why it was another one says nothing of this one */
		rule->severity_because = "";
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
	if (rule == NULL && item->kind == NODE_TABLE)
		read_table(reader, item, check_keys, "a check", &unnamed);
	if (rule == NULL) {
		read_compile_rule(reader, &unnamed);
		return;
	}
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
