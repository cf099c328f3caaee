/* SPDX-License-Identifier: Apache-2.0 */
/* Named sets of addresses. */
#include "policy/sets.h"

#include <stdio.h>
#include <string.h>

static const char *
without_kind(const char *name, const char *kind)
{
	size_t size = strlen(kind);

	return strncmp(name, kind, size) == 0 ? name + size : NULL;
}

struct set *
sets_find(const struct sets *sets, const char *name)
{
	const char *zone = without_kind(name, "zones."), *server = without_kind(name, "servers.");
	const char *plain = zone != NULL ? zone : server != NULL ? server : name;

	for (size_t i = 0; i < sets->count; i++) {
		struct set *set = sets->list[i];

		if (strcmp(set->name, plain) == 0 && !(zone != NULL && !set->is_zone) &&
		    !(server != NULL && set->is_zone))
			return set;
	}
	return NULL;
}

struct set *
sets_add(struct sets *sets, struct arena *arena, const char *name, bool is_zone)
{
	struct set **list = arena_grow(arena, sets->list, sets->count, sizeof(*list));
	struct set  *set = arena_take(arena, sizeof(*set));

	if (list == NULL || set == NULL)
		return NULL;
	set->name = name;
	set->is_zone = is_zone;
	sets->list = list;
	return list[sets->count++] = set;
}

static struct list *
find_list(const struct sets *sets, const char *name)
{
	const char *plain = without_kind(name, "lists.");

	for (size_t i = 0; i < sets->list_count; i++)
		if (strcmp(sets->lists[i].name, plain != NULL ? plain : name) == 0)
			return &sets->lists[i];
	return NULL;
}

const struct list *
sets_list(const struct sets *sets, const char *name)
{
	return find_list(sets, name);
}

bool
sets_put_list(struct sets *sets, struct arena *arena, const struct list *list)
{
	struct list *old = find_list(sets, list->name), *lists;

	if (old != NULL) {
		*old = *list;
		return true;
	}
	if ((lists = arena_grow(arena, sets->lists, sets->list_count, sizeof(*lists))) == NULL)
		return false;
	sets->lists = lists;
	lists[sets->list_count++] = *list;
	return true;
}

bool
set_add(struct set *set, struct arena *arena, const struct prefix *prefix, struct spot spot)
{
	struct prefix *prefixes = arena_grow(arena, set->prefixes, set->count, sizeof(*prefixes));
	struct spot   *spots = arena_grow(arena, set->prefix_spots, set->count, sizeof(*spots));

	if (prefixes == NULL || spots == NULL)
		return false;
	set->prefixes = prefixes;
	set->prefix_spots = spots;
	prefixes[set->count] = *prefix;
	spots[set->count++] = spot;
	return true;
}

static bool
has_prefix(const struct set *set, const struct prefix *prefix)
{
	for (size_t i = 0; i < set->count; i++)
		if (set->prefixes[i].length == prefix->length &&
		    address_equal(&set->prefixes[i].address, &prefix->address))
			return true;
	return false;
}

const struct set *
sets_zone_with(const struct sets *sets, const struct prefix *prefix, size_t limit, const char *except)
{
	for (size_t i = 0; i < limit; i++) {
		const struct set *set = sets->list[i];

		if (set->is_zone && (except == NULL || strcmp(set->name, except) != 0) &&
		    has_prefix(set, prefix))
			return set;
	}
	return NULL;
}

bool
set_contains(const struct set *set, const struct address *address)
{
	for (size_t i = 0; i < set->count; i++)
		if (prefix_contains(&set->prefixes[i], address))
			return true;
	return false;
}

bool
prefix_cure(const char *text, char cure[CURE_SIZE])
{
	char          copy[ADDRESS_TEXT_SIZE + 4], digits[ADDRESS_TEXT_SIZE];
	const char   *slash = strchr(text, '/');
	struct prefix prefix;
	unsigned      length = 0;
	char          rest;

	if (slash == NULL || (size_t)(slash - text) >= ADDRESS_TEXT_SIZE ||
	    sscanf(slash, "/%3u%c", &length, &rest) != 1)
		return false;
	snprintf(copy, sizeof(copy), "%.*s", (int)(slash - text), text);
	if (!address_parse(copy, &prefix.address) || length > (prefix.address.family == 4 ? 32u : 128u))
		return false;
	for (unsigned bit = length; bit < 128; bit++)
		prefix.address.octets[bit / 8] &= (uint8_t) ~(0x80u >> bit % 8);
	snprintf(cure, CURE_SIZE, "%s/%u", address_print(&prefix.address, digits), length);
	return true;
}

/* RFC 4291 2.5.5.2 */
bool
prefix_is_mapped(const struct prefix *prefix, char cure[CURE_SIZE])
{
	static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
	struct address       inner = {.family = 4};
	char                 digits[ADDRESS_TEXT_SIZE];

	if (prefix->address.family != 6 || prefix->length < 96 ||
	    memcmp(prefix->address.octets, mapped, sizeof(mapped)) != 0)
		return false;
	memcpy(inner.octets, prefix->address.octets + sizeof(mapped), 4);
	snprintf(cure, CURE_SIZE, "%s/%d", address_print(&inner, digits), prefix->length - 96);
	return true;
}
