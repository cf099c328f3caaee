/* SPDX-License-Identifier: Apache-2.0 */
/* The ServerHello: what was negotiated, and what the server says of itself by it. */
#include <string.h>

#include "classify/tls_names.h"
#include "classify/tls_room.h"

/* RFC 9846 4.2.3: the SHA-256 of "HelloRetryRequest" in place of a random. */
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
retry_requested(const struct tls_hearing *hearing)
{
	struct tls *tls = hearing->tls;

	facts_note_truth(hearing->facts, FACT_TLS_RETRY, true, hearing->where);
	tls->saw_retry_request = true;
	tls->has_early_data = false;
	/* RFC 9846 D.4: the ChangeCipherSpecs around it mean nothing; a second ClientHello comes in the
	 * clear. */
	tls->sides[CLIENT].is_encrypted = tls->sides[SERVER].is_encrypted = false;
}

static void
note_version(const struct tls_hearing *hearing, uint16_t legacy, struct bytes extensions)
{
	struct bytes     selected = tls_extension_of(extensions, TLS_EXTENSION_SUPPORTED_VERSIONS);
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
note_cipher(const struct tls_hearing *hearing, uint16_t number, struct bytes extensions)
{
	const char *name = tls_cipher_name(number);

	tls_note_number(hearing, FACT_TLS_CIPHER, name, number);
	hearing->tls->exchange = TLS_EXCHANGE_STATIC;
	if (name == NULL)
		return;
	facts_note_word(hearing->facts, FACT_TLS_STRENGTH, tls_cipher_strength(name), hearing->where);
	hearing->tls->exchange = (uint8_t)tls_cipher_exchange(name);
	hearing->tls->has_psk_hint = tls_cipher_has_psk(name);
	hearing->tls->has_signature = tls_cipher_has_signature(name);
	if (!tls_is_1_3(hearing->tls))
		facts_note_truth(hearing->facts, FACT_TLS_FORWARD_SECRECY,
				 hearing->tls->exchange != TLS_EXCHANGE_STATIC, hearing->where);
	if (!tls_is_old(hearing->tls))
		return;
	/* The one that TLS 1.2 ever had, CECPQ1, never got a name. */
	facts_note_truth(hearing->facts, FACT_TLS_HYBRID, false, hearing->where);
	if (tls_cipher_is_cbc(name))
		facts_note_truth(hearing->facts, FACT_TLS_ENCRYPT_THEN_MAC,
				 tls_has_extension(extensions, TLS_EXTENSION_ENCRYPT_THEN_MAC),
				 hearing->where);
}

/* What SSLv3 to TLS 1.2 negotiate by extensions, which TLS 1.3 leaves out: it always has it, or never. */
static void
note_old(const struct tls_hearing *hearing, uint8_t compression, struct bytes extensions)
{
	struct facts *facts = hearing->facts;
	bool          is_answered = tls_has_extension(extensions, TLS_EXTENSION_RENEGOTIATION_INFO);

	facts_note_truth(facts, FACT_TLS_COMPRESSION, compression != 0, hearing->where);
	facts_note_truth(facts, FACT_TLS_EXTENDED_MASTER_SECRET,
			 tls_has_extension(extensions, TLS_EXTENSION_EXTENDED_MASTER_SECRET), hearing->where);
	facts_note_truth(facts, FACT_TLS_SECURE_RENEGOTIATION,
			 is_answered && !hearing->tls->lacks_renegotiation, hearing->where);
}

static void
note_group(const struct tls_hearing *hearing, uint16_t group)
{
	const char *name = tls_group_name(group);

	tls_note_number(hearing, FACT_TLS_GROUP, name, group);
	if (name != NULL)
		facts_note_truth(hearing->facts, FACT_TLS_HYBRID, tls_group_is_hybrid(name), hearing->where);
	if (tls_group_dh_bits(group) > 0)
		facts_note_count(hearing->facts, FACT_TLS_DH_BITS, tls_group_dh_bits(group), hearing->where);
}

/* RFC 9846 4.2.8, 4.2.11: what came of keys and of earlier sessions is in the clear; certificates are not. */
static void
note_tlsv1_3(const struct tls_hearing *hearing, struct bytes extensions)
{
	struct bytes share = tls_extension_of(extensions, TLS_EXTENSION_KEY_SHARE);
	uint16_t     group = bytes_be16(&share);
	bool         is_resumed = tls_has_extension(extensions, TLS_EXTENSION_PRE_SHARED_KEY);

	facts_note_truth(hearing->facts, FACT_TLS_FORWARD_SECRECY, !share.is_short, hearing->where);
	if (!share.is_short)
		note_group(hearing, group);
	else
		facts_note_truth(hearing->facts, FACT_TLS_HYBRID, false, hearing->where);
	facts_note_truth(hearing->facts, FACT_TLS_RESUMED, is_resumed, hearing->where);
	facts_note_truth(hearing->facts, FACT_CERT_VISIBLE, false, hearing->where);
	hearing->tls->sides[SERVER].is_encrypted = true;
}

/*
 * RFC 9846 4.2.3: a server that negotiates an older version than it could ends its random by a sign, which
 * who changed the ClientHello on its way cannot take back.  0 tells of a server that knows TLS 1.2, 1 of one
 * that knows TLS 1.3.  Clients of TLS 1.3 look for both, clients of TLS 1.2 for the first.
 */
static bool
is_downgraded(struct bytes random, enum tls_version version, enum tls_version offered)
{
	static const uint8_t sign[] = {'D', 'O', 'W', 'N', 'G', 'R', 'D'};
	uint8_t              last = random.data[31];

	if (memcmp(random.data + 24, sign, sizeof(sign)) != 0 || last > 1)
		return false;
	if (offered == TLS_VERSION_TLSV1_3)
		return version < TLS_VERSION_TLSV1_3;
	return offered == TLS_VERSION_TLSV1_2 && version < TLS_VERSION_TLSV1_2 && last == 0;
}

static void
note_downgrade(const struct tls_hearing *hearing, struct bytes random)
{
	enum tls_version version = (enum tls_version)hearing->tls->version;
	struct value     offered;

	if (hearing->tls->has_version && facts_value(hearing->facts, FACT_TLS_OFFERED_MAX, &offered))
		facts_note_truth(hearing->facts, FACT_TLS_DOWNGRADE,
				 is_downgraded(random, version, (enum tls_version)offered.is.number),
				 hearing->where);
}

/* What this answer of the server's, the first or the second, makes certain of what came before it. */
static void
note_past(const struct tls_hearing *hearing, bool is_whole)
{
	if (hearing->tls->has_sent_early)
		facts_note_truth(hearing->facts, FACT_TLS_EARLY_DATA, true, hearing->where);
	if (is_whole && hearing->tls->saw_client_hello && !hearing->tls->saw_retry_request)
		facts_note_truth(hearing->facts, FACT_TLS_RETRY, false, hearing->where);
}

/* Only what comes after the ServerHello can prove that it was taken. */
static void
forget_data(struct tls_side *client)
{
	client->data_records = 0;
	client->sent_more = client->sent_proof = false;
}

/* What is said by a ServerHello that was read whole. */
static void
note_server_hello(const struct tls_hearing *hearing, struct bytes random, uint16_t cipher,
		  uint8_t compression, struct bytes extensions)
{
	struct tls *tls = hearing->tls;

	note_cipher(hearing, cipher, extensions);
	note_downgrade(hearing, random);
	if (tls_is_1_3(tls))
		note_tlsv1_3(hearing, extensions);
	if (tls_is_old(tls))
		note_old(hearing, compression, extensions);
	tls_note_alpn(hearing, tls_extension_of(extensions, TLS_EXTENSION_ALPN));
	tls->has_early_data &= tls_is_1_3(tls);
}

/* RFC 9846 4.2.3, RFC 5246 7.4.1.3 */
void
tls_server_hello(const struct tls_hearing *hearing, struct bytes body)
{
	struct tls  *tls = hearing->tls;
	uint16_t     legacy = bytes_be16(&body), cipher;
	struct bytes random = bytes_take(&body, 32), extensions;
	uint8_t      compression;

	if (tls->saw_server_hello)
		return;
	if (is_retry_request(random))
		retry_requested(hearing);
	note_past(hearing, !random.is_short);
	if (is_retry_request(random))
		return;
	tls->saw_server_hello = true;
	forget_data(&tls->sides[CLIENT]);
	(void)tls_vector8(&body);
	cipher = bytes_be16(&body);
	compression = bytes_u8(&body);
	if (!tls_extensions_take(&body, &extensions))
		return;
	note_version(hearing, legacy, extensions);
	note_server_hello(hearing, random, cipher, compression, extensions);
}
