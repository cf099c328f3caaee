/* SPDX-License-Identifier: Apache-2.0 */
/* Lines, counted octets and texts, however they were cut. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "classify/stream.h"
#include "classify/words.h"
#include "unit.h"

/* What a stream told: lines in <>, octets as they are, and | where a blob or text ended. */
struct told {
	char   text[8192];
	size_t size;
};

static void
add(struct told *told, const void *octets, size_t size)
{
	CU_ASSERT_FATAL(told->size + size < sizeof(told->text));
	if (size > 0)
		memcpy(told->text + told->size, octets, size);
	told->size += size;
	told->text[told->size] = '\0';
}

static void
hear(struct stream *stream, struct told *told, const char *octets, size_t size, size_t step)
{
	while (size > 0) {
		size_t       now = step < size ? step : size;
		struct bytes part = bytes_of(octets, now);

		while (part.size > 0) {
			struct piece piece = stream_next(stream, &part);

			if (piece.kind == PIECE_LINE)
				add(told, "<", 1);
			if (piece.kind != PIECE_NONE)
				add(told, piece.octets.data, piece.octets.size);
			if (piece.kind == PIECE_LINE)
				add(told, piece.octets.is_short ? ">!" : ">", piece.octets.is_short ? 2 : 1);
			if (piece.kind == PIECE_OCTETS && piece.is_last)
				add(told, "|", 1);
			if (piece.kind != PIECE_NONE)
				stream_wipe(stream);
		}
		octets += now;
		size -= now;
	}
}

/* However it is cut, the stream tells ${wanted}. */
static void
expect_told(enum expect expect, uint64_t count, const char *octets, size_t size, const char *wanted)
{
	for (size_t step = 1; step <= size; step++) {
		struct stream stream = {0};
		struct told   told = {.size = 0};

		stream_expect(&stream, expect, count);
		hear(&stream, &told, octets, size, step);
		if (strcmp(told.text, wanted) != 0)
			fprintf(stderr, "in steps of %zu: %s\n", step, told.text);
		CU_ASSERT(strcmp(told.text, wanted) == 0);
	}
}

#define EXPECT_TOLD(expect, count, octets, wanted)                                                           \
	expect_told(expect, count, octets, sizeof(octets) - 1, wanted)

static void
lines_end_with_lf_and_lose_their_crs(void)
{
	EXPECT_TOLD(EXPECT_LINE, 0, "a\r\nb\nc\r\r\n\n\r\nd\re\r\n", "<a><b><c><><><d\re>");
}

static void
a_line_may_hold_nul(void)
{
	struct stream stream = {0};
	struct bytes  octets = bytes_of("a\0b\r\n", 5);
	struct piece  piece = stream_next(&stream, &octets);

	CU_ASSERT_EQUAL(piece.kind, PIECE_LINE);
	CU_ASSERT_EQUAL(piece.octets.size, 3);
}

static void
a_long_line_keeps_its_beginning_and_its_end(void)
{
	char   octets[3000], wanted[STREAM_ROOM + 16];
	size_t size = sizeof(octets);

	memset(octets, 'm', size);
	memset(octets, 'h', STREAM_ROOM - STREAM_TAIL);
	memset(octets + size - STREAM_TAIL - 2, 't', STREAM_TAIL);
	memcpy(octets + size - 2, "\nx", 2);
	memset(wanted, 'h', sizeof(wanted));
	wanted[0] = '<';
	memset(wanted + 1 + STREAM_ROOM - STREAM_TAIL, 't', STREAM_TAIL);
	strcpy(wanted + 1 + STREAM_ROOM, ">!");
	expect_told(EXPECT_LINE, 0, octets, size, wanted);
}

static void
a_line_of_exactly_the_room_is_whole(void)
{
	char octets[STREAM_ROOM + 1], wanted[STREAM_ROOM + 3];

	memset(octets, 'x', STREAM_ROOM);
	octets[STREAM_ROOM] = '\n';
	memset(wanted, 'x', sizeof(wanted));
	wanted[0] = '<';
	strcpy(wanted + STREAM_ROOM + 1, ">");
	expect_told(EXPECT_LINE, 0, octets, sizeof(octets), wanted);
}

static void
only_crlf_dot_crlf_ends_a_text(void)
{
	EXPECT_TOLD(EXPECT_TEXT, 0, "a\r\n.\r\nb\r\n", "a\r\n|<b>");
	EXPECT_TOLD(EXPECT_TEXT, 0, ".\r\nb\r\n", "|<b>");
	EXPECT_TOLD(EXPECT_TEXT, 0, "a\n.\n\n.\r\n\r.\r\r\n.\n\r\n.\rx\r\n.\r\n",
		    "a\n.\n\n.\r\n\r.\r\r\n.\n\r\n.\rx\r\n|");
	EXPECT_TOLD(EXPECT_TEXT, 0, "..\r\n.x\r\n.\r\r\n\r\n.\r\n<", "..\r\n.x\r\n.\r\r\n\r\n|");
	EXPECT_TOLD(EXPECT_TEXT, 0, "\r\r\n.\r\n", "\r\r\n|");
}

