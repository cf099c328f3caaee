/* SPDX-License-Identifier: Apache-2.0 */
/* Captures that are compressed, cut anywhere, damaged anywhere, or come octet by octet. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <zlib.h>
#include <zstd.h>

#include "capture_files.h"
#include "unit.h"

/* The capture and what it holds; false after the last. */
static bool
sample(size_t index, struct file *file, struct seen *whole)
{
	const char *name;

	if (!sample_file(index, file, &name))
		return false;
	*whole = see_octets(file->data.data, file->data.size);
	return true;
}

static void
sample_free(struct file *file, struct seen *whole)
{
	text_free(&file->data);
	seen_free(whole);
}

typedef struct text packer(const void *data, size_t size);

static packer *const packers[] = {gzip_of, zstd_of};

static void
packing_changes_nothing(void)
{
	struct seen whole, packed;
	struct file file;

	for (size_t i = 0; sample(i, &file, &whole); i++) {
		for (size_t j = 0; j < 2; j++) {
			struct text text = packers[j](file.data.data, file.data.size);

			packed = see_octets(text.data, text.size);
			CU_ASSERT_EQUAL(packed.status, SOURCE_END);
			CU_ASSERT_EQUAL(packed.packets, 4);
			CU_ASSERT_TRUE(seen_equal(&packed, &whole));
			CU_ASSERT_STRING_EQUAL(strchr(packed.format, '+'), j == 0 ? "+gzip" : "+zstd");
			seen_free(&packed);
			text_free(&text);
		}
		sample_free(&file, &whole);
	}
}

/* Members and frames that end anywhere, with an empty one after each. */
static void
packing_in_parts_changes_nothing(void)
{
	struct seen whole, packed;
	struct file file;

	CU_ASSERT_FATAL(sample(0, &file, &whole));
	for (size_t at = 0; at <= file.data.size; at += 5) {
		for (size_t j = 0; j < 2; j++) {
			struct text text = packers[j](file.data.data, at);
			struct text empty = packers[j]("", 0);
			struct text rest = packers[j](file.data.data + at, file.data.size - at);

			text_add_bytes(&text, empty.data, empty.size);
			text_add_bytes(&text, rest.data, rest.size);
			packed = see_octets(text.data, text.size);
			CU_ASSERT_EQUAL(packed.status, SOURCE_END);
			CU_ASSERT_TRUE(seen_equal(&packed, &whole));
			seen_free(&packed);
			text_free(&text);
			text_free(&empty);
			text_free(&rest);
		}
	}
	sample_free(&file, &whole);
}

/* ${size} octets of pcap in records of up to 100 000 zeros. */
static struct file
long_file(size_t size)
{
	struct file file = {.is_swapped = false};

	pcap_header(&file, 0xa1b2c3d4, 4, 0, 1);
	while (file.data.size < size) {
		size_t   rest = size - file.data.size - 16;
		uint32_t captured = rest > 100100 ? 100000 : (uint32_t)rest;

		put_u64(&file, 1);
		put_u32(&file, captured);
		put_u32(&file, captured);
		put_zeros(&file, captured);
	}
	return file;
}

/*
 * A long run packs so well that one input gives more output than the buffer holds; at the end the input is
 * taken in before the last output has found room.
 */
static void
what_unpacks_to_much_more_is_read_whole(void)
{
	static const size_t sizes[] = {4000000, 1048575, 1048576, 1048577,
				       1048700, 1100000, 2097152, 2097153};

	for (size_t i = 0; i < 2 * sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct file file = long_file(sizes[i / 2]);
		struct text text = packers[i % 2](file.data.data, file.data.size);
		struct seen whole = see_octets(file.data.data, file.data.size);
		struct seen packed = see_octets(text.data, text.size);

		CU_ASSERT_TRUE(text.size < 10000);
		CU_ASSERT_TRUE(whole.packets >= 10);
		CU_ASSERT_TRUE(seen_equal(&packed, &whole));
		CU_ASSERT_EQUAL(packed.status, SOURCE_END);
		seen_free(&packed);
		seen_free(&whole);
		text_free(&text);
		text_free(&file.data);
	}
}

