/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CAPTURE_LIVE_H
#define CAPTURE_LIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "capture/packet.h"

/*
 * live: packets of a network interface, by libpcap.
 *
 * Never blocks: whoever waits does it with poll(2) on live_fd and a timeout of his own, for a blocking read
 * of libpcap's may not wake on every kernel.
 */
struct live;

struct live_options {
	const char *interface;     /* a name, or "any" */
	const char *filter;        /* pcap-filter(7), or NULL: all packets */
	uint32_t    buffer_octets; /* of the kernel's ring; 0: libpcap's default */
	uint32_t    snaplen;       /* octets of a packet; 0: all of it */
	uint16_t    fanout;  /* Linux: handles with the same number share the packets by flow; 0: alone */
	uint32_t    capture; /* index that its packets' places have */
	bool        is_promiscuous;
};

/* What has become of the interface. */
enum live_state {
	LIVE_UP,
	LIVE_AWAY, /* it is down, or gone: live_look takes it up again */
	LIVE_LOST  /* nothing more will come: live_close is next, and a new handle */
};

/* Counted since live_open, by the kernel. */
struct live_counts {
	uint64_t received;
	uint64_t dropped;              /* there was no room in the ring */
	uint64_t dropped_by_interface; /* before the kernel saw them, where it tells */
};

/* NULL with the reason, and what to do about it, in ${problem}. */
struct live *live_open(const struct live_options *options, char *problem, size_t room);

int live_fd(const struct live *live);

/* The socket that it reads from, which live_look binds again. */
int live_socket(const struct live *live);

/*
 * Hand what has come to ${each}, at most about ${most} packets; each packet is valid during the call.
 * Returns how many, or -1 when reading failed: live_look knows what that means.
 */
int live_read(struct live *live, int most, void (*each)(void *context, const struct packet *packet),
	      void *context);

/*
 * Look what has become of the interface; wants no rights, also where it was deleted and made anew (Linux,
 * without fanout).  ${was_away} becomes true if packets may have been missed since the last call; it is never
 * made false.  Due once a second, and at once when poll(2) says that there was an error.
 */
enum live_state live_look(struct live *live, bool *was_away);

/* Why it is not up, or reading failed. */
const char *live_problem(const struct live *live);

void live_counts(struct live *live, struct live_counts *counts);

/* Frames handed out so far: to go on counting after the interface came back, give it to live_continue. */
uint64_t live_frames(const struct live *live);
void     live_continue(struct live *live, uint64_t frames);

void live_close(struct live *live);

/*
 * The filter of a gateway: the mail ports, how TCP connections begin and end on all ports, ICMP errors, and
 * fragments, whose ports the kernel cannot see.
 */
extern const char live_mail_filter[];

#endif
