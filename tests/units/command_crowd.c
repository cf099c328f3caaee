/* SPDX-License-Identifier: Apache-2.0 */
/* Makes up connections by the hundred, and plays them in the order of time. */
#include "command_crowd.h"

#include <stdlib.h>
#include <string.h>

#include "command/pipeline.h"
#include "flow/side.h"

#define MILLISECOND INT64_C(1000000)
#define EPOCH (INT64_C(1700000000) * CALL_SECOND)

/* One connection on its way: where both sides are. */
struct line {
	struct tape   *tape;
	struct segment segment[2]; /* a template by side */
	uint32_t       seq[2];
	int64_t        when;
};

void
crowd_begin(struct crowd *crowd)
{
	memset(crowd, 0, sizeof(*crowd));
	crowd->next_port = 40000;
}

void
crowd_end(struct crowd *crowd)
{
	tape_free(&crowd->tape, false);
}

static void
send_octets(struct line *line, enum side from, uint8_t flags, const char *text)
{
	struct segment segment = line->segment[from];
	size_t         size = strlen(text);

	segment.flags = flags;
	segment.seq = line->seq[from];
	segment.ack = (flags & TCP_ACK) != 0 ? line->seq[side_other(from)] : 0;
	segment.payload = bytes_of(text, size);
	segment.payload_length = (uint32_t)size;
	segment.time = line->when;
	tape_add(line->tape, &segment);
	line->seq[from] += (uint32_t)size + ((flags & (TCP_SYN | TCP_FIN)) != 0);
	line->when += 20 * MILLISECOND;
}

static void
send_handshake(struct line *line)
{
	send_octets(line, CLIENT, TCP_SYN, "");
	send_octets(line, SERVER, TCP_SYN | TCP_ACK, "");
	send_octets(line, CLIENT, TCP_ACK, "");
}

static void
send_goodbye(struct line *line)
{
	send_octets(line, CLIENT, TCP_FIN | TCP_ACK, "");
	send_octets(line, SERVER, TCP_FIN | TCP_ACK, "");
	send_octets(line, CLIENT, TCP_ACK, "");
}

static void
send_talk(struct line *line, bool has_mail)
{
	send_octets(line, SERVER, TCP_PSH | TCP_ACK, "220 mx.example.net ESMTP\r\n");
	send_octets(line, CLIENT, TCP_PSH | TCP_ACK, "EHLO client.example\r\n");
	send_octets(line, SERVER, TCP_PSH | TCP_ACK, "250 mx.example.net\r\n");
	if (has_mail) {
		send_octets(line, CLIENT, TCP_PSH | TCP_ACK, "MAIL FROM:<a@client.example>\r\n");
		send_octets(line, SERVER, TCP_PSH | TCP_ACK, "250 2.1.0 Ok\r\n");
		send_octets(line, CLIENT, TCP_PSH | TCP_ACK, "RCPT TO:<b@example.net>\r\n");
		send_octets(line, SERVER, TCP_PSH | TCP_ACK, "450 4.7.1 Greylisted, try again later\r\n");
	}
	send_octets(line, CLIENT, TCP_PSH | TCP_ACK, "QUIT\r\n");
	send_octets(line, SERVER, TCP_PSH | TCP_ACK, "221 2.0.0 Bye\r\n");
	send_goodbye(line);
}

static void
call_talk(struct line *line)
{
	send_handshake(line);
	send_talk(line, true);
}

static void
call_hello(struct line *line)
{
	send_handshake(line);
	send_talk(line, false);
}

static void
call_slow(struct line *line)
{
	send_handshake(line);
	line->when += 40 * CALL_SECOND;
	send_talk(line, true);
}

static void
call_look(struct line *line)
{
	send_handshake(line);
	send_goodbye(line);
}

static void
call_syn(struct line *line)
{
	send_octets(line, CLIENT, TCP_SYN, "");
}

/* The same SYN again, as TCP sends it. */
static void
call_dropped(struct line *line)
{
	static const int64_t after[] = {0, 1, 3, 7};
	int64_t              begin = line->when;

	for (size_t i = 0; i < sizeof(after) / sizeof(after[0]); i++) {
		line->when = begin + after[i] * CALL_SECOND;
		line->seq[CLIENT] = line->segment[CLIENT].seq;
		send_octets(line, CLIENT, TCP_SYN, "");
	}
}

static void
call_refused(struct line *line)
{
	send_octets(line, CLIENT, TCP_SYN, "");
	line->seq[SERVER] = 0;
	send_octets(line, SERVER, TCP_RST | TCP_ACK, "");
}

static void
call_rejected(struct line *line)
{
	struct segment error = line->segment[CLIENT];

	send_octets(line, CLIENT, TCP_SYN, "");
	error.kind = SEGMENT_ICMP_ERROR;
	error.flags = TCP_SYN;
	error.time = line->when;
	error.icmp = (struct icmp_error){
	    .reporter = {{192, 0, 2, 1}, 4},
              .type = 3, .code = 13
        };
	tape_add(line->tape, &error);
}

