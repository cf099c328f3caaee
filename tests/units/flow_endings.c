/* SPDX-License-Identifier: Apache-2.0 */
/* How flows end: each outcome where it is due, and never where the capture does not prove it. */
#include <stdio.h>
#include <string.h>

#include "flow_lab.h"
#include "unit.h"

#define OTHER_FLOW "0.00 C S 0 0 port=50000\n0.01 S SA 0 1 port=50000\n0.02 C A 1 1 port=50000\n"
#define OTHER_AT(time) time " C A 1 1 port=50000\n"
#define TICK(time) time " C S 0 0 port=51000\n"
/* The capture has packets all the time: somebody watched. */
#define BUSY_9 OTHER_AT("2.5") OTHER_AT("5.0") OTHER_AT("7.5")
#define GREETED HANDSHAKE "0.05 S PA 1 1 |220\n0.06 C A 1 4\n"
#define GOODBYE "1.0 C FA 1 4\n1.1 S FA 4 2\n1.2 C A 2 5\n"

/* The flow of port 40000. */
static struct ending
ending_of(const char *script)
{
	struct played played = play(script);
	unsigned      i = 0;

	while (i + 1 < played.ended && played.flows[i].ends[CLIENT].port != 40000 &&
	       played.flows[i].ends[SERVER].port != 40000)
		i++;
	return played.endings[i];
}

static enum ending_outcome
outcome_of(const char *script)
{
	return ending_of(script).outcome;
}

static void
a_closed_connection_was_established(void)
{
	struct ending ending = ending_of(GREETED GOODBYE);

	CU_ASSERT_EQUAL(ending.outcome, ENDING_ESTABLISHED);
	CU_ASSERT_EQUAL(ending.reason, ENDED_CLOSED);
	CU_ASSERT_EQUAL(ending.syns, 1);
	CU_ASSERT_EQUAL(ending.evidence, PLACE_NONE);
	CU_ASSERT_TRUE(ending.fin[CLIENT] && ending.fin[SERVER] && ending.handshake_seen);
	CU_ASSERT_FALSE(ending.was_reset || ending.one_sided || ending.midstream || ending.truncated);
	CU_ASSERT_EQUAL(ending.gaps, 0);
	CU_ASSERT_EQUAL(outcome_of(GREETED), ENDING_ESTABLISHED);
}

static void
the_reason_says_why_the_table_let_go(void)
{
	CU_ASSERT_EQUAL(ending_of(GREETED).reason, ENDED_CAPTURE);
	CU_ASSERT_EQUAL(ending_of(GREETED GOODBYE OTHER_AT("60.0")).reason, ENDED_CLOSED);
	CU_ASSERT_EQUAL(ending_of(GREETED OTHER_AT("3500.0")).reason, ENDED_CAPTURE);
	CU_ASSERT_EQUAL(ending_of(GREETED OTHER_AT("3700.0")).reason, ENDED_IDLE);
	CU_ASSERT_EQUAL(ending_of("0.0 C S 0 0\n" OTHER_AT("120.0")).reason, ENDED_CAPTURE);
	CU_ASSERT_EQUAL(ending_of("0.0 C S 0 0\n" OTHER_AT("140.0")).reason, ENDED_IDLE);
}

static void
a_reset_after_both_fins_is_no_cut(void)
{
	static const char *const orders[] = {
	    "1.0 C FA 1 4\n1.1 S FA 4 2\n1.2 C R 2 0\n",
	    "1.0 C FA 1 4\n1.1 C R 2 0\n1.2 S FA 4 2\n",
	    "1.0 C R 2 0\n1.1 S FA 4 2\n1.2 C FA 1 4\n",
	    "1.0 S FA 4 1\n1.1 C FA 1 5\n1.2 C RA 2 5\n",
	};

	for (size_t i = 0; i < sizeof(orders) / sizeof(orders[0]); i++) {
		char          script[400] = GREETED;
		struct ending ending = ending_of(strcat(script, orders[i]));

		CU_ASSERT_EQUAL(ending.outcome, ENDING_ESTABLISHED);
		CU_ASSERT_TRUE(ending.was_reset);
		CU_ASSERT_EQUAL(ending.reset_by, CLIENT);
		CU_ASSERT_FALSE(ending.data_after_reset);
		CU_ASSERT_EQUAL(ending.evidence, PLACE_NONE);
	}
}

