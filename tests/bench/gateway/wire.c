/* SPDX-License-Identifier: Apache-2.0 */
/* Builds Ethernet frames and writes them to a pcap file. */
#include "wire.h"

#include <errno.h>
#include <string.h>

enum { ETHERNET_SIZE = 14, IPV4_SIZE = 20, IPV6_SIZE = 40, TCP_SIZE = 20, UDP_SIZE = 8 };

static void
put16(uint8_t *at, size_t value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

static void
put32(uint8_t *at, uint32_t value)
{
	put16(at, value >> 16);
	put16(at + 2, value & 0xffff);
}

/* RFC 1071 section 2(B): the sum does not depend on the order of octets, so it is taken in the machine's own.
 */
static uint64_t
sum_add(uint64_t sum, const uint8_t *data, size_t size)
{
	uint32_t word;

	for (; size >= sizeof word; data += sizeof word, size -= sizeof word) {
		memcpy(&word, data, sizeof word);
		sum += word;
	}
	word = 0;
	memcpy(&word, data, size);
	return sum + word;
}

static void
sum_store(uint64_t sum, uint8_t *at)
{
	uint16_t folded;

	while (sum >> 16 != 0)
		sum = (sum & 0xffff) + (sum >> 16);
	folded = (uint16_t)~sum;
	memcpy(at, &folded, sizeof folded);
}

bool
capture_open(struct capture *capture, const char *path)
{
	/* magic, version 2.4, zone, accuracy, snapshot length, LINKTYPE_ETHERNET */
	const uint32_t header[6] = {0xa1b2c3d4, 0, 0, 0, 262144, 1};
	const uint16_t version[2] = {2, 4};

	memset(capture, 0, sizeof *capture);
	capture->file = fopen(path, "wb");
	if (capture->file == NULL) {
		fprintf(stderr, "generate: %s: %s\n", path, strerror(errno));
		return false;
	}
	setvbuf(capture->file, NULL, _IOFBF, 1 << 20);
	fwrite(header, sizeof header[0], 1, capture->file);
	fwrite(version, sizeof version, 1, capture->file);
	fwrite(header + 2, sizeof header[0], 4, capture->file);
	return true;
}

void
capture_put(struct capture *capture, uint64_t time, const struct frame *frame)
{
	const uint32_t header[4] = {(uint32_t)(time / 1000000), (uint32_t)(time % 1000000),
				    (uint32_t)frame->size, (uint32_t)frame->size};

	if (fwrite(header, sizeof header, 1, capture->file) != 1 ||
	    fwrite(frame->octets, frame->size, 1, capture->file) != 1)
		capture->is_broken = true;
	capture->packets++;
	capture->octets += frame->size;
}

bool
capture_close(struct capture *capture)
{
	if (fclose(capture->file) != 0 || capture->is_broken) {
		fprintf(stderr, "generate: cannot write all of the capture: %s\n", strerror(errno));
		return false;
	}
	return true;
}

static size_t
ip_size(const struct ends *ends)
{
	return ends->is_ipv6 ? IPV6_SIZE : IPV4_SIZE;
}

uint8_t *
frame_payload(struct frame *frame, const struct ends *ends, size_t transport_header)
{
	frame->payload_at = ETHERNET_SIZE + ip_size(ends) + transport_header;
	return frame->octets + frame->payload_at;
}

static void
put_ethernet(uint8_t *at, const struct ends *ends, enum side from)
{
	const uint8_t locally_administered[5] = {0x02, 0x00, 0x5e, 0x10, 0x00};

	memcpy(at, locally_administered, 5);
	at[5] = ends->mac[!from];
	memcpy(at + 6, locally_administered, 5);
	at[11] = ends->mac[from];
	put16(at + 12, ends->is_ipv6 ? 0x86dd : 0x0800);
}

static void
sum_ipv4(uint8_t *header)
{
	put16(header + 10, 0);
	sum_store(sum_add(0, header, IPV4_SIZE), header + 10);
}

/* RFC 791 section 3.1 */
static void
put_ipv4(uint8_t *at, struct ends *ends, enum side from, uint8_t protocol, size_t size)
{
	at[0] = 0x45;
	at[1] = 0;
	put16(at + 2, IPV4_SIZE + size);
	put16(at + 4, ++ends->ident[from]);
	put16(at + 6, 0x4000);
	at[8] = from == CLIENT ? 63 : 54;
	at[9] = protocol;
	memcpy(at + 12, ends->address[from], 4);
	memcpy(at + 16, ends->address[!from], 4);
	sum_ipv4(at);
}

/* RFC 8200 section 3 */
static void
put_ipv6(uint8_t *at, const struct ends *ends, enum side from, uint8_t protocol, size_t size)
{
	put32(at, 0x60000000);
	put16(at + 4, size);
	at[6] = protocol;
	at[7] = from == CLIENT ? 63 : 54;
	memcpy(at + 8, ends->address[from], 16);
	memcpy(at + 24, ends->address[!from], 16);
}

/* Everything below the transport header, and the checksum at ${sum_at} in it. */
static void
frame_seal(struct frame *frame, struct ends *ends, enum side from, uint8_t protocol, size_t sum_at,
	   size_t size)
{
	uint8_t *ip = frame->octets + ETHERNET_SIZE;
	uint8_t *transport = ip + ip_size(ends);
	size_t   address_size = ends->is_ipv6 ? 16 : 4;
	uint8_t  pseudo[4] = {0, protocol, 0, 0};
	uint64_t sum;

	put_ethernet(frame->octets, ends, from);
	if (ends->is_ipv6)
		put_ipv6(ip, ends, from, protocol, size);
	else
		put_ipv4(ip, ends, from, protocol, size);
	put16(pseudo + 2, size);
	put16(transport + sum_at, 0);
	sum = sum_add(0, ends->address[0], address_size);
	sum = sum_add(sum, ends->address[1], address_size);
	sum = sum_add(sum, pseudo, sizeof pseudo);
	sum_store(sum_add(sum, transport, size), transport + sum_at);
	/* RFC 768: zero says that there is no checksum. */
	if (protocol == PROTOCOL_UDP && transport[sum_at] == 0 && transport[sum_at + 1] == 0)
		put16(transport + sum_at, 0xffff);
	frame->size = (size_t)(transport - frame->octets) + size;
}

/* RFC 9293 section 3.1 */
void
frame_tcp(struct frame *frame, struct ends *ends, enum side from, const struct tcp_words *words, size_t size)
{
	uint8_t *at = frame->octets + ETHERNET_SIZE + ip_size(ends);
	size_t   header = TCP_SIZE + words->option_size;

	put16(at, ends->port[from]);
	put16(at + 2, ends->port[!from]);
	put32(at + 4, words->sequence);
	put32(at + 8, words->acknowledged);
	at[12] = (uint8_t)(header / 4 << 4);
	at[13] = words->flags;
	put16(at + 14, words->window);
	put16(at + 18, 0);
	if (words->option_size > 0)
		memcpy(at + TCP_SIZE, words->options, words->option_size);
	frame_seal(frame, ends, from, PROTOCOL_TCP, 16, header + size);
}

/* RFC 768 */
void
frame_udp(struct frame *frame, struct ends *ends, enum side from, size_t size)
{
	uint8_t *at = frame->octets + ETHERNET_SIZE + ip_size(ends);

	put16(at, ends->port[from]);
	put16(at + 2, ends->port[!from]);
	put16(at + 4, UDP_SIZE + size);
	frame_seal(frame, ends, from, PROTOCOL_UDP, 6, UDP_SIZE + size);
}

void
frame_again(struct frame *frame, struct ends *ends, enum side from)
{
	uint8_t *ip = frame->octets + ETHERNET_SIZE;

	if (ends->is_ipv6)
		return;
	put16(ip + 4, ++ends->ident[from]);
	sum_ipv4(ip);
}
