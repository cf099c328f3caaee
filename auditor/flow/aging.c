/* SPDX-License-Identifier: Apache-2.0 */
/* Flows grow old: what is quiet for too long, or least valuable when room is short, is ended. */
#include "flow/connection.h"

#define SECOND INT64_C(1000000000)

/* How long a closed flow is kept for late packets, and an unanswered one for retries (Linux gives up after
 * 127 s). */
#define LINGER_CLOSED (10 * SECOND)
#define LINGER_OPENING (130 * SECOND)

/* Packets this much older than the newest are no disorder: the clock was set back, or had been wrong. */
#define CLOCK_WAS_SET (60 * SECOND)

static void
list_remove(struct flow_table *table, struct connection *connection)
{
	struct standing_list *list = &table->standings[connection->standing];

	*(connection->older != NULL ? &connection->older->newer : &list->oldest) = connection->newer;
	*(connection->newer != NULL ? &connection->newer->older : &list->newest) = connection->older;
}

void
aging_append(struct connection *connection, enum standing standing)
{
	struct flow_table    *table = connection->table;
	struct standing_list *list = &table->standings[standing];

	connection->standing = (uint8_t)standing;
	connection->touched = table->now;
	connection->older = list->newest;
	connection->newer = NULL;
	*(list->newest != NULL ? &list->newest->newer : &list->oldest) = connection;
	list->newest = connection;
}

static enum standing
standing_of(const struct connection *connection)
{
	if (judge_is_closed(connection))
		return STANDING_CLOSED;
	if (!connection->half[CLIENT].has_progressed && !connection->half[SERVER].has_progressed)
		return STANDING_OPENING;
	return connection->flow.guest != NULL ? STANDING_HEARD : STANDING_UNHEARD;
}

static void
forget(struct flow_table *table, struct connection *connection)
{
	struct connection **link = &table->buckets[connection->hash & table->bucket_mask];

	while (*link != connection)
		link = &(*link)->chain;
	*link = connection->chain;
	list_remove(table, connection);
	pool_return(table->connections, connection);
}

void
aging_end(struct connection *connection, enum ending_reason reason)
{
	struct flow_table *table = connection->table;
	struct ending      ending;

	reorder_flush(connection);
	judge_ending(connection, reason, &ending);
	table->counts.one_sided += ending.one_sided;
	table->counts.midstream += ending.midstream;
	table->counts.evicted += reason == ENDED_EVICTED;
	table->counts.truncated += ending.truncated;
	table->guest->ended(table->room, &connection->flow, &ending);
	forget(table, connection);
}

/* The least valuable goes first: closed, then unanswered, then unheard, then heard; of them the longest idle.
 */
void
aging_evict_one(struct flow_table *table)
{
	for (unsigned standing = 0; standing < STANDINGS; standing++)
		if (table->standings[standing].oldest != NULL) {
			bool is_closed = standing == STANDING_CLOSED;

			aging_end(table->standings[standing].oldest,
				  is_closed ? ENDED_CLOSED : ENDED_EVICTED);
			return;
		}
}

void
aging_restand(struct connection *connection)
{
	struct flow_table *table = connection->table;
	enum standing      standing = standing_of(connection);

	if (standing == connection->standing && table->now - connection->touched < SECOND)
		return;
	list_remove(table, connection);
	aging_append(connection, standing);
}

static void
sweep_list(struct flow_table *table, enum standing standing, int64_t limit, enum ending_reason reason)
{
	struct standing_list *list = &table->standings[standing];

	while (list->oldest != NULL && table->now - list->oldest->touched > limit) {
		struct connection *oldest = list->oldest;

		/* Flows are moved only once a second; and a flow that holds octets may have become overdue.
		 */
		if (table->now - oldest->flow.last_seen > limit)
			aging_end(oldest, reason);
		else {
			list_remove(table, oldest);
			aging_append(oldest, standing_of(oldest));
		}
	}
}

