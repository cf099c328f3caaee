/* SPDX-License-Identifier: Apache-2.0 */
/* Reads tables by their keys, and the simple values in them. */
#include "policy/read.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "policy/expression.h"
#include "policy/hint.h"

#define LONGEST_NAME 64
#define LONGEST_PROSE 2000

void
read_out_of_memory(struct reader *reader, const struct node *node)
{
	complain(reader->complaints, GRAVITY_ERROR, node->spot, "out of memory");
}

bool
read_is(struct reader *reader, const struct node *node, enum node_kind kind, const char *what)
{
	const struct node wanted = {.kind = kind};

	if (node->kind == kind)
		return true;
	complain(reader->complaints, GRAVITY_ERROR, node->spot, "%s must be %s, not %s", what,
		 yaml_kind(&wanted), yaml_is_empty(node) ? "empty" : yaml_kind(node));
	return false;
}

const struct node *
read_find(const struct node *table, const char *key)
{
	const struct node *node = table->kind == NODE_TABLE ? table->first : NULL;

	for (; node != NULL && node->next != NULL; node = node->next->next)
		if (node->kind == NODE_TEXT && strcmp(node->text, key) == 0)
			return node->next;
	return NULL;
}

static const struct key *
key_find(const struct key *keys, const char *name)
{
	while (keys->name != NULL && strcmp(keys->name, name) != 0)
		keys++;
	return keys->name != NULL ? keys : NULL;
}

static size_t
key_count(const struct key *keys)
{
	size_t count = 0;

	while (keys[count].name != NULL)
		count++;
	return count;
}

/* Whether another key of that name stands before ${node}. */
static bool
is_repeated(const struct node *table, const struct node *node)
{
	for (const struct node *other = table->first; other != node; other = other->next->next)
		if (other->kind == NODE_TEXT && strcmp(other->text, node->text) == 0)
			return true;
	return false;
}

static void
check_keys(struct reader *reader, const struct node *table, const struct key *keys, const char *what)
{
	char hint[HINT_SIZE];

	for (const struct node *node = table->first; node != NULL; node = node->next->next) {
		if (!read_is(reader, node, NODE_TEXT, "a key"))
			continue;
		if (is_repeated(table, node))
			complain(reader->complaints, GRAVITY_ERROR, node->spot,
				 "the key \"%s\" is given twice", node->text);
		else if (key_find(keys, node->text) == NULL)
			complain(reader->complaints, GRAVITY_ERROR, node->spot, "%s has no key \"%s\"%s",
				 what, node->text,
				 hint_nearest(hint, node->text, keys, key_count(keys), sizeof(*keys)));
	}
}

void
read_table(struct reader *reader, const struct node *node, const struct key *keys, const char *what,
	   void *into)
{
	const struct node *value;

	if (!read_is(reader, node, NODE_TABLE, what))
		return;
	check_keys(reader, node, keys, what);
	for (; keys->name != NULL; keys++) {
		value = read_find(node, keys->name);
		if (value != NULL)
			keys->read(reader, value, into);
		else if (keys->is_required)
			complain(reader->complaints, GRAVITY_ERROR, node->spot, "%s needs the key \"%s\"",
				 what, keys->name);
	}
}

const char *
read_text(struct reader *reader, const struct node *node, const char *what)
{
	if (!read_is(reader, node, NODE_TEXT, what))
		return NULL;
	if (yaml_is_empty(node) || node->text[strspn(node->text, " \t\n")] == '\0') {
		complain(reader->complaints, GRAVITY_ERROR, node->spot, "%s must not be empty", what);
		return NULL;
	}
	return node->text;
}

const char *
read_prose(struct reader *reader, const struct node *node, const char *what)
{
	const char *text = read_text(reader, node, what);
	size_t      size = text != NULL ? strlen(text) : 0;
	char       *prose;

	if (text == NULL)
		return NULL;
	if (size > LONGEST_PROSE) {
		complain(reader->complaints, GRAVITY_ERROR, node->spot, "%s is longer than %d octets", what,
			 LONGEST_PROSE);
		return NULL;
	}
	while (text[size - 1] == '\n' || text[size - 1] == ' ')
		size--;
	if ((prose = arena_text(reader->policy->arena, text, size)) == NULL) {
		read_out_of_memory(reader, node);
		return NULL;
	}
	for (char *at = prose; *at != '\0'; at++)
		if (*at == '\n' || *at == '\t')
			*at = ' ';
	return prose;
}

static bool
is_name(const char *text)
{
	size_t size = strlen(text);

	if (size == 0 || size > LONGEST_NAME || !isalnum((unsigned char)text[0]))
		return false;
	for (size_t i = 0; i < size; i++)
		if (!isalnum((unsigned char)text[i]) && strchr("-_.", text[i]) == NULL)
			return false;
	return true;
}

const char *
read_name(struct reader *reader, const struct node *node, const char *what)
{
	const char *text = read_text(reader, node, what);

	if (text == NULL || is_name(text))
		return text;
	complain(
	    reader->complaints, GRAVITY_ERROR, node->spot,
	    "%s must be up to %d letters, digits, \"-\", \"_\" and \".\", and begin with a letter or digit",
	    what, LONGEST_NAME);
	return NULL;
}

void
read_each(struct reader *reader, const struct node *node, void *into,
	  void (*each)(struct reader *reader, const struct node *item, void *into))
{
	if (node->kind != NODE_LIST) {
		each(reader, node, into);
		return;
	}
	for (const struct node *item = node->first; item != NULL; item = item->next)
		each(reader, item, into);
}

const char *const *
read_texts(struct reader *reader, const struct node *node, const char *what)
{
	const struct node *item = node->kind == NODE_LIST ? node->first : node;
	const char       **texts = NULL, *text;
	size_t             count = 0;

	do {
		if ((texts = arena_grow(reader->policy->arena, texts, count, sizeof(*texts))) == NULL) {
			read_out_of_memory(reader, node);
			return NULL;
		}
		text = item != NULL ? read_prose(reader, item, what) : NULL;
		if (item != NULL && text == NULL)
			return NULL;
		texts[count++] = text;
		item = item != NULL && node->kind == NODE_LIST ? item->next : NULL;
	} while (text != NULL);
	return texts;
}

size_t
read_word(struct reader *reader, const struct node *node, const char *what, const char *const *words,
	  size_t count)
{
	const char *text = read_text(reader, node, what);
	char        hint[HINT_SIZE];

	if (text == NULL)
		return count;
	for (size_t i = 0; i < count; i++)
		if (strcmp(words[i], text) == 0)
			return i;
	complain(reader->complaints, GRAVITY_ERROR, node->spot, "%s cannot be \"%s\"%s", what, text,
		 hint_words(hint, text, words, count));
	return count;
}

struct expression *
read_expression(struct reader *reader, const struct node *node, const char *what)
{
	struct expression_source source = {.document = reader->document,
					   .text = node,
					   .sets = &reader->policy->sets,
					   .arena = reader->policy->arena,
					   .complaints = reader->complaints};

	if (read_text(reader, node, what) == NULL)
		return NULL;
	return expression_compile(&source);
}

bool
read_part(struct reader *reader, const struct node *node, const char *what, struct part *part)
{
	if (read_text(reader, node, what) == NULL)
		return false;
	part->document = reader->document;
	part->text = node;
	return true;
}
