/* SPDX-License-Identifier: Apache-2.0 */
/* Opens a capture whatever its format, and delivers its packets. */
#include "capture/source.h"

#include <stdio.h>
#include <stdlib.h>

#include "capture/filter.h"
#include "capture/reader.h"
#include "capture/sniff.h"

struct source {
	const struct format *format; /* NULL: not open yet */
	struct reader        reader;
	struct filter       *filter; /* NULL: every packet */
	uint32_t             capture;
	uint64_t             filtered;
	enum source_status   status; /* of the last answer */
	char                 name[32];
};

/* Try the formats that claim the file.  If none takes it, the first to say why is heard. */
static bool
open_format(struct source *source)
{
	struct reader       *reader = &source->reader;
	const struct format *format;
	struct bytes         head;

	/* A reader that fails has passed nothing, but may have made the buffer grow: look again each time. */
	for (size_t i = 0; (format = sniff_format(stream_head(reader->stream), i)) != NULL; i++)
		if (format->open(reader)) {
			source->format = format;
			reader->problem[0] = '\0';
			return true;
		}
	head = stream_head(reader->stream);
	if (reader->problem[0] == '\0' && reader->stream->ending > STREAM_ENDED && head.size < 24)
		reader_say(reader, "%s", reader->stream->problem);
	if (reader->problem[0] == '\0')
		sniff_explain(head, reader->stream->unpacker != NULL, reader->problem,
			      sizeof(reader->problem));
	return false;
}

static bool
open_filter(struct source *source, const char *expression)
{
	struct reader *reader = &source->reader;

	if (expression == NULL)
		return true;
	source->filter = filter_new(expression, reader->problem, sizeof(reader->problem));
	if (source->filter == NULL)
		return false;
	return reader->link_type == LINK_TYPE_DIFFERS ||
	       filter_prepare(source->filter, reader->link_type, reader->problem, sizeof(reader->problem));
}

struct source *
source_open(const char *path, const struct source_options *options, char *problem, size_t room)
{
	struct source         *source = calloc(1, sizeof(*source));
	const struct unpacker *unpacker;

	if (source == NULL) {
		(void)snprintf(problem, room, "no memory");
		return NULL;
	}
	source->reader.stream = stream_open(path, STREAM_ROOM, problem, room);
	if (source->reader.stream == NULL) {
		source_close(source);
		return NULL;
	}
	if (!open_format(source) || !open_filter(source, options->filter)) {
		(void)snprintf(problem, room, "%s", source->reader.problem);
		source_close(source);
		return NULL;
	}
	unpacker = source->reader.stream->unpacker;
	(void)snprintf(source->name, sizeof(source->name), "%s%s%s", source->format->name,
		       unpacker != NULL ? "+" : "", unpacker != NULL ? unpacker->name : "");
	source->capture = options->capture;
	source->status = SOURCE_PACKET;
	return source;
}

static enum filter_answer
ask_filter(struct source *source, const struct packet *packet)
{
	if (source->filter == NULL)
		return FILTER_TAKES;
	return filter_ask(source->filter, packet, source->reader.problem, sizeof(source->reader.problem));
}

enum source_status
source_next(struct source *source, struct packet *packet)
{
	enum filter_answer answer = FILTER_REFUSES;

	while (source->status == SOURCE_PACKET && answer == FILTER_REFUSES) {
		source->status = source->format->next(&source->reader, packet);
		if (source->status != SOURCE_PACKET)
			break;
		packet->place = place_of(source->capture, source->reader.frames);
		answer = ask_filter(source, packet);
		if (answer == FILTER_REFUSES)
			source->filtered++;
		else if (answer == FILTER_FAILED)
			source->status = SOURCE_DAMAGED;
	}
	return source->status;
}

const char *
source_problem(const struct source *source)
{
	return source->reader.problem;
}

const char *
source_format(const struct source *source)
{
	return source->name;
}

uint64_t
source_octets_read(const struct source *source)
{
	return source->reader.stream->feed.octets;
}

uint64_t
source_filtered(const struct source *source)
{
	return source->filtered;
}

void
source_close(struct source *source)
{
	if (source == NULL)
		return;
	if (source->format != NULL)
		source->format->close(&source->reader);
	filter_free(source->filter);
	stream_close(source->reader.stream);
	free(source);
}
