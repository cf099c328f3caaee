/* SPDX-License-Identifier: Apache-2.0 */
/* Keeps the newest fragments. */
#include "command/evidence_stash.h"

#include <stdlib.h>
#include <string.h>

struct kept {
	struct trail_datagram datagram;
	struct packet         packet;
	uint8_t              *octets; /* NULL: no fragment is here */
};

/* A ring: the oldest is at `next`. */
struct stash {
	struct kept kept[STASH_FRAGMENTS];
	size_t      next;
	size_t      octets;
	uint8_t    *taken; /* what was taken last */
};

struct stash *
stash_new(void)
{
	return calloc(1, sizeof(struct stash));
}

static void
forget(struct stash *stash, struct kept *kept)
{
	if (kept->octets == NULL)
		return;
	stash->octets -= kept->packet.bytes.size;
	free(kept->octets);
	kept->octets = NULL;
}

static void
make_room(struct stash *stash, size_t size)
{
	for (size_t i = 0; i < STASH_FRAGMENTS && stash->octets + size > STASH_OCTETS; i++)
		forget(stash, &stash->kept[(stash->next + i) % STASH_FRAGMENTS]);
	forget(stash, &stash->kept[stash->next]);
}

void
stash_put(struct stash *stash, const struct trail_datagram *datagram, const struct packet *packet)
{
	struct kept *kept = &stash->kept[stash->next];
	size_t       size = packet->bytes.size;

	if (size == 0 || size > STASH_OCTETS)
		return;
	make_room(stash, size);
	if ((kept->octets = malloc(size)) == NULL)
		return;
	memcpy(kept->octets, packet->bytes.data, size);
	kept->datagram = *datagram;
	kept->packet = *packet;
	kept->packet.bytes.data = kept->octets;
	kept->packet.interface = NULL; /* its name goes with the original */
	stash->octets += size;
	stash->next = (stash->next + 1) % STASH_FRAGMENTS;
}

bool
stash_take(struct stash *stash, const struct trail_datagram *datagram, struct packet *packet)
{
	for (size_t i = 0; i < STASH_FRAGMENTS; i++) {
		struct kept *kept = &stash->kept[(stash->next + i) % STASH_FRAGMENTS];

		if (kept->octets == NULL || memcmp(&kept->datagram, datagram, sizeof(*datagram)) != 0)
			continue;
		free(stash->taken);
		stash->taken = kept->octets;
		*packet = kept->packet;
		kept->octets = NULL;
		stash->octets -= packet->bytes.size;
		return true;
	}
	return false;
}

void
stash_free(struct stash *stash)
{
	if (stash == NULL)
		return;
	for (size_t i = 0; i < STASH_FRAGMENTS; i++)
		free(stash->kept[i].octets);
	free(stash->taken);
	free(stash);
}
