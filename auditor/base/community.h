/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_COMMUNITY_H
#define BASE_COMMUNITY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/address.h"

/*
 * community: the Community ID of a TCP connection, by which Zeek, Suricata, Wireshark and others name the
 * same flow alike.
 *
 * Version 1 with seed 0 (github.com/corelight/community-id-spec): both directions have the same one.
 */
#define COMMUNITY_ID_SIZE 31 /* "1:", 28 characters of base64, the NUL */

/* False if the ends are not of one family, or SHA-1 cannot be had. */
bool community_id(const struct address *client, uint16_t client_port, const struct address *server,
		  uint16_t server_port, char id[COMMUNITY_ID_SIZE]);

#endif
