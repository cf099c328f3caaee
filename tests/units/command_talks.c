/* SPDX-License-Identifier: Apache-2.0 */
/* Plays tests/talks through all rooms: as TCP, in order and not, twice, and with each segment lost. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "classify_talk_reader.h"
#include "command_tape.h"
#include "unit.h"

#define CLIENT_PORT 50000
#define CLIENT_SEQ 1000
#define SERVER_SEQ 700000
#define MOST_OCTETS 1460 /* in one segment */
#define MILLISECOND INT64_C(1000000)

/* What becomes segments: where each side stands, and which sides are captured. */
struct wire {
	struct tape *tape;
	uint16_t     port;
	uint32_t     next[2];
	bool         is_captured[2];
};

static void
send_segment(struct wire *wire, enum side from, uint8_t flags, struct bytes payload)
{
	static const struct address ends[2] = {
	    [CLIENT] = {{10, 0, 0, 1},   4},
              [SERVER] = {{192, 0, 2, 25}, 4}
        };
	enum side      to = side_other(from);
	size_t         count = wire->tape->count;
	struct segment segment = {
	    .kind = SEGMENT_TCP,
	    .from = ends[from],
	    .to = ends[to],
	    .from_port = from == CLIENT ? CLIENT_PORT : wire->port,
	    .to_port = from == CLIENT ? wire->port : CLIENT_PORT,
	    .seq = wire->next[from],
	    .ack = (flags & TCP_ACK) != 0 ? wire->next[to] : 0,
	    .flags = flags,
	    .window = 64240,
	    .ttl = 64,
	    .payload_length = (uint32_t)payload.size,
	    .payload = payload,
	    .time = (int64_t)(count + 1) * MILLISECOND,
	    .place = place_of(0, count + 1),
	};

	if (wire->is_captured[from])
		tape_add(wire->tape, &segment);
	wire->next[from] += (uint32_t)payload.size + ((flags & (TCP_SYN | TCP_FIN)) != 0);
}

static void
send_bare(struct wire *wire, enum side from, uint8_t flags)
{
	send_segment(wire, from, flags, bytes_of(NULL, 0));
}

static void
send_saying(struct wire *wire, const struct saying *saying)
{
	struct bytes rest = bytes_of(saying->octets, saying->size);

	if (saying->octets == NULL) {
		wire->next[saying->from] += (uint32_t)saying->size;
		return;
	}
	while (rest.size > 0) {
		struct bytes part = bytes_take(&rest, rest.size < MOST_OCTETS ? rest.size : MOST_OCTETS);

		send_segment(wire, saying->from, TCP_ACK | TCP_PSH, part);
		send_bare(wire, side_other(saying->from), TCP_ACK);
	}
}

static bool
speaks(const struct script *script, enum side side)
{
	for (size_t i = 0; i < script->count; i++)
		if (script->sayings[i].from == side && script->sayings[i].octets != NULL)
			return true;
	return false;
}

/* The connection that the talk is: from SYN to FIN, unless it says that these were not captured.
 */
static void
tape_of(const struct script *script, struct tape *tape)
{
	bool        is_one_sided = script->is_one_sided;
	struct wire wire = {
	    tape,
	    script->port,
	    {CLIENT_SEQ,                      SERVER_SEQ},
	    { !is_one_sided || speaks(script, CLIENT),    !is_one_sided || speaks(script, SERVER)},
	};

	if (!script->is_unsure) {
		send_bare(&wire, CLIENT, TCP_SYN);
		send_bare(&wire, SERVER, TCP_SYN | TCP_ACK);
		send_bare(&wire, CLIENT, TCP_ACK);
	}
	for (size_t i = 0; i < script->count; i++)
		send_saying(&wire, &script->sayings[i]);
	if (script->end.is_open)
		return;
	send_bare(&wire, CLIENT, TCP_FIN | TCP_ACK);
	send_bare(&wire, SERVER, TCP_FIN | TCP_ACK);
	send_bare(&wire, CLIENT, TCP_ACK);
}

