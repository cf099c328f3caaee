/* SPDX-License-Identifier: Apache-2.0 */
/* pcapng files: what libpcap reads too, and what it refuses. */
#include <string.h>

#include "capture/ticks.h"
#include "capture_files.h"
#include "unit.h"

#define S INT64_C(1000000000)

/* Expectations by hand: ticks times resolution plus offset, cut to nanoseconds, kept within 1824 to 2116. */
static void
every_clock_gives_nanoseconds(void)
{
	static const struct {
		uint8_t  resolution;
		int64_t  offset;
		uint64_t ticks;
		int64_t  time;
	} rows[] = {
	    {6,         0,          1700000000000001,              1700000000000001000   },
	    {9,         0,          1700000000000000001,           1700000000000000001   },
	    {0,         0,          1700000000,                    1700000000 * S        },
	    {3,         0,          1700000000001,                 1700000000001000000   },
	    {12,        0,          1700000000001999,              1700000000001         },
	    {19,        0,          19999999999,                   1                     },
	    {28,        0,          UINT64_MAX,                    1                     },
	    {127,       0,          UINT64_MAX,                    1                     },
	    {40,        0,          UINT64_C(9999999999999999999), 0                     },
	    {60,        0,          UINT64_C(9999999999999999999), 0                     },
	    {0x80,      0,          1700000000,                    1700000000 * S        },
	    {0x80 | 1,  0,          3,			     S + S / 2             },
	    {0x80 | 10, 0,          1025,                          S + 976562            },
	    {0x80 | 32, 0,          UINT64_C(0x6553f10080000000),  1700000000 * S + S / 2},
	    {0x80 | 33, 0,          UINT64_C(0xf00000000),         7 * S + S / 2         },
	    {0x80 | 63, 0,          UINT64_MAX,                    S + S - 1             },
	    {0x80 | 64, 0,          UINT64_C(1) << 63,             S / 2                 },
	    {0x80 | 95, 0,          UINT64_MAX,                    0                     },
	    {0xff,      0,          UINT64_MAX,                    0                     },
	    {6,         1700000000, 1,                             1700000000 * S + 1000 },
	    {6,         -10,        1000000,                       -9 * S                },
	    {9,         0,          UINT64_MAX,                    INT64_MAX / 2         },
	    {0,         0,          UINT64_MAX,                    INT64_MAX / 2         },
	    {0x80,      0,          UINT64_MAX,                    INT64_MAX / 2         },
	    {6,         INT64_MAX,  UINT64_MAX,                    INT64_MAX / 2         },
	    {6,         INT64_MIN,  0,                             -(INT64_MAX / 2)      },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct ticks ticks = ticks_of(rows[i].resolution, rows[i].offset);

		CU_ASSERT_EQUAL(ticks_time(&ticks, rows[i].ticks), rows[i].time);
	}
}

static void
one_interface_is_read_as_libpcap_reads_it(void)
{
	static const struct {
		uint8_t  resolution;
		int64_t  offset;
		uint64_t ticks;
	} rows[] = {
	    {6,         0,          1700000000123456   },
            {9,         0,          1700000000123456789},
            {3,         0,          1700000000123      },
	    {12,        0,          1700000000123456   },
            {0x80 | 10, 0,          1740800000123      },
            {0x80 | 20, 5,          1782579200000001   },
	    {6,         1700000000, 123456             },
            {9,         -100,       1700000000123456789}
        };

	for (size_t i = 0; i < 2 * sizeof(rows) / sizeof(rows[0]); i++) {
		struct file file = {.is_swapped = i % 2 == 1};
		struct seen ours, theirs;
		char       *path;

		ng_section(&file);
		ng_clock(&file, rows[i / 2].resolution, rows[i / 2].offset);
		ng_enhanced(&file, 0, rows[i / 2].ticks, 60, 60);
		ng_obsolete(&file, 0, rows[i / 2].ticks + 1, 61, 1514);
		path = file_write(file.data.data, file.data.size);
		ours = see(path, NULL);
		theirs = see_with_libpcap(path);
		CU_ASSERT_EQUAL(theirs.packets, 2);
		CU_ASSERT_EQUAL(ours.status, SOURCE_END);
		CU_ASSERT_TRUE(seen_equal(&ours, &theirs));
		seen_free(&ours);
		seen_free(&theirs);
		file_remove(path);
		text_free(&file.data);
	}
}

static void
simple_packets_end_at_the_snapshot_length(void)
{
	struct file file = {.is_swapped = true};
	struct seen ours, theirs;
	char       *path;

	ng_section(&file);
	ng_interface(&file, 1, 64, NULL);
	ng_simple(&file, 60, 60);
	ng_simple(&file, 64, 1514);
	ng_simple(&file, 41, 41);
	path = file_write(file.data.data, file.data.size);
	ours = see(path, NULL);
	theirs = see_with_libpcap(path);
	CU_ASSERT_EQUAL(theirs.packets, 3);
	CU_ASSERT_TRUE(seen_equal(&ours, &theirs));
	seen_free(&ours);
	seen_free(&theirs);
	file_remove(path);
	text_free(&file.data);
}

