/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SESSION_CONTACTS_H
#define SESSION_CONTACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/address.h"
#include "base/place.h"
#include "classify/word.h"

/*
 * contacts: who talked with whom, and how often who called: what a blocked connection is held against.
 *
 * Two kinds of things are remembered: visits of a client to a mail port of a server, and talks that came
 * about, by client and server and by server and port.  The oldest are forgotten when there is no room.
 */
struct contacts;

/* A connection, by its ends; ${when} and ${where} are those of its first packet. */
struct contact {
	struct address client, server;
	uint16_t       port;
	bool           is_listed; /* a mail port */
	int64_t        when;
	place          where;
};

/* What worked beside a connection that did not. */
struct witness {
	enum control   kind;
	struct contact contact;
};

/* How often a client came to a mail port of a server. */
struct visits {
	uint32_t tries;   /* CONTACTS_APART from one to the next: what a program came back for */
	uint32_t empties; /* that ended at once without a talk, CONTACTS_APART_EMPTY from one to the next */
	int64_t  last_try, last_empty;
};
#define CONTACTS_APART (INT64_C(10) * 1000000000)
#define CONTACTS_APART_EMPTY (INT64_C(1) * 1000000000)

/* At most ${limit} things are remembered, 200 octets each.  NULL without memory. */
struct contacts *contacts_new(size_t limit);

/* A server was called at a mail port: from now on talks at its other ports are remembered as well. */
void contacts_called(struct contacts *contacts, const struct contact *contact);

/* A talk came about. */
void contacts_talked(struct contacts *contacts, const struct contact *contact);

/* A connection to a mail port is over; ${is_empty}: it stood, and was closed at once without a talk. */
void contacts_visited(struct contacts *contacts, const struct contact *contact, bool is_empty);

/* The visits of that client to that server's port; all 0 if they are forgotten. */
struct visits contacts_visits(struct contacts *contacts, const struct contact *contact);

/* Another client talked at that port of that server, or else the same client at another port of it: false if
 * neither is known. */
bool contacts_control(struct contacts *contacts, const struct contact *contact, struct witness *witness);

size_t contacts_octets(const struct contacts *contacts);

void contacts_free(struct contacts *contacts);

#endif
