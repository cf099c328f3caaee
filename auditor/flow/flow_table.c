/* SPDX-License-Identifier: Apache-2.0 */
/* Finds the flow of a segment, or opens one; who is its client. */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "flow/connection.h"

#define SECOND INT64_C(1000000000)

/* A power of two; doubled as flows come, so that few flows have their buckets near (measured: a third of the
 * time for a segment at 10,000 flows). */
#define FIRST_BUCKETS UINT32_C(1024)
#define MOST_BUCKETS (UINT32_C(1) << 30)

const struct flow_limits flow_limits_default = {
    .flows = 1000000,
    .held_octets = UINT64_C(64) << 20,
    .side_octets = UINT32_C(256) << 10,
    .idle = 3600 * SECOND,
};

struct flow_table *
flow_table_new(const struct flow_limits *limits, const struct flow_guest *guest, void *room)
{
	struct flow_table *table = calloc(1, sizeof(*table));

	if (table == NULL)
		return NULL;
	table->limits = *limits;
	table->guest = guest;
	table->room = room;
	table->key = hash_key_random();
	table->bucket_mask = FIRST_BUCKETS - 1;
	table->buckets = calloc(FIRST_BUCKETS, sizeof(struct connection *));
	table->servers = calloc(SERVERS, sizeof(struct server));
	table->connections = pool_new(sizeof(struct connection), limits->flows);
	table->held = pool_new(sizeof(struct held), (size_t)(limits->held_octets / sizeof(struct held)) + 1);
	if (table->buckets == NULL || table->servers == NULL || table->connections == NULL ||
	    table->held == NULL) {
		flow_table_free(table);
		return NULL;
	}
	return table;
}

void
flow_table_free(struct flow_table *table)
{
	if (table == NULL)
		return;
	free(table->buckets);
	free(table->servers);
	pool_free(table->connections);
	pool_free(table->held);
	free(table);
}

/* Both directions hash alike: the lower end stands first.  Of an address as much as its family has. */
static uint32_t
segment_hash(const struct flow_table *table, const struct segment *segment)
{
	uint8_t  key[2 * 16 + sizeof(uint32_t)];
	size_t   size = segment->from.family == 4 ? 4 : 16;
	int      order = memcmp(segment->from.octets, segment->to.octets, size);
	int      low = order < 0 || (order == 0 && segment->from_port <= segment->to_port) ? 0 : 1;
	uint16_t ports[2];

	memcpy(key + (size_t)low * size, segment->from.octets, size);
	memcpy(key + (size_t)(1 - low) * size, segment->to.octets, size);
	ports[low] = segment->from_port;
	ports[1 - low] = segment->to_port;
	memcpy(key + 2 * size, ports, sizeof(ports));
	return (uint32_t)hash_bytes(&table->key, key, 2 * size + sizeof(ports));
}

static bool
is_end(const struct flow_end *end, const struct address *address, uint16_t port)
{
	return end->port == port && end->address.family == address->family &&
	       memcmp(end->address.octets, address->octets, sizeof(address->octets)) == 0;
}

/* Whether the segment is of this flow, and then by which side it was sent. */
static bool
is_of(const struct flow *flow, const struct segment *segment, enum side *from)
{
	for (enum side side = CLIENT; side <= SERVER; side++) {
		*from = side;
		if (is_end(&flow->ends[side], &segment->from, segment->from_port) &&
		    is_end(&flow->ends[side_other(side)], &segment->to, segment->to_port))
			return true;
	}
	return false;
}

/* With many flows a segment's time is that of its connection's way from memory: ask for all of it at once. */
static void
prefetch(const struct connection *connection)
{
	for (size_t line = 64; line < offsetof(struct connection, last_syn); line += 64)
		__builtin_prefetch((const char *)connection + line, 1);
}

static struct connection *
find(const struct flow_table *table, const struct segment *segment, uint32_t hash, enum side *from)
{
	struct connection *connection = table->buckets[hash & table->bucket_mask];

	if (connection != NULL)
		prefetch(connection);
	while (connection != NULL && (connection->hash != hash || !is_of(&connection->flow, segment, from)))
		connection = connection->chain;
	return connection;
}

