/* SPDX-License-Identifier: Apache-2.0 */
/* The kinds of mail flows that a gateway sees, in clear and with TLS, and how often. */
#include "kinds.h"

#include <stdlib.h>
#include <string.h>

/* One mail: its headers, and how much body there is. */
struct letter {
	char     head[320];
	uint32_t body;
};

/* From 2 KB to 1 MB.  Returns the size of headers and body together. */
static uint32_t
letter_draw(struct letter *letter, struct chance *chance)
{
	uint32_t number = chance_between(chance, 0, 9999);
	int      head;

	letter->body = chance_size(chance, 2048, 8) / MAIL_LINE * MAIL_LINE;
	head =
	    snprintf(letter->head, sizeof letter->head,
		     "From: Sender <sender@example.org>\r\nTo: user%u@example.net\r\nSubject: Report %u\r\n"
		     "Message-ID: <%08x@example.org>\r\nMIME-Version: 1.0\r\n"
		     "Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n",
		     number % 1000, number, (unsigned)chance_word(chance));
	return (uint32_t)head + letter->body;
}

static void
letter_say(const struct letter *letter, struct talk *talk, struct chance *chance, enum side side)
{
	say(talk, side, "%s", letter->head);
	say_mail(talk, chance, side, letter->body);
}

/* RFC 5321 section 3.1 and 3.2 */
static void
smtp_begin(struct talk *talk, const char *extension)
{
	say(talk, SERVER, "220 mx.example.net ESMTP Postfix\r\n");
	say(talk, CLIENT, "EHLO client.example.org\r\n");
	say(talk, SERVER,
	    "250-mx.example.net\r\n250-PIPELINING\r\n250-SIZE 52428800\r\n250-8BITMIME\r\n%s250 "
	    "ENHANCEDSTATUSCODES\r\n",
	    extension);
}

/* RFC 5321 section 3.3 */
static void
smtp_letters(struct talk *talk, struct chance *chance)
{
	uint32_t      letters = chance_between(chance, 1, 3);
	struct letter letter;

	while (letters-- > 0) {
		letter_draw(&letter, chance);
		say(talk, CLIENT, "MAIL FROM:<sender@example.org>\r\n");
		say(talk, SERVER, "250 2.1.0 Ok\r\n");
		say(talk, CLIENT, "RCPT TO:<user%u@example.net>\r\n", chance_between(chance, 0, 999));
		say(talk, SERVER, "250 2.1.5 Ok\r\n");
		say(talk, CLIENT, "DATA\r\n");
		say(talk, SERVER, "354 End data with <CR><LF>.<CR><LF>\r\n");
		letter_say(&letter, talk, chance, CLIENT);
		say(talk, CLIENT, ".\r\n");
		say(talk, SERVER, "250 2.0.0 Ok: queued as %08X\r\n", (unsigned)chance_word(chance));
	}
	say(talk, CLIENT, "QUIT\r\n");
	say(talk, SERVER, "221 2.0.0 Bye\r\n");
}

/* ${requests} short questions in TLS, each with an answer of ${least} octets or more. */
static void
encrypted_rounds(struct talk *talk, struct chance *chance, uint32_t requests, uint32_t least,
		 unsigned doublings)
{
	while (requests-- > 0) {
		say_records(talk, chance, CLIENT, chance_between(chance, 24, 90));
		if (requests % 5 == 4)
			talk_think(talk);
		say_records(talk, chance, SERVER, chance_size(chance, least, doublings));
	}
}

static void
smtp_encrypted(struct talk *talk, struct chance *chance)
{
	encrypted_rounds(talk, chance, 5, 30, 2);
	say_records(talk, chance, CLIENT, chance_size(chance, 2048, 8));
	say_records(talk, chance, SERVER, 54);
	encrypted_rounds(talk, chance, 1, 30, 0);
}

static void
relay_in_clear(struct talk *talk, struct chance *chance, const struct stock *stock)
{
	(void)stock;
	talk->is_ingress = chance_is(chance, 500);
	smtp_begin(talk, "");
	smtp_letters(talk, chance);
}

