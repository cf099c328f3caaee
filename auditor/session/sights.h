/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SESSION_SIGHTS_H
#define SESSION_SIGHTS_H

#include "session/session.h"

/*
 * sights: connections that one capture shows twice, on both sides of an address translation.
 *
 * A translation gives a connection other addresses and ports, and leaves its initial sequence numbers (RFC
 * 9293 3.4.1) as they are: two 32-bit numbers chosen at random.  Both sights stay sessions; the one that was
 * captured later, further from the client, is told apart, so that what both show is counted once; and where
 * they differ, a device between the two places has changed the talk.
 *
 * Both sights end at about the same time, in any order, so each session waits here for its other sight: for
 * SIGHTS_WAIT of packet time, and at most SIGHTS of them; who has to make room is passed on alone.
 */
#define SIGHTS 1024
#define SIGHTS_WAIT INT64_C(2000000000) /* nanoseconds */

struct sights;

/*
 * Sessions are passed on to ${pass}: alone (${first} is NULL), or as the second sight of the connection of
 * which ${first} was passed on just before; then the facts sight.again and sight.differs are noted.  NULL
 * without memory.
 */
typedef void   sights_pass(void *context, struct session *session, const struct session *first);
struct sights *sights_new(sights_pass *pass, void *context);

/* Take in a session that ended when the capture was at ${now}. */
void sights_take(struct sights *sights, const struct session *session, int64_t now);

/*
 * Whether a session that is not over is the second sight of one that was asked about, or is waiting.  Not
 * certain: of a connection that was not asked about for long the first sight may have been forgotten.
 */
bool sights_is_second(struct sights *sights, const struct session *session);

/* Tell ${each} of all sessions that wait. */
void sights_each(struct sights *sights, void (*each)(void *context, struct session *session), void *context);

/* Pass on who waited for long enough. */
void sights_advance(struct sights *sights, int64_t now);

/* Pass on who still waits. */
void sights_close(struct sights *sights);

void sights_free(struct sights *sights);

#endif