static void
a_reset_in_the_dialogue_is_told_with_its_sender(void)
{
	struct ending ending = ending_of(GREETED "1.0 S RA 4 1\n");

	CU_ASSERT_EQUAL(ending.outcome, ENDING_RESET);
	CU_ASSERT_EQUAL(ending.reset_by, SERVER);
	CU_ASSERT_EQUAL(ending.evidence, 6);
	CU_ASSERT_EQUAL(ending.reason, ENDED_CLOSED);
	CU_ASSERT_TRUE(ending.reset_ttl_known);
	CU_ASSERT_FALSE(ending.reset_ttl_differs);
	ending = ending_of(GREETED "1.0 C R 1 0\n");
	CU_ASSERT_EQUAL(ending.outcome, ENDING_RESET);
	CU_ASSERT_EQUAL(ending.reset_by, CLIENT);
}

static void
a_reset_from_a_third_place_shows_in_its_ttl(void)
{
	struct ending ending = ending_of(GREETED "1.0 S RA 4 1 ttl=61\n");

	CU_ASSERT_TRUE(ending.reset_ttl_known && ending.reset_ttl_differs);
	ending = ending_of("0.0 C S 0 0\n0.1 S RA 0 1 ttl=61\n");
	CU_ASSERT_EQUAL(ending.outcome, ENDING_REFUSED);
	CU_ASSERT_FALSE(ending.reset_ttl_known);
}

static void
a_reset_that_its_sender_does_not_heed_cuts_nothing(void)
{
	struct ending ending = ending_of(GREETED "1.0 S RA 4 1 ttl=61\n1.1 S PA 4 1 |250\n1.2 C A 1 7\n");

	CU_ASSERT_EQUAL(ending.outcome, ENDING_ESTABLISHED);
	CU_ASSERT_TRUE(ending.was_reset && ending.data_after_reset);
	/* The last octets before a reset may be captured after it. */
	ending = ending_of(GREETED "1.0 S RA 7 1\n1.0 S PA 4 1 |250\n");
	CU_ASSERT_EQUAL(ending.outcome, ENDING_RESET);
	CU_ASSERT_FALSE(ending.data_after_reset);
}

static void
a_reset_out_of_window_is_none(void)
{
	/* RFC 9293 3.5.3: a reset is valid if its sequence number is in the window. */
	CU_ASSERT_EQUAL(outcome_of(GREETED "1.0 S R 900000000 1\n"), ENDING_ESTABLISHED);
	CU_ASSERT_EQUAL(outcome_of(HANDSHAKE "1.0 S R 900000000 1\n"), ENDING_ESTABLISHED);
	CU_ASSERT_FALSE(ending_of(GREETED "1.0 S R 900000000 1\n").was_reset);
	/* And the valid one after it is not overlooked. */
	CU_ASSERT_EQUAL(outcome_of(GREETED "1.0 S R 900000000 1\n1.1 S RA 4 1\n"), ENDING_RESET);
}

static void
a_reset_in_answer_to_the_syn_is_refusal(void)
{
	struct ending ending = ending_of("0.0 C S 0 0\n0.1 S RA 16 1\n");

	CU_ASSERT_EQUAL(ending.outcome, ENDING_REFUSED);
	CU_ASSERT_EQUAL(ending.evidence, 2);
	CU_ASSERT_TRUE(ending.was_reset && ending.reset_by == SERVER);
	CU_ASSERT_EQUAL(outcome_of("0.1 S RA 16 1\n0.1 C S 0 0\n"), ENDING_REFUSED);
	/* Windows tries again after a refusal. */
	CU_ASSERT_EQUAL(outcome_of("0.0 C S 0 0\n0.1 S RA 16 1\n0.6 C S 0 0\n0.7 S RA 16 1\n"
				   "1.2 C S 0 0\n1.3 S RA 16 1\n" OTHER_AT("9.0")),
			ENDING_REFUSED);
	/* The octets in a SYN are acknowledged with it. */
	CU_ASSERT_EQUAL(outcome_of("0.0 C S 0 0 |EHLO\n0.1 S RA 16 5\n"), ENDING_REFUSED);
}

