/* SPDX-License-Identifier: Apache-2.0 */
/* What an ending tells besides its outcome: who could have sent the RST, how long it was quiet, what was
 * lost. */
#include <stdio.h>
#include <string.h>

#include "flow_lab.h"
#include "unit.h"

#define GREETED HANDSHAKE "0.05 S PA 1 1 |220\n0.06 C A 1 4\n"
#define OTHER "0.00 C S 0 0 port=50000\n0.02 S SA 0 1 port=50000\n0.03 C A 1 1 port=50000\n"
#define OTHER_AT(time) time " C A 1 1 port=50000\n"

static struct ending
ending_of(const char *script)
{
	struct played played = play(script);
	unsigned      i = 0;

	while (i + 1 < played.ended && played.flows[i].ends[CLIENT].port != 40000)
		i++;
	return played.endings[i];
}

static void
a_refusal_is_held_against_the_servers_other_connections(void)
{
	struct ending ending = ending_of(OTHER "1.0 C S 0 0\n1.0625 S RA 0 1 ttl=63\n");

	CU_ASSERT_EQUAL(ending.outcome, ENDING_REFUSED);
	CU_ASSERT_TRUE(ending.reset_ttl_known && ending.reset_ttl_differs);
	CU_ASSERT_EQUAL(ending.ttl[SERVER], 57);
	CU_ASSERT_EQUAL(ending.reset_ttl, 63);
	CU_ASSERT_EQUAL(ending.server_quickest, SECOND / 50);
	CU_ASSERT_EQUAL(ending.reset_after, SECOND / 16);
	/* Also against those that come later. */
	ending = ending_of("0.0 C S 0 0\n0.02 S RA 0 1\n1.0 C S 0 0 port=50000\n1.02 S SA 0 1 port=50000\n");
	CU_ASSERT_TRUE(ending.reset_ttl_known && !ending.reset_ttl_differs);
}

static void
hosts_behind_one_address_prove_nothing(void)
{
	struct ending ending = ending_of(OTHER "0.1 C S 0 0 port=50001\n0.2 S SA 0 1 port=50001 ttl=50\n"
					       "1.0 C S 0 0\n1.1 S RA 0 1 ttl=63\n");

	CU_ASSERT_FALSE(ending.reset_ttl_known);
	CU_ASSERT_EQUAL(ending.ttl[SERVER], 0);
}

static void
a_syn_that_was_retried_measures_no_time(void)
{
	struct ending ending = ending_of("0.0 C S 0 0\n1.0 C S 0 0\n1.1 S SA 0 1\n");

	CU_ASSERT_EQUAL(ending.server_quickest, 0);
	CU_ASSERT_EQUAL(ending.server_answered % SECOND, SECOND / 10);
	ending = ending_of("0.0 C S 0 0\n1.0 C S 0 0\n1.1 S RA 0 1\n");
	CU_ASSERT_EQUAL(ending.reset_after, 0);
}

static void
times_in_disorder_measure_no_time(void)
{
	CU_ASSERT_EQUAL(ending_of(HANDSHAKE "0.015 C A 1 1\n").server_quickest, 0);
	CU_ASSERT_EQUAL(ending_of(HANDSHAKE "0.018 C A 1 1\n").server_quickest, SECOND / 100);
}

static void
an_rst_is_in_sequence_or_behind_it(void)
{
	CU_ASSERT_EQUAL(ending_of(GREETED "1.0 S RA 4 1\n").reset_sequence, SEQUENCE_EXACT);
	CU_ASSERT_EQUAL(ending_of(GREETED "1.0 S RA 2 1\n").reset_sequence, SEQUENCE_WRONG);
	CU_ASSERT_EQUAL(ending_of(GREETED "1.0 S RA 9 1\n").reset_sequence, SEQUENCE_UNKNOWN);
	/* It was captured before the octets that it follows. */
	CU_ASSERT_EQUAL(ending_of(GREETED "1.0 S RA 7 1\n1.0 S PA 4 1 |250\n").reset_sequence,
			SEQUENCE_EXACT);
}

#define INJECTED GREETED "1.0 C PA 1 4 |EHLO\n1.01 S R 4 0 ttl=61\n1.05 S PA 4 5 |250\n"

static void
an_injected_rst_that_was_heeded_cuts(void)
{
	struct ending ending = ending_of(INJECTED "1.06 C R 5 0\n");

	CU_ASSERT_EQUAL(ending.outcome, ENDING_RESET);
	CU_ASSERT_EQUAL(ending.reset_by, SERVER);
	CU_ASSERT_EQUAL(ending.evidence, 7);
	CU_ASSERT_TRUE(ending.data_after_reset && ending.reset_ttl_differs);
	/* Nobody shows what became of it; who goes on did not heed it; who did both cannot be told. */
	CU_ASSERT_EQUAL(ending_of(INJECTED).outcome, ENDING_UNKNOWN);
	CU_ASSERT_EQUAL(ending_of(INJECTED "1.06 C A 5 7\n").outcome, ENDING_ESTABLISHED);
	CU_ASSERT_EQUAL(ending_of(INJECTED "1.06 C A 5 7\n1.07 C R 5 0\n").outcome, ENDING_UNKNOWN);
}

