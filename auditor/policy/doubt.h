/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POLICY_DOUBT_H
#define POLICY_DOUBT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/address.h"
#include "classify/fact.h"
#include "session/zones.h"

/*
 * doubt: what speaks against the zones that somebody declared.
 *
 * Nobody can tell from packets what lies inside.  But zones of another site, or zones that leave a network
 * out, show: no session has an end in any of them; or a private address is in none, which can have come from
 * no other network than one that somebody at this site knows.  Adding up is all it does.
 */
struct zone_doubt {
	uint64_t       sessions;      /* all that were seen */
	uint64_t       touching;      /* of them, sessions with an end in a zone */
	uint64_t       strays;        /* and those with an end that has a private address and is in no zone */
	struct address stray;         /* the lowest such address; without family: there is none */
	bool           is_all_inside; /* the zone inside holds all addresses of a family */
};

enum doubt {
	DOUBT_UNTOUCHED,  /* no session has an end in a zone */
	DOUBT_ALL_INSIDE, /* nothing can be outside */
	DOUBT_STRAYS,     /* private addresses are in no zone */
	DOUBT_COUNT
};
extern const char *const doubt_words[DOUBT_COUNT];

/* Something came back from the server that is no refusal. */
bool doubt_is_answered(const struct facts *facts);

/*
 * Whether a session, or a subject of several, is in doubt because a private end of it is in no zone; ${stray}
 * is then that end, the lower one of two.  A client whom a zone's server never answered is none: anybody can
 * write such an address into a SYN.
 */
bool doubt_is_stray(const struct zones *zones, const struct facts *facts, struct address *stray);

/* Add up one session; ${is_again}: it was seen before, elsewhere. */
void doubt_add(struct zone_doubt *doubt, const struct zones *zones, const struct facts *facts, bool is_again);

void doubt_merge(struct zone_doubt *into, const struct zone_doubt *from);

bool doubt_has(const struct zone_doubt *doubt, enum doubt which);

#endif
