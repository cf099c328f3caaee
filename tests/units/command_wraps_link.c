/* SPDX-License-Identifier: Apache-2.0 */
/* Link layers and tags, by the letter of their documents. */
#include "command_wraps.h"

#include <string.h>

void
wrap_ethernet(struct wrap *wrap)
{
	wrap_put16(wrap_front_octets(wrap, "\2\0\0\0\0\2\2\0\0\0\0\1\0\0", 14) + 12, wrap->type);
	wrap->type = WRAP_ETHERNET;
}

/* A trailer, as switches leave it; no header is longer for it. */
void
wrap_ethernet_padded(struct wrap *wrap)
{
	memmove(wrap->room + wrap->begin - 6, wrap->room + wrap->begin, wrap_size(wrap));
	memset(wrap->room + WRAP_ROOM - 6, 0xdd, 6);
	wrap->begin -= 6;
	wrap_ethernet(wrap);
}

/* IEEE 802.3 3.2.6 and RFC 1042: a length, then LLC and SNAP. */
void
wrap_ethernet_snap(struct wrap *wrap)
{
	wrap_put16(wrap_front_octets(wrap, "\xaa\xaa\3\0\0\0\0\0", 8) + 6, wrap->type);
	wrap->type = (uint16_t)wrap_size(wrap);
	wrap_ethernet(wrap);
}

static void
tag(struct wrap *wrap, uint16_t type)
{
	uint8_t *header = wrap_front(wrap, 4);

	wrap_put16(header, 100);
	wrap_put16(header + 2, wrap->type);
	wrap->type = type;
}

void
wrap_vlan(struct wrap *wrap)
{
	tag(wrap, WRAP_VLAN);
}

void
wrap_qinq(struct wrap *wrap)
{
	tag(wrap, WRAP_QINQ);
}

/* RFC 3032 2.1: label, S at the bottom of the stack, TTL. */
void
wrap_mpls(struct wrap *wrap)
{
	uint8_t *header = wrap_front(wrap, 4);

	wrap_put16(header, 1);
	header[2] = wrap->type == WRAP_MPLS ? 0x10 : 0x11;
	header[3] = 64;
	wrap->type = WRAP_MPLS;
}

/* RFC 4448 4.6: the control word. */
void
wrap_pseudowire(struct wrap *wrap)
{
	wrap_front(wrap, 4);
	wrap->type = WRAP_PSEUDOWIRE;
}

static void
ppp_number(struct wrap *wrap)
{
	wrap_put16(wrap_front(wrap, 2), wrap->type == WRAP_IPV4   ? 0x21
					: wrap->type == WRAP_IPV6 ? 0x57
								  : 0x281);
	wrap->type = WRAP_PPP;
}

void
wrap_ppp(struct wrap *wrap)
{
	ppp_number(wrap);
	wrap_front_octets(wrap, "\xff\3", 2);
}

/* RFC 2516 4. */
void
wrap_pppoe(struct wrap *wrap)
{
	size_t size;

	ppp_number(wrap);
	size = wrap_size(wrap);
	wrap_put16(wrap_front_octets(wrap, "\x11\0\0\1\0\0", 6) + 4, size);
	wrap->type = WRAP_PPPOE;
}

/* tcpdump.org/linktypes/LINKTYPE_LINUX_SLL.html and …SLL2.html. */
void
wrap_cooked(struct wrap *wrap)
{
	wrap_put16(wrap_front_octets(wrap, "\0\0\0\1\0\6\2\0\0\0\0\1\0\0\0\0", 16) + 14, wrap->type);
	wrap->type = WRAP_LINK;
}

void
wrap_cooked2(struct wrap *wrap)
{
	wrap_put16(wrap_front_octets(wrap, "\0\0\0\0\0\0\0\3\0\1\0\6\2\0\0\0\0\1\0\0", 20), wrap->type);
	wrap->type = WRAP_LINK;
}

/* The address family of macOS, little endian. */
void
wrap_null(struct wrap *wrap)
{
	wrap_front(wrap, 4)[0] = wrap->type == WRAP_IPV4 ? 2 : 30;
	wrap->type = WRAP_LINK;
}

void
wrap_loop(struct wrap *wrap)
{
	wrap_front(wrap, 4)[3] = wrap->type == WRAP_IPV4 ? 2 : 24;
	wrap->type = WRAP_LINK;
}

/* Family, version, resource; a prefix TLV; the payload TLV, padded to four octets: LINKTYPE_NFLOG. */
void
wrap_nflog(struct wrap *wrap)
{
	size_t   size = wrap_size(wrap), pad = (4 - size % 4) % 4;
	uint8_t  family = wrap->type == WRAP_IPV4 ? 2 : 10;
	uint8_t *length;

	memmove(wrap->room + wrap->begin - pad, wrap->room + wrap->begin, size);
	wrap->begin -= pad;
	length = wrap_front_octets(wrap, "\0\0\x9\0", 4);
	length[0] = (uint8_t)(size + 4);
	length[1] = (uint8_t)((size + 4) >> 8);
	wrap_front_octets(wrap, "\xa\0\xa\0mail\0\0\0\0", 12);
	wrap_front(wrap, 4)[0] = family;
	wrap->type = WRAP_LINK;
}

/* IEEE 802.11 9.3.2.1, a data frame from a station, then LLC and SNAP. */
void
wrap_wifi(struct wrap *wrap)
{
	static const char header[] =
	    "\x08\x01\x30\0\2\0\0\0\0\2\2\0\0\0\0\1\2\0\0\0\0\x9\x10\0\xaa\xaa\3\0\0\0\0";

	wrap_put16(wrap_front_octets(wrap, header, 32) + 30, wrap->type);
	wrap->type = WRAP_LINK;
}

void
wrap_radiotap(struct wrap *wrap)
{
	wrap_wifi(wrap);
	wrap_front_octets(wrap, "\0\0\x9\0\2\0\0\0\0", 9);
}
