/* SPDX-License-Identifier: Apache-2.0 */
/* Which zone an address is in, and which path a session takes. */
#include "session/zones.h"

#include <stdlib.h>
#include <string.h>

#define INSIDE "inside"
#define OUTSIDE "outside"

struct zone_prefix {
	const char   *name; /* one of zones->names */
	struct prefix prefix;
};

struct zones {
	char              **names;
	size_t              name_count;
	struct zone_prefix *prefixes;
	size_t              prefix_count;
	bool                is_guessed;
};

struct zones *
zones_new(void)
{
	return calloc(1, sizeof(struct zones));
}

static const char *
zones_keep_name(struct zones *zones, const char *name)
{
	char **bigger;

	for (size_t i = 0; i < zones->name_count; i++)
		if (strcmp(zones->names[i], name) == 0)
			return zones->names[i];
	bigger = realloc(zones->names, (zones->name_count + 1) * sizeof(*bigger));
	if (bigger == NULL)
		return NULL;
	zones->names = bigger;
	if ((bigger[zones->name_count] = strdup(name)) == NULL)
		return NULL;
	return bigger[zones->name_count++];
}

bool
zones_add(struct zones *zones, const char *name, const struct prefix *prefix)
{
	const char         *kept = zones_keep_name(zones, name);
	struct zone_prefix *bigger;

	if (kept == NULL)
		return false;
	bigger = realloc(zones->prefixes, (zones->prefix_count + 1) * sizeof(*bigger));
	if (bigger == NULL)
		return false;
	zones->prefixes = bigger;
	bigger[zones->prefix_count].name = kept;
	bigger[zones->prefix_count++].prefix = *prefix;
	return true;
}

/* RFC 1918 3, RFC 6598 7, RFC 4193 3.1, RFC 4291 2.5.6 and 2.5.3, RFC 3927 2.1, RFC 1122 3.2.1.3. */
static const char *const inside_by_default[] = {"10.0.0.0/8",     "172.16.0.0/12", "192.168.0.0/16",
						"100.64.0.0/10",  "fc00::/7",      "fe80::/10",
						"169.254.0.0/16", "127.0.0.0/8",   "::1/128"};

bool
zones_add_defaults(struct zones *zones)
{
	struct prefix prefix;

	zones->is_guessed = true;
	for (size_t i = 0; i < sizeof(inside_by_default) / sizeof(inside_by_default[0]); i++)
		if (!prefix_parse(inside_by_default[i], &prefix) || !zones_add(zones, INSIDE, &prefix))
			return false;
	return true;
}

const char *
zones_find(const struct zones *zones, const struct address *address)
{
	const struct zone_prefix *best = NULL;

	for (size_t i = 0; i < zones->prefix_count; i++) {
		const struct zone_prefix *candidate = &zones->prefixes[i];

		if (prefix_contains(&candidate->prefix, address) &&
		    (best == NULL || candidate->prefix.length > best->prefix.length))
			best = candidate;
	}
	return best != NULL ? best->name : OUTSIDE;
}

bool
zones_hold_all(const struct zones *zones)
{
	for (size_t i = 0; i < zones->prefix_count; i++)
		if (zones->prefixes[i].prefix.length == 0 && strcmp(zones->prefixes[i].name, INSIDE) == 0)
			return true;
	return false;
}

bool
zones_has(const struct zones *zones, const char *name)
{
	for (size_t i = 0; i < zones->name_count; i++)
		if (strcmp(zones->names[i], name) == 0)
			return true;
	return strcmp(name, OUTSIDE) == 0;
}

const char *
zones_name(const struct zones *zones, size_t index)
{
	return index < zones->name_count ? zones->names[index] : NULL;
}

const struct prefix *
zones_prefix(const struct zones *zones, const char *name, size_t index)
{
	for (size_t i = 0; i < zones->prefix_count; i++)
		if (strcmp(zones->prefixes[i].name, name) == 0 && index-- == 0)
			return &zones->prefixes[i].prefix;
	return NULL;
}

static bool
is_loopback(const struct address *address)
{
	static const uint8_t one[16] = {[15] = 1};

	if (address->family == 4)
		return address->octets[0] == 127;
	return memcmp(address->octets, one, sizeof(one)) == 0;
}

static enum path
path_between(const char *client_zone, const char *server_zone)
{
	bool from_inside = strcmp(client_zone, INSIDE) == 0;
	bool to_inside = strcmp(server_zone, INSIDE) == 0;

	if (from_inside)
		return to_inside ? PATH_INTERNAL : PATH_EGRESS;
	return to_inside ? PATH_INGRESS : PATH_TRANSIT;
}

/* Whose address is in the client's zone, and not in the server's, stands in the client's network; a guess at
 * what lies inside proves nothing. */
static void
note_blocker(const struct zones *zones, struct facts *facts, const char *client_zone, const char *server_zone)
{
	struct value blocker;

	if (zones->is_guessed || strcmp(client_zone, server_zone) == 0 || strcmp(client_zone, OUTSIDE) == 0 ||
	    !facts_word_is(facts, FACT_BLOCKED_KIND, BLOCKER_ICMP) ||
	    !facts_value(facts, FACT_BLOCKED_ADDRESS, &blocker) ||
	    strcmp(zones_find(zones, &blocker.is.address), client_zone) != 0)
		return;
	facts_note_word(facts, FACT_BLOCKED_SIDE, BLOCKER_SIDE_CLIENT_NETWORK,
			facts_place(facts, FACT_BLOCKED_KIND));
}

void
zones_note(const struct zones *zones, struct session *session)
{
	struct value client, server;
	const char  *client_zone, *server_zone;
	enum path    path;

	if (!facts_value(&session->facts, FACT_CLIENT, &client) ||
	    !facts_value(&session->facts, FACT_SERVER, &server))
		return;
	client_zone = zones_find(zones, &client.is.address);
	server_zone = zones_find(zones, &server.is.address);
	path = path_between(client_zone, server_zone);
	if (is_loopback(&client.is.address) && is_loopback(&server.is.address))
		path = PATH_INTERNAL;
	facts_note_text(&session->facts, FACT_CLIENT_ZONE, client_zone, session->first_frame);
	facts_note_text(&session->facts, FACT_SERVER_ZONE, server_zone, session->first_frame);
	facts_note_word(&session->facts, FACT_PATH, path, session->first_frame);
	note_blocker(zones, &session->facts, client_zone, server_zone);
}

void
zones_free(struct zones *zones)
{
	if (zones == NULL)
		return;
	for (size_t i = 0; i < zones->name_count; i++)
		free(zones->names[i]);
	free(zones->names);
	free(zones->prefixes);
	free(zones);
}
