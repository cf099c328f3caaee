/* SPDX-License-Identifier: Apache-2.0 */
/* A first look, made to cost little: whether octets can begin a talk of mail, and which side they are of. */
#include <string.h>

#include "classify/dialogue_room.h"
#include "classify/port.h"
#include "classify/words.h"

static const char *const server_begins[] = {"220",   "221", "421", "450",  "451",  "521",
					    "550",   "554", "+OK", "-ERR", "* OK", "* PREAUTH",
					    "* BYE", "\"",  "OK",  "NO",   "BYE"};

/* What a client says first; IMAP's tag stands before its words. */
static const char *const client_begins[] = {
    "EHLO", "HELO",  "LHLO",   "STARTTLS", "CAPA", "USER ", "APOP ",      "AUTH ",         "STLS",
    "QUIT", "MAIL ", "PROXY ", "XCLIENT ", "NOOP", "RSET",  "CAPABILITY", "AUTHENTICATE ", "LOGOUT"};

static const char *const tagged[] = {"CAPABILITY", "LOGIN ", "AUTHENTICATE ", "STARTTLS", "ID ",
				     "NOOP",       "LOGOUT", "SELECT ",       "EXAMINE ", "LIST ",
				     "STATUS ",    "UID ",   "FETCH "};

/* Whether one begins with the other: too few octets do not rule out. */
static bool
is_alike(struct bytes octets, const char *begin)
{
	size_t size = strlen(begin);
	char   part[16];

	if (octets.size >= size)
		return words_begin(octets, begin);
	memcpy(part, begin, octets.size);
	part[octets.size] = '\0';
	return words_begin(octets, part);
}

static bool
is_one_of(struct bytes octets, const char *const *begins, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (is_alike(octets, begins[i]))
			return true;
	return false;
}

#define IS_ONE_OF(octets, begins) is_one_of(octets, begins, sizeof(begins) / sizeof((begins)[0]))

static bool
is_tagged(struct bytes octets)
{
	size_t at = 0;

	while (at < octets.size && at < 33 && octets.data[at] > ' ' && octets.data[at] < 0x7f)
		at++;
	if (at == octets.size)
		return at < 33;
	if (at == 0 || octets.data[at] != ' ')
		return false;
	bytes_skip(&octets, at + 1);
	return IS_ONE_OF(octets, tagged);
}

bool
dialogue_is_worth(enum side from, struct bytes octets, uint16_t server_port)
{
	if (port_find(server_port) != NULL || octets.size == 0 || tls_recognise(from, octets) != TLS_NO)
		return true;
	/* haproxy's PROXY protocol, version 2, begins with a line end. */
	if (from == CLIENT)
		return octets.data[0] == '\r' || IS_ONE_OF(octets, client_begins) || is_tagged(octets);
	return IS_ONE_OF(octets, server_begins);
}

bool
worth_is_turned(enum side from, struct bytes octets)
{
	static const char *const greetings[] = {
	    "220 ", "220-", "+OK", "* OK ", "* PREAUTH ", "* BYE ", "\"IMPLEMENTATION\""};
	static const char *const hellos[] = {"EHLO ", "HELO ", "LHLO ", "CAPA\r\n", "MAIL FROM:<"};
	const char *const       *begins = from == CLIENT ? greetings : hellos;
	size_t                   count =
            from == CLIENT ? sizeof(greetings) / sizeof(greetings[0]) : sizeof(hellos) / sizeof(hellos[0]);

	for (size_t i = 0; i < count; i++)
		if (words_begin(octets, begins[i]))
			return true;
	return false;
}
