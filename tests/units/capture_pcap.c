/* SPDX-License-Identifier: Apache-2.0 */
/* pcap files, read as libpcap reads them. */
#include <string.h>

#include "capture_files.h"
#include "unit.h"

static void
every_variant_is_read_as_libpcap_reads_it(void)
{
	const char *name;
	struct file file;

	for (size_t i = 0; sample_file(i, &file, &name); i++) {
		char       *path = file_write(file.data.data, file.data.size);
		struct seen ours = see(path, NULL);
		struct seen theirs = see_with_libpcap(path);

		CU_ASSERT_TRUE(theirs.is_open);
		CU_ASSERT_EQUAL(theirs.packets, 4);
		CU_ASSERT_EQUAL(ours.status, SOURCE_END);
		CU_ASSERT_STRING_EQUAL(ours.problem, "");
		CU_ASSERT_TRUE(seen_equal(&ours, &theirs));
		CU_ASSERT_STRING_EQUAL(ours.format, strstr(name, "pcapng") != NULL ? "pcapng" : "pcap");
		seen_free(&ours);
		seen_free(&theirs);
		file_remove(path);
		text_free(&file.data);
	}
}

/* Before version 2.3 the two lengths of a record stood in the other order, in 2.3 in either. */
static void
old_versions_are_left_to_libpcap(void)
{
	for (unsigned minor = 0; minor < 4; minor++) {
		struct file file = {.is_swapped = minor % 2 == 1};
		struct seen seen;

		pcap_header(&file, 0xa1b2c3d4, minor, 96, 1);
		put_u32(&file, 1);
		put_u32(&file, 2);
		put_u32(&file, 100);
		put_u32(&file, 60);
		text_add_bytes(&file.data, sample_octets(0), 60);
		seen = see_octets(file.data.data, file.data.size);
		CU_ASSERT_TRUE(seen.is_open);
		CU_ASSERT_STRING_EQUAL(seen.format, "libpcap");
		CU_ASSERT_EQUAL(seen.packets, 1);
		CU_ASSERT_EQUAL(seen.status, SOURCE_END);
		CU_ASSERT_PTR_NOT_NULL(
		    strstr(seen.digest.data, "1 link 1 time 1000002000 captured 60 wire 100"));
		seen_free(&seen);
		text_free(&file.data);
	}
}

static void
a_cut_old_version_is_cut_for_us_too(void)
{
	struct file file = {.is_swapped = false};
	struct seen seen;

	pcap_header(&file, 0xa1b2c3d4, 2, 96, 101);
	pcap_record(&file, false, 1, 2, 60, 60);
	pcap_record(&file, false, 1, 2, 60, 60);
	seen = see_octets(file.data.data, file.data.size - 1);
	CU_ASSERT_EQUAL(seen.packets, 1);
	CU_ASSERT_EQUAL(seen.status, SOURCE_CUT);
	CU_ASSERT_PTR_NOT_NULL(strstr(seen.problem, "record 2"));
	/* LINKTYPE_RAW comes back as the 101 that the file says, not as libpcap's DLT_RAW. */
	CU_ASSERT_PTR_NOT_NULL(strstr(seen.digest.data, "link 101 "));
	seen_free(&seen);
	text_free(&file.data);
}

static void
bits_that_tell_of_a_check_sequence_are_no_link_type(void)
{
	struct file file = {.is_swapped = true};
	struct seen seen;

	pcap_header(&file, 0xa1b2c3d4, 4, 96, 0x24000001);
	pcap_record(&file, false, 1, 2, 60, 60);
	seen = see_octets(file.data.data, file.data.size);
	CU_ASSERT_PTR_NOT_NULL_FATAL(seen.digest.data);
	CU_ASSERT_PTR_NOT_NULL(strstr(seen.digest.data, "link 1 time"));
	seen_free(&seen);
	text_free(&file.data);
}

/* Captured more than the snapshot length, more than there was on the wire, a fraction of more than a second.
 */
static void
odd_records_are_taken_as_they_are(void)
{
	struct file file = {.is_swapped = false};
	struct seen seen;

	pcap_header(&file, 0xa1b2c3d4, 4, 40, 1);
	pcap_record(&file, false, 10, 5000000, 100, 60);
	seen = see_octets(file.data.data, file.data.size);
	CU_ASSERT_EQUAL(seen.status, SOURCE_END);
	CU_ASSERT_PTR_NOT_NULL_FATAL(seen.digest.data);
	CU_ASSERT_PTR_NOT_NULL(strstr(seen.digest.data, "1 link 1 time 15000000000 captured 100 wire 60"));
	seen_free(&seen);
	text_free(&file.data);
}

