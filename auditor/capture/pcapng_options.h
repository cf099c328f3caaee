/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CAPTURE_PCAPNG_OPTIONS_H
#define CAPTURE_PCAPNG_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "capture/packet.h"

/* What the options of pcapng's blocks say: draft-ietf-opsawg-pcapng 3.5. */

#define PCAPNG_NAME 64 /* octets of a name that are kept, with the zero behind them */

struct pcapng_interface {
	char    name[PCAPNG_NAME]; /* "": none; a longer one is cut: it names no interface that there is */
	uint8_t resolution;        /* of times, as if_tsresol has it; 6, microseconds, if it is not there */
	int64_t offset;            /* of times, seconds */
};

/* Section 4.2: those of an interface; false if they make no sense. */
bool pcapng_interface(struct bytes options, bool is_swapped, struct pcapng_interface *interface);

/*
 * Section 4.3.1, the option epb_flags of a packet: in or out, and how it was received.  What was captured
 * though it was for another host (promiscuous) came from or goes to either side.
 */
enum direction pcapng_direction(struct bytes options, bool is_swapped);

#endif