static void
a_reset_that_acknowledges_no_syn_refuses_nothing(void)
{
	/* RFC 9293 3.10.7.3: in SYN-SENT a reset counts only with an acceptable acknowledgement. */
	CU_ASSERT_EQUAL(outcome_of("0.0 C S 0 0\n0.1 S RA 16 77\n"), ENDING_UNKNOWN);
	CU_ASSERT_EQUAL(outcome_of("0.0 C S 0 0\n0.1 S RA 16 0\n"), ENDING_UNKNOWN);
	CU_ASSERT_EQUAL(outcome_of("0.0 C S 0 0\n0.1 S R 16 0\n"), ENDING_UNKNOWN);
	CU_ASSERT_EQUAL(outcome_of("0.1 S RA 16 77\n0.1 C S 0 0\n"), ENDING_UNKNOWN);
	CU_ASSERT_EQUAL(outcome_of("0.0 C S 0 0\n0.1 S RA 16 77\n0.2 S RA 16 1\n"), ENDING_REFUSED);
	CU_ASSERT_EQUAL(outcome_of("0.0 C S 0 0\n0.1 C R 1 0\n"), ENDING_UNKNOWN);
	CU_ASSERT_EQUAL(outcome_of("0.0 S RA 16 1\n"), ENDING_UNKNOWN);
}

static void
a_refused_syn_that_is_accepted_later_cuts_nothing(void)
{
	CU_ASSERT_EQUAL(
	    outcome_of("0.0 C S 0 0\n0.1 S RA 900000000 1\n0.6 C S 0 0\n0.7 S SA 0 1\n0.8 C A 1 1\n"),
	    ENDING_ESTABLISHED);
	/* A reset that belongs to the connection may be captured before the SYN-ACK it follows. */
	CU_ASSERT_EQUAL(outcome_of("0.0 C S 0 0\n0.1 S RA 1 1\n0.1 S SA 0 1\n0.2 C A 1 1\n"), ENDING_RESET);
}

static void
a_port_scan_finds_an_open_port(void)
{
	/* The client itself gives up what it began; nobody cut anything. */
	struct ending ending = ending_of("0.0 C S 0 0\n0.1 S SA 0 1\n0.2 C R 1 0\n");

	CU_ASSERT_EQUAL(ending.outcome, ENDING_ESTABLISHED);
	CU_ASSERT_TRUE(ending.was_reset && ending.reset_by == CLIENT && ending.handshake_seen);
	CU_ASSERT_EQUAL(outcome_of("0.0 C S 0 0\n0.1 C R 1 0\n0.1 S SA 0 1\n"), ENDING_ESTABLISHED);
}

static void
an_icmp_unreachable_for_the_syn_is_rejection(void)
{
	struct ending ending = ending_of("0.0 C S 0 0\n0.1 icmp C 3 13 seq=0\n");

	CU_ASSERT_EQUAL(ending.outcome, ENDING_REJECTED);
	CU_ASSERT_EQUAL(ending.evidence, 2);
	CU_ASSERT_TRUE(ending.has_icmp);
	CU_ASSERT_EQUAL(ending.icmp_type, 3);
	CU_ASSERT_EQUAL(ending.icmp_code, 13);
	CU_ASSERT_EQUAL(ending.icmp_reporter.octets[0], 198);
	CU_ASSERT_EQUAL(outcome_of("0.1 icmp C 3 3 seq=0\n0.1 C S 0 0\n"), ENDING_REJECTED);
	CU_ASSERT_EQUAL(
	    outcome_of("0.0 C S 0 0\n0.1 icmp C 3 1\n1.0 C S 0 0\n3.0 C S 0 0\n" OTHER_AT("60.0")),
	    ENDING_REJECTED);
	/* Alone: where it is certain that a SYN is quoted. */
	CU_ASSERT_EQUAL(outcome_of("0.1 icmp C 3 13 seq=0 flags=S\n"), ENDING_REJECTED);
	CU_ASSERT_EQUAL(outcome_of("0.1 icmp C 3 13 seq=0\n"), ENDING_UNKNOWN);
	CU_ASSERT_EQUAL(outcome_of("0.1 icmp C 3 13 seq=0 flags=A\n"), ENDING_UNKNOWN);
}

static void
an_icmp_error_before_its_syn_finds_its_client(void)
{
	/* The client's port is the lower one, so that the server is taken for the client at first. */
	CU_ASSERT_EQUAL(outcome_of("0.1 icmp C 3 3 seq=0 port=24\n0.1 C S 0 0 port=24\n"), ENDING_REJECTED);
	CU_ASSERT_EQUAL(outcome_of("0.1 icmp S 3 3 seq=0 port=24\n0.1 C S 0 0 port=24\n"), ENDING_UNKNOWN);
}