static void
a_long_packed_file_that_is_cut_gives_its_beginning(void)
{
	for (size_t i = 0; i < 2; i++) {
		struct file file = long_file(3000000);
		struct text text;
		struct seen whole, packed;

		/* Octets that do not pack, so that there is something to cut. */
		for (size_t at = 100; at < 100000; at++)
			file.data.data[at] = (char)(at * at * at >> 7);
		text = packers[i](file.data.data, file.data.size);
		whole = see_octets(file.data.data, file.data.size);
		packed = see_octets(text.data, text.size - 6);
		CU_ASSERT_EQUAL(packed.status, SOURCE_CUT);
		CU_ASSERT_TRUE(packed.packets > 0);
		CU_ASSERT_TRUE(seen_begins(&whole, &packed));
		CU_ASSERT_PTR_NOT_NULL(strstr(packed.problem, "data are cut short in record"));
		seen_free(&packed);
		seen_free(&whole);
		text_free(&text);
		text_free(&file.data);
	}
}

/* How many octets the libraries make of the beginning of a packed file, when they have all the room they
 * want. */
static size_t
unpacked_size(bool is_gzip, const struct text *text, size_t size, size_t room)
{
	uint8_t       *out = malloc(room);
	ZSTD_DStream  *zstd = ZSTD_createDStream();
	ZSTD_inBuffer  given = {text->data, size, 0};
	ZSTD_outBuffer made = {out, room, 0};
	z_stream       zlib = {.next_in = (Bytef *)text->data, .avail_in = (uInt)size, .next_out = out};
	size_t         made_by_zlib;

	zlib.avail_out = (uInt)room;
	CU_ASSERT_EQUAL(inflateInit2(&zlib, 16 + MAX_WBITS), Z_OK);
	if (is_gzip)
		(void)inflate(&zlib, Z_SYNC_FLUSH);
	made_by_zlib = zlib.total_out;
	(void)inflateEnd(&zlib);
	while (!is_gzip && given.pos < given.size &&
	       !ZSTD_isError(ZSTD_decompressStream(zstd, &made, &given)))
		;
	(void)ZSTD_freeDStream(zstd);
	free(out);
	return is_gzip ? made_by_zlib : made.pos;
}

static void
all_that_can_be_unpacked_of_a_cut_file_is_read(void)
{
	struct file file = long_file(3000000);

	for (size_t i = 0; i < 2; i++) {
		struct text text = packers[i](file.data.data, file.data.size);

		for (size_t size = 40; size < text.size; size += i == 0 ? 61 : 3) {
			size_t      there = unpacked_size(i == 0, &text, size, file.data.size + 1);
			struct seen seen = see_octets(text.data, size);

			CU_ASSERT_EQUAL(seen.packets, there < 24 ? 0 : (there - 24) / 100016);
			seen_free(&seen);
		}
		text_free(&text);
	}
	text_free(&file.data);
}

static bool
is_end(const struct file *file, size_t size)
{
	for (size_t i = 0; i < file->count; i++)
		if (file->ends[i] == size)
			return true;
	return false;
}

static void
a_file_cut_anywhere_gives_what_stood_before(void)
{
	struct seen whole, part;
	struct file file;

	for (size_t i = 0; sample(i, &file, &whole); i++) {
		for (size_t size = 0; size < file.data.size; size++) {
			part = see_octets(file.data.data, size);
			CU_ASSERT_EQUAL(part.is_open, size >= file.ends[0]);
			CU_ASSERT_TRUE(seen_begins(&whole, &part));
			if (part.is_open)
				CU_ASSERT_EQUAL(part.status, is_end(&file, size) ? SOURCE_END : SOURCE_CUT);
			CU_ASSERT_EQUAL(part.problem[0] == '\0', part.is_open && is_end(&file, size));
			seen_free(&part);
		}
		sample_free(&file, &whole);
	}
}

static void
a_packed_file_cut_anywhere_gives_what_stood_before(void)
{
	struct seen whole, part;
	struct file file;

	for (size_t i = 0; sample(i, &file, &whole); i++) {
		for (size_t j = 0; j < 2; j++) {
			struct text text = packers[j](file.data.data, file.data.size);

			for (size_t size = 0; size < text.size; size++) {
				part = see_octets(text.data, size);
				CU_ASSERT_TRUE(seen_begins(&whole, &part));
				CU_ASSERT_TRUE(!part.is_open || part.status == SOURCE_CUT);
				CU_ASSERT_NOT_EQUAL(part.problem[0], '\0');
				seen_free(&part);
			}
			text_free(&text);
		}
		sample_free(&file, &whole);
	}
}

