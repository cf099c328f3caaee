/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLASSIFY_SMTP_H
#define CLASSIFY_SMTP_H

#include "classify/protocol.h"
#include "classify/sasl.h"

/*
 * smtp: what the files of SMTP and LMTP share: smtp.c follows a talk, smtp_commands.c has the commands, and
 * smtp_recognise.c tells both protocols, and tells them apart.
 */
enum verdict smtp_recognise(enum side from, struct bytes line, bool is_first);
enum verdict lmtp_recognise(enum side from, struct bytes line, bool is_first);

/* The code of a reply line (RFC 5321 4.2), 0 if it is none; ${line} loses code and separator. */
unsigned smtp_reply_code(struct bytes *line, bool *is_final);

#define SMTP_QUEUE_ROOM 64 /* commands not yet answered; more are not matched to replies */

struct smtp {
	struct sasl sasl;
	place       limbo_where;
	uint64_t    limbo;       /* octets behind a DATA that is not answered yet: content, or commands */
	bool        is_in_limbo; /* the client said DATA and waits, or ought to */
	bool        is_in_text;  /* up to the dot */
	bool        is_greeted;
	bool        is_in_reply;             /* of several lines */
	bool        is_partial;              /* the reply may have begun in a gap */
	bool        is_policy;               /* the reply has an enhanced status code 5.7.x */
	uint16_t    code;                    /* of the reply; 0 when its lines disagree */
	uint16_t    recipients;              /* accepted since MAIL */
	bool        is_unsure_of_recipients; /* octets were missed since MAIL */
	uint16_t    due;  /* LMTP: replies still to come for the message's other recipients */
	uint8_t     last; /* row of the newest command */
	uint8_t     first, count;
	uint8_t     queue[SMTP_QUEUE_ROOM];
};

/* What a command is to the replies that match it by themselves, when octets are missing. */
enum smtp_kind { SMTP_ORDINARY, SMTP_HELLO, SMTP_UPGRADE, SMTP_TURN, SMTP_CHUNK };

/* What a command does when it is asked, and what its reply (the code of all its lines) shows. */
struct smtp_verb {
	const char    *name;
	enum smtp_kind kind;
	void (*ask)(struct talk *talk, struct smtp *smtp, struct bytes rest);
	void (*hear)(struct talk *talk, struct smtp *smtp, unsigned code);
};

/* Rows that the followers name; the others are found by their names. */
enum smtp_row {
	SMTP_VERB_NONE,
	SMTP_VERB_END,
	SMTP_VERB_BDAT_LAST,
	SMTP_VERB_MASKED,
	SMTP_VERB_EHLO,
	SMTP_VERB_LHLO,
	SMTP_VERB_STARTTLS,
	SMTP_VERB_AUTH,
	SMTP_VERB_DATA,
};

extern const struct smtp_verb smtp_verbs[];

/* The row of a command's name. */
uint8_t smtp_find_verb(struct bytes word);

/* A login begins; its reply is not a prompt. */
void smtp_ask_auth(struct talk *talk, struct smtp *smtp, struct bytes rest);
void smtp_hear_auth(struct talk *talk, struct smtp *smtp, unsigned code);

/* The reply to EHLO and the like. */
void smtp_hear_hello(struct talk *talk, struct smtp *smtp, unsigned code);

/* What came behind DATA before its answer was content. */
void smtp_take_limbo(struct talk *talk, struct smtp *smtp);

#endif
