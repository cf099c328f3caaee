/* SPDX-License-Identifier: Apache-2.0 */
/* What the way to its end tells of a connection. */
#include "session/fate.h"

#define SECOND INT64_C(1000000000)

static bool
is_cut(const struct facts *facts)
{
	return facts_word_is(facts, FACT_OUTCOME, OUTCOME_SILENT) ||
	       facts_word_is(facts, FACT_OUTCOME, OUTCOME_RESET);
}

static void
note_connect(struct session *session, const struct ending *ending)
{
	struct facts *facts = &session->facts;
	place         where = session->first_frame;

	if (ending->syns == 0)
		return;
	for (unsigned i = 0; i < ENDING_TRIES; i++)
		if (session->tries[i] != PLACE_NONE)
			where = session->tries[i];
	facts_note_count(facts, FACT_CONNECT_ATTEMPTS, ending->syns, where);
	if (ending->is_answered)
		facts_note_truth(facts, FACT_CONNECT_ANSWERED, true, where);
	facts_note_count(facts, FACT_CONNECT_TRIED_FOR, (uint64_t)(ending->tried_for / SECOND), where);
}

/* A client said something after the silence and was not heard, by a server that others hear. */
static bool
is_unheard(const struct ending *ending)
{
	return ending->outcome == ENDING_SILENT && ending->waiting == CLIENT && ending->in_vain_since != 0 &&
	       ending->server_answered > ending->in_vain_since;
}

/* An RST came that the side in whose name it was sent did not send. */
static bool
is_disowned(const struct ending *ending)
{
	return ending->outcome == ENDING_RESET && ending->reset_ttl_known && ending->reset_ttl_differs;
}

static void
note_idle(struct session *session, const struct ending *ending)
{
	struct facts *facts = &session->facts;
	bool          is_idle = ending->quiet >= FATE_IDLE;

	if (is_cut(facts) && ending->quiet > 0)
		facts_note_count(facts, FACT_IDLE_BEFORE_END, (uint64_t)(ending->quiet / SECOND),
				 ending->quiet_end);
	if (is_cut(facts) && is_idle && (is_unheard(ending) || is_disowned(ending)))
		facts_note_truth(facts, FACT_FORGOTTEN, true, ending->evidence);
}

/* Both sides were heard, and both said that they had finished. */
static bool
is_orderly(const struct facts *facts, const struct session_flow *flow, const struct ending *ending)
{
	return facts_word_is(facts, FACT_OUTCOME, OUTCOME_ESTABLISHED) && ending->fin[CLIENT] &&
	       ending->fin[SERVER] && flow->octets[SERVER] > 0 && !ending->midstream && !ending->was_reset &&
	       ending->gaps == 0;
}

void
fate_note(struct session *session, const struct session_flow *flow, const struct ending *ending)
{
	struct facts *facts = &session->facts;

	note_connect(session, ending);
	note_idle(session, ending);
	if (facts_word_is(facts, FACT_OUTCOME, OUTCOME_SILENT) && ending->is_long_lost)
		facts_note_truth(facts, FACT_MTU_BLACK_HOLE, true, session->last_frame);
	if (!is_orderly(facts, flow, ending))
		return;
	facts_default_truth(facts, FACT_FORGOTTEN, false);
	facts_default_truth(facts, FACT_MTU_BLACK_HOLE, false);
}
