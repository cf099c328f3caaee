/* SPDX-License-Identifier: Apache-2.0 */
/* Recognises captures, and what people take for captures, by their first octets. */
#include "capture/sniff.h"

#include <stdio.h>
#include <string.h>

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* In the order in which they are asked; libpcap claims what is left. */
static const struct format *const formats[] = {&pcap_format, &pcapng_format, &libpcap_format};

/* What others read.  ${cure}: the command that unpacks it; NULL: it is a capture, and editcap converts those.
 */
static const struct foreign {
	const char *magic;
	size_t      size;
	const char *what;
	const char *cure;
} foreigners[] = {
    {"snoop\0\0\0",          8,  "a snoop capture",              NULL                },
    {"RTSS",		 4,  "a Network Monitor 1 capture",  NULL                },
    {"GMBU",		 4,  "a Network Monitor 2 capture",  NULL                },
    {"TRSNIFF data    \x1a", 17, "a Sniffer capture",            NULL                },
    {"XCP\0",		4,  "a NetXRay or Sniffer capture", NULL                },
    {"iptrace ",             8,  "an AIX iptrace capture",       NULL                },
    {"\xac\x01\x00\x1c",     4,  "an IXIA lcap capture",         NULL                },
    {"\xab\x01\x00\x1c",     4,  "an IXIA lcap capture",         NULL                },
    {"\3757zXZ\0",           6,  "xz-compressed",                "xz -dc FILE"       },
    {"\x04\x22\x4d\x18",     4,  "lz4-compressed",               "lz4 -dc FILE"      },
    {"BZh",		  3,  "bzip2-compressed",             "bzip2 -dc FILE"    },
    {"\x1f\x9d",             2,  "compressed by compress",       "gzip -dc FILE"     },
    {"PK\3\4",	       4,  "a zip archive",                "unzip -p FILE NAME"},
    {"7z\xbc\xaf\x27\x1c",   6,  "a 7z archive",                 "7z x -so FILE"     },
    {"\x1f\x8b",             2,  "compressed more than once",    "gzip -dc FILE"     },
    {"\x28\xb5\x2f\xfd",     4,  "compressed more than once",    "zstd -dc FILE"     },
};

static const struct foreign *
foreign_of(struct bytes head)
{
	for (size_t i = 0; i < COUNT(foreigners); i++)
		if (head.size >= foreigners[i].size &&
		    memcmp(head.data, foreigners[i].magic, foreigners[i].size) == 0)
			return &foreigners[i];
	return NULL;
}

const struct format *
sniff_format(struct bytes head, size_t index)
{
	for (size_t i = 0; i < COUNT(formats); i++)
		if (formats[i]->claims(head) && index-- == 0)
			return formats[i];
	return NULL;
}

void
sniff_explain(struct bytes head, bool is_unpacked, char *problem, size_t room)
{
	const struct foreign *foreign = foreign_of(head);
	char                  hex[3 * 8 + 1] = "";

	if (foreign != NULL && foreign->cure == NULL)
		(void)snprintf(problem, room, "is %s: convert it first: editcap -F pcap FILE NEW",
			       foreign->what);
	if (foreign != NULL && foreign->cure != NULL)
		(void)snprintf(problem, room, "is %s: unpack it first: %s | mailreeve audit -", foreign->what,
			       foreign->cure);
	if (foreign != NULL)
		return;
	for (size_t i = 0; i < head.size && i < 8; i++)
		(void)snprintf(hex + 3 * i, sizeof(hex) - 3 * i, " %02x", head.data[i]);
	(void)snprintf(
	    problem, room,
	    "is no capture: %s%s; pcap, pcapng, .gz and .zst of them are read, other formats after "
	    "editcap -F pcap FILE NEW",
	    is_unpacked ? "when unpacked it begins with" : "begins with", hex[0] != '\0' ? hex : " nothing");
}

enum sniffed
sniff_file(const char *path, char *problem, size_t room)
{
	struct stream        *stream = stream_open(path, STREAM_GLANCE, problem, room);
	enum sniffed          sniffed = SNIFF_OTHER;
	const struct format  *format;
	const struct foreign *foreign;
	struct bytes          head;

	if (stream == NULL)
		return SNIFF_FAILED;
	head = stream_head(stream);
	foreign = foreign_of(head);
	format = sniff_format(head, 0);
	if ((format != NULL && format != &libpcap_format) || (foreign != NULL && foreign->cure == NULL))
		sniffed = SNIFF_CAPTURE;
	stream_close(stream);
	return sniffed;
}