static void
a_simple_packet_has_the_time_of_the_packet_before_it(void)
{
	struct file file = {.is_swapped = false};
	struct seen seen;

	ng_section(&file);
	ng_clock(&file, 6, 0);
	ng_enhanced(&file, 0, 1700000000000000, 0, 60);
	ng_simple(&file, 0, 0);
	seen = see_octets(file.data.data, file.data.size);
	CU_ASSERT_PTR_NOT_NULL_FATAL(seen.digest.data);
	CU_ASSERT_STRING_EQUAL(seen.digest.data, "1 link 1 time 1700000000000000000 captured 0 wire 60: "
						 "2 link 1 time 1700000000000000000 captured 0 wire 0: ");
	seen_free(&seen);
	text_free(&file.data);
}

/* libpcap refuses interfaces that differ; Wireshark writes them whenever it captures on two. */
static void
interfaces_and_sections_differ_as_they_like(void)
{
	struct file file = {.is_swapped = false};
	struct seen seen;

	ng_section(&file);
	ng_clock(&file, 9, 0);
	ng_interface(&file, 113, 96, NULL);
	ng_enhanced(&file, 1, 1700000000000000, 0, 60);
	ng_enhanced(&file, 0, UINT64_C(1700000000000000001), 0, 61);
	file.is_swapped = true;
	ng_section(&file);
	ng_interface(&file, 276, 0, NULL);
	ng_clock(&file, 0x80 | 1, 100);
	ng_enhanced(&file, 1, 3, 0, 62);
	ng_enhanced(&file, 0, 7, 0, 63);
	file.is_swapped = false;
	ng_section(&file);
	ng_interface(&file, 101, 0, NULL);
	ng_enhanced(&file, 0, 8, 0, 64);
	seen = see_octets(file.data.data, file.data.size);
	CU_ASSERT_EQUAL(seen.status, SOURCE_END);
	CU_ASSERT_PTR_NOT_NULL_FATAL(seen.digest.data);
	CU_ASSERT_STRING_EQUAL(seen.digest.data, "1 link 113 time 1700000000000000000 captured 0 wire 60: "
						 "2 link 1 time 1700000000000000001 captured 0 wire 61: "
						 "3 link 1 time 101500000000 captured 0 wire 62: "
						 "4 link 276 time 7000 captured 0 wire 63: "
						 "5 link 101 time 8000 captured 0 wire 64: ");
	seen_free(&seen);
	text_free(&file.data);
}

/* As tshark 4.0.17 numbered the packet after one block of each type that is not a packet. */
static void
frames_are_numbered_as_wireshark_numbers_them(void)
{
	static const struct {
		uint32_t    type;
		const char *then;
	} rows[] = {
	    {4,          "2 "},
            {5,          "2 "},
            {10,         "2 "},
            {7,          "2 "},
            {0x777,      "2 "},
	    {0x201,      "2 "},
            {0x208,      "2 "},
            {9,          "3 "},
            {0x204,      "3 "},
            {0x216,      "3 "},
	    {0x221,      "3 "},
            {0xbad,      "3 "},
            {0x40000bad, "3 "},
            {0x222,      "2 "},
            {0x80000001, "2 "}
        };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct file file = {.is_swapped = i % 2 == 1};
		struct file body = {.is_swapped = i % 2 == 1};
		struct seen seen;

		put_zeros(&body, 32);
		ng_section(&file);
		ng_interface(&file, 1, 0, NULL);
		ng_enhanced(&file, 0, 1, 0, 0);
		ng_block(&file, rows[i].type, &body);
		ng_enhanced(&file, 0, 1, 0, 0);
		seen = see_octets(file.data.data, file.data.size);
		CU_ASSERT_EQUAL(seen.packets, 2);
		CU_ASSERT_EQUAL(strncmp(strstr(seen.digest.data, "wire 0: ") + 8, rows[i].then, 2), 0);
		seen_free(&seen);
		text_free(&file.data);
		text_free(&body.data);
	}
}

static void
expect_damage(struct file *file, const char *wanted)
{
	struct seen seen = see_octets(file->data.data, file->data.size);

	CU_ASSERT_TRUE(seen.is_open);
	CU_ASSERT_EQUAL(seen.packets, 1);
	CU_ASSERT_EQUAL(seen.status, SOURCE_DAMAGED);
	CU_ASSERT_STRING_EQUAL(seen.problem, wanted);
	seen_free(&seen);
	text_free(&file->data);
}

