/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CAPTURE_READER_H
#define CAPTURE_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "capture/packet.h"
#include "capture/source.h"
#include "capture/stream.h"

/*
 * reader: what every format needs while it reads.
 *
 * `frames` counts what Wireshark would number, so that after a packet was
 * delivered it is the number of that packet.
 */
struct reader {
	struct stream *stream;
	void          *state; /* the format's own */
	uint64_t       frames;
	int            link_type; /* of every packet, or LINK_TYPE_DIFFERS */
	char           problem[256];
};

#define LINK_TYPE_DIFFERS (-1)

/*
 * format: one way to store packets in a file.  To add one: write NAME.c that defines it, and add a row to the
 * table in sniff.c.
 */
struct format {
	const char *name;
	/* By its first octets (24, or what there is), is it one? */
	bool (*claims)(struct bytes head);
	/* Read the file's header and set reader->state.  False: see reader->problem; nothing is left to
	 * close. */
	bool (*open)(struct reader *reader);
	/* The next packet, without its place.  Not called again after another answer than SOURCE_PACKET. */
	enum source_status (*next)(struct reader *reader, struct packet *packet);
	void (*close)(struct reader *reader);
};

extern const struct format pcap_format;
extern const struct format pcapng_format;
extern const struct format libpcap_format;

/* Set reader->problem, one line. */
void reader_say(struct reader *reader, const char *format, ...) __attribute__((format(printf, 2, 3)));

/*
 * The stream ended before ${wanted} octets of ${part} of the next record were there, after ${header} octets
 * that were: END between two records, CUT within one, DAMAGED when reading failed.
 */
enum source_status reader_ended(struct reader *reader, const char *part, size_t header, size_t wanted);

/* The next record makes no sense: DAMAGED, with its number and octet before the sentence. */
enum source_status reader_damaged(struct reader *reader, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
