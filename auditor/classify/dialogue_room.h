/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLASSIFY_DIALOGUE_ROOM_H
#define CLASSIFY_DIALOGUE_ROOM_H

#include <stddef.h>

#include "classify/dialogue.h"
#include "classify/opening.h"
#include "classify/protocol.h"
#include "classify/talk.h"
#include "classify/records.h"
#include "classify/tls.h"

/*
 * What is behind classify/dialogue.h; for the files of this room alone.
 *
 * Behind struct dialogue lies room that is first a struct opening, and once the protocol is known the streams
 * of both sides and the protocol's state.
 */

/* No state holds anything that needs more alignment than this. */
struct following {
	struct stream streams[2];
	uint64_t      state[];
};

/* Octets of the room behind a dialogue, and of a dialogue with it, for the pool that it lives in. */
size_t dialogue_room_size(void);
size_t dialogue_size(void);

enum phase {
	PHASE_OPENING, /* the protocol is not known yet */
	PHASE_CLEAR,   /* it is followed, in clear */
	PHASE_OVER,    /* nothing more can be learned */
};

struct dialogue {
	struct classifier     *classifier;
	const struct follower *follower; /* NULL while none is followed */
	struct talk            talk;
	struct tls             tls;
	struct records         records; /* of all of TLS, to its end: whether somebody said goodbye */
	int64_t                when;
	uint16_t               port;
	bool                   is_mail_port;
	bool                   is_sure_of_sides;
	bool                   is_begun; /* octets were heard */
	uint8_t                phase;
	bool                   fits[2];   /* a line of that side was the protocol's */
	bool                   is_strong; /* one of them was hardly anything else's */
	bool                   is_misfit; /* a line was not, before any was strong */
	bool                   in_tls[2]; /* that side speaks TLS */
	bool                   is_odd[2]; /* it spoke text where TLS was due, or no TLS after all */
	bool                   was_early; /* the client's hello came before the answer to its STARTTLS */
	bool                   is_tls_over;
	bool                   missed_tls; /* octets of TLS are missing */
	bool                   is_dull; /* TLS on another port, and no mail inside: it was not followed on */
	bool                   is_assumed_tls;  /* of the server: its first octets are missing */
	bool                   is_loose;        /* what was said before the protocol was known is not known */
	place                  strong_where;    /* of the line that made the protocol sure */
	place                  tls_where;       /* of the first octets of TLS */
	bool                   is_after_gap[2]; /* octets were missed just before what comes now */
};

static inline struct opening *
dialogue_opening(struct dialogue *dialogue)
{
	return (struct opening *)(void *)(dialogue + 1);
}

/* From the first octets to a protocol that is followed (recognise.c): take octets of ${from}. */
void recognise_take(struct dialogue *dialogue, enum side from, struct bytes *octets);

/* Octets of ${from} are missing.  True iff what was heard before has named a protocol, which is followed. */
bool recognise_missed(struct dialogue *dialogue, enum side from);

/* Nothing more comes: the best guess is followed. */
void recognise_finish(struct dialogue *dialogue);

/* A protocol is followed: take in the next piece of ${octets}. */
void dialogue_take_clear(struct dialogue *dialogue, enum side from, struct bytes *octets);

/* The way into TLS (upgrade.c): true if octets were taken on that way and are not the protocol's. */
bool upgrade_takes(struct dialogue *dialogue, enum side from, struct bytes *octets);

/* From here on, that side speaks TLS. */
void upgrade_enter(struct dialogue *dialogue, enum side from, struct bytes octets);
void upgrade_heard(struct dialogue *dialogue, enum side from, struct bytes octets);

/* The server says a line where TLS is due: no more of it is heard, but it may say goodbye by it. */
void upgrade_hear_text(struct dialogue *dialogue, struct bytes line);

/* What is certain at the end (conclude.c). */
void dialogue_conclude(struct dialogue *dialogue, const struct dialogue_end *end);

/*
 * The parts of it that are of logins and of the mailbox (conclude_access.c); ${client}, ${server}: all that
 * the side said in clear was heard.
 */
void conclude_login(struct dialogue *dialogue, bool client, bool server);
void conclude_mailbox(struct dialogue *dialogue, bool client, bool server);

/* How the talk that is followed was protected, and what that is judged by (security.c). */
enum security dialogue_security(const struct dialogue *dialogue, const struct dialogue_end *end);
bool          dialogue_has_tls(const struct dialogue *dialogue);
bool          dialogue_has_text(const struct dialogue *dialogue);
/* It may have gone further than was seen: while the server says nothing, no talk does. */
bool dialogue_is_unfinished(const struct dialogue *dialogue, const struct dialogue_end *end);
bool dialogue_may_upgrade(const struct dialogue *dialogue, const struct dialogue_end *end);
bool dialogue_is_begun_and_over(const struct dialogue *dialogue, const struct dialogue_end *end);

/* As dialogue_conclude, of what SMTP and LMTP have alone (conclude_smtp.c); ${client}, ${server}: heard to
 * the end. */
void dialogue_conclude_smtp(struct dialogue *dialogue, const struct dialogue_end *end, bool client,
			    bool server);

/* Whether the ALPN names a mail protocol; another one (alpn.c). */
bool alpn_names_mail(const struct facts *facts, enum protocol *protocol);
bool alpn_names_other(const struct facts *facts, enum protocol *protocol);

/* Whether the first octets of an unsure flow show that ${from} is the other side (worth.c). */
bool worth_is_turned(enum side from, struct bytes octets);

#endif
