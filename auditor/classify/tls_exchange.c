/* SPDX-License-Identifier: Apache-2.0 */
/* The ServerKeyExchange of TLS 1.2 and older: Diffie-Hellman parameters, and what signed them. */
#include <stdio.h>
#include <string.h>

#include "classify/classifier_room.h"
#include "classify/tls_names.h"
#include "classify/tls_room.h"

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
	static const uint8_t beginning[] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xad, 0xf8, 0x54,
					    0x58, 0xa2, 0xbb, 0x4a, 0x9a, 0xaf, 0xdc, 0x56, 0x20, 0x27, 0x3d};

	for (uint16_t group = 256; tls_group_dh_bits(group) > 0; group++)
		if (prime.size * 8 == tls_group_dh_bits(group) &&
		    memcmp(prime.data, beginning, sizeof(beginning)) == 0)
			return tls_group_name(group);
	return NULL;
}

static void
note_prime(const struct tls_hearing *hearing, struct bytes prime)
{
	const char *name = ffdhe_name(prime);
	unsigned    bits = bits_of(prime);
	char        text[16];

	if (prime.is_short || bits == 0)
		return;
	if (name == NULL) {
		snprintf(text, sizeof(text), "dh-%u", bits);
		name = intern_text(hearing->classifier->intern, text, strlen(text));
	}
	facts_note_text(hearing->facts, FACT_TLS_GROUP, name, hearing->where);
	facts_note_count(hearing->facts, FACT_TLS_DH_BITS, bits, hearing->where);
}

/* RFC 5246 7.4.3: prime, generator, share. */
static void
dh_take(const struct tls_hearing *hearing, struct bytes *body)
{
	note_prime(hearing, tls_vector16(body));
	(void)tls_vector16(body);
	(void)tls_vector16(body);
}

/* RFC 8422 5.4: curve, share.  False if the curve is not a named one. */
static bool
ecdh_take(const struct tls_hearing *hearing, struct bytes *body)
{
	uint8_t  kind = bytes_u8(body);
	uint16_t group = bytes_be16(body);

	/* 3: a named curve; explicit ones are forbidden by now and have no name. */
	if (kind != 3)
		return false;
	if (!body->is_short)
		tls_note_number(hearing, FACT_TLS_GROUP, tls_group_name(group), group);
	(void)tls_vector8(body);
	return true;
}

/* RFC 5246 4.7: only TLS 1.2 says by what the parameters are signed. */
static void
note_signature(const struct tls_hearing *hearing, struct bytes body)
{
	uint16_t number = bytes_be16(&body);

	(void)tls_vector16(&body);
	if (hearing->tls->has_signature && hearing->tls->version == TLS_VERSION_TLSV1_2 && !body.is_short)
		tls_note_number(hearing, FACT_TLS_SIGNATURE, tls_signature_name(number), number);
}

/* With a PSK identity hint in front RFC 4279 2 and RFC 5489 2. */
void
tls_key_exchange(const struct tls_hearing *hearing, struct bytes body)
{
	const struct tls *tls = hearing->tls;

	tls_full_handshake(hearing);
	if (!tls_is_old(tls) || facts_has(hearing->facts, FACT_TLS_GROUP))
		return;
	if (tls->has_psk_hint)
		(void)tls_vector16(&body);
	if (tls->exchange == TLS_EXCHANGE_DHE)
		dh_take(hearing, &body);
	else if (tls->exchange != TLS_EXCHANGE_ECDHE || !ecdh_take(hearing, &body))
		return;
	note_signature(hearing, body);
}
