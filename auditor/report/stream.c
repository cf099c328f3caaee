/* SPDX-License-Identifier: Apache-2.0 */
/* Writes the lists of a report, as JSON arrays or as JSON lines. */
#include "report/stream.h"

#include <openssl/evp.h>
#include <stdlib.h>

#include <errno.h>

#include "report/controls.h"
#include "base/text.h"
#include "report/item.h"
#include "report/members.h"
#include "report/servers.h"

struct json_object *
stream_object(const struct stream *stream, const char *event)
{
	struct json_object *object = json_object_new_object();

	if (stream->is_lines)
		member_text(&object, "event", event);
	return object;
}

void
stream_line(struct stream *stream, struct json_object *object)
{
	sink_object(&stream->sink, object);
	sink_text(&stream->sink, "\n");
}

static struct json_object *
item_new(const struct stream *stream)
{
	return stream_object(stream, stream->event);
}

static void
item_put(struct stream *stream, struct json_object *object)
{
	if (stream->is_lines) {
		stream_line(stream, object);
		return;
	}
	sink_text(&stream->sink, stream->has_item ? ",\n    " : "[\n    ");
	sink_object(&stream->sink, object);
	stream->has_item = true;
}

static void
write_inputs(struct stream *stream)
{
	for (size_t i = 0; i < stream->report->input_count; i++) {
		struct json_object *object = item_new(stream);

		item_input(&object, &stream->report->inputs[i]);
		item_put(stream, object);
	}
}

static void
write_checks(struct stream *stream)
{
	const struct report_found *found = &stream->report->found;
	size_t                     count = found->check_count(found->of);

	for (size_t i = 0; i < count && stream->sink.error == 0; i++) {
		struct json_object *object = item_new(stream);
		struct check_tally  tally = found->check(found->of, i);

		item_check(&object, &tally);
		item_put(stream, object);
	}
}

static void
write_controls(struct stream *stream)
{
	struct controls *controls = controls_of(stream->report);

	if (controls == NULL)
		stream->sink.error = ENOMEM;
	for (size_t i = 0; controls != NULL && i < controls_count(controls); i++) {
		struct json_object *object = item_new(stream);

		controls_item(&object, stream->report, controls_row(controls, i));
		item_put(stream, object);
	}
	controls_free(controls);
}

static void
write_findings(struct stream *stream)
{
	const struct report_found *found = &stream->report->found;
	size_t                     count = found->finding_count(found->of);
	struct item_texts          texts = {0};

	for (size_t i = 0; i < count && stream->sink.error == 0; i++) {
		struct json_object *object = item_new(stream);

		item_finding_in(&object, stream->report, found->finding(found->of, i), &texts);
		item_put(stream, object);
	}
	item_texts_free(&texts);
}

static void
write_ports(struct stream *stream)
{
	const struct report_found *found = &stream->report->found;
	size_t                     count = found->port_count(found->of);

	for (size_t i = 0; i < count && stream->sink.error == 0; i++) {
		struct json_object *object = item_new(stream);
		struct port_tally   tally = found->port(found->of, i);

		item_port(&object, &tally);
		item_put(stream, object);
	}
}

static void
write_servers(struct stream *stream)
{
	const struct report_found *found = &stream->report->found;
	size_t                     count = found->named_count(found->of);

	for (size_t i = 0; i < count && stream->sink.error == 0; i++) {
		struct json_object *object = item_new(stream);
		struct named_tally  named = found->named(found->of, i);

		servers_item(&object, &named);
		item_put(stream, object);
	}
}

static void
write_pairs(struct stream *stream)
{
	const struct report_found *found = &stream->report->found;
	size_t                     count = found->pair_count(found->of);

	for (size_t i = 0; i < count && stream->sink.error == 0; i++) {
		struct json_object *object = item_new(stream);
		struct pair_tally   pair = found->pair(found->of, i);

		item_pair(&object, stream->report, &pair);
		item_put(stream, object);
	}
}

/* As many octets as an item holds. */
#define CHUNK ((size_t)48 * 1024)

static void
write_chunk(struct stream *stream, const unsigned char *octets, size_t size)
{
	char               *text = malloc(size / 3 * 4 + 8);
	struct json_object *object = item_new(stream);

	if (text == NULL) {
		json_object_put(object);
		object = NULL;
	} else {
		(void)EVP_EncodeBlock((unsigned char *)text, octets, (int)size);
		member_text(&object, "octets", text);
	}
	item_put(stream, object);
	free(text);
}

static void
write_results(struct stream *stream)
{
	const struct report_found *found = &stream->report->found;
	struct text                octets = {0};

	if (!found->keep(found->of, NULL, &octets))
		sink_object(&stream->sink, NULL);
	for (size_t at = 0; at < octets.size && stream->sink.error == 0; at += CHUNK)
		write_chunk(stream, (const unsigned char *)octets.data + at,
			    octets.size - at < CHUNK ? octets.size - at : CHUNK);
	text_free(&octets);
}

static void
write_cuts(struct stream *stream)
{
	for (size_t i = 0; i < stream->report->cut_count; i++) {
		struct json_object *object = item_new(stream);

		item_cut(&object, stream->report, &stream->report->cuts[i]);
		item_put(stream, object);
	}
}

static int
write_session(void *to, const struct session *session)
{
	struct stream      *stream = to;
	struct json_object *object = item_new(stream);

	item_session(&object, stream->report, session);
	item_put(stream, object);
	return stream->sink.error;
}

static void
write_sessions(struct stream *stream)
{
	const struct report *report = stream->report;

	if (report->sessions != NULL)
		(void)report->sessions(report->sessions_context, write_session, stream);
}

const char *const stream_names[STREAM_LISTS] = {"inputs",  "checks", "controls", "findings", "ports",
						"servers", "pairs",  "results",  "cuts",     "sessions"};

static const struct {
	const char *event;
	void (*write)(struct stream *stream);
} lists[STREAM_LISTS] = {
    {"input",   write_inputs  },
    {"check",   write_checks  },
    {"control", write_controls},
    {"finding", write_findings},
    {"port",    write_ports   },
    {"server",  write_servers },
    {"pair",    write_pairs   },
    {"results", write_results },
    {"cut",     write_cuts    },
    {"session", write_sessions},
};

bool
stream_has(const struct report *report, enum stream_list list)
{
	return list == STREAM_SERVERS    ? report->found.named_count(report->found.of) > 0
	       : list == STREAM_PAIRS    ? report->with_pairs
	       : list == STREAM_RESULTS  ? report->with_pairs && report->found.keep != NULL
	       : list == STREAM_CUTS     ? report->cut_count > 0
	       : list == STREAM_SESSIONS ? report->with_sessions
					 : true;
}

void
stream_list(struct stream *stream, enum stream_list list)
{
	stream->event = lists[list].event;
	stream->has_item = false;
	lists[list].write(stream);
	if (!stream->is_lines)
		sink_text(&stream->sink, stream->has_item ? "\n  ]" : "[]");
}
