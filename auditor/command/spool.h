/* SPDX-License-Identifier: Apache-2.0 */
#ifndef COMMAND_SPOOL_H
#define COMMAND_SPOOL_H

#include <stddef.h>
#include <stdint.h>

#include "session/session.h"

/*
 * spool: sessions that wait on disk for the report.
 *
 * They end in another order than they began and a report lists all of them,
 * so they are kept in an unnamed temporary file; memory holds 16 octets of each.
 */
struct spool;

/* NULL, with errno, when no temporary file can be made. */
struct spool *spool_new(void);

void spool_add(struct spool *spool, const struct session *session);

/* Call ${each} in the order of session_compare; stops at non-zero, which is returned; -1 if reading failed.
 */
int spool_each(struct spool *spool, int (*each)(void *to, const struct session *session), void *to);

/* Sessions that could not be kept. */
uint64_t spool_refused(const struct spool *spool);

void spool_free(struct spool *spool);

#endif
