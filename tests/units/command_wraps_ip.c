/* SPDX-License-Identifier: Apache-2.0 */
/* IP around IP, and what carries it there, by the letter of their documents. */
#include "command_wraps.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static uint8_t
ip_protocol(uint16_t type)
{
	static const struct {
		uint16_t type;
		uint8_t  protocol;
	} rows[] = {
	    {WRAP_IPV4,     4  },
            {WRAP_IPV6,     41 },
            {WRAP_GRE,      47 },
	    {WRAP_UDP,      17 },
            {WRAP_MPLS,     137},
            {WRAP_ETHERNET, 143}
        };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].type == type)
			return rows[i].protocol;
	abort();
}

void
wrap_ipv4(struct wrap *wrap)
{
	uint8_t  protocol = ip_protocol(wrap->type);
	uint8_t *ip = wrap_front_octets(wrap, "\x45\0\0\0\0\0\0\0\x40\0\0\0\xc6\x33\x64\1\xc6\x33\x64\2", 20);

	wrap_put16(ip + 2, wrap_size(wrap));
	ip[9] = protocol;
	wrap->type = WRAP_IPV4;
}

static void
ipv6_between(struct wrap *wrap, const char from[16], const char to[16])
{
	size_t   size = wrap_size(wrap);
	uint8_t  protocol = ip_protocol(wrap->type);
	uint8_t *ip = wrap_front(wrap, 40);

	ip[0] = 0x60;
	wrap_put16(ip + 4, size);
	ip[6] = protocol;
	ip[7] = 64;
	memcpy(ip + 8, from, 16);
	memcpy(ip + 24, to, 16);
	wrap->type = WRAP_IPV6;
}

void
wrap_ipv6(struct wrap *wrap)
{
	ipv6_between(wrap, "\x20\1\xd\xb8\0\xf\0\0\0\0\0\0\0\0\0\1",
		     "\x20\1\xd\xb8\0\xf\0\0\0\0\0\0\0\0\0\2");
}

/* RFC 4380 2.14: a Teredo address. */
void
wrap_teredo_ipv6(struct wrap *wrap)
{
	ipv6_between(wrap, "\x20\1\0\0\xc6\x33\x64\1\0\0\0\0\xff\xff\xff\xff",
		     "\x20\1\xd\xb8\0\xf\0\0\0\0\0\0\0\0\0\2");
}

/* RFC 4302 2, behind the header of the packet itself, which has no options. */
void
wrap_authentication(struct wrap *wrap)
{
	bool     is_ipv4 = wrap->type == WRAP_IPV4;
	size_t   size = is_ipv4 ? 20 : 40;
	uint8_t *ip, *next;

	wrap_front(wrap, 24);
	ip = wrap->room + wrap->begin;
	memmove(ip, ip + 24, size);
	next = ip + (is_ipv4 ? 9 : 6);
	memcpy(ip + size, "\0\4\0\0\0\0\0\1\0\0\0\1abcdefghijkl", 24);
	ip[size] = *next;
	*next = 51;
	wrap_put16(ip + (is_ipv4 ? 2 : 4), wrap_size(wrap) - (is_ipv4 ? 0 : 40));
}

/* RFC 2784 2.1, RFC 2890 2. */
static void
gre_flags(struct wrap *wrap, uint16_t flags)
{
	uint16_t type = wrap->type;
	uint8_t *header;

	for (uint16_t rest = flags; rest != 0; rest &= (uint16_t)(rest - 1))
		wrap_front(wrap, 4)[3] = 7;
	header = wrap_front(wrap, 4);
	wrap_put16(header, flags);
	wrap_put16(header + 2, type);
	wrap->type = WRAP_GRE;
}

void
wrap_gre(struct wrap *wrap)
{
	gre_flags(wrap, 0);
}

void
wrap_gre_key(struct wrap *wrap)
{
	gre_flags(wrap, 0x2000);
}

void
wrap_gre_checksum_sequence(struct wrap *wrap)
{
	gre_flags(wrap, 0x9000);
}

/* draft-foschiano-erspan-03 4.2 and 4.3. */
void
wrap_erspan2(struct wrap *wrap)
{
	wrap_front_octets(wrap, "\x10\1\0\1\0\0\0\0", 8);
	wrap->type = 0x88be;
	gre_flags(wrap, 0x1000);
}

void
wrap_erspan3(struct wrap *wrap)
{
	wrap_front_octets(wrap, "\x20\1\0\1\0\0\0\0\0\0\0\0", 12);
	wrap->type = 0x22eb;
	gre_flags(wrap, 0x1000);
}

static void
udp(struct wrap *wrap, uint16_t port)
{
	uint8_t *header = wrap_front(wrap, 8);

	wrap_put16(header, 40000);
	wrap_put16(header + 2, port);
	wrap_put16(header + 4, wrap_size(wrap));
	wrap->type = WRAP_UDP;
}

/* RFC 7348 5. */
void
wrap_vxlan(struct wrap *wrap)
{
	wrap_front_octets(wrap, "\x8\0\0\0\0\0\1\0", 8);
	udp(wrap, 4789);
}

/* draft-ietf-nvo3-vxlan-gpe 3.2: 1 is IPv4, 2 is IPv6. */
void
wrap_vxlan_gpe(struct wrap *wrap)
{
	wrap_front_octets(wrap, "\xc\0\0\0\0\0\1\0", 8)[3] = wrap->type == WRAP_IPV4 ? 1 : 2;
	udp(wrap, 4790);
}

/* RFC 8926 3.4, one option of four octets. */
void
wrap_geneve(struct wrap *wrap)
{
	wrap_put16(wrap_front_octets(wrap, "\2\0\0\0\0\0\1\0\0\1\0\1\0\0\0\0", 16) + 2, wrap->type);
	udp(wrap, 6081);
}

/* 3GPP TS 29.281 5.1. */
void
wrap_gtpu(struct wrap *wrap)
{
	size_t size = wrap_size(wrap);

	wrap_put16(wrap_front_octets(wrap, "\x30\xff\0\0\0\0\0\1", 8) + 2, size);
	udp(wrap, 2152);
}

/* RFC 2661 3.1, with a length. */
void
wrap_l2tp(struct wrap *wrap)
{
	size_t size = wrap_size(wrap) + 8;

	wrap_put16(wrap_front_octets(wrap, "\x40\2\0\0\0\7\0\1", 8) + 2, size);
	udp(wrap, 1701);
}

/* RFC 4380 5.1.1, with an origin indication. */
void
wrap_teredo(struct wrap *wrap)
{
	wrap_front_octets(wrap, "\0\0\x63\xbf\x39\x9c\xfe\xfd", 8);
	udp(wrap, 3544);
}
