/* SPDX-License-Identifier: Apache-2.0 */
/* Tells port scans by the targets that a client tried in vain. */
#include "session/sweep.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/roster.h"
#include "classify/port.h"

#define MOST_TARGETS SWEEP_SERVERS
#define KEPT (3 * SWEEP_WINDOW)
#define RECENT_TALKS 8

/* So few fruitless targets near the bounds of a capture may be the end or the beginning of a scan: no mail
 * client knocks at three ports that are not for mail, or at eight mail servers in vain. */
#define HINT_PORTS 3
#define HINT_SERVERS 8

/* A target: a port number, or the hash of an address. */
struct target {
	uint64_t name;
	int64_t  when;
};

/* What a client tried in vain at one server, or at one port. */
struct sweep {
	struct target targets[MOST_TARGETS]; /* the latest ones */
	uint64_t      talks[RECENT_TALKS];   /* targets that it talked with, the latest ones */
	uint32_t      target_count, talk_count;
	uint32_t      fruitless, refused, talked; /* targets in all */
	bool          is_sweeping;
	int64_t       from, till; /* if is_sweeping: when there were enough of them */
};

/* Of whom: with a server or with a port.  Zeroed before it is filled, it is compared as octets. */
struct sweep_key {
	struct address client, server;
	uint16_t       port;
};

/* Apart, so that connections to other ports, of which there are many, take no room from who knocks at mail
 * ports. */
struct sweeps {
	struct roster  *of_ports, *of_servers;
	struct hash_key key;
	int64_t         now; /* of the newest try */
};

/* Whether tries of a scan may still be asked after: they wait for their company (session/company.h). */
static bool
is_dear(void *of, const void *record)
{
	const struct sweeps *sweeps = of;
	const struct sweep  *sweep = record;

	return sweep->is_sweeping && sweeps->now - sweep->till <= KEPT;
}

static struct roster *
make_roster(size_t limit)
{
	return roster_new(sizeof(struct sweep_key), sizeof(struct sweep), limit > 0 ? limit : 1);
}

struct sweeps *
sweeps_new(size_t limit)
{
	struct sweeps *sweeps = calloc(1, sizeof(*sweeps));

	if (sweeps == NULL)
		return NULL;
	sweeps->key = hash_key_random();
	sweeps->of_ports = make_roster(limit - limit / 2);
	sweeps->of_servers = make_roster(limit / 2);
	if (sweeps->of_ports == NULL || sweeps->of_servers == NULL) {
		sweeps_free(sweeps);
		return NULL;
	}
	roster_spare(sweeps->of_ports, is_dear, sweeps);
	roster_spare(sweeps->of_servers, is_dear, sweeps);
	return sweeps;
}

static struct sweep_key
key_of(const struct sweep_try *try, bool is_of_server)
{
	struct sweep_key key;

	memset(&key, 0, sizeof(key));
	key.client = try->client;
	if (is_of_server)
		key.server = try->server;
	else
		key.port = try->port;
	return key;
}

/* Port 0 and hash 0 are moved aside: 0 is no target. */
static uint64_t
name_of(const struct sweeps *sweeps, const struct sweep_try *try, bool is_of_server)
{
	uint64_t name =
	    is_of_server ? try->port : hash_bytes(&sweeps->key, &try->server, sizeof(try->server));

	return name != 0 ? name : UINT64_MAX;
}

static struct target *
find_target(struct sweep *sweep, uint64_t name)
{
	for (uint32_t i = 0; i < sweep->target_count; i++)
		if (sweep->targets[i].name == name)
			return &sweep->targets[i];
	return NULL;
}

/* Room for one more, in the place of the earliest. */
static struct target *
make_room(struct sweep *sweep)
{
	struct target *earliest = &sweep->targets[0];

	if (sweep->target_count < MOST_TARGETS)
		return &sweep->targets[sweep->target_count++];
	for (uint32_t i = 1; i < MOST_TARGETS; i++)
		if (sweep->targets[i].when < earliest->when)
			earliest = &sweep->targets[i];
	return earliest;
}

static bool
talked_with(const struct sweep *sweep, uint64_t name)
{
	for (uint32_t i = 0; i < RECENT_TALKS; i++)
		if (sweep->talks[i] == name)
			return true;
	return false;
}

static int
compare_times(const void *a, const void *b)
{
	int64_t x = ((const struct target *)a)->when, y = ((const struct target *)b)->when;

	return (x > y) - (x < y);
}

/* Look for ${enough} targets within the window; once there were, later ones prolong the scan. */
static void
look_for_window(struct sweep *sweep, uint32_t enough)
{
	qsort(sweep->targets, sweep->target_count, sizeof(sweep->targets[0]), compare_times);
	for (uint32_t i = 0; i + enough <= sweep->target_count; i++) {
		int64_t from = sweep->targets[i].when, till = sweep->targets[i + enough - 1].when;

		if (till - from > SWEEP_WINDOW)
			continue;
		if (!sweep->is_sweeping || from > sweep->till + SWEEP_WINDOW)
			sweep->from = from;
		if (!sweep->is_sweeping || till > sweep->till)
			sweep->till = till;
		sweep->is_sweeping = true;
	}
}

