/* SPDX-License-Identifier: Apache-2.0 */
/* What is wrong with a capture is counted: each imperfection where it is, and none where it is not. */
#include <stdio.h>
#include <string.h>

#include "flow_lab.h"
#include "unit.h"

#define GREETED HANDSHAKE "0.05 S PA 1 1 |220 hi\n0.06 C A 1 7\n"
#define CLOSED GREETED "1.0 C FA 1 7\n1.1 S FA 7 2\n1.2 C A 2 8\n"

static struct flow_counts
counts_of(const char *script)
{
	return play(script).counts;
}

static void
a_good_capture_has_nothing_to_tell(void)
{
	struct flow_counts counts = counts_of(CLOSED);

	CU_ASSERT_EQUAL(counts.copies + counts.out_of_order + counts.long_segments + counts.clock_sets +
			    counts.truncated + counts.one_directional + counts.backward_times +
			    counts.one_sided + counts.midstream + counts.gaps,
			0);
}

static void
copies_are_no_retransmissions(void)
{
	CU_ASSERT_EQUAL(counts_of(GREETED "0.1 C PA 1 7 |EHLO\n0.1001 C PA 1 7 |EHLO\n").copies, 1);
	CU_ASSERT_EQUAL(counts_of(GREETED "0.1 C PA 1 7 |EHLO\n0.4 C PA 1 7 |EHLO\n").copies, 0);
	CU_ASSERT_EQUAL(counts_of(GREETED "0.1 C PA 1 7 |EHLO\n0.1001 C PA 5 7 |NOOP\n").copies, 0);
	/* The same acknowledgement again is usual. */
	CU_ASSERT_EQUAL(counts_of(GREETED "0.06 C A 1 7\n").copies, 0);
}

static void
disorder_is_counted_by_kind(void)
{
	struct flow_counts counts = counts_of(GREETED "0.1 C PA 5 7 |NOOP\n0.09 C PA 1 7 |EHLO\n");

	CU_ASSERT_EQUAL(counts.out_of_order, 1);
	CU_ASSERT_EQUAL(counts.backward_times, 1);
	CU_ASSERT_EQUAL(counts.clock_sets, 0);
	counts = counts_of("100.0 C S 0 0 port=50000\n" CLOSED);
	CU_ASSERT_EQUAL(counts.clock_sets, 1);
}

static void
segments_longer_than_frames_are_counted(void)
{
	CU_ASSERT_EQUAL(counts_of(GREETED "0.1 C PA 1 7 length=1460\n").long_segments, 0);
	CU_ASSERT_EQUAL(counts_of(GREETED "0.1 C PA 1 7 length=2920\n").long_segments, 1);
}

static void
flows_cut_by_the_snapshot_length_are_counted_once(void)
{
	CU_ASSERT_EQUAL(counts_of(GREETED "0.1 C PA 1 7 length=99\n0.2 C PA 100 7 length=99\n").truncated, 1);
}

static void
a_capture_of_one_direction_is_told(void)
{
	static const char client[] = "0.0 C S 0 0\n0.1 C A 1 1\n0.2 C PA 1 40 |EHLO\n";
	char              script[600];

	CU_ASSERT_EQUAL(counts_of(client).one_directional, 1);
	CU_ASSERT_EQUAL(counts_of(client).one_sided, 1);
	/* One connection is; the capture is not. */
	snprintf(script, sizeof(script), "%s%s", client,
		 "0.3 C S 0 0 port=50000\n0.4 S SA 0 1 port=50000\n0.5 C A 1 1 port=50000\n");
	CU_ASSERT_EQUAL(counts_of(script).one_directional, 0);
	CU_ASSERT_EQUAL(counts_of(script).one_sided, 1);
	/* Nobody answers a SYN that is dropped. */
	CU_ASSERT_EQUAL(counts_of("0.0 C S 0 0\n1.0 C S 0 0\n3.0 C S 0 0\n").one_directional, 0);
}

SUITE("flow: counts", ROW(a_good_capture_has_nothing_to_tell), ROW(copies_are_no_retransmissions),
      ROW(disorder_is_counted_by_kind), ROW(segments_longer_than_frames_are_counted),
      ROW(flows_cut_by_the_snapshot_length_are_counted_once), ROW(a_capture_of_one_direction_is_told))
