/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_INTERN_H
#define BASE_INTERN_H

#include <stddef.h>

/*
 * intern: each distinct string once.
 *
 * Facts that are texts (a host name, a certificate's subject) point here, so
 * that a session owns nothing.  What comes from the wire is made clean on the
 * way in: see text_clean in base/text.h.
 */
struct intern;

/* Room for at most ${octets} of strings; NULL without memory. */
struct intern *intern_new(size_t octets);

/*
 * The one copy of the cleaned string of ${size} octets at ${data}, valid until intern_free.
 * NULL when the room is used up: the fact stays unknown, and intern_refused counts it.
 */
const char *intern_text(struct intern *intern, const void *data, size_t size);

size_t intern_refused(const struct intern *intern);

void intern_free(struct intern *intern);

#endif
