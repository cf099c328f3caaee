/* SPDX-License-Identifier: Apache-2.0 */
/* What is told of both sides' octets, and in which order. */
#include <string.h>

#include "flow_lab.h"
#include "unit.h"

#define ASSERT_TOLD(script, wanted)                                                                          \
	do {                                                                                                 \
		struct played told_ = play(script);                                                          \
		CU_ASSERT_STRING_EQUAL(told_.told, wanted);                                                  \
	} while (0)

static void
octets_in_order_are_told_as_they_come(void)
{
	struct played played = play(HANDSHAKE "0.05 S PA 1 1 |220\n"
					      "0.06 C PA 1 4 |EHLO\n"
					      "0.07 S PA 4 5 |250 8BITMIME\n"
					      "0.08 C PA 5 16 |MAIL\n"
					      "0.09 S PA 16 9 |251\n");

	CU_ASSERT_STRING_EQUAL(played.told, "S<220>C<EHLO>S<250 8BITMIME>C<MAIL>S<251>");
	CU_ASSERT_EQUAL(played.flow.octets[CLIENT], 8);
	CU_ASSERT_EQUAL(played.flow.octets[SERVER], 18);
	CU_ASSERT_EQUAL(played.flow.packets, 8);
	CU_ASSERT_EQUAL(played.flow.first_place, 1);
	CU_ASSERT_EQUAL(played.flow.last_place, 8);
	CU_ASSERT_EQUAL(played.flow.last_seen - played.flow.first_seen, SECOND * 9 / 100);
	CU_ASSERT_EQUAL(played.counts.retransmitted_octets, 0);
	CU_ASSERT_EQUAL(played.counts.gaps, 0);
}

static void
a_retransmission_is_told_once(void)
{
	struct played played = play(HANDSHAKE "0.05 S PA 1 1 |220\n"
					      "0.35 S PA 1 1 |220\n"
					      "0.36 C PA 1 4 |EHLO\n");

	CU_ASSERT_STRING_EQUAL(played.told, "S<220>C<EHLO>");
	CU_ASSERT_EQUAL(played.counts.retransmitted_octets, 3);
	CU_ASSERT_EQUAL(played.flow.octets[SERVER], 3);
}

static void
a_retransmission_with_other_boundaries_adds_what_is_new(void)
{
	ASSERT_TOLD(HANDSHAKE "0.05 S PA 1 1 |220 h\n0.35 S PA 3 1 |0 hi there\n", "S<220 hi there>");
	ASSERT_TOLD(HANDSHAKE "0.05 S PA 3 1 |0 h\n0.06 S PA 1 1 |220 hi\n0.07 S PA 7 1 |!\n", "S<220 hi!>");
}

static void
the_first_copy_of_an_octet_counts(void)
{
	struct played played = play(HANDSHAKE "0.05 S PA 3 1 |CDE\n"
					      "0.06 S PA 2 1 |bxd\n"
					      "0.07 S PA 1 1 |a\n");

	CU_ASSERT_STRING_EQUAL(played.told, "S<abCDE>");
	CU_ASSERT_EQUAL(played.counts.conflicting_overlaps, 1);
	played = play(HANDSHAKE "0.05 S PA 3 1 |cde\n0.06 S PA 2 1 |bcd\n0.07 S PA 1 1 |a\n");
	CU_ASSERT_STRING_EQUAL(played.told, "S<abcde>");
	CU_ASSERT_EQUAL(played.counts.conflicting_overlaps, 0);
}

/* Forged in front of what is next, and longer than what it forges; or two segments sent again as one. */
static void
other_contents_are_noticed_in_a_longer_segment(void)
{
	struct played played = play(HANDSHAKE "0.05 S PA 1 1 |220\n0.35 S PA 1 1 |229 hi\n");

	CU_ASSERT_STRING_EQUAL(played.told, "S<220 hi>");
	CU_ASSERT_EQUAL(played.counts.conflicting_overlaps, 1);
	played = play(HANDSHAKE "0.05 S PA 1 1 |220\n0.06 S PA 4 1 | hi\n0.35 S PA 1 1 |220 ha\n");
	CU_ASSERT_EQUAL(played.counts.conflicting_overlaps, 1);
	CU_ASSERT_EQUAL(played.counts.retransmitted_octets, 6);
	played = play(HANDSHAKE "0.05 S PA 1 1 |220\n0.06 S PA 4 1 | hi\n0.35 S PA 1 1 |220 hi!\n");
	CU_ASSERT_STRING_EQUAL(played.told, "S<220 hi!>");
	CU_ASSERT_EQUAL(played.counts.conflicting_overlaps, 0);
}

