/* SPDX-License-Identifier: Apache-2.0 */
/* The first octets of both sides, in the order in which they came. */
#include "classify/opening.h"

#include <string.h>

/* Parts of one side that follow each other become one: only the places of the later are lost. */
static void
merge_parts(struct opening *opening)
{
	unsigned kept = 0;

	for (unsigned i = 1; i < opening->parts_count; i++) {
		if (opening->parts[i].from == opening->parts[kept].from)
			opening->parts[kept].size =
			    (uint16_t)(opening->parts[kept].size + opening->parts[i].size);
		else
			opening->parts[++kept] = opening->parts[i];
	}
	opening->parts_count = (uint16_t)(kept + 1);
}

static struct opening_part *
last_part(struct opening *opening)
{
	return opening->parts_count == 0 ? NULL : &opening->parts[opening->parts_count - 1];
}

static bool
note_part(struct opening *opening, enum side from, size_t size, place where)
{
	struct opening_part *last = last_part(opening);

	if (opening->parts_count == OPENING_PARTS && last->where != where)
		merge_parts(opening);
	last = last_part(opening);
	if (last != NULL && last->from == from &&
	    (last->where == where || opening->parts_count == OPENING_PARTS)) {
		last->size = (uint16_t)(last->size + size);
		return true;
	}
	if (opening->parts_count == OPENING_PARTS)
		return false;
	opening->parts[opening->parts_count++] = (struct opening_part){where, (uint16_t)size, (uint8_t)from};
	return true;
}

bool
opening_keep(struct opening *opening, enum side from, struct bytes *octets, place where)
{
	const uint8_t *end = memchr(octets->data, '\n', octets->size);
	size_t         size = end != NULL ? (size_t)(end - octets->data) + 1 : octets->size;
	size_t         free = OPENING_ROOM - (size_t)opening->size[from];

	if (size > free)
		size = free;
	if (opening->is_skipping[from]) {
		opening->is_skipping[from] = end == NULL;
		if (from == CLIENT) /* its next line does not stand alone */
			opening->last = CLIENT;
		bytes_skip(octets, end != NULL ? (size_t)(end - octets->data) + 1 : octets->size);
		return true;
	}
	if (size == 0 && opening->is_loose) {
		opening_drop(opening, from);
		opening->is_skipping[from] = true;
		return true;
	}
	if (size == 0 || (!opening->is_loose && !note_part(opening, from, size, where)))
		return false;
	memcpy(opening->octets[from] + opening->size[from], octets->data, size);
	opening->size[from] = (uint16_t)(opening->size[from] + size);
	bytes_skip(octets, size);
	return true;
}

struct bytes
opening_octets(const struct opening *opening, enum side from)
{
	return bytes_of(opening->octets[from], opening->size[from]);
}

void
opening_drop(struct opening *opening, enum side from)
{
	unsigned kept = 0;

	octets_wipe(opening->octets[from], opening->size[from]);
	opening->size[from] = opening->read[from] = 0;
	for (unsigned i = 0; i < opening->parts_count; i++)
		if (opening->parts[i].from != from)
			opening->parts[kept++] = opening->parts[i];
	opening->parts_count = (uint16_t)kept;
}
