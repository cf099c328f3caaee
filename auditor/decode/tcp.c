/* SPDX-License-Identifier: Apache-2.0 */
/* TCP: RFC 9293 3.1; makes the segment, also from the first octets that an ICMP error quotes. */

#include <string.h>

#include "decode/checksum.h"
#include "decode/layers.h"

#define HEADER_SIZE 20
#define UP_TO_PORTS 4
#define UP_TO_SEQ 8
#define UP_TO_ACK 12
#define UP_TO_FLAGS 14
#define UP_TO_WINDOW 16
#define VERIFIED_AT_MOST                                                                                     \
	64 /* octets of payload: summing up all of a full segment costs more than decoding it */

static void
put_address(struct address *address, const uint8_t *octets, uint8_t family)
{
	if (family == 4) {
		memcpy(address->octets, octets, 4);
		memset(address->octets + 4, 0, 12);
	} else {
		memcpy(address->octets, octets, 16);
	}
	address->family = family;
}

/* What a segment and a quotation have in common; `size` octets of `tcp` were captured, at least the ports. */
static void
fill(const struct walk *walk, const uint8_t *tcp, size_t size)
{
	const struct ip_header *ip = &walk->ip;
	struct segment         *segment = walk->segment;

	put_address(&segment->from, ip->from, ip->family);
	put_address(&segment->to, ip->to, ip->family);
	segment->from_port = be16_at(tcp);
	segment->to_port = be16_at(tcp + 2);
	segment->seq = size >= UP_TO_SEQ ? be32_at(tcp + 4) : 0;
	segment->ack = size >= UP_TO_ACK ? be32_at(tcp + 8) : 0;
	segment->flags = size >= UP_TO_FLAGS ? tcp[13] : 0;
	segment->window = size >= UP_TO_WINDOW ? be16_at(tcp + 14) : 0;
	segment->ttl = ip->ttl;
	segment->ip_id = ip->id;
	segment->time = walk->packet->time;
	segment->place = walk->packet->place;
}

static struct step
quoted(const struct walk *walk)
{
	const uint8_t  *tcp = walk_peek(walk, UP_TO_PORTS);
	struct segment *segment = walk->segment;

	if (tcp == NULL)
		return walk_short(walk, UP_TO_PORTS);
	fill(walk, tcp, walk->rest.size);
	segment->kind = SEGMENT_ICMP_ERROR;
	segment->payload_length = 0;
	segment->payload = bytes_of(tcp, 0);
	segment->bad_checksum = false;
	put_address(&segment->icmp.reporter, walk->reporter.from, walk->reporter.family);
	segment->icmp.type = walk->icmp[0];
	segment->icmp.code = walk->icmp[1];
	segment->icmp.ttl = walk->reporter.ttl;
	segment->icmp.has_seq = walk->rest.size >= UP_TO_SEQ;
	return step_end(DECODED_ICMP);
}

static bool
is_bad_checksum(const struct walk *walk, uint32_t payload_length)
{
	if ((payload_length > VERIFIED_AT_MOST && walk->joined == 0) || walk->rest.size < walk->wire ||
	    walk->is_routed)
		return false;
	return !checksum_holds(&walk->ip, walk->rest);
}

struct step
layer_tcp(struct walk *walk)
{
	const uint8_t  *tcp = walk_peek(walk, UP_TO_FLAGS);
	struct segment *segment = walk->segment;
	size_t          header_size, captured;

	if (walk->icmp != NULL)
		return quoted(walk);
	if (tcp == NULL || walk->wire < HEADER_SIZE)
		return walk_short(walk, HEADER_SIZE);
	header_size = (tcp[12] >> 4) * (size_t)4;
	if (header_size < HEADER_SIZE || header_size > walk->wire)
		return step_end(DECODED_MALFORMED);
	fill(walk, tcp, walk->rest.size);
	captured = walk->rest.size < header_size ? walk->rest.size : header_size;
	segment->kind = SEGMENT_TCP;
	segment->payload_length = (uint32_t)(walk->wire - header_size);
	segment->payload = bytes_of(tcp + captured, walk->rest.size - captured);
	segment->bad_checksum = is_bad_checksum(walk, segment->payload_length);
	segment->icmp = (struct icmp_error){
	    {{0}, 0},
            0, 0, 0, false
        };
	return step_end(DECODED_SEGMENT);
}
