/* SPDX-License-Identifier: Apache-2.0 */
/* Strings the rooms together; the only place that knows them all. */
#include "command/pipeline_room.h"

#include <stdlib.h>
#include <string.h>

struct pipeline *
pipeline_new(const struct pipeline_options *options)
{
	struct pipeline *pipeline = calloc(1, sizeof(*pipeline));

	if (pipeline == NULL)
		return NULL;
	pipeline->options = *options;
	pipeline->decoder = decoder_new(&decoder_limits_default);
	pipeline->flows = flow_table_new(options->flows, &pipeline_guest, pipeline);
	pipeline->sights = sights_new(pipeline_judge, pipeline);
	pipeline->company = company_new(options->company != NULL ? options->company : &company_limits_default,
					pipeline_told, pipeline);
	if (pipeline->decoder != NULL && pipeline->flows != NULL && pipeline->sights != NULL &&
	    pipeline->company != NULL)
		return pipeline;
	pipeline_free(pipeline);
	return NULL;
}

/* Names are kept once, so that their addresses tell them apart. */
static uint16_t
name_index(struct pipeline *pipeline, const char *name)
{
	const char *kept = classifier_name(pipeline->options.classifier, name, strlen(name));

	for (uint16_t i = 0; i < pipeline->name_count; i++)
		if (pipeline->names[i] == kept)
			return i + 1;
	if (kept == NULL || pipeline->name_count == NAMES)
		return 0;
	pipeline->names[pipeline->name_count] = kept;
	return ++pipeline->name_count;
}

/* The packet's interface as segments number them. */
static uint16_t
interface_of(struct pipeline *pipeline, const struct packet *packet)
{
	uint32_t       capture = place_capture(packet->place);
	struct recent *recent;

	if (packet->interface == NULL)
		return 0;
	recent = &pipeline->recent[packet->interface_number % RECENT];
	if (!recent->is_set || recent->number != packet->interface_number || recent->capture != capture)
		*recent = (struct recent){capture, packet->interface_number,
					  name_index(pipeline, packet->interface), true};
	return recent->name;
}

void
pipeline_packet(struct pipeline *pipeline, const struct packet *packet)
{
	struct segment     segment;
	enum decode_result result = decode_packet(pipeline->decoder, packet, &segment);

	pipeline->coverage.packets++;
	pipeline->coverage.octets += packet->wire_length;
	segment.tap.interface = interface_of(pipeline, packet);
	if (result == DECODED_SEGMENT || result == DECODED_ICMP)
		pipeline_segment(pipeline, &segment);
}

void
pipeline_segment(struct pipeline *pipeline, const struct segment *segment)
{
	flow_table_segment(pipeline->flows, segment);
}

void
pipeline_measure(const struct pipeline *pipeline, struct coverage *coverage, uint64_t *flows,
		 uint64_t *dialogues)
{
	*coverage = pipeline->coverage;
	coverage->decode = *decoder_counts(pipeline->decoder);
	coverage->flow = *flow_table_counts(pipeline->flows);
	classifier_counts(pipeline->options.classifier, &coverage->classifier);
	*flows = flow_table_flows(pipeline->flows);
	*dialogues = classifier_dialogues(pipeline->options.classifier);
}

void
pipeline_pause(struct pipeline *pipeline)
{
	flow_table_pause(pipeline->flows);
}

void
pipeline_close(struct pipeline *pipeline, struct coverage *coverage)
{
	decoder_close(pipeline->decoder);
	pipeline->coverage.decode = *decoder_counts(pipeline->decoder);
	flow_table_close(pipeline->flows);
	company_close(pipeline->company);
	sights_close(pipeline->sights);
	pipeline->coverage.hurried = company_hurried(pipeline->company);
	pipeline->coverage.flow = *flow_table_counts(pipeline->flows);
	coverage_add(coverage, &pipeline->coverage);
}

void
pipeline_free(struct pipeline *pipeline)
{
	if (pipeline == NULL)
		return;
	flow_table_free(pipeline->flows);
	company_free(pipeline->company);
	sights_free(pipeline->sights);
	decoder_free(pipeline->decoder);
	free(pipeline);
}