static void
octets_ahead_of_their_turn_wait_for_it(void)
{
	ASSERT_TOLD(HANDSHAKE "0.05 S PA 4 1 |def\n"
			      "0.06 S PA 10 1 |j\n"
			      "0.07 S PA 7 1 |ghi\n"
			      "0.08 S PA 1 1 |abc\n",
		    "S<abcdefghij>");
	/* Twenty octets: the server's sequence numbers wrap around at the fifteenth. */
	ASSERT_TOLD(HANDSHAKE "0.05 S PA 11 1 |klmnopqrst\n0.06 S PA 1 1 |abcdefghij\n",
		    "S<abcdefghijklmnopqrst>");
}

static void
a_keep_alive_is_no_octet_of_the_stream(void)
{
	/* RFC 9293 3.8.4: with one garbage octet, or with none; before and after the first data, after FIN.
	 */
	ASSERT_TOLD(HANDSHAKE "0.05 S PA 1 1 |220\n0.06 C A 1 4\n"
			      "60.0 S A 3 1 |?\n60.1 C A 1 4\n120.0 S A 3 1\n120.1 C A 1 4\n"
			      "121.0 S PA 4 1 |x\n",
		    "S<220x>");
	ASSERT_TOLD(HANDSHAKE "60.0 C A 0 1 |?\n60.1 S A 1 1\n61 C PA 1 1 |x\n", "C<x>");
	ASSERT_TOLD(HANDSHAKE "0.05 S FPA 1 1 |220\n0.06 C A 1 5\n60.0 S A 4 1 |?\n61.0 C PA 1 5 |QUIT\n",
		    "S<220>C<QUIT>");
}

static void
the_last_octet_captured_late_is_no_keep_alive(void)
{
	ASSERT_TOLD(HANDSHAKE "0.05 C FA 2 1\n0.06 S A 1 3\n0.06 C PA 1 1 |x\n", "C<x>");
	ASSERT_TOLD(HANDSHAKE "0.05 S PA 1 1 |22\n0.06 S FA 4 1\n0.06 C A 1 5\n0.06 S PA 3 1 |0\n", "S<220>");
	ASSERT_TOLD(HANDSHAKE "0.05 S PA 1 1 |22\n0.06 S FA 4 1\n0.06 C A 1 5\n60.0 S A 3 1 |?\n",
		    "S<22>S-1");
}

static void
a_keep_alive_as_first_packet_makes_no_gap(void)
{
	ASSERT_TOLD("0.0 C A 41 1\n0.1 S A 1 42\n9 C PA 42 1 |DONE\n9.1 S PA 1 46 |OK\n", "C<DONE>S<OK>");
	ASSERT_TOLD("0.0 C A 41 1\n0.1 S PA 1 42 |* OK\n9 C PA 42 5 |DONE\n9.1 S PA 5 46 |OK\n",
		    "S<* OK>C<DONE>S<OK>");
}

static void
data_in_the_syn_are_told_once(void)
{
	/* RFC 7413: accepted, or acknowledged without its data and sent again. */
	ASSERT_TOLD("0.0 C S 0 0 |EHLO\n0.1 S SA 0 5\n0.2 C A 5 1\n0.3 S PA 1 5 |250\n", "C<EHLO>S<250>");
	ASSERT_TOLD("0.0 C S 0 0 |EHLO\n0.1 S SA 0 1\n0.2 C PA 1 1 |EHLO\n0.3 S PA 1 5 |250\n",
		    "C<EHLO>S<250>");
	ASSERT_TOLD("0.1 S SA 0 5\n0.1 C S 0 0 |EHLO\n0.2 C A 5 1\n0.3 S PA 1 5 |250\n", "C<EHLO>S<250>");
}

static void
a_reply_is_never_told_before_its_cause(void)
{
	ASSERT_TOLD(HANDSHAKE "0.05 S PA 1 1 |220\n"
			      "0.06 S PA 4 5 |250\n"
			      "0.07 C PA 1 4 |EHLO\n"
			      "0.08 C PA 5 7 |QUIT\n",
		    "S<220>C<EHLO>S<250>C<QUIT>");
	/* Two levels deep, and the cause of all of it last. */
	ASSERT_TOLD(HANDSHAKE "0.05 C PA 1 7 |QUIT\n0.06 S PA 4 1 |250\n0.07 S PA 1 1 |220\n",
		    "S<220250>C<QUIT>");
}

static void
the_octet_of_a_fin_is_a_cause_too(void)
{
	ASSERT_TOLD(HANDSHAKE "0.05 S PA 1 1 |220\n0.06 C FPA 1 5 |QUIT\n0.07 S FA 4 1\n", "S<220>C<QUIT>");
}

