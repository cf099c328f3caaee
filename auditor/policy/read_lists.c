/* SPDX-License-Identifier: Apache-2.0 */
/* Reads lists of values. */
#include <string.h>

#include "policy/read.h"
#include "policy/token.h"

/* A value that no expression could hold: what is wrong is told here, where it stands. */
static bool
are_values(struct reader *reader, const struct node *value)
{
	const struct node *item = value->kind == NODE_LIST ? value->first : value;
	bool               is_good = true;

	for (; item != NULL; item = value->kind == NODE_LIST ? item->next : NULL) {
		if (read_text(reader, item, "a value of a list") == NULL) {
			is_good = false;
		} else if (strlen(item->text) > TOKEN_LONGEST) {
			complain(reader->complaints, GRAVITY_ERROR, item->spot,
				 "a value of a list is longer than %d octets", TOKEN_LONGEST);
			is_good = false;
		}
	}
	return is_good;
}

/* Whether that name is free for a list; complains if not. */
static bool
is_free_name(struct reader *reader, const struct node *key)
{
	const struct sets *sets = &reader->policy->sets;

	if (reader->is_built_in && strncmp(key->text, "profile.", 8) == 0)
		return true;
	if (strchr(key->text, '.') != NULL)
		complain(reader->complaints, GRAVITY_ERROR, key->spot, "the name \"%s\" must not have a dot",
			 key->text);
	else if (sets_find(sets, key->text) != NULL || strcmp(key->text, OUTSIDE) == 0 ||
		 strcmp(key->text, INSIDE) == 0)
		complain(reader->complaints, GRAVITY_ERROR, key->spot,
			 "\"%s\" is already the name of a zone or set of servers", key->text);
	else
		return true;
	return false;
}

static void
take_list(struct reader *reader, const struct node *key)
{
	struct list        list = {.name = read_name(reader, key, "the name of a list")};
	const struct node *value = key->next;

	if (list.name == NULL || !is_free_name(reader, key) || !are_values(reader, value) ||
	    (list.items = read_texts(reader, value, "a value of a list")) == NULL)
		return;
	while (list.items[list.count] != NULL)
		list.count++;
	if (list.count > LIST_LARGEST)
		complain(reader->complaints, GRAVITY_ERROR, value->spot, "more than %d values in one list",
			 LIST_LARGEST);
	else if (!sets_put_list(&reader->policy->sets, reader->policy->arena, &list))
		read_out_of_memory(reader, key);
}

void
read_lists(struct reader *reader, const struct node *value, void *into)
{
	(void)into;
	if (!read_is(reader, value, NODE_TABLE, "lists"))
		return;
	for (const struct node *key = value->first; key != NULL; key = key->next->next)
		if (key->kind == NODE_TEXT)
			take_list(reader, key);
}
