/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLASSIFY_IMAP_H
#define CLASSIFY_IMAP_H

#include "classify/protocol.h"
#include "classify/sasl.h"

/*
 * imap: what the files of IMAP share: imap.c follows a talk, imap_commands.c has the commands, and
 * imap_words.c reads lines.
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

/* Whether an untagged line begins the data of a message. */
bool imap_is_fetch(struct bytes line);

/* Whether the item at the end of ${line}, whose literal follows, is mail. */
bool imap_is_mail(struct bytes line);

/* Whether mail may be in ${line} itself, as a quoted string. */
bool imap_has_mail(struct bytes line, bool has_literal);

#define IMAP_TAGS 16 /* commands not yet answered; the answer to more is not understood */

struct imap_pending {
	uint64_t tag; /* hashed; 0: free */
	uint8_t  verb;
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
	bool                  is_counted;    /* as one that carried some */
	uint8_t               why;           /* the newest tagged answer said no: enum auth_refusal */
};

/* What a command does when it is asked, and what the answer to its tag shows. */
struct imap_verb {
	const char *name;
	void (*ask)(struct talk *talk, struct imap *imap, struct bytes rest);
	void (*hear)(struct talk *talk, struct imap *imap, bool is_ok);
};

/* Rows that the follower names; the others are found by their names. */
enum imap_row { IMAP_VERB_OTHER, IMAP_VERB_LOGIN, IMAP_VERB_APPEND };

extern const struct imap_verb imap_verbs[];

/* The row of a command's name. */
uint8_t imap_find_verb(struct bytes word);

#endif
