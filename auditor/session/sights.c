/* SPDX-License-Identifier: Apache-2.0 */
/* Recognises a connection that was seen before under other addresses, and what a device made of it. */
#include "session/sights.h"

#include <stdlib.h>

/* How far apart the first packets of two sights may be: a translation takes microseconds, clocks of two
 * interfaces are one clock. */
#define FARTHEST INT64_C(1000000000)

/*
 * Sequence numbers below this were not chosen at random: capture makers and simple stacks count from 0 or
 * 1000.  Of numbers chosen at random it is one in 65,536.
 */
#define LEAST_RANDOM 65536

#define SLOTS 4096 /* a power of two */

/* What tells a connection, and which sight of it. */
struct sighting {
	struct numbers numbers;
	struct address client, server;
	uint64_t       client_port, server_port;
	int64_t        first_seen;
	place          first_frame;
};

struct waiting {
	struct session  session;
	struct sighting sighting;
	int64_t         since;
	bool            is_gone; /* passed on with its other sight */
};

/* A ring, in order of arrival: ${begin} and ${end} count on, the place in it is the rest by SIGHTS. */
struct sights {
	sights_pass *pass;
	void        *context;
	uint64_t     begin, end;
	uint64_t     newest[SLOTS];   /* by hash of its numbers: one more than the newest that has it, or 0 */
	struct sighting asked[SLOTS]; /* by the same hash: the first sights that were asked about */
	struct waiting  ring[SIGHTS];
};

struct sights *
sights_new(sights_pass *pass, void *context)
{
	struct sights *sights = calloc(1, sizeof(*sights));

	if (sights == NULL)
		return NULL;
	sights->pass = pass;
	sights->context = context;
	return sights;
}

static struct sighting
sighting_of(const struct session *session)
{
	struct sighting sighting = {.numbers = session->numbers, .first_frame = session->first_frame};
	struct value    value;

	if (facts_value(&session->facts, FACT_CLIENT, &value))
		sighting.client = value.is.address;
	if (facts_value(&session->facts, FACT_SERVER, &value))
		sighting.server = value.is.address;
	if (facts_value(&session->facts, FACT_CLIENT_PORT, &value))
		sighting.client_port = value.is.number;
	if (facts_value(&session->facts, FACT_SERVER_PORT, &value))
		sighting.server_port = value.is.number;
	if (facts_value(&session->facts, FACT_FIRST_SEEN, &value))
		sighting.first_seen = value.is.time;
	return sighting;
}

static bool
is_random(const struct numbers *numbers, enum side side)
{
	return numbers->has[side] && numbers->isn[side] >= LEAST_RANDOM;
}

/* Whether a connection can be known again by its numbers. */
static bool
is_telling(const struct numbers *numbers)
{
	return is_random(numbers, CLIENT) && (!numbers->has[SERVER] || is_random(numbers, SERVER));
}

static bool
is_near(int64_t a, int64_t b)
{
	return a < b ? b - a <= FARTHEST : a - b <= FARTHEST;
}

/*
 * One end is left as it is by a translation of the other; both are seldom translated at once.  Where only the
 * client's number is known, the server must be the same: a scanner sends one number to many servers.
 */
static bool
is_translation(const struct sighting *a, const struct sighting *b)
{
	bool same_host = address_equal(&a->client, &b->client);

	if (address_equal(&a->server, &b->server) && a->server_port == b->server_port)
		return !same_host;
	return a->numbers.has[SERVER] && same_host && a->client_port == b->client_port;
}

static bool
is_same_connection(const struct sighting *a, const struct sighting *b)
{
	return a->numbers.isn[CLIENT] == b->numbers.isn[CLIENT] &&
	       a->numbers.isn[SERVER] == b->numbers.isn[SERVER] &&
	       a->numbers.has[SERVER] == b->numbers.has[SERVER] && is_near(a->first_seen, b->first_seen) &&
	       is_translation(a, b);
}

/* What a device could have changed, the worst first. */
static const struct {
	enum fact             fact;
	enum sight_difference word;
} compared[] = {
    {FACT_STARTTLS_OFFERED,   SIGHT_DIFFERENCE_STARTTLS},
    {FACT_STARTTLS_MASKED,    SIGHT_DIFFERENCE_STARTTLS},
    {FACT_STARTTLS_REQUESTED, SIGHT_DIFFERENCE_STARTTLS},
    {FACT_STARTTLS_ACCEPTED,  SIGHT_DIFFERENCE_STARTTLS},
    {FACT_SECURITY,           SIGHT_DIFFERENCE_TLS     },
    {FACT_TLS_VERSION,        SIGHT_DIFFERENCE_TLS     },
    {FACT_TLS_CIPHER,         SIGHT_DIFFERENCE_TLS     },
    {FACT_CERT_FINGERPRINT,   SIGHT_DIFFERENCE_TLS     },
};

