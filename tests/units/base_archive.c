/* SPDX-License-Identifier: Apache-2.0 */
/* What is written to an archive is what is read, and what is no archive is refused before anything is read.
 */
#include "base/archive.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"

static const char *const words[] = {"red", "green", "blue"};
static const char *const fewer[] = {"red", "blue"};

static const uint64_t numbers[] = {0, 1, 127, 128, 16383, 16384, UINT32_MAX, UINT64_MAX - 1, UINT64_MAX};
static const int64_t  signs[] = {0, 1, -1, 63, -64, INT64_MAX, INT64_MIN};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* One description of both ways, as those who use it have. */
static void
hand_on(struct archive *archive)
{
	struct address addresses[] = {
	    {{0},				0},
            {{192, 0, 2, 1},                     4},
            {{0x20, 0x01, 0x0d, 0xb8, [15] = 1}, 6}
        };
	const char *text;

	for (size_t i = 0; i < COUNT(numbers); i++)
		CU_ASSERT_EQUAL(archive_number(archive, numbers[i], UINT64_MAX), numbers[i]);
	for (size_t i = 0; i < COUNT(signs); i++)
		CU_ASSERT_EQUAL(archive_signed(archive, signs[i]), signs[i]);
	CU_ASSERT_TRUE(archive_truth(archive, true));
	CU_ASSERT_FALSE(archive_truth(archive, false));
	for (unsigned i = 0; i < 4; i++) /* 3: none of them */
		CU_ASSERT_EQUAL(archive_word(archive, i, words, 3), i);
	for (size_t i = 0; i < COUNT(addresses); i++) {
		struct address address = archive_address(archive, addresses[i]);

		CU_ASSERT_TRUE(address_equal(&address, &addresses[i]));
	}
	for (unsigned i = 0; i < 2; i++) { /* the second time it is told by its number */
		text = archive_text(archive, "mail.example.net");
		CU_ASSERT_PTR_NOT_NULL_FATAL(text);
		CU_ASSERT_STRING_EQUAL(text, "mail.example.net");
	}
	CU_ASSERT_PTR_NULL(archive_text(archive, NULL));
	text = archive_text(archive, "");
	CU_ASSERT(text != NULL && *text == '\0');
	CU_ASSERT_EQUAL(archive_count(archive, 0, 1), 0);
}

static void *
written(size_t *size)
{
	struct archive *archive = archive_writer("test-things", 3);
	const void     *data;
	void           *copy;

	hand_on(archive);
	data = archive_close(archive, size);
	CU_ASSERT_PTR_NOT_NULL_FATAL(data);
	copy = malloc(*size);
	memcpy(copy, data, *size);
	archive_free(archive);
	return copy;
}

static void
what_is_written_is_read(void)
{
	struct arena      *arena = arena_new();
	enum archive_state state;
	size_t             size;
	void              *octets = written(&size);
	struct archive    *archive = archive_reader(octets, size, "test-things", 3, arena, &state);

	CU_ASSERT_PTR_NOT_NULL_FATAL(archive);
	CU_ASSERT_EQUAL(state, ARCHIVE_GOOD);
	hand_on(archive);
	archive_end(archive);
	CU_ASSERT_TRUE(archive_is_good(archive));
	CU_ASSERT_STRING_EQUAL(archive_wrong(archive), "");
	archive_free(archive);
	arena_free(arena);
	free(octets);
}

static enum archive_state
state_of(const void *data, size_t size, const char *kind, unsigned newest)
{
	struct arena      *arena = arena_new();
	enum archive_state state;
	struct archive    *archive = archive_reader(data, size, kind, newest, arena, &state);

	CU_ASSERT_EQUAL(archive != NULL, state == ARCHIVE_GOOD);
	archive_free(archive);
	arena_free(arena);
	return state;
}

static void
what_it_is_not_is_told_first(void)
{
	size_t size;
	char  *octets = written(&size);

	CU_ASSERT_EQUAL(state_of(octets, size, "test-things", 3), ARCHIVE_GOOD);
	CU_ASSERT_EQUAL(state_of(octets, size, "test-things", 4), ARCHIVE_OLDER);
	CU_ASSERT_EQUAL(state_of(octets, size, "test-things", 2), ARCHIVE_NEWER);
	CU_ASSERT_EQUAL(state_of(octets, size, "test-thing", 3), ARCHIVE_FOREIGN);
	CU_ASSERT_EQUAL(state_of(octets, size - 1, "test-things", 3), ARCHIVE_DAMAGED);
	CU_ASSERT_EQUAL(state_of("test-things/0\n", 14, "test-things", 3), ARCHIVE_FOREIGN);
	CU_ASSERT_EQUAL(state_of("test-things/99999999999\n", 24, "test-things", 3), ARCHIVE_FOREIGN);
	CU_ASSERT_EQUAL(state_of("test-things/3", 13, "test-things", 3), ARCHIVE_FOREIGN);
	free(octets);
}

