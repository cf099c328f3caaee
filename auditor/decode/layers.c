/* SPDX-License-Identifier: Apache-2.0 */
/* Finds the layer that a number in a header leads to. */

#include "decode/layers.h"

struct layer_row {
	uint32_t number;
	struct step (*take)(struct walk *walk);
};

struct protocol_row {
	uint8_t number;
	struct step (*take)(struct walk *walk);
	enum decode_result fragment;
	bool               is_quotable;
};

#define ROWS(table) (sizeof(table) / sizeof((table)[0]))

/* AF_INET is 2 everywhere; AF_INET6 differs (tcpdump.org/linktypes.html, LINKTYPE_NULL). */
static const struct layer_row families[] = {
    {2,  layer_ipv4}, /* all */
    {10, layer_ipv6}, /* Linux */
    {24, layer_ipv6}, /* NetBSD, OpenBSD, BSD/OS, Npcap */
    {28, layer_ipv6}, /* FreeBSD */
    {30, layer_ipv6}, /* macOS */
};

#define row(number, layer) {number, layer_##layer},
static const struct layer_row links[] = {EACH_LINK(row)};
static const struct layer_row ethertypes[] = {EACH_ETHERTYPE(row)};
static const struct layer_row udp_tunnels[] = {EACH_UDP_TUNNEL(row)};
#undef row
#define row(number, layer, fragment, is_quotable) {number, layer_##layer, fragment, is_quotable},
static const struct protocol_row ip_protocols[] = {EACH_IP_PROTOCOL(row)};
#undef row

static struct step
find(const struct layer_row *rows, size_t count, uint32_t number, enum decode_result otherwise)
{
	for (size_t i = 0; i < count; i++)
		if (rows[i].number == number)
			return step_to(rows[i].take);
	return step_end(otherwise);
}

static const struct protocol_row *
find_protocol(uint8_t number)
{
	for (size_t i = 0; i < ROWS(ip_protocols); i++)
		if (ip_protocols[i].number == number)
			return &ip_protocols[i];
	return NULL;
}

struct step
step_to_link(int link_type)
{
	return find(links, ROWS(links), (uint32_t)link_type, DECODED_UNKNOWN_LINK);
}

struct step
step_to_ethertype(uint16_t ethertype)
{
	return find(ethertypes, ROWS(ethertypes), ethertype, DECODED_UNKNOWN_ETHERTYPE);
}

struct step
step_to_family(uint32_t family)
{
	return find(families, ROWS(families), family, DECODED_UNKNOWN_ETHERTYPE);
}

struct step
step_to_udp_tunnel(uint16_t from_port, uint16_t to_port)
{
	struct step next = find(udp_tunnels, ROWS(udp_tunnels), to_port, DECODED_NOT_TCP);

	/* Answers in L2TP and Teredo, and what a NAT let through, may go to any port. */
	return next.take != NULL ? next : find(udp_tunnels, ROWS(udp_tunnels), from_port, DECODED_NOT_TCP);
}

struct step
step_to_ip_protocol(const struct walk *walk, uint8_t protocol)
{
	const struct protocol_row *found = find_protocol(protocol);

	if (found == NULL || (walk->icmp != NULL && !found->is_quotable))
		return step_end(DECODED_NOT_TCP);
	return step_to(found->take);
}

enum decode_result
result_of_fragment(uint8_t protocol)
{
	const struct protocol_row *found = find_protocol(protocol);

	return found != NULL ? found->fragment : DECODED_NOT_TCP;
}

struct step
step_to_ip_version(const struct walk *walk, enum decode_result otherwise)
{
	const uint8_t *first = walk_peek(walk, 1);

	if (first == NULL)
		return walk_short(walk, 1);
	if (*first >> 4 == 4)
		return step_to(layer_ipv4);
	if (*first >> 4 == 6)
		return step_to(layer_ipv6);
	return step_end(otherwise);
}

/* ARP, spanning tree and their like. */
struct step
layer_no_ip(struct walk *walk)
{
	(void)walk;
	return step_end(DECODED_NOT_IP);
}

/* What could hold anything, but not to be read without keys. */
struct step
layer_opaque(struct walk *walk)
{
	(void)walk;
	return step_end(DECODED_ENCRYPTED);
}
