/* SPDX-License-Identifier: Apache-2.0 */
/* What both sides of TLS 1.2 or older send in the clear behind their hellos: certificates. */
#include <strings.h>

#include "classify/classifier_room.h"
#include "classify/tls_room.h"

#define NANOSECONDS INT64_C(1000000000)
#define DAY (86400 * NANOSECONDS)

/* Of longer chains the order stays unknown: nobody sends them but to make work. */
#define CHAIN_MOST 16

/* RFC 5246 7.3 */
void
tls_full_handshake(const struct tls_hearing *hearing)
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

/* Days as a calendar counts them, in UTC: at what hour a packet came makes no difference. */
static uint64_t
days_between(int64_t from, int64_t to)
{
	return to / DAY > from / DAY ? (uint64_t)(to / DAY - from / DAY) : 0;
}

/* How long it is good for; how many names it has, when all of them could be read. */
static void
note_days(const struct tls_hearing *hearing, const struct certificate *certificate)
{
	struct facts *facts = hearing->facts;
	place         where = hearing->where;
	uint64_t      names = certificate->names != NULL && certificate->names[0] != '\0';

	facts_note_count(facts, FACT_CERT_DAYS, days_between(certificate->not_before, certificate->not_after),
			 where);
	facts_note_count(facts, FACT_CERT_DAYS_LEFT, days_between(hearing->when, certificate->not_after),
			 where);
	if (certificate->names == NULL || !certificate->are_all_names)
		return;
	for (const char *at = certificate->names; *at != '\0'; at++)
		names += *at == '\n';
	facts_note_count(facts, FACT_CERT_NAME_COUNT, names, where);
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
	if (certificate->strength > 0)
		facts_note_count(facts, FACT_CERT_KEY_STRENGTH, certificate->strength, where);
	facts_note_text(facts, FACT_CERT_SIGNATURE, certificate->signature, where);
	facts_note_time(facts, FACT_CERT_NOT_BEFORE, certificate->not_before, where);
	facts_note_time(facts, FACT_CERT_NOT_AFTER, certificate->not_after, where);
	facts_note_text(facts, FACT_CERT_FINGERPRINT, certificate->fingerprint, where);
	facts_note_text(facts, FACT_CERT_PUBLIC_KEY, certificate->public_key, where);
	if (certificate->is_usage_known)
		facts_note_truth(facts, FACT_CERT_SERVER_AUTH, certificate->is_for_servers, where);
	facts_note_truth(facts, FACT_CERT_SELF_SIGNED, certificate->is_self_signed, where);
	note_days(hearing, certificate);
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

/*
 * True iff it can be told whether each certificate's issuer is the next one's subject.  Names compare without
 * case (RFC 5280 7.1); certificates do not, so that a forged one may pass for a link of the chain.
 */
static bool
chain_is_told(const struct tls_hearing *hearing, struct bytes list, bool *is_in_order)
{
	struct classifier *classifier = hearing->classifier;
	const char        *issuer = NULL;

	*is_in_order = true;
	for (unsigned i = 0; list.size > 0 && *is_in_order; i++) {
		struct bytes              der = tls_vector24(&list);
		const struct certificate *certificate;

		if (i == CHAIN_MOST)
			return false;
		certificate = certificates_find(classifier->certificates, classifier->intern, der);
		if (certificate == NULL || certificate->subject == NULL || certificate->issuer == NULL)
			return false;
		*is_in_order = issuer == NULL || strcasecmp(issuer, certificate->subject) == 0;
		issuer = certificate->issuer;
	}
	return true;
}

static void
note_chain(const struct tls_hearing *hearing, struct bytes list)
{
	struct bytes rest = list;
	unsigned     count = 0;
	bool         is_in_order;

	for (; rest.size > 0; count++)
		(void)tls_vector24(&rest);
	if (rest.is_short)
		return;
	facts_note_count(hearing->facts, FACT_CERT_CHAIN, count, hearing->where);
	if (chain_is_told(hearing, list, &is_in_order))
		facts_note_truth(hearing->facts, FACT_CERT_CHAIN_IN_ORDER, is_in_order, hearing->where);
}

/* RFC 5246 7.4.2: the server's own certificate is the first of the list. */
void
tls_certificate(const struct tls_hearing *hearing, struct bytes body)
{
	bool         is_kept = !body.is_short;
	struct bytes list = tls_vector24(&body);

	if (hearing->tls->saw_certificate)
		return;
	tls_full_handshake(hearing);
	if (is_kept && list.size > 0)
		note_chain(hearing, list);
	if (!is_kept || list.size > 0)
		tls_note_certificate(hearing, tls_vector24(&list));
}

/* RFC 5246 7.4.6: a client that has none sends an empty list. */
void
tls_client_certificate(const struct tls_hearing *hearing, struct bytes body)
{
	struct tls  *tls = hearing->tls;
	struct bytes list = tls_vector24(&body);

	if (tls_is_1_3(tls) || tls->saw_client_certificate)
		return;
	tls->saw_client_certificate = true;
	if (!body.is_short)
		facts_note_truth(hearing->facts, FACT_TLS_CLIENT_CERTIFICATE, list.size > 0, hearing->where);
}

void
tls_hello_done(const struct tls_hearing *hearing, struct bytes body)
{
	(void)body;
	tls_full_handshake(hearing);
	if (!hearing->tls->saw_certificate)
		facts_note_truth(hearing->facts, FACT_CERT_VISIBLE, false, hearing->where);
}
