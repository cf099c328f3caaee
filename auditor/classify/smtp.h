/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLASSIFY_SMTP_H
#define CLASSIFY_SMTP_H

#include "classify/odd_end.h"
#include "classify/protocol.h"
#include "classify/sasl.h"

/*
 * smtp: what the files of SMTP and LMTP share: smtp.c follows a talk, smtp_commands.c has the commands,
 * smtp_message.c envelopes and messages, smtp_reply.c what all replies have, and smtp_recognise.c tells both
 * protocols, and tells them apart.
 */
enum verdict smtp_recognise(enum side from, struct bytes line, bool is_first);
enum verdict lmtp_recognise(enum side from, struct bytes line, bool is_first);

/* The code of a reply line (RFC 5321 4.2), 0 if it is none; ${line} loses code and separator. */
unsigned smtp_reply_code(struct bytes *line, bool *is_final);

#define SMTP_QUEUE_ROOM 64 /* commands not yet answered; more are not matched to replies */

struct smtp {
	struct sasl    sasl;
	struct odd_end odd_end; /* of the newest message */
	place          odd_end_where, followed_where;
	place          limbo_where;
	uint64_t       limbo;       /* octets behind a DATA that is not answered yet: content, or commands */
	uint32_t       status;      /* enhanced code of the reply, see smtp_reply_status; 0: none */
	bool           is_in_limbo; /* the client said DATA and waits, or ought to */
	bool           is_in_text;  /* up to the dot */
	bool           is_greeted;
	bool           is_in_reply;             /* of several lines */
	bool           is_partial;              /* the reply may have begun in a gap */
	bool           may_pipeline;            /* PIPELINING was listed */
	bool           is_pipe_connect;         /* and so was early pipelining */
	bool           is_unsure_of_recipients; /* octets were missed since MAIL */
	bool           is_message_taken;        /* for one recipient at least */
	bool           is_message_refused;      /* by the answer to a chunk */
	bool           is_prdr;                 /* the last of the replies that are due decides */
	bool           has_left;                /* the server said goodbye: it answers no more */
	bool           is_astray;               /* a refusal answered nothing: the last word, or not */
	bool           is_smuggled;             /* the server took for commands what was content */
	uint16_t       code;                    /* of the reply; 0 when its lines disagree */
	uint16_t       recipients;              /* accepted since MAIL */
	uint16_t       due;  /* replies still to come for the message's other recipients: LMTP, PRDR */
	uint8_t        last; /* row of the newest command */
	uint8_t        first, count;
	uint8_t        queue[SMTP_QUEUE_ROOM];
};

/* What a command is to the replies that match it by themselves, when octets are missing. */
enum smtp_kind { SMTP_ORDINARY, SMTP_HELLO, SMTP_UPGRADE, SMTP_TURN, SMTP_CHUNK };

/* What a command does when it is asked, and what its reply (the code of all its lines) shows. */
struct smtp_verb {
	const char       *name;
	enum smtp_kind    kind;
	enum command_word word; /* for smtp.refusal_command */
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
	SMTP_VERB_QUIT,
};

extern const struct smtp_verb smtp_verbs[];

/* The row of a command's name. */
uint8_t smtp_find_verb(struct bytes word);

/* A login begins; its reply is not a prompt. */
void smtp_ask_auth(struct talk *talk, struct smtp *smtp, struct bytes rest);
void smtp_hear_auth(struct talk *talk, struct smtp *smtp, unsigned code);

/* The reply to EHLO and the like. */
void smtp_hear_hello(struct talk *talk, struct smtp *smtp, unsigned code);

/* Envelopes and messages (smtp_message.c), as in struct smtp_verb; smtp_hear_end also for LMTP's further
 * replies. */
void smtp_hear_mail(struct talk *talk, struct smtp *smtp, unsigned code);
void smtp_hear_recipient(struct talk *talk, struct smtp *smtp, unsigned code);
void smtp_hear_reset(struct talk *talk, struct smtp *smtp, unsigned code);
void smtp_ask_data(struct talk *talk, struct smtp *smtp, struct bytes rest);
void smtp_hear_data(struct talk *talk, struct smtp *smtp, unsigned code);
void smtp_ask_chunk(struct talk *talk, struct smtp *smtp, struct bytes rest);
void smtp_hear_chunk(struct talk *talk, struct smtp *smtp, unsigned code);
void smtp_hear_end(struct talk *talk, struct smtp *smtp, unsigned code);
void smtp_hear_next_end(struct talk *talk, struct smtp *smtp, unsigned code);

/* Octets of a message. */
void smtp_take_content(struct talk *talk, struct smtp *smtp, struct bytes octets);

/* What came behind DATA before its answer was content. */
void smtp_take_limbo(struct talk *talk, struct smtp *smtp);

/*
 * A reply that no command waits for, behind a dot that may have been taken for the end.  True iff the client
 * meant it so, and the message is over.
 */
bool smtp_hear_odd_end(struct talk *talk, struct smtp *smtp, unsigned code);

/* The enhanced status code that begins a reply's text, if it is one and fits ${code}; 0 (smtp_reply.c). */
uint32_t smtp_reply_status(struct bytes text, unsigned code);

/* The reply to ${command} was no yes: note what it was if it refused. */
void smtp_note_refusal(struct talk *talk, const struct smtp *smtp, unsigned code, enum command_word command);

/* Why a login was refused with ${code}. */
enum auth_refusal smtp_why_refused(const struct smtp *smtp, unsigned code);

/* Refusals that mean "you may not", as against "not so" or "log in first" (RFC 3463 3.8, RFC 7504). */
void smtp_note_block(struct talk *talk, const struct smtp *smtp, unsigned code);

/* A keyword of the reply to EHLO, and what stands behind it. */
void smtp_hear_extension(struct talk *talk, struct smtp *smtp, struct bytes text);

static inline bool
smtp_is_yes(unsigned code)
{
	return code >= 200 && code < 300;
}

#endif