/* Whose port looks like the server's: a mail port, else a system port (RFC 6335 6), else the lower one. */
static bool
is_server_port(uint16_t port, uint16_t other)
{
	static const uint16_t mail[] = {25, 587, 465, 143, 993, 110, 995, 24, 2525, 4190};
	bool                  is_mail = false, other_is_mail = false;

	for (size_t i = 0; i < sizeof(mail) / sizeof(mail[0]); i++) {
		is_mail |= port == mail[i];
		other_is_mail |= other == mail[i];
	}
	if (is_mail != other_is_mail)
		return is_mail;
	return port < other;
}

static enum side
sender_of_first(const struct segment *segment, enum orientation *orientation)
{
	bool is_syn = (segment->flags & TCP_SYN) != 0; /* also of a SYN that an ICMP error quotes */

	*orientation = is_syn ? ORIENTED_BY_SYN : ORIENTED_BY_PORT;
	if (is_syn)
		return (segment->flags & TCP_ACK) != 0 ? SERVER : CLIENT;
	return is_server_port(segment->from_port, segment->to_port) ? SERVER : CLIENT;
}

static void
link_bucket(struct flow_table *table, struct connection *connection)
{
	struct connection **bucket = &table->buckets[connection->hash & table->bucket_mask];

	connection->chain = *bucket;
	*bucket = connection;
}

/* More buckets; without memory for them the chains become longer. */
static void
grow(struct flow_table *table)
{
	uint32_t            old_count = table->bucket_mask + 1;
	struct connection **old = table->buckets, *next;
	struct connection **buckets =
	    old_count < MOST_BUCKETS ? calloc((size_t)old_count * 2, sizeof(struct connection *)) : NULL;

	if (buckets == NULL)
		return;
	table->buckets = buckets;
	table->bucket_mask = old_count * 2 - 1;
	for (uint32_t i = 0; i < old_count; i++)
		for (struct connection *at = old[i]; at != NULL; at = next) {
			next = at->chain;
			link_bucket(table, at);
		}
	free(old);
}

static struct connection *
open_flow(struct flow_table *table, const struct segment *segment, uint32_t hash, enum side *from)
{
	struct connection *connection = pool_take(table->connections);
	struct flow       *flow;

	if (connection == NULL) {
		aging_evict_one(table);
		connection = pool_take(table->connections);
	}
	if (connection == NULL)
		return NULL;
	flow = &connection->flow;
	*from = sender_of_first(segment, &flow->orientation);
	flow->ends[*from] = (struct flow_end){segment->from, segment->from_port};
	flow->ends[side_other(*from)] = (struct flow_end){segment->to, segment->to_port};
	flow->first_seen = flow->last_seen = segment->time;
	flow->first_place = flow->last_place = segment->place;
	flow->tap = segment->tap;
	connection->table = table;
	connection->hash = hash;
	connection->is_listening = true;
	if (pool_taken(table->connections) > table->bucket_mask)
		grow(table);
	link_bucket(table, connection);
	aging_append(connection, STANDING_OPENING);
	table->counts.flows++;
	table->guest->opened(table->room, flow);
	if (connection->is_turned)
		*from = side_other(*from);
	return connection;
}

/* A SYN tells for certain who is who; what was guessed before is put right, unless the guest has heard
 * already. */
static void
orient(struct connection *connection, enum side *from, const struct segment *segment)
{
	struct flow *flow = &connection->flow;
	enum side    said;

	if (flow->orientation == ORIENTED_BY_SYN || (segment->flags & TCP_SYN) == 0)
		return;
	said = (segment->flags & TCP_ACK) != 0 ? SERVER : CLIENT;
	if (said != *from && flow->guest == NULL) {
		flow_turn_round(flow);
		*from = said;
	}
	if (said == *from)
		flow->orientation = ORIENTED_BY_SYN;
}

static void
count_sides(struct flow_table *table, struct connection *connection, enum side from)
{
	bool was_one_sided = judge_is_one_sided(connection);

	if (!connection->half[from].has_packets && connection->half[side_other(from)].has_packets) {
		table->two_sided++;
		if (was_one_sided)
			table->progressed_one_sided--;
	}
}

static void
take_tcp(struct flow_table *table, struct connection *connection, enum side from,
	 const struct segment *segment)
{
	bool was_one_sided, is_in_stream;

	orient(connection, &from, segment);
	if ((segment->flags & TCP_SYN) != 0 || !connection->half[from].has_packets)
		behind_note(connection, from, segment);
	count_sides(table, connection, from);
	was_one_sided = judge_is_one_sided(connection);
	connection->flow.packets++;
	connection->watched_till = 0;
	is_in_stream = track_segment(connection, from, segment);
	table->progressed_one_sided += !was_one_sided && judge_is_one_sided(connection);
	if (is_in_stream && connection->is_listening) {
		uint32_t seq = segment->seq + ((segment->flags & TCP_SYN) != 0);

		if (segment->payload_length > 0)
			reorder_take(connection, from, segment, seq);
		else if (connection->held_count > 0)
			reorder_check(connection, segment->time);
	}
}