static void
sweep(struct flow_table *table)
{
	sweep_list(table, STANDING_CLOSED, LINGER_CLOSED, ENDED_CLOSED);
	sweep_list(table, STANDING_OPENING, LINGER_OPENING, ENDED_IDLE);
	sweep_list(table, STANDING_UNHEARD, table->limits.idle, ENDED_IDLE);
	sweep_list(table, STANDING_HEARD, table->limits.idle, ENDED_IDLE);
}

/* Nobody watched between the old time and the new. */
static void
set_clock(struct flow_table *table, int64_t time)
{
	flow_table_pause(table);
	table->counts.clock_sets++;
	table->now = time;
	table->next_sweep = time;
	for (unsigned standing = 0; standing < STANDINGS; standing++)
		for (struct connection *at = table->standings[standing].oldest; at != NULL; at = at->newer)
			at->touched = time;
}

static void
note_pause(struct flow_table *table, int64_t time)
{
	table->pauses[table->pause_count++ % PAUSES] = (struct pause){table->now, time};
}

struct pause
aging_pause(const struct flow_table *table, int64_t since)
{
	uint64_t oldest = table->pause_count > PAUSES ? table->pause_count - PAUSES : 0;

	for (uint64_t i = oldest; i < table->pause_count; i++) {
		const struct pause *pause = &table->pauses[i % PAUSES];

		/* Of pauses before the oldest that is remembered nothing is known. */
		if (i == oldest && oldest > 0 && pause->begin > since)
			return (struct pause){since, table->now};
		if (pause->begin >= since)
			return *pause;
	}
	return (struct pause){table->now, table->now};
}

void
aging_advance(struct flow_table *table, int64_t time)
{
	if (!table->has_now) {
		table->has_now = true;
		table->now = time;
		table->next_sweep = time;
	}
	table->counts.backward_times += time < table->now;
	if (table->now - time > table->most_backward)
		table->most_backward = table->now - time;
	if (time - table->now >= PAUSE_LEAST)
		note_pause(table, time);
	if (time > table->now)
		table->now = time;
	else if (time < table->now - CLOCK_WAS_SET)
		set_clock(table, time);
	if (table->now >= table->next_sweep) {
		table->next_sweep = table->now + SECOND;
		sweep(table);
	}
}

void
flow_table_set_clock(struct flow_table *table, int64_t now)
{
	if (table->has_now)
		set_clock(table, now);
}

size_t
flow_table_flows(const struct flow_table *table)
{
	return pool_taken(table->connections);
}

void
flow_table_advance(struct flow_table *table, int64_t now)
{
	if (table->has_now && now > table->now)
		aging_advance(table, now);
}

/* A flow is moved to the end of its list once a second at most. */
void
flow_table_look(struct flow_table *table, int64_t since,
		void (*each)(void *room, struct flow *flow, const struct ending *ending))
{
	struct ending ending;

	for (unsigned standing = 0; standing < STANDINGS; standing++) {
		struct connection *at = table->standings[standing].newest;
		bool               is_opening = standing == STANDING_OPENING;
		int64_t            till = since - SECOND - (is_opening ? JUDGE_LATER : 0);

		for (; at != NULL && at->touched >= till; at = at->older) {
			if (at->held_count > 0 || (is_opening && judge_is_trying(at)))
				continue;
			if (at->flow.last_seen < since && !(is_opening && judge_is_given_up(at, since)))
				continue;
			judge_ending(at, ENDED_CAPTURE, &ending);
			each(table->room, &at->flow, &ending);
		}
	}
}

void
flow_table_guests(struct flow_table *table, void (*each)(void *room, struct flow *flow))
{
	for (unsigned standing = 0; standing < STANDINGS; standing++)
		for (struct connection *at = table->standings[standing].newest; at != NULL; at = at->older)
			if (at->flow.guest != NULL)
				each(table->room, &at->flow);
}