static void
a_cut_says_where(void)
{
	struct seen seen;
	struct file file;
	struct text text;

	CU_ASSERT_FATAL(sample(0, &file, &seen));
	seen_free(&seen);
	seen = see_octets(file.data.data, file.ends[2] - 10);
	CU_ASSERT_STRING_EQUAL(seen.problem, "cut short in record 2 (of 61 octets 51 are there)");
	seen_free(&seen);
	seen = see_octets(file.data.data, file.ends[1] + 9);
	CU_ASSERT_STRING_EQUAL(seen.problem,
			       "cut short in the header of record 2 (of 16 octets 9 are there)");
	seen_free(&seen);
	seen = see_octets(file.data.data, 23);
	CU_ASSERT_STRING_EQUAL(seen.problem, "is cut short in the file header (of 24 octets 23 are there)");
	seen_free(&seen);
	text = gzip_of(file.data.data, file.data.size);
	seen = see_octets(text.data, text.size - 1);
	CU_ASSERT_STRING_EQUAL(seen.problem, "the gzip data are cut short in record 5");
	seen_free(&seen);
	text_free(&text);
	text_free(&file.data);
}

/* What follows the first damaged octet may read as anything; it must end, and what it reads must be there. */
static void
octets_flipped_anywhere_never_crash(void)
{
	uint32_t    random = 2463534242;
	struct seen whole, seen;
	struct file file;

	for (size_t i = 0; sample(i, &file, &whole); i++) {
		for (size_t round = 0; round < 600; round++) {
			struct text text = {NULL, 0, 0, false};

			text_add_bytes(&text, file.data.data, file.data.size);
			for (size_t flips = 0; flips <= round % 4; flips++) {
				random ^= random << 13;
				random ^= random >> 17;
				random ^= random << 5;
				text.data[random % text.size] ^= (char)(1 << (random >> 20) % 8);
			}
			if (round % 3 != 0) {
				struct text packed = packers[round % 3 - 1](text.data, text.size);

				packed.data[random % packed.size] ^=
				    (char)(round % 5 == 0 ? 1 << (random >> 29) : 0);
				text_free(&text);
				text = packed;
			}
			seen = see_octets(text.data, text.size);
			CU_ASSERT_TRUE(seen.packets <= 64);
			CU_ASSERT_TRUE(seen.is_open || seen.problem[0] != '\0');
			CU_ASSERT_TRUE(seen.status == SOURCE_END || seen.problem[0] != '\0');
			CU_ASSERT_PTR_NULL(strchr(seen.problem, '\n'));
			seen_free(&seen);
			text_free(&text);
		}
		sample_free(&file, &whole);
	}
}

static void
octets_after_the_gzip_data_are_told_and_zeros_are_not(void)
{
	struct seen whole, seen;
	struct file file;
	struct text text;

	CU_ASSERT_FATAL(sample(0, &file, &whole));
	text = gzip_of(file.data.data, file.data.size);
	text_add_bytes(&text, "\0\0\0\0", 4);
	seen = see_octets(text.data, text.size);
	CU_ASSERT_EQUAL(seen.status, SOURCE_END);
	CU_ASSERT_STRING_EQUAL(seen.problem, "");
	CU_ASSERT_TRUE(seen_equal(&seen, &whole));
	seen_free(&seen);
	text_add_bytes(&text, "garbage", 7);
	seen = see_octets(text.data, text.size);
	CU_ASSERT_EQUAL(seen.status, SOURCE_END);
	CU_ASSERT_STRING_EQUAL(seen.problem, "octets after the gzip data were passed over");
	CU_ASSERT_TRUE(seen_equal(&seen, &whole));
	seen_free(&seen);
	text_free(&text);
	sample_free(&file, &whole);
}