/* RFC 3207 section 4 */
static void
smtp_starttls(struct talk *talk, struct chance *chance, const struct stock *stock)
{
	talk->is_ingress = talk->port == 25 && chance_is(chance, 500);
	smtp_begin(talk, "250-STARTTLS\r\n");
	say(talk, CLIENT, "STARTTLS\r\n");
	say(talk, SERVER, "220 2.0.0 Ready to start TLS\r\n");
	say_handshake(talk, chance, stock);
	smtp_encrypted(talk, chance);
}

/* RFC 4954 section 4, RFC 4616 */
static void
submission_in_clear(struct talk *talk, struct chance *chance, const struct stock *stock)
{
	(void)stock;
	smtp_begin(talk, "250-AUTH PLAIN LOGIN\r\n");
	say(talk, CLIENT, "AUTH PLAIN AHVzZXJAZXhhbXBsZS5uZXQAbm90LWEtc2VjcmV0\r\n");
	say(talk, SERVER, "235 2.7.0 Authentication successful\r\n");
	smtp_letters(talk, chance);
}

/* RFC 8314 section 3 */
static void
submission_in_tls(struct talk *talk, struct chance *chance, const struct stock *stock)
{
	say_handshake(talk, chance, stock);
	say_records(talk, chance, SERVER, 51);
	smtp_encrypted(talk, chance);
}

static void
access_in_tls(struct talk *talk, struct chance *chance, const struct stock *stock)
{
	say_handshake(talk, chance, stock);
	say_records(talk, chance, SERVER, 90);
	encrypted_rounds(talk, chance, 4, 40, 3);
	encrypted_rounds(talk, chance, chance_between(chance, 1, 12), 2048, 8);
}

/* RFC 9051 section 6.2.3, 6.3.2, 6.4.5 and 7.5.2 */
static void
imap_in_clear(struct talk *talk, struct chance *chance, const struct stock *stock)
{
	uint32_t      letters = chance_between(chance, 1, 12);
	uint32_t      tag = 3;
	struct letter letter;

	(void)stock;
	say(talk, SERVER, "* OK [CAPABILITY IMAP4rev1 IDLE LITERAL+] imap.example.net ready\r\n");
	say(talk, CLIENT, "a1 LOGIN user%u@example.net not-a-secret\r\n", chance_between(chance, 0, 999));
	say(talk, SERVER, "a1 OK Logged in\r\n");
	say(talk, CLIENT, "a2 SELECT INBOX\r\n");
	say(talk, SERVER,
	    "* FLAGS (\\Answered \\Seen)\r\n* 172 EXISTS\r\n* OK [UIDVALIDITY 1]\r\na2 OK [READ-WRITE] "
	    "done\r\n");
	for (; letters > 0; letters--, tag++) {
		say(talk, CLIENT, "a%u FETCH %u (BODY[])\r\n", tag, tag);
		if (letters % 4 == 0)
			talk_think(talk);
		say(talk, SERVER, "* %u FETCH (BODY[] {%u}\r\n", tag, letter_draw(&letter, chance));
		letter_say(&letter, talk, chance, SERVER);
		say(talk, SERVER, ")\r\na%u OK Fetch completed\r\n", tag);
	}
	say(talk, CLIENT, "a%u LOGOUT\r\n", tag);
	say(talk, SERVER, "* BYE Logging out\r\na%u OK Logout completed\r\n", tag);
}

/* RFC 9051 section 6.2.1 */
static void
imap_starttls(struct talk *talk, struct chance *chance, const struct stock *stock)
{
	say(talk, SERVER, "* OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] imap.example.net ready\r\n");
	say(talk, CLIENT, "a1 STARTTLS\r\n");
	say(talk, SERVER, "a1 OK Begin TLS negotiation now\r\n");
	say_handshake(talk, chance, stock);
	encrypted_rounds(talk, chance, 4, 40, 3);
	encrypted_rounds(talk, chance, chance_between(chance, 1, 12), 2048, 8);
}

