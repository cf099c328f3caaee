/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLASSIFY_RECORDS_H
#define CLASSIFY_RECORDS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "flow/side.h"

/*
 * records: where TLS records begin and end, long after the handshake.
 *
 * What is in them cannot be read, but whether a side said goodbye before the
 * connection was cut can be told by the last one: close_notify and every fatal error is
 * an alert, after which nothing may follow (RFC 9846 6).  In clear and under TLS 1.2 its
 * record type says so; under 1.3 all records look alike, and an alert is the only one whose
 * content is two octets (RFC 9846 5.2): 2, a type octet and a tag of 16.
 */
struct record_side {
	uint8_t  header[5];
	uint8_t  header_size;
	uint8_t  type;   /* of the newest record */
	uint16_t length; /* of it */
	uint16_t left;   /* octets of it still to come */
	bool     is_lost;
};

struct records {
	struct record_side sides[2];
};

/* The next octets of one side, from the first octet of TLS on. */
void records_walk(struct records *records, enum side from, struct bytes octets);

/* Octets are missing: from here on that side is not known. */
void records_lost(struct records *records, enum side from);

/* Whether the newest record of either side, whole, was an alert. */
bool records_end_in_goodbye(const struct records *records);

#endif
