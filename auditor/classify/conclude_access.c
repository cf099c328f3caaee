/* SPDX-License-Identifier: Apache-2.0 */
/* What is certain at the end of logins and of what was done in the mailbox. */
#include "classify/dialogue_room.h"

/* What a secret in clear ran into is denied only if every one was seen, and what the server had said before.
 */
static void
conclude_exposure(const struct talk *talk, struct facts *facts, bool client, bool server)
{
	if (!client || talk->is_auth_unsure)
		return;
	facts_default_truth(facts, FACT_AUTH_IN_CLEAR, false);
	if (!talk->is_challenge_unsure)
		facts_default_truth(facts, FACT_AUTH_CHALLENGE_IN_CLEAR, false);
	if (server || !facts_is(facts, FACT_AUTH_IN_CLEAR))
		facts_default_truth(facts, FACT_AUTH_IN_CLEAR_REFUSED, false);
	if (talk->is_offer_unsure)
		return;
	facts_default_truth(facts, FACT_AUTH_UNOFFERED, false);
	facts_default_truth(facts, FACT_AUTH_DISABLED_IGNORED, false);
}

void
conclude_login(struct dialogue *dialogue, bool client, bool server)
{
	struct talk  *talk = &dialogue->talk;
	struct facts *facts = &talk->facts;
	bool          is_all = client && talk->has_tried && !talk->missed[SERVER] && !talk->is_blind;

	conclude_exposure(talk, facts, client, server);
	/* A password may have crossed unheard, and is the worse of the two. */
	if (!facts_has(facts, FACT_AUTH_IN_CLEAR))
		facts_forget(facts, FACT_AUTH_SECRET_KIND);
	if (talk->failures > 0 || is_all)
		facts_note_count(facts, FACT_AUTH_FAILURES, talk->failures,
				 facts_place(facts, FACT_AUTH_OUTCOME));
	if (talk->tries > 0)
		facts_note_count(facts, FACT_AUTH_TRIES, talk->tries,
				 facts_place(facts, FACT_AUTH_MECHANISM));
}

/* What a protocol has; the facts of others are unknown. */
static const struct {
	enum protocol protocol;
	enum fact     fact;
} mailbox_rows[] = {
    {PROTOCOL_IMAP,        FACT_MAILBOX_ALERT     },
    {PROTOCOL_IMAP,        FACT_MAILBOX_REFERRAL  },
    {PROTOCOL_IMAP,        FACT_MAILBOX_IDLED     },
    {PROTOCOL_IMAP,        FACT_MAILBOX_COMPRESSED},
    {PROTOCOL_IMAP,        FACT_MAILBOX_FETCHED   },
    {PROTOCOL_IMAP,        FACT_MAILBOX_STORED    },
    {PROTOCOL_POP3,        FACT_MAILBOX_FETCHED   },
    {PROTOCOL_POP3,        FACT_MAILBOX_DELETED   },
    {PROTOCOL_MANAGESIEVE, FACT_MAILBOX_REFERRAL  },
    {PROTOCOL_MANAGESIEVE, FACT_MAILBOX_SCRIPTS   },
};

/* LOGINDISABLED and the like are of these protocols. */
static bool
can_disable_login(enum protocol protocol)
{
	return protocol == PROTOCOL_IMAP || protocol == PROTOCOL_MANAGESIEVE;
}

void
conclude_mailbox(struct dialogue *dialogue, bool client, bool server)
{
	struct talk  *talk = &dialogue->talk;
	struct facts *facts = &talk->facts;
	enum protocol protocol = (enum protocol)talk->protocol;

	if (server && talk->has_list && can_disable_login(protocol))
		facts_default_truth(facts, FACT_AUTH_DISABLED, false);
	for (size_t i = 0; client && server && i < sizeof(mailbox_rows) / sizeof(mailbox_rows[0]); i++) {
		enum fact fact = mailbox_rows[i].fact;

		if (mailbox_rows[i].protocol != protocol || facts_has(facts, fact))
			continue;
		if (fact_rows[fact].type == TYPE_BOOL)
			facts_note_truth(facts, fact, false, PLACE_NONE);
		else if (!talk->is_content_unsure)
			facts_note_count(facts, fact, 0, PLACE_NONE);
	}
}