static void
an_icmp_error_that_is_no_refusal_has_no_say(void)
{
	/* Too big (RFC 1191); TTL exceeded; of another SYN; of an answer; of an established connection. */
	CU_ASSERT_EQUAL(outcome_of("0.0 C S 0 0\n0.1 icmp C 3 4 seq=0\n"), ENDING_UNKNOWN);
	CU_ASSERT_EQUAL(outcome_of("0.0 C S 0 0\n0.1 icmp C 11 0 seq=0\n"), ENDING_UNKNOWN);
	CU_ASSERT_EQUAL(outcome_of("0.0 C S 0 0\n0.1 icmp C 3 13 seq=77\n"), ENDING_UNKNOWN);
	CU_ASSERT_EQUAL(outcome_of("0.0 C S 0 0\n0.1 icmp S 3 13\n"), ENDING_UNKNOWN);
	CU_ASSERT_EQUAL(outcome_of(GREETED "1.0 icmp C 3 13 seq=1\n"), ENDING_ESTABLISHED);
	CU_ASSERT_EQUAL(outcome_of("0.0 C S 0 0\n0.1 icmp C 3 13\n1.0 C S 0 0\n1.1 S SA 0 1\n1.2 C A 1 1\n"),
			ENDING_ESTABLISHED);
}

static void
a_syn_that_is_retried_into_nothing_was_dropped(void)
{
	struct ending ending =
	    ending_of("0.0 C S 0 0\n1.0 C S 0 0\n3.0 C S 0 0\n" TICK("5.5") TICK("8.0") TICK("10.0"));

	CU_ASSERT_EQUAL(ending.outcome, ENDING_DROPPED);
	CU_ASSERT_EQUAL(ending.syns, 3);
	CU_ASSERT_EQUAL(ending.evidence, 3);
	CU_ASSERT_EQUAL(ending.waited, 7 * SECOND);
	CU_ASSERT_EQUAL(outcome_of("0.0 C S 0 0\n1.0 C S 0 0\n" TICK("5.0")), ENDING_DROPPED);
	/* A retry is proof of silence until then. */
	CU_ASSERT_EQUAL(outcome_of("0.0 C S 0 0\n1.0 C S 0 0\n3.0 C S 0 0\n"), ENDING_DROPPED);
	/* The capture ends too early, for one SYN or for two. */
	CU_ASSERT_EQUAL(outcome_of("0.0 C S 0 0\n"), ENDING_UNKNOWN);
	CU_ASSERT_EQUAL(outcome_of("0.0 C S 0 0\n1.0 C S 0 0\n" TICK("1.5")), ENDING_UNKNOWN);
}

static void
who_waits_is_told_how_long(void)
{
	CU_ASSERT_EQUAL(ending_of(HANDSHAKE BUSY_9 TICK("9.02")).waited, 9 * SECOND);
	CU_ASSERT_EQUAL(ending_of(GREETED "1.0 C PA 1 4 |E\n2.0 C PA 1 4 |E\n" BUSY_9 TICK("9.0")).waited,
			8 * SECOND);
	/* Where the capture has no packet at all, nobody may have watched. */
	CU_ASSERT_EQUAL(ending_of(HANDSHAKE TICK("2.02") TICK("9.02")).watched, 2 * SECOND);
	CU_ASSERT_EQUAL(ending_of(HANDSHAKE "pause\n" TICK("9.02")).waited, 0);
	/* After a goodbye nobody waits. */
	CU_ASSERT_EQUAL(ending_of(GREETED GOODBYE TICK("9.0")).waited, 0);
	CU_ASSERT_EQUAL(ending_of(HANDSHAKE "1.0 C FA 1 1\n" TICK("9.0")).waited, 0);
	CU_ASSERT_EQUAL(ending_of(HANDSHAKE "1.0 C R 1 0\n" TICK("9.0")).waited, 0);
}

static void
a_copy_of_a_syn_is_no_retry(void)
{
	struct ending ending = ending_of("0.0 C S 0 0\n0.001 C S 0 0\n" TICK("10.0"));

	CU_ASSERT_EQUAL(ending.outcome, ENDING_UNKNOWN);
	CU_ASSERT_EQUAL(ending.syns, 1);
}

