/* SPDX-License-Identifier: Apache-2.0 */
/* Which packets make one flow, who is its client, and what is let go when room is short. */
#include <stdio.h>
#include <string.h>

#include "flow_lab.h"
#include "unit.h"

#define CLOSED(port)                                                                                         \
	"0.0 C S 0 0 port=" port "\n0.1 S SA 0 1 port=" port "\n0.1 C A 1 1 port=" port                      \
	"\n0.2 C FA 1 1 port=" port "\n0.3 S FA 1 2 port=" port "\n"
#define HEARD(port)                                                                                          \
	"0.0 C S 0 0 port=" port "\n0.1 S SA 0 1 port=" port "\n0.1 C A 1 1 port=" port                      \
	"\n0.1 S PA 1 1 port=" port " |x\n"
#define UNHEARD(port) "0.0 C A 1 1 port=" port "\n0.1 S A 1 1 port=" port "\n"
#define OPENING(port) "0.0 C S 0 0 port=" port "\n"

static void
the_sender_of_the_syn_is_the_client(void)
{
	struct played played = play("0.0 C S 0 0 port=24\n0.1 S SA 0 1 port=24\n");

	CU_ASSERT_EQUAL(played.flow.ends[CLIENT].port, 24);
	CU_ASSERT_EQUAL(played.flow.ends[SERVER].port, 25);
	CU_ASSERT_EQUAL(played.flow.ends[CLIENT].address.octets[3], 10);
	CU_ASSERT_EQUAL(played.flow.orientation, ORIENTED_BY_SYN);
	played = play("0.0 S SA 0 1 port=24\n0.1 C A 1 1 port=24\n");
	CU_ASSERT_EQUAL(played.flow.ends[CLIENT].port, 24);
	CU_ASSERT_EQUAL(played.flow.orientation, ORIENTED_BY_SYN);
	played = play("0.0 S SA 0 1 port=24\n0.0 C S 0 0 port=24\n");
	CU_ASSERT_EQUAL(played.flow.ends[CLIENT].port, 24);
	CU_ASSERT_EQUAL(played.opened, 1);
	CU_ASSERT_TRUE(played.ending.handshake_seen);
}

static void
without_a_syn_the_port_tells_the_server(void)
{
	struct played played = play("0.0 C PA 1 1 |x\n");

	CU_ASSERT_EQUAL(played.flow.ends[SERVER].port, 25);
	CU_ASSERT_EQUAL(played.flow.orientation, ORIENTED_BY_PORT);
	/* A mail port before a lower one that is none; of two that are alike the lower. */
	played = play("0.0 C PA 1 1 port=20 |x\n");
	CU_ASSERT_EQUAL(played.flow.ends[SERVER].port, 25);
	played = play("0.0 C PA 1 1 port=24 |x\n");
	CU_ASSERT_EQUAL(played.flow.ends[SERVER].port, 24);
}

static void
a_syn_corrects_what_the_ports_said(void)
{
	struct played played = play("0.0 C A 1 1 port=24\n0.0 C S 0 0 port=24\n0.1 S SA 0 1 port=24\n");

	CU_ASSERT_EQUAL(played.flow.ends[CLIENT].port, 24);
	CU_ASSERT_EQUAL(played.flow.orientation, ORIENTED_BY_SYN);
	CU_ASSERT_EQUAL(played.opened, 1);
	CU_ASSERT_EQUAL(played.ending.syns, 1);
}

static void
the_guest_may_turn_a_flow_round(void)
{
	struct lab_options options = {.turn_at_once = true};
	struct played      played = play_with(&options, "0.0 C PA 1 1 |220\n0.1 S PA 1 4 |EHLO\n"
							     "0.2 C PA 4 5 length=9 |250\n0.3 S PA 5 13 |Q\n");

	CU_ASSERT_STRING_EQUAL(played.told, "S<220>C<EHLO>S<250>S-6C<Q>");
	CU_ASSERT_EQUAL(played.flow.orientation, ORIENTED_BY_TEXT);
	CU_ASSERT_EQUAL(played.flow.ends[SERVER].port, 40000);
	CU_ASSERT_EQUAL(played.flow.octets[SERVER], 12);
	CU_ASSERT_EQUAL(played.flow.octets[CLIENT], 5);
	/* Also where the first that it hears was cut, or held. */
	played = play_with(&options, "0.0 C PA 1 1 length=9 |220\n0.1 S PA 1 10 |EHLO\n");
	CU_ASSERT_STRING_EQUAL(played.told, "S<220>S-6C<EHLO>");
	played = play_with(&options, "0.0 C A 1 1\n0.1 S A 1 1\n0.2 S PA 1 4 |EHLO\n0.3 C PA 1 1 |220\n");
	CU_ASSERT_STRING_EQUAL(played.told, "S<220>C<EHLO>");
}