static void
seconds_go_on_after_2038(void)
{
	struct file file = {.is_swapped = false};
	struct seen seen;

	pcap_header(&file, 0xa1b2c3d4, 4, 96, 1);
	pcap_record(&file, false, UINT32_MAX, UINT32_MAX, 60, 60);
	seen = see_octets(file.data.data, file.data.size);
	CU_ASSERT_PTR_NOT_NULL_FATAL(seen.digest.data);
	CU_ASSERT_PTR_NOT_NULL(strstr(seen.digest.data, "time 4294971589967295000 "));
	seen_free(&seen);
	text_free(&file.data);
}

static void
an_absurd_length_is_damage_and_has_a_place(void)
{
	struct file file = {.is_swapped = false};
	struct seen seen;

	pcap_header(&file, 0xa1b2c3d4, 4, 262144, 1);
	pcap_record(&file, false, 1, 2, 60, 60);
	pcap_record(&file, false, 1, 2, 60, 60);
	put_u64(&file, 0);
	put_u32(&file, 262145);
	put_u32(&file, 60);
	put_zeros(&file, 300000);
	seen = see_octets(file.data.data, file.data.size);
	CU_ASSERT_EQUAL(seen.packets, 2);
	CU_ASSERT_EQUAL(seen.status, SOURCE_DAMAGED);
	CU_ASSERT_STRING_EQUAL(seen.problem,
			       "damaged at record 3, octet 176: a captured length of 262145 octets, "
			       "where 262144 is the most there can be");
	seen_free(&seen);
	text_free(&file.data);
}

static void
the_longest_record_is_read_whole(void)
{
	struct file file = {.is_swapped = false};
	struct seen seen;

	pcap_header(&file, 0xa1b2c3d4, 4, 0, 231);
	put_u64(&file, 0);
	put_u32(&file, 3000000);
	put_u32(&file, 3000000);
	put_zeros(&file, 3000000);
	mark(&file);
	pcap_record(&file, false, 1, 2, 60, 60);
	seen = see_octets(file.data.data, file.data.size);
	CU_ASSERT_EQUAL(seen.packets, 2);
	CU_ASSERT_EQUAL(seen.status, SOURCE_END);
	CU_ASSERT_TRUE(seen.digest.size > 3000060);
	seen_free(&seen);
	text_free(&file.data);
}

/* zcat a.pcap.gz b.pcap.gz: Wireshark reads the first only as well. */
static void
a_second_capture_in_the_file_is_no_packet(void)
{
	for (unsigned swapped = 0; swapped < 2; swapped++) {
		struct file file = {.is_swapped = false};
		struct seen seen;

		pcap_header(&file, 0xa1b2c3d4, 4, 65535, 1);
		pcap_record(&file, false, 1, 2, 60, 60);
		pcap_record(&file, false, 1, 262146, 0, 0);
		file.is_swapped = swapped == 1;
		pcap_header(&file, 0xa1b23c4d, 4, 65535, 1);
		pcap_record(&file, false, 3, 2, 60, 60);
		seen = see_octets(file.data.data, file.data.size);
		CU_ASSERT_EQUAL(seen.packets, 2);
		CU_ASSERT_EQUAL(seen.status, SOURCE_DAMAGED);
		CU_ASSERT_PTR_NOT_NULL(
		    strstr(seen.problem, "record 3, octet 116: another capture begins here"));
		seen_free(&seen);
		text_free(&file.data);
	}
}

SUITE("capture: pcap", ROW(every_variant_is_read_as_libpcap_reads_it), ROW(old_versions_are_left_to_libpcap),
      ROW(a_cut_old_version_is_cut_for_us_too), ROW(bits_that_tell_of_a_check_sequence_are_no_link_type),
      ROW(odd_records_are_taken_as_they_are), ROW(seconds_go_on_after_2038),
      ROW(an_absurd_length_is_damage_and_has_a_place), ROW(the_longest_record_is_read_whole),
      ROW(a_second_capture_in_the_file_is_no_packet))
