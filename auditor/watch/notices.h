/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WATCH_NOTICES_H
#define WATCH_NOTICES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/archive.h"
#include "policy/finding.h"

/*
 * notices: which findings have been told, so that each is told once, and again only when there is more to
 * say and some time has gone by.
 *
 * A table of fixed size.  When it is full, the finding that was heard of for the longest time is forgotten,
 * and is told as a new one if it comes back.
 */
struct notices;

enum notice { NOTICE_NONE, NOTICE_NEW, NOTICE_MORE };

/* Room for ${count} findings; NULL without memory. */
struct notices *notices_new(size_t count);

/*
 * Whether ${finding} is to be told at ${now}: it is new, or it has counted more sessions than were told and
 * was told last ${repeat} nanoseconds ago or longer (0: never again).
 */
enum notice notices_hear(struct notices *notices, const struct finding *finding, int64_t now, int64_t repeat);

/* Write or read all that were told: see base/archive.h. */
void notices_keep(struct notices *notices, struct archive *archive);

/* Findings told as new so far, and findings that were forgotten for want of room. */
uint64_t notices_told(const struct notices *notices);
uint64_t notices_forgotten(const struct notices *notices);

void notices_free(struct notices *notices);

#endif
