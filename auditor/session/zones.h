/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SESSION_ZONES_H
#define SESSION_ZONES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/address.h"
#include "base/text.h"
#include "session/session.h"

/*
 * zones: named sets of addresses, VLANs and interfaces.
 *
 * The zone of an address is that of the longest prefix that holds it; what is in none is `outside`.
 * An end of a session whose address no prefix holds is in the zone of the VLAN, else of the interface, that
 * it is proven to lie behind (client.vlan, client.interface …).  Where nothing is proven, and it might be in
 * such a zone, its zone is not known.  `inside` has prefixes alone, so that a path is always known. Paths are
 * seen from the zone `inside` alone: from there to any other is egress, the other way ingress, between others
 * transit.  Loopback to loopback is internal, whatever the zones say.
 */
struct zones;

/* In the order of enum answer of policy/. */
enum zone_answer { ZONE_NO, ZONE_UNKNOWN, ZONE_YES };

/* Stands where a zone is not known and a name must be. */
extern const char zone_unknown[];

struct zones *zones_new(void);

/* Add ${prefix} to the zone ${name}, which is copied.  False without memory. */
bool zones_add(struct zones *zones, const char *name, const struct prefix *prefix);

/* Add a VLAN, or an interface (copied), to the zone ${name}.  False without memory. */
bool zones_add_vlan(struct zones *zones, const char *name, uint16_t vlan);
bool zones_add_interface(struct zones *zones, const char *name, const char *interface);

/* RFC 1918, RFC 6598, RFC 4193, link-local and loopback as `inside`: for when nobody said. */
bool zones_add_defaults(struct zones *zones);

/* The name of the zone of ${address}; "outside" if it is in none.  Lives as long as ${zones}. */
const char *zones_find(const struct zones *zones, const struct address *address);

/* The zone of the end ${end} (FACT_CLIENT, FACT_SERVER, or another address) of what ${facts} are of; NULL:
 * not known. */
const char *zones_of(const struct zones *zones, const struct facts *facts, enum fact end);

/* Whether it is in the zone ${name}. */
enum zone_answer zones_ask(const struct zones *zones, const struct facts *facts, enum fact end,
			   const char *name);

/* Whether a zone has VLANs or interfaces. */
bool zones_have_links(const struct zones *zones);

/* Append the zone's VLANs and interfaces as a policy writes them, each behind a space. */
void zones_phrase_links(const struct zones *zones, const char *name, struct text *text);

/* Whether `inside` holds all addresses of a family: then nothing of it is outside. */
bool zones_hold_all(const struct zones *zones);

/* The ${index}th zone's name, in order of declaration; NULL past the end. */
const char *zones_name(const struct zones *zones, size_t index);

/* The ${index}th prefix of the zone ${name}, in order of declaration; NULL past the end. */
const struct prefix *zones_prefix(const struct zones *zones, const char *name, size_t index);

/* Tell ${each} of every prefix, which it may change, in the order in which they were added. */
void zones_each_prefix(struct zones *zones, void (*each)(void *context, struct prefix *prefix),
		       void         *context);

/* Note client.zone, server.zone and path; and blocked_by.side, if declared zones prove more than blame.h
 * does. */
void zones_note(const struct zones *zones, struct session *session);

void zones_free(struct zones *zones);

#endif
