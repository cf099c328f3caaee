/* SPDX-License-Identifier: Apache-2.0 */
/* The registry as a table, and what is known of a session. */
#include "classify/fact.h"

#include <string.h>

#define WORDS_PATH path_words, PATH_COUNT
#define WORDS_OUTCOME outcome_words, OUTCOME_COUNT
#define WORDS_STAGE stage_words, STAGE_COUNT
#define WORDS_BLOCKER blocker_words, BLOCKER_COUNT
#define WORDS_ATTEMPT attempt_words, ATTEMPT_COUNT
#define WORDS_CONTROL control_words, CONTROL_COUNT
#define WORDS_BLOCKER_SIDE blocker_side_words, BLOCKER_SIDE_COUNT
#define WORDS_PROTOCOL protocol_words, PROTOCOL_COUNT
#define WORDS_BASIS basis_words, BASIS_COUNT
#define WORDS_ROLE role_words, ROLE_COUNT
#define WORDS_SECURITY security_words, SECURITY_COUNT
#define WORDS_TLS_VERSION tls_version_words, TLS_VERSION_COUNT
#define WORDS_STRENGTH strength_words, STRENGTH_COUNT
#define WORDS_HANDSHAKE handshake_words, HANDSHAKE_COUNT
#define WORDS_SIDE side_words, SIDE_COUNT
#define WORDS_SECRET secret_words, SECRET_COUNT
#define WORDS_AUTH_OUTCOME auth_outcome_words, AUTH_OUTCOME_COUNT
#define WORDS_SIGHT_DIFFERENCE sight_difference_words, SIGHT_DIFFERENCE_COUNT
#define WORDS_AUTH_REFUSAL auth_refusal_words, AUTH_REFUSAL_COUNT
#define WORDS_COMMAND command_words, COMMAND_COUNT
#define WORDS_END end_words, END_COUNT
#define WORDS_NONE NULL, 0

const struct fact_row fact_rows[FACT_COUNT] = {
#define row(CONSTANT, name, TYPE, LIST, meaning) {name, TYPE_##TYPE, WORDS_##LIST, meaning},
    EACH_FACT(row)
#undef row
};

static const struct {
	const char *name;
	enum fact   fact;
} aliases[] = {
    {"port",           FACT_SERVER_PORT},
    {"client.address", FACT_CLIENT     },
    {"server.address", FACT_SERVER     },
};

enum fact
fact_by_name(const char *name)
{
	for (unsigned fact = 0; fact < FACT_COUNT; fact++)
		if (strcmp(fact_rows[fact].name, name) == 0)
			return (enum fact)fact;
	for (size_t i = 0; i < sizeof(aliases) / sizeof(aliases[0]); i++)
		if (strcmp(aliases[i].name, name) == 0)
			return aliases[i].fact;
	return FACT_COUNT;
}

static void
note(struct facts *facts, enum fact fact, uint64_t value, place where)
{
	uint64_t bit = UINT64_C(1) << fact % 64;

	if ((facts->known[fact / 64] & bit) != 0 && facts->values[fact] == value &&
	    facts->places[fact] != PLACE_NONE)
		return;
	facts->known[fact / 64] |= bit;
	facts->values[fact] = value;
	facts->places[fact] = where;
}

void
facts_note_truth(struct facts *facts, enum fact fact, bool truth, place where)
{
	note(facts, fact, truth, where);
}

void
facts_note_word(struct facts *facts, enum fact fact, unsigned word, place where)
{
	note(facts, fact, word, where);
}

void
facts_note_count(struct facts *facts, enum fact fact, uint64_t count, place where)
{
	note(facts, fact, count, where);
}

void
facts_note_time(struct facts *facts, enum fact fact, int64_t time, place where)
{
	note(facts, fact, (uint64_t)time, where);
}

void
facts_note_text(struct facts *facts, enum fact fact, const char *text, place where)
{
	if (text != NULL)
		note(facts, fact, (uint64_t)(uintptr_t)text, where);
}

void
facts_note_address(struct facts *facts, enum fact fact, const struct address *address, place where)
{
	unsigned slot = facts_has(facts, fact) ? (unsigned)facts->values[fact] : facts->address_count;

	if (slot == FACT_ADDRESSES)
		return;
	if (slot == facts->address_count)
		facts->address_count++;
	facts->addresses[slot] = *address;
	note(facts, fact, slot, where);
}

void
facts_default_truth(struct facts *facts, enum fact fact, bool truth)
{
	if (!facts_has(facts, fact))
		note(facts, fact, truth, PLACE_NONE);
}

void
facts_default_word(struct facts *facts, enum fact fact, unsigned word)
{
	if (!facts_has(facts, fact))
		note(facts, fact, word, PLACE_NONE);
}

void
facts_forget(struct facts *facts, enum fact fact)
{
	facts->known[fact / 64] &= ~(UINT64_C(1) << fact % 64);
	facts->places[fact] = PLACE_NONE;
}

bool
facts_has(const struct facts *facts, enum fact fact)
{
	return (facts->known[fact / 64] >> fact % 64 & 1) != 0;
}

/* `unknown` stands last in the lists that have it. */
static bool
is_word_unknown(const struct fact_row *row, uint64_t word)
{
	return row->type == TYPE_WORD && word == row->word_count - 1 &&
	       strcmp(row->words[word], "unknown") == 0;
}

bool
facts_value(const struct facts *facts, enum fact fact, struct value *value)
{
	const struct fact_row *row = &fact_rows[fact];
	uint64_t               stored = facts->values[fact];

	value->type = row->type;
	if (!facts_has(facts, fact) || is_word_unknown(row, stored))
		return false;
	switch (row->type) {
	case TYPE_BOOL:
		value->is.truth = stored != 0;
		break;
	case TYPE_TEXT:
	case TYPE_TEXTS:
		value->is.text = (const char *)(uintptr_t)stored;
		break;
	case TYPE_ADDRESS:
		value->is.address = facts->addresses[stored];
		break;
	case TYPE_TIME:
		value->is.time = (int64_t)stored;
		break;
	case TYPE_WORD:
	case TYPE_COUNT:
		value->is.number = stored;
	}
	return true;
}

bool
facts_is(const struct facts *facts, enum fact fact)
{
	return facts_has(facts, fact) && facts->values[fact] != 0;
}

bool
facts_word_is(const struct facts *facts, enum fact fact, unsigned word)
{
	return facts_has(facts, fact) && facts->values[fact] == word;
}

place
facts_place(const struct facts *facts, enum fact fact)
{
	return facts_has(facts, fact) ? facts->places[fact] : PLACE_NONE;
}
