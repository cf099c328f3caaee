/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finds the connections of which two captures have a half each, and which their reports took for two.
 *
 * What is found depends on the sessions alone, not on which report they came in: so it is the same however
 * reports were merged before.
 */
#include <stdlib.h>
#include <string.h>

#include "report/merge_room.h"

/* A session that may be a half. */
struct half {
	struct report_cut
	    ends; /* the smaller end first: without its beginning nobody knows who is the client */
	struct report_cut said; /* as the session says */
	place             last;
	int64_t           first_seen;
	bool              is_midstream, is_unanswered;
};

static int
ends_compare(const struct report_cut *one, const struct report_cut *other)
{
	int order = address_compare(&one->client, &other->client);

	if (order == 0)
		order = address_compare(&one->server, &other->server);
	if (order == 0)
		order = (int)one->client_port - (int)other->client_port;
	return order != 0 ? order : (int)one->server_port - (int)other->server_port;
}

static int
half_compare(const void *a, const void *b)
{
	const struct half *left = a, *right = b;
	int                order = ends_compare(&left->ends, &right->ends);

	if (order == 0)
		order = (left->first_seen > right->first_seen) - (left->first_seen < right->first_seen);
	return order != 0 ? order
			  : (left->said.first > right->said.first) - (left->said.first < right->said.first);
}

static void
turn(struct half *half)
{
	struct report_cut turned = {.client = half->said.server,
				    .server = half->said.client,
				    .client_port = half->said.server_port,
				    .server_port = half->said.client_port};

	half->ends = ends_compare(&turned, &half->said) < 0 ? turned : half->said;
}

static uint16_t
port_of(const struct facts *facts, enum fact fact)
{
	struct value value;

	return facts_value(facts, fact, &value) ? (uint16_t)value.is.number : 0;
}

static void
fill_half(struct half *half, const struct session *session)
{
	const struct facts *facts = &session->facts;
	struct value        value;

	memset(half, 0, sizeof(*half));
	if (facts_value(facts, FACT_CLIENT, &value))
		half->said.client = value.is.address;
	if (facts_value(facts, FACT_SERVER, &value))
		half->said.server = value.is.address;
	if (facts_value(facts, FACT_FIRST_SEEN, &value))
		half->first_seen = value.is.time;
	half->said.client_port = port_of(facts, FACT_CLIENT_PORT);
	half->said.server_port = port_of(facts, FACT_SERVER_PORT);
	half->said.first = session->first_frame;
	half->last = session->last_frame;
	half->is_midstream = !facts_is(facts, FACT_HANDSHAKE_SEEN);
	half->is_unanswered = half->is_midstream && !facts_is(facts, FACT_MIDSTREAM);
	turn(half);
}

static bool
read_halves(struct merge *merge, struct half *halves)
{
	for (size_t i = 0; i < merge->into->sessions.count; i++) {
		struct arena  *arena = arena_new();
		struct session session;
		bool           is_done = arena != NULL && saved_session(merge->into, i, arena, &session);

		if (is_done)
			fill_half(&halves[i], &session);
		arena_free(arena);
		if (!is_done)
			return merge_no_memory(merge);
	}
	return true;
}

/* ${later} goes on with what ${half} began: its own beginning is missing, or both ask without an answer. */
static bool
is_cut(const struct half *half, const struct half *later)
{
	return ends_compare(&half->ends, &later->ends) == 0 &&
	       place_capture(half->last) != place_capture(later->said.first) &&
	       (later->is_midstream || half->is_unanswered);
}

static int
by_place(const void *a, const void *b)
{
	const struct report_cut *left = a, *right = b;

	if (left->first != right->first)
		return left->first < right->first ? -1 : 1;
	return left->again < right->again ? -1 : left->again > right->again;
}

static bool
find_cuts(struct merge *merge, const struct half *halves, size_t count)
{
	struct list *cuts = &merge->into->cuts;

	for (size_t i = 1; i < count; i++) {
		struct report_cut *cut;

		if (!is_cut(&halves[i - 1], &halves[i]))
			continue;
		if ((cut = list_add(cuts, sizeof(*cut))) == NULL)
			return merge_no_memory(merge);
		*cut = halves[i - 1].said;
		cut->again = halves[i].said.first;
	}
	if (cuts->count > 0)
		qsort(cuts->items, cuts->count, sizeof(struct report_cut), by_place);
	return true;
}

bool
merge_cuts(struct merge *merge)
{
	size_t       count = merge->into->sessions.count;
	struct half *halves = calloc(count + 1, sizeof(*halves));
	bool         is_done;

	if (halves == NULL)
		return merge_no_memory(merge);
	is_done = read_halves(merge, halves);
	if (is_done && count > 0)
		qsort(halves, count, sizeof(*halves), half_compare);
	is_done = is_done && find_cuts(merge, halves, count);
	free(halves);
	return is_done;
}
