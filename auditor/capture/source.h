/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CAPTURE_SOURCE_H
#define CAPTURE_SOURCE_H

#include <stdbool.h>
#include <stdint.h>

#include "capture/packet.h"

/*
 * source: a stream of packets out of one capture.
 *
 * source_open recognises by content, never by name: pcap (microseconds,
 * nanoseconds, either byte order, Kuznetzov's modified header), pcapng, either of them
 * gzip- or zstd-compressed, and whatever else libpcap can read from a file.
 * "-" is standard input.  Nothing is copied per packet: packets are views
 * into a buffer of the source.
 */
struct source;

enum source_status {
	SOURCE_PACKET,  /* a packet was delivered */
	SOURCE_END,     /* the capture ended where a record ended */
	SOURCE_CUT,     /* it ended inside a record: all before it was delivered */
	SOURCE_DAMAGED, /* a record makes no sense or reading failed: see source_problem */
};

struct source_options {
	const char *filter;  /* pcap-filter(7) expression, or NULL */
	uint32_t    capture; /* the capture index that places are made with */
};

/*
 * Open ${path}.  NULL on failure, with one line in ${problem} (${room} octets) that says what is wrong
 * and what to do, without the path.
 */
struct source *source_open(const char *path, const struct source_options *options, char *problem,
			   size_t room);

/* The next packet.  After anything but SOURCE_PACKET the same answer comes again. */
enum source_status source_next(struct source *source, struct packet *packet);

/* Why the status is CUT or DAMAGED, one line; "" otherwise.  Also set, with END, when something was skipped.
 */
const char *source_problem(const struct source *source);

/* "pcap", "pcapng", "pcap+gzip" … for messages. */
const char *source_format(const struct source *source);

/* Octets of the file read so far. */
uint64_t source_octets_read(const struct source *source);

/* Packets passed over by the filter; they have frame numbers too. */
uint64_t source_filtered(const struct source *source);

void source_close(struct source *source);

#endif
