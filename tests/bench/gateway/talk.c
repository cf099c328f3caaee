/* SPDX-License-Identifier: Apache-2.0 */
/* Builds what both sides of a flow say, piece by piece. */
#include "talk.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "hellos.inc"

enum {
	RANDOM_POOL = 1 << 20,
	MAIL_POOL = MAIL_LINE * 8192,
	POOL_SLACK = 2048,   /* more than one segment, so that a copy never wraps */
	RECORD_HEADER = 5,   /* RFC 8446 section 5.1 */
	RECORD_LEAST = 24,   /* a record type, an octet and an AEAD tag */
	RECORD_MOST = 16401, /* RFC 8446 section 5.2: 2^14, the type and an AEAD tag */
	CLIENT_RANDOM_AT = 11,
	CLIENT_RANDOM_SIZE = 32
};

struct flight {
	uint8_t octets[2560];
	size_t  size;
};

struct stock {
	struct flight hello_web, hello_mail, answer_13, answer_12, finish_12_client, finish_12_server;
	uint8_t       random[RANDOM_POOL + POOL_SLACK];
	uint8_t       mail[MAIL_POOL + POOL_SLACK];
};

static void
flight_read(struct flight *flight, const char *const *lines)
{
	char        two[3] = "";
	const char *digits;

	for (; *lines != NULL; lines++) {
		for (digits = *lines; *digits != '\0'; digits += 2) {
			if (flight->size == sizeof flight->octets)
				abort();
			memcpy(two, digits, 2);
			flight->octets[flight->size++] = (uint8_t)strtoul(two, NULL, 16);
		}
	}
}

/* Lines of base64, as attachments are. */
static void
fill_mail(uint8_t *pool, struct chance *chance)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	size_t            i;

	for (i = 0; i < MAIL_POOL; i++)
		pool[i] = (uint8_t)letters[chance_word(chance) >> 58];
	for (i = MAIL_LINE; i <= MAIL_POOL; i += MAIL_LINE)
		memcpy(pool + i - 2, "\r\n", 2);
	memcpy(pool + MAIL_POOL, pool, POOL_SLACK);
}

static void
fill_random(uint8_t *pool, struct chance *chance)
{
	size_t   i;
	uint64_t word;

	for (i = 0; i < RANDOM_POOL; i += sizeof word) {
		word = chance_word(chance);
		memcpy(pool + i, &word, sizeof word);
	}
	memcpy(pool + RANDOM_POOL, pool, POOL_SLACK);
}

struct stock *
stock_new(void)
{
	struct stock *stock = calloc(1, sizeof *stock);
	struct chance chance = {1};

	if (stock == NULL)
		return NULL;
	flight_read(&stock->hello_web, hello_web);
	flight_read(&stock->hello_mail, hello_mail);
	flight_read(&stock->answer_13, answer_13);
	flight_read(&stock->answer_12, answer_12);
	flight_read(&stock->finish_12_client, finish_12_client);
	flight_read(&stock->finish_12_server, finish_12_server);
	fill_mail(stock->mail, &chance);
	fill_random(stock->random, &chance);
	return stock;
}

void
stock_free(struct stock *stock)
{
	free(stock);
}

/* Write the headers of the records that begin in or reach into this part of the piece. */
static void
stamp_records(const struct piece *piece, uint32_t at, uint8_t *to, uint32_t size)
{
	uint32_t period = piece->record + (uint32_t)RECORD_HEADER;
	uint32_t begin, length, i;

	for (begin = at / period * period; begin < at + size; begin += period) {
		length = piece->size - begin < period ? piece->size - begin : period;
		length -= RECORD_HEADER;
		const uint8_t header[RECORD_HEADER] = {0x17, 3, 3, (uint8_t)(length >> 8), (uint8_t)length};

		for (i = 0; i < RECORD_HEADER; i++)
			if (begin + i >= at && begin + i < at + size)
				to[begin + i - at] = header[i];
	}
}

void
piece_copy(const struct stock *stock, const struct piece *piece, uint32_t at, uint8_t *to, uint32_t size)
{
	uint32_t pooled = piece->start + at;

	if (piece->matter == MATTER_TEXT)
		memcpy(to, piece->text + at, size);
	else if (piece->matter == MATTER_MAIL)
		memcpy(to, stock->mail + pooled % MAIL_POOL, size);
	else
		memcpy(to, stock->random + pooled % RANDOM_POOL, size);
	if (piece->matter == MATTER_RECORDS)
		stamp_records(piece, at, to, size);
}

static struct piece *
talk_add(struct talk *talk, enum side side, enum matter matter, uint32_t size)
{
	struct piece *piece = &talk->pieces[talk->count];
	bool          is_turn = talk->count == 0 || piece[-1].side != side;

	if (++talk->count == TALK_PIECES) {
		fprintf(stderr, "generate: a talk has more than %d pieces\n", TALK_PIECES);
		abort();
	}
	piece->side = (uint8_t)side;
	piece->matter = (uint8_t)matter;
	piece->pause = is_turn ? IN_TURN : AT_ONCE;
	piece->size = size;
	return piece;
}

