/* SPDX-License-Identifier: Apache-2.0 */
/* Segments of a capture on a tape, and what the program says when it is played. */
#include "command_tape.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "capture/source.h"
#include "command/pipeline.h"
#include "decode/decode.h"
#include "flow/side.h"

static void *
must(void *memory)
{
	if (memory == NULL)
		abort();
	return memory;
}

void
tape_add(struct tape *tape, const struct segment *segment)
{
	if (tape->count == tape->room) {
		tape->room = tape->room == 0 ? 256 : tape->room * 2;
		tape->segments = must(realloc(tape->segments, tape->room * sizeof(*segment)));
	}
	tape->segments[tape->count++] = *segment;
}

void
tape_add_part(struct tape *tape, const struct tape *from, size_t begin, size_t end)
{
	for (size_t i = begin; i < end; i++)
		tape_add(tape, &from->segments[i]);
}

static void
keep(struct tape *tape, struct segment segment)
{
	uint8_t *copy = must(malloc(segment.payload.size + 1));

	if (segment.payload.size > 0)
		memcpy(copy, segment.payload.data, segment.payload.size);
	segment.payload.data = copy;
	tape_add(tape, &segment);
}

static bool
read_file(struct tape *tape, const char *path)
{
	struct source_options options = {NULL, 0};
	char                  problem[256];
	struct source        *source = source_open(path, &options, problem, sizeof(problem));
	struct decoder       *decoder;
	struct packet         packet;
	struct segment        segment;

	if (source == NULL)
		return false;
	decoder = must(decoder_new(&decoder_limits_default));
	while (source_next(source, &packet) == SOURCE_PACKET) {
		enum decode_result result = decode_packet(decoder, &packet, &segment);

		if (result == DECODED_SEGMENT || result == DECODED_ICMP)
			keep(tape, segment);
	}
	decoder_free(decoder);
	source_close(source);
	return true;
}

bool
tape_is_continuation(const char *path)
{
	return strstr(path, "-2.pcap") != NULL;
}

bool
tape_read(struct tape *tape, const char *path)
{
	const char *number = strstr(path, "-1.pcap");
	char        next[4096];

	if (!read_file(tape, path))
		return false;
	if (number == NULL)
		return true;
	snprintf(next, sizeof(next), "%.*s-2.pcap", (int)(number - path), path);
	return read_file(tape, next);
}

void
tape_number(struct tape *tape)
{
	for (size_t i = 0; i < tape->count; i++)
		tape->segments[i].place = place_of(0, i + 1);
}

void
tape_free(struct tape *tape, bool with_payloads)
{
	for (size_t i = 0; with_payloads && i < tape->count; i++) {
		void *payload;

		memcpy(&payload, &tape->segments[i].payload.data, sizeof(payload));
		free(payload);
	}
	free(tape->segments);
	memset(tape, 0, sizeof(*tape));
}

enum side
tape_side(const struct segment *segment)
{
	return segment->from_port > segment->to_port ? CLIENT : SERVER;
}

static void
collect(void *context, const struct session *session)
{
	struct play *play = context;

	play->sessions = must(realloc(play->sessions, (play->count + 1) * sizeof(*session)));
	play->sessions[play->count++] = *session;
}

struct pipeline *
play_begin(const struct policy *policy, struct play *play)
{
	const struct results_limits limits = {.findings = 1000};

	memset(play, 0, sizeof(*play));
	play->classifier = must(classifier_new(&classifier_limits_default));
	play->results = must(results_new(policy, &limits));
	return must(pipeline_new(&(struct pipeline_options){.policy = policy,
							    .classifier = play->classifier,
							    .results = play->results,
							    .flows = &flow_limits_default,
							    .on_session = collect,
							    .context = play}));
}

void
play_end(struct pipeline *pipeline, struct play *play)
{
	struct coverage coverage;

	memset(&coverage, 0, sizeof(coverage));
	pipeline_close(pipeline, &coverage);
	pipeline_free(pipeline);
	(void)results_settle(play->results);
}

void
play_tape(const struct tape *tape, const struct policy *policy, struct play *play)
{
	struct pipeline *pipeline = play_begin(policy, play);

	for (size_t i = 0; i < tape->count; i++)
		pipeline_segment(pipeline, &tape->segments[i]);
	play_end(pipeline, play);
}

void
play_free(struct play *play)
{
	results_free(play->results);
	classifier_free(play->classifier);
	free(play->sessions);
}
