/* SPDX-License-Identifier: Apache-2.0 */
/* Leaves to libpcap the files that it reads and we do not: pcap of versions 2.0 to 2.3 and 543.0, and what
 * may come. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <pcap/pcap.h>

#include "capture/linktype.h"
#include "capture/reader.h"
#include "capture/ticks.h"

/*
 * The last row of the table: whatever no other wants.  Not pcapng: a section header that we find damaged is
 * damaged, and libpcap would read on with guesses.
 */
static bool
libpcap_claims(struct bytes head)
{
	return head.size < 4 || memcmp(head.data, "\n\r\r\n", 4) != 0;
}

/* A second handle on the same file from its beginning; pipes and compressed files cannot be read twice. */
static FILE *
reopen(const struct stream *stream)
{
	int   copy;
	FILE *file;

	if (stream->unpacker != NULL || stream->feed.total == 0 || lseek(stream->feed.fd, 0, SEEK_SET) != 0)
		return NULL;
	copy = dup(stream->feed.fd);
	file = copy < 0 ? NULL : fdopen(copy, "rb");
	if (file == NULL && copy >= 0)
		(void)close(copy);
	return file;
}

static bool
libpcap_open(struct reader *reader)
{
	char  error[PCAP_ERRBUF_SIZE] = "";
	FILE *file = reopen(reader->stream);

	if (file == NULL)
		return false;
	reader->state = pcap_fopen_offline_with_tstamp_precision(file, PCAP_TSTAMP_PRECISION_NANO, error);
	if (reader->state == NULL) {
		(void)fclose(file);
		return false;
	}
	reader->link_type = linktype_of_dlt(pcap_datalink(reader->state));
	return true;
}

static enum source_status
libpcap_ended(struct reader *reader, int answer)
{
	const char *error = pcap_geterr(reader->state);

	reader->stream->feed.octets = reader->stream->feed.total;
	if (answer == PCAP_ERROR_BREAK)
		return SOURCE_END;
	reader_say(reader, "at record %llu: %s", (unsigned long long)reader->frames + 1, error);
	return strncmp(error, "truncated", 9) == 0 ? SOURCE_CUT : SOURCE_DAMAGED;
}

static enum source_status
libpcap_next(struct reader *reader, struct packet *packet)
{
	struct pcap_pkthdr *header;
	const u_char       *bytes;
	int                 answer = pcap_next_ex(reader->state, &header, &bytes);
	struct ticks        clock;

	if (answer != 1)
		return libpcap_ended(reader, answer);
	packet->bytes = bytes_of(bytes, header->caplen);
	packet->wire_length = header->len;
	packet->link_type = reader->link_type;
	packet->interface = NULL;
	packet->direction = DIRECTION_UNKNOWN;
	/* The field is named for microseconds, and holds the nanoseconds that were asked for at opening. */
	clock = ticks_of(9, header->ts.tv_sec);
	packet->time = ticks_time(&clock, (uint64_t)header->ts.tv_usec);
	reader->frames++;
	return SOURCE_PACKET;
}

static void
libpcap_close(struct reader *reader)
{
	pcap_close(reader->state);
}

const struct format libpcap_format = {"libpcap", libpcap_claims, libpcap_open, libpcap_next, libpcap_close};
