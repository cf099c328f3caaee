/* SPDX-License-Identifier: Apache-2.0 */
/* Plays scripts of packets into a flow table and writes down what its guest hears. */
#include "flow_lab.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "flow/connection.h"
#include "unit.h"

#define CLIENT_PORT 40000
#define SERVER_PORT 25
#define BEGIN (INT64_C(1700000000) * SECOND)

struct lab {
	struct lab_options options;
	struct played      played;
	struct flow_table *table;
	uint64_t           frame;
	unsigned           heard;
	enum side          last;
	bool               is_open; /* the newest word is the last side's, its ">" can be taken back */
	uint16_t           last_port;
};

__attribute__((format(printf, 2, 3))) static void
say(struct lab *lab, const char *format, ...)
{
	size_t  used = strlen(lab->played.told);
	va_list values;

	va_start(values, format);
	vsnprintf(lab->played.told + used, sizeof(lab->played.told) - used, format, values);
	va_end(values);
}

static uint16_t
client_port(const struct flow *flow)
{
	return flow->ends[CLIENT].port == SERVER_PORT ? flow->ends[SERVER].port : flow->ends[CLIENT].port;
}

static void
say_who(struct lab *lab, const struct flow *flow, enum side from)
{
	if (client_port(flow) != CLIENT_PORT)
		say(lab, "%u:", client_port(flow));
	say(lab, "%c", from == CLIENT ? 'C' : 'S');
	lab->last = from;
	lab->last_port = client_port(flow);
}

static void
opened(void *room, struct flow *flow)
{
	struct lab *lab = room;

	(void)flow;
	lab->played.opened++;
}

static void
heard(void *room, struct flow *flow, enum side from, struct bytes octets, int64_t when, place where)
{
	struct lab *lab = room;
	char       *told = lab->played.told;

	CU_ASSERT(when >= BEGIN && where >= 1 && where <= lab->frame);
	lab->heard++;
	if (lab->options.is_guest)
		flow->guest = lab;
	if (lab->options.turn_at_once && lab->heard == 1) {
		flow_turn_round(flow);
		from = side_other(from);
	}
	if (lab->is_open && lab->last == from && lab->last_port == client_port(flow))
		told[strlen(told) - 1] = '\0';
	else {
		say_who(lab, flow, from);
		say(lab, "<");
	}
	for (size_t i = 0; i < octets.size; i++)
		say(lab, "%c", octets.data[i]);
	say(lab, ">");
	lab->is_open = true;
	if (lab->heard == lab->options.stop_after)
		flow_stop_listening(flow);
}

static void
missed(void *room, struct flow *flow, enum side from, uint64_t count, place where)
{
	struct lab *lab = room;

	CU_ASSERT(where >= 1 && where <= lab->frame);
	say_who(lab, flow, from);
	say(lab, "-%u", (unsigned)count);
	lab->is_open = false;
}

static void
ended(void *room, struct flow *flow, const struct ending *ending)
{
	struct lab    *lab = room;
	struct played *played = &lab->played;

	if (played->ended < LAB_ENDED) {
		played->endings[played->ended] = *ending;
		played->flows[played->ended] = *flow;
	}
	played->ended++;
	played->ending = *ending;
	played->flow = *flow;
}

static const struct flow_guest guest = {.opened = opened, .heard = heard, .missed = missed, .ended = ended};

static struct address
address_of(enum side side)
{
	struct address address = {
	    .octets = {192, 0, 2, side == CLIENT ? 10 : 25},
              .family = 4
        };

	return address;
}

static void
set_ends(struct segment *segment, enum side from)
{
	segment->from = address_of(from);
	segment->to = address_of(side_other(from));
	segment->from_port = from == CLIENT ? CLIENT_PORT : SERVER_PORT;
	segment->to_port = from == CLIENT ? SERVER_PORT : CLIENT_PORT;
}

static uint8_t
flags_of(const char *letters)
{
	static const struct {
		char    letter;
		uint8_t flag;
	} flags[] = {
	    {'S', TCP_SYN},
            {'A', TCP_ACK},
            {'F', TCP_FIN},
            {'R', TCP_RST},
            {'P', TCP_PSH}
        };
	uint8_t all = 0;

	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		if (strchr(letters, flags[i].letter) != NULL)
			all |= flags[i].flag;
	return all;
}

static bool
word_number(const char *line, const char *name, uint32_t *number)
{
	const char *at = strstr(line, name);

	if (at != NULL)
		*number = (uint32_t)strtoul(at + strlen(name), NULL, 10);
	return at != NULL;
}

