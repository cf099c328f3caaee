/* SPDX-License-Identifier: Apache-2.0 */
/* What items of a report are called. */
#include "report/item.h"

#include "unit.h"

#define CAPTURES 6

static const char *
tail_of(const char *const names[], size_t count, uint32_t capture)
{
	struct report_input inputs[CAPTURES] = {{0}};
	const struct report report = {.inputs = inputs, .input_count = count};

	for (size_t i = 0; i < count; i++)
		inputs[i].capture = names[i];
	return item_capture_tail(&report, place_of(capture, 1));
}

static void
of_a_capture_no_more_is_said_than_tells_it_from_others(void)
{
	static const char *const names[CAPTURES] = {
	    "captures/monday/wan.pcap",     "captures/tuesday/wan.pcap",
	    "captures/tuesday/lan.pcap",    "wan.pcap",
	    "old/captures/monday/wan.pcap", "captures/tuesday/swan.pcap"};
	static const char *const tails[CAPTURES] = {
	    "captures/monday/wan.pcap",     "tuesday/wan.pcap", "lan.pcap", "wan.pcap",
	    "old/captures/monday/wan.pcap", "swan.pcap"};

	for (uint32_t i = 0; i < CAPTURES; i++)
		CU_ASSERT_STRING_EQUAL(tail_of(names, CAPTURES, i), tails[i]);
}

static void
odd_names_are_left_as_they_are(void)
{
	static const char *const names[] = {"", "/", "//a//", "-", "x/"};
	static const char *const tails[] = {"", "/", "a//", "-", "x/"};

	for (uint32_t i = 0; i < 5; i++)
		CU_ASSERT_STRING_EQUAL(tail_of(names, 5, i), tails[i]);
	CU_ASSERT_STRING_EQUAL(tail_of(names, 5, 9), "?");
}

SUITE("report: item", ROW(of_a_capture_no_more_is_said_than_tells_it_from_others),
      ROW(odd_names_are_left_as_they_are))
