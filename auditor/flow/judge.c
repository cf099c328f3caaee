/* SPDX-License-Identifier: Apache-2.0 */
/* How a flow ended, judged from all that was seen of it. */
#include <string.h>

#include "flow/connection.h"

#define SECOND INT64_C(1000000000)

/*
 * Unanswered for how long is dropped: a first retry comes after 1 s, a second after 3 s (RFC 6298 2.1
 * and 5.5), so a retried SYN and three seconds without an answer are two lost chances; a single SYN without
 * retry is a scanner's or an impatient program's, and proves something only after a time that no answer
 * takes.
 */
#define DROPPED_AFTER (3 * SECOND)
#define DROPPED_AFTER_SINGLE (20 * SECOND)
#define SILENT_AFTER (3 * SECOND)
#define SILENT_REPEATS 2

bool
judge_is_closed(const struct connection *connection)
{
	return (connection->half[CLIENT].has_fin && connection->half[SERVER].has_fin) ||
	       (connection->reset.was_seen && !connection->reset.is_injected);
}

/* Packets of one side only, which yet shows that the other answered: its packets went another way. */
bool
judge_is_one_sided(const struct connection *connection)
{
	const struct half *client = &connection->half[CLIENT], *server = &connection->half[SERVER];

	if (client->has_packets == server->has_packets)
		return false;
	return server->has_packets ? server->has_progressed || server->has_syn : client->has_progressed;
}

/* Until when somebody watched: the newest packet of the capture, or the pause between two files. */
static int64_t
watched_till(const struct connection *connection)
{
	return connection->watched_till != 0 ? connection->watched_till : connection->table->now;
}

/* Whether the other direction went another way, for all that this capture shows. */
static bool
is_one_directional(const struct flow_table *table)
{
	return table->two_sided == 0 && table->progressed_one_sided > 0;
}

static bool
is_dropped(const struct connection *connection)
{
	const struct flow_table *table = connection->table;
	int64_t                  till = watched_till(connection);

	if (connection->half[SERVER].has_packets || connection->half[CLIENT].has_progressed ||
	    connection->syns == 0 || connection->reset.was_seen || is_one_directional(table))
		return false;
	if (connection->has_slow_retry)
		return till - connection->flow.first_seen >= DROPPED_AFTER;
	return till - connection->last_syn >= DROPPED_AFTER_SINGLE && table->two_sided > 0 &&
	       table->progressed_one_sided == 0;
}

static enum ending_outcome
judge_unanswered(const struct connection *connection)
{
	if (connection->half[CLIENT].has_progressed)
		return ENDING_UNKNOWN;
	if (refuse_is_reset_answer(connection))
		return ENDING_REFUSED;
	if (refuse_is_icmp_answer(connection))
		return ENDING_REJECTED;
	return is_dropped(connection) ? ENDING_DROPPED : ENDING_UNKNOWN;
}

static bool
is_in_vain(const struct connection *connection, enum side side)
{
	const struct half *half = &connection->half[side];

	return half->repeats >= SILENT_REPEATS && connection->half[side_other(side)].has_packets &&
	       watched_till(connection) - half->unanswered >= SILENT_AFTER;
}

static enum ending_outcome
judge_established(const struct connection *connection)
{
	const struct half *client = &connection->half[CLIENT], *server = &connection->half[SERVER];

	if (connection->reset.was_seen && !connection->reset.is_injected &&
	    !(client->has_fin && server->has_fin))
		return ENDING_RESET;
	if (!client->has_fin && !server->has_fin &&
	    (is_in_vain(connection, CLIENT) || is_in_vain(connection, SERVER)))
		return ENDING_SILENT;
	return ENDING_ESTABLISHED;
}

/* SYN and SYN-ACK, and no more of either side. */
static enum ending_outcome
judge_half_open(const struct connection *connection)
{
	/* Who sends its SYN-ACK again does not hear the client: a forged SYN, or a path shut in one
	 * direction. */
	if (connection->half[SERVER].repeats > 0)
		return ENDING_UNKNOWN;
	/* A client that takes back its own SYN (a port scan) cuts nothing. */
	if (connection->reset.was_seen && connection->reset.by == SERVER)
		return ENDING_RESET;
	return ENDING_ESTABLISHED;
}

