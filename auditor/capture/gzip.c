/* SPDX-License-Identifier: Apache-2.0 */
/* Unpacks gzip files of one or more members (RFC 1952). */
#include <stdlib.h>

#include <zlib.h>

#include "capture/stream.h"

struct gzip {
	z_stream zlib;
	bool     is_between; /* a member ended, and none has begun after it */
};

/* RFC 1952 section 2.3.1: ID1, ID2, and CM = 8, the only method there is. */
static bool
gzip_claims(struct bytes head)
{
	return head.size >= 3 && head.data[0] == 0x1f && head.data[1] == 0x8b && head.data[2] == 8;
}

static void *
gzip_begin(void)
{
	struct gzip *gzip = calloc(1, sizeof(*gzip));

	/* 16 more than the window bits asks zlib for the gzip wrapping and its checksum. */
	if (gzip != NULL && inflateInit2(&gzip->zlib, 16 + MAX_WBITS) != Z_OK) {
		free(gzip);
		return NULL;
	}
	return gzip;
}

/*
 * Between members: some writers pad the file.  Zeros are passed over silently as gzip(1) does, other octets
 * are told of.
 */
static void
gzip_next_member(struct gzip *gzip, struct stream *stream)
{
	struct feed *feed = &stream->feed;

	while (feed->at < feed->end && feed->data[feed->at] == 0)
		feed->at++;
	if (feed->at < feed->end && feed->data[feed->at] != 0x1f)
		stream_stop(stream, STREAM_ENDED, "octets after the gzip data were passed over");
	gzip->is_between = feed->at == feed->end;
}

static void
gzip_take(struct stream *stream, struct gzip *gzip)
{
	struct feed *feed = &stream->feed;
	int          answer;

	gzip->zlib.next_in = feed->data + feed->at;
	gzip->zlib.avail_in = (uInt)(feed->end - feed->at);
	answer = inflate(&gzip->zlib, Z_NO_FLUSH);
	feed->at = feed->end - gzip->zlib.avail_in;
	if (answer == Z_STREAM_END) {
		gzip->is_between = true;
		(void)inflateReset(&gzip->zlib);
	} else if (answer != Z_OK && answer != Z_BUF_ERROR) {
		stream_stop(stream, STREAM_BROKEN, "the gzip data are damaged: %s",
			    gzip->zlib.msg != NULL ? gzip->zlib.msg : "zlib gives no reason");
	}
}

/* One step; false at the end of the file.  Without input zlib may still hold output that found no room
 * before. */
static bool
gzip_step(struct gzip *gzip, struct stream *stream)
{
	bool has_input = stream_feed(stream);

	if (stream->ending == STREAM_GOES_ON && gzip->is_between && has_input)
		gzip_next_member(gzip, stream);
	if (stream->ending == STREAM_GOES_ON && !gzip->is_between)
		gzip_take(stream, gzip);
	return has_input;
}

static size_t
gzip_more(void *state, struct stream *stream, uint8_t *out, size_t room)
{
	struct gzip *gzip = state;
	uInt         asked = room > 1 << 30 ? 1 << 30 : (uInt)room;

	gzip->zlib.next_out = out;
	gzip->zlib.avail_out = asked;
	while (gzip->zlib.avail_out == asked && stream->ending == STREAM_GOES_ON) {
		if (gzip_step(gzip, stream) || gzip->zlib.avail_out < asked ||
		    stream->ending != STREAM_GOES_ON)
			continue;
		if (gzip->is_between)
			stream_stop(stream, STREAM_ENDED, "%s", "");
		else
			stream_stop(stream, STREAM_CUT, "the gzip data are cut short");
	}
	return asked - gzip->zlib.avail_out;
}

static void
gzip_finish(void *state)
{
	struct gzip *gzip = state;

	(void)inflateEnd(&gzip->zlib);
	free(gzip);
}

const struct unpacker gzip_unpacker = {"gzip", gzip_claims, gzip_begin, gzip_more, gzip_finish};
