/* SPDX-License-Identifier: Apache-2.0 */
/* Reads pcapng files: draft-ietf-opsawg-pcapng. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "capture/linktype.h"
#include "capture/order.h"
#include "capture/pcapng_options.h"
#include "capture/reader.h"
#include "capture/ticks.h"

#define SECTION_HEADER 0x0a0d0d0a /* the same in both byte orders */
#define ORDER_MAGIC 0x1a2b3c4d
#define BLOCK_FRAME 12 /* type and length before a block's body, and the length again after it */

/* Longer blocks are damaged, unless an interface's link type has longer packets: libpcap and Wireshark say
 * the same. */
#define BLOCK_LONGEST (16 * 1024 * 1024)
/* More interfaces in one section than the obsolete packet block could number are an attempt to fill the
 * memory. */
#define INTERFACES_MOST 65536

struct interface {
	uint32_t     number; /* in the file */
	char         name[PCAPNG_NAME];
	int          link_type;
	uint32_t     snaplen; /* 0: unlimited */
	uint32_t     longest;
	struct ticks ticks;
};

struct pcapng {
	bool              is_swapped;
	uint32_t          longest_block;
	struct interface *interfaces; /* of the present section */
	size_t            count;
	size_t            room;
	uint32_t          numbered; /* interfaces of all sections so far */
	int64_t           last_time;
};

/* What a packet block says of its packet. */
struct said {
	uint32_t       interface;
	uint32_t       captured;
	uint32_t       wire_length;
	size_t         header; /* octets of the body before the packet */
	enum direction direction;
};

struct kind {
	uint32_t type;
	size_t   least; /* octets of the body that must be there */
	bool     is_numbered;
	/* Returns SOURCE_PACKET: with ${packet} filled if is_numbered, otherwise go on. NULL: pass over. */
	enum source_status (*read)(struct reader *reader, const uint8_t *body, size_t size,
				   struct packet *packet);
};

static enum source_status
fill_packet(struct reader *reader, const uint8_t *body, size_t size, const struct said *said,
	    struct packet *packet)
{
	struct pcapng          *pcapng = reader->state;
	const struct interface *interface;

	if (said->interface >= pcapng->count)
		return reader_damaged(reader, "a packet of interface %" PRIu32 ", where %zu are described",
				      said->interface, pcapng->count);
	if (said->captured > size - said->header)
		return reader_damaged(reader,
				      "a packet of %" PRIu32 " octets in a block that has room for %zu",
				      said->captured, size - said->header);
	interface = &pcapng->interfaces[said->interface];
	if (said->captured > interface->longest)
		return reader_damaged(reader,
				      "a captured length of %" PRIu32 " octets, where %" PRIu32
				      " is the most there can be",
				      said->captured, interface->longest);
	packet->bytes = bytes_of(body + said->header, said->captured);
	packet->wire_length = said->wire_length;
	packet->link_type = interface->link_type;
	packet->time = pcapng->last_time;
	packet->interface_number = interface->number;
	packet->interface = interface->name[0] != '\0' ? interface->name : NULL;
	packet->direction = said->direction;
	reader->frames++;
	return SOURCE_PACKET;
}

static void
tell_time(struct pcapng *pcapng, uint32_t interface, const uint8_t *at)
{
	uint64_t high = order_u32(at, pcapng->is_swapped);

	if (interface < pcapng->count)
		pcapng->last_time = ticks_time(&pcapng->interfaces[interface].ticks,
					       high << 32 | order_u32(at + 4, pcapng->is_swapped));
}

/* Section 4.3, Enhanced Packet Block. */
static enum source_status
read_enhanced(struct reader *reader, const uint8_t *body, size_t size, struct packet *packet)
{
	struct pcapng *pcapng = reader->state;
	bool           is_swapped = pcapng->is_swapped;
	struct said    said = {order_u32(body, is_swapped), order_u32(body + 12, is_swapped),
			       order_u32(body + 16, is_swapped), 20, DIRECTION_UNKNOWN};
	size_t         end = said.header + (((size_t)said.captured + 3) & ~(size_t)3);

	if (end < size)
		said.direction = pcapng_direction(bytes_of(body + end, size - end), is_swapped);
	tell_time(pcapng, said.interface, body + 4);
	return fill_packet(reader, body, size, &said, packet);
}