static void
a_new_syn_is_a_new_flow(void)
{
	struct played played = play(CLOSED("40000") "5.0 C S 70000 0\n5.1 S SA 80000 70001\n");

	CU_ASSERT_EQUAL(played.opened, 2);
	CU_ASSERT_EQUAL(played.endings[0].reason, ENDED_REUSED);
	CU_ASSERT_EQUAL(played.endings[0].outcome, ENDING_ESTABLISHED);
	CU_ASSERT_EQUAL(played.endings[1].syns, 1);
	CU_ASSERT_TRUE(played.endings[1].handshake_seen);
	played = play("0.0 C A 1 1\n0.1 S A 1 1\n5.0 C S 70000 0\n");
	CU_ASSERT_EQUAL(played.opened, 2);
	/* Also where the SYN-ACK is captured first. */
	played = play(CLOSED("40000") "5.1 S SA 80000 70001\n5.1 C S 70000 0\n5.2 C PA 70001 80001 |hi\n");
	CU_ASSERT_EQUAL(played.opened, 2);
	CU_ASSERT_EQUAL(played.endings[0].reason, ENDED_REUSED);
	CU_ASSERT_TRUE(played.endings[1].handshake_seen);
	CU_ASSERT_STRING_EQUAL(played.told, "C<hi>");
}

static void
a_syn_sent_again_is_no_new_flow(void)
{
	struct played played;

	CU_ASSERT_EQUAL(play("0.0 C S 0 0\n1.0 C S 0 0\n3.0 C S 0 0\n3.1 S SA 0 1\n3.2 C A 1 1\n").opened, 1);
	CU_ASSERT_EQUAL(play(HANDSHAKE "0.1 S SA 0 1\n0.2 C S 0 0\n").opened, 1);
	/* Captured after its answer. */
	CU_ASSERT_EQUAL(play("0.1 S SA 0 1\n0.1 C S 0 0\n0.2 C A 1 1\n").opened, 1);
	/* Captured after its first octets and their acknowledgement. */
	CU_ASSERT_EQUAL(play("0.1 C PA 1 1 |hi\n0.1 S A 1 3\n0.1 C S 0 0\n").opened, 1);
	/* A server that answers each SYN with a number of its own (SYN cookies) goes on with the last. */
	played = play("0.0 C S 0 0\n0.1 S SA 0 1\n1.0 C S 0 0\n1.1 S SA 900000000 1\n"
		      "1.2 C A 1 900000001\n1.3 S PA 900000001 1 |220\n");
	CU_ASSERT_EQUAL(played.opened, 1);
	CU_ASSERT_STRING_EQUAL(played.told, "S<220>");
}

static void
late_packets_of_a_closed_flow_open_none(void)
{
	CU_ASSERT_EQUAL(play(CLOSED("40000") "0.4 C A 2 2\n5.0 S FA 1 2\n8.0 C R 2 0\n").opened, 1);
	CU_ASSERT_EQUAL(play(HANDSHAKE "0.1 C R 1 0\n0.2 S PA 1 1 |x\n0.2 C R 1 0\n").opened, 1);
}

static void
flows_end_in_the_order_of_their_first_packets(void)
{
	char script[8192] = "";

	for (unsigned port = 49000; port > 48900; port -= 10) {
		char line[64];

		snprintf(line, sizeof(line), "0.0 C %s 0 0 port=%u\n", port % 20 == 0 ? "S" : "A", port);
		strcat(script, line);
	}
	for (unsigned again = 0; again < 5; again++) {
		struct played played = play(script);

		CU_ASSERT_EQUAL_FATAL(played.ended, 10);
		for (unsigned i = 0; i < played.ended; i++)
			CU_ASSERT_EQUAL(played.flows[i].ends[CLIENT].port, 49000 - 10 * i);
	}
}

static void
each_of_many_flows_is_found_again(void)
{
	/* More than the buckets there are at first. */
	static char   script[2 * 3000 * 32];
	size_t        used = 0;
	struct played played;

	for (unsigned i = 0; i < 6000; i++)
		used += (size_t)snprintf(script + used, sizeof(script) - used, "%u C S 0 0 port=%u\n",
					 i / 3000, 50000 + i % 3000);
	played = play(script);
	CU_ASSERT_EQUAL(played.opened, 3000);
	CU_ASSERT_EQUAL(played.ending.syns, 2);
}

