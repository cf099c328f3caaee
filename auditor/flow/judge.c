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
#define DROPPED_AFTER JUDGE_LATER
#define PATIENT_SYNS 3
#define DROPPED_AFTER_SINGLE (20 * SECOND)
/* An answer is acknowledged after a round trip: within this time, or the SYN is sent again. */
#define ANSWER_TAKEN (900 * SECOND / 1000)
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
bool
judge_is_one_directional(const struct flow_table *table)
{
	return table->two_sided == 0 && table->progressed_one_sided > 0;
}

static bool
is_dropped(const struct connection *connection)
{
	const struct flow_table *table = connection->table;
	int64_t                  till = watched_till(connection);

	if (connection->half[SERVER].has_packets || connection->half[CLIENT].has_progressed ||
	    connection->syns == 0 || connection->reset.was_seen || judge_is_one_directional(table))
		return false;
	if (connection->has_slow_retry)
		return till - connection->flow.first_seen >= DROPPED_AFTER;
	return till - connection->last_syn >= DROPPED_AFTER_SINGLE && table->two_sided > 0 &&
	       table->progressed_one_sided == 0;
}

bool
judge_is_trying(const struct connection *connection)
{
	return connection->syns > 0 && !connection->half[SERVER].has_packets &&
	       !connection->half[CLIENT].has_progressed && !connection->reset.was_seen &&
	       !connection->refusal.was_seen && !is_dropped(connection);
}

