/* SPDX-License-Identifier: Apache-2.0 */
/* Reads zones and sets of servers. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy/read.h"

#define MOST_PREFIXES 4096 /* of all sets: they are searched one after the other */
#define MOST_LINKS 4096    /* of all zones, likewise */
#define LONGEST_INTERFACE 63

bool
read_prefix(struct reader *reader, const struct node *node, struct prefix *prefix)
{
	const char *text = read_text(reader, node, "a prefix");
	char        cure[CURE_SIZE];

	if (text == NULL)
		return false;
	if (prefix_parse(text, prefix)) {
		if (prefix_is_mapped(prefix, cure))
			complain(reader->complaints, GRAVITY_WARNING, node->spot,
				 "%s is IPv4 written as IPv6, which no packet bears (did you mean \"%s\"?)",
				 text, cure);
		return true;
	}
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

static size_t
links_in(const struct sets *sets)
{
	size_t count = 0;

	for (size_t i = 0; i < sets->count; i++)
		count += sets->list[i]->link_count;
	return count;
}

/* The number of "vlan 66"; 0 after complaining. */
static uint16_t
read_vlan(struct reader *reader, const struct node *item, const char *text)
{
	char         *end;
	unsigned long vlan = strtoul(text, &end, 10);

	if (*text >= '0' && *text <= '9' && *end == '\0' && vlan >= 1 && vlan <= 4094)
		return (uint16_t)vlan;
	complain(reader->complaints, GRAVITY_ERROR, item->spot, "\"%s\" is no VLAN: they go from 1 to 4094",
		 text);
	return 0;
}

/* NULL after complaining. */
static const char *
read_interface(struct reader *reader, const struct node *item, const char *name)
{
	const char *kept = NULL;

	if (name[0] == '\0' || strlen(name) > LONGEST_INTERFACE || strpbrk(name, " \t\r\n") != NULL)
		complain(reader->complaints, GRAVITY_ERROR, item->spot,
			 "\"%s\" is no interface: write its name as the capture has it, as eth2", name);
	else if ((kept = arena_text(reader->policy->arena, name, strlen(name))) == NULL)
		read_out_of_memory(reader, item);
	return kept;
}

static void
keep_link(struct reader *reader, const struct node *item, struct set *set, const struct link *link)
{
	struct link *links;

	if (links_in(&reader->policy->sets) == MOST_LINKS) {
		complain(reader->complaints, GRAVITY_ERROR, item->spot, "more than %d VLANs and interfaces",
			 MOST_LINKS);
		return;
	}
	links = arena_grow(reader->policy->arena, set->links, set->link_count, sizeof(*links));
	if (links == NULL) {
		read_out_of_memory(reader, item);
		return;
	}
	set->links = links;
	links[set->link_count++] = *link;
}

/* "vlan NUMBER" or "interface NAME"; false if ${item} is meant for neither. */
static bool
take_link(struct reader *reader, const struct node *item, struct set *set)
{
	static const char vlan[] = "vlan ", interface[] = "interface ";
	struct link       link = {.spot = item->spot};
	bool              is_vlan;

	if (item->kind != NODE_TEXT)
		return false;
	is_vlan = strncmp(item->text, vlan, sizeof(vlan) - 1) == 0;
	if (!is_vlan && strncmp(item->text, interface, sizeof(interface) - 1) != 0)
		return false;
	if (!set->is_zone || strcmp(set->name, INSIDE) == 0)
		complain(reader->complaints, GRAVITY_ERROR, item->spot,
			 set->is_zone ? "the zone \"inside\" has prefixes alone: each path depends on it"
				      : "a set of servers has addresses and prefixes alone");
	else if (is_vlan)
		link.vlan = read_vlan(reader, item, item->text + sizeof(vlan) - 1);
	else
		link.interface = read_interface(reader, item, item->text + sizeof(interface) - 1);
	if (link.vlan != 0 || link.interface != NULL)
		keep_link(reader, item, set, &link);
	return true;
}

static void
take_prefix(struct reader *reader, const struct node *item, void *into)
{
	struct set   *set = into;
	struct prefix prefix;

	if (take_link(reader, item, set) || !read_prefix(reader, item, &prefix))
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
	set->count = set->link_count = 0;
	set->links = NULL;
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
