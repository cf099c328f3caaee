/* SPDX-License-Identifier: Apache-2.0 */
/* What is on a mail port and is no mail: named by its first octets, and not followed. */
#include <string.h>

#include "classify/protocol.h"
#include "classify/words.h"

/* Both sides' first octets. */
struct first {
	struct bytes sides[2];
};

static bool
begins(struct bytes octets, const char *prefix)
{
	size_t size = strlen(prefix);

	return octets.size >= size && memcmp(octets.data, prefix, size) == 0;
}

static struct bytes
first_line(struct bytes octets)
{
	const uint8_t *end = octets.size > 0 ? memchr(octets.data, '\n', octets.size) : NULL;

	if (end != NULL)
		octets.size = (size_t)(end - octets.data);
	return octets;
}

static bool
is_ssh(const struct first *first)
{
	return begins(first->sides[SERVER], "SSH-2.0-") || begins(first->sides[SERVER], "SSH-1.") ||
	       begins(first->sides[CLIENT], "SSH-2.0-") || begins(first->sides[CLIENT], "SSH-1.");
}

static bool
is_http(const struct first *first)
{
	struct bytes line = first_line(first->sides[CLIENT]);

	return begins(first->sides[SERVER], "HTTP/1.") || begins(first->sides[CLIENT], "PRI * HTTP/2.0") ||
	       words_have(line, " HTTP/1.");
}

/* RFC 959: what no mail server answers, and what no mail client asks. */
static bool
is_ftp(const struct first *first)
{
	static const char *const verbs[] = {"USER ",    "FEAT", "SYST", "AUTH TLS",
					    "AUTH SSL", "PASV", "EPSV", "OPTS "};
	struct bytes             server = first->sides[SERVER], client = first->sides[CLIENT];

	if (!begins(server, "220"))
		return false;
	if (words_have(first_line(server), "FTPd") || words_have(first_line(server), "FTP serv") ||
	    words_have(first_line(server), "FileZilla") || words_have(first_line(server), "(FTP") ||
	    words_have(server, "\n331") || words_have(server, "\n230") || words_have(server, "\n234") ||
	    words_have(server, "\n215"))
		return true;
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (words_begin(client, verbs[i]))
			return true;
	return false;
}

/* RFC 3977 5.1: greetings 200 and 201 that name it, or a client's MODE READER. */
static bool
is_nntp(const struct first *first)
{
	bool is_greeting = begins(first->sides[SERVER], "200 ") || begins(first->sides[SERVER], "201 ");

	return is_greeting && (words_have(first_line(first->sides[SERVER]), "NNTP") ||
			       words_begin(first->sides[CLIENT], "MODE READER") ||
			       words_begin(first->sides[CLIENT], "GROUP "));
}

static bool
is_irc(const struct first *first)
{
	struct bytes client = first->sides[CLIENT], server = first->sides[SERVER];
	bool         is_client =
	    words_begin(client, "NICK ") || words_have(client, "\nNICK ") || words_begin(client, "CAP LS");

	return (begins(server, ":") && words_have(first_line(server), " NOTICE ")) ||
	       words_begin(server, "NOTICE AUTH") ||
	       (is_client && (words_begin(client, "USER ") || words_have(client, "\nUSER ")));
}

/* TPKT (RFC 1006) with an X.224 connection request or confirm inside (MS-RDPBCGR 2.2.1.1). */
static bool
is_rdp(const struct first *first)
{
	for (unsigned side = CLIENT; side <= SERVER; side++) {
		struct bytes octets = first->sides[side];
		unsigned     length = octets.size >= 6 ? (unsigned)octets.data[2] << 8 | octets.data[3] : 0;

		if (length >= 11 && length <= 512 && octets.data[0] == 3 && octets.data[1] == 0 &&
		    octets.data[4] == length - 5 && octets.data[5] == (side == CLIENT ? 0xe0 : 0xd0))
			return true;
	}
	return false;
}

/* RFC 1928 3: the client's methods and the server's choice; SOCKS 4 needs its answer as well. */
static bool
is_socks(const struct first *first)
{
	struct bytes client = first->sides[CLIENT], server = first->sides[SERVER];

	if (client.size < 3 || server.size < 2)
		return false;
	if (client.data[0] == 5)
		return client.data[1] > 0 && client.size >= 2u + client.data[1] && server.data[0] == 5;
	return client.data[0] == 4 && client.size >= 9 && (client.data[1] == 1 || client.data[1] == 2) &&
	       server.size >= 8 && server.data[0] == 0 && server.data[1] >= 90 && server.data[1] <= 93;
}