static void
call_half(struct line *line)
{
	send_octets(line, CLIENT, TCP_SYN, "");
	send_octets(line, SERVER, TCP_SYN | TCP_ACK, "");
	send_octets(line, CLIENT, TCP_RST, "");
}

static void (*const calls[])(struct line *line) = {
    [CALL_TALK] = call_talk,       [CALL_HELLO] = call_hello,       [CALL_LOOK] = call_look,
    [CALL_DROPPED] = call_dropped, [CALL_SYN] = call_syn,           [CALL_REFUSED] = call_refused,
    [CALL_HALF] = call_half,       [CALL_REJECTED] = call_rejected, [CALL_SLOW] = call_slow,
};

static struct address
address_of(const char *text)
{
	struct address address;

	if (!address_parse(text, &address))
		abort();
	return address;
}

static void
make_call(struct tape *tape, enum call_kind kind, const struct address ends[2], const uint16_t ports[2],
	  int64_t when)
{
	struct line line = {.tape = tape, .when = EPOCH + when};

	for (enum side side = CLIENT; side <= SERVER; side++) {
		line.seq[side] = 1000 * ((uint32_t)side + 1) + ports[CLIENT];
		line.segment[side] = (struct segment){
		    .kind = SEGMENT_TCP,
		    .from = ends[side],
		    .to = ends[side_other(side)],
		    .from_port = ports[side],
		    .to_port = ports[side_other(side)],
		    .window = 64240,
		    .ttl = 64,
		    .seq = line.seq[side],
		};
	}
	calls[kind](&line);
}

void
crowd_call(struct crowd *crowd, enum call_kind kind, const char *client, const char *server, uint16_t port,
	   int64_t when)
{
	const struct address ends[2] = {address_of(client), address_of(server)};
	const uint16_t       ports[2] = {crowd->next_port, port};

	crowd->next_port = crowd->next_port < 65000 ? (uint16_t)(crowd->next_port + 1) : 40000;
	make_call(&crowd->tape, kind, ends, ports, when);
}

/* The ${index}th target of the scan on a tape of its own. */
static void
scan_target(const struct scan *scan, uint64_t index, struct tape *tape)
{
	uint32_t       host = (uint32_t)(scan->by_port ? index % scan->hosts : index / scan->ports);
	uint32_t       port = (uint32_t)(scan->by_port ? index / scan->hosts : index % scan->ports) + 1;
	struct address ends[2] = {
	    address_of(scan->client),
	    {{198, (uint8_t)(18 + (host >> 16)), (uint8_t)(host >> 8), (uint8_t)host}, 4}
        };
	const uint16_t ports[2] = {54321, (uint16_t)port};

	tape->count = 0;
	make_call(tape, scan->kind, ends, ports, scan->begin + (int64_t)index * scan->gap);
	/* All of it before the next target, however fast: the order of time is what matters. */
	for (size_t i = 0; i < tape->count; i++)
		tape->segments[i].time = EPOCH + scan->begin + (int64_t)index * scan->gap;
}

static int
compare_segments(const void *a, const void *b)
{
	const struct segment *x = a, *y = b;

	if (x->time != y->time)
		return x->time < y->time ? -1 : 1;
	return x->place < y->place ? -1 : x->place > y->place;
}

/* Those of the tape come first where times are the same. */
struct player {
	struct pipeline   *pipeline;
	const struct tape *tape;
	size_t             at;
	uint64_t           frame;
};

static void
play_one(struct player *player, const struct segment *from)
{
	struct segment segment = *from;

	segment.place = place_of(0, ++player->frame);
	pipeline_segment(player->pipeline, &segment);
}

static void
play_till(struct player *player, int64_t till)
{
	while (player->at < player->tape->count && player->tape->segments[player->at].time <= till)
		play_one(player, &player->tape->segments[player->at++]);
}

static void
play_all(struct player *player, const struct scan *scan, int64_t till)
{
	struct tape    target = {0};
	struct segment last = {
	    .kind = SEGMENT_TCP,
	    .from = {{192, 0, 2, 7}, 4},
	    .to = {{192, 0, 2, 8}, 4},
	    .from_port = 50000,
	    .to_port = 443,
	    .flags = TCP_SYN,
	    .time = EPOCH + till
        };

	for (uint64_t i = 0; scan != NULL && i < (uint64_t)scan->hosts * scan->ports; i++) {
		scan_target(scan, i, &target);
		play_till(player, target.segments[0].time);
		for (size_t j = 0; j < target.count; j++)
			play_one(player, &target.segments[j]);
	}
	play_till(player, INT64_MAX);
	if (till > 0)
		play_one(player, &last);
	tape_free(&target, false);
}

void
crowd_sort(struct crowd *crowd)
{
	tape_number(&crowd->tape);
	qsort(crowd->tape.segments, crowd->tape.count, sizeof(struct segment), compare_segments);
}

void
crowd_play(struct crowd *crowd, const struct scan *scan, int64_t till, const struct policy *policy,
	   struct play *play)
{
	struct player player = {.pipeline = play_begin(policy, play), .tape = &crowd->tape};

	crowd_sort(crowd);
	play_all(&player, scan, till);
	play_end(player.pipeline, play);
}
