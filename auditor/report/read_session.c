/* SPDX-License-Identifier: Apache-2.0 */
/* Reads a session: every fact by its name and type. */
#include <string.h>

#include "base/text.h"
#include "report/item.h"
#include "report/saved_room.h"

#define FRAME_MOST UINT64_C(0xffffffffffff)

typedef void note(struct facts *facts, enum fact fact, struct take *take, const char *key);

static void
note_truth(struct facts *facts, enum fact fact, struct take *take, const char *key)
{
	facts_note_truth(facts, fact, take_truth(take, key), PLACE_NONE);
}

static void
note_word(struct facts *facts, enum fact fact, struct take *take, const char *key)
{
	const struct fact_row *row = &fact_rows[fact];

	facts_note_word(facts, fact, take_word(take, key, row->words, row->word_count), PLACE_NONE);
}

static void
note_count(struct facts *facts, enum fact fact, struct take *take, const char *key)
{
	facts_note_count(facts, fact, take_count(take, key, UINT64_MAX), PLACE_NONE);
}

static void
note_text(struct facts *facts, enum fact fact, struct take *take, const char *key)
{
	facts_note_text(facts, fact, take_fact_if(take, key), PLACE_NONE);
}

/* Its parts joined by newlines: a newline in a part was escaped when it was cleaned. */
static void
note_texts(struct facts *facts, enum fact fact, struct take *take, const char *key)
{
	struct json_object *array = take_array(take, key);
	size_t              count = array == NULL ? 0 : json_object_array_length(array);
	struct text         text = {0};
	const char         *copy = NULL;

	for (size_t i = 0; i < count; i++) {
		struct take one = {.from = json_object_array_get_idx(array, i), .arena = take->arena};
		const char *part = take_fact_if(&one, NULL);

		if (part == NULL || strchr(part, '\n') != NULL)
			take_fail(take, key, "holds something else than names");
		else
			text_printf(&text, "%s%s", i > 0 ? "\n" : "", part);
	}
	if (!text.failed)
		copy = arena_text(take->arena, text.data == NULL ? "" : text.data, text.size);
	text_free(&text);
	if (copy == NULL)
		take_fail(take, key, "does not fit into memory");
	facts_note_text(facts, fact, copy, PLACE_NONE);
}

static void
note_address(struct facts *facts, enum fact fact, struct take *take, const char *key)
{
	struct address address = take_address_if(take, key);

	facts_note_address(facts, fact, &address, PLACE_NONE);
}

static void
note_time(struct facts *facts, enum fact fact, struct take *take, const char *key)
{
	facts_note_time(facts, fact, take_time(take, key), PLACE_NONE);
}

static note *const notes[] = {
    [TYPE_BOOL] = note_truth, [TYPE_WORD] = note_word,   [TYPE_COUNT] = note_count,
    [TYPE_TEXT] = note_text,  [TYPE_TEXTS] = note_texts, [TYPE_ADDRESS] = note_address,
    [TYPE_TIME] = note_time,
};

void
read_fact(struct facts *facts, enum fact fact, struct take *take, const char *key)
{
	notes[fact_rows[fact].type](facts, fact, take, key);
}

void
read_session(const struct saved *saved, struct take *take, struct session *session)
{
	uint64_t first = take_count(take, "frames.first", FRAME_MOST);
	uint64_t last = take_count(take, "frames.last", FRAME_MOST);
	char     name[ITEM_KEY_SIZE];

	for (unsigned fact = 0; fact < FACT_COUNT; fact++) {
		const char *key = item_fact_key(fact, name);

		if (take_has(take, key))
			read_fact(&session->facts, fact, take, key);
	}
	session->first_frame = read_place(saved, take, "capture", "input", first);
	session->last_frame = place_of(place_capture(session->first_frame), last);
	if (take_has(take, "frames.last_capture"))
		session->last_frame =
		    read_place(saved, take, "frames.last_capture", "frames.last_input", last);
}