/* RFC 1035 4.2.2: a length, then a query of one question. */
static bool
is_dns(const struct first *first)
{
	struct bytes octets = first->sides[CLIENT];
	unsigned     length = bytes_be16(&octets), flags, questions, answers, authorities;

	(void)bytes_be16(&octets);
	flags = bytes_be16(&octets);
	questions = bytes_be16(&octets);
	answers = bytes_be16(&octets);
	authorities = bytes_be16(&octets);
	return !octets.is_short && length >= 17 && length <= 512 && length + 2 == first->sides[CLIENT].size &&
	       (flags & 0xf80f) == 0 && questions == 1 && answers == 0 && authorities == 0;
}

/* Its protocol of arrays of counted strings; +OK alone would be POP3's as well. */
static bool
is_redis(const struct first *first)
{
	struct bytes client = first->sides[CLIENT];
	uint64_t     count;

	if (!begins(client, "*"))
		return false;
	bytes_skip(&client, 1);
	return words_number(&client, &count) && begins(client, "\r\n$");
}

/* MQTT 3.1.1 3.1: CONNECT, its length, and the protocol's name. */
static bool
is_mqtt(const struct first *first)
{
	struct bytes octets = first->sides[CLIENT];

	if (bytes_u8(&octets) != 0x10)
		return false;
	for (unsigned i = 0; i < 4 && (bytes_u8(&octets) & 0x80) != 0; i++)
		;
	return (octets.size >= 8 &&
		(memcmp(octets.data, "\0\4MQTT", 6) == 0 || memcmp(octets.data, "\0\6MQIsdp", 8) == 0));
}

static bool
is_bittorrent(const struct first *first)
{
	return begins(first->sides[CLIENT], "\023BitTorrent protocol") ||
	       begins(first->sides[SERVER], "\023BitTorrent protocol");
}

/* Nothing but characters that people write, and an end of line. */
static bool
is_text(struct bytes octets)
{
	bool has_end = false;

	for (size_t i = 0; i < octets.size; i++) {
		uint8_t octet = octets.data[i];

		if (octet < ' ' && octet != '\r' && octet != '\n' && octet != '\t')
			return false;
		if (octet == 0x7f)
			return false;
		has_end |= octet == '\n';
	}
	return has_end || octets.size == 0;
}

static bool
has_control(struct bytes octets)
{
	for (size_t i = 0; i < octets.size; i++)
		if (octets.data[i] < 7)
			return true;
	return false;
}

static bool
is_text_of_both(const struct first *first)
{
	return is_text(first->sides[CLIENT]) && is_text(first->sides[SERVER]) &&
	       first->sides[CLIENT].size + first->sides[SERVER].size > 0;
}

static bool
is_binary(const struct first *first)
{
	return has_control(first->sides[CLIENT]) || has_control(first->sides[SERVER]);
}

/* One row a protocol; the order decides only between text and binary and what is more than that. */
static const struct {
	enum protocol protocol;
	bool (*is_it)(const struct first *first);
} rows[] = {
    {PROTOCOL_SSH,        is_ssh         },
    {PROTOCOL_HTTP,       is_http        },
    {PROTOCOL_FTP,        is_ftp         },
    {PROTOCOL_NNTP,       is_nntp        },
    {PROTOCOL_IRC,        is_irc         },
    {PROTOCOL_RDP,        is_rdp         },
    {PROTOCOL_SOCKS,      is_socks       },
    {PROTOCOL_DNS,        is_dns         },
    {PROTOCOL_REDIS,      is_redis       },
    {PROTOCOL_MQTT,       is_mqtt        },
    {PROTOCOL_BITTORRENT, is_bittorrent  },
    {PROTOCOL_TEXT,       is_text_of_both},
    {PROTOCOL_BINARY,     is_binary      },
};

enum protocol
other_recognise(struct bytes client, struct bytes server)
{
	struct first first = {
	    {client, server}
        };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].is_it(&first))
			return rows[i].protocol;
	return PROTOCOL_UNKNOWN;
}
