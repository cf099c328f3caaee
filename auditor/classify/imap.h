/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLASSIFY_IMAP_H
#define CLASSIFY_IMAP_H

#include "classify/protocol.h"
#include "classify/sasl.h"

/*
 * imap: what the files of IMAP share: imap.c follows a talk, imap_commands.c has the commands,
 * imap_words.c reads lines, and imap_mail.c finds the mail in them.
 */
enum verdict imap_recognise(enum side from, struct bytes line, bool is_first);
bool         imap_answers(struct bytes asked, struct bytes answer, bool is_next);

/* Arguments of a command: atoms, quoted strings and literals, over as many lines as literals make of it. */
struct imap_arguments {
	uint8_t count; /* begun */
	bool    is_within, is_quoted, is_escaped;
};

/* Read on; true iff an octet of argument number ${wanted} was among ${text}. */
bool imap_arguments(struct imap_arguments *arguments, struct bytes text, unsigned wanted);

/* The next argument is a literal. */
void imap_arguments_literal(struct imap_arguments *arguments);

/* Whether an untagged line begins the data of a message (FETCH, UIDFETCH), or of parts by their addresses. */
bool imap_is_fetch(struct bytes line);
bool imap_is_urlfetch(struct bytes line);

/* Whether what comes behind ${before}, a part of a line of imap_is_fetch, is mail. */
bool imap_is_mail(struct bytes before);

/*
 * Whether the literal behind ${before}, a part of an APPEND, begins a message: each does (RFC 3502), but for
 * those that CATENATE puts together (RFC 4469 3).
 */
bool imap_is_new_message(struct bytes before);

/* Octets of mail that stand in quoted strings of ${line}, or of a part of one that begins with no string. */
size_t imap_quoted_mail(struct bytes line, bool is_urlfetch);

#define IMAP_TAGS 16 /* commands not yet answered; the answer to more is not understood */

struct imap_pending {
	uint64_t tag; /* hashed; 0: free */
	uint8_t  verb;
	uint8_t  messages; /* that it brought */
};

struct imap {
	struct sasl           sasl;
	struct imap_arguments arguments; /* of the command that a literal interrupts */
	struct imap_pending   pending[IMAP_TAGS];
	uint8_t               oldest; /* the one given up when there is no room */
	uint64_t              tag;    /* of the newest command */
	uint8_t               verb;   /* row of the newest command */
	bool                  is_greeted;
	bool                  is_logged_in;
	bool                  is_idle;
	bool                  goes_on[2];    /* the line of that side goes on behind a literal */
	bool                  awaits_leave;  /* the literal is sent when the server says so */
	bool                  is_content[2]; /* the literal is mail */
	bool                  is_fetch;      /* the server's line is of mail */
	bool                  is_urlfetch;   /* and names it by its address */
	bool                  is_counted;    /* as one that carried some */
	uint8_t               stored;        /* messages that the command brought whose answer is heard */
	uint8_t               why;           /* the newest tagged answer said no: enum auth_refusal */
};

/* What a command does when it is asked, and what the answer to its tag shows. */
struct imap_verb {
	const char *name;
	void (*ask)(struct talk *talk, struct imap *imap, struct bytes rest);
	void (*hear)(struct talk *talk, struct imap *imap, bool is_ok);
	uint8_t mail; /* the argument from which on a literal is mail; 0: none is */
};

/* Rows that the follower names; the others are found by their names. */
enum imap_row { IMAP_VERB_OTHER, IMAP_VERB_LOGIN };

extern const struct imap_verb imap_verbs[];

/* The row of a command's name, the arguments of which are ${rest}. */
uint8_t imap_find_verb(struct bytes word, struct bytes rest);

#endif
