/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DECODE_REDACT_H
#define DECODE_REDACT_H

#include "decode/trail.h"

/*
 * redact: a frame without what it carries.
 *
 * The headers stay, and of what is behind them those octets that somebody vouches for.  Each other
 * octet of the innermost datagram becomes 'x', and each behind it (padding, trailers) zero; no length
 * changes.  Checksums that covered an overwritten octet tell of it, so none of them stays: they are made
 * right again where they were right before, and else become zero, as in fragments, quotations and frames that
 * the capture cut short.
 */
struct redaction {
	size_t overwritten; /* octets, padding not counted */
	bool   has_zeroed;  /* a checksum became zero */
};

/*
 * Redact ${octets}, a copy of those of ${packet}, of which ${trail} is.  ${keep} has an octet for each of
 * them, which is not zero where it may stay; NULL: none may.
 */
struct redaction redact(uint8_t *octets, const struct packet *packet, const struct trail *trail,
			const uint8_t *keep);

#endif
