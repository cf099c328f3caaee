/* SPDX-License-Identifier: Apache-2.0 */
/* Talks at mail ports by port and time. */
#include "session/rivals.h"

#include <stdlib.h>

#define BUCKETS 4096 /* a power of two */
#define NO_TALK UINT64_MAX

struct talk {
	struct contact contact;
	uint64_t       before; /* number of the talk before it in its bucket */
};

/* Talks are numbered as they come and overwrite those ${limit} before them. */
struct rivals {
	struct talk *talks;
	uint64_t     limit, count;
	uint64_t     latest[BUCKETS]; /* number of the latest talk of a bucket */
};

struct rivals *
rivals_new(size_t limit)
{
	struct rivals *rivals = calloc(1, sizeof(*rivals));

	if (rivals == NULL)
		return NULL;
	rivals->limit = limit;
	rivals->talks = calloc(limit, sizeof(*rivals->talks));
	for (size_t i = 0; i < BUCKETS; i++)
		rivals->latest[i] = NO_TALK;
	if (rivals->talks != NULL)
		return rivals;
	free(rivals);
	return NULL;
}

/* Those of one port within one delay's time share a bucket, and few others do. */
static size_t
bucket_of(uint16_t port, int64_t span)
{
	return ((uint64_t)span * 31 + port) & (BUCKETS - 1);
}

void
rivals_talked(struct rivals *rivals, const struct contact *contact)
{
	uint64_t    *latest = &rivals->latest[bucket_of(contact->port, contact->when / RIVALS_DELAY)];
	struct talk *talk = &rivals->talks[rivals->count % rivals->limit];

	talk->contact = *contact;
	talk->before = *latest;
	*latest = rivals->count++;
}

static bool
is_rival(const struct contact *one, const struct contact *other)
{
	int64_t apart = one->when - other->when;

	return one->port == other->port && apart <= RIVALS_DELAY && apart >= -RIVALS_DELAY &&
	       !address_equal(&one->server, &other->server);
}

/* What the talks that were looked at so far say. */
struct search {
	const struct contact *contact;
	struct contact       *winner;
	enum rival_answer     answer;
};

static void
look_at(struct search *search, const struct contact *talk)
{
	bool is_same_client = address_equal(&talk->client, &search->contact->client);

	if (search->answer == RIVAL_SAME_FAMILY || !is_rival(talk, search->contact))
		return;
	if (is_same_client) {
		search->answer = RIVAL_SAME_FAMILY;
		*search->winner = *talk;
	} else if (talk->client.family == search->contact->client.family) {
		return;
	} else if (search->answer == RIVAL_NONE) {
		search->answer = RIVAL_OTHER_FAMILY;
		*search->winner = *talk;
	} else if (!address_equal(&talk->client, &search->winner->client)) {
		search->answer = RIVAL_UNSURE;
	}
}

static bool
is_kept(const struct rivals *rivals, uint64_t number)
{
	return number != NO_TALK && rivals->count - number <= rivals->limit;
}

enum rival_answer
rivals_find(const struct rivals *rivals, const struct contact *contact, struct contact *winner)
{
	struct search search = {contact, winner, RIVAL_NONE};
	int64_t       span = contact->when / RIVALS_DELAY;

	for (int64_t near = span - 1; near <= span + 1; near++) {
		uint64_t number = rivals->latest[bucket_of(contact->port, near)];

		for (; is_kept(rivals, number); number = rivals->talks[number % rivals->limit].before)
			look_at(&search, &rivals->talks[number % rivals->limit].contact);
	}
	return search.answer;
}

void
rivals_free(struct rivals *rivals)
{
	if (rivals == NULL)
		return;
	free(rivals->talks);
	free(rivals);
}
