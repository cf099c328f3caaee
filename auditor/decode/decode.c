/* SPDX-License-Identifier: Apache-2.0 */
/* Walks down the layers of a packet until there is a segment or a reason why not. */

#include "decode/decode.h"

#include <stdlib.h>

#include "decode/layers.h"
#include "decode/walk.h"

const struct decoder_limits decoder_limits_default = {
    .datagrams = 1024,
    .octets = UINT64_C(8) << 20,
    .wait = INT64_C(30000000000),
};

struct result_row {
	const char *word;
	bool        may_hide_mail;
};

#define row(NAME, word, may_hide_mail, meaning) [DECODED_##NAME] = {word, may_hide_mail},
static const struct result_row results[DECODE_RESULTS] = {EACH_DECODE_RESULT(row)};
#undef row

const char *
decode_result_word(enum decode_result result)
{
	return results[result].word;
}

bool
decode_result_may_hide_mail(enum decode_result result)
{
	return results[result].may_hide_mail;
}

/* Inside a quotation only a segment, or a capture that was cut, is worth telling apart. */
static enum decode_result
result_of_quotation(enum decode_result result)
{
	if (result == DECODED_ICMP || result == DECODED_TRUNCATED)
		return result;
	return DECODED_OTHER_ICMP;
}

static const enum segment_way ways[] = {
    [DIRECTION_UNKNOWN] = WAY_UNKNOWN, [DIRECTION_IN] = WAY_IN, [DIRECTION_OUT] = WAY_OUT};

static enum decode_result
walk_down(struct decoder *decoder, const struct packet *packet, struct segment *segment)
{
	struct walk walk = {.rest = packet->bytes, .wire = packet->wire_length};
	struct step step = step_to_link(packet->link_type);

	segment->tap = (struct tap){0, 0, 0};
	segment->is_wrapped = false;
	segment->way = ways[packet->direction];
	walk.segment = segment;
	walk.packet = packet;
	walk.decoder = decoder;
	if (walk.wire < walk.rest.size)
		walk.wire = walk.rest.size;
	for (int layers = 0; step.take != NULL; layers++) {
		if (layers == LAYERS_AT_MOST)
			step = step_end(DECODED_TOO_DEEP);
		else
			step = step.take(&walk);
	}
	return walk.icmp != NULL ? result_of_quotation(step.result) : step.result;
}

struct decoder *
decoder_new(const struct decoder_limits *limits)
{
	struct decoder *decoder = calloc(1, sizeof(*decoder));

	if (decoder == NULL)
		return NULL;
	if ((decoder->reassembly = reassembly_new(limits, &decoder->counts)) == NULL) {
		free(decoder);
		return NULL;
	}
	return decoder;
}

enum decode_result
decode_packet(struct decoder *decoder, const struct packet *packet, struct segment *segment)
{
	enum decode_result result = walk_down(decoder, packet, segment);

	decoder->counts.results[result]++;
	return result;
}

void
decoder_close(struct decoder *decoder)
{
	reassembly_close(decoder->reassembly);
}

const struct decoder_counts *
decoder_counts(const struct decoder *decoder)
{
	return &decoder->counts;
}

void
decoder_free(struct decoder *decoder)
{
	if (decoder == NULL)
		return;
	reassembly_free(decoder->reassembly);
	free(decoder);
}
