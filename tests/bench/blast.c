/* SPDX-License-Identifier: Apache-2.0 */
/* Sends frames as fast as the machine can, or a number a second: those of a capture, or SYNs of distinct
 * tuples. */
#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define BATCH 64
#define INSIDE 10   /* sources of that net call a host outside */
#define SYN_SIZE 58 /* Ethernet, IPv4, TCP with an MSS */
#define RECORD 16   /* the header of a frame in a pcap file */
#define HEADER 24   /* of the file */

struct blaster {
	int             fd;
	struct mmsghdr  messages[BATCH];
	struct iovec    parts[BATCH];
	unsigned        waiting;
	uint64_t        sent, octets, failed;
	double          rate; /* frames a second; 0: as fast as can be */
	struct timespec began;
};

static double
seconds_since(const struct timespec *began)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - began->tv_sec) + (double)(now.tv_nsec - began->tv_nsec) / 1e9;
}

static void
keep_pace(const struct blaster *blaster)
{
	const struct timespec nap = {.tv_nsec = 200000};

	while (blaster->rate > 0 && (double)blaster->sent > blaster->rate * seconds_since(&blaster->began))
		(void)nanosleep(&nap, NULL);
}

/* A frame that the card has no room for is tried again. */
static void
flush_all(struct blaster *blaster)
{
	unsigned at = 0;

	while (at < blaster->waiting) {
		int done = sendmmsg(blaster->fd, blaster->messages + at, blaster->waiting - at, 0);

		blaster->failed += done <= 0;
		at += done > 0 ? (unsigned)done : 0;
		if (blaster->failed > 10000000)
			break;
	}
	blaster->sent += at;
	blaster->waiting = 0;
	keep_pace(blaster);
}

static void
put(struct blaster *blaster, void *frame, size_t size)
{
	struct iovec *part = &blaster->parts[blaster->waiting];

	*part = (struct iovec){.iov_base = frame, .iov_len = size};
	blaster->messages[blaster->waiting].msg_hdr = (struct msghdr){.msg_iov = part, .msg_iovlen = 1};
	blaster->octets += size;
	if (++blaster->waiting == BATCH)
		flush_all(blaster);
}

static uint32_t
sum_words(const uint8_t *octets, size_t size)
{
	uint32_t sum = 0;

	for (size_t i = 0; i + 1 < size; i += 2)
		sum += (uint32_t)octets[i] << 8 | octets[i + 1];
	return sum;
}

static void
put_checksum(uint8_t *at, uint32_t sum)
{
	while (sum >> 16 != 0)
		sum = (sum & 0xffff) + (sum >> 16);
	at[0] = (uint8_t)(~sum >> 8);
	at[1] = (uint8_t)~sum;
}

/* RFC 791 3.1, RFC 9293 3.1: from ${net}.x.y.z and a port that change with ${number} to a host that nobody
 * is. */
static void
make_syn(uint8_t frame[SYN_SIZE], uint8_t net, uint32_t number)
{
	static const uint8_t whole[SYN_SIZE] = {0x02, 0,    0,    0,    0,   0x99, 0x02, 0,  0,  0, 0, 0x98,
						0x08, 0x00, /* other hosts' */
						0x45, 0,    0,    44,   0,   0,    0x40, 0,  64, 6, 0, 0,
						0,    0,    0,    0,    192, 168,  10,   99, /* IPv4 */
						0,    0,    0x02, 0x4b, 0,   0,    0,    1,  0,  0, 0, 0,
						0x60, 0x02, 0xfa, 0xf0, 0,   0,    0,    0,  2,  4, 5, 0xb4};
	static const uint8_t outside[4] = {203, 0, 113, 99};
	uint8_t             *ip = frame + 14, *tcp = frame + 34;

	memcpy(frame, whole, SYN_SIZE);
	ip[12] = net;
	if (net == INSIDE)
		memcpy(ip + 16, outside, sizeof(outside));
	ip[13] = (uint8_t)(number >> 16);
	ip[14] = (uint8_t)(number >> 8);
	ip[15] = (uint8_t)number;
	tcp[0] = (uint8_t)(16 + (number >> 24));
	tcp[1] = (uint8_t)(number * 7);
	put_checksum(ip + 10, sum_words(ip, 20));
	put_checksum(tcp + 16, sum_words(tcp, 24) + sum_words(ip + 12, 8) + 6 + 24);
}

static void
send_syns(struct blaster *blaster, uint32_t count, uint8_t net)
{
	static uint8_t frames[BATCH][SYN_SIZE];

	for (uint32_t number = 0; number < count; number++) {
		make_syn(frames[number % BATCH], net, number);
		put(blaster, frames[number % BATCH], SYN_SIZE);
	}
	flush_all(blaster);
}

/* A pcap file in the order of this machine, Ethernet. */
static bool
send_file(struct blaster *blaster, const char *path)
{
	struct stat status;
	int         fd = open(path, O_RDONLY);
	uint8_t    *octets;
	size_t      at = HEADER, size;
	uint32_t    length;

	if (fd < 0 || fstat(fd, &status) != 0)
		return false;
	size = (size_t)status.st_size;
	octets = mmap(NULL, size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
	if (octets == MAP_FAILED)
		return false;
	clock_gettime(CLOCK_MONOTONIC, &blaster->began);
	while (at + RECORD <= size) {
		memcpy(&length, octets + at + 8, sizeof(length));
		if (length > size - at - RECORD)
			break;
		put(blaster, octets + at + RECORD, length);
		at += RECORD + length;
	}
	flush_all(blaster);
	return true;
}

static bool
open_interface(struct blaster *blaster, const char *interface)
{
	struct sockaddr_ll name = {.sll_family = AF_PACKET, .sll_ifindex = (int)if_nametoindex(interface)};
	int                one = 1;

	blaster->fd = socket(AF_PACKET, SOCK_RAW, 0);
	(void)setsockopt(blaster->fd, SOL_PACKET, PACKET_QDISC_BYPASS, &one, sizeof(one));
	return blaster->fd >= 0 && name.sll_ifindex != 0 &&
	       bind(blaster->fd, (struct sockaddr *)&name, sizeof(name)) == 0;
}

int
main(int argc, char **argv)
{
	static struct blaster blaster;
	bool                  is_done = true;
	double                took;

	if (argc < 4) {
		fputs("usage: blast INTERFACE syn COUNT [RATE [FIRST-OCTET]]\n       blast INTERFACE file "
		      "CAPTURE [RATE]\n",
		      stderr);
		return 2;
	}
	blaster.rate = argc > 4 ? strtod(argv[4], NULL) : 0;
	if (!open_interface(&blaster, argv[1])) {
		perror(argv[1]);
		return 2;
	}
	clock_gettime(CLOCK_MONOTONIC, &blaster.began);
	if (strcmp(argv[2], "syn") == 0)
		send_syns(&blaster, (uint32_t)strtoul(argv[3], NULL, 10),
			  argc > 5 ? (uint8_t)strtoul(argv[5], NULL, 10) : 45);
	else
		is_done = send_file(&blaster, argv[3]);
	took = seconds_since(&blaster.began);
	printf("%llu frames, %llu octets in %.2f s: %.0f frames/s, %.0f Mbit/s\n",
	       (unsigned long long)blaster.sent, (unsigned long long)blaster.octets, took,
	       (double)blaster.sent / took, (double)blaster.octets * 8 / took / 1e6);
	return is_done ? 0 : 1;
}
