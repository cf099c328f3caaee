/* SPDX-License-Identifier: Apache-2.0 */
/* What a server of TLS 1.2 or older sends in the clear behind its hello: certificate and key exchange. */
#include <stdio.h>
#include <string.h>

#include "classify/classifier_room.h"
#include "classify/tls_names.h"
#include "classify/tls_room.h"

#define NANOSECONDS INT64_C(1000000000)

/* RFC 5246 7.3: none of these messages is sent when a session is resumed. */
static void
full_handshake(const struct tls_hearing *hearing)
{
	hearing->tls->saw_flight = true;
	if (hearing->tls->saw_server_hello)
		facts_note_truth(hearing->facts, FACT_TLS_RESUMED, false, hearing->where);
}

static void
note_match(const struct tls_hearing *hearing, const struct certificate *certificate)
{
	enum certificate_match match;
	struct value           sni;

	if (!facts_value(hearing->facts, FACT_TLS_SNI, &sni))
		return;
	match = certificate_match(certificate, sni.is.text);
	if (match != CERTIFICATE_MATCH_UNKNOWN)
		facts_note_truth(hearing->facts, FACT_CERT_NAME_MATCHES_SNI, match == CERTIFICATE_MATCHES,
				 hearing->where);
}

static void
note_certificate(const struct tls_hearing *hearing, const struct certificate *certificate)
{
	struct facts *facts = hearing->facts;
	place         where = hearing->where;

	facts_note_text(facts, FACT_CERT_SUBJECT, certificate->subject, where);
	facts_note_text(facts, FACT_CERT_ISSUER, certificate->issuer, where);
	facts_note_text(facts, FACT_CERT_NAMES, certificate->names, where);
	facts_note_text(facts, FACT_CERT_KEY, certificate->key, where);
	facts_note_text(facts, FACT_CERT_SIGNATURE, certificate->signature, where);
	facts_note_time(facts, FACT_CERT_NOT_BEFORE, certificate->not_before, where);
	facts_note_time(facts, FACT_CERT_NOT_AFTER, certificate->not_after, where);
	facts_note_truth(facts, FACT_CERT_SELF_SIGNED, certificate->is_self_signed, where);
	/* RFC 5280 4.1.2.5: both ends belong to the period, and its unit is the second. */
	facts_note_truth(facts, FACT_CERT_EXPIRED,
			 hearing->when / NANOSECONDS > certificate->not_after / NANOSECONDS, where);
	facts_note_truth(facts, FACT_CERT_NOT_YET_VALID, hearing->when < certificate->not_before, where);
}

void
tls_note_certificate(const struct tls_hearing *hearing, struct bytes der)
{
	struct classifier        *classifier = hearing->classifier;
	const struct certificate *certificate;

	hearing->tls->saw_certificate = true;
	facts_note_truth(hearing->facts, FACT_CERT_VISIBLE, true, hearing->where);
	if (der.is_short)
		return;
	certificate = certificates_find(classifier->certificates, classifier->intern, der);
	if (certificate == NULL)
		return;
	note_certificate(hearing, certificate);
	note_match(hearing, certificate);
}

/* RFC 5246 7.4.2: the server's own certificate is the first of the list. */
void
tls_certificate(const struct tls_hearing *hearing, struct bytes body)
{
	bool         is_kept = !body.is_short;
	struct bytes list = tls_vector24(&body);

	if (hearing->tls->saw_certificate)
		return;
	full_handshake(hearing);
	if (!is_kept || list.size > 0)
		tls_note_certificate(hearing, tls_vector24(&list));
}

static unsigned
bits_of(struct bytes number)
{
	unsigned bits;

	while (number.size > 0 && number.data[0] == 0)
		bytes_skip(&number, 1);
	bits = (unsigned)number.size * 8;
	for (unsigned top = number.size == 0 ? 0x80 : number.data[0]; top < 0x80; top <<= 1)
		bits--;
	return bits;
}

/* RFC 7919 A: all its primes begin with these octets, which come from e, and differ in length. */
static const char *
ffdhe_name(struct bytes prime)
{
	static const uint8_t  beginning[] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xad, 0xf8, 0x54,
					     0x58, 0xa2, 0xbb, 0x4a, 0x9a, 0xaf, 0xdc, 0x56, 0x20, 0x27, 0x3d};
	static const uint16_t octets[] = {256, 384, 512, 768, 1024};

	for (unsigned i = 0; i < sizeof(octets) / sizeof(octets[0]); i++)
		if (prime.size == octets[i] && memcmp(prime.data, beginning, sizeof(beginning)) == 0)
			return tls_group_name((uint16_t)(256 + i));
	return NULL;
}

static void
note_prime(const struct tls_hearing *hearing, struct bytes prime)
{
	const char *name = ffdhe_name(prime);
	char        text[16];

	if (prime.is_short || bits_of(prime) == 0)
		return;
	if (name == NULL) {
		snprintf(text, sizeof(text), "dh-%u", bits_of(prime));
		name = intern_text(hearing->classifier->intern, text, strlen(text));
	}
	facts_note_text(hearing->facts, FACT_TLS_GROUP, name, hearing->where);
}

/* RFC 5246 7.4.3 and RFC 8422 5.4; with a PSK identity hint in front RFC 4279 2 and RFC 5489 2. */
void
tls_key_exchange(const struct tls_hearing *hearing, struct bytes body)
{
	const struct tls *tls = hearing->tls;
	uint16_t          group;

	full_handshake(hearing);
	if (!tls->has_version || facts_has(hearing->facts, FACT_TLS_GROUP))
		return;
	if (tls->has_psk_hint)
		(void)tls_vector16(&body);
	if (tls->exchange == TLS_EXCHANGE_DHE)
		note_prime(hearing, tls_vector16(&body));
	if (tls->exchange != TLS_EXCHANGE_ECDHE)
		return;
	/* 3: a named curve; explicit ones are forbidden by now and have no name. */
	if (bytes_u8(&body) != 3)
		return;
	group = bytes_be16(&body);
	if (!body.is_short)
		tls_note_number(hearing, FACT_TLS_GROUP, tls_group_name(group), group);
}

void
tls_hello_done(const struct tls_hearing *hearing, struct bytes body)
{
	(void)body;
	full_handshake(hearing);
	if (!hearing->tls->saw_certificate)
		facts_note_truth(hearing->facts, FACT_CERT_VISIBLE, false, hearing->where);
}