bool
judge_is_given_up(const struct connection *connection, int64_t since)
{
	return connection->syns >= PATIENT_SYNS && connection->has_slow_retry &&
	       since - connection->flow.first_seen < DROPPED_AFTER && is_dropped(connection);
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

/* A FIN that nobody heard, after octets that nobody heard, is no goodbye. */
static bool
has_said_fin(const struct half *half)
{
	return half->has_fin && !(half->is_fin_unheard && half->unanswered != 0);
}

static bool
is_in_vain(const struct connection *connection, enum side side)
{
	const struct half *half = &connection->half[side];

	return half->repeats >= SILENT_REPEATS && connection->half[side_other(side)].has_packets &&
	       watched_till(connection) - half->unanswered >= SILENT_AFTER;
}

/*
 * Whether the RST cut the connection.  One that its sender knows nothing of, for it goes on, cut it all the
 * same if its receiver went no further and answered what came with an RST of its own.
 */
static bool
is_reset(const struct reset *reset)
{
	return reset->was_seen && (!reset->is_injected || (reset->is_echoed && !reset->is_survived));
}

static enum ending_outcome
judge_established(const struct connection *connection)
{
	const struct half  *client = &connection->half[CLIENT], *server = &connection->half[SERVER];
	const struct reset *reset = &connection->reset;

	if (stuck_is_long_lost(client) || stuck_is_long_lost(server))
		return ENDING_SILENT;
	if (is_reset(reset) && !(client->has_fin && server->has_fin))
		return ENDING_RESET;
	if (stuck_is_stuck(client) || stuck_is_stuck(server))
		return ENDING_SILENT;
	/* Whether the RST was heeded by whom it was meant for is not clear. */
	if (reset->was_seen && reset->is_injected && reset->is_survived == reset->is_echoed)
		return ENDING_UNKNOWN;
	if (has_said_fin(client) || has_said_fin(server))
		return ENDING_ESTABLISHED;
	if (is_in_vain(connection, CLIENT) || is_in_vain(connection, SERVER))
		return ENDING_SILENT;
	/* Somebody gave up waiting, and too little was seen to say for what. */
	return client->has_fin || server->has_fin ? ENDING_UNKNOWN : ENDING_ESTABLISHED;
}

/* SYN and SYN-ACK, and no more of either side. */
static enum ending_outcome
judge_half_open(const struct connection *connection)
{
	const struct reset *reset = &connection->reset;

	/* The client went on asking after the answer had passed, and took no notice of the last one. */
	if (connection->is_answer_lost && !reset->was_seen &&
	    watched_till(connection) - connection->flow.first_seen >= DROPPED_AFTER &&
	    watched_till(connection) - connection->last_syn >= ANSWER_TAKEN)
		return ENDING_DROPPED;
	/* Who sends its SYN-ACK again does not hear the client: a forged SYN, or a path shut in one
	 * direction. */
	if (connection->half[SERVER].repeats > 0 || !reset->was_seen)
		return ENDING_UNKNOWN;
	/* A client that takes back its own SYN (a port scan) cuts nothing; where octets are missing it cut
	 * them. */
	return reset->by == SERVER || connection->gaps > 0 ? ENDING_RESET : ENDING_ESTABLISHED;
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
judge_ends(const struct connection *connection, struct ending *ending)
{
	const struct server *server = servers_find(connection);

	for (unsigned side = CLIENT; side <= SERVER; side++)
		ending->ttl[side] = connection->half[side].ttl;
	if (server == NULL)
		return;
	if (ending->ttl[SERVER] == 0 && !server->ttl_varies)
		ending->ttl[SERVER] = server->ttl;
	/* Times that are not in order measure nothing shorter than their disorder. */
	if (server->quickest > 2 * connection->table->most_backward)
		ending->server_quickest = server->quickest;
	ending->server_answered = server->answered;
}

static void
judge_reset(const struct connection *connection, struct ending *ending)
{
	const struct reset *reset = &connection->reset;
	uint8_t             ttl = ending->ttl[reset->by];

	if (!reset->was_seen)
		return;
	ending->was_reset = true;
	ending->reset_by = (enum side)reset->by;
	ending->reset_ttl = reset->ttl;
	ending->reset_ttl_known = ttl != 0;
	ending->reset_ttl_differs = ttl != 0 && ttl != reset->ttl;
	ending->data_after_reset = reset->is_injected;
	ending->reset_sequence = (enum ending_sequence)reset->sequence;
	if (ending->reset_sequence == SEQUENCE_UNKNOWN && connection->half[reset->by].is_known &&
	    connection->half[reset->by].top == reset->number)
		ending->reset_sequence = SEQUENCE_EXACT;
	if (connection->syns == 1 && reset->when > connection->last_syn)
		ending->reset_after = reset->when - connection->last_syn;
}

static void
judge_icmp(const struct connection *connection, struct ending *ending)
{
	const struct refusal *refusal = &connection->refusal;

	if (!refusal->was_seen || refusal->quoted != CLIENT)
		return;
	ending->has_icmp = true;
	ending->icmp_reporter = refusal->reporter;
	ending->icmp_type = refusal->type;
	ending->icmp_code = refusal->code;
	ending->icmp_ttl = refusal->ttl;
}

static void
judge_tries(const struct connection *connection, struct ending *ending)
{
	ending->syns = connection->syns;
	ending->is_answered = connection->half[SERVER].has_syn;
	ending->tried_for = connection->syns > 1 ? connection->last_syn - connection->first_syn : 0;
	for (unsigned i = 0; i < ENDING_TRIES; i++)
		ending->tries[i] = connection->tries[i];
}

static void
judge_silence(const struct connection *connection, struct ending *ending)
{
	ending->is_long_lost =
	    stuck_is_long_lost(&connection->half[CLIENT]) || stuck_is_long_lost(&connection->half[SERVER]);
	ending->waiting = is_in_vain(connection, SERVER) ? SERVER : CLIENT;
	ending->in_vain_since = connection->half[ending->waiting].unanswered;
	ending->quiet = connection->quiet;
	ending->quiet_end = connection->quiet_end;
}

static void
judge_quality(const struct connection *connection, struct ending *ending)
{
	const struct half *client = &connection->half[CLIENT], *server = &connection->half[SERVER];

	ending->handshake_seen = client->has_syn && server->has_syn;
	ending->one_sided = judge_is_one_sided(connection);
	ending->midstream = connection->is_begun_late ||
			    (!client->has_syn && !server->has_syn && connection->flow.packets > 0);
	ending->truncated = connection->is_truncated;
	ending->is_tail_missing = connection->is_tail_missing;
	ending->gaps = connection->gaps;
	ending->conflicts = connection->conflicts;
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

/* After a goodbye nobody waits; and the clock may have been set back. */
static int64_t
waited(const struct connection *connection, int64_t till)
{
	int64_t time = till - waits_since(connection);
	bool    is_over = judge_is_closed(connection) || connection->half[CLIENT].has_fin ||
		       connection->half[SERVER].has_fin;

	return is_over || time < 0 ? 0 : time;
}

static void
judge_waiting(const struct connection *connection, struct ending *ending)
{
	int64_t till = watched_till(connection);
	int64_t pause = aging_pause(connection->table, waits_since(connection)).begin;

	ending->waited = waited(connection, till);
	ending->watched = waited(connection, pause < till ? pause : till);
}

/* Nothing that was seen has ended the connection. */
static bool
is_open(const struct connection *connection, const struct ending *ending)
{
	/* When it grows old while nobody watches, that is the end of the capture for it. */
	bool is_left = ending->reason == ENDED_CAPTURE || ending->reason == ENDED_EVICTED ||
		       connection->watched_till != 0;

	return is_left && (ending->outcome == ENDING_ESTABLISHED || ending->outcome == ENDING_UNKNOWN) &&
	       !connection->half[CLIENT].has_fin && !connection->half[SERVER].has_fin &&
	       (!connection->reset.was_seen || connection->reset.is_injected);
}

void
judge_ending(const struct connection *connection, enum ending_reason reason, struct ending *ending)
{
	memset(ending, 0, sizeof(*ending));
	ending->outcome = judge_outcome(connection);
	ending->reason = judge_is_closed(connection) && reason == ENDED_CAPTURE ? ENDED_CLOSED : reason;
	ending->evidence = evidence_of(connection, ending->outcome);
	judge_waiting(connection, ending);
	judge_tries(connection, ending);
	judge_ends(connection, ending);
	judge_reset(connection, ending);
	judge_icmp(connection, ending);
	judge_silence(connection, ending);
	judge_quality(connection, ending);
	ending->is_open = is_open(connection, ending);
	for (unsigned side = CLIENT; side <= SERVER; side++) {
		ending->fin[side] = has_said_fin(&connection->half[side]) && ending->outcome != ENDING_SILENT;
		ending->has_isn[side] = connection->half[side].has_syn;
		ending->isn[side] = connection->half[side].isn;
	}
}
