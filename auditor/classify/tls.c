/* SPDX-License-Identifier: Apache-2.0 */
/* Records and the handshake messages in them, over any cut. */
#include "classify/tls.h"

#include <string.h>

#include "classify/classifier_room.h"
#include "classify/tls_room.h"

/* There is one for every dialogue. */
_Static_assert(sizeof(struct tls) <= 192, "struct tls has grown");

static struct tls_side *
side_of(const struct tls_hearing *hearing)
{
	return &hearing->tls->sides[hearing->from];
}

/* Handshake messages that are read. */
static const struct {
	enum side from;
	uint8_t   type;
	void (*heard)(const struct tls_hearing *hearing, struct bytes body);
} message_rows[] = {
    {CLIENT, 1,  tls_client_hello      },
    {CLIENT, 11, tls_client_certificate},
    {SERVER, 2,  tls_server_hello      },
    {SERVER, 11, tls_certificate       },
    {SERVER, 12, tls_key_exchange      },
    {SERVER, 14, tls_hello_done        },
};
#define MESSAGE_ROWS (sizeof(message_rows) / sizeof(message_rows[0]))

/* Its row in message_rows; MESSAGE_ROWS if it is not read. */
static size_t
message_row(const struct tls_hearing *hearing, uint8_t type)
{
	size_t row = 0;

	while (row < MESSAGE_ROWS &&
	       (message_rows[row].from != hearing->from || message_rows[row].type != type))
		row++;
	return row;
}

static void
message_reset(struct classifier *classifier, struct tls_side *side)
{
	pool_return(classifier->messages, side->message);
	side->message = NULL;
	side->message_size = side->message_left = 0;
	side->message_header_size = 0;
	side->is_in_pieces = false;
}

static void
side_lost(struct classifier *classifier, struct tls_side *side)
{
	message_reset(classifier, side);
	side->is_lost = true;
}

/* The message under way will come in pieces: take a buffer for it, if it is wanted. */
static void
message_break(const struct tls_hearing *hearing, bool is_wanted)
{
	struct tls_side *side = side_of(hearing);

	side->is_in_pieces = true;
	if (!is_wanted)
		return;
	if (side->message_left <= CLASSIFIER_MESSAGE_ROOM)
		side->message = pool_take_unset(hearing->classifier->messages);
	if (side->message == NULL)
		hearing->classifier->counts.handshakes++;
}

/*
 * Take from ${from} what belongs to the message under way.  True when that was its end: ${whole} is then the
 * message, in place if it was never in pieces; empty and is_short if it was not kept.
 */
static bool
message_take(const struct tls_hearing *hearing, bool is_wanted, struct bytes *from, struct bytes *whole)
{
	struct tls_side *side = side_of(hearing);
	struct bytes     part;

	if (!side->is_in_pieces && from->size >= side->message_left) {
		*whole = bytes_take(from, side->message_left);
		return true;
	}
	if (!side->is_in_pieces)
		message_break(hearing, is_wanted);
	part = bytes_take(from, from->size < side->message_left ? from->size : side->message_left);
	if (side->message != NULL && part.size > 0)
		memcpy(side->message + side->message_size, part.data, part.size);
	side->message_size += (uint32_t)part.size;
	side->message_left -= (uint32_t)part.size;
	*whole = bytes_of(side->message, side->message == NULL ? 0 : side->message_size);
	whole->is_short = side->message == NULL;
	return side->message_left == 0;
}

static void
message_header_take(struct tls_side *side, struct bytes *from)
{
	const uint8_t *header = side->message_header;

	while (from->size > 0 && side->message_header_size < sizeof(side->message_header)) {
		side->message_header[side->message_header_size++] = bytes_u8(from);
		if (side->message_header_size == sizeof(side->message_header))
			side->message_left =
			    (uint32_t)header[1] << 16 | (uint32_t)header[2] << 8 | (uint32_t)header[3];
	}
}

