/* SPDX-License-Identifier: Apache-2.0 */
/* Writes pcapng files: draft-ietf-opsawg-pcapng sections 3.5, 4.1 to 4.3. */
#include "capture/pcapng_write.h"

#include <string.h>

#define SECTION_HEADER 0x0a0d0d0a
#define INTERFACE 1
#define ENHANCED_PACKET 6
#define ORDER_MAGIC 0x1a2b3c4d
#define BLOCK_FRAME 12
#define OPTION_END 0
#define OPTION_COMMENT 1
#define SECTION_PROGRAM 4
#define INTERFACE_NAME 2
#define INTERFACE_DESCRIPTION 3
#define PACKET_FLAGS 2
#define INTERFACE_RESOLUTION 9
#define INTERFACE_OFFSET 14
#define NANOSECONDS 9
#define SECOND INT64_C(1000000000)
#define OPTION_LONGEST 65535

static size_t
padded(size_t size)
{
	return (size + 3) & ~(size_t)3;
}

static void
put(FILE *out, uint64_t value, unsigned octets)
{
	for (unsigned i = 0; i < octets; i++)
		fputc((int)(value >> 8 * i & 0xff), out);
}

static void
put_padded(FILE *out, const void *data, size_t size)
{
	fwrite(data, 1, size, out);
	put(out, 0, (unsigned)(padded(size) - size));
}

/* What fits into an option, and does not end within a character. */
static size_t
text_size(const char *text)
{
	size_t size = text != NULL ? strlen(text) : 0;

	if (size <= OPTION_LONGEST)
		return size;
	size = OPTION_LONGEST;
	while (size > 0 && ((unsigned char)text[size] & 0xc0) == 0x80)
		size--;
	return size;
}

static size_t
option_size(const char *text)
{
	return text_size(text) > 0 ? 4 + padded(text_size(text)) : 0;
}

static void
put_option(FILE *out, unsigned code, const char *text)
{
	size_t size = text_size(text);

	if (size == 0)
		return;
	put(out, code, 2);
	put(out, size, 2);
	put_padded(out, text, size);
}

static uint32_t
begin_block(FILE *out, uint32_t type, size_t body)
{
	uint32_t size = (uint32_t)(BLOCK_FRAME + body);

	put(out, type, 4);
	put(out, size, 4);
	return size;
}

/* A list of options ends with one of its own, unless it is empty. */
static size_t
list_size(size_t options)
{
	return options > 0 ? options + 4 : 0;
}

static void
end_block(FILE *out, uint32_t size, size_t options)
{
	if (options > 0)
		put(out, OPTION_END, 4);
	put(out, size, 4);
}

static int64_t
clock_begin(int64_t earliest)
{
	return earliest >= 0 ? 0 : (earliest - (SECOND - 1)) / SECOND;
}

void
pcapng_write_section(struct pcapng_writer *writer, FILE *out, const char *program, const char *comment,
		     int64_t earliest)
{
	size_t   options = option_size(comment) + option_size(program);
	uint32_t size = begin_block(out, SECTION_HEADER, 16 + list_size(options));

	*writer = (struct pcapng_writer){out, 0, clock_begin(earliest)};
	put(out, ORDER_MAGIC, 4);
	put(out, 1, 2); /* version 1.0 */
	put(out, 0, 2);
	put(out, UINT64_MAX, 8); /* how long the section is, is not said */
	put_option(out, OPTION_COMMENT, comment);
	put_option(out, SECTION_PROGRAM, program);
	end_block(out, size, options);
}

uint32_t
pcapng_write_interface(struct pcapng_writer *writer, int link_type, const char *name, const char *description,
		       const char *comment)
{
	FILE  *out = writer->out;
	size_t options = option_size(comment) + option_size(name) + option_size(description) + 8 +
			 (writer->offset != 0 ? (size_t)12 : 0);
	uint32_t size = begin_block(out, INTERFACE, 8 + list_size(options));

	put(out, (uint64_t)link_type, 2);
	put(out, 0, 2);
	put(out, 0, 4); /* no snapshot length */
	put_option(out, OPTION_COMMENT, comment);
	put_option(out, INTERFACE_NAME, name);
	put_option(out, INTERFACE_DESCRIPTION, description);
	put(out, INTERFACE_RESOLUTION, 2);
	put(out, 1, 2);
	put(out, NANOSECONDS, 4);
	if (writer->offset != 0) {
		put(out, INTERFACE_OFFSET, 2);
		put(out, 8, 2);
		put(out, (uint64_t)writer->offset, 8);
	}
	end_block(out, size, options);
	return writer->interfaces++;
}

/* Section 4.3.1: the two lowest bits of epb_flags; 0 is no information. */
static const unsigned directions[] = {[DIRECTION_UNKNOWN] = 0, [DIRECTION_IN] = 1, [DIRECTION_OUT] = 2};

void
pcapng_write_packet(struct pcapng_writer *writer, uint32_t interface, const struct packet *packet,
		    const char *comment)
{
	FILE    *out = writer->out;
	unsigned flags = directions[packet->direction];
	size_t   captured = packet->bytes.size, options = option_size(comment) + (flags != 0 ? (size_t)8 : 0);
	uint32_t size = begin_block(out, ENHANCED_PACKET, 20 + padded(captured) + list_size(options));
	/* What is before 1970 has the clock begin there: the difference fits. */
	uint64_t time = (uint64_t)packet->time - (uint64_t)writer->offset * (uint64_t)SECOND;

	put(out, interface, 4);
	put(out, time >> 32, 4);
	put(out, time & UINT32_MAX, 4);
	put(out, captured, 4);
	put(out, packet->wire_length, 4);
	put_padded(out, packet->bytes.data, captured);
	put_option(out, OPTION_COMMENT, comment);
	if (flags != 0) {
		put(out, PACKET_FLAGS, 2);
		put(out, 4, 2);
		put(out, flags, 4);
	}
	end_block(out, size, options);
}
