/* SPDX-License-Identifier: Apache-2.0 */
/* The kinds of flows that a gateway sees besides mail, and how often. */
#include "kinds.h"

#include <stdlib.h>

const struct kind *
kind_draw(const struct kind *kinds, size_t count, struct chance *chance)
{
	uint32_t sum = 0;
	uint32_t drawn;
	size_t   i;

	for (i = 0; i < count; i++)
		sum += kinds[i].weight;
	drawn = chance_between(chance, 0, sum - 1);
	for (i = 0; drawn >= kinds[i].weight; i++)
		drawn -= kinds[i].weight;
	return &kinds[i];
}

static void
web_over_tls(struct talk *talk, struct chance *chance, const struct stock *stock)
{
	uint32_t rounds = chance_between(chance, 1, 8);

	say_handshake(talk, chance, stock);
	while (rounds-- > 0) {
		say_records(talk, chance, CLIENT, chance_between(chance, 120, 900));
		if (rounds % 2 == 1)
			talk_think(talk);
		say_records(talk, chance, SERVER, chance_size(chance, 3072, 10));
	}
	say_records(talk, chance, CLIENT, 19);
}

static void
upload_over_tls(struct talk *talk, struct chance *chance, const struct stock *stock)
{
	say_handshake(talk, chance, stock);
	say_records(talk, chance, CLIENT, chance_size(chance, 16384, 9));
	say_records(talk, chance, SERVER, chance_between(chance, 120, 600));
}

static void
web_in_clear(struct talk *talk, struct chance *chance, const struct stock *stock)
{
	uint32_t rounds = chance_between(chance, 1, 4);
	uint32_t size;

	(void)stock;
	while (rounds-- > 0) {
		size = chance_size(chance, 2048, 9);
		say(talk, CLIENT,
		    "GET /assets/%08x.jpg HTTP/1.1\r\nHost: www.example.net\r\nUser-Agent: Mozilla/5.0 "
		    "(X11; Linux "
		    "x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r\nAccept: */*\r\nAccept-Encoding: gzip, "
		    "deflate\r\nConnection: keep-alive\r\n\r\n",
		    (unsigned)chance_word(chance));
		if (rounds % 2 == 1)
			talk_think(talk);
		say(talk, SERVER,
		    "HTTP/1.1 200 OK\r\nServer: nginx\r\nContent-Type: image/jpeg\r\nContent-Length: "
		    "%u\r\n\r\n",
		    size);
		say_random(talk, chance, SERVER, size);
	}
}

/* RFC 1035 section 4.1 */
static void
names(struct talk *talk, struct chance *chance, const struct stock *stock)
{
	unsigned id = chance_between(chance, 0x1111, 0xffff) | 0x0101;
	unsigned host = chance_between(chance, 1000, 9999);

	(void)stock;
	say(talk, CLIENT,
	    "%c%c\x01%c%c\x01%c%c%c%c%c%c\x08host%u\x07"
	    "example\x03net%c%c\x01%c\x01",
	    id >> 8, id & 0xff, 0, 0, 0, 0, 0, 0, 0, 0, host, 0, 0, 0);
	say(talk, SERVER,
	    "%c%c\x81\x80%c\x01%c\x01%c%c%c%c\x08host%u\x07"
	    "example\x03net%c%c\x01%c\x01\xc0\x0c%c\x01%c\x01%c%c\x0e\x10%c"
	    "\x04\xcb%c\x71%c",
	    id >> 8, id & 0xff, 0, 0, 0, 0, 0, 0, host, 0, 0, 0, 0, 0, 0, 0, 0, 0, host & 0xff);
}

/* RFC 9000 section 17.2.2: Initial packets that fill 1200 octets, then short headers that look random. */
static void
web_over_quic(struct talk *talk, struct chance *chance, const struct stock *stock)
{
	uint32_t rounds = chance_between(chance, 1, 5);

	(void)stock;
	say(talk, CLIENT, "\xc3%c%c%c\x01\x08%08x%c%c\x44\x9e", 0, 0, 0, (unsigned)chance_word(chance), 0, 0);
	say_random(talk, chance, CLIENT, 1182);
	say(talk, SERVER, "\xc1%c%c%c\x01%c\x08%08x%c\x44\x9e", 0, 0, 0, 0, (unsigned)chance_word(chance), 0);
	say_random(talk, chance, SERVER, 1182);
	while (rounds-- > 0) {
		say_random(talk, chance, CLIENT, chance_between(chance, 40, 600));
		if (rounds % 2 == 1)
			talk_think(talk);
		say_random(talk, chance, SERVER, chance_size(chance, 4096, 10));
	}
}

static void
shell(struct talk *talk, struct chance *chance, const struct stock *stock)
{
	uint32_t keys = chance_between(chance, 5, 40);

	(void)stock;
	say(talk, SERVER, "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u7\r\n");
	say(talk, CLIENT, "SSH-2.0-OpenSSH_9.9\r\n");
	say_random(talk, chance, SERVER, 1080);
	say_random(talk, chance, CLIENT, 1536);
	while (keys-- > 0) {
		say_random(talk, chance, CLIENT, 36);
		talk_think(talk);
		say_random(talk, chance, SERVER, chance_size(chance, 36, 6));
	}
}

static void
scan(struct talk *talk, struct chance *chance, const struct stock *stock)
{
	static const uint16_t ports[] = {22, 23, 80, 443, 445, 1433, 3389, 5900, 8080, 8443};

	(void)stock;
	talk->port = ports[chance_between(chance, 0, sizeof ports / sizeof ports[0] - 1)];
	talk->fate = FATE_SCAN;
	talk->is_ingress = true;
}

void
talk_other(struct talk *talk, struct chance *chance, const struct stock *stock)
{
	static const struct kind kinds[] = {
	    {48, 443, PROTOCOL_TCP, web_over_tls   },
	    {2,  443, PROTOCOL_TCP, upload_over_tls},
	    {9,  80,  PROTOCOL_TCP, web_in_clear   },
	    {28, 53,  PROTOCOL_UDP, names          },
	    {10, 443, PROTOCOL_UDP, web_over_quic  },
	    {1,  22,  PROTOCOL_TCP, shell          },
	    {2,  0,   PROTOCOL_TCP, scan           },
	};
	const struct kind *kind = kind_draw(kinds, sizeof kinds / sizeof kinds[0], chance);

	talk->port = kind->port;
	talk->protocol = kind->protocol;
	kind->speak(talk, chance, stock);
}
