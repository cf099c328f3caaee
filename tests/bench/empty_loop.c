/* SPDX-License-Identifier: Apache-2.0 */
/* Reads a capture with libpcap and does nothing with it: what reading alone costs. */
#include <errno.h>
#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
count_packet(u_char *count, const struct pcap_pkthdr *header, const u_char *data)
{
	(void)header;
	(void)data;
	++*(unsigned long *)(void *)count;
}

int
main(int argc, char **argv)
{
	char          problem[PCAP_ERRBUF_SIZE] = "";
	unsigned long count = 0;
	pcap_t       *capture;
	FILE         *file;
	int           result;

	if (argc != 2) {
		fprintf(stderr, "usage: empty_loop FILE\n");
		return 2;
	}
	file = fopen(argv[1], "rb");
	if (file == NULL) {
		fprintf(stderr, "empty_loop: %s: %s\n", argv[1], strerror(errno));
		return EXIT_FAILURE;
	}
	setvbuf(file, NULL, _IOFBF, 256 * 1024);
	capture = pcap_fopen_offline(file, problem);
	if (capture == NULL) {
		fprintf(stderr, "empty_loop: %s: %s\n", argv[1], problem);
		fclose(file);
		return EXIT_FAILURE;
	}
	result = pcap_loop(capture, -1, count_packet, (u_char *)&count);
	if (result == PCAP_ERROR)
		fprintf(stderr, "empty_loop: %s: %s\n", argv[1], pcap_geterr(capture));
	pcap_close(capture);
	printf("%lu packets\n", count);
	return result == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
