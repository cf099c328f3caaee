/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLASSIFY_TLS_ROOM_H
#define CLASSIFY_TLS_ROOM_H

#include "base/bytes.h"
#include "classify/tls.h"

/* tls_hearing: octets being heard: whose, when, and where what they show is noted.  For the files tls*.c
 * alone. */
struct tls_hearing {
	struct classifier *classifier;
	struct tls        *tls;
	struct facts      *facts;
	enum side          from;
	int64_t            when;
	place              where;
};

/* Content types (RFC 9846 5.1). */
enum { TLS_CHANGE_CIPHER_SPEC = 20, TLS_ALERT = 21, TLS_HANDSHAKE = 22, TLS_DATA = 23 };

/* A record is no longer than 2^14 + 2048 octets (RFC 5246 6.2.3; 2^14 + 256 in TLS 1.3). */
#define TLS_RECORD_ROOM 18432

/* Whether the octet at ${index} of a record header can stand there; ${header} holds those before it. */
bool tls_header_is_plausible(const uint8_t *header, unsigned index);

/* As bytes_take, for what a length of so many octets precedes. */
static inline struct bytes
tls_vector8(struct bytes *from)
{
	return bytes_take(from, bytes_u8(from));
}

static inline struct bytes
tls_vector16(struct bytes *from)
{
	return bytes_take(from, bytes_be16(from));
}

static inline struct bytes
tls_vector24(struct bytes *from)
{
	return bytes_take(from, bytes_be24(from));
}

/* SSLv3 to TLS 1.2, for certain. */
static inline bool
tls_is_old(const struct tls *tls)
{
	return tls->has_version && tls->version >= TLS_VERSION_SSLV3 && tls->version <= TLS_VERSION_TLSV1_2;
}

static inline bool
tls_is_1_3(const struct tls *tls)
{
	return tls->saw_retry_request || (tls->has_version && tls->version == TLS_VERSION_TLSV1_3);
}

/* A message of the server's that is not sent when a session is resumed (RFC 5246 7.3). */
void tls_full_handshake(const struct tls_hearing *hearing);

/* Note a number by its ${name}, or as 0x1234 if it has none. */
void tls_note_number(const struct tls_hearing *hearing, enum fact fact, const char *name, uint16_t number);

/* IANA "TLS ExtensionType Values": those that are read. */
enum {
	TLS_EXTENSION_SERVER_NAME = 0,
	TLS_EXTENSION_ALPN = 16,
	TLS_EXTENSION_ENCRYPT_THEN_MAC = 22,
	TLS_EXTENSION_EXTENDED_MASTER_SECRET = 23,
	TLS_EXTENSION_PRE_SHARED_KEY = 41,
	TLS_EXTENSION_EARLY_DATA = 42,
	TLS_EXTENSION_SUPPORTED_VERSIONS = 43,
	TLS_EXTENSION_KEY_SHARE = 51,
	TLS_EXTENSION_RENEGOTIATION_INFO = 0xff01,
};

/*
 * The extensions that end a hello; none at all before TLS 1.2.  False if they are not what they should be:
 * then the absence of one says nothing.
 */
bool tls_extensions_take(struct bytes *body, struct bytes *extensions);

/* The extension of that type; empty and is_short if there is none, or not all of it. */
struct bytes tls_extension_of(struct bytes extensions, uint16_t type);

static inline bool
tls_has_extension(struct bytes extensions, uint16_t type)
{
	return !tls_extension_of(extensions, type).is_short;
}

/* Note of the names that are not GREASE the first for mail, else the first. */
void tls_note_alpn(const struct tls_hearing *hearing, struct bytes extension);

/* RFC 5746 3.3: a cipher suite that is none, and says what renegotiation_info says. */
#define TLS_RENEGOTIATION_SCSV 0x00ff

/*
 * The body of one handshake message, whole, or is_short and empty if it was not kept.
 * tls_hello.c and tls_server_hello.c: the hellos; tls_exchange.c: the ServerKeyExchange; tls_flight.c: what
 * else both sides send in the clear behind their hellos.
 */
void tls_client_hello(const struct tls_hearing *hearing, struct bytes body);
void tls_server_hello(const struct tls_hearing *hearing, struct bytes body);
void tls_certificate(const struct tls_hearing *hearing, struct bytes body);
void tls_client_certificate(const struct tls_hearing *hearing, struct bytes body);
void tls_key_exchange(const struct tls_hearing *hearing, struct bytes body);
void tls_hello_done(const struct tls_hearing *hearing, struct bytes body);

/* The server's own certificate, as DER. */
void tls_note_certificate(const struct tls_hearing *hearing, struct bytes der);

/* SSLv2: a whole record, header removed (tls_sslv2.c). */
void tls_sslv2_record(const struct tls_hearing *hearing, struct bytes record);

/* The version of that number on the wire; false if it is none that is known, GREASE included (RFC 8701). */
bool tls_version_of(uint16_t number, enum tls_version *version);

/*
 * What the handshake comes to (tls_outcome.c): called at the end of each record of that type, and with each
 * alert that crossed in clear.
 */
void tls_cipher_changed(const struct tls_hearing *hearing);
void tls_encrypted_alert(const struct tls_hearing *hearing);
void tls_clear_alert(const struct tls_hearing *hearing, uint8_t level, uint8_t description);
void tls_encrypted_handshake(const struct tls_hearing *hearing);
void tls_data(const struct tls_hearing *hearing, uint16_t size);
void tls_conclude(const struct tls_hearing *hearing, enum handshake handshake);

/* What an end here makes of a handshake that is not concluded; false if that cannot be told. */
bool tls_end_is_told(const struct tls *tls, bool is_cut, enum handshake *handshake);

#endif
