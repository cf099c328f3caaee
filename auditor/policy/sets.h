/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POLICY_SETS_H
#define POLICY_SETS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/address.h"
#include "base/complain.h"
#include "policy/arena.h"

/*
 * set: addresses under a name that a policy gave them: a zone, or a set of servers.
 *
 * A set never moves: what is in it may be replaced by a later file, and the
 * expressions that name it then mean the new addresses.
 */
struct set {
	const char    *name;
	bool           is_zone;
	struct spot    spot;
	struct prefix *prefixes;
	struct spot   *prefix_spots;
	size_t         count;
};

struct sets {
	struct set **list;
	size_t       count;
};

/* The set of that name (`zones.NAME` and `servers.NAME` name one kind only), or NULL. */
struct set *sets_find(const struct sets *sets, const char *name);

/* A new, empty set; NULL without memory. */
struct set *sets_add(struct sets *sets, struct arena *arena, const char *name, bool is_zone);

/* False without memory. */
bool set_add(struct set *set, struct arena *arena, const struct prefix *prefix, struct spot spot);

bool set_contains(const struct set *set, const struct address *address);

#define OUTSIDE "outside"
#define INSIDE "inside"

#endif
