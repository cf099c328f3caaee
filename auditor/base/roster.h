/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_ROSTER_H
#define BASE_ROSTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * roster: a fixed number of equal-sized records by key, the least recently used making room.
 *
 * For what is good to remember and can be forgotten.  A full roster is not an
 * error: the record that was not found or taken for the longest time goes,
 * unless its owner holds it dear and some others of that age are not.
 * Keys come from strangers, so they are hashed under a secret key; which record
 * goes does not depend on it.
 */
struct roster;

/* A roster of at most ${limit} records of ${size} octets under keys of ${key_size} octets; NULL without
 * memory. */
struct roster *roster_new(size_t key_size, size_t size, size_t limit);

/* Ask ${is_dear} before a record goes; it has no say when several in a row are dear. */
void roster_spare(struct roster *roster, bool (*is_dear)(void *context, const void *record), void *context);

/* The record of ${key}, or NULL.  It counts as used now. */
void *roster_find(struct roster *roster, const void *key);

/* As roster_find, but a record that is not there is made, all octets zero.  NULL without memory. */
void *roster_take(struct roster *roster, const void *key);

/* Octets held from the system. */
size_t roster_octets(const struct roster *roster);

void roster_free(struct roster *roster);

#endif