static void
prolong(struct sweep *sweep, int64_t when)
{
	if (!sweep->is_sweeping || when < sweep->from - SWEEP_WINDOW || when > sweep->till + SWEEP_WINDOW)
		return;
	if (when < sweep->from)
		sweep->from = when;
	if (when > sweep->till)
		sweep->till = when;
}

static void
add_fruitless(struct sweep *sweep, const struct sweep_try *try, uint64_t name, uint32_t enough)
{
	struct target *target = find_target(sweep, name);

	if (target == NULL) {
		sweep->fruitless += sweep->fruitless < UINT32_MAX;
		sweep->refused += try->is_refusal && sweep->refused < UINT32_MAX;
		target = make_room(sweep);
		*target = (struct target){name, try->when};
	} else if (try->when > target->when) {
		target->when = try->when;
	}
	prolong(sweep, try->when);
	if (!sweep->is_sweeping || try->when > sweep->till)
		look_for_window(sweep, enough);
}

static struct sweep *
take(struct sweeps *sweeps, const struct sweep_try *try, bool is_of_server)
{
	struct sweep_key key = key_of(try, is_of_server);

	if (try->when > sweeps->now)
		sweeps->now = try->when;
	return roster_take(is_of_server ? sweeps->of_ports : sweeps->of_servers, &key);
}

static struct sweep *
find(struct sweeps *sweeps, const struct sweep_try *try, bool is_of_server)
{
	struct sweep_key key = key_of(try, is_of_server);

	return roster_find(is_of_server ? sweeps->of_ports : sweeps->of_servers, &key);
}

void
sweeps_fruitless(struct sweeps *sweeps, const struct sweep_try *try)
{
	struct sweep *sweep = take(sweeps, try, true);

	if (sweep != NULL)
		add_fruitless(sweep, try, name_of(sweeps, try, true), SWEEP_PORTS);
	if (try->is_listed && (sweep = take(sweeps, try, false)) != NULL)
		add_fruitless(sweep, try, name_of(sweeps, try, false), SWEEP_SERVERS);
}

static void
add_talk(struct sweep *sweep, uint64_t name)
{
	if (sweep == NULL || talked_with(sweep, name))
		return;
	sweep->talked += sweep->talked < UINT32_MAX;
	sweep->talks[sweep->talk_count++ % RECENT_TALKS] = name;
}

void
sweeps_talk(struct sweeps *sweeps, const struct sweep_try *try)
{
	add_talk(find(sweeps, try, true), name_of(sweeps, try, true));
	if (try->is_listed)
		add_talk(take(sweeps, try, false), name_of(sweeps, try, false));
}

/* Of all that the client tried, what it got to. */
static bool
is_fruitless_on_the_whole(const struct sweep *sweep)
{
	return sweep->fruitless / 4 >= sweep->talked;
}

/* Whether somebody watched all the time that the rest of a scan could have been in. */
static bool
is_watched(const struct sweep_try *try, int64_t first, int64_t last)
{
	return try->when - SWEEP_WINDOW >= first && try->when + SWEEP_WINDOW <= last;
}

static bool
is_within(const struct sweep *sweep, int64_t when)
{
	return sweep->is_sweeping && when >= sweep->from && when <= sweep->till;
}

/* Targets near enough to ${when} to be of one scan with it. */
static uint32_t
count_near(const struct sweep *sweep, int64_t when, bool is_of_server)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < sweep->target_count; i++) {
		const struct target *target = &sweep->targets[i];

		if (is_of_server && port_find((uint16_t)target->name) != NULL)
			continue;
		count += target->when - when <= SWEEP_WINDOW && when - target->when <= SWEEP_WINDOW;
	}
	return count;
}

enum sweep_answer
sweeps_ports(struct sweeps *sweeps, const struct sweep_try *try, int64_t first, int64_t last)
{
	struct sweep *sweep = find(sweeps, try, true);

	if (sweep == NULL || !is_fruitless_on_the_whole(sweep))
		return SWEEP_NO;
	if (is_within(sweep, try->when))
		return SWEEP_YES;
	return !is_watched(try, first, last) && count_near(sweep, try->when, true) >= HINT_PORTS ? SWEEP_MAYBE
												 : SWEEP_NO;
}

enum sweep_answer
sweeps_servers(struct sweeps *sweeps, const struct sweep_try *try, int64_t first, int64_t last)
{
	struct sweep *sweep = find(sweeps, try, false);

	if (sweep == NULL || !is_fruitless_on_the_whole(sweep))
		return SWEEP_NO;
	if (is_within(sweep, try->when))
		return (sweep->fruitless - sweep->refused) >= sweep->fruitless / 8 + 1 ? SWEEP_YES
										       : SWEEP_MAYBE;
	return !is_watched(try, first, last) && count_near(sweep, try->when, false) >= HINT_SERVERS
		   ? SWEEP_MAYBE
		   : SWEEP_NO;
}

size_t
sweeps_octets(const struct sweeps *sweeps)
{
	return sizeof(*sweeps) + roster_octets(sweeps->of_ports) + roster_octets(sweeps->of_servers);
}

void
sweeps_free(struct sweeps *sweeps)
{
	if (sweeps == NULL)
		return;
	roster_free(sweeps->of_ports);
	roster_free(sweeps->of_servers);
	free(sweeps);
}
