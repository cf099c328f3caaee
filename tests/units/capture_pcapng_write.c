/* SPDX-License-Identifier: Apache-2.0 */
/* What is written is what is read back, by our reader and by libpcap. */
#include <stdlib.h>
#include <string.h>

#include "capture/pcapng_write.h"
#include "capture_files.h"
#include "unit.h"

#define FRAMES 6

static const int64_t times[FRAMES] = {
    INT64_C(1795321039000000001), INT64_C(1795321039000000000), 0, 1,
    INT64_C(999999999),           INT64_C(2000000000999999999),
};

static struct packet
packet_of(unsigned i)
{
	return (struct packet){
	    .bytes = bytes_of(sample_octets(i), i * 3), /* 0 to 15 octets: with each length of padding */
	    .wire_length = i * 3 + (i % 2) * 1000,
	    .link_type = 1,
	    .time = times[i],
	    .direction = (enum direction)(i % 3),
	};
}

/* ${shift} nanoseconds are added to each time. */
static char *
write_frames(int64_t shift, const char *comment)
{
	struct pcapng_writer writer;
	char                *data = NULL, *path;
	size_t               size = 0;
	FILE                *out = open_memstream(&data, &size);

	CU_ASSERT_PTR_NOT_NULL_FATAL(out);
	pcapng_write_section(&writer, out, "a test", comment, shift);
	CU_ASSERT_EQUAL(pcapng_write_interface(&writer, 1, "lan0", "one", ""), 0);
	CU_ASSERT_EQUAL(pcapng_write_interface(&writer, 1, NULL, NULL, "two"), 1);
	for (unsigned i = 0; i < FRAMES; i++) {
		struct packet packet = packet_of(i);

		packet.time += shift;
		pcapng_write_packet(&writer, i % 2, &packet, i == 3 ? comment : NULL);
	}
	CU_ASSERT_FALSE(ferror(out));
	fclose(out);
	path = file_write(data, size);
	free(data);
	return path;
}

static void
want_read_back(int64_t shift, const char *comment)
{
	char       *path = write_frames(shift, comment);
	struct seen ours = see(path, NULL), theirs = see_with_libpcap(path);
	struct text wanted = {0};

	for (unsigned i = 0; i < FRAMES; i++) {
		struct packet packet = packet_of(i);

		packet.time += shift;
		packet.place = place_of(0, i + 1);
		digest_add(&wanted, &packet);
	}
	CU_ASSERT_EQUAL(ours.status, SOURCE_END);
	CU_ASSERT_EQUAL(ours.packets, FRAMES);
	CU_ASSERT_STRING_EQUAL(ours.format, "pcapng");
	CU_ASSERT_STRING_EQUAL(ours.problem, "");
	CU_ASSERT_EQUAL(ours.digest.size, wanted.size);
	CU_ASSERT_EQUAL(memcmp(ours.digest.data, wanted.data, wanted.size), 0);
	if (shift == 0) /* times before 1970 are not libpcap's strength */
		CU_ASSERT_TRUE(seen_equal(&ours, &theirs));
	text_free(&wanted);
	seen_free(&ours);
	seen_free(&theirs);
	file_remove(path);
}

static void
packets_keep_their_octets_lengths_and_nanoseconds(void)
{
	want_read_back(0, "a comment");
	want_read_back(0, NULL);
}

static void
times_before_1970_are_kept(void)
{
	want_read_back(-1, NULL);
	want_read_back(INT64_C(-1500000000000000001), "long ago");
}

static void
interfaces_keep_their_names_and_packets_their_directions(void)
{
	char                       *path = write_frames(0, NULL), problem[256];
	const struct source_options options = {NULL, 0};
	struct source              *source = source_open(path, &options, problem, sizeof(problem));
	struct packet               packet;

	CU_ASSERT_PTR_NOT_NULL_FATAL(source);
	for (unsigned i = 0; i < FRAMES; i++) {
		CU_ASSERT_EQUAL_FATAL(source_next(source, &packet), SOURCE_PACKET);
		CU_ASSERT_EQUAL(packet.direction, (enum direction)(i % 3));
		CU_ASSERT_EQUAL(packet.interface_number, i % 2);
		if (i % 2 == 0)
			CU_ASSERT_STRING_EQUAL(packet.interface, "lan0");
		if (i % 2 == 1)
			CU_ASSERT_PTR_NULL(packet.interface);
	}
	source_close(source);
	file_remove(path);
}

/* An option's length has 16 bits: what is longer is cut, and not within a character. */
static void
a_comment_that_is_too_long_is_cut(void)
{
	static char comment[70001];

	for (size_t at = 0; at + 1 < sizeof(comment); at += 2)
		memcpy(comment + at, "\xc3\xbc", 2);
	want_read_back(0, comment);
	memmove(comment + 1, comment, sizeof(comment) - 2);
	want_read_back(0, comment);
}

SUITE("capture: pcapng writer", ROW(packets_keep_their_octets_lengths_and_nanoseconds),
      ROW(times_before_1970_are_kept), ROW(interfaces_keep_their_names_and_packets_their_directions),
      ROW(a_comment_that_is_too_long_is_cut))