static void
octets_that_were_acknowledged_but_never_seen_are_missed(void)
{
	/* At their place: by patience, … */
	ASSERT_TOLD(HANDSHAKE "0.05 S PA 1 1 |220\n"
			      "0.06 S PA 11 1 |later\n"
			      "0.07 C A 1 16\n"
			      "9.00 C PA 1 16 |QUIT\n",
		    "S<220>S-7S<later>C<QUIT>");
	/* … at the end of the capture, … */
	ASSERT_TOLD(HANDSHAKE "0.05 S PA 11 1 |later\n0.06 C A 1 16\n", "S-10S<later>");
	/* … and at the end of the stream. */
	ASSERT_TOLD(HANDSHAKE "0.05 S PA 1 1 |220\n0.07 C A 1 16\n", "S<220>S-12");
	ASSERT_TOLD(HANDSHAKE "0.05 S PA 1 1 |220\n0.06 C PA 1 16 |QUIT\n9.00 C PA 5 16 |!\n",
		    "S<220>S-12C<QUIT!>");
}

static void
a_gap_is_counted_once_in_ending_and_coverage(void)
{
	struct played played = play(HANDSHAKE "0.05 S PA 11 1 |later\n0.06 C A 1 16\n");

	CU_ASSERT_EQUAL(played.ending.gaps, 1);
	CU_ASSERT_EQUAL(played.counts.gaps, 1);
	CU_ASSERT_EQUAL(played.flow.octets[SERVER], 15);
}

static void
octets_that_nobody_acknowledged_are_waited_for(void)
{
	ASSERT_TOLD(HANDSHAKE "0.05 S PA 4 1 | hi\n0.06 C A 1 1\n5.00 C A 1 1\n9.00 S PA 1 1 |220\n",
		    "S<220 hi>");
}

static void
a_fin_that_was_not_captured_is_no_missed_octet(void)
{
	ASSERT_TOLD(HANDSHAKE "0.05 S PA 1 1 |220\n0.06 C FA 1 5\n0.07 S A 5 2\n", "S<220>");
	ASSERT_TOLD(HANDSHAKE "0.05 S PA 1 1 |220\n0.06 C PA 1 5 |QUIT\n9.0 S A 5 5\n", "S<220>C<QUIT>");
}

static void
held_octets_are_not_missed_because_both_sides_wait(void)
{
	/* Both first copies are lost; each second copy acknowledges the other side's octets. */
	struct played played = play(HANDSHAKE "0.5 S PA 1 5 |220\n0.6 C PA 1 4 |EHLO\n9.0 S A 4 5\n");

	CU_ASSERT(strcmp(played.told, "S<220>C<EHLO>") == 0 || strcmp(played.told, "C<EHLO>S<220>") == 0);
	CU_ASSERT_EQUAL(played.counts.gaps, 0);
}

static void
of_two_copies_the_older_has_the_cause(void)
{
	/* The second EHLO was sent after the 250 came, and is captured before the first. */
	ASSERT_TOLD(HANDSHAKE "0.1 C PA 3 7 |LO\n0.1 S PA 4 5 |250\n0.1 C PA 3 4 |LO\n0.1 S PA 1 1 |220\n"
			      "0.1 C PA 1 4 |EH\n",
		    "S<220>C<EHLO>S<250>");
}

static void
an_absurd_acknowledgement_takes_nothing_away(void)
{
	/* RFC 9293 3.10.7.4: an acknowledgement of what was not sent yet is not accepted. */
	ASSERT_TOLD(HANDSHAKE "0.05 S PA 1 900000000 |220\npieces\n0.06 C PA 1 4 |EHLO\n9.0 S PA 4 5 |250\n",
		    "S<220>[0]C<EHLO>S<250>");
}

static void
a_segment_far_from_the_stream_is_not_of_it(void)
{
	ASSERT_TOLD(HANDSHAKE "0.05 S PA 900000000 1 |XXX\n0.06 S PA 1 1 |220\n0.07 C A 1 4\n", "S<220>");
	/* But many of them in a row are: much was lost. */
	ASSERT_TOLD(HANDSHAKE "0.1 S PA 3000001 1 |a\n0.1 S PA 3000002 1 |b\n0.1 S PA 3000003 1 |c\n"
			      "0.1 S PA 3000004 1 |d\n0.1 S PA 3000005 1 |e\n0.1 S PA 3000006 1 |f\n"
			      "0.1 S PA 3000007 1 |g\n0.1 S PA 3000008 1 |h\n0.1 S PA 3000009 1 |i\n",
		    "S-3000007S<hi>");
}