static void
retries_sooner_than_a_timeout_prove_nothing(void)
{
	/* A client that was refused tries again after half a second (Windows); the answer may go another way.
	 */
	CU_ASSERT_EQUAL(outcome_of("0.0 C S 0 0\n0.5 C S 0 0\n1.0 C S 0 0\n" TICK("10.0")), ENDING_UNKNOWN);
}

static void
in_a_capture_of_one_direction_nothing_was_dropped(void)
{
	CU_ASSERT_EQUAL(outcome_of("0.0 C S 0 0 port=50000\n0.1 C A 1 1 port=50000\n"
				   "0.2 C PA 1 1 port=50000 |EHLO\n"
				   "0.2 C S 0 0\n1.2 C S 0 0\n3.2 C S 0 0\n" OTHER_AT("60.0")),
			ENDING_UNKNOWN);
}

static void
a_single_syn_proves_something_only_in_a_capture_of_both_directions(void)
{
	CU_ASSERT_EQUAL(outcome_of("0.0 C S 0 0\n" OTHER_FLOW OTHER_AT("30.0")), ENDING_DROPPED);
	CU_ASSERT_EQUAL(outcome_of("0.0 C S 0 0\n" OTHER_FLOW OTHER_AT("15.0")), ENDING_UNKNOWN);
	CU_ASSERT_EQUAL(outcome_of("0.0 C S 0 0\n" OTHER_AT("30.0")), ENDING_UNKNOWN);
	CU_ASSERT_EQUAL(outcome_of("0.0 C S 0 0\n" OTHER_FLOW "0.1 C A 1 1 port=50001\n" OTHER_AT("30.0")),
			ENDING_UNKNOWN);
	CU_ASSERT_EQUAL(outcome_of(OTHER_FLOW "9.0 C S 0 0\n"), ENDING_UNKNOWN);
}

static void
waiting_while_nobody_watches_proves_nothing(void)
{
	CU_ASSERT_EQUAL(outcome_of("0.0 C S 0 0\n" OTHER_FLOW "pause\n" OTHER_AT("30.0")), ENDING_UNKNOWN);
	CU_ASSERT_EQUAL(outcome_of("0.0 C S 0 0\n1.0 C S 0 0\npause\n" OTHER_AT("30.0")), ENDING_UNKNOWN);
	CU_ASSERT_EQUAL(outcome_of(GREETED "1.0 C PA 1 4 |EHLO\n1.5 C PA 1 4 |EHLO\n2.5 C PA 1 4 |EHLO\n"
					   "pause\n" OTHER_AT("30.0")),
			ENDING_ESTABLISHED);
	CU_ASSERT_EQUAL(outcome_of("0.0 C S 0 0\n" OTHER_FLOW "pause\n30.0 icmp C 11 0\n"), ENDING_UNKNOWN);
}

static void
watching_begins_again_with_a_packet_after_the_pause(void)
{
	CU_ASSERT_EQUAL(outcome_of("0.0 C S 0 0\npause\n1.0 C S 0 0\n" TICK("10.0")), ENDING_DROPPED);
}

static void
a_clock_that_is_set_back_proves_nothing(void)
{
	/* One packet with a wrong time, years ahead, must not age the others. */
	CU_ASSERT_EQUAL(outcome_of(OTHER_FLOW OTHER_AT("90000000.0") "0.5 C S 0 0\n" OTHER_FLOW),
			ENDING_UNKNOWN);
}

static void
octets_sent_again_into_nothing_are_silence(void)
{
	struct ending ending =
	    ending_of(GREETED "1.0 C PA 1 4 |EHLO\n1.3 C PA 1 4 |EHLO\n1.9 C PA 1 4 |EHLO\n"
			      "3.1 C PA 1 4 |EHLO\n" OTHER_AT("20.0"));

	CU_ASSERT_EQUAL(ending.outcome, ENDING_SILENT);
	CU_ASSERT_EQUAL(ending.waiting, CLIENT);
	CU_ASSERT_EQUAL(ending.evidence, 9);
	ending =
	    ending_of(GREETED "1.0 S PA 4 1 |250\n1.3 S PA 4 1 |250\n1.9 S PA 4 1 |250\n" OTHER_AT("20.0"));
	CU_ASSERT_EQUAL(ending.outcome, ENDING_SILENT);
	CU_ASSERT_EQUAL(ending.waiting, SERVER);
}

