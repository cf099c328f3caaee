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

/* A VLAN or an interface of a zone. */
struct zone_link {
	const char *name; /* one of zones->names */
	uint16_t    vlan; /* 0: it is an interface */
	char       *interface;
};

const char zone_unknown[] = "unknown";

struct zones {
	struct zone_link   *links;
	size_t              link_count;
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

static struct zone_link *
add_link(struct zones *zones, const char *name)
{
	const char       *kept = zones_keep_name(zones, name);
	struct zone_link *bigger = NULL;

	if (kept != NULL)
		bigger = realloc(zones->links, (zones->link_count + 1) * sizeof(*bigger));
	if (bigger == NULL)
		return NULL;
	zones->links = bigger;
	bigger[zones->link_count] = (struct zone_link){.name = kept};
	return &bigger[zones->link_count];
}

bool
zones_add_vlan(struct zones *zones, const char *name, uint16_t vlan)
{
	struct zone_link *link = add_link(zones, name);

	if (link == NULL)
		return false;
	link->vlan = vlan;
	zones->link_count++;
	return true;
}

bool
zones_add_interface(struct zones *zones, const char *name, const char *interface)
{
	struct zone_link *link = add_link(zones, name);

	if (link == NULL || (link->interface = strdup(interface)) == NULL)
		return false;
	zones->link_count++;
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

/* NULL: no prefix holds it. */
static const char *
find_prefix(const struct zones *zones, const struct address *address)
{
	const struct zone_prefix *best = NULL;

	for (size_t i = 0; i < zones->prefix_count; i++) {
		const struct zone_prefix *candidate = &zones->prefixes[i];

		if (prefix_contains(&candidate->prefix, address) &&
		    (best == NULL || candidate->prefix.length > best->prefix.length))
			best = candidate;
	}
	return best != NULL ? best->name : NULL;
}

const char *
zones_find(const struct zones *zones, const struct address *address)
{
	const char *name = find_prefix(zones, address);

	return name != NULL ? name : OUTSIDE;
}

/* What is proven of an end; without value where nothing is. */
struct proven {
	bool        has_vlan;
	uint64_t    vlan;
	const char *interface;
};

static struct proven
proven_of(const struct facts *facts, enum fact end)
{
	struct proven proven = {false, 0, NULL};
	bool          is_client = end == FACT_CLIENT;
	struct value  value;

	if (!is_client && end != FACT_SERVER)
		return proven;
	if (facts_value(facts, is_client ? FACT_CLIENT_VLAN : FACT_SERVER_VLAN, &value)) {
		proven.has_vlan = true;
		proven.vlan = value.is.number;
	}
	if (facts_value(facts, is_client ? FACT_CLIENT_INTERFACE : FACT_SERVER_INTERFACE, &value))
		proven.interface = value.is.text;
	return proven;
}

static enum zone_answer
ask_link(const struct zone_link *link, const struct proven *proven)
{
	bool is_known = link->vlan != 0 ? proven->has_vlan : proven->interface != NULL;

	if (!is_known)
		return ZONE_UNKNOWN;
	return (link->vlan != 0 ? link->vlan == proven->vlan
				: strcmp(link->interface, proven->interface) == 0)
		   ? ZONE_YES
		   : ZONE_NO;
}

/* By VLAN, or by interface. */
static const char *
find_link(const struct zones *zones, const struct proven *proven, bool is_vlan)
{
	for (size_t i = 0; i < zones->link_count; i++)
		if ((zones->links[i].vlan != 0) == is_vlan && ask_link(&zones->links[i], proven) == ZONE_YES)
			return zones->links[i].name;
	return NULL;
}

/* Whether it might be in that zone, or for NULL in any, by a link that nothing is known of. */
static bool
may_be_linked(const struct zones *zones, const struct proven *proven, const char *name)
{
	for (size_t i = 0; i < zones->link_count; i++)
		if ((name == NULL || strcmp(zones->links[i].name, name) == 0) &&
		    ask_link(&zones->links[i], proven) == ZONE_UNKNOWN)
			return true;
	return false;
}

const char *
zones_of(const struct zones *zones, const struct facts *facts, enum fact end)
{
	struct value  address;
	struct proven proven;
	const char   *name;

	if (!facts_value(facts, end, &address))
		return NULL;
	if ((name = find_prefix(zones, &address.is.address)) != NULL || zones->link_count == 0)
		return name != NULL ? name : OUTSIDE;
	proven = proven_of(facts, end);
	if ((name = find_link(zones, &proven, true)) == NULL)
		name = find_link(zones, &proven, false);
	if (name == NULL && !may_be_linked(zones, &proven, NULL))
		name = OUTSIDE;
	return name;
}

enum zone_answer
zones_ask(const struct zones *zones, const struct facts *facts, enum fact end, const char *name)
{
	const char   *zone = zones_of(zones, facts, end);
	struct proven proven;

	if (zone != NULL)
		return strcmp(zone, name) == 0 ? ZONE_YES : ZONE_NO;
	if (!facts_has(facts, end) || strcmp(name, OUTSIDE) == 0)
		return ZONE_UNKNOWN;
	proven = proven_of(facts, end);
	return may_be_linked(zones, &proven, name) ? ZONE_UNKNOWN : ZONE_NO;
}

bool
zones_have_links(const struct zones *zones)
{
	return zones->link_count > 0;
}

void
zones_phrase_links(const struct zones *zones, const char *name, struct text *text)
{
	for (size_t i = 0; i < zones->link_count; i++) {
		const struct zone_link *link = &zones->links[i];

		if (strcmp(link->name, name) != 0)
			continue;
		if (link->vlan != 0)
			text_printf(text, " vlan %u", link->vlan);
		else
			text_printf(text, " interface %s", link->interface);
	}
}

bool
zones_hold_all(const struct zones *zones)
{
	for (size_t i = 0; i < zones->prefix_count; i++)
		if (zones->prefixes[i].prefix.length == 0 && strcmp(zones->prefixes[i].name, INSIDE) == 0)
			return true;
	return false;
}

const char *
zones_name(const struct zones *zones, size_t index)
{
	return index < zones->name_count ? zones->names[index] : NULL;
}

void
zones_each_prefix(struct zones *zones, void (*each)(void *context, struct prefix *prefix), void *context)
{
	for (size_t i = 0; i < zones->prefix_count; i++)
		each(context, &zones->prefixes[i].prefix);
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
path_between(bool from_inside, bool to_inside)
{
	if (from_inside)
		return to_inside ? PATH_INTERNAL : PATH_EGRESS;
	return to_inside ? PATH_INGRESS : PATH_TRANSIT;
}

/* Whose address is in the client's zone, and not in the server's, stands in the client's network; a guess at
 * what lies inside proves nothing. */
static void
note_blocker(const struct zones *zones, struct facts *facts, const char *client_zone, const char *server_zone)
{
	const char *blocker_zone;

	if (zones->is_guessed || client_zone == NULL || server_zone == NULL ||
	    !facts_word_is(facts, FACT_BLOCKED_KIND, BLOCKER_ICMP) || strcmp(client_zone, server_zone) == 0 ||
	    strcmp(client_zone, OUTSIDE) == 0)
		return;
	blocker_zone = zones_of(zones, facts, FACT_BLOCKED_ADDRESS);
	if (blocker_zone == NULL || strcmp(blocker_zone, client_zone) != 0)
		return;
	facts_note_word(facts, FACT_BLOCKED_SIDE, BLOCKER_SIDE_CLIENT_NETWORK,
			facts_place(facts, FACT_BLOCKED_KIND));
}

/* A zone that is not known is surely not that one, which has prefixes alone. */
static bool
is_inside(const char *zone)
{
	return zone != NULL && strcmp(zone, INSIDE) == 0;
}

void
zones_note(const struct zones *zones, struct session *session)
{
	struct facts *facts = &session->facts;
	struct value  client, server;
	const char   *client_zone, *server_zone;
	enum path     path;

	if (!facts_value(facts, FACT_CLIENT, &client) || !facts_value(facts, FACT_SERVER, &server))
		return;
	client_zone = zones_of(zones, facts, FACT_CLIENT);
	server_zone = zones_of(zones, facts, FACT_SERVER);
	path = path_between(is_inside(client_zone), is_inside(server_zone));
	if (is_loopback(&client.is.address) && is_loopback(&server.is.address))
		path = PATH_INTERNAL;
	facts_note_text(facts, FACT_CLIENT_ZONE, client_zone, session->first_frame);
	facts_note_text(facts, FACT_SERVER_ZONE, server_zone, session->first_frame);
	facts_note_word(facts, FACT_PATH, path, session->first_frame);
	note_blocker(zones, facts, client_zone, server_zone);
}

void
zones_free(struct zones *zones)
{
	if (zones == NULL)
		return;
	for (size_t i = 0; i < zones->name_count; i++)
		free(zones->names[i]);
	for (size_t i = 0; i < zones->link_count; i++)
		free(zones->links[i].interface);
	free(zones->links);
	free(zones->names);
	free(zones->prefixes);
	free(zones);
}
