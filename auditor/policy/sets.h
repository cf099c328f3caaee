/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POLICY_SETS_H
#define POLICY_SETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/address.h"
#include "base/complain.h"
#include "base/arena.h"

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
	struct link   *links; /* of a zone */
	size_t         link_count;
};

/* A VLAN or an interface of a zone: "vlan 66", "interface eth2". */
struct link {
	uint16_t    vlan; /* 0: it is an interface */
	const char *interface;
	struct spot spot;
};

/*
 * list: values under a name, read as if they stood where an expression says `in NAME`.
 *
 * What kind of values they are is told by the fact that they are compared with.
 */
#define LIST_LARGEST 256 /* values */

struct list {
	const char        *name;
	const char *const *items; /* as written: "TLSv1.2", "1024..65535" */
	size_t             count;
};

struct sets {
	struct set **list;
	size_t       count;
	struct list *lists;
	size_t       list_count;
	int64_t ahead; /* seconds that the policy's clock, of times of day and weekdays, is ahead of UTC */
};

/* The list of that name (`lists.NAME` names nothing else), or NULL. */
const struct list *sets_list(const struct sets *sets, const char *name);

/* Put ${list} in the place of the one of its name, or behind the others; false without memory. */
bool sets_put_list(struct sets *sets, struct arena *arena, const struct list *list);

/* The set of that name (`zones.NAME` and `servers.NAME` name one kind only), or NULL. */
struct set *sets_find(const struct sets *sets, const char *name);

/* A new, empty set; NULL without memory. */
struct set *sets_add(struct sets *sets, struct arena *arena, const char *name, bool is_zone);

/* False without memory. */
bool set_add(struct set *set, struct arena *arena, const struct prefix *prefix, struct spot spot);

/* The zone that has this very prefix, among the first ${limit} sets, leaving ${except} (may be NULL) out; or
 * NULL. */
const struct set *sets_zone_with(const struct sets *sets, const struct prefix *prefix, size_t limit,
				 const char *except);

bool set_contains(const struct set *set, const struct address *address);

/* If ${text} is a prefix but for host bits that are set, the prefix without them; else false. */
#define CURE_SIZE (ADDRESS_TEXT_SIZE + 4)
bool prefix_cure(const char *text, char cure[CURE_SIZE]);

/* If ${prefix} lies in ::ffff:0:0/96, which stands for IPv4 in programs and is in no packet, what it stands
 * for. */
bool prefix_is_mapped(const struct prefix *prefix, char cure[CURE_SIZE]);

#define OUTSIDE "outside"
#define INSIDE "inside"

#endif
