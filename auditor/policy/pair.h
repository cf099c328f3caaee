/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POLICY_PAIR_H
#define POLICY_PAIR_H

#include <stdint.h>

#include "base/address.h"
#include "base/digest.h"

/* Who talked to whom, and how: one client at one service; of findings about a key that alone.  Zero it before
 * it is filled: in a table it is compared as octets. */
struct pair_key {
	struct address client, server;
	uint16_t       port;
	uint8_t        path; /* enum path */
	struct digest  key;
};

/* The order of reports: by server, port, client, path and key. */
int pair_key_compare(const struct pair_key *a, const struct pair_key *b);

#endif