void
say(struct talk *talk, enum side side, const char *format, ...)
{
	char   *text = talk->text + talk->used;
	size_t  room = sizeof talk->text - talk->used;
	va_list arguments;
	int     size;

	va_start(arguments, format);
	size = vsnprintf(text, room, format, arguments);
	va_end(arguments);
	if (size < 0 || (size_t)size >= room) {
		fprintf(stderr, "generate: a talk has more text than %d octets\n", TALK_TEXT);
		abort();
	}
	talk->used += (size_t)size;
	talk_add(talk, side, MATTER_TEXT, (uint32_t)size)->text = (const uint8_t *)text;
}

void
say_random(struct talk *talk, struct chance *chance, enum side side, uint32_t size)
{
	talk_add(talk, side, MATTER_RANDOM, size)->start = chance_between(chance, 0, RANDOM_POOL - 1);
}

void
say_mail(struct talk *talk, struct chance *chance, enum side side, uint32_t size)
{
	talk_add(talk, side, MATTER_MAIL, size)->start =
	    chance_between(chance, 0, MAIL_POOL / MAIL_LINE - 1) * MAIL_LINE;
}

void
say_records(struct talk *talk, struct chance *chance, enum side side, uint32_t size)
{
	uint32_t      record = chance_is(chance, 700) ? RECORD_MOST : chance_between(chance, 1300, 8192);
	uint32_t      whole = size / record;
	uint32_t      rest = size % record;
	struct piece *piece;

	if (rest > 0 || whole == 0)
		rest = RECORD_HEADER + (rest < RECORD_LEAST ? RECORD_LEAST : rest);
	piece = talk_add(talk, side, MATTER_RECORDS, whole * (record + RECORD_HEADER) + rest);
	piece->record = (uint16_t)record;
	piece->start = chance_between(chance, 0, RANDOM_POOL - 1);
}

/* A copy of ${flight} that may be changed. */
static uint8_t *
say_flight(struct talk *talk, enum side side, const struct flight *flight)
{
	uint8_t *copy = (uint8_t *)talk->text + talk->used;

	if (flight->size > sizeof talk->text - talk->used)
		abort();
	memcpy(copy, flight->octets, flight->size);
	talk->used += flight->size;
	talk_add(talk, side, MATTER_TEXT, (uint32_t)flight->size)->text = copy;
	return copy;
}

/* The recorded ClientHello with a random and a server name of its own. */
static void
say_client_hello(struct talk *talk, struct chance *chance, const struct flight *flight)
{
	static const char recorded[] = "host0000.example.net";
	uint8_t          *hello = say_flight(talk, CLIENT, flight);
	size_t            i;

	for (i = 0; i < CLIENT_RANDOM_SIZE; i++)
		hello[CLIENT_RANDOM_AT + i] = (uint8_t)chance_word(chance);
	for (i = 0; i + sizeof recorded - 1 < flight->size; i++)
		if (memcmp(hello + i, recorded, sizeof recorded - 1) == 0)
			break;
	hello[i + 4] = (uint8_t)('0' + chance_between(chance, 0, 9));
	hello[i + 5] = (uint8_t)('0' + chance_between(chance, 0, 9));
	hello[i + 6] = (uint8_t)('0' + chance_between(chance, 0, 9));
	hello[i + 7] = (uint8_t)('0' + chance_between(chance, 0, 9));
}

void
say_handshake(struct talk *talk, struct chance *chance, const struct stock *stock)
{
	say_client_hello(talk, chance, talk->is_mail ? &stock->hello_mail : &stock->hello_web);
	if (chance_is(chance, 250)) {
		say_flight(talk, SERVER, &stock->answer_12);
		say_flight(talk, CLIENT, &stock->finish_12_client);
		say_flight(talk, SERVER, &stock->finish_12_server);
		return;
	}
	say_flight(talk, SERVER, &stock->answer_13);
	say_records(talk, chance, SERVER, 23);   /* EncryptedExtensions */
	say_records(talk, chance, SERVER, 1727); /* Certificate */
	say_records(talk, chance, SERVER, 281);  /* CertificateVerify */
	say_records(talk, chance, SERVER, 69);   /* Finished */
	say(talk, CLIENT, "\x14\x03\x03%c\x01\x01", 0);
	say_records(talk, chance, CLIENT, 69);
	say_records(talk, chance, SERVER, 250); /* NewSessionTicket */
}

void
talk_think(struct talk *talk)
{
	talk->pieces[talk->count - 1].pause = AFTER_THOUGHT;
}
