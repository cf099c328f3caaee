/* SPDX-License-Identifier: Apache-2.0 */
#ifndef COMMAND_EVIDENCE_STASH_H
#define COMMAND_EVIDENCE_STASH_H

#include "capture/packet.h"
#include "decode/trail.h"

/* stash: fragments that may turn out to be wanted, once the last of their datagram is there.  Bounded: the
 * oldest go. */
#define STASH_FRAGMENTS 1024
#define STASH_OCTETS ((size_t)4 << 20)

struct stash;

/* NULL without memory. */
struct stash *stash_new(void);

/* Keep a copy; without memory it is forgotten. */
void stash_put(struct stash *stash, const struct trail_datagram *datagram, const struct packet *packet);

/* The oldest fragment of the datagram, which leaves the stash; its octets are valid until the next call.
 * False: there is none. */
bool stash_take(struct stash *stash, const struct trail_datagram *datagram, struct packet *packet);

void stash_free(struct stash *stash);

#endif
