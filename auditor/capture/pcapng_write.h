/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CAPTURE_PCAPNG_WRITE_H
#define CAPTURE_PCAPNG_WRITE_H

#include <stdint.h>
#include <stdio.h>

#include "capture/packet.h"

/*
 * pcapng writer: one section of a pcapng file, as draft-ietf-opsawg-pcapng says.
 *
 * Little endian on every machine, so that the same packets give the same octets.  Times have nanoseconds.
 * Texts must be UTF-8; an empty or NULL one is left out, and of one longer than an option can be (65,535
 * octets) the end is.  Errors of writing stay in the stream: see ferror(3).
 */
struct pcapng_writer {
	FILE    *out;
	uint32_t interfaces; /* described so far */
	int64_t  offset;     /* seconds since 1970 at which the clock of all interfaces begins */
};

/*
 * Begin with the section's header: ${program} wrote it, ${comment} says what it is.  ${earliest}: no packet
 * is older, nanoseconds since 1970; times before 1970 want a clock that begins earlier.
 */
void pcapng_write_section(struct pcapng_writer *writer, FILE *out, const char *program, const char *comment,
			  int64_t earliest);

/* Describe an interface; packets name it by its number, which is returned and begins with 0. */
uint32_t pcapng_write_interface(struct pcapng_writer *writer, int link_type, const char *name,
				const char *description, const char *comment);

/* A packet of ${interface}, with its length on the wire and its direction, if that is known. */
void pcapng_write_packet(struct pcapng_writer *writer, uint32_t interface, const struct packet *packet,
			 const char *comment);

#endif