static void
what_snaplen_cut_is_missed(void)
{
	struct played played = play(HANDSHAKE "0.05 S PA 1 1 length=10 |220\n"
					      "0.06 S PA 11 1 |x\n"
					      "0.07 C PA 1 12 length=4 |\n"
					      "0.08 C PA 5 12 |y\n");

	CU_ASSERT_STRING_EQUAL(played.told, "S<220>S-7S<x>C-4C<y>");
	CU_ASSERT_TRUE(played.ending.truncated);
	/* The same where the cut segment had to wait. */
	played = play(HANDSHAKE "0.05 S PA 5 1 length=4 |ef\n0.06 S PA 1 1 |abcd\n0.07 S PA 9 1 |i\n");
	CU_ASSERT_STRING_EQUAL(played.told, "S<abcdef>S-2S<i>");
}

static void
octets_after_a_fin_are_not_of_the_stream(void)
{
	ASSERT_TOLD(HANDSHAKE "0.05 S FPA 1 1 |221\n0.06 S PA 4 1 |XXX\n0.07 S PA 5 1 |YYY\n", "S<221>");
	/* Unless the receiver's acknowledgements show that the FIN was none of the sender's. */
	ASSERT_TOLD(HANDSHAKE "0.05 S FA 1 1\n0.06 C A 1 3\n0.07 S PA 1 1 |220\n", "S<220>");
}

static void
a_stream_from_its_middle_begins_with_what_is_seen(void)
{
	ASSERT_TOLD("0.0 S PA 90 40 |250\n0.1 C PA 40 93 |QUIT\n0.2 S PA 93 44 |221\n",
		    "S<250>C<QUIT>S<221>");
	/* The acknowledgement of the other side tells where the stream is, also where its packets are
	 * swapped. */
	ASSERT_TOLD("0.0 S PA 90 40 |250\n0.1 C PA 43 93 |T\n0.1 C PA 40 93 |QUI\n0.2 S PA 93 44 |221\n",
		    "S<250>C<QUIT>S<221>");
}

static void
who_stops_listening_hears_no_more(void)
{
	struct lab_options options = {.stop_after = 1};
	struct played      played = play_with(&options, HANDSHAKE "0.05 S PA 1 1 |220\n"
								       "pieces\n"
								       "0.06 C PA 1 4 |EHLO\n"
								       "0.07 S PA 10 5 |late\n"
								       "pieces\n");

	CU_ASSERT_STRING_EQUAL(played.told, "S<220>[0][0]");
	CU_ASSERT_EQUAL(played.flow.octets[CLIENT], 4);
	CU_ASSERT_EQUAL(played.flow.octets[SERVER], 13);
	CU_ASSERT_EQUAL(played.counts.gaps, 0);
	/* What was held is let go at once. */
	played = play_with(&options, HANDSHAKE "0.05 S PA 7 1 |ghi\n0.06 S PA 4 1 |def\npieces\n"
					       "0.07 S PA 1 1 |abc\npieces\n0.08 S PA 10 1 |j\n");
	CU_ASSERT_STRING_EQUAL(played.told, "[2]S<abc>[0]");
	CU_ASSERT_EQUAL(played.flow.octets[SERVER], 10);
}

SUITE("flow: order", ROW(octets_in_order_are_told_as_they_come), ROW(a_retransmission_is_told_once),
      ROW(a_retransmission_with_other_boundaries_adds_what_is_new), ROW(the_first_copy_of_an_octet_counts),
      ROW(other_contents_are_noticed_in_a_longer_segment), ROW(octets_ahead_of_their_turn_wait_for_it),
      ROW(a_keep_alive_is_no_octet_of_the_stream), ROW(the_last_octet_captured_late_is_no_keep_alive),
      ROW(a_keep_alive_as_first_packet_makes_no_gap), ROW(data_in_the_syn_are_told_once),
      ROW(a_reply_is_never_told_before_its_cause), ROW(the_octet_of_a_fin_is_a_cause_too),
      ROW(octets_that_were_acknowledged_but_never_seen_are_missed),
      ROW(a_gap_is_counted_once_in_ending_and_coverage), ROW(octets_that_nobody_acknowledged_are_waited_for),
      ROW(a_fin_that_was_not_captured_is_no_missed_octet),
      ROW(held_octets_are_not_missed_because_both_sides_wait), ROW(of_two_copies_the_older_has_the_cause),
      ROW(an_absurd_acknowledgement_takes_nothing_away), ROW(a_segment_far_from_the_stream_is_not_of_it),
      ROW(what_snaplen_cut_is_missed), ROW(octets_after_a_fin_are_not_of_the_stream),
      ROW(a_stream_from_its_middle_begins_with_what_is_seen), ROW(who_stops_listening_hears_no_more))