static enum ending_outcome
judge_outcome(const struct connection *connection)
{
	const struct half *client = &connection->half[CLIENT], *server = &connection->half[SERVER];

	if (server->has_syn && !client->has_progressed && !server->has_progressed)
		return judge_half_open(connection);
	if (server->has_syn || (client->has_progressed && server->has_progressed))
		return judge_established(connection);
	if (server->has_progressed)
		return ENDING_UNKNOWN;
	return judge_unanswered(connection);
}

static place
evidence_of(const struct connection *connection, enum ending_outcome outcome)
{
	switch (outcome) {
	case ENDING_REFUSED:
	case ENDING_RESET:
		return connection->reset.where;
	case ENDING_REJECTED:
		return connection->refusal.where;
	case ENDING_DROPPED:
		return connection->last_syn_where;
	case ENDING_SILENT:
		return connection->flow.last_place;
	case ENDING_ESTABLISHED:
	case ENDING_UNKNOWN:
		break;
	}
	return PLACE_NONE;
}

static void
judge_reset(const struct connection *connection, struct ending *ending)
{
	const struct reset *reset = &connection->reset;
	uint8_t             ttl = connection->half[reset->by].ttl;

	ending->was_reset = reset->was_seen;
	ending->reset_by = (enum side)reset->by;
	ending->reset_ttl_known = reset->was_seen && ttl != 0;
	ending->reset_ttl_differs = ending->reset_ttl_known && ttl != reset->ttl;
	ending->data_after_reset = reset->is_injected;
}

/* Since when the connection waits: its oldest octets without an answer, its last SYN, or its last packet. */
static int64_t
waits_since(const struct connection *connection)
{
	int64_t client = connection->half[CLIENT].unanswered, server = connection->half[SERVER].unanswered;

	if (client != 0 && server != 0)
		return client < server ? client : server;
	if (client != 0 || server != 0)
		return client != 0 ? client : server;
	return connection->half[CLIENT].has_progressed || connection->syns == 0 ? connection->flow.last_seen
										: connection->last_syn;
}

static int64_t
waited(const struct connection *connection)
{
	int64_t time = watched_till(connection) - waits_since(connection);
	bool    is_over = judge_is_closed(connection) || connection->half[CLIENT].has_fin ||
		       connection->half[SERVER].has_fin;

	/* After a goodbye nobody waits; and the clock may have been set back. */
	return is_over || time < 0 ? 0 : time;
}

/* Nothing that was seen has ended the connection. */
static bool
is_open(const struct connection *connection, const struct ending *ending)
{
	bool is_left = ending->reason == ENDED_CAPTURE || ending->reason == ENDED_EVICTED;

	return is_left && (ending->outcome == ENDING_ESTABLISHED || ending->outcome == ENDING_UNKNOWN) &&
	       !connection->half[CLIENT].has_fin && !connection->half[SERVER].has_fin &&
	       (!connection->reset.was_seen || connection->reset.is_injected);
}

void
judge_ending(const struct connection *connection, enum ending_reason reason, struct ending *ending)
{
	const struct half *client = &connection->half[CLIENT], *server = &connection->half[SERVER];

	memset(ending, 0, sizeof(*ending));
	ending->outcome = judge_outcome(connection);
	ending->reason = judge_is_closed(connection) && reason == ENDED_CAPTURE ? ENDED_CLOSED : reason;
	ending->evidence = evidence_of(connection, ending->outcome);
	ending->syns = connection->syns;
	ending->waited = waited(connection);
	judge_reset(connection, ending);
	if (connection->refusal.was_seen && connection->refusal.quoted == CLIENT) {
		ending->has_icmp = true;
		ending->icmp_reporter = connection->refusal.reporter;
		ending->icmp_type = connection->refusal.type;
		ending->icmp_code = connection->refusal.code;
	}
	ending->is_open = is_open(connection, ending);
	ending->fin[CLIENT] = client->has_fin;
	ending->fin[SERVER] = server->has_fin;
	ending->handshake_seen = client->has_syn && server->has_syn;
	for (unsigned side = CLIENT; side <= SERVER; side++) {
		ending->has_isn[side] = connection->half[side].has_syn;
		ending->isn[side] = connection->half[side].isn;
	}
	ending->one_sided = judge_is_one_sided(connection);
	ending->midstream = connection->is_begun_late ||
			    (!client->has_syn && !server->has_syn && connection->flow.packets > 0);
	ending->truncated = connection->is_truncated;
	ending->is_tail_missing = connection->is_tail_missing;
	ending->gaps = connection->gaps;
	ending->conflicts = connection->conflicts;
	ending->waiting = is_in_vain(connection, SERVER) ? SERVER : CLIENT;
}
