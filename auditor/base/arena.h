/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

/*
 * arena: memory that is taken piece by piece and given back all at once.
 *
 * All that a policy is made of lives in one, and all of a report that was read back.  Not for the hot path.
 */
struct arena;

struct arena *arena_new(void);

/* ${size} octets, all zero, aligned for any type; NULL without memory. */
void *arena_take(struct arena *arena, size_t size);

/*
 * Room for one element more behind the ${count} elements at ${list}: ${list} itself, or a larger copy of it.
 * To be called for every element that is added, from the first on.  NULL without memory.
 */
void *arena_grow(struct arena *arena, void *list, size_t count, size_t element);

/* A copy of ${size} octets with a NUL behind them; NULL without memory. */
char *arena_text(struct arena *arena, const char *text, size_t size);

void arena_free(struct arena *arena);

#endif