/* Appendix A, Packet Block: obsolete, its interface has 16 bits and a count of drops follows. */
static enum source_status
read_obsolete(struct reader *reader, const uint8_t *body, size_t size, struct packet *packet)
{
	struct pcapng *pcapng = reader->state;
	bool           is_swapped = pcapng->is_swapped;
	struct said    said = {order_u16(body, is_swapped), order_u32(body + 12, is_swapped),
			       order_u32(body + 16, is_swapped), 20, DIRECTION_UNKNOWN};

	tell_time(pcapng, said.interface, body + 4);
	return fill_packet(reader, body, size, &said, packet);
}

/*
 * Section 4.4, Simple Packet Block: always of the first interface, without a time (that of the packet before
 * it is given), and as long as the packet was unless the snapshot length cut it.
 */
static enum source_status
read_simple(struct reader *reader, const uint8_t *body, size_t size, struct packet *packet)
{
	struct pcapng *pcapng = reader->state;
	uint32_t       wire_length = order_u32(body, pcapng->is_swapped);
	struct said    said = {0, wire_length, wire_length, 4, DIRECTION_UNKNOWN};
	uint32_t       snaplen = pcapng->count > 0 ? pcapng->interfaces[0].snaplen : 0;

	if (snaplen != 0 && said.captured > snaplen)
		said.captured = snaplen;
	return fill_packet(reader, body, size, &said, packet);
}

static struct interface *
add_interface(struct pcapng *pcapng)
{
	struct interface *larger;

	if (pcapng->count == pcapng->room) {
		pcapng->room = pcapng->room == 0 ? 4 : pcapng->room * 2;
		larger = realloc(pcapng->interfaces, pcapng->room * sizeof(*larger));
		if (larger == NULL)
			return NULL;
		pcapng->interfaces = larger;
	}
	return &pcapng->interfaces[pcapng->count++];
}

/* Section 4.2, Interface Description Block. */
static enum source_status
read_interface(struct reader *reader, const uint8_t *body, size_t size, struct packet *packet)
{
	struct pcapng          *pcapng = reader->state;
	struct interface       *interface;
	struct pcapng_interface said;

	(void)packet;
	if (!pcapng_interface(bytes_of(body + 8, size - 8), pcapng->is_swapped, &said))
		return reader_damaged(reader, "the options of interface %zu make no sense", pcapng->count);
	if (pcapng->count == INTERFACES_MOST)
		return reader_damaged(reader, "more than %d interfaces", INTERFACES_MOST);
	interface = add_interface(pcapng);
	if (interface == NULL)
		return reader_damaged(reader, "no memory for interface %zu", pcapng->count);
	interface->number = pcapng->numbered++;
	memcpy(interface->name, said.name, sizeof(said.name));
	interface->link_type = order_u16(body, pcapng->is_swapped);
	interface->snaplen = order_u32(body + 4, pcapng->is_swapped);
	interface->longest = linktype_longest(interface->link_type);
	interface->ticks = ticks_of(said.resolution, said.offset);
	if (pcapng->longest_block < interface->longest + BLOCK_LONGEST)
		pcapng->longest_block = interface->longest + BLOCK_LONGEST;
	return SOURCE_PACKET;
}

/* Section 4.1, Section Header Block: interfaces are numbered anew. */
static enum source_status
read_section(struct reader *reader, const uint8_t *body, size_t size, struct packet *packet)
{
	struct pcapng *pcapng = reader->state;
	unsigned       major = order_u16(body + 4, pcapng->is_swapped);
	unsigned       minor = order_u16(body + 6, pcapng->is_swapped);

	(void)size;
	(void)packet;
	/* Section 4.1: 1.2 was written by some and means the same as 1.0. */
	if (major != 1 || (minor != 0 && minor != 2))
		return reader_damaged(reader, "a section of pcapng version %u.%u, where 1.0 is known", major,
				      minor);
	pcapng->count = 0;
	pcapng->longest_block = BLOCK_LONGEST;
	return SOURCE_PACKET;
}

/*
 * Blocks that are not here are passed over.  Those with a number but no reader hold no packet and yet get a
 * frame number from Wireshark: system log entries, sysdig events and custom blocks.
 */
static const struct kind kinds[] = {
    {6,	      20, true,  read_enhanced },
    {1,	      8,  false, read_interface},
    {3,	      4,  true,  read_simple   },
    {2,	      20, true,  read_obsolete },
    {SECTION_HEADER, 16, false, read_section  },
    {9,	      0,  true,  NULL          },
    {0x204,          0,  true,  NULL          },
    {0x216,          0,  true,  NULL          },
    {0x221,          0,  true,  NULL          },
    {0x0bad,         0,  true,  NULL          },
    {0x40000bad,     0,  true,  NULL          },
};

