/* SPDX-License-Identifier: Apache-2.0 */
/* Keeps the parts of one IP datagram until all are there. */

#include <string.h>

#include "decode/datagram.h"

#define BLOCKS_PER_CHUNK (CHUNK_OCTETS / BLOCK_OCTETS)

/* One block of a part on its way through the chunks. */
struct block {
	uint32_t       number;
	const uint8_t *octets;
	size_t         size; /* BLOCK_OCTETS, but for the last of a datagram */
};

static bool
next_block(struct block *block, const struct part *part)
{
	size_t done, left;

	if (block->octets == NULL) {
		block->octets = part->octets.data;
		block->number = part->offset / BLOCK_OCTETS;
	} else {
		block->octets += block->size;
		block->number++;
	}
	done = (size_t)(block->octets - part->octets.data);
	left = part->octets.size - done;
	block->size = left < BLOCK_OCTETS ? left : BLOCK_OCTETS;
	return left > 0;
}

static uint8_t *
octets_at(const struct datagram *datagram, uint32_t number)
{
	return datagram->chunks[number / BLOCKS_PER_CHUNK]->octets +
	       number % BLOCKS_PER_CHUNK * (size_t)BLOCK_OCTETS;
}

static bool
has_block(const struct datagram *datagram, uint32_t number)
{
	const struct chunk *chunk = datagram->chunks[number / BLOCKS_PER_CHUNK];
	uint32_t            bit = number % BLOCKS_PER_CHUNK;

	return chunk != NULL && (chunk->has[bit / 8] >> bit % 8 & 1) != 0;
}

/* With the size known to the compiler nearly always, which saves a call for each block. */
static void
copy_block(uint8_t *to, const struct block *block)
{
	if (block->size == BLOCK_OCTETS)
		memcpy(to, block->octets, BLOCK_OCTETS);
	else
		memcpy(to, block->octets, block->size);
}

static uint32_t
end_of(const struct part *part)
{
	return part->offset + (uint32_t)part->octets.size;
}

bool
datagram_fits(const struct datagram *datagram, const struct part *part)
{
	uint32_t end = end_of(part);

	if (part->is_last && end < datagram->furthest)
		return false;
	return datagram->total == 0 || (part->is_last ? end == datagram->total : end <= datagram->total);
}

struct overlap
datagram_overlap(const struct datagram *datagram, const struct part *part)
{
	struct overlap overlap = {false, true, false};
	struct block   block = {0};

	if (part->offset >= datagram->furthest) /* as nearly all are */
		return (struct overlap){false, false, false};
	while (next_block(&block, part)) {
		if (!has_block(datagram, block.number)) {
			overlap.is_whole = false;
			continue;
		}
		overlap.is_some = true;
		if (memcmp(octets_at(datagram, block.number), block.octets, block.size) != 0)
			overlap.differs = true;
	}
	return overlap;
}

bool
datagram_reserve(struct datagram *datagram, const struct part *part, struct pool *chunks)
{
	uint32_t last = (end_of(part) - 1) / CHUNK_OCTETS;

	for (uint32_t i = part->offset / CHUNK_OCTETS; i <= last; i++)
		if (datagram->chunks[i] == NULL && (datagram->chunks[i] = pool_take(chunks)) == NULL)
			return false;
	return true;
}

void
datagram_keep(struct datagram *datagram, const struct part *part)
{
	struct block block = {0};

	while (next_block(&block, part)) {
		uint32_t bit = block.number % BLOCKS_PER_CHUNK;

		if (has_block(datagram, block.number))
			continue;
		copy_block(octets_at(datagram, block.number), &block);
		datagram->chunks[block.number / BLOCKS_PER_CHUNK]->has[bit / 8] |= (uint8_t)(1 << bit % 8);
		datagram->blocks++;
	}
	if (end_of(part) > datagram->furthest)
		datagram->furthest = end_of(part);
	if (part->is_last)
		datagram->total = end_of(part);
}

bool
datagram_is_whole(const struct datagram *datagram)
{
	return datagram->total != 0 &&
	       datagram->blocks == (datagram->total + BLOCK_OCTETS - 1) / BLOCK_OCTETS;
}

size_t
datagram_copy(const struct datagram *datagram, uint8_t *octets)
{
	for (uint32_t at = 0; at < datagram->total; at += CHUNK_OCTETS) {
		uint32_t left = datagram->total - at;

		memcpy(octets + at, datagram->chunks[at / CHUNK_OCTETS]->octets,
		       left < CHUNK_OCTETS ? left : CHUNK_OCTETS);
	}
	return datagram->total;
}

void
datagram_release(struct datagram *datagram, struct pool *chunks)
{
	for (size_t i = 0; i < CHUNKS_AT_MOST; i++)
		pool_return(chunks, datagram->chunks[i]);
	memset(datagram, 0, sizeof(*datagram));
}
