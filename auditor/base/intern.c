/* SPDX-License-Identifier: Apache-2.0 */
/* Each distinct cleaned string once, in blocks that never move. */
#include "base/intern.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/text.h"

#define BLOCK_OCTETS ((size_t)64 * 1024)
#define LONGEST ((size_t)4096) /* longer strings are cut, and end in an ellipsis */

struct block {
	struct block *next;
	size_t        used, room;
	char          data[];
};

struct intern {
	struct hash_key key;
	struct block   *blocks;
	size_t          octets, limit, refused;
	size_t          copied; /* octets, before it was ready */
	const char    **slots;  /* open addressing; NULL: free */
	size_t          slot_count, taken;
	struct text     cleaned;
};

struct intern *
intern_new(size_t octets)
{
	struct intern *intern = calloc(1, sizeof(*intern));

	if (intern == NULL)
		return NULL;
	intern->key = hash_key_random();
	intern->limit = octets;
	intern->slot_count = 256;
	if ((intern->slots = calloc(intern->slot_count, sizeof(*intern->slots))) == NULL) {
		free(intern);
		return NULL;
	}
	return intern;
}

static size_t
slot_of(const struct intern *intern, const char **slots, size_t count, const char *string, size_t size)
{
	size_t slot = (size_t)hash_bytes(&intern->key, string, size) & (count - 1);

	while (slots[slot] != NULL && strcmp(slots[slot], string) != 0)
		slot = (slot + 1) & (count - 1);
	return slot;
}

static void
intern_grow(struct intern *intern)
{
	size_t       count = intern->slot_count * 2;
	const char **slots = calloc(count, sizeof(*slots));

	if (slots == NULL)
		return;
	for (size_t i = 0; i < intern->slot_count; i++)
		if (intern->slots[i] != NULL)
			slots[slot_of(intern, slots, count, intern->slots[i], strlen(intern->slots[i]))] =
			    intern->slots[i];
	free(intern->slots);
	intern->slots = slots;
	intern->slot_count = count;
}

static struct block *
block_with_room(struct intern *intern, size_t size)
{
	struct block *block = intern->blocks;
	size_t        room = size > BLOCK_OCTETS ? size : BLOCK_OCTETS;

	if (block != NULL && block->room - block->used >= size)
		return block;
	if ((block = malloc(sizeof(*block) + room)) == NULL)
		return NULL;
	block->next = intern->blocks;
	block->used = 0;
	block->room = room;
	intern->blocks = block;
	return block;
}

static const char *
intern_keep(struct intern *intern, const char *string, size_t size)
{
	struct block *block;
	char         *kept;

	if (intern->octets + size + 1 > intern->limit || intern->taken + 1 >= intern->slot_count ||
	    (block = block_with_room(intern, size + 1)) == NULL) {
		intern->refused++;
		return NULL;
	}
	kept = memcpy(block->data + block->used, string, size + 1);
	block->used += size + 1;
	intern->octets += size + 1;
	intern->taken++;
	return kept;
}

/* ${text} is clean, and ends in a NUL. */
static const char *
find_or_keep(struct intern *intern, const char *text, size_t size)
{
	size_t slot;

	if (intern->taken * 4 >= intern->slot_count * 3)
		intern_grow(intern);
	slot = slot_of(intern, intern->slots, intern->slot_count, text, size);
	if (intern->slots[slot] == NULL)
		intern->slots[slot] = intern_keep(intern, text, size);
	return intern->slots[slot];
}

const char *
intern_copy(struct intern *intern, const char *text)
{
	return find_or_keep(intern, text, strlen(text));
}

bool
intern_has(const struct intern *intern, const char *text)
{
	const struct block *block = intern->blocks;

	while (block != NULL && (text < block->data || text >= block->data + block->used))
		block = block->next;
	return block != NULL;
}

bool
intern_is_filling(const struct intern *intern)
{
	return intern->octets >= intern->limit / 4 * 3 &&
	       intern->octets - intern->copied >= intern->limit / 8;
}

void
intern_is_renewed(struct intern *intern)
{
	intern->copied = intern->octets;
}

const char *
intern_text(struct intern *intern, const void *data, size_t size)
{
	struct text *cleaned = &intern->cleaned;

	text_clear(cleaned);
	text_add(cleaned, "");
	text_clean(cleaned, data, size < LONGEST ? size : LONGEST);
	if (size > LONGEST)
		text_add(cleaned, "\xe2\x80\xa6");
	if (cleaned->failed) {
		intern->refused++;
		return NULL;
	}
	return find_or_keep(intern, cleaned->data, cleaned->size);
}

size_t
intern_refused(const struct intern *intern)
{
	return intern->refused;
}

void
intern_free(struct intern *intern)
{
	struct block *next;

	if (intern == NULL)
		return;
	for (struct block *block = intern->blocks; block != NULL; block = next) {
		next = block->next;
		free(block);
	}
	text_free(&intern->cleaned);
	free(intern->slots);
	free(intern);
}
