/* SPDX-License-Identifier: Apache-2.0 */
/* The report as one JSON object a line, each with its event. */
#include <json-c/json.h>

#include "report/formats.h"
#include "report/item.h"
#include "report/members.h"
#include "report/stream.h"

static void
write_coverage(struct stream *stream)
{
	struct json_object *object = stream_object(stream, "coverage");

	item_coverage(&object, stream->report);
	stream_line(stream, object);
}

/* What the envelope of the JSON form says, and the summary. */
static void
write_summary(struct stream *stream)
{
	struct json_object *object = stream_object(stream, "summary"), *policy = json_object_new_object();

	member_text(&object, "mailreeve", stream->report->version);
	member_text(&object, "schema", REPORT_SCHEMA);
	if (stream->report->generated != 0)
		member_time(&object, "generated", stream->report->generated);
	item_policy(&policy, &stream->report->policy);
	member_object(&object, "policy", policy);
	item_summary(&object, stream->report);
	member_truth(&object, "with_sessions", stream->report->with_sessions);
	member_truth(&object, "with_pairs", stream->report->with_pairs);
	stream_line(stream, object);
}

int
jsonl_write(const struct report *report, const struct report_style *style, FILE *out)
{
	struct stream stream = {
	    .sink = {out, 0},
              .report = report, .is_lines = true
        };

	(void)style;
	stream_list(&stream, STREAM_INPUTS);
	write_coverage(&stream);
	for (unsigned list = STREAM_CHECKS; list < STREAM_LISTS; list++)
		if (stream_has(report, list))
			stream_list(&stream, list);
	write_summary(&stream);
	return sink_end(&stream.sink);
}
