/* SPDX-License-Identifier: Apache-2.0 */
/* Reads pcap files: draft-ietf-opsawg-pcap, and Kuznetzov's variant with longer record headers. */
#include <inttypes.h>
#include <stdlib.h>

#include "capture/linktype.h"
#include "capture/order.h"
#include "capture/reader.h"

#define FILE_HEADER 24

static const struct magic {
	uint32_t magic;
	uint32_t header; /* octets before each packet */
	uint32_t unit;   /* nanoseconds in the smaller part of its time */
} magics[] = {
    {0xa1b2c3d4, 16, 1000},
    {0xa1b23c4d, 16, 1   },
    {0xa1b2cd34, 24, 1000},
};

struct pcap_state {
	uint32_t header;
	uint32_t unit;
	uint32_t longest;
	bool     is_swapped;
};

static const struct magic *
magic_of(struct bytes head, bool is_swapped)
{
	for (size_t i = 0; head.size >= 4 && i < sizeof(magics) / sizeof(magics[0]); i++)
		if (magics[i].magic == order_u32(head.data, is_swapped))
			return &magics[i];
	return NULL;
}

static bool
pcap_claims(struct bytes head)
{
	return magic_of(head, false) != NULL || magic_of(head, true) != NULL;
}

static bool
pcap_begin(struct reader *reader, struct pcap_state *state, const uint8_t *at)
{
	const struct magic *magic;
	unsigned            major, minor;

	state->is_swapped = magic_of(bytes_of(at, FILE_HEADER), false) == NULL;
	magic = magic_of(bytes_of(at, FILE_HEADER), state->is_swapped);
	major = order_u16(at + 4, state->is_swapped);
	minor = order_u16(at + 6, state->is_swapped);
	if (magic == NULL || major != 2 || minor != 4) {
		reader_say(
		    reader,
		    "is a pcap of version %u.%u, where 2.4 is the only one in use; if it is not damaged: "
		    "editcap -F pcap FILE NEW",
		    major, minor);
		return false;
	}
	/* The upper six bits tell of a frame check sequence (section 4 of the draft), as libpcap masks them.
	 */
	reader->link_type = (int)(order_u32(at + 20, state->is_swapped) & 0x03ffffff);
	state->header = magic->header;
	state->unit = magic->unit;
	state->longest = linktype_longest(reader->link_type);
	return true;
}

static bool
pcap_open_file(struct reader *reader)
{
	struct stream     *stream = reader->stream;
	struct pcap_state *state;

	if (!stream_has(stream, FILE_HEADER)) {
		reader_say(reader, "is cut short in the file header (of %d octets %zu are there)",
			   FILE_HEADER, stream_rest(stream));
		return false;
	}
	state = calloc(1, sizeof(*state));
	if (state == NULL) {
		reader_say(reader, "no memory");
		return false;
	}
	if (!pcap_begin(reader, state, stream_here(stream))) {
		free(state);
		return false;
	}
	stream->at += FILE_HEADER;
	reader->state = state;
	return true;
}

static enum source_status
pcap_too_long(struct reader *reader, uint32_t length)
{
	const struct pcap_state *state = reader->state;

	return reader_damaged(
	    reader, "a captured length of %" PRIu32 " octets, where %" PRIu32 " is the most there can be",
	    length, state->longest);
}

/* The header of a file where a record is due; as a record it would be an empty one of an absurd time. */
static bool
is_another_capture(const struct stream *stream)
{
	struct bytes head = bytes_of(stream_here(stream), 16);
	bool         is_swapped = magic_of(head, true) != NULL;

	return (is_swapped || magic_of(head, false) != NULL) && order_u16(head.data + 4, is_swapped) == 2 &&
	       order_u16(head.data + 6, is_swapped) == 4;
}

/*
 * A captured length above the file's snapshot length, or above the length on the wire, is taken as it is:
 * both occur in files that are otherwise sound, and Wireshark reads them too.
 */
static enum source_status
pcap_next_packet(struct reader *reader, struct packet *packet)
{
	const struct pcap_state *state = reader->state;
	struct stream           *stream = reader->stream;
	bool                     is_swapped = state->is_swapped;
	const uint8_t           *at;
	uint32_t                 length;

	if (!stream_has(stream, state->header))
		return reader_ended(reader, "the header of ", 0, state->header);
	length = order_u32(stream_here(stream) + 8, is_swapped);
	if (length > state->longest)
		return pcap_too_long(reader, length);
	if (length == 0 && is_another_capture(stream))
		return reader_damaged(reader,
				      "another capture begins here, as when files are put together with cat: "
				      "name each, or join them with mergecap -a");
	if (!stream_has(stream, state->header + (size_t)length))
		return reader_ended(reader, "", state->header, length);
	at = stream_here(stream);
	packet->bytes = bytes_of(at + state->header, length);
	packet->wire_length = order_u32(at + 12, is_swapped);
	packet->link_type = reader->link_type;
	packet->interface = NULL;
	packet->direction = DIRECTION_UNKNOWN;
	/* Cannot overflow: both parts have 32 bits, and the seconds are unsigned, so that the files last to
	 * 2106. */
	packet->time = (int64_t)order_u32(at, is_swapped) * 1000000000 +
		       (int64_t)order_u32(at + 4, is_swapped) * state->unit;
	stream->at += state->header + (size_t)length;
	reader->frames++;
	return SOURCE_PACKET;
}

static void
pcap_close_file(struct reader *reader)
{
	free(reader->state);
}

const struct format pcap_format = {"pcap", pcap_claims, pcap_open_file, pcap_next_packet, pcap_close_file};
