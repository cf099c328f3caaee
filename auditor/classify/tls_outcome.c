/* SPDX-License-Identifier: Apache-2.0 */
/* What the handshake comes to, told from what is in the clear: the kinds, lengths and order of records. */
#include "classify/classifier_room.h"
#include "classify/tls_names.h"
#include "classify/tls_room.h"

/*
 * TLS 1.3 hides the kind of a record (RFC 9846 5.2): an alert takes 2 octets, its kind 1 and the tag 16, in
 * all 19; with a little padding up to 24.  A Finished takes 4 octets and a hash, in all at least 53.  A
 * client that refuses the server sends no more than two alerts, so that a third record is proof as well.
 * EndOfEarlyData takes 21.
 *
 * What cannot be seen: a server that refuses a client's certificate only after its Finished.
 */
#define ALERT_MOST 24
#define FINISHED_LEAST 53
#define END_OF_EARLY_DATA 21
#define ALERTS_MOST 2

_Static_assert((int)SIDE_CLIENT == (int)CLIENT && (int)SIDE_SERVER == (int)SERVER, "sides differ");

void
tls_conclude(const struct tls_hearing *hearing, enum handshake handshake)
{
	facts_note_word(hearing->facts, FACT_TLS_HANDSHAKE, handshake, hearing->where);
	hearing->tls->is_over = true;
}

static bool
is_lost(const struct tls_side *side)
{
	return side->is_lost || side->are_messages_lost;
}

/* Data in both directions, in a talk of which no hello was heard, or that no failing client could have sent.
 */
static bool
is_data_flowing(const struct tls *tls)
{
	const struct tls_side *client = &tls->sides[CLIENT], *server = &tls->sides[SERVER];
	bool is_midstream = !tls->saw_client_hello && !tls->saw_server_hello && !tls->saw_retry_request &&
			    !client->is_encrypted && !server->is_encrypted;

	return client->data_records > 0 && server->data_records > 0 && (is_midstream || client->sent_proof);
}

static bool
is_completed(const struct tls *tls)
{
	const struct tls_side *client = &tls->sides[CLIENT], *server = &tls->sides[SERVER];

	if (tls_is_1_3(tls))
		return tls->saw_server_hello && client->sent_proof;
	if (!tls->has_version)
		return (client->sent_finished && server->sent_finished) || is_data_flowing(tls);
	return (client->sent_finished || client->data_records > 0) &&
	       (server->sent_finished || server->data_records > 0);
}

static void
conclude_if_completed(const struct tls_hearing *hearing)
{
	if (is_completed(hearing->tls))
		tls_conclude(hearing, HANDSHAKE_COMPLETED);
}

/* RFC 5246 7.3: in a full handshake, its certificate would have come before. */
static void
note_client_certificate(const struct tls_hearing *hearing)
{
	struct tls *tls = hearing->tls;

	if (tls->saw_client_hello && tls->saw_flight && !tls->saw_client_certificate &&
	    !is_lost(&tls->sides[CLIENT]))
		facts_note_truth(hearing->facts, FACT_TLS_CLIENT_CERTIFICATE, false, hearing->where);
}

/* RFC 5246 7.3: a server that resumes a session says so by ChangeCipherSpec in place of its flight. */
static void
note_resumption(const struct tls_hearing *hearing)
{
	const struct tls *tls = hearing->tls;

	if (!tls->has_version || tls->saw_flight || is_lost(&tls->sides[SERVER]))
		return;
	facts_note_truth(hearing->facts, FACT_TLS_RESUMED, true, hearing->where);
	facts_note_truth(hearing->facts, FACT_CERT_VISIBLE, false, hearing->where);
}

void
tls_cipher_changed(const struct tls_hearing *hearing)
{
	struct tls      *tls = hearing->tls;
	struct tls_side *side = &tls->sides[hearing->from];

	/* RFC 9846 D.4: in TLS 1.3 it means nothing. */
	if (tls_is_1_3(tls) || side->is_encrypted)
		return;
	side->is_encrypted = true;
	if (hearing->from == CLIENT)
		note_client_certificate(hearing);
	else
		note_resumption(hearing);
}

