/* SPDX-License-Identifier: Apache-2.0 */
/* Frames that were taken out wait on disk until their files are written. */
#include <stdlib.h>
#include <string.h>

#include "command/evidence_room.h"

static bool
make_room(struct evidence *evidence)
{
	size_t                 room = evidence->frame_room == 0 ? 1024 : evidence->frame_room * 2;
	struct evidence_frame *bigger;

	if (evidence->frame_count < evidence->frame_room)
		return true;
	if ((bigger = realloc(evidence->frames, room * sizeof(*bigger))) == NULL)
		return !(evidence->has_failed = true);
	evidence->frames = bigger;
	evidence->frame_room = room;
	return true;
}

/* Whoever has more of them gets some twice, and nobody waits for a long search. */
#define INTERFACES_SOUGHT 256

static bool
is_same(const struct evidence_interface *interface, const struct packet *packet)
{
	return interface->capture == place_capture(packet->place) &&
	       interface->number == packet->interface_number &&
	       strcmp(interface->name != NULL ? interface->name : "",
		      packet->interface != NULL ? packet->interface : "") == 0;
}

/* The index of the interface of a packet, most likely the one that was named last; false without memory. */
static bool
find_interface(struct evidence *evidence, const struct packet *packet, uint32_t *index)
{
	size_t                     count = evidence->interface_count, at = count;
	size_t                     least = count > INTERFACES_SOUGHT ? count - INTERFACES_SOUGHT : 0;
	struct evidence_interface *bigger = evidence->interfaces;

	while (at > least && !is_same(&evidence->interfaces[at - 1], packet))
		at--;
	*index = (uint32_t)(at > least ? at - 1 : count);
	if (at > least)
		return true;
	if (evidence->interface_count == evidence->interface_room) {
		size_t room = evidence->interface_room == 0 ? 64 : evidence->interface_room * 2;

		if ((bigger = realloc(bigger, room * sizeof(*bigger))) == NULL)
			return false;
		evidence->interfaces = bigger;
		evidence->interface_room = room;
	}
	bigger += evidence->interface_count++;
	*bigger = (struct evidence_interface){place_capture(packet->place), packet->interface_number, NULL};
	return packet->interface == NULL || (bigger->name = strdup(packet->interface)) != NULL;
}

struct evidence_frame *
evidence_keep(struct evidence *evidence, const struct packet *packet, const uint8_t *octets)
{
	size_t                 size = packet->bytes.size;
	bool                   is_wanted = evidence_wants(evidence, packet->place);
	struct evidence_frame *frame;
	uint32_t               interface = 0;

	/* The evidence itself is bounded by its number. */
	if (!is_wanted && evidence->spooled + size > EVIDENCE_OCTETS) {
		evidence->left_out++;
		return NULL;
	}
	if (!make_room(evidence) || !find_interface(evidence, packet, &interface) ||
	    fwrite(octets, 1, size, evidence->spool) != size) {
		evidence->has_failed = true;
		return NULL;
	}
	frame = &evidence->frames[evidence->frame_count++];
	*frame = (struct evidence_frame){
	    .where = packet->place,
	    .at = evidence->spooled,
	    .time = packet->time,
	    .size = (uint32_t)size,
	    .wire_length = packet->wire_length,
	    .link_type = packet->link_type,
	    .interface = interface,
	    .direction = (uint8_t)packet->direction,
	    .is_wanted = is_wanted,
	};
	evidence->spooled += size;
	return frame;
}

int
evidence_compare_places(const void *a, const void *b)
{
	const struct evidence_frame *left = *(struct evidence_frame *const *)a,
				    *right = *(struct evidence_frame *const *)b;

	return left->where < right->where ? -1 : left->where > right->where;
}

static int
compare_ordinals(const void *a, const void *b)
{
	const struct evidence_frame *left = *(struct evidence_frame *const *)a,
				    *right = *(struct evidence_frame *const *)b;

	if (left->connection != right->connection)
		return left->connection < right->connection ? -1 : 1;
	if (left->ordinal != right->ordinal)
		return left->ordinal < right->ordinal ? -1 : 1;
	return evidence_compare_places(a, b);
}

bool
evidence_sort(struct evidence *evidence)
{
	size_t count = evidence->frame_count;

	evidence->by_place = calloc(count + 1, sizeof(*evidence->by_place));
	evidence->by_connection = calloc(count + 1, sizeof(*evidence->by_connection));
	if (evidence->by_place == NULL || evidence->by_connection == NULL)
		return false;
	for (size_t i = 0; i < count; i++)
		evidence->by_place[i] = evidence->by_connection[i] = &evidence->frames[i];
	if (count == 0)
		return true;
	qsort(evidence->by_place, count, sizeof(*evidence->by_place), evidence_compare_places);
	qsort(evidence->by_connection, count, sizeof(*evidence->by_connection), compare_ordinals);
	return true;
}

const struct evidence_frame *
evidence_find(const struct evidence *evidence, place where)
{
	const struct evidence_frame   key = {.where = where};
	const struct evidence_frame  *pointer = &key;
	struct evidence_frame *const *found =
	    evidence->frame_count > 0 ? bsearch(&pointer, evidence->by_place, evidence->frame_count,
						sizeof(*evidence->by_place), evidence_compare_places)
				      : NULL;

	return found != NULL ? *found : NULL;
}

size_t
evidence_find_connection(const struct evidence *evidence, uint32_t connection, uint32_t ordinal)
{
	size_t low = 0, high = evidence->frame_count;

	while (low < high) {
		size_t                       middle = low + (high - low) / 2;
		const struct evidence_frame *frame = evidence->by_connection[middle];

		if (frame->connection < connection ||
		    (frame->connection == connection && frame->ordinal < ordinal))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool
evidence_octets(const struct evidence *evidence, const struct evidence_frame *frame, uint8_t *octets)
{
	return fseeko(evidence->spool, (off_t)frame->at, SEEK_SET) == 0 &&
	       fread(octets, 1, frame->size, evidence->spool) == frame->size;
}
