/* SPDX-License-Identifier: Apache-2.0 */
/* Adds up what reports saw of the servers that their policy names. */
#include "report/merge_room.h"

/* Reports of one policy name the same ones; those of an earlier version name none. */
static bool
is_alike(const struct list *one, const struct list *other)
{
	const struct named_tally *left = one->items, *right = other->items;

	if (one->count != other->count)
		return false;
	for (size_t i = 0; i < one->count; i++)
		if (named_tally_compare(&left[i], &right[i]) != 0)
			return false;
	return true;
}

static void
add(struct named_tally *into, const struct named_tally *from, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		into[i].sessions += from[i].sessions;
		into[i].answered += from[i].answered;
		into[i].as_client += from[i].as_client;
	}
}

bool
merge_servers(struct merge *merge)
{
	const struct list  *first = &merge->parts[0]->named;
	struct list        *into = &merge->into->named;
	struct named_tally *named;

	/* Of servers that one of them does not speak of, nobody knows whether they were not seen. */
	for (size_t part = 1; part < merge->count; part++)
		if (!is_alike(first, &merge->parts[part]->named))
			return true;
	for (size_t i = 0; i < first->count; i++) {
		if ((named = list_add(into, sizeof(*named))) == NULL)
			return merge_no_memory(merge);
		*named = ((const struct named_tally *)first->items)[i];
	}
	for (size_t part = 1; part < merge->count; part++)
		add(into->items, merge->parts[part]->named.items, into->count);
	return true;
}
