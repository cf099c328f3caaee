/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_POOL_H
#define BASE_POOL_H

#include <stddef.h>

/*
 * pool: equal-sized objects up to a fixed number.
 *
 * Memory is taken from the system in slabs as the pool fills and given back
 * only by pool_free, so that taking and returning an object costs a few
 * instructions.  A full pool is not an error: pool_take returns NULL and the
 * caller sheds something.
 */
struct pool;

/* A pool of at most ${limit} objects of ${size} octets; NULL without memory. */
struct pool *pool_new(size_t size, size_t limit);

/* An object, all octets zero, aligned for any type; NULL when the limit is reached or memory is out. */
void *pool_take(struct pool *pool);

/* The same with whatever octets are there: for buffers of which only what was written is read. */
void *pool_take_unset(struct pool *pool);

/* Give ${object} back; NULL is fine. */
void pool_return(struct pool *pool, void *object);

/* Objects taken and not returned. */
size_t pool_taken(const struct pool *pool);

/* Octets held from the system. */
size_t pool_octets(const struct pool *pool);

void pool_free(struct pool *pool);

#endif
