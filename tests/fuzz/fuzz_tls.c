/* SPDX-License-Identifier: Apache-2.0 */
/* Any octets from both sides: the reader survives them, and knows the same however they were cut. */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "classify/classifier_room.h"
#include "classify/tls.h"

/*
 * The first octet of an input is how the second hearing is cut, the second what becomes of the talk.  Then
 * come turns: two octets with the side in the high bit and the length in the others, and so many octets.
 */
static struct classifier *
classifier_small(void)
{
	struct classifier_limits limits = classifier_limits_default;

	limits.text_octets = (size_t)1024 * 1024;
	limits.certificates = 16;
	return classifier_new(&limits);
}

static size_t
piece(uint32_t *cut, size_t left)
{
	size_t size;

	if (*cut == 0)
		return left;
	*cut = *cut * 1103515245u + 12345u;
	size = 1 + (*cut >> 16) % 40;
	return size < left ? size : left;
}

static void
hear(struct classifier *classifier, struct bytes input, uint32_t cut, bool is_cut, struct facts *facts)
{
	struct tls tls = {.is_over = false};

	memset(facts, 0, sizeof(*facts));
	while (input.size > 0) {
		uint16_t     head = bytes_be16(&input);
		enum side    from = (head & 0x8000) != 0 ? SERVER : CLIENT;
		struct bytes turn = bytes_take(&input, head & 0x7fff);

		turn.is_short = false;
		while (turn.size > 0)
			tls_heard(classifier, &tls, facts, from, bytes_take(&turn, piece(&cut, turn.size)),
				  INT64_C(1800000000000000000), 1);
	}
	tls_finish(classifier, &tls, facts, is_cut);
	if (pool_taken(classifier->messages) != 0)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes       input = bytes_of(data, size);
	struct classifier *classifier = classifier_small();
	struct facts       whole, pieces;
	uint32_t           cut = bytes_u8(&input) + 1u;
	bool               is_cut = (bytes_u8(&input) & 1) != 0;

	if (classifier == NULL)
		return 0;
	hear(classifier, input, 0, is_cut, &whole);
	hear(classifier, input, cut, is_cut, &pieces);
	for (unsigned fact = 0; fact < FACT_COUNT; fact++)
		if (facts_has(&whole, (enum fact)fact) != facts_has(&pieces, (enum fact)fact) ||
		    (facts_has(&whole, (enum fact)fact) && whole.values[fact] != pieces.values[fact]))
			abort();
	classifier_free(classifier);
	return 0;
}
