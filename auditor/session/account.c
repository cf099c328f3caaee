/* SPDX-License-Identifier: Apache-2.0 */
/* What the company says of a connection, as facts of its session. */
#include "session/company.h"

/* However few octets it took: who logs in, or asks for TLS, means it. */
static bool
is_meant(const struct facts *facts)
{
	return facts_has(facts, FACT_AUTH_MECHANISM) || facts_is(facts, FACT_STARTTLS_REQUESTED);
}

/* Only a connection that was kept out is held against others. */
static bool
wants_control(const struct facts *facts)
{
	return facts_word_is(facts, FACT_OUTCOME, OUTCOME_DROPPED) ||
	       facts_word_is(facts, FACT_OUTCOME, OUTCOME_REFUSED) ||
	       facts_word_is(facts, FACT_OUTCOME, OUTCOME_REJECTED) ||
	       facts_word_is(facts, FACT_OUTCOME, OUTCOME_SILENT);
}

void
session_note_account(struct session *session, const struct account *account)
{
	struct facts         *facts = &session->facts;
	const struct contact *contact = &account->control.contact;
	enum attempt          attempt = is_meant(facts) ? ATTEMPT_USE : account->attempt;

	facts_note_word(facts, FACT_ATTEMPT, attempt, session->first_frame);
	if (!account->has_control || !wants_control(facts))
		return;
	facts_note_word(facts, FACT_CONTROL_KIND, account->control.kind, contact->where);
	facts_note_address(facts, FACT_CONTROL_CLIENT, &contact->client, contact->where);
	facts_note_address(facts, FACT_CONTROL_SERVER, &contact->server, contact->where);
	facts_note_count(facts, FACT_CONTROL_PORT, contact->port, contact->where);
	facts_note_time(facts, FACT_CONTROL_SEEN, contact->when, contact->where);
}