static void
read_words(struct segment *segment, enum side from, const char *line)
{
	const char *text = strchr(line, '|');
	uint32_t    number;

	segment->ttl = from == CLIENT ? 64 : 57;
	if (word_number(line, "ttl=", &number))
		segment->ttl = (uint8_t)number;
	if (word_number(line, "port=", &number))
		*(from == CLIENT ? &segment->from_port : &segment->to_port) = (uint16_t)number;
	if (text != NULL)
		segment->payload = bytes_of(text + 1, strlen(text + 1));
	segment->payload_length = (uint32_t)segment->payload.size;
	(void)word_number(line, "length=", &segment->payload_length);
}

static bool
read_tcp(struct segment *segment, const char *line)
{
	double time;
	char   side, flags[8];
	int    seq, ack;
	bool   is_client;

	if (sscanf(line, "%lf %c %7s %d %d", &time, &side, flags, &seq, &ack) != 5)
		return false;
	is_client = side == 'C';
	set_ends(segment, is_client ? CLIENT : SERVER);
	segment->time = BEGIN + (int64_t)(time * 1000000) * 1000;
	segment->flags = flags_of(flags);
	segment->seq = (is_client ? LAB_CLIENT_ISN : LAB_SERVER_ISN) + (uint32_t)seq;
	if ((segment->flags & TCP_ACK) != 0)
		segment->ack = (is_client ? LAB_SERVER_ISN : LAB_CLIENT_ISN) + (uint32_t)ack;
	read_words(segment, is_client ? CLIENT : SERVER, line);
	return true;
}

static bool
read_icmp(struct segment *segment, const char *line)
{
	double      time;
	char        side;
	unsigned    type, code;
	uint32_t    number;
	const char *flags = strstr(line, "flags=");

	if (sscanf(line, "%lf icmp %c %u %u", &time, &side, &type, &code) != 4)
		return false;
	set_ends(segment, side == 'C' ? CLIENT : SERVER);
	read_words(segment, side == 'C' ? CLIENT : SERVER, line);
	segment->kind = SEGMENT_ICMP_ERROR;
	segment->time = BEGIN + (int64_t)(time * 1000000) * 1000;
	segment->icmp.reporter = (struct address){
	    .octets = {198, 51, 100, 1},
              .family = 4
        };
	segment->icmp.type = (uint8_t)type;
	segment->icmp.code = (uint8_t)code;
	segment->icmp.has_seq = word_number(line, "seq=", &number);
	if (segment->icmp.has_seq)
		segment->seq = (side == 'C' ? LAB_CLIENT_ISN : LAB_SERVER_ISN) + number;
	if (flags != NULL)
		segment->flags = flags_of(flags + 6);
	return true;
}

static void
play_line(struct lab *lab, const char *line)
{
	struct segment segment = {.kind = SEGMENT_TCP, .place = lab->frame + 1};

	if (strcmp(line, "pause") == 0)
		flow_table_pause(lab->table);
	else if (strcmp(line, "pieces") == 0) {
		say(lab, "[%u]", (unsigned)pool_taken(lab->table->held));
		lab->is_open = false;
	} else if (read_icmp(&segment, line) || read_tcp(&segment, line)) {
		lab->frame++;
		flow_table_segment(lab->table, &segment);
	} else
		CU_FAIL_FATAL("a line of the script cannot be read");
}

struct played
play_with(const struct lab_options *options, const char *script)
{
	struct lab lab = {.options = *options};
	char       line[1200];
	size_t     size;

	if (lab.options.limits.flows == 0)
		lab.options.limits = flow_limits_default;
	lab.table = flow_table_new(&lab.options.limits, &guest, &lab);
	CU_ASSERT_PTR_NOT_NULL_FATAL(lab.table);
	for (; *script != '\0'; script += size + (script[size] == '\n')) {
		size = strcspn(script, "\n");
		CU_ASSERT_FATAL(size < sizeof(line));
		memcpy(line, script, size);
		line[size] = '\0';
		play_line(&lab, line);
	}
	flow_table_close(lab.table);
	CU_ASSERT_EQUAL(pool_taken(lab.table->held), 0);
	CU_ASSERT_EQUAL(pool_taken(lab.table->connections), 0);
	CU_ASSERT_EQUAL(lab.played.opened, lab.played.ended);
	lab.played.counts = *flow_table_counts(lab.table);
	flow_table_free(lab.table);
	return lab.played;
}

struct played
play(const char *script)
{
	return play_with(&(struct lab_options){.stop_after = 0}, script);
}
