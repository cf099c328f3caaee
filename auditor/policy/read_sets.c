/* SPDX-License-Identifier: Apache-2.0 */
/* Reads zones and sets of servers. */
#include <stdio.h>
#include <string.h>

#include "policy/read.h"

#define MOST_PREFIXES 4096 /* of all sets: they are searched one after the other */

bool
read_prefix(struct reader *reader, const struct node *node, struct prefix *prefix)
{
	const char *text = read_text(reader, node, "a prefix");
	char        cure[CURE_SIZE];

	if (text == NULL)
		return false;
	if (prefix_parse(text, prefix))
		return true;
	if (prefix_cure(text, cure))
		complain(reader->complaints, GRAVITY_ERROR, node->spot,
			 "%s has bits set behind its length (did you mean \"%s\"?)", text, cure);
	else
		complain(reader->complaints, GRAVITY_ERROR, node->spot,
			 "\"%s\" is neither an address nor a prefix, as 10.0.0.0/8 or 2001:db8::/32", text);
	return false;
}

static size_t
prefixes_in(const struct sets *sets)
{
	size_t count = 0;

	for (size_t i = 0; i < sets->count; i++)
		count += sets->list[i]->count;
	return count;
}

static void
take_prefix(struct reader *reader, const struct node *item, void *into)
{
	struct set   *set = into;
	struct prefix prefix;

	if (!read_prefix(reader, item, &prefix))
		return;
	if (prefixes_in(&reader->policy->sets) == MOST_PREFIXES)
		complain(reader->complaints, GRAVITY_ERROR, item->spot, "more than %d prefixes",
			 MOST_PREFIXES);
	else if (!set_add(set, reader->policy->arena, &prefix, item->spot))
		read_out_of_memory(reader, item);
}

/* Whether that name can be given to a set of this kind; complains if not. */
static bool
is_free_name(struct reader *reader, const struct node *key, bool is_zone)
{
	const struct set *other = sets_find(&reader->policy->sets, key->text);

	if (strchr(key->text, '.') != NULL)
		complain(reader->complaints, GRAVITY_ERROR, key->spot, "the name \"%s\" must not have a dot",
			 key->text);
	else if (strcmp(key->text, OUTSIDE) == 0)
		complain(reader->complaints, GRAVITY_ERROR, key->spot,
			 "\"outside\" is what is in no zone: it cannot be declared");
	else if (strcmp(key->text, INSIDE) == 0 && !is_zone)
		complain(reader->complaints, GRAVITY_ERROR, key->spot, "\"inside\" is the name of a zone");
	else if (other != NULL && other->spot.file == key->spot.file && other->is_zone == is_zone)
		complain(reader->complaints, GRAVITY_ERROR, key->spot, "the key \"%s\" is given twice",
			 key->text);
	else if (other != NULL && other->is_zone != is_zone)
		complain(reader->complaints, GRAVITY_ERROR, key->spot, "\"%s\" is already the name of a %s",
			 key->text, other->is_zone ? "zone" : "set of servers");
	else
		return true;
	return false;
}

static void
take_set(struct reader *reader, const struct node *key, bool is_zone)
{
	const char *what = is_zone ? "the name of a zone" : "the name of a set of servers";
	const char *name = read_name(reader, key, what);
	struct set *set;

	if (name == NULL || !is_free_name(reader, key, is_zone))
		return;
	set = sets_find(&reader->policy->sets, name);
	if (set == NULL &&
	    (set = sets_add(&reader->policy->sets, reader->policy->arena, name, is_zone)) == NULL) {
		read_out_of_memory(reader, key);
		return;
	}
	set->spot = key->spot;
	set->count = 0;
	set->prefixes = NULL;
	set->prefix_spots = NULL;
	read_each(reader, key->next, set, take_prefix);
}

void
read_zones(struct reader *reader, const struct node *value, void *into)
{
	(void)into;
	reader->policy->has_zones = true;
	reader->policy->zones_spot = value->spot;
	if (!read_is(reader, value, NODE_TABLE, "zones"))
		return;
	for (const struct node *key = value->first; key != NULL; key = key->next->next)
		take_set(reader, key, true);
}

void
read_servers(struct reader *reader, const struct node *value, void *into)
{
	(void)into;
	if (!read_is(reader, value, NODE_TABLE, "servers"))
		return;
	for (const struct node *key = value->first; key != NULL; key = key->next->next)
		take_set(reader, key, false);
}
