/* SPDX-License-Identifier: Apache-2.0 */
/* What all replies of SMTP and LMTP have: enhanced codes, refusals; and what the reply to EHLO lists. */
#include <stdio.h>

#include "classify/refusal.h"
#include "classify/smtp.h"
#include "classify/words.h"

#define STATUS_ROOM 16

/* RFC 3463 2: one to three digits, with no zero before them. */
static bool
status_part(struct bytes *text, uint32_t *part)
{
	size_t   size = text->size;
	bool     is_zero = size > 0 && text->data[0] == '0';
	uint64_t number;

	if (!words_number(text, &number) || number > 999)
		return false;
	*part = (uint32_t)number;
	return !is_zero || size - text->size == 1;
}

/* RFC 2034 4: the class is that of the code, and a blank or the end stands behind it. */
uint32_t
smtp_reply_status(struct bytes text, unsigned code)
{
	uint32_t parts[3];

	for (unsigned i = 0; i < 3; i++) {
		if (i > 0 && (text.size == 0 || text.data[0] != '.'))
			return 0;
		if (i > 0)
			bytes_skip(&text, 1);
		if (!status_part(&text, &parts[i]))
			return 0;
	}
	if (parts[0] != code / 100 || parts[0] < 2 || parts[0] == 3 ||
	    (text.size > 0 ? text.data[0] != ' ' : text.is_short))
		return 0;
	return parts[0] << 20 | parts[1] << 10 | parts[2];
}

/* Whether it is X.7.Z, which is about policy and security (RFC 3463 3.8). */
static bool
is_policy(uint32_t status)
{
	return status != 0 && (status >> 10 & 0x3ff) == 7;
}

static struct bytes
print_status(uint32_t status, char out[STATUS_ROOM])
{
	int size = snprintf(out, STATUS_ROOM, "%u.%u.%u", (unsigned)(status >> 20),
			    (unsigned)(status >> 10 & 0x3ff), (unsigned)(status & 0x3ff));

	return bytes_of((const uint8_t *)out, (size_t)size);
}

static void
note_status(struct talk *talk, uint32_t status)
{
	char         room[STATUS_ROOM];
	struct bytes text = print_status(status, room);

	facts_forget(&talk->facts, FACT_SMTP_REFUSAL_STATUS);
	if (status != 0)
		facts_note_text(&talk->facts, FACT_SMTP_REFUSAL_STATUS,
				intern_text(talk->intern, text.data, text.size), talk->where);
}

/* The enhanced code says more than the code, if it says anything. */
enum auth_refusal
smtp_why_refused(const struct smtp *smtp, unsigned code)
{
	char              room[STATUS_ROOM];
	enum auth_refusal why = refusal_by_code(print_status(smtp->status, room));
	int               size;

	if (why != AUTH_REFUSAL_UNKNOWN)
		return why;
	size = snprintf(room, sizeof(room), "%u", code);
	return refusal_by_code(bytes_of((const uint8_t *)room, (size_t)size));
}

void
smtp_note_refusal(struct talk *talk, const struct smtp *smtp, unsigned code, enum command_word command)
{
	if (code < 400)
		return;
	facts_note_count(&talk->facts, FACT_SMTP_REFUSAL_CODE, code, talk->where);
	facts_note_word(&talk->facts, FACT_SMTP_REFUSAL_COMMAND, command, talk->where);
	note_status(talk, smtp->status);
}

void
smtp_note_block(struct talk *talk, const struct smtp *smtp, unsigned code)
{
	bool is_login = code == 530 || code == 534 || code == 535 || code == 538;
	bool is_for_good = code >= 500 || code == 421;

	if (code == 521 || code == 554 || (is_for_good && is_policy(smtp->status) && !is_login))
		talk_blocked(talk, code);
}

static void
list_mechanisms(struct talk *talk, struct bytes names)
{
	while (names.size > 0)
		sasl_offer(talk, words_next(&names));
}

/* RFC 5321 4.1.1.1; before RFC 2554 some servers wrote AUTH=, and PIPE_CONNECT is Exim's. */
void
smtp_hear_extension(struct talk *talk, struct smtp *smtp, struct bytes text)
{
	struct bytes old = text, keyword = words_next(&text);

	if (words_are(keyword, "STARTTLS") || words_are(keyword, "X-ANONYMOUSTLS"))
		talk_offer(talk);
	if (words_are_masked(keyword))
		talk_masked(talk);
	if (words_are(keyword, "ENHANCEDSTATUSCODES"))
		facts_note_truth(&talk->facts, FACT_SMTP_ENHANCED_CODES, true, talk->where);
	if (words_are(keyword, "PIPELINING"))
		facts_note_truth(&talk->facts, FACT_SMTP_PIPELINING, true, talk->where);
	smtp->may_pipeline |= words_are(keyword, "PIPELINING");
	smtp->is_pipe_connect |= words_are(keyword, "PIPECONNECT") || words_are(keyword, "PIPE_CONNECT") ||
				 words_are(keyword, "X_PIPE_CONNECT");
	if (words_are(keyword, "AUTH"))
		list_mechanisms(talk, text);
	if (words_begin(keyword, "AUTH=")) {
		bytes_skip(&old, 5);
		list_mechanisms(talk, old);
	}
}