void
flow_table_segment(struct flow_table *table, const struct segment *segment)
{
	uint32_t           hash = segment_hash(table, segment);
	enum side          from = CLIENT;
	struct connection *connection;

	aging_advance(table, segment->time);
	table->counts.bad_checksums += segment->bad_checksum;
	connection = find(table, segment, hash, &from);
	if (connection != NULL && segment->kind == SEGMENT_TCP && begin_is_reuse(connection, from, segment)) {
		aging_end(connection, ENDED_REUSED);
		connection = NULL;
	}
	if (connection == NULL && (connection = open_flow(table, segment, hash, &from)) == NULL)
		return;
	if (connection->flow.packets > 0)
		quiet_note(connection, segment);
	if (segment->time > connection->flow.last_seen)
		connection->flow.last_seen = segment->time;
	if (segment->place > connection->flow.last_place)
		connection->flow.last_place = segment->place;
	if (segment->kind == SEGMENT_ICMP_ERROR)
		refuse_icmp(connection, from, segment);
	else
		take_tcp(table, connection, from, segment);
	aging_restand(connection);
}

void
flow_table_pause(struct flow_table *table)
{
	for (unsigned standing = 0; standing < STANDINGS; standing++)
		for (struct connection *at = table->standings[standing].oldest; at != NULL; at = at->newer)
			if (at->watched_till == 0)
				at->watched_till = table->now;
}

static int
compare_first(const void *a, const void *b)
{
	const struct connection *const *left = a, *const *right = b;
	place                           x = (*left)->flow.first_place, y = (*right)->flow.first_place;

	return x < y ? -1 : x > y;
}

/* In order of first packet, so that the same capture is told in the same order in every run. */
static void
end_sorted(struct flow_table *table, struct connection **all)
{
	size_t count = 0;

	for (unsigned standing = 0; standing < STANDINGS; standing++)
		for (struct connection *at = table->standings[standing].oldest; at != NULL; at = at->newer)
			all[count++] = at;
	qsort(all, count, sizeof(struct connection *), compare_first);
	for (size_t i = 0; i < count; i++)
		aging_end(all[i], ENDED_CAPTURE);
}

void
flow_table_close(struct flow_table *table)
{
	size_t              count = pool_taken(table->connections);
	struct connection **all = count > 0 ? calloc(count, sizeof(struct connection *)) : NULL;

	if (all != NULL)
		end_sorted(table, all);
	table->counts.one_directional = judge_is_one_directional(table);
	free(all);
	for (unsigned standing = 0; standing < STANDINGS; standing++)
		while (table->standings[standing].oldest != NULL)
			aging_end(table->standings[standing].oldest, ENDED_CAPTURE);
}

int64_t
flow_table_now(const struct flow_table *table)
{
	return table->now;
}

const struct flow_counts *
flow_table_counts(const struct flow_table *table)
{
	return &table->counts;
}

void
flow_stop_listening(struct flow *flow)
{
	struct connection *connection = (struct connection *)flow;

	connection->is_listening = false;
	reorder_drop(connection);
}

void
flow_turn_round(struct flow *flow)
{
	struct connection *connection = (struct connection *)flow;
	struct flow_end    end = flow->ends[CLIENT];
	struct flow_behind behind = flow->behind[CLIENT];
	struct half        half = connection->half[CLIENT];
	uint64_t           octets = flow->octets[CLIENT];

	flow->ends[CLIENT] = flow->ends[SERVER];
	flow->ends[SERVER] = end;
	flow->behind[CLIENT] = flow->behind[SERVER];
	flow->behind[SERVER] = behind;
	connection->half[CLIENT] = connection->half[SERVER];
	connection->half[SERVER] = half;
	flow->octets[CLIENT] = flow->octets[SERVER];
	flow->octets[SERVER] = octets;
	connection->reset.by = (uint8_t)side_other((enum side)connection->reset.by);
	connection->refusal.quoted = (uint8_t)side_other((enum side)connection->refusal.quoted);
	flow->orientation = ORIENTED_BY_TEXT;
	connection->is_turned = !connection->is_turned;
}
