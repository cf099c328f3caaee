/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SESSION_RIVALS_H
#define SESSION_RIVALS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "session/contacts.h"

/*
 * rivals: talks at mail ports by the time at which they began: who won, where a client tried several
 * addresses at once (Happy Eyeballs, RFC 8305).
 *
 * The next address is tried 10 ms to 2 s after the one before (RFC 8305 5 and 8).  Addresses of the same
 * family are tried from the same client address.  Those of the other family are not, and nothing in the
 * packets ties the two: the winner is told only if one client alone talked at that port at that time.
 */
#define RIVALS_DELAY (INT64_C(2) * 1000000000)

struct rivals;

enum rival_answer { RIVAL_NONE, RIVAL_UNSURE, RIVAL_SAME_FAMILY, RIVAL_OTHER_FAMILY };

/* The latest ${limit} talks are remembered, 72 octets each.  NULL without memory. */
struct rivals *rivals_new(size_t limit);

/* A talk at a mail port came about. */
void rivals_talked(struct rivals *rivals, const struct contact *contact);

/* Who won against ${contact}; the winner is put into ${winner} where one is told. */
enum rival_answer rivals_find(const struct rivals *rivals, const struct contact *contact,
			      struct contact *winner);

void rivals_free(struct rivals *rivals);

#endif
