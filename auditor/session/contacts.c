/* SPDX-License-Identifier: Apache-2.0 */
/* Remembers who talked with whom. */
#include "session/contacts.h"

#include <stdlib.h>
#include <string.h>

#include "base/roster.h"

/* Two of each, so that one is another than the client, or the port, that is asked about. */
#define KNOWN 2

enum kind { KIND_HOST, KIND_SERVICE, KIND_PAIR, KIND_VISITS };

/* What a thing is about; the rest is zero.  It is compared as octets. */
struct contact_key {
	struct address client, server;
	uint16_t       port;
	uint8_t        kind;
};

struct known {
	struct address client; /* of a KIND_SERVICE */
	uint16_t       port;   /* of a KIND_PAIR */
	int64_t        when;
	place          where; /* PLACE_NONE: nothing known */
};

union thing {
	struct known  known[KNOWN];
	struct visits visits;
};

struct contacts {
	struct roster *roster;
};

struct contacts *
contacts_new(size_t limit)
{
	struct contacts *contacts = calloc(1, sizeof(*contacts));

	if (contacts == NULL)
		return NULL;
	contacts->roster = roster_new(sizeof(struct contact_key), sizeof(union thing), limit);
	if (contacts->roster != NULL)
		return contacts;
	free(contacts);
	return NULL;
}

static struct contact_key
key_of(const struct contact *contact, enum kind kind)
{
	struct contact_key key;

	memset(&key, 0, sizeof(key));
	key.kind = (uint8_t)kind;
	key.server = contact->server;
	if (kind == KIND_PAIR || kind == KIND_VISITS)
		key.client = contact->client;
	if (kind == KIND_SERVICE || kind == KIND_VISITS)
		key.port = contact->port;
	return key;
}

static union thing *
take(struct contacts *contacts, const struct contact *contact, enum kind kind)
{
	struct contact_key key = key_of(contact, kind);

	return roster_take(contacts->roster, &key);
}

static union thing *
find(struct contacts *contacts, const struct contact *contact, enum kind kind)
{
	struct contact_key key = key_of(contact, kind);

	return roster_find(contacts->roster, &key);
}

void
contacts_called(struct contacts *contacts, const struct contact *contact)
{
	take(contacts, contact, KIND_HOST);
}

/* The first talks are kept: they need not be moved, and are the easiest to find in a capture. */
static void
note_known(union thing *thing, const struct contact *contact, enum kind kind)
{
	if (thing == NULL)
		return;
	for (unsigned i = 0; i < KNOWN; i++) {
		struct known *known = &thing->known[i];

		if (known->where == PLACE_NONE) {
			*known =
			    (struct known){contact->client, contact->port, contact->when, contact->where};
			return;
		}
		if (kind == KIND_SERVICE ? address_equal(&known->client, &contact->client)
					 : known->port == contact->port)
			return;
	}
}

void
contacts_talked(struct contacts *contacts, const struct contact *contact)
{
	/* Of all the web only what stands beside mail is of interest. */
	if (!contact->is_listed && find(contacts, contact, KIND_HOST) == NULL)
		return;
	note_known(take(contacts, contact, KIND_PAIR), contact, KIND_PAIR);
	if (contact->is_listed)
		note_known(take(contacts, contact, KIND_SERVICE), contact, KIND_SERVICE);
}

static void
count_visit(uint32_t *count, int64_t *last, int64_t when, int64_t apart)
{
	if (*count > 0 && when - *last < apart && *last - when < apart)
		return;
	*last = when;
	*count += *count < UINT32_MAX;
}

void
contacts_visited(struct contacts *contacts, const struct contact *contact, bool is_empty)
{
	union thing *thing = take(contacts, contact, KIND_VISITS);

	if (thing == NULL)
		return;
	count_visit(&thing->visits.tries, &thing->visits.last_try, contact->when, CONTACTS_APART);
	if (is_empty)
		count_visit(&thing->visits.empties, &thing->visits.last_empty, contact->when,
			    CONTACTS_APART_EMPTY);
}

struct visits
contacts_visits(struct contacts *contacts, const struct contact *contact)
{
	static const struct visits none;
	const union thing         *thing = find(contacts, contact, KIND_VISITS);

	return thing != NULL ? thing->visits : none;
}

static bool
take_control(const struct known *known, const struct contact *contact, enum control kind,
	     struct witness *witness)
{
	if (known->where == PLACE_NONE)
		return false;
	witness->kind = kind;
	witness->contact = *contact;
	witness->contact.when = known->when;
	witness->contact.where = known->where;
	if (kind == CONTROL_OTHER_CLIENT)
		witness->contact.client = known->client;
	else
		witness->contact.port = known->port;
	return true;
}

/* That the service itself answers others proves more than that its host does. */
bool
contacts_control(struct contacts *contacts, const struct contact *contact, struct witness *witness)
{
	const union thing *service = find(contacts, contact, KIND_SERVICE);
	const union thing *pair = find(contacts, contact, KIND_PAIR);

	for (unsigned i = 0; service != NULL && i < KNOWN; i++)
		if (!address_equal(&service->known[i].client, &contact->client) &&
		    take_control(&service->known[i], contact, CONTROL_OTHER_CLIENT, witness))
			return true;
	for (unsigned i = 0; pair != NULL && i < KNOWN; i++)
		if (pair->known[i].port != contact->port &&
		    take_control(&pair->known[i], contact, CONTROL_OTHER_PORT, witness))
			return true;
	return false;
}

size_t
contacts_octets(const struct contacts *contacts)
{
	return sizeof(*contacts) + roster_octets(contacts->roster);
}

void
contacts_free(struct contacts *contacts)
{
	if (contacts == NULL)
		return;
	roster_free(contacts->roster);
	free(contacts);
}
