/* SPDX-License-Identifier: Apache-2.0 */
/* Reads a file into one buffer, through a decompressor if need be. */
#include "capture/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct unpacker *const unpackers[] = {&gzip_unpacker, &zstd_unpacker};

void
stream_stop(struct stream *stream, enum stream_ending ending, const char *format, ...)
{
	va_list list;

	stream->ending = ending;
	va_start(list, format);
	(void)vsnprintf(stream->problem, sizeof(stream->problem), format, list);
	va_end(list);
}

/*
 * read(2) and not mmap(2): a mapped file that somebody truncates while it is read (a rotation, a network file
 * system) ends the process with SIGBUS, and pipes cannot be mapped at all.
 */
static size_t
feed_read(struct stream *stream, uint8_t *out, size_t room)
{
	struct pollfd wait = {stream->feed.fd, POLLIN, 0};
	ssize_t       got;

	/* Standard input may have been left non-blocking by whoever shares it. */
	while ((got = read(stream->feed.fd, out, room)) < 0 && (errno == EINTR || errno == EAGAIN))
		if (errno == EAGAIN)
			(void)poll(&wait, 1, -1);
	if (got < 0)
		stream_stop(stream, STREAM_BROKEN, "reading failed: %s", strerror(errno));
	if (got <= 0)
		return 0;
	stream->feed.octets += (uint64_t)got;
	return (size_t)got;
}

bool
stream_feed(struct stream *stream)
{
	struct feed *feed = &stream->feed;

	if (feed->at == feed->end) {
		feed->at = 0;
		feed->end = feed_read(stream, feed->data, feed->room);
	}
	return feed->at < feed->end;
}

static size_t
pull(struct stream *stream, uint8_t *out, size_t room)
{
	size_t got;

	if (stream->unpacker != NULL)
		return stream->unpacker->more(stream->state, stream, out, room);
	got = feed_read(stream, out, room);
	if (got == 0 && stream->ending == STREAM_GOES_ON)
		stream->ending = STREAM_ENDED;
	return got;
}

/* Only a buffer full of octets that really came is doubled, so that a length that lies costs nothing. */
static bool
grow(struct stream *stream)
{
	uint8_t *larger = realloc(stream->buffer, stream->room * 2);

	if (larger == NULL) {
		stream_stop(stream, STREAM_BROKEN, "no memory for a record of more than %zu octets",
			    stream->room);
		return false;
	}
	stream->buffer = larger;
	stream->room *= 2;
	return true;
}

bool
stream_fill(struct stream *stream, size_t size)
{
	size_t rest = stream_rest(stream);

	if (stream->ending != STREAM_GOES_ON)
		return rest >= size;
	if (stream->at > 0) {
		memmove(stream->buffer, stream_here(stream), rest);
		stream->passed += stream->at;
		stream->at = 0;
		stream->end = rest;
	}
	while (stream->end < size && stream->ending == STREAM_GOES_ON) {
		if (stream->end == stream->room && !grow(stream))
			return false;
		stream->end += pull(stream, stream->buffer + stream->end, stream->room - stream->end);
	}
	return stream->end >= size;
}

struct bytes
stream_head(struct stream *stream)
{
	(void)stream_has(stream, 24);
	return bytes_of(stream_here(stream), stream_rest(stream));
}

/* The octets read so far become the unpacker's input, and a new buffer takes what it makes of them. */
static bool
see_through(struct stream *stream, const struct unpacker *unpacker)
{
	struct feed *feed = &stream->feed;
	uint8_t     *buffer = malloc(stream->room);

	if (buffer == NULL)
		return false;
	feed->data = stream->buffer;
	feed->room = stream->room;
	feed->end = stream->end;
	stream->buffer = buffer;
	stream->end = 0;
	stream->ending = STREAM_GOES_ON;
	stream->state = unpacker->begin();
	if (stream->state == NULL)
		return false;
	stream->unpacker = unpacker;
	return true;
}

static bool
unpack(struct stream *stream)
{
	struct bytes head = stream_head(stream);

	for (size_t i = 0; i < sizeof(unpackers) / sizeof(unpackers[0]); i++)
		if (unpackers[i]->claims(head))
			return see_through(stream, unpackers[i]);
	return true;
}

static const char *
reason(int error)
{
	if (error == ENOENT)
		return "does not exist";
	return error == EACCES ? "may not be read by this user" : strerror(error);
}

/* Why an open file cannot be a capture whatever it holds, or NULL. */
static const char *
refuse(struct stream *stream)
{
	struct stat about;

	if (fstat(stream->feed.fd, &about) != 0)
		return strerror(errno);
	if (S_ISDIR(about.st_mode))
		return "is a folder";
	if (isatty(stream->feed.fd))
		return "is a terminal: pipe a capture into it";
	if (!S_ISREG(about.st_mode))
		return NULL;
	if (about.st_size == 0)
		return "is empty: 0 octets, not even a capture header";
	stream->feed.total = (uint64_t)about.st_size;
#ifdef POSIX_FADV_SEQUENTIAL
	(void)posix_fadvise(stream->feed.fd, 0, 0, POSIX_FADV_SEQUENTIAL);
#endif
	return NULL;
}

static struct stream *
stream_new(const char *path, size_t room)
{
	struct stream *stream = calloc(1, sizeof(*stream));

	if (stream == NULL)
		return NULL;
	stream->room = room;
	stream->buffer = malloc(room);
	stream->feed.fd = strcmp(path, "-") == 0 ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	return stream;
}

struct stream *
stream_open(const char *path, size_t room, char *problem, size_t problem_room)
{
	struct stream *stream = stream_new(path, room);
	const char    *why = NULL;

	if (stream == NULL) {
		(void)snprintf(problem, problem_room, "no memory");
		return NULL;
	}
	if (stream->feed.fd < 0)
		why = reason(errno);
	else if (stream->buffer == NULL)
		why = "no memory";
	else if ((why = refuse(stream)) == NULL && !unpack(stream))
		why = "no memory";
	if (why == NULL && stream_rest(stream) == 0 && stream->unpacker == NULL)
		why = stream->ending == STREAM_BROKEN ? stream->problem
						      : "is empty: 0 octets, not even a capture header";
	if (why == NULL)
		return stream;
	(void)snprintf(problem, problem_room, "%s", why);
	stream_close(stream);
	return NULL;
}

void
stream_close(struct stream *stream)
{
	if (stream == NULL)
		return;
	if (stream->unpacker != NULL)
		stream->unpacker->finish(stream->state);
	if (stream->feed.fd > STDIN_FILENO)
		(void)close(stream->feed.fd);
	free(stream->feed.data);
	free(stream->buffer);
	free(stream);
}
