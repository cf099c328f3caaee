/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_INTERN_H
#define BASE_INTERN_H

#include <stdbool.h>
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

/* The one copy of ${text}, which is clean and may be of another intern; NULL as above. */
const char *intern_copy(struct intern *intern, const char *text);

/* Whether ${text} is one of its own, and not only like one. */
bool intern_has(const struct intern *intern, const char *text);

/*
 * For what goes on for months: whether it is time to copy what is still referred to into a new one, which is
 * then ready (intern_is_renewed): three quarters are used, and not by that copying alone.
 */
bool intern_is_filling(const struct intern *intern);
void intern_is_renewed(struct intern *intern);

size_t intern_refused(const struct intern *intern);

void intern_free(struct intern *intern);

#endif