/* RFC 9846 5.1: a message may be spread over records, and a record may hold several. */
static void
handshake_heard(const struct tls_hearing *hearing, struct bytes part)
{
	struct tls_side *side = side_of(hearing);
	struct bytes     body;

	while (part.size > 0 && !side->is_encrypted && !side->are_messages_lost) {
		size_t row;

		message_header_take(side, &part);
		if (side->message_header_size < sizeof(side->message_header))
			return;
		row = message_row(hearing, side->message_header[0]);
		if (!message_take(hearing, row < MESSAGE_ROWS, &part, &body))
			return;
		if (row < MESSAGE_ROWS)
			message_rows[row].heard(hearing, body);
		message_reset(hearing->classifier, side);
	}
}

/* RFC 5246 6.2.1: before TLS 1.3 even an alert may be spread over records. */
static void
alert_heard(const struct tls_hearing *hearing, struct bytes part)
{
	struct tls_side *side = side_of(hearing);

	if (side->is_encrypted && !tls_is_1_3(hearing->tls))
		return;
	while (part.size > 0 && !hearing->tls->is_over) {
		uint8_t octet = bytes_u8(&part), level = side->alert_level;

		/* No alert has level 0: it stands for `none yet`. */
		side->alert_level = level == 0 ? octet : 0;
		if (level != 0)
			tls_clear_alert(hearing, level, octet);
	}
}

static void
sslv2_heard(const struct tls_hearing *hearing, struct bytes part)
{
	struct tls_side *side = side_of(hearing);
	struct bytes     record;
	bool             is_wanted = !side->is_encrypted;

	if (message_take(hearing, is_wanted, &part, &record)) {
		tls_sslv2_record(hearing, record);
		message_reset(hearing->classifier, side);
	}
}

static void
record_part_heard(const struct tls_hearing *hearing, struct bytes part)
{
	struct tls_side *side = side_of(hearing);

	if (side->is_sslv2_record)
		sslv2_heard(hearing, part);
	else if (side->record_header[0] == TLS_HANDSHAKE)
		handshake_heard(hearing, part);
	else if (side->record_header[0] == TLS_ALERT)
		alert_heard(hearing, part);
}

static void
record_ended(const struct tls_hearing *hearing)
{
	struct tls_side *side = side_of(hearing);
	bool             is_secret = side->is_encrypted && !tls_is_1_3(hearing->tls);

	if (side->is_sslv2_record || hearing->tls->is_over)
		return;
	if (side->record_header[0] == TLS_CHANGE_CIPHER_SPEC)
		tls_cipher_changed(hearing);
	else if (side->record_header[0] == TLS_DATA)
		tls_data(hearing, side->record_size);
	else if (side->record_header[0] == TLS_HANDSHAKE && is_secret)
		tls_encrypted_handshake(hearing);
	else if (side->record_header[0] == TLS_ALERT && is_secret)
		tls_encrypted_alert(hearing);
}

static void
record_begun(const struct tls_hearing *hearing, uint16_t size)
{
	struct tls_side *side = side_of(hearing);

	side->was_heard = true;
	side->record_header_size = 0;
	side->record_size = side->record_left = size;
	if (side->is_sslv2_record)
		side->message_left = size;
	if (size == 0)
		record_ended(hearing);
}

/* What is no TLS from its first octet on is something else; later it is damage. */
static void
record_refused(const struct tls_hearing *hearing)
{
	struct tls_side *side = side_of(hearing);

	side->is_other = !side->was_heard;
	side_lost(hearing->classifier, side);
}

/* SSLv2 begins a record with a length alone.  Its hello may also open a talk of SSLv3 or TLS (RFC 5246 E.2).
 */
static bool
is_sslv2_record(const struct tls_hearing *hearing, uint8_t first)
{
	const struct tls_side *sides = hearing->tls->sides;

	/* A server's first record is never padded; one that has no SSLv2 answers with an alert of TLS. */
	if (hearing->tls->is_sslv2 && hearing->from == SERVER)
		return sides[SERVER].was_heard ? sides[SERVER].is_sslv2_record : (first & 0x80) != 0;
	if (hearing->tls->is_sslv2)
		return true;
	if (sides[hearing->from].was_heard || (first & 0x80) == 0)
		return false;
	return hearing->from == CLIENT || !sides[CLIENT].was_heard || sides[CLIENT].is_sslv2_record;
}