void
tls_encrypted_handshake(const struct tls_hearing *hearing)
{
	hearing->tls->sides[hearing->from].sent_finished = true;
	conclude_if_completed(hearing);
}

/* TLS 1.2 and older: one that comes before both sides' Finished, with everything heard, is no goodbye. */
void
tls_encrypted_alert(const struct tls_hearing *hearing)
{
	const struct tls_side *client = &hearing->tls->sides[CLIENT], *server = &hearing->tls->sides[SERVER];

	if (client->was_heard && server->was_heard && !is_lost(client) && !is_lost(server) &&
	    hearing->tls->saw_server_hello && client->data_records == 0 && server->data_records == 0)
		tls_conclude(hearing, HANDSHAKE_FAILED);
}

/* RFC 9846 6, RFC 5246 7.2: level 2 is fatal.  Warnings (unrecognized_name, close_notify) decide nothing. */
void
tls_clear_alert(const struct tls_hearing *hearing, uint8_t level, uint8_t description)
{
	if (level != 2)
		return;
	tls_note_number(hearing, FACT_TLS_ALERT, tls_alert_name(description), description);
	facts_note_word(hearing->facts, FACT_TLS_ALERT_BY, hearing->from, hearing->where);
	tls_conclude(hearing, HANDSHAKE_FAILED);
}

/* True if this record still is, or ends, what the client may send before its handshake (RFC
 * 9846 4.2.10, 4.5). */
static bool
is_early(const struct tls_hearing *hearing, uint16_t size)
{
	struct tls *tls = hearing->tls;

	if (hearing->from != CLIENT || !tls->has_early_data)
		return false;
	/* The server's answer makes it certain, if it comes behind this record. */
	tls->has_sent_early = true;
	if (tls->saw_server_hello && size == END_OF_EARLY_DATA)
		tls->has_early_data = false;
	return true;
}

void
tls_data(const struct tls_hearing *hearing, uint16_t size)
{
	struct tls_side *side = &hearing->tls->sides[hearing->from];

	if (is_early(hearing, size))
		return;
	if (side->data_records < UINT8_MAX)
		side->data_records++;
	if (size > ALERT_MOST)
		side->sent_more = true;
	if (size >= FINISHED_LEAST || side->data_records > ALERTS_MOST)
		side->sent_proof = true;
	conclude_if_completed(hearing);
}

/* Whether that side said more than it could without having heard the other, which is missing then. */
static bool
is_answering(const struct tls_side *side, enum side who)
{
	return side->was_heard && (who == SERVER || side->is_encrypted || side->data_records > 0);
}

/* TLS 1.3: whether the client's records are neither surely alerts nor surely a handshake's end. */
static bool
is_client_unclear(const struct tls *tls)
{
	return tls_is_1_3(tls) &&
	       (tls->sides[CLIENT].sent_more || (tls->has_early_data && tls->saw_server_hello));
}

bool
tls_end_is_told(const struct tls *tls, bool is_cut, enum handshake *handshake)
{
	const struct tls_side *client = &tls->sides[CLIENT], *server = &tls->sides[SERVER];
	bool is_refused = tls_is_1_3(tls) && tls->saw_server_hello && client->data_records > 0;
	bool is_other = client->is_other || server->is_other;

	*handshake = is_cut || is_refused || is_other ? HANDSHAKE_FAILED : HANDSHAKE_INCOMPLETE;
	if (!client->was_heard && !server->was_heard)
		return false;
	if (is_other)
		return true;
	if (is_lost(client) || is_lost(server) || is_client_unclear(tls))
		return false;
	if ((!client->was_heard && is_answering(server, SERVER)) ||
	    (!server->was_heard && is_answering(client, CLIENT)))
		return false;
	/* A talk that was under way when it was first heard. */
	return tls->saw_client_hello || !is_answering(client, CLIENT);
}
