/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SESSION_ZONES_H
#define SESSION_ZONES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/address.h"
#include "session/session.h"

/*
 * zones: named sets of addresses.
 *
 * The zone of an address is that of the longest prefix that holds it; what is in none is `outside`.
 * Paths are seen from the zone `inside` alone: from there to any other is egress, the other way
 * ingress, between others transit.  Loopback to loopback is internal, whatever the zones say.
 */
struct zones;

struct zones *zones_new(void);

/* Add ${prefix} to the zone ${name}, which is copied.  False without memory. */
bool zones_add(struct zones *zones, const char *name, const struct prefix *prefix);

/* RFC 1918, RFC 6598, RFC 4193, link-local and loopback as `inside`: for when nobody said. */
bool zones_add_defaults(struct zones *zones);

/* The name of the zone of ${address}; "outside" if it is in none.  Lives as long as ${zones}. */
const char *zones_find(const struct zones *zones, const struct address *address);

/* Whether `inside` holds all addresses of a family: then nothing of it is outside. */
bool zones_hold_all(const struct zones *zones);

/* Whether a zone of that name was declared (`outside` always is). */
bool zones_has(const struct zones *zones, const char *name);

/* The ${index}th zone's name, in order of declaration; NULL past the end. */
const char *zones_name(const struct zones *zones, size_t index);

/* The ${index}th prefix of the zone ${name}, in order of declaration; NULL past the end. */
const struct prefix *zones_prefix(const struct zones *zones, const char *name, size_t index);

/* Note client.zone, server.zone and path; and blocked_by.side, if declared zones prove more than blame.h
 * does. */
void zones_note(const struct zones *zones, struct session *session);

void zones_free(struct zones *zones);

#endif
