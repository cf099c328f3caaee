/* SPDX-License-Identifier: Apache-2.0 */
/* Says how and where the reading of a capture came to its end. */
#include "capture/reader.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

void
reader_say(struct reader *reader, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	(void)vsnprintf(reader->problem, sizeof(reader->problem), format, list);
	va_end(list);
}

enum source_status
reader_ended(struct reader *reader, const char *part, size_t header, size_t wanted)
{
	const struct stream *stream = reader->stream;
	size_t               rest = stream_rest(stream);

	if (stream->ending == STREAM_BROKEN) {
		reader_say(reader, "%s, after record %" PRIu64, stream->problem, reader->frames);
		return SOURCE_DAMAGED;
	}
	if (stream->ending == STREAM_CUT) {
		reader_say(reader, "%s in record %" PRIu64, stream->problem, reader->frames + 1);
		return SOURCE_CUT;
	}
	if (rest == 0) {
		reader_say(reader, "%s", stream->problem);
		return SOURCE_END;
	}
	reader_say(reader, "cut short in %srecord %" PRIu64 " (of %zu octets %zu are there)", part,
		   reader->frames + 1, wanted, rest - header);
	return SOURCE_CUT;
}

enum source_status
reader_damaged(struct reader *reader, const char *format, ...)
{
	char    sentence[160];
	va_list list;

	va_start(list, format);
	(void)vsnprintf(sentence, sizeof(sentence), format, list);
	va_end(list);
	reader_say(reader, "damaged at record %" PRIu64 ", octet %" PRIu64 "%s: %s", reader->frames + 1,
		   stream_offset(reader->stream), reader->stream->unpacker != NULL ? " when unpacked" : "",
		   sentence);
	return SOURCE_DAMAGED;
}