static void
silence_is_not_claimed_too_early(void)
{
	/* Too short; once only; copies; answered in the end. */
	CU_ASSERT_EQUAL(outcome_of(GREETED "1.0 C PA 1 4 |E\n1.3 C PA 1 4 |E\n1.9 C PA 1 4 |E\n"),
			ENDING_ESTABLISHED);
	CU_ASSERT_EQUAL(outcome_of(GREETED "1.0 C PA 1 4 |E\n1.3 C PA 1 4 |E\n" OTHER_AT("20.0")),
			ENDING_ESTABLISHED);
	CU_ASSERT_EQUAL(
	    outcome_of(GREETED "1.0 C PA 1 4 |E\n1.01 C PA 1 4 |E\n1.02 C PA 1 4 |E\n" OTHER_AT("20.0")),
	    ENDING_ESTABLISHED);
	CU_ASSERT_EQUAL(
	    outcome_of(GREETED "1.0 C PA 1 4 |E\n2 C PA 1 4 |E\n5 C PA 1 4 |E\n6 S A 4 2\n" OTHER_AT("20.0")),
	    ENDING_ESTABLISHED);
}

static void
who_goes_on_was_answered(void)
{
	/* The server's packets are no longer captured, but the client sends new octets, or acknowledges some.
	 */
	CU_ASSERT_EQUAL(outcome_of(GREETED "1.0 C PA 1 4 |EHLO\n1.5 C PA 1 4 |EHLO\n2.5 C PA 1 4 |EHLO\n"
					   "3.0 C PA 5 4 |MAIL\n" OTHER_AT("20.0")),
			ENDING_ESTABLISHED);
	CU_ASSERT_EQUAL(outcome_of(GREETED "1.0 C PA 1 4 |EHLO\n1.5 C PA 1 4 |EHLO\n2.5 C PA 1 4 |EHLO\n"
					   "3.0 C A 5 44\n" OTHER_AT("20.0")),
			ENDING_ESTABLISHED);
}

static void
a_capture_of_one_side_tells_no_silence(void)
{
	CU_ASSERT_NOT_EQUAL(
	    outcome_of(
		"0.0 S SA 0 1\n0.1 S PA 1 1 |220\n0.5 S PA 1 1 |220\n1.5 S PA 1 1 |220\n" OTHER_AT("20.0")),
	    ENDING_SILENT);
}

static void
a_handshake_that_never_ended_is_not_established(void)
{
	/* The SYN-ACK is sent again and again: a forged SYN, or a path that is shut in one direction. */
	CU_ASSERT_EQUAL(
	    outcome_of("0.0 C S 0 0\n0.1 S SA 0 1\n1.1 S SA 0 1\n3.1 S SA 0 1\n" OTHER_AT("20.0")),
	    ENDING_UNKNOWN);
	/* RFC 9293 3.10.7.3: an acknowledgement of another SYN is not accepted. */
	CU_ASSERT_EQUAL(outcome_of("0.0 C S 0 0\n0.1 S SA 0 900000000\n"), ENDING_UNKNOWN);
	CU_ASSERT_EQUAL(outcome_of("0.0 C S 0 0\n0.1 S SA 0 1\n"), ENDING_UNKNOWN);
	CU_ASSERT_EQUAL(outcome_of("0.0 C S 0 0\n0.1 S SA 0 1\n1.1 S SA 0 1\n1.2 C A 1 1\n"),
			ENDING_ESTABLISHED);
}

static void
an_answer_that_does_not_arrive_is_dropped(void)
{
	static const char asked[] = "0.0 C S 0 0\n0.1 S SA 0 1\n1.0 C S 0 0\n1.1 S SA 0 1\n"
				    "3.0 C S 0 0\n3.1 S SA 0 1\n";
	char              script[400];
	struct ending     ending;

	snprintf(script, sizeof(script), "%s%s", asked, OTHER_AT("20.0"));
	ending = ending_of(script);
	CU_ASSERT_EQUAL(ending.outcome, ENDING_DROPPED);
	CU_ASSERT_TRUE(ending.is_answered);
	CU_ASSERT_EQUAL(ending.syns, 3);
	CU_ASSERT_EQUAL(ending.tried_for, 3 * SECOND);
	CU_ASSERT_EQUAL(ending.tries[0], 3);
	CU_ASSERT_EQUAL(ending.tries[1], 5);
	CU_ASSERT_EQUAL(ending.tries[2], PLACE_NONE);
	/* The last answer may yet be taken; and is. */
	CU_ASSERT_EQUAL(outcome_of(asked), ENDING_UNKNOWN);
	snprintf(script, sizeof(script), "%s%s", asked, "3.2 C A 1 1\n");
	CU_ASSERT_EQUAL(outcome_of(script), ENDING_ESTABLISHED);
}