/* A section, an interface and a packet, 28 + 20 + 32 octets. */
static struct file
sound_beginning(void)
{
	struct file file = {.is_swapped = false};

	ng_section(&file);
	ng_interface(&file, 1, 0, NULL);
	ng_enhanced(&file, 0, 1, 0, 0);
	return file;
}

static void
a_packet_of_an_unknown_interface_is_damage(void)
{
	struct file file = sound_beginning();

	ng_enhanced(&file, 1, 1, 60, 60);
	expect_damage(&file, "damaged at record 2, octet 80: a packet of interface 1, where 1 are described");
	file = sound_beginning();
	ng_section(&file);
	ng_simple(&file, 60, 60);
	expect_damage(&file,
		      "damaged at record 2, octet 108: a packet of interface 0, where 0 are described");
}

static void
a_packet_longer_than_its_block_is_damage(void)
{
	struct file file = sound_beginning();

	ng_enhanced(&file, 0, 1, 60, 60);
	file.data.data[80 + 20] = 61;
	expect_damage(&file,
		      "damaged at record 2, octet 80: a packet of 61 octets in a block that has room for 60");
}

static void
a_block_length_that_cannot_be_is_damage(void)
{
	struct file file = sound_beginning();

	ng_enhanced(&file, 0, 1, 60, 60);
	file.data.data[80 + 4] = 91;
	expect_damage(
	    &file, "damaged at record 2, octet 80: a block length of 91 octets (it must be 12 to 17039360, "
		   "in fours)");
	file = sound_beginning();
	ng_enhanced(&file, 0, 1, 60, 60);
	file.data.data[80 + 4] = 88;
	expect_damage(&file, "damaged at record 2, octet 80: a block's length is not repeated at its end");
	file = sound_beginning();
	put_u32(&file, 6);
	put_u32(&file, 12);
	put_u32(&file, 12);
	expect_damage(&file, "damaged at record 2, octet 80: a block of 12 octets is too short for its type");
}

static void
a_section_without_its_magic_is_damage(void)
{
	struct file file = sound_beginning();

	ng_section(&file);
	file.data.data[80 + 8] = 0;
	expect_damage(&file, "damaged at record 2, octet 80: a section header without the byte-order magic");
	file = sound_beginning();
	ng_section(&file);
	file.data.data[80 + 12] = 2;
	expect_damage(&file,
		      "damaged at record 2, octet 80: a section of pcapng version 2.0, where 1.0 is known");
}

/* libpcap 1.10 reads on after such a header, taking the octets behind it for what they are not. */
static void
a_damaged_first_section_is_not_left_to_libpcap(void)
{
	struct file file = sound_beginning();
	struct seen seen;

	file.data.data[24] = 100;
	seen = see_octets(file.data.data, file.data.size);
	CU_ASSERT_FALSE(seen.is_open);
	CU_ASSERT_STRING_EQUAL(seen.problem,
			       "damaged at record 1, octet 0: a block's length is not repeated at its end");
	text_free(&file.data);
}

static void
options_that_run_out_of_their_block_are_damage(void)
{
	/* if_tsresol of five octets, if_tsoffset of four, an if_name that is longer than the block. */
	static const uint16_t rows[][2] = {
	    {9,  5    },
            {14, 4    },
            {2,  9    },
            {2,  65535}
        };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct file file = sound_beginning();
		struct file options = {.is_swapped = false};

		put_u16(&options, rows[i][0]);
		put_u16(&options, rows[i][1]);
		put_u64(&options, 0);
		ng_interface(&file, 1, 0, &options);
		expect_damage(&file,
			      "damaged at record 2, octet 80: the options of interface 1 make no sense");
		text_free(&options.data);
	}
}

static void
interfaces_without_end_are_damage(void)
{
	struct file file = sound_beginning();

	for (size_t i = 0; i < 65536; i++)
		ng_interface(&file, 1, 0, NULL);
	expect_damage(&file, "damaged at record 2, octet 1310780: more than 65536 interfaces");
}

SUITE("capture: pcapng", ROW(every_clock_gives_nanoseconds), ROW(one_interface_is_read_as_libpcap_reads_it),
      ROW(simple_packets_end_at_the_snapshot_length),
      ROW(a_simple_packet_has_the_time_of_the_packet_before_it),
      ROW(interfaces_and_sections_differ_as_they_like), ROW(frames_are_numbered_as_wireshark_numbers_them),
      ROW(a_packet_of_an_unknown_interface_is_damage), ROW(a_packet_longer_than_its_block_is_damage),
      ROW(a_block_length_that_cannot_be_is_damage), ROW(a_section_without_its_magic_is_damage),
      ROW(options_that_run_out_of_their_block_are_damage),
      ROW(a_damaged_first_section_is_not_left_to_libpcap), ROW(interfaces_without_end_are_damage))
