/* SPDX-License-Identifier: Apache-2.0 */
/* Lines, counted octets and dot-ended texts out of octets that the network cut anywhere. */
#include "classify/stream.h"

#include <string.h>

void
octets_wipe(void *octets, size_t size)
{
	memset(octets, 0, size);
	/* Somebody might look: the compiler must not think the memset away. */
	__asm__ __volatile__("" : : "r"(octets) : "memory");
}

void
stream_expect(struct stream *stream, enum expect expect, uint64_t octets)
{
	stream->expect = (uint8_t)expect;
	stream->left = octets;
	stream->text_end = TEXT_START;
	if (expect != EXPECT_LINE)
		stream->is_skipping = false;
}

bool
stream_is_at_line(const struct stream *stream)
{
	return stream->expect == EXPECT_LINE && stream->held == 0 && !stream->is_overlong &&
	       !stream->is_skipping;
}

void
stream_wipe(struct stream *stream)
{
	if (stream->held > 0)
		octets_wipe(stream->room, stream->held);
	stream->held = 0;
	stream->is_overlong = false;
}

/* Room is full: go on with the newest octets alone. */
static void
hold_tail(struct stream *stream, struct bytes octets)
{
	uint8_t *tail = stream->room + STREAM_ROOM - STREAM_TAIL;

	if (octets.size == 0)
		return;
	stream->is_overlong = true;
	if (octets.size > STREAM_TAIL)
		bytes_skip(&octets, octets.size - STREAM_TAIL);
	memmove(tail, tail + octets.size, STREAM_TAIL - octets.size);
	memcpy(tail + STREAM_TAIL - octets.size, octets.data, octets.size);
}

static void
hold(struct stream *stream, struct bytes octets)
{
	size_t       free = STREAM_ROOM - (size_t)stream->held;
	struct bytes fits = bytes_take(&octets, octets.size < free ? octets.size : free);

	if (fits.size > 0)
		memcpy(stream->room + stream->held, fits.data, fits.size);
	stream->held = (uint16_t)(stream->held + fits.size);
	hold_tail(stream, octets);
}

static struct bytes
held(const struct stream *stream)
{
	struct bytes view = bytes_of(stream->room, stream->held);

	view.is_short = stream->is_overlong;
	return view;
}

static struct bytes
without_cr(struct bytes line)
{
	while (line.size > 0 && line.data[line.size - 1] == '\r')
		line.size--;
	return line;
}

static struct piece
next_line(struct stream *stream, struct bytes *octets)
{
	const uint8_t *end = memchr(octets->data, '\n', octets->size);
	struct bytes   part = bytes_take(octets, end != NULL ? (size_t)(end - octets->data) : octets->size);
	struct piece   piece = {PIECE_NONE, part, false};

	if (end != NULL)
		bytes_skip(octets, 1);
	if (stream->is_skipping) {
		stream->is_skipping = end == NULL;
		return piece;
	}
	if (end == NULL || stream->held > 0 || part.size > STREAM_ROOM) {
		hold(stream, part);
		piece.octets = held(stream);
	}
	if (end != NULL) {
		piece.kind = PIECE_LINE;
		piece.octets = without_cr(piece.octets);
	}
	return piece;
}

static struct bytes
counted(struct stream *stream, struct bytes *octets)
{
	size_t       size = stream->left < octets->size ? (size_t)stream->left : octets->size;
	struct bytes part = bytes_take(octets, size);

	stream->left -= size;
	if (stream->left == 0)
		stream->expect = EXPECT_LINE;
	return part;
}

static struct piece
next_blob(struct stream *stream, struct bytes *octets)
{
	struct bytes part = counted(stream, octets);
	struct piece piece = {PIECE_OCTETS, part, stream->left == 0};

	return piece;
}

static struct piece
next_string(struct stream *stream, struct bytes *octets)
{
	struct bytes part = counted(stream, octets);
	struct piece piece = {stream->left == 0 ? PIECE_OCTETS : PIECE_NONE, part, true};

	if (stream->left > 0 || stream->held > 0 || part.size > STREAM_ROOM) {
		hold(stream, part);
		piece.octets = held(stream);
	}
	return piece;
}

/*
 * RFC 5321 4.1.1.4: CRLF "." CRLF ends the text, and the first CRLF may be that of the command.  LF "." LF,
 * CR "." CR and mixtures do not: taking them for an end is how messages are smuggled.
 */