/* Octets behind the first line, with the checksum that they want. */
static struct archive *
reader_of(const char *octets, size_t size, char *room, struct arena *arena)
{
	enum archive_state state;
	struct archive    *archive;

	memcpy(room, "test-things/1\n", 14);
	memcpy(room + 14, octets, size);
	EVP_Digest(room, 14 + size, (unsigned char *)room + 14 + size, NULL, EVP_sha256(), NULL);
	archive = archive_reader(room, 14 + size + 32, "test-things", 1, arena, &state);
	CU_ASSERT_PTR_NOT_NULL_FATAL(archive);
	return archive;
}

static void
read_number(struct archive *archive)
{
	(void)archive_number(archive, 0, 200);
}

static void
read_address(struct archive *archive)
{
	static const struct address none;

	(void)archive_address(archive, none);
}

static void
read_text(struct archive *archive)
{
	CU_ASSERT_PTR_NULL(archive_text(archive, NULL));
}

static void
read_word(struct archive *archive)
{
	(void)archive_word(archive, 0, fewer, 2);
}

static void
read_count(struct archive *archive)
{
	CU_ASSERT_EQUAL(archive_count(archive, 0, 4), 0);
}

/* After it everything is nothing, and the first thing that was wrong is what is said. */
static void
what_is_wrong_is_said_once(void)
{
	static const struct {
		void (*read)(struct archive *archive);
		const char *octets;
		size_t      size;
		const char *wrong;
	} rows[] = {
	    {read_number,  "",					 0,  "too early"    },
	    {read_number,  "\x80",				     2,  "larger than"  }, /* 0x80 0x00 is 0 */
	    {read_number,  "\xff\xff",                                 2,  "too early"    },
	    {read_number,  "\xc9\x01",                                 2,  "larger than"  }, /* 201 */
	    {read_number,  "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", 10, "too large"    },
	    {read_address, "\4\1\2\3",                                 4,  "an address"   },
	    {read_address, "\5\1\2\3\4",                               5,  "an address"   },
	    {read_address, "\7",				       1,  "larger than"  },
	    {read_text,    "\1\5abc",                                  5,  "a text"       },
	    {read_text,    "\1\3a\0c",                                 5,  "a text"       },
	    {read_text,    "\2",				       1,  "larger than"  }, /* none was told */
	    {read_word,    "\1\5green",                                7,  "does not know"},
	    {read_count,   "\5\0\0\0\0\0\0\0\0",                       9,  "larger than"  },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct arena   *arena = arena_new();
		char            room[128];
		struct archive *archive = reader_of(rows[i].octets, rows[i].size, room, arena);

		rows[i].read(archive);
		if (i == 1) { /* the shortest form is not demanded */
			CU_ASSERT_TRUE(archive_is_good(archive));
		} else {
			CU_ASSERT_FALSE(archive_is_good(archive));
			CU_ASSERT_PTR_NOT_NULL(strstr(archive_wrong(archive), rows[i].wrong));
			CU_ASSERT_EQUAL(archive_number(archive, 7, 9), 0);
			CU_ASSERT_PTR_NULL(archive_text(archive, "x"));
			archive_fail(archive, "something else");
			CU_ASSERT_PTR_NULL(strstr(archive_wrong(archive), "something else"));
		}
		archive_free(archive);
		arena_free(arena);
	}
}

static void
what_is_left_over_is_wrong(void)
{
	struct arena   *arena = arena_new();
	char            room[128];
	struct archive *archive = reader_of("\1\2", 2, room, arena);

	CU_ASSERT_EQUAL(archive_number(archive, 0, 9), 1);
	archive_end(archive);
	CU_ASSERT_PTR_NOT_NULL(strstr(archive_wrong(archive), "left over"));
	archive_free(archive);
	arena_free(arena);
}

SUITE("base: archive", ROW(what_is_written_is_read), ROW(what_it_is_not_is_told_first),
      ROW(what_is_wrong_is_said_once), ROW(what_is_left_over_is_wrong))
