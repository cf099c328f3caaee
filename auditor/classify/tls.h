/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLASSIFY_TLS_H
#define CLASSIFY_TLS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/place.h"
#include "classify/fact.h"
#include "flow/side.h"

/*
 * tls: records and the part of the handshake that crosses in clear, as facts.
 *
 * Follows SSLv2 hellos, SSLv3 and TLS 1.0 to 1.3 (RFC 9846, 8446, 5246) over any cut
 * into segments and records.  Decrypts nothing.
 */
struct classifier;

/*
 * Whether the first octets of a side can be TLS: a record of type 20 to 23, or an SSLv2 hello.  Says no at
 * the first octet that rules it out; six octets of a record decide, and eleven of an SSLv2 hello.
 */
enum tls_guess { TLS_NO, TLS_PERHAPS, TLS_YES };
enum tls_guess tls_recognise(enum side from, struct bytes octets);

/* One reader of each direction; part of struct tls. */
struct tls_side {
	uint8_t *message;          /* a handshake message in pieces: a buffer of the classifier's, or NULL */
	uint32_t message_size;     /* octets of it that were heard */
	uint32_t message_left;     /* and that are still to come */
	uint16_t record_size;      /* octets of the current record, without its header */
	uint16_t record_left;      /* and of them still to come */
	uint8_t  record_header[5]; /* as far as it was seen; the first octet is the content type */
	uint8_t  record_header_size;  /* 0: whole */
	uint8_t  message_header[4];   /* as far as it was seen */
	uint8_t  message_header_size; /* 4 while a message is under way */
	uint8_t  alert_level;         /* of an alert whose second octet is still to come; else 0 */
	uint8_t  data_records;        /* records of application data; 255 is that or more */
	bool     was_heard;           /* at least one record header */
	bool     is_other;            /* its first octets were no TLS */
	bool     is_lost;             /* where records begin is no longer known */
	bool     are_messages_lost;   /* where handshake messages begin is no longer known */
	bool     is_in_pieces;        /* a message is under way of which a part was taken */
	bool     is_sslv2_record;     /* the current record has the header of SSLv2 */
	bool     is_encrypted;        /* ChangeCipherSpec seen, or TLS 1.3 after the ServerHello */
	bool     sent_finished;       /* a handshake record after ChangeCipherSpec */
	bool     sent_more;           /* application data that is too long for an alert */
	bool     sent_proof;          /* application data that no failing client sends: see tls_outcome.c */
};

/* Zero it to begin.  Nothing but the two buffers has to be given back: tls_finish does. */
struct tls {
	struct tls_side sides[2];
	bool            saw_client_hello, saw_server_hello, saw_retry_request;
	bool            saw_flight; /* what a server only sends in a full handshake of TLS 1.2 or older */
	bool            saw_certificate;        /* in the clear */
	bool            has_early_data;         /* the client offered it, and it may still be coming */
	bool            has_sent_early;         /* and data came behind that offer */
	bool            lacks_renegotiation;    /* the ClientHello was read and says nothing of RFC 5746 */
	bool            saw_client_certificate; /* the message, with or without one in it */
	bool            has_version;            /* version and exchange are valid */
	bool            has_psk_hint;           /* the cipher suite's ServerKeyExchange begins with one */
	bool            has_signature;          /* and ends with one */
	bool            is_sslv2;               /* both sides speak SSLv2 records */
	bool            is_over;                /* tls.handshake is known */
	uint8_t         version;                /* enum tls_version */
	uint8_t         exchange;               /* enum tls_exchange */
};

enum tls_answer {
	TLS_GOING_ON,
	TLS_OVER,    /* nothing more can be learned: the handshake is completed or failed */
	TLS_NOT_TLS, /* these octets cannot be TLS, and none before them on this side were */
};

/* The next octets of one side.  Notes tls.* facts; ${facts} has them as soon as they are certain. */
enum tls_answer tls_heard(struct classifier *classifier, struct tls *tls, struct facts *facts, enum side from,
			  struct bytes octets, int64_t when, place where);

/* ${count} octets of that side will never be heard; what depends on them stays unknown. */
void tls_missed(struct classifier *classifier, struct tls *tls, enum side from, uint64_t count);

/*
 * The talk is over: note tls.handshake if it is not known by now and can be told, and give buffers back.  It
 * is failed if ${is_cut} (the connection was reset, or went silent, and did not merely leave the capture),
 * else incomplete.  Where nothing was heard, or octets or a whole side are missing, nothing is noted: it may
 * have been completed unseen.
 */
void tls_finish(struct classifier *classifier, struct tls *tls, struct facts *facts, bool is_cut);

#endif
