/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BENCH_WIRE_H
#define BENCH_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* wire: Ethernet frames with right lengths and checksums, and the capture file they go to. */

enum side { CLIENT, SERVER };

enum { TCP_FIN = 1, TCP_SYN = 2, TCP_RST = 4, TCP_PSH = 8, TCP_ACK = 16 };
enum { PROTOCOL_TCP = 6, PROTOCOL_UDP = 17 };

/* Both ends of a flow; index: enum side.  An IPv4 address is in the first four octets. */
struct ends {
	uint8_t  address[2][16];
	uint16_t port[2];
	uint16_t ident[2]; /* of the last IPv4 header sent */
	uint8_t  mac[2];   /* last octet */
	bool     is_ipv6;
};

struct frame {
	size_t  size;
	size_t  payload_at;
	uint8_t octets[1520];
};

struct tcp_words {
	uint32_t       sequence, acknowledged;
	uint8_t        flags;
	uint16_t       window;
	const uint8_t *options;
	size_t         option_size; /* a multiple of four */
};

struct capture {
	FILE    *file;
	uint64_t packets, octets;
	bool     is_broken;
};

/* Make the file ${path} with a pcap header; complains and returns false if it cannot. */
bool capture_open(struct capture *capture, const char *path);

/* Write ${frame} as captured at ${time}, in microseconds since 1970. */
void capture_put(struct capture *capture, uint64_t time, const struct frame *frame);

/* False if anything could not be written. */
bool capture_close(struct capture *capture);

/* Where the payload of a frame of this flow goes: fill it in, then call frame_tcp or frame_udp. */
uint8_t *frame_payload(struct frame *frame, const struct ends *ends, size_t transport_header);

/* Write the headers before ${size} octets of payload, sent by ${from}. */
void frame_tcp(struct frame *frame, struct ends *ends, enum side from, const struct tcp_words *words,
	       size_t size);
void frame_udp(struct frame *frame, struct ends *ends, enum side from, size_t size);

/* Turn ${frame} into a retransmission of itself: a new IPv4 identification. */
void frame_again(struct frame *frame, struct ends *ends, enum side from);

#endif
