/* SPDX-License-Identifier: Apache-2.0 */
/* Writes, and remembers what went wrong. */
#include "report/sink.h"

#include <errno.h>
#include <string.h>

#include <json-c/json.h>

static void
sink_failed(struct sink *sink)
{
	if (sink->error == 0)
		sink->error = errno == 0 ? EIO : errno;
}

void
sink_bytes(struct sink *sink, const void *data, size_t size)
{
	if (sink->error == 0 && size > 0 && fwrite(data, 1, size, sink->out) != size)
		sink_failed(sink);
}

void
sink_text(struct sink *sink, const char *text)
{
	sink_bytes(sink, text, strlen(text));
}

void
sink_object(struct sink *sink, struct json_object *object)
{
	size_t      size = 0;
	const char *text = NULL;

	if (object != NULL)
		text = json_object_to_json_string_length(object, SINK_JSON, &size);
	if (text != NULL)
		sink_bytes(sink, text, size);
	else if (sink->error == 0)
		sink->error = ENOMEM;
	json_object_put(object);
}

int
sink_end(struct sink *sink)
{
	if (sink->error == 0 && (fflush(sink->out) != 0 || ferror(sink->out)))
		sink_failed(sink);
	if (sink->error == 0)
		return 0;
	errno = sink->error;
	return -1;
}