/* Facts of the capture, and the role, which is judged by what was seen: who is not seen to log in relays. */
static void
forget_the_capture(struct facts *facts)
{
	static const enum fact of_the_capture[] = {
	    FACT_HANDSHAKE_SEEN, FACT_ONE_SIDED,  FACT_MIDSTREAM, FACT_GAPS,  FACT_TRUNCATED,
	    FACT_PACKETS,        FACT_FIRST_SEEN, FACT_LAST_SEEN, FACT_BYTES, FACT_ROLE};

	for (size_t i = 0; i < sizeof(of_the_capture) / sizeof(of_the_capture[0]); i++)
		facts_forget(facts, of_the_capture[i]);
}

/* What the program says of the tape: true iff it lists the session. */
static bool
hear(const struct tape *tape, const struct policy *policy, struct play *play, struct facts *facts)
{
	play_tape(tape, policy, play);
	CU_ASSERT(play->count <= 1);
	if (play->count == 0)
		return false;
	*facts = play->sessions[0].facts;
	forget_the_capture(facts);
	return true;
}

struct room {
	const struct policy *policy;
	void (*run)(const struct room *room, const struct script *script, const struct tape *tape);
};

static void
run_one(void *context, const struct script *script)
{
	const struct room *room = context;
	struct tape        tape = {NULL, 0, 0};

	tape_of(script, &tape);
	room->run(room, script, &tape);
	tape_free(&tape, false);
}

static void
for_each_talk(void (*run)(const struct room *room, const struct script *script, const struct tape *tape))
{
	struct complaints *complaints = complaints_new();
	struct policy     *policy = policy_load("baseline", complaints);
	struct room        room = {policy, run};

	CU_ASSERT_PTR_NOT_NULL_FATAL(policy);
	CU_ASSERT(script_each(run_one, &room) >= 255);
	policy_free(policy);
	complaints_free(complaints);
}

static bool
is_mail(const struct facts *facts)
{
	struct value protocol;

	return facts_value(facts, FACT_PROTOCOL, &protocol) && protocol.is.number <= PROTOCOL_MANAGESIEVE;
}

/* On other ports a session is listed only if it is mail. */
static void
run_in_order(const struct room *room, const struct script *script, const struct tape *tape)
{
	struct play  play;
	struct facts facts;

	if (hear(tape, room->policy, &play, &facts))
		script_expect_facts(script, &facts);
	else
		for (size_t i = 0; i < script->want_count; i++)
			CU_ASSERT_FALSE(script->wants[i].fact == FACT_PROTOCOL_BASIS &&
					strcmp(script->wants[i].value, "none") != 0);
	play_free(&play);
}

static void
talks_as_tcp_yield_their_facts(void)
{
	for_each_talk(run_in_order);
}

static void
want_same(const struct script *script, const struct facts *a, const struct facts *b, const char *way)
{
	char one[80], two[80];

	for (unsigned fact = 0; fact < FACT_COUNT; fact++) {
		const char *was = script_fact_text(a, fact, one), *is = script_fact_text(b, fact, two);

		if (strcmp(was, is) != 0)
			fprintf(stderr, "%s: %s: %s is %s, not %s\n", script->path, way, fact_rows[fact].name,
				is, was);
		CU_ASSERT(strcmp(was, is) == 0);
	}
}

static void
want_same_as(const struct room *room, const struct script *script, const struct tape *tape,
	     struct tape *other, const char *way)
{
	struct play  plays[2];
	struct facts facts[2];
	bool         is_listed = hear(tape, room->policy, &plays[0], &facts[0]);

	tape_number(other);
	CU_ASSERT_EQUAL(hear(other, room->policy, &plays[1], &facts[1]), is_listed);
	if (is_listed && plays[1].count == 1)
		want_same(script, &facts[0], &facts[1], way);
	play_free(&plays[0]);
	play_free(&plays[1]);
	tape_free(other, false);
}

static void
tape_swap_pairs(struct tape *tape, size_t from)
{
	for (size_t i = from; i + 1 < tape->count; i += 2) {
		struct segment first = tape->segments[i];

		tape->segments[i] = tape->segments[i + 1];
		tape->segments[i + 1] = first;
	}
}

/* Of a connection seen from its middle, what is captured before its first segment is not known to be of it.
 */
static void
run_swapped(const struct room *room, const struct script *script, const struct tape *tape)
{
	for (size_t from = script->is_unsure || script->is_one_sided ? 1 : 0; from < 2; from++) {
		struct tape other = {NULL, 0, 0};

		tape_add_part(&other, tape, 0, tape->count);
		tape_swap_pairs(&other, from);
		want_same_as(room, script, tape, &other, from == 0 ? "pairs swapped" : "other pairs swapped");
	}
}

