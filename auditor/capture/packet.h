/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CAPTURE_PACKET_H
#define CAPTURE_PACKET_H

#include <stdint.h>

#include "base/bytes.h"
#include "base/place.h"

/*
 * packet: one captured frame, made by capture/, read by decode/.
 *
 * A view: `bytes` points into the source's buffer and is valid until the next
 * call to source_next.  `wire_length` may exceed bytes.size (snaplen) and is a
 * claim of the file: never use it to read.
 */
enum direction { DIRECTION_UNKNOWN, DIRECTION_IN, DIRECTION_OUT };

struct packet {
	struct bytes bytes;
	uint32_t     wire_length;
	int          link_type; /* LINKTYPE_ value as files store it (1 = Ethernet), not libpcap's DLT_ */
	int64_t      time;      /* nanoseconds since 1970 UTC */
	place        place;
	/*
	 * The interface that it was captured on: its number in this source, and its name, which lives as long
	 * as the packet; NULL: not said.  The direction is seen from the host that captured it, and is
	 * unknown of what was captured though it was meant for another host.
	 */
	uint32_t       interface_number;
	const char    *interface;
	enum direction direction;
};

#endif
