/* SPDX-License-Identifier: Apache-2.0 */
/* Opening a capture: what is said of files that are none, and what a filter takes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <pcap/pcap.h>

#include "capture/linktype.h"
#include "capture_files.h"
#include "unit.h"

#define READ "; pcap, pcapng, .gz and .zst of them are read, other formats after editcap -F pcap FILE NEW"

static void
what_is_no_capture_is_told_from_its_first_octets(void)
{
	static const struct {
		const char *octets;
		size_t      size;
		const char *problem;
	} rows[] = {
	    {"",							 0,  "is empty: 0 octets, not even a capture header"                           },
	    {"\x7f"
	     "ELF\2\1\1\0\0\0",			     10, "is no capture: begins with 7f 45 4c 46 02 01 01 00" READ                 },
	    {"a\n",						      2,  "is no capture: begins with 61 0a" READ                                   },
	    {"snoop\0\0\0\0\0\0\2\0\0\0\4",                              16,
	     "is a snoop capture: convert it first: editcap -F pcap FILE NEW"                                                                          },
	    {"GMBU\0\2\1\0\0\0\0\0\0",                                   13,
	     "is a Network Monitor 2 capture: convert it first: editcap -F pcap FILE NEW"                                                              },
	    {"\3757zXZ\0\0\4\0",					 9,  "is xz-compressed: unpack it first: xz -dc FILE | mailreeve audit -"      },
	    {"BZh91AY&SY",					       10, "is bzip2-compressed: unpack it first: bzip2 -dc FILE | mailreeve audit -"},
	    {"\x04\x22\x4d\x18\x64\x40",                                 6,
	     "is lz4-compressed: unpack it first: lz4 -dc FILE | mailreeve audit -"                                                                    },
	    {"\xd4\xc3\xb2\xa1\2\0\4\0",                                 8,  "is cut short in the file header (of 24 octets 8 are there)"              },
	    {"\xd4\xc3\xb2\xa1\3\0\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 24,
	     "is a pcap of version 3.1, where 2.4 is the only one in use; if it is not damaged: editcap -F "
	     "pcap FILE NEW"															   },
	    {"\x1f\x8b\x08\0\0\0\0\0\0\3",                               10, "the gzip data are cut short"                                             },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct seen seen = see_octets(rows[i].octets, rows[i].size);

		CU_ASSERT_FALSE(seen.is_open);
		CU_ASSERT_STRING_EQUAL(seen.problem, rows[i].problem);
	}
}

static void
what_is_packed_twice_is_not_followed(void)
{
	const char *name;
	struct file file;
	struct text once, twice;
	struct seen seen;

	CU_ASSERT_FATAL(sample_file(0, &file, &name));
	once = gzip_of(file.data.data, file.data.size);
	twice = zstd_of(once.data, once.size);
	seen = see_octets(twice.data, twice.size);
	CU_ASSERT_FALSE(seen.is_open);
	CU_ASSERT_STRING_EQUAL(
	    seen.problem, "is compressed more than once: unpack it first: gzip -dc FILE | mailreeve audit -");
	text_free(&twice);
	twice = zstd_of("plain text", 10);
	seen = see_octets(twice.data, twice.size);
	CU_ASSERT_STRING_EQUAL(seen.problem,
			       "is no capture: when unpacked it begins with 70 6c 61 69 6e 20 74 65" READ);
	text_free(&once);
	text_free(&twice);
	text_free(&file.data);
}

static void
a_path_that_cannot_be_read_says_why(void)
{
	struct seen seen = see("/tmp/mailreeve-test-missing", NULL);

	CU_ASSERT_STRING_EQUAL(seen.problem, "does not exist");
	seen = see("/tmp", NULL);
	CU_ASSERT_STRING_EQUAL(seen.problem, "is a folder");
}

static void
the_octets_of_the_file_are_counted(void)
{
	struct source_options options = {NULL, 0};
	const char           *name;
	struct file           file;
	struct text           text;
	struct source        *source;
	struct packet         packet;
	char                  problem[256];
	char                 *path;

	CU_ASSERT_FATAL(sample_file(0, &file, &name));
	text = gzip_of(file.data.data, file.data.size);
	path = file_write(text.data, text.size);
	source = source_open(path, &options, problem, sizeof(problem));
	CU_ASSERT_PTR_NOT_NULL_FATAL(source);
	while (source_next(source, &packet) == SOURCE_PACKET)
		CU_ASSERT_TRUE(source_octets_read(source) <= text.size);
	CU_ASSERT_EQUAL(source_octets_read(source), text.size);
	source_close(source);
	file_remove(path);
	text_free(&text);
	text_free(&file.data);
}

/* Samples alternate between port 25 and 26, beginning with 26 (the header is the first record's mark). */
static char *
ten_packets(void)
{
	struct file file = {.is_swapped = false};
	char       *path;

	pcap_header(&file, 0xa1b2c3d4, 4, 2000, 1);
	for (uint32_t i = 0; i < 10; i++)
		pcap_record(&file, false, i, 0, 60, 60 + i);
	path = file_write(file.data.data, file.data.size);
	text_free(&file.data);
	return path;
}