static void
quiet_is_what_nobody_said_before_the_end(void)
{
	struct ending ending = ending_of(GREETED "40.06 C PA 1 4 |DONE\n40.3 C PA 1 4 |DONE\n"
						 "41.0 C PA 1 4 |DONE\n44.0 C PA 1 4 |DONE\n");

	CU_ASSERT_EQUAL(ending.outcome, ENDING_SILENT);
	CU_ASSERT_EQUAL(ending.quiet, 40 * SECOND);
	CU_ASSERT_EQUAL(ending.quiet_end, 6);
	ending = ending_of(GREETED "40.06 S R 4 0 ttl=61\n");
	CU_ASSERT_EQUAL(ending.quiet, 40 * SECOND);
	ending = ending_of(GREETED "40.06 C PA 1 4 |DONE\n40.1 S R 4 0\n50.0 S R 4 0\n");
	CU_ASSERT_EQUAL(ending.quiet, 40 * SECOND);
	/* What was answered ends it; between two files nobody watched. */
	ending = ending_of(GREETED "40.06 C PA 1 4 |NOOP\n40.1 S PA 4 5 |250\n40.2 C A 5 7\n41.2 S R 7 0\n");
	CU_ASSERT_EQUAL(ending.quiet, SECOND);
	CU_ASSERT_EQUAL(ending_of(GREETED "pause\n40.06 S R 4 0\n").quiet, 0);
}

static void
octets_that_never_came_are_silence_whoever_hangs_up(void)
{
#define UNHEARD GREETED "1.0 C PA 1 4 |NOOP\n1.3 C PA 1 4 |NOOP\n2.0 C PA 1 4 |NOOP\n5.0 C PA 1 4 |NOOP\n"
	CU_ASSERT_EQUAL(ending_of(UNHEARD).outcome, ENDING_SILENT);
	CU_ASSERT_EQUAL(ending_of(UNHEARD "9.0 C FA 5 4\n").outcome, ENDING_SILENT);
	CU_ASSERT_EQUAL(ending_of(UNHEARD "9.0 S FA 4 1\n9.1 C A 5 5\n").outcome, ENDING_SILENT);
	CU_ASSERT_EQUAL(ending_of(UNHEARD "9.0 S A 4 5\n9.1 C FA 5 4\n9.2 S FA 4 6\n").outcome,
			ENDING_ESTABLISHED);
	/* Too little was seen: one try, and the end of waiting for an answer. */
	CU_ASSERT_EQUAL(ending_of(GREETED "1.0 C PA 1 4 |NOOP\n9.0 C FA 5 4\n").outcome, ENDING_UNKNOWN);
}

#define HELLO HANDSHAKE "0.03 C PA 1 1 |hello\n0.05 S A 1 6\n"
#define LONG_SENT "0.06 S A 1 6 length=1448\n0.06 S PA 1449 6 |end\n0.08 C A 6 1\n"
#define LONG_AGAIN "0.3 S A 1 6 length=1448\n1.2 S A 1 6 length=1448\n4.0 S A 1 6 length=1448\n"

static void
long_segments_lost_are_told_at_both_ends(void)
{
	struct ending ending = ending_of(HELLO LONG_SENT LONG_AGAIN "9.0 C FA 6 1\n");

	CU_ASSERT_EQUAL(ending.outcome, ENDING_SILENT);
	CU_ASSERT_TRUE(ending.is_long_lost);
	/* Where they never come: a hole before the end of the flight. */
	ending = ending_of(HELLO "0.06 S PA 1449 6 |end\n0.08 C A 6 1\n9.0 C FA 6 1\n");
	CU_ASSERT_EQUAL(ending.outcome, ENDING_SILENT);
	CU_ASSERT_TRUE(ending.is_long_lost);
}

static void
other_losses_are_no_matter_of_length(void)
{
	/* It comes at last; it was short; nothing came at all; the receiver says nothing after its answers
	 * crossed. */
	CU_ASSERT_FALSE(
	    ending_of(HELLO LONG_SENT LONG_AGAIN "4.1 C A 6 1452\n9.0 C FA 6 1452\n").is_long_lost);
	CU_ASSERT_FALSE(ending_of(HELLO "0.06 S PA 400 6 |end\n0.08 C A 6 1\n9.0 C FA 6 1\n").is_long_lost);
	CU_ASSERT_FALSE(
	    ending_of(HELLO "0.06 S A 1 6 length=1448\n" LONG_AGAIN "9.0 C FA 6 1\n").is_long_lost);
	CU_ASSERT_FALSE(ending_of(HELLO LONG_SENT LONG_AGAIN).is_long_lost);
	/* A capture that misses what its receiver has. */
	CU_ASSERT_FALSE(
	    ending_of(HELLO "0.06 S PA 1449 6 |end\n0.08 C A 6 1452\n9.0 C FA 6 1452\n").is_long_lost);
}

SUITE("flow: evidence", ROW(a_refusal_is_held_against_the_servers_other_connections),
      ROW(hosts_behind_one_address_prove_nothing), ROW(a_syn_that_was_retried_measures_no_time),
      ROW(times_in_disorder_measure_no_time), ROW(an_rst_is_in_sequence_or_behind_it),
      ROW(an_injected_rst_that_was_heeded_cuts), ROW(quiet_is_what_nobody_said_before_the_end),
      ROW(octets_that_never_came_are_silence_whoever_hangs_up), ROW(long_segments_lost_are_told_at_both_ends),
      ROW(other_losses_are_no_matter_of_length))
