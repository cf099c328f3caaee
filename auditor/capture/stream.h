/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CAPTURE_STREAM_H
#define CAPTURE_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

/*
 * stream: the plain octets of a file in one buffer, whatever the file was compressed with.
 *
 * A reader asks whether so many octets lie ahead, reads them where they lie, and moves `at` past them.  What
 * lies ahead stays where it is until the next question, which may move or replace the buffer.
 */
enum stream_ending {
	STREAM_GOES_ON,
	STREAM_ENDED,  /* where file and compression end; `problem` may note what was passed over */
	STREAM_CUT,    /* the compressed data stop in the middle */
	STREAM_BROKEN, /* reading or unpacking failed */
};

/* feed: the file as it is stored.  The buffer is used only when the file is compressed. */
struct feed {
	int      fd;
	uint64_t octets; /* read so far */
	uint64_t total;  /* size of the file, 0: not known */
	uint8_t *data;
	size_t   room;
	size_t   at;
	size_t   end;
};

struct stream {
	uint8_t               *buffer;
	size_t                 room;
	size_t                 at;     /* the octets that lie ahead: from `at` … */
	size_t                 end;    /* … to before `end` */
	uint64_t               passed; /* octets that stood before the buffer */
	enum stream_ending     ending;
	char                   problem[160];
	struct feed            feed;
	const struct unpacker *unpacker; /* NULL: plain */
	void                  *state;    /* the unpacker's */
};

/*
 * unpacker: one way to compress a file.  To add one: write NAME.c that defines it, and add a row to the table
 * in stream.c.
 */
struct unpacker {
	const char *name;
	bool (*claims)(struct bytes head);
	/* NULL: no memory. */
	void *(*begin)(void);
	/*
	 * Unpack octets of stream->feed into ${out}.  Returns how many were made, at least one
	 * unless stream_stop was called.
	 */
	size_t (*more)(void *state, struct stream *stream, uint8_t *out, size_t room);
	void (*finish)(void *state);
};

extern const struct unpacker gzip_unpacker;
extern const struct unpacker zstd_unpacker;

#define STREAM_ROOM (1024 * 1024) /* of the buffer to begin with; it grows for a record that is larger */
#define STREAM_GLANCE 4096        /* enough for the first octets alone */

/*
 * Open ${path} ("-": standard input) with a buffer of ${room} octets, and see through a compression.  NULL on
 * failure, with one line in ${problem}.
 */
struct stream *stream_open(const char *path, size_t room, char *problem, size_t problem_room);

/* The first octets of a newly opened stream: 24, or all there are. */
struct bytes stream_head(struct stream *stream);

/* Make ${size} octets lie ahead.  False: the stream ends before them, see `ending`. */
bool stream_fill(struct stream *stream, size_t size);

static inline bool
stream_has(struct stream *stream, size_t size)
{
	return stream->end - stream->at >= size || stream_fill(stream, size);
}

static inline const uint8_t *
stream_here(const struct stream *stream)
{
	return stream->buffer + stream->at;
}

/* How many octets lie ahead without reading more. */
static inline size_t
stream_rest(const struct stream *stream)
{
	return stream->end - stream->at;
}

/* Octets passed so far, counted in the plain data. */
static inline uint64_t
stream_offset(const struct stream *stream)
{
	return stream->passed + stream->at;
}

void stream_close(struct stream *stream);

/* For unpackers: it ends here, and why. */
void stream_stop(struct stream *stream, enum stream_ending ending, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* For unpackers: have stored octets in the feed's buffer.  False at the end of the file, or stopped as
 * broken. */
bool stream_feed(struct stream *stream);

#endif
