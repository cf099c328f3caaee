/* SPDX-License-Identifier: Apache-2.0 */
/* Unpacks Zstandard files of one or more frames (RFC 8878). */
#include <stdlib.h>

#include <zstd.h>

#include "capture/stream.h"

struct zstd {
	ZSTD_DStream *stream;
	bool          is_between; /* a frame ended, and none has begun after it */
};

/* RFC 8878 section 3.1.1: a frame; section 3.1.2: a skippable frame, with which parallel writers begin. */
static bool
zstd_claims(struct bytes head)
{
	uint32_t magic;

	if (head.size < 4)
		return false;
	magic = (uint32_t)head.data[3] << 24 | (uint32_t)head.data[2] << 16 | (uint32_t)head.data[1] << 8 |
		head.data[0];
	return magic == 0xfd2fb528 || (magic & 0xfffffff0) == 0x184d2a50;
}

static void *
zstd_begin(void)
{
	struct zstd *zstd = calloc(1, sizeof(*zstd));

	/* libzstd's own limit stays: it refuses frames that ask for a window of more than 128 MiB. */
	if (zstd != NULL && (zstd->stream = ZSTD_createDStream()) == NULL) {
		free(zstd);
		return NULL;
	}
	return zstd;
}

static void
zstd_take(struct zstd *zstd, struct stream *stream, ZSTD_outBuffer *made)
{
	struct feed  *feed = &stream->feed;
	ZSTD_inBuffer given = {feed->data + feed->at, feed->end - feed->at, 0};
	size_t        answer = ZSTD_decompressStream(zstd->stream, made, &given);

	feed->at += given.pos;
	if (ZSTD_isError(answer))
		stream_stop(stream, STREAM_BROKEN, "the zstd data are damaged: %s",
			    ZSTD_getErrorName(answer));
	zstd->is_between = answer == 0;
}

static size_t
zstd_more(void *state, struct stream *stream, uint8_t *out, size_t room)
{
	struct zstd   *zstd = state;
	ZSTD_outBuffer made = {out, room, 0};

	while (made.pos == 0 && stream->ending == STREAM_GOES_ON) {
		bool has_input = stream_feed(stream);

		/* Without input libzstd may still hold output that found no room before. */
		if (stream->ending == STREAM_GOES_ON && (has_input || !zstd->is_between))
			zstd_take(zstd, stream, &made);
		if (has_input || made.pos > 0 || stream->ending != STREAM_GOES_ON)
			continue;
		if (zstd->is_between)
			stream_stop(stream, STREAM_ENDED, "%s", "");
		else
			stream_stop(stream, STREAM_CUT, "the zstd data are cut short");
	}
	return made.pos;
}

static void
zstd_finish(void *state)
{
	struct zstd *zstd = state;

	(void)ZSTD_freeDStream(zstd->stream);
	free(zstd);
}

const struct unpacker zstd_unpacker = {"zstd", zstd_claims, zstd_begin, zstd_more, zstd_finish};
