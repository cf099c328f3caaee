/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POLICY_READ_H
#define POLICY_READ_H

#include <stdbool.h>
#include <stddef.h>

#include "policy/policy_room.h"
#include "policy/yaml.h"

/*
 * read: the parts of a policy file, by tables of keys.
 *
 * A reading function puts what it read into its target, or complains; it
 * never stops the reading of the rest.
 */
struct reader {
	struct policy         *policy;
	struct complaints     *complaints;
	const struct document *document;
	bool                   is_built_in; /* the document is one of rules/, compiled in */
	bool                   has_profile; /* this file, or one that extends it, says the profile */
	unsigned               depth;       /* of files that extend files */
};

struct key {
	const char *name;
	bool        is_required;
	void (*read)(struct reader *reader, const struct node *value, void *into);
};

/* Read the table ${node}, called ${what} in complaints, into ${into}, in the order of ${keys} (ended by a
 * NULL name). */
void read_table(struct reader *reader, const struct node *node, const struct key *keys, const char *what,
		void *into);

/* The value of that key, or NULL. */
const struct node *read_find(const struct node *table, const char *key);

/* Complain unless ${node} is of that kind.  ${what}: what is to be there. */
bool read_is(struct reader *reader, const struct node *node, enum node_kind kind, const char *what);

/* The text of ${node}, or NULL after complaining: it must be a text that says something. */
const char *read_text(struct reader *reader, const struct node *node, const char *what);

/* As read_text, for people: line ends become spaces.  In the policy's arena. */
const char *read_prose(struct reader *reader, const struct node *node, const char *what);

/* A name or id: a letter or digit, then letters, digits, `-`, `_` or `.`, at most 64. */
const char *read_name(struct reader *reader, const struct node *node, const char *what);

/* A list of texts, or one text; ended by NULL, in the policy's arena.  NULL after complaining. */
const char *const *read_texts(struct reader *reader, const struct node *node, const char *what);

/* One of ${count} words; its index, or ${count} after complaining. */
size_t read_word(struct reader *reader, const struct node *node, const char *what, const char *const *words,
		 size_t count);

/* Calls ${each} for every item of a list, or for ${node} itself. */
void read_each(struct reader *reader, const struct node *node, void *into,
	       void (*each)(struct reader *reader, const struct node *item, void *into));

/* A prefix; complains and says the cure when host bits are set. */
bool read_prefix(struct reader *reader, const struct node *node, struct prefix *prefix);

/* Compile the text of ${node}; NULL after complaining. */
struct expression *read_expression(struct reader *reader, const struct node *node, const char *what);

/* The text of ${node} for later; false after complaining that it is none. */
bool read_part(struct reader *reader, const struct node *node, const char *what, struct part *part);

/* Compile what was read of a rule; complains. */
void read_compile_rule(struct reader *reader, struct rule *rule);

/* Compile all rules and counters of the policy; complains. */
void read_compile(struct reader *reader);

void read_out_of_memory(struct reader *reader, const struct node *node);

/* The values of the keys of a policy. */
void read_zones(struct reader *reader, const struct node *value, void *into);
void read_servers(struct reader *reader, const struct node *value, void *into);
void read_lists(struct reader *reader, const struct node *value, void *into);
void read_counters(struct reader *reader, const struct node *value, void *into);
void read_checks(struct reader *reader, const struct node *value, void *into);
void read_expect(struct reader *reader, const struct node *value, void *into);
void read_waivers(struct reader *reader, const struct node *value, void *into);
void read_examples(struct reader *reader, const struct node *value, void *into);

/*
 * Begin a rule at the table ${node}: a copy of the one with its id in an extended policy, or a new one.
 * ${*is_new} says which.  NULL after complaining, also when this file has that id already;
 * and without an id, of which read_table will complain.
 */
struct rule *read_rule_begin(struct reader *reader, const struct node *node, const char *what, bool *is_new);

/* Keep it in the policy: in the place of the one with its id, or behind the others. */
void read_rule_keep(struct reader *reader, struct rule *rule, const struct node *node);

/* The keys that checks and expectations share; ${into} is a struct rule. */
void read_rule_id(struct reader *reader, const struct node *value, void *into);
void read_rule_title(struct reader *reader, const struct node *value, void *into);
void read_rule_severity(struct reader *reader, const struct node *value, void *into);
void read_rule_because(struct reader *reader, const struct node *value, void *into);
void read_rule_fix(struct reader *reader, const struct node *value, void *into);
void read_rule_cites(struct reader *reader, const struct node *value, void *into);
void read_rule_controls(struct reader *reader, const struct node *value, void *into);

/* Complaints that need the whole policy: waivers of checks that are not there, a prefix in two zones. */
void read_conclude(struct reader *reader);

#endif