/* RFC 1939 section 5 and 7 */
static void
pop3_in_clear(struct talk *talk, struct chance *chance, const struct stock *stock)
{
	uint32_t      letters = chance_between(chance, 1, 8);
	uint32_t      i;
	struct letter letter;

	(void)stock;
	say(talk, SERVER, "+OK POP3 ready\r\n");
	say(talk, CLIENT, "USER user%u\r\n", chance_between(chance, 0, 999));
	say(talk, SERVER, "+OK\r\n");
	say(talk, CLIENT, "PASS not-a-secret\r\n");
	say(talk, SERVER, "+OK Logged in.\r\n");
	say(talk, CLIENT, "STAT\r\n");
	say(talk, SERVER, "+OK %u 320000\r\n", letters);
	for (i = 1; i <= letters; i++) {
		say(talk, CLIENT, "RETR %u\r\n", i);
		say(talk, SERVER, "+OK %u octets\r\n", letter_draw(&letter, chance));
		letter_say(&letter, talk, chance, SERVER);
		say(talk, SERVER, ".\r\n");
	}
	say(talk, CLIENT, "QUIT\r\n");
	say(talk, SERVER, "+OK Logging out.\r\n");
}

/* RFC 2595 section 4 */
static void
pop3_stls(struct talk *talk, struct chance *chance, const struct stock *stock)
{
	say(talk, SERVER, "+OK POP3 ready\r\n");
	say(talk, CLIENT, "STLS\r\n");
	say(talk, SERVER, "+OK Begin TLS negotiation now.\r\n");
	say_handshake(talk, chance, stock);
	encrypted_rounds(talk, chance, 3, 30, 2);
	encrypted_rounds(talk, chance, chance_between(chance, 1, 8), 2048, 8);
}

static void
submission_dropped(struct talk *talk, struct chance *chance, const struct stock *stock)
{
	(void)chance;
	(void)stock;
	talk->fate = FATE_DROPPED;
}

static void
submission_refused(struct talk *talk, struct chance *chance, const struct stock *stock)
{
	(void)chance;
	(void)stock;
	talk->fate = FATE_REFUSED;
}

static void
submission_reset(struct talk *talk, struct chance *chance, const struct stock *stock)
{
	(void)chance;
	(void)stock;
	say(talk, SERVER, "220 mx.example.net ESMTP Postfix\r\n");
	say(talk, CLIENT, "EHLO client.example.org\r\n");
	talk->fate = FATE_RESET;
}

void
talk_mail(struct talk *talk, struct chance *chance, const struct stock *stock)
{
	static const struct kind kinds[] = {
	    {20, 25,  PROTOCOL_TCP, relay_in_clear     },
            {25, 25,  PROTOCOL_TCP, smtp_starttls      },
	    {10, 587, PROTOCOL_TCP, smtp_starttls      },
            {4,  587, PROTOCOL_TCP, submission_in_clear},
	    {6,  465, PROTOCOL_TCP, submission_in_tls  },
            {14, 993, PROTOCOL_TCP, access_in_tls      },
	    {4,  995, PROTOCOL_TCP, access_in_tls      },
            {4,  143, PROTOCOL_TCP, imap_in_clear      },
	    {4,  143, PROTOCOL_TCP, imap_starttls      },
            {3,  110, PROTOCOL_TCP, pop3_in_clear      },
	    {2,  110, PROTOCOL_TCP, pop3_stls          },
            {2,  587, PROTOCOL_TCP, submission_dropped },
	    {1,  587, PROTOCOL_TCP, submission_refused },
            {1,  587, PROTOCOL_TCP, submission_reset   },
	};
	const struct kind *kind = kind_draw(kinds, sizeof kinds / sizeof kinds[0], chance);

	talk->port = kind->port;
	talk->protocol = kind->protocol;
	talk->is_mail = true;
	kind->speak(talk, chance, stock);
}
