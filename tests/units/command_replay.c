/* SPDX-License-Identifier: Apache-2.0 */
/* How the network cuts a stream does not change what is known: every sample, played in other ways. */
#include <glob.h>
#include <stdio.h>
#include <string.h>

#include "command_tape.h"
#include "unit.h"

/* The ways to play a tape: each makes another tape of the same payloads. */

static void
play_each_octet_alone(const struct tape *from, struct tape *to)
{
	for (size_t i = 0; i < from->count; i++) {
		struct segment whole = from->segments[i];
		uint8_t        last_flags = whole.flags;

		if (whole.payload.size < 2 || whole.kind != SEGMENT_TCP) {
			tape_add(to, &whole);
			continue;
		}
		for (uint32_t at = 0; at < whole.payload.size; at++) {
			struct segment part = whole;
			bool           is_last = at + 1 == whole.payload.size;

			part.seq += at;
			part.payload = bytes_of(whole.payload.data + at, 1);
			part.payload_length = is_last ? whole.payload_length - at : 1;
			part.flags =
			    is_last ? last_flags : (uint8_t)(last_flags & ~(TCP_FIN | TCP_PSH | TCP_RST));
			tape_add(to, &part);
		}
	}
}

static void
play_pairs_reversed(const struct tape *from, struct tape *to)
{
	for (size_t i = 0; i + 1 < from->count; i += 2) {
		tape_add(to, &from->segments[i + 1]);
		tape_add(to, &from->segments[i]);
	}
	if (from->count % 2 == 1)
		tape_add(to, &from->segments[from->count - 1]);
}

static void
play_all_but_first_pairwise_reversed(const struct tape *from, struct tape *to)
{
	struct tape rest = {from->segments + 1, from->count - 1, 0};

	tape_add(to, &from->segments[0]);
	play_pairs_reversed(&rest, to);
}

static void
play_everything_twice(const struct tape *from, struct tape *to)
{
	for (size_t i = 0; i < from->count; i++) {
		tape_add(to, &from->segments[i]);
		tape_add(to, &from->segments[i]);
	}
}

static void
play_octets_alone_and_reversed(const struct tape *from, struct tape *to)
{
	struct tape octets = {NULL, 0, 0};

	play_each_octet_alone(from, &octets);
	play_pairs_reversed(&octets, to);
	tape_free(&octets, false);
}

/*
 * Facts that tell of the capture, not of the talk.  Of a connection seen from its middle, octets captured
 * before the first that was told cannot be told from a repetition.
 */
static bool
is_of_the_capture(const struct facts *facts, enum fact fact)
{
	return fact == FACT_CONNECT_ATTEMPTS || fact == FACT_CONNECT_TRIED_FOR ||
	       fact == FACT_IDLE_BEFORE_END || fact == FACT_PACKETS || fact == FACT_FIRST_SEEN ||
	       fact == FACT_LAST_SEEN || fact == FACT_CONTROL_SEEN ||
	       (fact == FACT_BYTES && facts_is(facts, FACT_MIDSTREAM));
}

static bool
is_same_fact(const struct facts *a, const struct facts *b, enum fact fact)
{
	struct value x, y;
	bool         has = facts_value(a, fact, &x);

	if (has != facts_value(b, fact, &y))
		return false;
	if (!has)
		return true;
	if (x.type == TYPE_TEXT || x.type == TYPE_TEXTS)
		return strcmp(x.is.text, y.is.text) == 0;
	if (x.type == TYPE_ADDRESS)
		return address_equal(&x.is.address, &y.is.address);
	return a->values[fact] == b->values[fact];
}

static const struct session *
find_session(const struct play *in, const struct session *like)
{
	for (size_t i = 0; i < in->count; i++)
		if (is_same_fact(&in->sessions[i].facts, &like->facts, FACT_CLIENT) &&
		    is_same_fact(&in->sessions[i].facts, &like->facts, FACT_CLIENT_PORT) &&
		    is_same_fact(&in->sessions[i].facts, &like->facts, FACT_SERVER) &&
		    is_same_fact(&in->sessions[i].facts, &like->facts, FACT_SERVER_PORT))
			return &in->sessions[i];
	return NULL;
}

static void
want_same(const struct play *wanted, const struct play *got, const char *path, const char *way)
{
	CU_ASSERT_EQUAL(wanted->count, got->count);
	for (size_t i = 0; i < wanted->count; i++) {
		const struct session *same = find_session(got, &wanted->sessions[i]);

		CU_ASSERT_PTR_NOT_NULL(same);
		for (unsigned fact = 0; same != NULL && fact < FACT_COUNT; fact++) {
			bool is_same =
			    is_of_the_capture(&same->facts, (enum fact)fact) ||
			    is_same_fact(&wanted->sessions[i].facts, &same->facts, (enum fact)fact);

			if (!is_same)
				printf("\n%s, %s: session %zu differs in %s", path, way, i,
				       fact_rows[fact].name);
			CU_ASSERT_TRUE(is_same);
		}
	}
}

static void
want_same_facts_however(void (*way)(const struct tape *from, struct tape *to), const char *name)
{
	struct complaints *complaints = complaints_new();
	struct policy     *policy = policy_load("baseline", complaints);
	glob_t             samples;

	CU_ASSERT_PTR_NOT_NULL_FATAL(policy);
	CU_ASSERT_EQUAL_FATAL(glob("captures/*.pcap*", 0, NULL, &samples), 0);
	for (size_t i = 0; i < samples.gl_pathc; i++) {
		struct tape tape = {NULL, 0, 0}, other = {NULL, 0, 0};
		struct play plain, changed;

		if (tape_is_continuation(samples.gl_pathv[i]))
			continue;
		CU_ASSERT_TRUE_FATAL(tape_read(&tape, samples.gl_pathv[i]));
		way(&tape, &other);
		play_tape(&tape, policy, &plain);
		play_tape(&other, policy, &changed);
		want_same(&plain, &changed, samples.gl_pathv[i], name);
		play_free(&plain);
		play_free(&changed);
		tape_free(&other, false);
		tape_free(&tape, true);
	}
	CU_ASSERT(samples.gl_pathc >= 16);
	globfree(&samples);
	policy_free(policy);
	complaints_free(complaints);
}

static void
each_octet_alone_gives_the_same_facts(void)
{
	want_same_facts_however(play_each_octet_alone, "each octet alone");
}

static void
pairs_of_packets_reversed_give_the_same_facts(void)
{
	want_same_facts_however(play_pairs_reversed, "pairs reversed");
	want_same_facts_however(play_all_but_first_pairwise_reversed, "pairs from the second reversed");
}

static void
every_packet_twice_gives_the_same_facts(void)
{
	want_same_facts_however(play_everything_twice, "everything twice");
}

static void
octets_alone_and_reversed_give_the_same_facts(void)
{
	want_same_facts_however(play_octets_alone_and_reversed, "each octet alone, pairs reversed");
}

SUITE("command: replay", ROW(each_octet_alone_gives_the_same_facts),
      ROW(pairs_of_packets_reversed_give_the_same_facts), ROW(every_packet_twice_gives_the_same_facts),
      ROW(octets_alone_and_reversed_give_the_same_facts))
