/* SPDX-License-Identifier: Apache-2.0 */
/* The report as one JSON object, with an envelope written by hand. */
#include <json-c/json.h>

#include "report/formats.h"
#include "report/item.h"
#include "report/members.h"
#include "report/stream.h"

static void
write_name(struct stream *stream, const char *name)
{
	sink_text(&stream->sink, ",\n  \"");
	sink_text(&stream->sink, name);
	sink_text(&stream->sink, "\": ");
}

static void
write_object(struct stream *stream, const char *name, struct json_object *object)
{
	write_name(stream, name);
	sink_object(&stream->sink, object);
}

static void
write_list(struct stream *stream, enum stream_list list)
{
	write_name(stream, stream_names[list]);
	stream_list(stream, list);
}

static void
write_head(struct stream *stream)
{
	sink_text(&stream->sink, "{\n  \"mailreeve\": ");
	sink_object(&stream->sink, json_object_new_string(stream->report->version));
	write_object(stream, "schema", json_object_new_string(REPORT_SCHEMA));
	if (stream->report->generated != 0) {
		char time[TEXT_TIME_SIZE];

		write_object(stream, "generated",
			     json_object_new_string(text_time(stream->report->generated, time)));
	}
}

static void
write_middle(struct stream *stream)
{
	struct json_object *policy = stream_object(stream, NULL);
	struct json_object *coverage = stream_object(stream, NULL);
	struct json_object *summary = stream_object(stream, NULL);

	item_policy(&policy, &stream->report->policy);
	write_object(stream, "policy", policy);
	item_coverage(&coverage, stream->report);
	write_object(stream, "coverage", coverage);
	item_summary(&summary, stream->report);
	write_object(stream, "summary", summary);
}

int
json_write(const struct report *report, const struct report_style *style, FILE *out)
{
	struct stream stream = {
	    .sink = {out, 0},
              .report = report
        };

	(void)style;
	write_head(&stream);
	write_list(&stream, STREAM_INPUTS);
	write_middle(&stream);
	for (unsigned list = STREAM_CHECKS; list < STREAM_LISTS; list++)
		if (stream_has(report, list))
			write_list(&stream, list);
	sink_text(&stream.sink, "\n}\n");
	return sink_end(&stream.sink);
}
