/* SPDX-License-Identifier: Apache-2.0 */
/* The first reading: which connections the wanted frames are of. */
#include <stdlib.h>
#include <string.h>

#include "command/evidence_room.h"
#include "decode/decode.h"

struct locating {
	struct evidence *evidence;
	struct decoder  *decoder;
	uint32_t         chain;
	place            last;
};

static int
compare_talks(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(struct evidence_ends));
}

struct evidence_ends
evidence_ends_of(const struct flow_end *one, const struct flow_end *other, uint32_t chain)
{
	struct evidence_ends ends;
	int                  order = address_compare(&one->address, &other->address);

	memset(&ends, 0, sizeof(ends));
	if (order > 0 || (order == 0 && one->port > other->port)) {
		const struct flow_end *swapped = one;

		one = other;
		other = swapped;
	}
	ends.one = one->address;
	ends.other = other->address;
	ends.one_port = one->port;
	ends.other_port = other->port;
	ends.chain = chain;
	return ends;
}

struct evidence_talk *
evidence_talk(struct evidence *evidence, const struct evidence_ends *ends)
{
	if (evidence->talk_count == 0)
		return NULL;
	return bsearch(ends, evidence->talks, evidence->talk_count, sizeof(*evidence->talks), compare_talks);
}

static bool
add_talk(struct evidence *evidence, const struct evidence_ends *ends)
{
	if (evidence->talk_count == evidence->talk_room) {
		size_t                room = evidence->talk_room == 0 ? 64 : evidence->talk_room * 2;
		struct evidence_talk *bigger = realloc(evidence->talks, room * sizeof(*bigger));

		if (bigger == NULL)
			return !(evidence->has_failed = true);
		evidence->talks = bigger;
		evidence->talk_room = room;
	}
	evidence->talks[evidence->talk_count++] = (struct evidence_talk){.ends = *ends};
	return true;
}

static bool
look_at(void *to, const struct packet *packet)
{
	struct locating     *locating = to;
	struct segment       segment;
	struct evidence_ends ends;
	enum decode_result   result;

	if (packet->place > locating->last)
		return false;
	result = decode_packet(locating->decoder, packet, &segment);
	if ((result != DECODED_SEGMENT && result != DECODED_ICMP) ||
	    !evidence_wants(locating->evidence, packet->place))
		return true;
	ends = evidence_ends_of(&(struct flow_end){segment.from, segment.from_port},
				&(struct flow_end){segment.to, segment.to_port}, locating->chain);
	return add_talk(locating->evidence, &ends);
}

static void
sort_talks(struct evidence *evidence)
{
	size_t count = evidence->talk_count;

	if (count > 0)
		qsort(evidence->talks, count, sizeof(*evidence->talks), compare_talks);
	evidence->talk_count = 0;
	for (size_t i = 0; i < count; i++)
		if (i == 0 || compare_talks(&evidence->talks[i], &evidence->talks[i - 1]) != 0)
			evidence->talks[evidence->talk_count++] = evidence->talks[i];
}

bool
evidence_locate(struct evidence *evidence)
{
	for (size_t i = 0; i < evidence->inputs->count && !evidence->has_failed; i++) {
		struct locating locating = {evidence, NULL, evidence->chains[i], evidence->lasts[i]};

		if (locating.last == PLACE_NONE)
			continue;
		if ((locating.decoder = decoder_new(&decoder_limits_default)) == NULL)
			return false;
		(void)evidence_read(evidence, i, look_at, &locating);
		decoder_free(locating.decoder);
	}
	sort_talks(evidence);
	return !evidence->has_failed;
}
