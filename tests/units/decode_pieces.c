/* SPDX-License-Identifier: Apache-2.0 */
/* Makes datagrams and sends them in pieces, by the letter of RFC 791 3.1 and RFC 8200 4.5. */

#include "decode_pieces.h"

#include <stdlib.h>
#include <string.h>

#include "unit.h"

#define IPV4_SIZE 20
#define IPV6_SIZE 48 /* with the fragment header */
#define TCP_SIZE 20
#define LINKTYPE_RAW 101

static void
put16(uint8_t *at, size_t number)
{
	at[0] = (uint8_t)(number >> 8);
	at[1] = (uint8_t)number;
}

static void
put32(uint8_t *at, uint32_t number)
{
	put16(at, number >> 16);
	put16(at + 2, number & 0xffff);
}

struct decoder *
decoder_for_test(void)
{
	struct decoder *decoder = decoder_new(&decoder_limits_default);

	CU_ASSERT_PTR_NOT_NULL_FATAL(decoder);
	return decoder;
}

uint64_t
count_of(const struct decoder *decoder, enum decode_result result)
{
	return decoder_counts(decoder)->results[result];
}

void
datagram_fill(struct datagram_made *made, unsigned seed)
{
	put32(made->octets + 4, 1000 + seed);
	for (size_t i = TCP_SIZE; i < made->size; i++)
		made->octets[i] = (uint8_t)(i + i / 251 + seed * 31);
}

struct datagram_made
datagram_make(uint8_t family, size_t size, uint32_t id)
{
	struct datagram_made made = {.family = family, .protocol = 6, .host = 1, .id = id, .size = size};

	put16(made.octets, 50000);
	put16(made.octets + 2, 25);
	made.octets[12] = 5 << 4;
	made.octets[13] = TCP_ACK;
	datagram_fill(&made, 0);
	return made;
}

size_t
datagram_cut(const struct datagram_made *made, size_t size, struct piece *pieces)
{
	size_t count = 0;

	for (size_t at = 0; at < made->size; at += size)
		pieces[count++] = (struct piece){at, made->size - at < size ? made->size - at : size};
	return count;
}

static size_t
put_ipv4(uint8_t *ip, const struct datagram_made *made, struct piece piece)
{
	bool has_more = piece.offset + piece.size < made->size;

	ip[0] = 0x45;
	put16(ip + 2, IPV4_SIZE + piece.size);
	put16(ip + 4, made->id);
	put16(ip + 6, piece.offset / 8 + (has_more ? 0x2000 : 0));
	ip[8] = 64;
	ip[9] = made->protocol;
	memcpy(ip + 12, (uint8_t[]){10, 0, 0, made->host, 192, 0, 2, 25}, 8);
	return IPV4_SIZE;
}

static size_t
put_ipv6(uint8_t *ip, const struct datagram_made *made, struct piece piece)
{
	bool has_more = piece.offset + piece.size < made->size;

	ip[0] = 0x60;
	put16(ip + 4, 8 + piece.size);
	ip[6] = 44;
	ip[7] = 64;
	put32(ip + 8, 0x20010db8);
	ip[23] = made->host;
	put32(ip + 24, 0x20010db8);
	ip[39] = 25;
	ip[40] = made->protocol;
	put16(ip + 42, piece.offset + has_more);
	put32(ip + 44, made->id);
	return IPV6_SIZE;
}

size_t
piece_packet(const struct datagram_made *made, struct piece piece, uint8_t *packet)
{
	size_t size;

	memset(packet, 0, IPV6_SIZE);
	size = made->family == 4 ? put_ipv4(packet, made, piece) : put_ipv6(packet, made, piece);
	memcpy(packet + size, made->octets + piece.offset, piece.size);
	return size + piece.size;
}

struct told
send_piece(struct decoder *decoder, const struct datagram_made *made, struct piece piece, int64_t time)
{
	uint8_t       octets[PIECE_LONGEST];
	size_t        size = piece_packet(made, piece, octets);
	uint8_t      *copy = malloc(size);
	struct told   told = {.result = DECODED_MALFORMED};
	struct packet packet = {
	    .wire_length = (uint32_t)size, .link_type = LINKTYPE_RAW, .time = time, .place = (place)time + 1};

	CU_ASSERT_PTR_NOT_NULL_FATAL(copy);
	memcpy(copy, octets, size);
	packet.bytes = bytes_of(copy, size - made->cut);
	told.result = decode_packet(decoder, &packet, &told.segment);
	if (told.result == DECODED_SEGMENT && told.segment.payload.size <= sizeof(told.payload))
		memcpy(told.payload, told.segment.payload.data, told.segment.payload.size);
	free(copy);
	return told;
}

bool
is_made_segment(const struct told *told, const struct datagram_made *made)
{
	const struct segment *segment = &told->segment;
	size_t                size = made->size - TCP_SIZE;
	const uint8_t        *seq = made->octets + 4;

	return told->result == DECODED_SEGMENT && segment->from.family == made->family &&
	       segment->from.octets[made->family == 4 ? 3 : 15] == made->host &&
	       segment->from_port == 50000 && segment->to_port == 25 &&
	       segment->seq == ((uint32_t)seq[2] << 8 | seq[3]) && segment->payload_length == size &&
	       segment->payload.size == size && memcmp(told->payload, made->octets + TCP_SIZE, size) == 0;
}
