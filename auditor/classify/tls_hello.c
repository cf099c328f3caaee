/* SPDX-License-Identifier: Apache-2.0 */
/* ClientHello and ServerHello, and the extensions in them that say something. */
#include <stdio.h>
#include <string.h>

#include "classify/classifier_room.h"
#include "classify/tls_names.h"
#include "classify/tls_room.h"

/* IANA "TLS ExtensionType Values". */
enum {
	EXTENSION_SERVER_NAME = 0,
	EXTENSION_ALPN = 16,
	EXTENSION_PRE_SHARED_KEY = 41,
	EXTENSION_EARLY_DATA = 42,
	EXTENSION_SUPPORTED_VERSIONS = 43,
	EXTENSION_KEY_SHARE = 51,
};

bool
tls_version_of(uint16_t number, enum tls_version *version)
{
	if (number < 0x0300 || number > 0x0304)
		return false;
	*version = TLS_VERSION_SSLV3 + (number & 0xff);
	return true;
}

void
tls_note_number(const struct tls_hearing *hearing, enum fact fact, const char *name, uint16_t number)
{
	char text[8];

	if (name == NULL) {
		snprintf(text, sizeof(text), "0x%04X", number);
		name = intern_text(hearing->classifier->intern, text, strlen(text));
	}
	facts_note_text(hearing->facts, fact, name, hearing->where);
}

static void
note_text(const struct tls_hearing *hearing, enum fact fact, struct bytes text)
{
	facts_note_text(hearing->facts, fact, intern_text(hearing->classifier->intern, text.data, text.size),
			hearing->where);
}

/* The extension of that type; empty and is_short if there is none, or not all of it. */
static struct bytes
extension_of(struct bytes extensions, uint16_t type)
{
	while (extensions.size > 0) {
		uint16_t     found = bytes_be16(&extensions);
		struct bytes body = tls_vector16(&extensions);

		if (found == type && !extensions.is_short)
			return body;
	}
	return (struct bytes){NULL, 0, true};
}

/*
 * The extensions that end a hello; none at all before TLS 1.2 (RFC 5246 7.4.1.2).  False if they are not what
 * they should be: then the absence of one says nothing.
 */
static bool
extensions_take(struct bytes *body, struct bytes *extensions)
{
	struct bytes rest;

	*extensions = (struct bytes){NULL, 0, false};
	if (body->is_short || body->size == 0)
		return !body->is_short;
	*extensions = rest = tls_vector16(body);
	while (rest.size > 0) {
		bytes_skip(&rest, 2);
		(void)tls_vector16(&rest);
	}
	return !rest.is_short;
}

/* RFC 6066 3: the first host_name of the list. */
static void
note_server_name(const struct tls_hearing *hearing, struct bytes extension)
{
	struct bytes list = tls_vector16(&extension);

	while (list.size > 0) {
		uint8_t      type = bytes_u8(&list);
		struct bytes name = tls_vector16(&list);

		if (list.is_short)
			return;
		if (type == 0 && name.size > 0) {
			note_text(hearing, FACT_TLS_SNI, name);
			return;
		}
	}
}

/* RFC 8701: two equal octets 0x?a, as names too. */
static bool
is_grease(struct bytes name)
{
	return name.size == 2 && name.data[0] == name.data[1] && (name.data[0] & 0x0f) == 0x0a;
}

static bool
is_mail(struct bytes name)
{
	static const char *const mail[] = {"imap", "pop3", "managesieve", "smtp"};

	for (size_t i = 0; i < sizeof(mail) / sizeof(mail[0]); i++)
		if (name.size == strlen(mail[i]) && memcmp(name.data, mail[i], name.size) == 0)
			return true;
	return false;
}

/* RFC 7301 3.1: of the names that are not GREASE the first for mail, else the first. */
static void
note_alpn(const struct tls_hearing *hearing, struct bytes extension)
{
	struct bytes list = tls_vector16(&extension), best = {NULL, 0, false};

	while (list.size > 0) {
		struct bytes name = tls_vector8(&list);

		if (list.is_short)
			break;
		if (name.size == 0 || is_grease(name))
			continue;
		if (best.size == 0 || (is_mail(name) && !is_mail(best)))
			best = name;
	}
	if (best.size > 0)
		note_text(hearing, FACT_TLS_ALPN, best);
}

/* RFC 9846 4.2.1: with that extension its list alone counts, and without it nothing above TLS 1.2 does. */
static void
note_offered(const struct tls_hearing *hearing, uint16_t legacy, struct bytes extensions)
{
	struct bytes     extension = extension_of(extensions, EXTENSION_SUPPORTED_VERSIONS);
	struct bytes     list = tls_vector8(&extension);
	enum tls_version version, newest = TLS_VERSION_SSLV2;

	if (extension.is_short)
		tls_version_of(legacy > 0x0303 ? 0x0303 : legacy, &newest);
	while (!extension.is_short && list.size >= 2)
		if (tls_version_of(bytes_be16(&list), &version) && version > newest)
			newest = version;
	if (newest != TLS_VERSION_SSLV2)
		facts_note_word(hearing->facts, FACT_TLS_OFFERED_MAX, newest, hearing->where);
}

