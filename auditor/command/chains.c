/* SPDX-License-Identifier: Apache-2.0 */
/* Joins inputs to chains by their times. */
#include "command/chains.h"

static struct chain_end *
find_continued(struct chains *chains, int64_t first)
{
	struct chain_end *best = NULL;

	for (size_t i = 0; i < chains->waiting_count; i++) {
		struct chain_end *end = &chains->waiting[i];

		if (end->last <= first && (best == NULL || end->last > best->last))
			best = end;
	}
	return best;
}

static size_t
make_room(struct chains *chains)
{
	size_t oldest = 0, chain;

	if (chains->waiting_count < MOST_CHAINS)
		return SIZE_MAX;
	for (size_t i = 1; i < chains->waiting_count; i++)
		if (chains->waiting[i].last < chains->waiting[oldest].last)
			oldest = i;
	chain = chains->waiting[oldest].chain;
	chains->waiting[oldest] = chains->waiting[--chains->waiting_count];
	return chain;
}

size_t
chains_join(struct chains *chains, int64_t first, bool *is_new, size_t *closed)
{
	const struct chain_end *continued = find_continued(chains, first);

	*is_new = continued == NULL;
	*closed = SIZE_MAX;
	if (continued != NULL)
		return continued->chain;
	*closed = make_room(chains);
	chains->waiting[chains->waiting_count++] = (struct chain_end){chains->count, first};
	return chains->count++;
}

void
chains_extend(struct chains *chains, size_t chain, int64_t last)
{
	for (size_t i = 0; i < chains->waiting_count; i++)
		if (chains->waiting[i].chain == chain && chains->waiting[i].last < last)
			chains->waiting[i].last = last;
}
