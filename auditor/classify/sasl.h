/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLASSIFY_SASL_H
#define CLASSIFY_SASL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "classify/talk.h"

/*
 * sasl: logins, whatever the protocol: which mechanism, and whether a secret crossed.
 *
 * Only octets that were seen count: that a mechanism was offered or asked for exposes nothing.  No octet of a
 * response is kept.
 */
struct sasl {
	uint8_t mechanism;    /* row of the table */
	uint8_t responses;    /* heard */
	bool    is_on;        /* asked, and not yet decided */
	bool    is_prompted;  /* the server waits for a response */
	bool    is_cancelled; /* by the client: the refusal that follows is none */
	bool    is_held;      /* nothing is noted before sasl_confirm */
	bool    has_secret;   /* held: what the mechanism exposes crossed */
	bool    has_doubt;    /* held: what crossed may have been a secret */
	bool    is_exposed;   /* a reusable secret crossed */
	bool    is_refused;   /* and what the client says next may still belong to it */
};

/* The logins that are no SASL, as rows of the same table. */
enum sasl_login { SASL_IMAP_LOGIN, SASL_USER_PASS, SASL_APOP };

/* Whether it is the name of a mechanism that has a row of its own. */
bool sasl_is_mechanism(struct bytes word);

/*
 * The server's list of what it takes: begun, one mechanism or login of it, that no login is taken in clear,
 * and its end.  A list replaces the one before.
 */
void sasl_offers_begin(struct talk *talk);
void sasl_offer(struct talk *talk, struct bytes mechanism);
void sasl_offer_login(struct talk *talk, enum sasl_login login);
void sasl_offer_none(struct talk *talk);
void sasl_offers_end(struct talk *talk);

/*
 * A try begins.  While talk->is_off it is held: facts are noted only when a reply confirms that it was one.
 */
void sasl_begin(struct talk *talk, struct sasl *sasl, struct bytes mechanism);
void sasl_begin_login(struct talk *talk, struct sasl *sasl, enum sasl_login login);

/* A response in base64; "*" cancels, as an initial response "=" is an empty one (RFC 4954 4, RFC 9051 6.2.2).
 */
void sasl_respond(struct talk *talk, struct sasl *sasl, struct bytes response, bool is_initial);

/*
 * A line of the client that is no command, while no response is waited for.  Behind a try that was refused it
 * may be the response of one who did not wait for the answer.
 */
void sasl_stray(struct talk *talk, struct sasl *sasl, struct bytes line);

/* The secret of a login that is no SASL crossed, or a part of it. */
void sasl_secret(struct talk *talk, struct sasl *sasl);

/* The server's reply shows that it was a try. */
void sasl_confirm(struct talk *talk, struct sasl *sasl);

/* The server said yes or no, and why no: AUTH_REFUSAL_UNKNOWN if it did not tell, or said yes. */
void sasl_end(struct talk *talk, struct sasl *sasl, bool is_accepted, enum auth_refusal why);

#endif
