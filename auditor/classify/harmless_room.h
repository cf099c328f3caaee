/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLASSIFY_HARMLESS_ROOM_H
#define CLASSIFY_HARMLESS_ROOM_H

#include "classify/harmless.h"

/* Private to the files of classify/harmless*.c. */

/* What comes after a command. */
enum harmless_after {
	AFTER_REPLY,
	AFTER_NOTHING, /* no reply */
	AFTER_TEXT,    /* of the client, up to a dot */
	AFTER_BLOB,    /* of the client, as many octets as its first argument says */
	AFTER_MAIL,    /* if the reply is a yes: of the server, up to a dot */
	AFTER_LOGIN,   /* until the reply, what the client says are responses */
	AFTER_OTHER,   /* if the reply is a yes, the talk is no longer one that we know */
};

/* What of a command's arguments may be shown. */
enum harmless_arguments { SHOW_NOTHING, SHOW_MECHANISM, SHOW_PATH, SHOW_COUNT, SHOW_VERB };

/* The octets at hand, and what is said of each. */
struct hearing {
	struct harmless      *harmless;
	struct harmless_side *side;
	enum side             from;
	struct bytes          octets;
	uint8_t              *keep;
};

/* These octets may be shown; nothing is said of those of a line that was cut, which lie elsewhere. */
void harmless_show(const struct hearing *hearing, const uint8_t *data, size_t size);

/* A word may be, with the octet behind it if ${rest} of the line stands behind that. */
void harmless_show_first(const struct hearing *hearing, struct bytes word, struct bytes rest);

/* Nothing that comes is harmless. */
void harmless_go_blank(struct harmless *harmless);

/* A command was answered: the oldest that waits. */
void harmless_answered(struct harmless *harmless, bool is_yes);

/* A line of the server (harmless_replies.c), octets of TLS (harmless_tls.c). */
void harmless_hear_server(const struct hearing *hearing, struct bytes line);
void harmless_hear_tls(const struct hearing *hearing, struct bytes octets);

/* ---- the tables (harmless_words.c) ---- */

struct harmless_verb {
	const char *word;   /* "" ends the table: of every other command */
	uint8_t     styles; /* a bit for each */
	uint8_t     after;  /* enum harmless_after */
	uint8_t     shows;  /* enum harmless_arguments */
};

#define STYLE_BIT(style) (1u << (style))

/* The row of a command; never NULL. */
const struct harmless_verb *harmless_verb(enum harmless_style style, struct bytes word);

/* Whether a word of a server is one of its protocol: a capability, a mechanism, a status. */
bool harmless_is_listed(enum harmless_style style, struct bytes word);

#endif
