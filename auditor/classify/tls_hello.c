/* SPDX-License-Identifier: Apache-2.0 */
/* The ClientHello, and what both hellos are made of. */
#include <stdio.h>
#include <string.h>

#include "classify/classifier_room.h"
#include "classify/tls_names.h"
#include "classify/tls_room.h"

#define HOST_MOST 255

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

struct bytes
tls_extension_of(struct bytes extensions, uint16_t type)
{
	while (extensions.size > 0) {
		uint16_t     found = bytes_be16(&extensions);
		struct bytes body = tls_vector16(&extensions);

		if (found == type && !extensions.is_short)
			return body;
	}
	return (struct bytes){NULL, 0, true};
}

/* RFC 5246 7.4.1.2 */
bool
tls_extensions_take(struct bytes *body, struct bytes *extensions)
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
		/* RFC 1035 2.3.4: what is longer names no host, and would only take room. */
		if (type == 0 && name.size > 0 && name.size <= HOST_MOST) {
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

/* RFC 7301 3.1 */
void
tls_note_alpn(const struct tls_hearing *hearing, struct bytes extension)
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
	struct bytes     extension = tls_extension_of(extensions, TLS_EXTENSION_SUPPORTED_VERSIONS);
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

/* RFC 5746 3.4: the client says so by the extension or by a cipher suite that is none. */
static bool
has_renegotiation(struct bytes ciphers, struct bytes extensions)
{
	while (ciphers.size >= 2)
		if (bytes_be16(&ciphers) == TLS_RENEGOTIATION_SCSV)
			return true;
	return tls_has_extension(extensions, TLS_EXTENSION_RENEGOTIATION_INFO);
}

/* RFC 9846 4.2.10: only the first ClientHello can have early data behind it. */
static void
note_early_data(const struct tls_hearing *hearing, struct bytes extensions)
{
	struct tls *tls = hearing->tls;

	tls->has_early_data = tls_has_extension(extensions, TLS_EXTENSION_EARLY_DATA);
	if (!tls->has_early_data && !tls->saw_retry_request)
		facts_note_truth(hearing->facts, FACT_TLS_EARLY_DATA, false, hearing->where);
}

/* RFC 9846 4.2.2, RFC 5246 7.4.1.2 */
void
tls_client_hello(const struct tls_hearing *hearing, struct bytes body)
{
	struct tls  *tls = hearing->tls;
	uint16_t     legacy;
	struct bytes ciphers, extensions;

	if (tls->saw_server_hello)
		return;
	tls->saw_client_hello = true;
	legacy = bytes_be16(&body);
	bytes_skip(&body, 32);
	(void)tls_vector8(&body);
	ciphers = tls_vector16(&body);
	(void)tls_vector8(&body);
	if (!tls_extensions_take(&body, &extensions))
		return;
	note_offered(hearing, legacy, extensions);
	note_server_name(hearing, tls_extension_of(extensions, TLS_EXTENSION_SERVER_NAME));
	tls_note_alpn(hearing, tls_extension_of(extensions, TLS_EXTENSION_ALPN));
	note_early_data(hearing, extensions);
	tls->lacks_renegotiation = !has_renegotiation(ciphers, extensions);
}
