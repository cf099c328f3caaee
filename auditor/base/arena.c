/* SPDX-License-Identifier: Apache-2.0 */
/* Blocks of memory that are given back together. */
#include "base/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_OCTETS ((size_t)32 * 1024)
#define ALIGNMENT sizeof(max_align_t)
#define FIRST_ROOM 4 /* elements of a list that grows */

struct block {
	struct block *next;
	size_t        used, room;
	max_align_t   data[];
};

struct arena {
	struct block *blocks;
};

struct arena *
arena_new(void)
{
	return calloc(1, sizeof(struct arena));
}

static struct block *
block_with_room(struct arena *arena, size_t size)
{
	struct block *block = arena->blocks;
	size_t        room = size > BLOCK_OCTETS ? size : BLOCK_OCTETS;

	if (block != NULL && block->room - block->used >= size)
		return block;
	if ((block = calloc(1, sizeof(*block) + room)) == NULL)
		return NULL;
	block->next = arena->blocks;
	block->room = room;
	arena->blocks = block;
	return block;
}

void *
arena_take(struct arena *arena, size_t size)
{
	struct block *block;
	void         *taken;

	if (size > SIZE_MAX / 2)
		return NULL;
	size = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	if ((block = block_with_room(arena, size)) == NULL)
		return NULL;
	taken = (char *)block->data + block->used;
	block->used += size;
	return taken;
}

void *
arena_grow(struct arena *arena, void *list, size_t count, size_t element)
{
	size_t room = count == 0 ? FIRST_ROOM : count * 2;
	void  *larger;

	if (count != 0 && (count < FIRST_ROOM || (count & (count - 1)) != 0))
		return list;
	if (room > SIZE_MAX / 2 / element || (larger = arena_take(arena, room * element)) == NULL)
		return NULL;
	if (count > 0)
		memcpy(larger, list, count * element);
	return larger;
}

char *
arena_text(struct arena *arena, const char *text, size_t size)
{
	char *copy = arena_take(arena, size + 1);

	if (copy != NULL)
		memcpy(copy, text, size);
	return copy;
}

void
arena_free(struct arena *arena)
{
	struct block *next;

	if (arena == NULL)
		return;
	for (struct block *block = arena->blocks; block != NULL; block = next) {
		next = block->next;
		free(block);
	}
	free(arena);
}
