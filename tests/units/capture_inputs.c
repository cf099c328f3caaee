/* SPDX-License-Identifier: Apache-2.0 */
/* Which captures a command line names, and in which order they are read. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "capture/inputs.h"
#include "capture_files.h"
#include "unit.h"

/* Go into a new folder, and come back from it when its content has been removed. */
struct place_to_work {
	char path[64];
	int  back;
};

static struct place_to_work
enter(void)
{
	struct place_to_work work = {"/tmp/mailreeve-test-XXXXXX", open(".", O_RDONLY | O_CLOEXEC)};

	if (mkdtemp(work.path) == NULL || chdir(work.path) != 0)
		abort();
	return work;
}

static void
leave(const struct place_to_work *work, const char *const *names, size_t count)
{
	while (count-- > 0)
		(void)remove(names[count]);
	CU_ASSERT_EQUAL(fchdir(work->back), 0);
	(void)close(work->back);
	CU_ASSERT_EQUAL(rmdir(work->path), 0);
}

static void
save(const char *name, const void *data, size_t size)
{
	FILE *file = fopen(name, "wb");

	CU_ASSERT_PTR_NOT_NULL_FATAL(file);
	CU_ASSERT_EQUAL(fwrite(data, 1, size, file), size);
	(void)fclose(file);
}

/* A capture of one packet at ${seconds}. */
static struct text
capture_at(uint32_t seconds)
{
	struct file file = {.is_swapped = false};

	pcap_header(&file, 0xa1b2c3d4, 4, 0, 1);
	pcap_record(&file, false, seconds, 0, 60, 60);
	return file.data;
}

static void
save_capture(const char *name, uint32_t seconds)
{
	struct text text = capture_at(seconds);

	save(name, text.data, text.size);
	text_free(&text);
}

/* "path first problem" of each, in order. */
static struct text
listed(const struct inputs *inputs)
{
	struct text text = {NULL, 0, 0, false};

	for (size_t i = 0; i < inputs->count; i++)
		text_printf(
		    &text, "%s %lld %s\n", inputs->list[i].path,
		    inputs->list[i].first == INT64_MIN ? -1LL : (long long)inputs->list[i].first / 1000000000,
		    inputs->list[i].problem);
	return text;
}

static void
expect(char *const *paths, size_t count, bool is_sorted, const char *wanted)
{
	struct inputs inputs;
	struct text   text;

	CU_ASSERT_TRUE(inputs_expand(&inputs, paths, count));
	if (is_sorted)
		inputs_sort(&inputs);
	text = listed(&inputs);
	CU_ASSERT_STRING_EQUAL(text.data, wanted);
	text_free(&text);
	inputs_free(&inputs);
}