static void
a_blob_is_counted_and_not_read(void)
{
	EXPECT_TOLD(EXPECT_BLOB, 5, "a\r\n.\nb\r\n", "a\r\n.\n|<b>");
	EXPECT_TOLD(EXPECT_BLOB, UINT64_MAX, "a\r\n", "a\r\n");
	EXPECT_TOLD(EXPECT_BLOB, 0, "b\r\n", "|<b>");
}

static void
a_string_is_told_at_once(void)
{
	EXPECT_TOLD(EXPECT_STRING, 5, "ab\r\ncd\r\n", "ab\r\nc|<d>");
	EXPECT_TOLD(EXPECT_STRING, 50, "ab\r\ncd\r\n", "");
}

static void
a_gap_in_a_blob_is_counted(void)
{
	struct stream stream = {0};
	struct told   told = {.size = 0};

	stream_expect(&stream, EXPECT_BLOB, 10);
	hear(&stream, &told, "abc", 3, 3);
	CU_ASSERT_TRUE(stream_missed(&stream, 5));
	hear(&stream, &told, "ijk\r\n", 5, 5);
	CU_ASSERT_STRING_EQUAL(told.text, "abcij|<k>");
}

static void
after_a_gap_lines_begin_behind_the_next_lf(void)
{
	struct stream stream = {0};
	struct told   told = {.size = 0};

	hear(&stream, &told, "AUTH PL", 7, 7);
	CU_ASSERT_FALSE(stream_missed(&stream, 5));
	CU_ASSERT_FALSE(stream_is_at_line(&stream));
	hear(&stream, &told, "STARTTLS\r\nb\r\n", 13, 1);
	CU_ASSERT_STRING_EQUAL(told.text, "<b>");
	stream_expect(&stream, EXPECT_BLOB, 3);
	CU_ASSERT_FALSE(stream_missed(&stream, 4));
}

static struct bytes
text(const char *string)
{
	return bytes_of(string, strlen(string));
}

static void
expect_literal(const char *string, bool is_one, uint64_t octets, bool is_synchronising)
{
	struct bytes   line = text(string);
	struct literal literal = {0, false};
	bool           found = words_literal(&line, &literal);

	CU_ASSERT_EQUAL(found, is_one);
	CU_ASSERT(!found || (literal.octets == octets && literal.is_synchronising == is_synchronising));
}

static void
literals_are_those_of_rfc_9051_and_7888(void)
{
	expect_literal("a LOGIN {5}", true, 5, true);
	expect_literal("a LOGIN {5+}", true, 5, false);
	expect_literal("a APPEND x ~{18446744073709551615}", true, UINT64_MAX, true);
	expect_literal("{18446744073709551616}", false, 0, false);
	expect_literal("{}", false, 0, false);
	expect_literal("{5", false, 0, false);
	expect_literal("a {5} ", false, 0, false);
	expect_literal("a {5++}", false, 0, false);
	expect_literal("a {x}", false, 0, false);
	expect_literal("5}", false, 0, false);
}

static void
only_whole_words_of_x_are_masked(void)
{
	CU_ASSERT_TRUE(words_are_masked(text("XXXXXXXA")));
	CU_ASSERT_TRUE(words_are_masked(text("XXXX")));
	CU_ASSERT_FALSE(words_are_masked(text("XXX")));
	CU_ASSERT_FALSE(words_are_masked(text("XXXA")));
	CU_ASSERT_FALSE(words_are_masked(text("XXXXAB")));
	CU_ASSERT_FALSE(words_are_masked(text("XCLIENT")));
	CU_ASSERT_FALSE(words_are_masked(text("")));
}

SUITE("classify: stream", ROW(lines_end_with_lf_and_lose_their_crs), ROW(a_line_may_hold_nul),
      ROW(a_long_line_keeps_its_beginning_and_its_end), ROW(a_line_of_exactly_the_room_is_whole),
      ROW(only_crlf_dot_crlf_ends_a_text), ROW(a_blob_is_counted_and_not_read), ROW(a_string_is_told_at_once),
      ROW(a_gap_in_a_blob_is_counted), ROW(after_a_gap_lines_begin_behind_the_next_lf),
      ROW(literals_are_those_of_rfc_9051_and_7888), ROW(only_whole_words_of_x_are_masked))
