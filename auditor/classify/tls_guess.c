/* SPDX-License-Identifier: Apache-2.0 */
/* Whether octets can be TLS at all. */
#include "classify/tls_room.h"

bool
tls_header_is_plausible(const uint8_t *header, unsigned index)
{
	switch (index) {
	case 0:
		return header[0] >= TLS_CHANGE_CIPHER_SPEC && header[0] <= TLS_DATA;
	case 1:
		return header[1] == 3;
	case 2:
		return header[2] <= 4;
	case 3:
		return header[3] <= TLS_RECORD_ROOM >> 8;
	default:
		return (header[3] << 8 | header[4]) <= TLS_RECORD_ROOM;
	}
}

/* How the payload of a first record of each type can begin, and how long it can be. */
static bool
can_begin(enum side from, const uint8_t *header, uint8_t first)
{
	unsigned length = (unsigned)header[3] << 8 | header[4];

	switch (header[0]) {
	case TLS_HANDSHAKE:
		return length > 0 && first == (from == CLIENT ? 1 : 2);
	case TLS_CHANGE_CIPHER_SPEC:
		return length == 1 && first == 1;
	case TLS_ALERT:
		return (length == 2 && (first == 1 || first == 2)) || (length >= 16 && length <= 512);
	default:
		return length > 0;
	}
}

static enum tls_guess
guess_record(enum side from, struct bytes octets)
{
	for (unsigned i = 0; i < 5; i++) {
		if (i == octets.size)
			return TLS_PERHAPS;
		if (!tls_header_is_plausible(octets.data, i))
			return TLS_NO;
	}
	if (octets.size == 5)
		return TLS_PERHAPS;
	return can_begin(from, octets.data, octets.data[5]) ? TLS_YES : TLS_NO;
}

/* RFC 5246 E.2: what the octets 3 to 11 of a V2ClientHello can be. */
static enum tls_guess
guess_sslv2_client(struct bytes octets)
{
	unsigned     length = (octets.data[0] & 0x7fu) << 8 | (octets.size > 1 ? octets.data[1] : 0);
	struct bytes rest = octets;
	unsigned     version, ciphers, session, challenge;

	bytes_skip(&rest, 2);
	if (rest.size > 0 && rest.data[0] != 1)
		return TLS_NO;
	bytes_skip(&rest, 1);
	if (rest.size > 0 && rest.data[0] != 0 && rest.data[0] != 3)
		return TLS_NO;
	version = bytes_be16(&rest);
	ciphers = bytes_be16(&rest);
	session = bytes_be16(&rest);
	challenge = bytes_be16(&rest);
	if (rest.is_short)
		return TLS_PERHAPS;
	return (version == 2 || (version >= 0x0300 && version <= 0x0304)) && ciphers > 0 &&
		       ciphers % 3 == 0 && (session == 0 || session == 16) && challenge >= 16 &&
		       challenge <= 32 && length == 9 + ciphers + session + challenge
		   ? TLS_YES
		   : TLS_NO;
}

/* draft-hickman-netscape-ssl-00 C.6: the beginning of SERVER-HELLO, which is of version 2. */
static enum tls_guess
guess_sslv2_server(struct bytes octets)
{
	static const struct {
		uint8_t least, most;
	} expected[] = {
	    {0x80, 0xff},
            {0,    0xff},
            {4,    4   },
            {0,    1   },
            {0,    1   },
            {0,    0   },
            {2,    2   }
        };

	for (unsigned i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
		if (i == octets.size)
			return TLS_PERHAPS;
		if (octets.data[i] < expected[i].least || octets.data[i] > expected[i].most)
			return TLS_NO;
	}
	return TLS_YES;
}

enum tls_guess
tls_recognise(enum side from, struct bytes octets)
{
	if (octets.size == 0)
		return TLS_PERHAPS;
	if ((octets.data[0] & 0x80) == 0)
		return guess_record(from, octets);
	return from == CLIENT ? guess_sslv2_client(octets) : guess_sslv2_server(octets);
}