/* draft-hickman-netscape-ssl-00 1.1: the high bit says that there is no padding, and two octets of header. */
static void
sslv2_header_heard(const struct tls_hearing *hearing)
{
	struct tls_side *side = side_of(hearing);
	const uint8_t   *header = side->record_header;
	bool             is_padded = (header[0] & 0x80) == 0;
	unsigned         size = (unsigned)header[0] << 8 | (side->record_header_size > 1 ? header[1] : 0u);

	size &= is_padded ? 0x3fff : 0x7fff;
	if (side->record_header_size < (is_padded ? 3 : 2))
		return;
	if (size == 0)
		record_refused(hearing);
	else
		record_begun(hearing, (uint16_t)size);
}

static void
record_header_take(const struct tls_hearing *hearing, struct bytes *from)
{
	struct tls_side *side = side_of(hearing);
	uint8_t         *header = side->record_header;
	uint8_t          index = side->record_header_size++;

	header[index] = bytes_u8(from);
	if (index == 0)
		side->is_sslv2_record = is_sslv2_record(hearing, header[0]);
	if (side->is_sslv2_record)
		sslv2_header_heard(hearing);
	else if (!tls_header_is_plausible(header, index))
		record_refused(hearing);
	else if (side->record_header_size == sizeof(side->record_header))
		record_begun(hearing, (uint16_t)(header[3] << 8 | header[4]));
}

static void
record_take(const struct tls_hearing *hearing, struct bytes *from)
{
	struct tls_side *side = side_of(hearing);
	struct bytes part = bytes_take(from, from->size < side->record_left ? from->size : side->record_left);

	side->record_left = (uint16_t)(side->record_left - part.size);
	record_part_heard(hearing, part);
	if (side->record_left == 0)
		record_ended(hearing);
}

static void
release(struct classifier *classifier, struct tls *tls)
{
	message_reset(classifier, &tls->sides[CLIENT]);
	message_reset(classifier, &tls->sides[SERVER]);
}

enum tls_answer
tls_heard(struct classifier *classifier, struct tls *tls, struct facts *facts, enum side from,
	  struct bytes octets, int64_t when, place where)
{
	const struct tls_hearing hearing = {classifier, tls, facts, from, when, where};
	struct tls_side         *side = &tls->sides[from];

	while (octets.size > 0 && !side->is_lost && !tls->is_over) {
		if (side->record_left == 0)
			record_header_take(&hearing, &octets);
		else
			record_take(&hearing, &octets);
	}
	if (tls->is_over) {
		release(classifier, tls);
		return TLS_OVER;
	}
	return side->is_other ? TLS_NOT_TLS : TLS_GOING_ON;
}

void
tls_missed(struct classifier *classifier, struct tls *tls, enum side from, uint64_t count)
{
	struct tls_side *side = &tls->sides[from];

	if (tls->is_over || count == 0)
		return;
	/* Its own length says where a record ends, if more of it is to come; the messages in it are lost. */
	if (side->is_sslv2_record || count >= side->record_left || side->record_header[0] == TLS_ALERT) {
		side_lost(classifier, side);
		return;
	}
	side->record_left = (uint16_t)(side->record_left - count);
	if (side->record_header[0] == TLS_HANDSHAKE && !side->is_encrypted) {
		message_reset(classifier, side);
		side->are_messages_lost = true;
	}
}

void
tls_finish(struct classifier *classifier, struct tls *tls, struct facts *facts, bool is_cut)
{
	enum handshake handshake;

	release(classifier, tls);
	if (!tls->is_over && tls_end_is_told(tls, is_cut, &handshake))
		facts_default_word(facts, FACT_TLS_HANDSHAKE, handshake);
	tls->is_over = true;
}
