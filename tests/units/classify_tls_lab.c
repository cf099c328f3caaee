/* SPDX-License-Identifier: Apache-2.0 */
/* Talks and how they are cut, spread and fed. */
#include "classify_tls_lab.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "classify/classifier_room.h"

void
lab_say(struct lab_talk *talk, enum side from, const void *data, size_t size)
{
	struct lab_turn *turn = talk->count == 0 ? NULL : &talk->turns[talk->count - 1];

	if (turn == NULL || turn->from != from) {
		if (talk->count == LAB_TURNS)
			abort();
		turn = &talk->turns[talk->count++];
		*turn = (struct lab_turn){from, NULL, 0};
	}
	if ((turn->data = realloc(turn->data, turn->size + size + 1)) == NULL)
		abort();
	memcpy(turn->data + turn->size, data, size);
	turn->size += size;
}

void
lab_copy(struct lab_talk *to, const struct lab_talk *from)
{
	*to = (struct lab_talk){.count = 0};
	for (unsigned i = 0; i < from->count; i++)
		lab_say(to, from->turns[i].from, from->turns[i].data, from->turns[i].size);
}

void
lab_free(struct lab_talk *talk)
{
	for (unsigned i = 0; i < talk->count; i++)
		free(talk->turns[i].data);
	talk->count = 0;
}

static void
spread_record(struct lab_talk *to, enum side from, const uint8_t *record, size_t most)
{
	size_t size = (size_t)record[3] << 8 | record[4];

	for (size_t at = 0; at < size; at += most) {
		size_t  part = size - at < most ? size - at : most;
		uint8_t header[10] = {
		    22,        record[1], record[2], (uint8_t)(part >> 8), (uint8_t)part, 22, record[1],
		    record[2], 0,         0};

		lab_say(to, from, header, 5);
		lab_say(to, from, record + 5 + at, part);
		lab_say(to, from, header + 5, 5);
	}
}

void
lab_spread(struct lab_talk *to, const struct lab_talk *from, size_t most)
{
	bool is_encrypted[2] = {false, false};

	*to = (struct lab_talk){.count = 0};
	for (unsigned i = 0; i < from->count; i++) {
		const struct lab_turn *turn = &from->turns[i];
		const uint8_t         *at = turn->data, *end = at + turn->size;

		for (; end - at >= 5; at += 5 + (at[3] << 8 | at[4])) {
			is_encrypted[turn->from] |= at[0] == 20;
			if (at[0] == 22 && !is_encrypted[turn->from])
				spread_record(to, turn->from, at, most);
			else
				lab_say(to, turn->from, at, 5 + (size_t)(at[3] << 8 | at[4]));
		}
	}
}

int64_t
lab_now(void)
{
	static time_t now; /* one time for all: days left are whole, and one may pass between two hearings */

	if (now == 0)
		now = time(NULL);
	return (int64_t)now * 1000000000;
}

/* A certificate of today ends a whole number of days from its making on: heard then, or a second later, it
 * has not the same number left. */
#define HALF_A_DAY (INT64_C(43200) * 1000000000)

int64_t
lab_heard_at(void)
{
	return lab_now() + HALF_A_DAY;
}

static uint32_t
random_next(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

static size_t
piece(uint32_t cut, uint32_t *state, size_t left)
{
	size_t most = cut == 0 ? left : cut == 1 ? 1 : 1 + random_next(state) % (cut % 3 == 0 ? 9 : 700);

	return most < left ? most : left;
}

enum tls_answer
lab_hear(struct classifier *classifier, const struct lab_talk *talk, uint32_t cut, bool is_cut,
	 struct facts *facts)
{
	struct tls      tls = {.is_over = false};
	enum tls_answer answer = TLS_GOING_ON;
	uint32_t        state = cut * 2654435761u + 1;
	int64_t         when = lab_heard_at();
	place           where = 0;

	memset(facts, 0, sizeof(*facts));
	for (unsigned i = 0; i < talk->count; i++) {
		const struct lab_turn *turn = &talk->turns[i];

		for (size_t at = 0, size; at < turn->size; at += size) {
			/* A copy of its own lets the sanitizer see every octet read beyond it. */
			uint8_t *copy;

			size = piece(cut, &state, turn->size - at);
			if ((copy = malloc(size)) == NULL)
				abort();
			memcpy(copy, turn->data + at, size);
			answer = tls_heard(classifier, &tls, facts, turn->from, bytes_of(copy, size), when,
					   ++where);
			free(copy);
		}
	}
	tls_finish(classifier, &tls, facts, is_cut);
	if (pool_taken(classifier->messages) != 0)
		abort();
	return answer;
}

bool
lab_facts_equal(const struct facts *a, const struct facts *b)
{
	for (unsigned fact = 0; fact < FACT_COUNT; fact++)
		if (facts_has(a, (enum fact)fact) != facts_has(b, (enum fact)fact) ||
		    (facts_has(a, (enum fact)fact) && a->values[fact] != b->values[fact]))
			return false;
	return true;
}

const char *
lab_text(const struct facts *facts, enum fact fact)
{
	struct value value;

	if (!facts_value(facts, fact, &value))
		return "";
	if (value.type == TYPE_BOOL)
		return value.is.truth ? "true" : "false";
	return value.type == TYPE_WORD ? fact_rows[fact].words[value.is.number] : value.is.text;
}

int64_t
lab_count(const struct facts *facts, enum fact fact)
{
	struct value value;

	return facts_value(facts, fact, &value) ? (int64_t)value.is.number : -1;
}
