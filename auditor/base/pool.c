/* SPDX-License-Identifier: Apache-2.0 */
/* Equal-sized objects cut from slabs, with a list of the free ones. */
#include "base/pool.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define SLAB_OCTETS ((size_t)64 * 1024)

struct slab {
	struct slab *next;
	max_align_t  objects[];
};

struct free_object {
	struct free_object *next;
};

struct pool {
	size_t              size, per_slab;
	size_t              limit, taken;
	struct slab        *slabs;
	size_t              slab_count;
	size_t              used; /* objects cut from the newest slab */
	struct free_object *free;
};

static size_t
round_up(size_t size)
{
	size_t unit = sizeof(max_align_t);

	return size < unit ? unit : (size + unit - 1) / unit * unit;
}

struct pool *
pool_new(size_t size, size_t limit)
{
	struct pool *pool = calloc(1, sizeof(*pool));

	if (pool == NULL)
		return NULL;
	pool->size = round_up(size);
	pool->per_slab = pool->size > SLAB_OCTETS / 2 ? 1 : SLAB_OCTETS / pool->size;
	pool->limit = limit;
	return pool;
}

static int
pool_grow(struct pool *pool)
{
	struct slab *slab = malloc(sizeof(*slab) + pool->per_slab * pool->size);

	if (slab == NULL)
		return -1;
	slab->next = pool->slabs;
	pool->slabs = slab;
	pool->slab_count++;
	pool->used = 0;
	return 0;
}

static void *
pool_cut(struct pool *pool)
{
	if ((pool->slabs == NULL || pool->used == pool->per_slab) && pool_grow(pool) != 0)
		return NULL;
	return (char *)pool->slabs->objects + pool->size * pool->used++;
}

void *
pool_take_unset(struct pool *pool)
{
	void *object = pool->free;

	if (pool->taken == pool->limit)
		return NULL;
	if (object != NULL)
		pool->free = pool->free->next;
	else if ((object = pool_cut(pool)) == NULL)
		return NULL;
	pool->taken++;
	return object;
}

void *
pool_take(struct pool *pool)
{
	void *object = pool_take_unset(pool);

	return object == NULL ? NULL : memset(object, 0, pool->size);
}

void
pool_return(struct pool *pool, void *object)
{
	struct free_object *back = object;

	if (back == NULL)
		return;
	back->next = pool->free;
	pool->free = back;
	pool->taken--;
}

size_t
pool_taken(const struct pool *pool)
{
	return pool->taken;
}

size_t
pool_octets(const struct pool *pool)
{
	return sizeof(*pool) + pool->slab_count * (sizeof(struct slab) + pool->per_slab * pool->size);
}

void
pool_free(struct pool *pool)
{
	struct slab *next;

	if (pool == NULL)
		return;
	for (struct slab *slab = pool->slabs; slab != NULL; slab = next) {
		next = slab->next;
		free(slab);
	}
	free(pool);
}