static void
the_least_valuable_flow_makes_room(void)
{
	struct lab_options options = {.limits = flow_limits_default, .is_guest = true};
	static const struct {
		uint16_t           port;
		enum ending_reason reason;
	} order[] = {
	    {3, ENDED_CLOSED },
            {4, ENDED_EVICTED},
            {2, ENDED_EVICTED},
            {1, ENDED_EVICTED}
        };
	struct played played;

	options.limits.flows = 4;
	played = play_with(&options, HEARD("50001") UNHEARD("50002") CLOSED("50003") OPENING("50004")
					 HEARD("50005") HEARD("50006") HEARD("50007") HEARD("50008"));
	CU_ASSERT_EQUAL_FATAL(played.ended, 8);
	for (unsigned i = 0; i < 4; i++) {
		CU_ASSERT_EQUAL(played.flows[i].ends[CLIENT].port, 50000 + order[i].port);
		CU_ASSERT_EQUAL(played.endings[i].reason, order[i].reason);
	}
	CU_ASSERT_EQUAL(played.counts.evicted, 3);
	CU_ASSERT_EQUAL(played.counts.flows, 8);
}

static void
what_one_side_holds_is_bounded(void)
{
	struct lab_options options = {.limits = flow_limits_default};
	struct played      played;

	/* When the bound is reached the oldest gap is given up, and the stream goes on. */
	options.limits.side_octets = 300;
	played =
	    play_with(&options, HANDSHAKE "0.1 S PA 3 1 |cd\n0.1 S PA 7 1 |gh\n0.1 S PA 9 1 |ij\npieces\n"
					  "0.1 S PA 1 1 |ab\n0.2 S PA 11 1 |k\n");
	CU_ASSERT_STRING_EQUAL(played.told, "S-2S<cd>S-2S<ghij>[0]S<k>");
	CU_ASSERT_EQUAL(played.counts.shed_octets, 0);
	/* Where there is room for a part of a segment, that part is not told twice, nor its place missed. */
	played = play_with(&options, HANDSHAKE "0.1 S PA 5 1 |ef\n0.2 S PA 1 1 length=2100 |abcd\n");
	CU_ASSERT_STRING_EQUAL(played.told, "S<abcdef>S-2094");
}

static void
what_all_flows_hold_is_bounded(void)
{
	struct lab_options options = {.limits = flow_limits_default};
	struct played      played;

	options.limits.held_octets = 1;
	played = play_with(&options, HANDSHAKE "0.1 S PA 3 1 |cd\npieces\n0.1 S PA 7 1 |gh\npieces\n"
					       "0.2 S PA 9 1 |ij\n");
	CU_ASSERT_STRING_EQUAL(played.told, "[1]S-2S<cd>[1]S-2S<ghij>");
	/* No room for what only waits for its cause: it is told without. */
	played = play_with(&options, "0.0 C A 1 1 port=50000\n0.0 C PA 9 1 port=50000 |x\n" HANDSHAKE
				     "0.1 C PA 1 4 |EHLO\n0.1 S PA 1 1 |220\npieces\n");
	CU_ASSERT_STRING_EQUAL(played.told, "C<EHLO>S<220>[1]50000:C-850000:C<x>");
}

static void
times_that_go_back_are_counted(void)
{
	struct played played = play("1.0 C S 0 0\n0.5 S SA 0 1\n1.5 C A 1 1\n");

	CU_ASSERT_EQUAL(played.counts.backward_times, 1);
	CU_ASSERT_EQUAL(played.ending.outcome, ENDING_ESTABLISHED);
	CU_ASSERT_EQUAL(played.flow.last_seen - played.flow.first_seen, SECOND / 2);
}

SUITE("flow: table", ROW(the_sender_of_the_syn_is_the_client), ROW(without_a_syn_the_port_tells_the_server),
      ROW(a_syn_corrects_what_the_ports_said), ROW(the_guest_may_turn_a_flow_round),
      ROW(a_new_syn_is_a_new_flow), ROW(a_syn_sent_again_is_no_new_flow),
      ROW(late_packets_of_a_closed_flow_open_none), ROW(flows_end_in_the_order_of_their_first_packets),
      ROW(each_of_many_flows_is_found_again), ROW(the_least_valuable_flow_makes_room),
      ROW(what_one_side_holds_is_bounded), ROW(what_all_flows_hold_is_bounded),
      ROW(times_that_go_back_are_counted))