static const struct kind *
kind_of(uint32_t type)
{
	static const struct kind unknown = {0, 0, false, NULL};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (kinds[i].type == type)
			return &kinds[i];
	return &unknown;
}

/* Section 4.1: the magic after a section header's length tells the byte order of all that follows, itself
 * included. */
static bool
learn_order(struct pcapng *pcapng, const uint8_t *at)
{
	pcapng->is_swapped = order_u32(at + 8, false) != ORDER_MAGIC;
	return order_u32(at + 8, pcapng->is_swapped) == ORDER_MAGIC;
}

/* Have the whole next block ahead, with its ${length}.  Anything but SOURCE_PACKET: there is none. */
static enum source_status
next_block(struct reader *reader, uint32_t *length)
{
	struct pcapng *pcapng = reader->state;
	struct stream *stream = reader->stream;
	const uint8_t *at;

	if (!stream_has(stream, BLOCK_FRAME))
		return reader_ended(reader, "the header of ", 0, BLOCK_FRAME);
	at = stream_here(stream);
	if (order_u32(at, false) == SECTION_HEADER && !learn_order(pcapng, at))
		return reader_damaged(reader, "a section header without the byte-order magic");
	*length = order_u32(at + 4, pcapng->is_swapped);
	if (*length < BLOCK_FRAME || *length % 4 != 0 || *length > pcapng->longest_block)
		return reader_damaged(
		    reader, "a block length of %" PRIu32 " octets (it must be 12 to %" PRIu32 ", in fours)",
		    *length, pcapng->longest_block);
	if (!stream_has(stream, *length))
		return reader_ended(reader, "", 0, *length);
	if (order_u32(stream_here(stream) + *length - 4, pcapng->is_swapped) != *length)
		return reader_damaged(reader, "a block's length is not repeated at its end");
	return SOURCE_PACKET;
}

/* Read one block; ${is_packet} says whether ${packet} was filled. */
static enum source_status
read_block(struct reader *reader, struct packet *packet, bool *is_packet)
{
	struct pcapng     *pcapng = reader->state;
	enum source_status status;
	const struct kind *kind;
	const uint8_t     *at;
	uint32_t           length = 0;

	status = next_block(reader, &length);
	if (status != SOURCE_PACKET)
		return status;
	at = stream_here(reader->stream);
	kind = kind_of(order_u32(at, pcapng->is_swapped));
	if (length - BLOCK_FRAME < kind->least)
		return reader_damaged(reader, "a block of %" PRIu32 " octets is too short for its type",
				      length);
	*is_packet = kind->is_numbered && kind->read != NULL;
	if (kind->read != NULL)
		status = kind->read(reader, at + 8, length - BLOCK_FRAME, packet);
	else if (kind->is_numbered)
		reader->frames++;
	if (status == SOURCE_PACKET)
		reader->stream->at += length;
	return status;
}

static enum source_status
pcapng_next(struct reader *reader, struct packet *packet)
{
	bool               is_packet = false;
	enum source_status status;

	do
		status = read_block(reader, packet, &is_packet);
	while (status == SOURCE_PACKET && !is_packet);
	return status;
}

static bool
pcapng_claims(struct bytes head)
{
	struct pcapng unused;

	return head.size >= 12 && order_u32(head.data, false) == SECTION_HEADER &&
	       learn_order(&unused, head.data);
}

static void
pcapng_close(struct reader *reader)
{
	struct pcapng *pcapng = reader->state;

	free(pcapng->interfaces);
	free(pcapng);
}

static bool
pcapng_open(struct reader *reader)
{
	struct pcapng *pcapng = calloc(1, sizeof(*pcapng));
	bool           is_packet = false;

	if (pcapng == NULL) {
		reader_say(reader, "no memory");
		return false;
	}
	pcapng->longest_block = BLOCK_LONGEST;
	reader->state = pcapng;
	reader->link_type = LINK_TYPE_DIFFERS;
	if (read_block(reader, NULL, &is_packet) == SOURCE_PACKET)
		return true;
	pcapng_close(reader);
	return false;
}

const struct format pcapng_format = {"pcapng", pcapng_claims, pcapng_open, pcapng_next, pcapng_close};
