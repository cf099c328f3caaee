/* SPDX-License-Identifier: Apache-2.0 */
/* Knows where libpcap's numbers of link types differ from the numbers in files. */
#include "capture/linktype.h"

#include <stddef.h>

#include <pcap/pcap.h>

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/*
 * The numbers up to 10 and from 104 on are the same on both sides.  In between, systems had given one number
 * to different link types before files got numbers of their own: https://www.tcpdump.org/linktypes.html
 */
static const struct {
	int link_type;
	int dlt;
} differing[] = {
    {100, DLT_ATM_RFC1483},
    {101, DLT_RAW        },
    {102, DLT_SLIP_BSDOS },
    {103, DLT_PPP_BSDOS  },
    {106, DLT_ATM_CLIP   },
    {246, DLT_PFSYNC     },
    {258, DLT_PKTAP      },
};

/* D-Bus: 128 MiB is the longest message its specification allows; USB and EBHSCR: as Wireshark reads them. */
static const struct {
	int      link_type;
	uint32_t longest;
} large[] = {
    {231, 128 * 1024 * 1024}, /* LINKTYPE_DBUS */
    {249, 128 * 1024 * 1024}, /* LINKTYPE_USBPCAP */
    {279, 32 * 1024 * 1024 }, /* LINKTYPE_EBHSCR */
};

int
linktype_to_dlt(int link_type)
{
	for (size_t i = 0; i < COUNT(differing); i++)
		if (differing[i].link_type == link_type)
			return differing[i].dlt;
	return link_type;
}

int
linktype_of_dlt(int dlt)
{
	for (size_t i = 0; i < COUNT(differing); i++)
		if (differing[i].dlt == dlt)
			return differing[i].link_type;
	return dlt;
}

uint32_t
linktype_longest(int link_type)
{
	for (size_t i = 0; i < COUNT(large); i++)
		if (large[i].link_type == link_type)
			return large[i].longest;
	return 262144;
}