static void
a_filter_takes_what_it_says_and_keeps_the_numbers(void)
{
	static const struct {
		const char *filter;
		uint64_t    packets;
		const char *first;
	} rows[] = {
	    {NULL,              10, "1 "},
            {"tcp src port 25", 5,  "2 "},
            {"tcp port 26",     5,  "1 "},
            {"greater 65",      5,  "6 "},
	    {"udp",             0,  NULL},
	};
	char *path = ten_packets();

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct seen seen = see(path, rows[i].filter);

		CU_ASSERT_EQUAL(seen.status, SOURCE_END);
		CU_ASSERT_EQUAL(seen.packets, rows[i].packets);
		CU_ASSERT_EQUAL(seen.filtered, 10 - rows[i].packets);
		if (rows[i].first != NULL)
			CU_ASSERT_EQUAL(strncmp(seen.digest.data, rows[i].first, 2), 0);
		seen_free(&seen);
	}
	file_remove(path);
}

static void
a_filter_that_makes_no_sense_is_an_error_at_once(void)
{
	char       *path = ten_packets();
	struct seen seen = see(path, "tcp prot 25");

	CU_ASSERT_FALSE(seen.is_open);
	CU_ASSERT_EQUAL(strncmp(seen.problem, "the filter does not work for link type 1: ", 42), 0);
	CU_ASSERT_TRUE(strlen(seen.problem) > 42);
	seen = see(path, " ");
	CU_ASSERT_FALSE(seen.is_open);
	CU_ASSERT_STRING_EQUAL(seen.problem, "the filter is empty");
	file_remove(path);
}

static void
a_filter_is_compiled_for_each_link_type(void)
{
	struct file file = {.is_swapped = false};
	struct seen seen;
	char       *path;

	ng_section(&file);
	ng_interface(&file, 1, 0, NULL);
	ng_interface(&file, 101, 0, NULL);
	for (uint32_t i = 0; i < 6; i++) {
		struct file body = {.is_swapped = false};

		/* The same packet, with its Ethernet header and without. */
		put_u32(&body, i % 2);
		put_u64(&body, 0);
		put_u32(&body, 60 - i % 2 * 14);
		put_u32(&body, 60);
		text_add_bytes(&body.data, sample_octets(0) + i % 2 * 14, 60 - i % 2 * 14);
		ng_block(&file, 6, &body);
		text_free(&body.data);
	}
	path = file_write(file.data.data, file.data.size);
	seen = see(path, "tcp port 25");
	CU_ASSERT_EQUAL(seen.packets, 6);
	seen_free(&seen);
	seen = see(path, "ether src 2:0:0:0:0:2");
	CU_ASSERT_EQUAL(seen.packets, 1);
	CU_ASSERT_EQUAL(seen.status, SOURCE_DAMAGED);
	CU_ASSERT_PTR_NOT_NULL(strstr(seen.problem, "link type 101"));
	seen_free(&seen);
	file_remove(path);
	text_free(&file.data);
}

/* libpcap's own mapping is seen by letting it read a file of each link type. */
static void
link_types_are_mapped_as_libpcap_maps_them(void)
{
	for (uint32_t link_type = 0; link_type < 290; link_type++) {
		struct file file = {.is_swapped = false};
		char        error[PCAP_ERRBUF_SIZE];
		pcap_t     *pcap;
		char       *path;

		pcap_header(&file, 0xa1b2c3d4, 4, 0, link_type);
		path = file_write(file.data.data, file.data.size);
		pcap = pcap_open_offline(path, error);
		CU_ASSERT_PTR_NOT_NULL_FATAL(pcap);
		CU_ASSERT_EQUAL(linktype_to_dlt((int)link_type), pcap_datalink(pcap));
		/* 11 to 16 mean one thing here and another there, and no file should have them. */
		if (link_type < 11 || link_type > 19)
			CU_ASSERT_EQUAL(linktype_of_dlt(pcap_datalink(pcap)), (int)link_type);
		pcap_close(pcap);
		file_remove(path);
		text_free(&file.data);
	}
}

SUITE("capture: source", ROW(what_is_no_capture_is_told_from_its_first_octets),
      ROW(what_is_packed_twice_is_not_followed), ROW(a_path_that_cannot_be_read_says_why),
      ROW(the_octets_of_the_file_are_counted), ROW(a_filter_takes_what_it_says_and_keeps_the_numbers),
      ROW(a_filter_that_makes_no_sense_is_an_error_at_once), ROW(a_filter_is_compiled_for_each_link_type),
      ROW(link_types_are_mapped_as_libpcap_maps_them))
