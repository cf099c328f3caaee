/* SPDX-License-Identifier: Apache-2.0 */
/* SSLv2, after draft-hickman-netscape-ssl-00, and the ClientHello of its form that offers more (RFC 5246
 * E.2). */
#include "classify/classifier_room.h"
#include "classify/tls_names.h"
#include "classify/tls_room.h"

enum { SSLV2_ERROR = 0, SSLV2_CLIENT_HELLO = 1, SSLV2_CLIENT_MASTER_KEY = 2, SSLV2_SERVER_HELLO = 4 };

static void
lost(struct tls *tls, enum side side)
{
	tls->sides[side].is_lost = true;
}

/* RFC 5746 3.3: here the cipher suites of TLS take three octets, the first of them zero. */
static bool
has_renegotiation(struct bytes ciphers)
{
	while (ciphers.size >= 3)
		if (bytes_be24(&ciphers) == TLS_RENEGOTIATION_SCSV)
			return true;
	return false;
}

static void
client_hello(const struct tls_hearing *hearing, struct bytes record)
{
	struct tls      *tls = hearing->tls;
	uint16_t         number = bytes_be16(&record), ciphers_size = bytes_be16(&record);
	enum tls_version version = TLS_VERSION_SSLV2;
	struct bytes     ciphers;

	bytes_skip(&record, 4);
	ciphers = bytes_take(&record, ciphers_size);
	if (record.is_short ||
	    (number != 2 && !tls_version_of(number > 0x0303 ? 0x0303 : number, &version))) {
		lost(tls, CLIENT);
		return;
	}
	tls->saw_client_hello = true;
	tls->is_sslv2 = number == 2;
	tls->lacks_renegotiation = !has_renegotiation(ciphers);
	facts_note_word(hearing->facts, FACT_TLS_OFFERED_MAX, version, hearing->where);
	facts_note_truth(hearing->facts, FACT_TLS_EARLY_DATA, false, hearing->where);
}

static void
server_hello(const struct tls_hearing *hearing, struct bytes record)
{
	struct tls  *tls = hearing->tls;
	uint8_t      is_resumed = bytes_u8(&record), certificate_type = bytes_u8(&record);
	uint16_t     version = bytes_be16(&record), certificate_size = bytes_be16(&record);
	struct bytes certificate;

	bytes_skip(&record, 4);
	certificate = bytes_take(&record, certificate_size);
	if (record.is_short || version != 2) {
		lost(tls, SERVER);
		return;
	}
	tls->saw_server_hello = tls->has_version = tls->is_sslv2 = true;
	tls->version = TLS_VERSION_SSLV2;
	tls->exchange = TLS_EXCHANGE_STATIC;
	facts_note_word(hearing->facts, FACT_TLS_VERSION, TLS_VERSION_SSLV2, hearing->where);
	facts_note_truth(hearing->facts, FACT_TLS_FORWARD_SECRECY, false, hearing->where);
	facts_note_truth(hearing->facts, FACT_TLS_RESUMED, is_resumed != 0, hearing->where);
	/* 1: an X.509 certificate, the only kind there ever was. */
	if (certificate_type == 1 && certificate_size > 0)
		tls_note_certificate(hearing, certificate);
	else
		facts_note_truth(hearing->facts, FACT_CERT_VISIBLE, false, hearing->where);
	/* A resumed session has its keys already: all that follows is encrypted. */
	tls->sides[CLIENT].is_encrypted = tls->sides[SERVER].is_encrypted = is_resumed != 0;
}

/* In SSLv2 the client chooses the cipher. */
static void
client_master_key(const struct tls_hearing *hearing, struct bytes record)
{
	struct tls *tls = hearing->tls;
	uint32_t    kind = bytes_be24(&record);
	const char *name = tls_sslv2_cipher_name(kind);

	if (record.is_short) {
		lost(tls, CLIENT);
		return;
	}
	facts_note_text(hearing->facts, FACT_TLS_CIPHER, name, hearing->where);
	if (name != NULL)
		facts_note_word(hearing->facts, FACT_TLS_STRENGTH, tls_cipher_strength(name), hearing->where);
	tls->sides[CLIENT].is_encrypted = tls->sides[SERVER].is_encrypted = true;
}

/* SERVER-VERIFY and CLIENT-FINISHED, or what follows them. */
static void
encrypted(const struct tls_hearing *hearing)
{
	struct tls_side *sides = hearing->tls->sides;

	sides[hearing->from].sent_finished = true;
	if (sides[CLIENT].sent_finished && sides[SERVER].sent_finished)
		tls_conclude(hearing, HANDSHAKE_COMPLETED);
}

void
tls_sslv2_record(const struct tls_hearing *hearing, struct bytes record)
{
	static const struct {
		enum side from;
		uint8_t   type;
		void (*heard)(const struct tls_hearing *hearing, struct bytes record);
	} rows[] = {
	    {CLIENT, SSLV2_CLIENT_HELLO,      client_hello     },
	    {SERVER, SSLV2_SERVER_HELLO,      server_hello     },
	    {CLIENT, SSLV2_CLIENT_MASTER_KEY, client_master_key},
	};
	uint8_t type;

	if (hearing->tls->sides[hearing->from].is_encrypted) {
		encrypted(hearing);
		return;
	}
	type = bytes_u8(&record);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].from == hearing->from && rows[i].type == type) {
			rows[i].heard(hearing, record);
			return;
		}
	/* An error in the clear is the end of it (D.1). */
	if (type == SSLV2_ERROR && record.size == 2)
		tls_conclude(hearing, HANDSHAKE_FAILED);
	else
		lost(hearing->tls, hearing->from);
}
