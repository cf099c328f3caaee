/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_CLASSIFY_TLS_LAB_H
#define TESTS_CLASSIFY_TLS_LAB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "classify/classifier.h"
#include "classify/fact.h"
#include "classify/tls.h"

/*
 * tls_lab: talks to feed to the reader, recorded from OpenSSL's own client and server or written octet by
 * octet.
 *
 * A talk is a row of turns; a turn is what one side sends before the other speaks.
 */
#define LAB_TURNS 24

struct lab_talk {
	struct lab_turn {
		enum side from;
		uint8_t  *data;
		size_t    size;
	} turns[LAB_TURNS];
	unsigned count;
};

void lab_say(struct lab_talk *talk, enum side from, const void *data, size_t size);
void lab_copy(struct lab_talk *to, const struct lab_talk *from);
void lab_free(struct lab_talk *talk);

/* The same handshake with its messages spread over records of at most ${most} octets, some of them empty. */
void lab_spread(struct lab_talk *to, const struct lab_talk *from, size_t most);

/* The certificate of the turns' server in TLS 1.2 and older is valid then. */
int64_t lab_now(void);

/* When lab_hear hears: days left are counted by the calendar, so what is compared with it is heard then, too.
 */
int64_t lab_heard_at(void);

/* How octets are cut on their way to the reader: 0 is whole turns, 1 octet by octet, others a seed. */
enum tls_answer lab_hear(struct classifier *classifier, const struct lab_talk *talk, uint32_t cut,
			 bool is_cut, struct facts *facts);

/* Whether the same is known; where it was seen does not matter. */
bool lab_facts_equal(const struct facts *a, const struct facts *b);

/* The text of a fact, or "" if it is unknown; the word of a WORD fact likewise; "true" and "false". */
const char *lab_text(const struct facts *facts, enum fact fact);

/* The number of a COUNT fact, or -1 if it is unknown. */
int64_t lab_count(const struct facts *facts, enum fact fact);

/* What OpenSSL's client and server are told, and what they say they did. */
struct lab_wish {
	int                version;   /* of both; 0: any */
	const char        *ciphers;   /* of both, TLS 1.2 and older; NULL: default */
	const char        *suites;    /* of both, TLS 1.3; NULL: default */
	const char        *groups;    /* of the server; NULL: default */
	const char        *offered;   /* groups of the client; NULL: default */
	const char        *host;      /* SNI; NULL: none */
	const char        *alpn;      /* of the client, in wire form; NULL: none */
	const char        *chosen;    /* of the server, in wire form; NULL: none */
	bool               is_strict; /* the client checks the certificate, which fails */
	bool               asks_client_certificate;
	bool               is_lenient; /* the server takes any certificate of the client's, or none */
	bool               has_client_certificate;
	bool               is_early;         /* with resumes, TLS 1.3: data before the handshake */
	bool               is_early_refused; /* and the server does not take it */
	int                client_version;   /* the newest of the client, if it differs; 0: as version */
	const char        *signatures;       /* of the server; NULL: default */
	uint64_t           options[2];       /* SSL_OP_* of client and server */
	const char        *issuer;           /* of the server's certificate; NULL: itself */
	const char *const *chain;            /* that follows it: subject, issuer, ... NULL */
	bool               resumes;          /* a second connection, with the session of the first */
	bool               is_without_ticket;
	bool               is_mute; /* no application data follows */
	const char        *key;     /* rsa (default), ec, ed25519 */
};

struct lab_truth {
	bool is_up; /* both sides finished */
	char version[16], cipher[64], alpn[16], group[32];
	bool is_resumed;
	int  dh_bits; /* of an elliptic curve, too */
	bool has_prime;
	char signature[32]; /* of the ServerKeyExchange, as IANA names it */
	bool has_extended_master_secret, has_encrypt_then_mac, has_secure_renegotiation;
	bool is_retried, is_early_taken, has_client_certificate;
	int  chain;
	bool is_in_order, is_for_servers;
	char fingerprint[65], public_key[65];
};

void lab_record(const struct lab_wish *wish, struct lab_talk *talk, struct lab_truth *truth);

/* The DER of a certificate: self-signed, or by another key if ${issuer} differs; days from now.  To be freed.
 */
size_t lab_certificate(uint8_t **der, const char *key, const char *subject, const char *issuer,
		       const char *names, int first_day, int last_day);

/* As before, with that extendedKeyUsage (as openssl.cnf spells it), and whether OpenSSL takes it for a
 * server's.
 */
size_t lab_certificate_used(uint8_t **der, const char *usage, bool *is_for_servers);

/* The SHA-256 of ${size} octets, as hexadecimal digits. */
void lab_digest(const void *data, size_t size, char text[65]);

#endif