static void
a_folder_stands_for_the_captures_below_it(void)
{
	static const char *const names[] = {
	    "d",      "d/b.pcap", "d/B.cap",     "d/notes.txt", "d/empty.pcap",
	    "d/a",    "d/a/z.gz", "d/a/y.zst",   "d/a/log.gz",  "d/.hidden",
	    "d/link", "d/pipe",   "d/old.snoop", "d/old.pcap"};
	struct place_to_work work = enter();
	struct text          plain = capture_at(5);
	struct text          packed = gzip_of(plain.data, plain.size);
	struct text          log = gzip_of("some log", 8);
	struct text          zstd = zstd_of(plain.data, plain.size);
	char                 folder[] = "d/";
	char                *paths[] = {folder};

	(void)mkdir("d", 0700);
	(void)mkdir("d/a", 0700);
	save_capture("d/b.pcap", 1);
	save_capture("d/B.cap", 2);
	save("d/notes.txt", "notes", 5);
	save("d/empty.pcap", "", 0);
	save("d/a/z.gz", packed.data, packed.size);
	save("d/a/y.zst", zstd.data, zstd.size);
	save("d/a/log.gz", log.data, log.size);
	save_capture("d/.hidden", 3);
	CU_ASSERT_EQUAL(symlink("../elsewhere", "d/link"), 0);
	CU_ASSERT_EQUAL(mkfifo("d/pipe", 0600), 0);
	save("d/old.snoop", "snoop\0\0\0\0\0\0\2\0\0\0\4", 16);
	save("d/old.pcap", "\xd4\xc3\xb2\xa1\3\0\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 24);
	expect(
	    paths, 1, false,
	    "d/B.cap 2 \nd/a/y.zst 5 \nd/a/z.gz 5 \nd/b.pcap 1 \n"
	    "d/old.pcap -1 is a pcap of version 3.1, where 2.4 is the only one in use; if it is not damaged: "
	    "editcap -F pcap FILE NEW\n"
	    "d/old.snoop -1 is a snoop capture: convert it first: editcap -F pcap FILE NEW\n");
	text_free(&plain);
	text_free(&packed);
	text_free(&log);
	text_free(&zstd);
	leave(&work, names, sizeof(names) / sizeof(names[0]));
}

static void
a_named_file_is_taken_whatever_it_is(void)
{
	static const char *const names[] = {"notes", "pipe", "empty", "bare"};
	struct place_to_work     work = enter();
	char  notes[] = "notes", missing[] = "missing", pipe_name[] = "pipe", empty[] = "empty", dash[] = "-";
	char  bare[] = "bare";
	char *paths[] = {notes, missing, pipe_name, dash, empty, dash, bare};
	struct text text = capture_at(1);

	save("notes", "12345678", 8);
	save("bare", text.data, 24);
	(void)mkdir("empty", 0700);
	CU_ASSERT_EQUAL(mkfifo("pipe", 0600), 0);
	expect(paths, 7, false,
	       "notes -1 is no capture: begins with 31 32 33 34 35 36 37 38; pcap, pcapng, .gz and .zst of "
	       "them are "
	       "read, other formats after editcap -F pcap FILE NEW\n"
	       "missing -1 does not exist\npipe -1 \n- -1 \nempty -1 is a folder without a capture in "
	       "it\nbare -1 \n");
	text_free(&text);
	leave(&work, names, sizeof(names) / sizeof(names[0]));
}

static void
a_file_named_twice_is_taken_once(void)
{
	static const char *const names[] = {"d", "d/a", "d/b", "link"};
	struct place_to_work     work = enter();
	char                     link_name[] = "link", folder[] = "d", file[] = "d/a", missing[] = "missing";
	char                    *paths[] = {missing, link_name, folder, file, missing};

	(void)mkdir("d", 0700);
	save_capture("d/a", 1);
	save_capture("d/b", 2);
	CU_ASSERT_EQUAL(symlink("d/a", "link"), 0);
	expect(paths, 5, false, "missing -1 does not exist\nlink 1 \nd/b 2 \nmissing -1 does not exist\n");
	leave(&work, names, sizeof(names) / sizeof(names[0]));
}

static void
inputs_come_in_order_of_time_and_otherwise_as_named(void)
{
	static const char *const names[] = {"a", "b", "c", "d", "e"};
	struct place_to_work     work = enter();
	char  a[] = "a", b[] = "b", c[] = "c", d[] = "d", e[] = "e", missing[] = "missing", dash[] = "-";
	char *paths[] = {a, b, missing, c, d, dash, e};

	save_capture("a", 30);
	save_capture("b", 20);
	save_capture("c", 30);
	save_capture("d", 10);
	save_capture("e", 20);
	expect(paths, 7, true, "missing -1 does not exist\n- -1 \nd 10 \nb 20 \ne 20 \na 30 \nc 30 \n");
	leave(&work, names, sizeof(names) / sizeof(names[0]));
}

static void
folders_are_not_followed_without_end(void)
{
	struct place_to_work work = enter();
	char                 folder[] = "d";
	char                *paths[] = {folder};
	struct inputs        inputs;
	char                 deep[128] = "d";

	(void)mkdir(deep, 0700);
	while (strlen(deep) < 79) {
		(void)strcat(deep, "/d");
		(void)mkdir(deep, 0700);
	}
	CU_ASSERT_TRUE(inputs_expand(&inputs, paths, 1));
	CU_ASSERT_EQUAL_FATAL(inputs.count, 1);
	CU_ASSERT_EQUAL(strlen(inputs.list[0].path), 65);
	CU_ASSERT_STRING_EQUAL(inputs.list[0].problem, "is a folder too deep in others: name it by itself");
	inputs_free(&inputs);
	for (size_t length = strlen(deep); length > 0; length = length > 2 ? length - 2 : 0) {
		deep[length] = '\0';
		(void)rmdir(deep);
	}
	leave(&work, NULL, 0);
}

static void
nothing_named_is_nothing(void)
{
	struct inputs inputs;

	CU_ASSERT_TRUE(inputs_expand(&inputs, NULL, 0));
	CU_ASSERT_EQUAL(inputs.count, 0);
	inputs_sort(&inputs);
	inputs_free(&inputs);
}

SUITE("capture: inputs", ROW(a_folder_stands_for_the_captures_below_it),
      ROW(a_named_file_is_taken_whatever_it_is), ROW(a_file_named_twice_is_taken_once),
      ROW(inputs_come_in_order_of_time_and_otherwise_as_named), ROW(folders_are_not_followed_without_end),
      ROW(nothing_named_is_nothing))