/* Texts are interned: equal ones are one.  What only one sight shows may be lost from the other. */
static void
note_difference(struct session *session, const struct session *first)
{
	enum sight_difference word = SIGHT_DIFFERENCE_NONE;
	place                 where = session->first_frame;

	for (size_t i = 0; i < sizeof(compared) / sizeof(compared[0]); i++) {
		enum fact    fact = compared[i].fact;
		struct value value;
		bool         knows = facts_value(&first->facts, fact, &value);

		if (knows != facts_value(&session->facts, fact, &value)) {
			word = SIGHT_DIFFERENCE_UNKNOWN;
		} else if (knows && first->facts.values[fact] != session->facts.values[fact]) {
			word = compared[i].word;
			where = facts_place(&session->facts, fact);
			break;
		}
	}
	facts_note_word(&session->facts, FACT_SIGHT_DIFFERS, word, where);
}

/* The numbers are chosen at random by hosts: who makes two fall together only spoils his own recognition. */
static size_t
slot_of(const struct numbers *numbers)
{
	uint32_t server = numbers->has[SERVER] ? numbers->isn[SERVER] : 0;

	return (numbers->isn[CLIENT] ^ server * UINT32_C(0x9e3779b1)) % SLOTS;
}

static struct waiting *
find_other(struct sights *sights, const struct sighting *sighting)
{
	uint64_t        newest = sights->newest[slot_of(&sighting->numbers)];
	struct waiting *waiting;

	if (newest <= sights->begin)
		return NULL;
	waiting = &sights->ring[(newest - 1) % SIGHTS];
	return !waiting->is_gone && is_same_connection(&waiting->sighting, sighting) ? waiting : NULL;
}

static void
pass_oldest(struct sights *sights)
{
	struct waiting *waiting = &sights->ring[sights->begin++ % SIGHTS];

	if (!waiting->is_gone)
		sights->pass(sights->context, &waiting->session, NULL);
}

static void
wait_for_other(struct sights *sights, const struct session *session, const struct sighting *sighting,
	       int64_t now)
{
	struct waiting *waiting = &sights->ring[sights->end % SIGHTS];

	if (sights->end - sights->begin == SIGHTS)
		pass_oldest(sights);
	waiting->session = *session;
	waiting->sighting = *sighting;
	waiting->since = now;
	waiting->is_gone = false;
	sights->newest[slot_of(&sighting->numbers)] = ++sights->end;
}

/* The sight that was captured sooner is the one with the client's own address. */
static void
pass_both(struct sights *sights, struct session *a, struct session *b)
{
	struct session *first = session_compare(a, b) <= 0 ? a : b, *second = first == a ? b : a;

	sights->pass(sights->context, first, NULL);
	facts_note_truth(&second->facts, FACT_SIGHT_AGAIN, true, second->first_frame);
	note_difference(second, first);
	sights->pass(sights->context, second, first);
}

void
sights_take(struct sights *sights, const struct session *session, int64_t now)
{
	struct sighting sighting = sighting_of(session);
	struct session  copy = *session;
	struct waiting *other;

	sights_advance(sights, now);
	if (!is_telling(&session->numbers)) {
		sights->pass(sights->context, &copy, NULL);
	} else if ((other = find_other(sights, &sighting)) != NULL) {
		other->is_gone = true;
		pass_both(sights, &other->session, &copy);
	} else {
		wait_for_other(sights, session, &sighting, now);
	}
}

bool
sights_is_second(struct sights *sights, const struct session *session)
{
	struct sighting  sighting = sighting_of(session);
	struct sighting *asked = &sights->asked[slot_of(&session->numbers)];
	struct waiting  *waiting;

	if (!is_telling(&session->numbers))
		return false;
	if ((waiting = find_other(sights, &sighting)) != NULL)
		return waiting->sighting.first_frame < sighting.first_frame;
	if (is_same_connection(asked, &sighting) && asked->first_frame < sighting.first_frame)
		return true;
	*asked = sighting;
	return false;
}

void
sights_each(struct sights *sights, void (*each)(void *context, struct session *session), void *context)
{
	for (uint64_t at = sights->begin; at < sights->end; at++)
		if (!sights->ring[at % SIGHTS].is_gone)
			each(context, &sights->ring[at % SIGHTS].session);
}

void
sights_advance(struct sights *sights, int64_t now)
{
	while (sights->begin < sights->end && now - sights->ring[sights->begin % SIGHTS].since >= SIGHTS_WAIT)
		pass_oldest(sights);
}

void
sights_close(struct sights *sights)
{
	while (sights->begin < sights->end)
		pass_oldest(sights);
}

void
sights_free(struct sights *sights)
{
	free(sights);
}
