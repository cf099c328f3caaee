/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DECODE_CHECKSUM_H
#define DECODE_CHECKSUM_H

#include "decode/walk.h"

/*
 * Whether the checksum of the TCP segment in `segment`, which must be whole,
 * is that of its octets and of the pseudo-header for `ip`: RFC 1071,
 * RFC 9293 3.1, RFC 8200 8.1.
 */
bool checksum_holds(const struct ip_header *ip, struct bytes segment);

#endif
