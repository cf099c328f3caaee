/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_KEYED_H
#define BASE_KEYED_H

#include <stdbool.h>
#include <stddef.h>

/*
 * keyed: records found by the key that they begin with.
 *
 * The records are the caller's, and how many there may be is his to say.  Keys come from strangers: they are
 * hashed under a secret key.
 */
struct keyed;

/* Of records that begin with ${key_size} octets of key, padding zeroed.  NULL without memory. */
struct keyed *keyed_new(size_t key_size);

/* The record of ${key}, or NULL. */
void *keyed_find(const struct keyed *keyed, const void *key);

/* Add a record whose key there is not yet; false without memory. */
bool keyed_add(struct keyed *keyed, void *record);

/* Take out the record that has the key of ${record}. */
void keyed_remove(struct keyed *keyed, const void *record);

size_t keyed_count(const struct keyed *keyed);

/* The records are left alone. */
void keyed_free(struct keyed *keyed);

#endif