static enum text_end
text_step(enum text_end at, uint8_t octet, bool *is_end)
{
	*is_end = at == TEXT_DOT_CR && octet == '\n';
	if (octet == '\r')
		return at == TEXT_DOT ? TEXT_DOT_CR : TEXT_CR;
	if (octet == '\n')
		return at == TEXT_CR ? TEXT_START : TEXT_WITHIN;
	return at == TEXT_START && octet == '.' ? TEXT_DOT : TEXT_WITHIN;
}

/* The number of octets up to the next that matters: within a line that is only the CR of its end, or its LF;
 * and not those if the next line begins like most, with neither a dot nor an end. */
static size_t
text_dull(const uint8_t *data, size_t size)
{
	const uint8_t *end = memchr(data, '\n', size);
	size_t         dull;

	while (end != NULL && (size_t)(end - data) + 1 < size && end[1] > '.')
		end = memchr(end + 1, '\n', size - (size_t)(end + 1 - data));
	dull = end != NULL ? (size_t)(end - data) : size;
	while (dull > 0 && data[dull - 1] == '\r')
		dull--;
	return dull;
}

/* The end's own octets are told with the text only when they turn out to be no end. */
static const uint8_t end_octets[] = {'.', '\r'};

static size_t
held_back(enum text_end at)
{
	return at == TEXT_DOT ? 1 : at == TEXT_DOT_CR ? 2 : 0;
}

/* The cut fell within what may be the end: one octet more decides, or is held back like those before. */
static struct piece
next_of_end(struct stream *stream, struct bytes *octets)
{
	enum text_end at = (enum text_end)stream->text_end, to;
	struct piece  piece = {PIECE_OCTETS, bytes_of(end_octets, held_back(at)), false};

	to = text_step(at, octets->data[0], &piece.is_last);
	if (!piece.is_last && held_back(to) == 0) {
		/* The dot began an ordinary line. */
		stream->text_end = at == TEXT_DOT_CR ? TEXT_CR : TEXT_WITHIN;
		return piece;
	}
	bytes_skip(octets, 1);
	stream->text_end = (uint8_t)to;
	piece.octets.size = 0;
	if (piece.is_last)
		stream->expect = EXPECT_LINE;
	else
		piece.kind = PIECE_NONE;
	return piece;
}

static struct piece
next_text(struct stream *stream, struct bytes *octets)
{
	enum text_end at = (enum text_end)stream->text_end;
	size_t        used = 0, kept;
	struct piece  piece = {PIECE_OCTETS, *octets, false};

	if (held_back(at) > 0)
		return next_of_end(stream, octets);
	while (!piece.is_last && used < octets->size) {
		if (at == TEXT_WITHIN)
			used += text_dull(octets->data + used, octets->size - used);
		if (used < octets->size)
			at = text_step(at, octets->data[used++], &piece.is_last);
	}
	kept = piece.is_last ? sizeof(end_octets) + 1 : held_back(at);
	piece.octets.size = used - kept;
	bytes_skip(octets, used);
	stream->text_end = (uint8_t)at;
	if (piece.is_last)
		stream->expect = EXPECT_LINE;
	return piece;
}

static struct piece
next_nothing(struct stream *stream, struct bytes *octets)
{
	struct piece piece = {PIECE_NONE, *octets, false};

	(void)stream;
	bytes_skip(octets, octets->size);
	return piece;
}

struct piece
stream_next(struct stream *stream, struct bytes *octets)
{
	static struct piece (*const next[])(struct stream *, struct bytes *) = {
	    [EXPECT_LINE] = next_line, [EXPECT_BLOB] = next_blob,       [EXPECT_STRING] = next_string,
	    [EXPECT_TEXT] = next_text, [EXPECT_NOTHING] = next_nothing,
	};

	return next[stream->expect](stream, octets);
}

/* What was missed may have held the end of a line or text: go on at the next line. */
static bool
lose_lines(struct stream *stream)
{
	stream_expect(stream, EXPECT_LINE, 0);
	stream->is_skipping = true;
	return false;
}

bool
stream_missed(struct stream *stream, uint64_t count)
{
	stream_wipe(stream);
	if (stream->expect == EXPECT_NOTHING)
		return true;
	if (stream->expect != EXPECT_BLOB || count > stream->left)
		return lose_lines(stream);
	stream->left -= count;
	return true;
}