/* RFC 9846 4.1.2, RFC 5246 7.4.1.2 */
void
tls_client_hello(const struct tls_hearing *hearing, struct bytes body)
{
	struct tls  *tls = hearing->tls;
	uint16_t     legacy;
	struct bytes extensions;

	if (tls->saw_server_hello)
		return;
	tls->saw_client_hello = true;
	legacy = bytes_be16(&body);
	bytes_skip(&body, 32);
	(void)tls_vector8(&body);
	(void)tls_vector16(&body);
	(void)tls_vector8(&body);
	if (!extensions_take(&body, &extensions))
		return;
	note_offered(hearing, legacy, extensions);
	note_server_name(hearing, extension_of(extensions, EXTENSION_SERVER_NAME));
	note_alpn(hearing, extension_of(extensions, EXTENSION_ALPN));
	/* RFC 9846 4.2.10: after a HelloRetryRequest there is none. */
	tls->has_early_data = !extension_of(extensions, EXTENSION_EARLY_DATA).is_short;
}

/* RFC 9846 4.1.3: the SHA-256 of "HelloRetryRequest" in place of a random. */
static bool
is_retry_request(struct bytes random)
{
	static const uint8_t retry[32] = {
	    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
	    0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
	};

	return random.size == sizeof(retry) && memcmp(random.data, retry, sizeof(retry)) == 0;
}

static void
retry_requested(struct tls *tls)
{
	tls->saw_retry_request = true;
	tls->has_early_data = false;
	/* RFC 9846 D.4: the ChangeCipherSpecs around it mean nothing; a second ClientHello comes in the
	 * clear. */
	tls->sides[CLIENT].is_encrypted = tls->sides[SERVER].is_encrypted = false;
}

static void
note_version(const struct tls_hearing *hearing, uint16_t legacy, struct bytes extensions)
{
	struct bytes     selected = extension_of(extensions, EXTENSION_SUPPORTED_VERSIONS);
	enum tls_version version;
	bool             is_new = !selected.is_short;
	uint16_t         number = is_new ? bytes_be16(&selected) : legacy;

	/* RFC 9846 4.2.1: TLS 1.3 is negotiated by the extension alone. */
	if (!tls_version_of(number, &version) || (version == TLS_VERSION_TLSV1_3 && !is_new))
		return;
	hearing->tls->has_version = true;
	hearing->tls->version = (uint8_t)version;
	facts_note_word(hearing->facts, FACT_TLS_VERSION, version, hearing->where);
}

static void
note_cipher(const struct tls_hearing *hearing, uint16_t number)
{
	const char *name = tls_cipher_name(number);

	tls_note_number(hearing, FACT_TLS_CIPHER, name, number);
	hearing->tls->exchange = TLS_EXCHANGE_STATIC;
	if (name == NULL)
		return;
	facts_note_word(hearing->facts, FACT_TLS_STRENGTH, tls_cipher_strength(name), hearing->where);
	hearing->tls->exchange = (uint8_t)tls_cipher_exchange(name);
	hearing->tls->has_psk_hint = tls_cipher_has_psk(name);
	if (!tls_is_1_3(hearing->tls))
		facts_note_truth(hearing->facts, FACT_TLS_FORWARD_SECRECY,
				 hearing->tls->exchange != TLS_EXCHANGE_STATIC, hearing->where);
}

/* RFC 9846 4.2.8, 4.2.11: what came of keys and of earlier sessions is in the clear; certificates are not. */
static void
note_tlsv1_3(const struct tls_hearing *hearing, struct bytes extensions)
{
	struct bytes share = extension_of(extensions, EXTENSION_KEY_SHARE);
	uint16_t     group = bytes_be16(&share);
	bool         is_resumed = !extension_of(extensions, EXTENSION_PRE_SHARED_KEY).is_short;

	facts_note_truth(hearing->facts, FACT_TLS_FORWARD_SECRECY, !share.is_short, hearing->where);
	if (!share.is_short)
		tls_note_number(hearing, FACT_TLS_GROUP, tls_group_name(group), group);
	facts_note_truth(hearing->facts, FACT_TLS_RESUMED, is_resumed, hearing->where);
	facts_note_truth(hearing->facts, FACT_CERT_VISIBLE, false, hearing->where);
	hearing->tls->sides[SERVER].is_encrypted = true;
}

/* Only what comes after the ServerHello can prove that it was taken. */
static void
forget_data(struct tls_side *client)
{
	client->data_records = 0;
	client->sent_more = client->sent_proof = false;
}

/* RFC 9846 4.1.3, RFC 5246 7.4.1.3 */
void
tls_server_hello(const struct tls_hearing *hearing, struct bytes body)
{
	struct tls  *tls = hearing->tls;
	uint16_t     legacy = bytes_be16(&body);
	struct bytes random = bytes_take(&body, 32), extensions;
	uint16_t     cipher;

	if (tls->saw_server_hello)
		return;
	if (is_retry_request(random)) {
		retry_requested(tls);
		return;
	}
	tls->saw_server_hello = true;
	forget_data(&tls->sides[CLIENT]);
	(void)tls_vector8(&body);
	cipher = bytes_be16(&body);
	bytes_skip(&body, 1);
	if (!extensions_take(&body, &extensions))
		return;
	note_version(hearing, legacy, extensions);
	note_cipher(hearing, cipher);
	tls->has_early_data &= tls_is_1_3(tls);
	if (tls_is_1_3(tls))
		note_tlsv1_3(hearing, extensions);
	note_alpn(hearing, extension_of(extensions, EXTENSION_ALPN));
}