static void
talks_with_segments_swapped_yield_the_same_facts(void)
{
	for_each_talk(run_swapped);
}

static void
run_twice(const struct room *room, const struct script *script, const struct tape *tape)
{
	struct tape other = {NULL, 0, 0};

	for (size_t i = 0; i < tape->count; i++) {
		tape_add(&other, &tape->segments[i]);
		tape_add(&other, &tape->segments[i]);
	}
	want_same_as(room, script, tape, &other, "each twice");
}

static void
talks_with_every_segment_twice_yield_the_same_facts(void)
{
	for_each_talk(run_twice);
}

static void
run_without(const struct room *room, const struct script *script, const struct tape *tape,
	    const struct facts *whole, size_t lost)
{
	struct tape  part = {NULL, 0, 0};
	struct play  play;
	struct facts facts;

	tape_add_part(&part, tape, 0, lost);
	tape_add_part(&part, tape, lost + 1, tape->count);
	if (hear(&part, room->policy, &play, &facts) && whole != NULL)
		script_expect_no_other(script, whole, &facts, "without segment", lost + 1);
	else if (play.count > 0)
		CU_ASSERT_FALSE(is_mail(&facts));
	play_free(&play);
	tape_free(&part, false);
}

static void
run_lossy(const struct room *room, const struct script *script, const struct tape *tape)
{
	struct play  play;
	struct facts whole;
	bool         is_listed = hear(tape, room->policy, &play, &whole);

	for (size_t lost = 0; lost < tape->count; lost++)
		run_without(room, script, tape, is_listed ? &whole : NULL, lost);
	play_free(&play);
}

static void
talks_with_a_segment_lost_yield_no_other_facts(void)
{
	for_each_talk(run_lossy);
}

/* What is right as far as it goes: a handshake under way, a protocol by its port, the newest of several
 * logins; and what the whole does not know because something is missing later. */
static void
forget_what_is_so_far(struct facts *facts, const struct facts *whole)
{
	static const enum fact of_newest_login[] = {FACT_AUTH_OUTCOME, FACT_AUTH_REFUSAL,
						    FACT_AUTH_SECRET_KIND};
	struct value           value;

	for (unsigned fact = 0; fact < FACT_COUNT; fact++)
		if (fact != FACT_SECURITY && !facts_value(whole, (enum fact)fact, &value))
			facts_forget(facts, (enum fact)fact);
	if (facts_word_is(facts, FACT_TLS_HANDSHAKE, HANDSHAKE_INCOMPLETE))
		facts_forget(facts, FACT_TLS_HANDSHAKE);
	if (facts_word_is(facts, FACT_PROTOCOL_BASIS, BASIS_PORT))
		facts_forget(facts, FACT_PROTOCOL);
	for (size_t i = 0; i < 3 && whole->values[FACT_AUTH_TRIES] > 1; i++)
		facts_forget(facts, of_newest_login[i]);
}

static void
run_up_to(const struct room *room, const struct script *script, const struct tape *tape, size_t count,
	  const struct facts *whole)
{
	struct tape  part = {NULL, 0, 0};
	struct play  play;
	struct facts facts;

	tape_add_part(&part, tape, 0, count);
	if (hear(&part, room->policy, &play, &facts)) {
		forget_what_is_so_far(&facts, whole);
		script_expect_no_other(script, whole, &facts, "up to segment", count);
	}
	play_free(&play);
	tape_free(&part, false);
}

/* The capture ends before the talk does: where it may still go into TLS, nothing is said of that. */
static void
run_short(const struct room *room, const struct script *script, const struct tape *tape)
{
	struct play  play;
	struct facts whole;

	if (hear(tape, room->policy, &play, &whole))
		for (size_t count = 1; count < tape->count; count++)
			run_up_to(room, script, tape, count, &whole);
	play_free(&play);
}

static void
talks_cut_short_yield_no_other_facts(void)
{
	for_each_talk(run_short);
}

SUITE("command: talks", ROW(talks_as_tcp_yield_their_facts),
      ROW(talks_with_segments_swapped_yield_the_same_facts),
      ROW(talks_with_every_segment_twice_yield_the_same_facts),
      ROW(talks_with_a_segment_lost_yield_no_other_facts), ROW(talks_cut_short_yield_no_other_facts))