static void
a_wrong_checksum_is_damage(void)
{
	struct seen whole, seen;
	struct file file;
	struct text text;

	CU_ASSERT_FATAL(sample(0, &file, &whole));
	text = gzip_of(file.data.data, file.data.size);
	text.data[text.size - 8] ^= 1;
	seen = see_octets(text.data, text.size);
	CU_ASSERT_EQUAL(seen.status, SOURCE_DAMAGED);
	CU_ASSERT_PTR_NOT_NULL(strstr(seen.problem, "incorrect data check"));
	CU_ASSERT_TRUE(seen_begins(&whole, &seen));
	seen_free(&seen);
	text_free(&text);
	sample_free(&file, &whole);
}

/* Run by a child: one octet at a time down a pipe. */
static void
write_slowly(int fd, const char *data, size_t size)
{
	(void)signal(SIGPIPE, SIG_IGN);
	for (size_t i = 0; i < size; i++)
		if (write(fd, data + i, 1) != 1)
			_exit(1);
	_exit(0);
}

/* What "-" gives when ${data} come through standard input octet by octet. */
static struct seen
see_through_a_pipe(const char *data, size_t size)
{
	int         kept = dup(STDIN_FILENO);
	struct seen seen;
	int         ends[2];
	pid_t       child = -1;

	if (pipe(ends) != 0 || (child = fork()) < 0)
		CU_FAIL_FATAL("no pipe, no child");
	if (child == 0)
		write_slowly(ends[1], data, size);
	(void)close(ends[1]);
	(void)dup2(ends[0], STDIN_FILENO);
	(void)close(ends[0]);
	seen = see("-", NULL);
	(void)dup2(kept, STDIN_FILENO);
	(void)close(kept);
	(void)waitpid(child, NULL, 0);
	return seen;
}

static void
standard_input_octet_by_octet_changes_nothing(void)
{
	struct seen whole, seen;
	struct file file;

	for (size_t i = 0; sample(i, &file, &whole); i++) {
		struct text text = packers[i % 2](file.data.data, file.data.size);

		seen = see_through_a_pipe(file.data.data, file.data.size);
		CU_ASSERT_EQUAL(seen.status, SOURCE_END);
		CU_ASSERT_TRUE(seen_equal(&seen, &whole));
		seen_free(&seen);
		seen = see_through_a_pipe(text.data, text.size);
		CU_ASSERT_EQUAL(seen.status, SOURCE_END);
		CU_ASSERT_TRUE(seen_equal(&seen, &whole));
		seen_free(&seen);
		text_free(&text);
		sample_free(&file, &whole);
	}
}

/* More than one buffer, so that records lie across its end. */
static void
records_across_the_end_of_the_buffer_are_read_as_libpcap_reads_them(void)
{
	struct file file = {.is_swapped = false};
	struct seen ours, theirs;
	char       *path;

	pcap_header(&file, 0xa1b2c3d4, 4, 2000, 1);
	for (uint32_t i = 0; i < 3000; i++)
		pcap_record(&file, false, i, i, 60 + i * 7 % 1900, 2000);
	CU_ASSERT_TRUE(file.data.size > 2 * 1024 * 1024);
	path = file_write(file.data.data, file.data.size);
	ours = see(path, NULL);
	theirs = see_with_libpcap(path);
	CU_ASSERT_EQUAL(theirs.packets, 3000);
	CU_ASSERT_TRUE(seen_equal(&ours, &theirs));
	seen_free(&ours);
	seen_free(&theirs);
	file_remove(path);
	text_free(&file.data);
}

SUITE("capture: stream", ROW(packing_changes_nothing), ROW(packing_in_parts_changes_nothing),
      ROW(what_unpacks_to_much_more_is_read_whole), ROW(a_file_cut_anywhere_gives_what_stood_before),
      ROW(a_packed_file_cut_anywhere_gives_what_stood_before), ROW(a_cut_says_where),
      ROW(all_that_can_be_unpacked_of_a_cut_file_is_read),
      ROW(a_long_packed_file_that_is_cut_gives_its_beginning), ROW(octets_flipped_anywhere_never_crash),
      ROW(octets_after_the_gzip_data_are_told_and_zeros_are_not), ROW(a_wrong_checksum_is_damage),
      ROW(standard_input_octet_by_octet_changes_nothing),
      ROW(records_across_the_end_of_the_buffer_are_read_as_libpcap_reads_them))
