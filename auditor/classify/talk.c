/* SPDX-License-Identifier: Apache-2.0 */
/* What protocols tell of a talk, as facts. */
#include "classify/talk.h"

#include "classify/words.h"

void
talk_expect(struct talk *talk, enum side from, enum expect expect, uint64_t octets)
{
	if (talk->is_blind)
		return;
	if (from != talk->speaking) /* the beginning of a line that is none after all */
		stream_wipe(&talk->streams[from]);
	stream_expect(&talk->streams[from], expect, octets);
}

void
talk_content(struct talk *talk, size_t octets)
{
	if (octets == 0)
		return;
	talk->clear_octets += octets;
	talk->is_used_in_clear = true;
	facts_note_truth(&talk->facts, FACT_CONTENT_IN_CLEAR, true, talk->where);
}

void
talk_count(struct talk *talk, enum fact fact)
{
	uint64_t count = facts_has(&talk->facts, fact) ? talk->facts.values[fact] : 0;

	facts_note_count(&talk->facts, fact, count + 1, talk->where);
}

void
talk_offer(struct talk *talk)
{
	facts_note_truth(&talk->facts, FACT_STARTTLS_OFFERED, true, talk->where);
}

void
talk_list_is_read(struct talk *talk)
{
	talk->has_list = true;
	if (!talk->was_off && !facts_has(&talk->facts, FACT_STARTTLS_OFFERED))
		facts_note_truth(&talk->facts, FACT_STARTTLS_OFFERED, false, talk->where);
}

void
talk_masked(struct talk *talk)
{
	facts_note_truth(&talk->facts, FACT_STARTTLS_MASKED, true, talk->where);
}

void
talk_doubt(struct talk *talk)
{
	talk->answers = 0;
}

void
talk_may_leave(struct talk *talk)
{
	talk->may_leave_clear = true;
	talk->is_answered_in_clear = false;
	talk_doubt(talk);
}

void
talk_ask_tls(struct talk *talk)
{
	talk->upgrade = UPGRADE_ASKED;
	talk->was_asked = true;
	talk_may_leave(talk);
	talk->stage = STAGE_STARTTLS;
	facts_note_truth(&talk->facts, FACT_STARTTLS_REQUESTED, true, talk->where);
}

void
talk_accept_tls(struct talk *talk)
{
	talk->upgrade = UPGRADE_ACCEPTED;
	talk->stage = STAGE_STARTTLS;
	facts_note_truth(&talk->facts, FACT_STARTTLS_ACCEPTED, true, talk->where);
	facts_forget(&talk->facts, FACT_STARTTLS_COMPLETED);
}

void
talk_refuse_tls(struct talk *talk)
{
	talk->upgrade = UPGRADE_NONE;
	talk_resume(talk);
	facts_note_truth(&talk->facts, FACT_STARTTLS_ACCEPTED, false, talk->where);
	facts_note_truth(&talk->facts, FACT_STARTTLS_COMPLETED, false, talk->where);
}

/* SMTP's yes has a code of its own; the others' is a mere OK, so that it takes a second line to tell. */
void
talk_answer_after_gap(struct talk *talk, struct bytes line, bool is_fitting)
{
	bool has_code = line.size > 0 && line.data[0] >= '1' && line.data[0] <= '5';

	if (is_fitting && talk->answers < UINT8_MAX)
		talk->answers++;
	if (has_code)
		talk->is_answered_in_clear = is_fitting && !words_begin(line, "220");
	else
		talk->is_answered_in_clear = is_fitting && talk->answers > 1 && !words_have(line, "TLS");
}

void
talk_resume(struct talk *talk)
{
	talk->stage = talk->said_goodbye ? STAGE_QUIT : STAGE_COMMAND;
}

void
talk_goodbye(struct talk *talk)
{
	talk->stage = STAGE_QUIT;
	talk->said_goodbye = true;
}

void
talk_blocked(struct talk *talk, unsigned code)
{
	facts_note_word(&talk->facts, FACT_BLOCKED_KIND, BLOCKER_POLICY_REPLY, talk->where);
	if (code != 0)
		facts_note_count(&talk->facts, FACT_BLOCKED_CODE, code, talk->where);
}

void
talk_is_on(struct talk *talk)
{
	if (talk->is_off && talk->upgrade == UPGRADE_ASKED) /* and the answer was not heard */
		talk->upgrade = UPGRADE_NONE;
	if (talk->is_off)
		talk->stage = STAGE_COMMAND;
	talk->is_off = false;
}

void
talk_is_off(struct talk *talk)
{
	talk->is_off = talk->was_off = true;
	talk->has_offers = false;
}

void
talk_stop(struct talk *talk)
{
	talk_expect(talk, CLIENT, EXPECT_NOTHING, 0);
	talk_expect(talk, SERVER, EXPECT_NOTHING, 0);
	talk->is_blind = true;
}