static void
a_capture_of_the_client_only_cannot_tell(void)
{
	struct ending ending = ending_of("0.0 C S 0 0\n0.1 C A 1 1\n0.2 C PA 1 40 |EHLO\n" OTHER_AT("20.0"));

	CU_ASSERT_EQUAL(ending.outcome, ENDING_UNKNOWN);
	CU_ASSERT_TRUE(ending.one_sided);
	CU_ASSERT_FALSE(ending.midstream);
}

static void
a_capture_of_the_server_only_has_what_the_server_shows(void)
{
	struct played played = play("0.0 S SA 0 1\n0.1 S PA 1 1 |220\n0.2 S PA 4 7 |250\n");

	CU_ASSERT_EQUAL(played.ending.outcome, ENDING_ESTABLISHED);
	CU_ASSERT_TRUE(played.ending.one_sided);
	CU_ASSERT_EQUAL(played.counts.one_sided, 1);
	CU_ASSERT_EQUAL(played.flow.orientation, ORIENTED_BY_SYN);
}

static void
a_flow_from_its_middle_is_established_where_both_sides_talk(void)
{
	struct played played = play("0.0 S PA 1 1 |250\n0.1 C PA 1 4 |QUIT\n");

	CU_ASSERT_EQUAL(played.ending.outcome, ENDING_ESTABLISHED);
	CU_ASSERT_TRUE(played.ending.midstream);
	CU_ASSERT_EQUAL(played.counts.midstream, 1);
	CU_ASSERT_EQUAL(outcome_of("0.0 S PA 1 1 |250\n"), ENDING_UNKNOWN);
}

SUITE("flow: endings", ROW(a_closed_connection_was_established), ROW(the_reason_says_why_the_table_let_go),
      ROW(a_reset_after_both_fins_is_no_cut), ROW(a_reset_in_the_dialogue_is_told_with_its_sender),
      ROW(a_reset_from_a_third_place_shows_in_its_ttl),
      ROW(a_reset_that_its_sender_does_not_heed_cuts_nothing), ROW(a_reset_out_of_window_is_none),
      ROW(a_reset_in_answer_to_the_syn_is_refusal), ROW(a_reset_that_acknowledges_no_syn_refuses_nothing),
      ROW(a_refused_syn_that_is_accepted_later_cuts_nothing), ROW(a_port_scan_finds_an_open_port),
      ROW(an_icmp_unreachable_for_the_syn_is_rejection), ROW(an_icmp_error_before_its_syn_finds_its_client),
      ROW(an_icmp_error_that_is_no_refusal_has_no_say), ROW(a_syn_that_is_retried_into_nothing_was_dropped),
      ROW(who_waits_is_told_how_long), ROW(a_copy_of_a_syn_is_no_retry),
      ROW(retries_sooner_than_a_timeout_prove_nothing),
      ROW(in_a_capture_of_one_direction_nothing_was_dropped),
      ROW(a_single_syn_proves_something_only_in_a_capture_of_both_directions),
      ROW(waiting_while_nobody_watches_proves_nothing),
      ROW(watching_begins_again_with_a_packet_after_the_pause), ROW(a_clock_that_is_set_back_proves_nothing),
      ROW(octets_sent_again_into_nothing_are_silence), ROW(silence_is_not_claimed_too_early),
      ROW(who_goes_on_was_answered), ROW(a_capture_of_one_side_tells_no_silence),
      ROW(a_handshake_that_never_ended_is_not_established), ROW(an_answer_that_does_not_arrive_is_dropped),
      ROW(a_capture_of_the_client_only_cannot_tell),
      ROW(a_capture_of_the_server_only_has_what_the_server_shows),
      ROW(a_flow_from_its_middle_is_established_where_both_sides_talk))
