/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the members of objects by their types, and says what is wrong with one. */
#include "report/take.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/text.h"
#include "report/clean.h"

void
take_fail(struct take *take, const char *key, const char *what)
{
	struct text text = {0};

	if (take->wrong[0] != '\0')
		return;
	text_clean(&text, key == NULL ? "it" : key, key == NULL ? 2 : strlen(key));
	snprintf(take->wrong, sizeof(take->wrong), "%s %s", text.data == NULL ? "?" : text.data, what);
	text_free(&text);
}

struct json_object *
take_member(const struct take *take, const char *key)
{
	struct json_object *at = take->from, *next = NULL;
	char                name[64];

	if (take->wrong[0] != '\0')
		return NULL;
	while (key != NULL && at != NULL) {
		size_t size = strcspn(key, ".");

		if (size >= sizeof(name) || !json_object_is_type(at, json_type_object))
			return NULL;
		memcpy(name, key, size);
		name[size] = '\0';
		at = json_object_object_get_ex(at, name, &next) ? next : NULL;
		key = key[size] == '.' ? key + size + 1 : NULL;
	}
	return at;
}

bool
take_has(const struct take *take, const char *key)
{
	return take_member(take, key) != NULL;
}

/* The member, if it is of that type; NULL after saying that it is not. */
static struct json_object *
typed(struct take *take, const char *key, enum json_type type, const char *what)
{
	struct json_object *member = take_member(take, key);

	if (member != NULL && json_object_is_type(member, type))
		return member;
	take_fail(take, key, member == NULL ? "is missing" : what);
	return NULL;
}

bool
take_truth(struct take *take, const char *key)
{
	struct json_object *member = typed(take, key, json_type_boolean, "is neither true nor false");

	return member != NULL && json_object_get_boolean(member);
}

uint64_t
take_count(struct take *take, const char *key, uint64_t most)
{
	struct json_object *member = typed(take, key, json_type_int, "is no whole number");
	uint64_t            count = member == NULL ? 0 : json_object_get_uint64(member);

	/* What is negative reads as 0. */
	if (member != NULL && (count > most || (count == 0 && json_object_get_int64(member) != 0))) {
		take_fail(take, key, "is out of range");
		return 0;
	}
	return count;
}

/* The time that text_time prints so.  Nanoseconds since 1970 fit years from 1677 to 2262. */
static bool
time_parse(const char *text, int64_t *time)
{
	struct tm tm = {0};
	int       micro = 0;
	int64_t   seconds;
	char      again[TEXT_TIME_SIZE];

	if (sscanf(text, "%d-%2d-%2dT%2d:%2d:%2d.%6dZ", &tm.tm_year, &tm.tm_mon, &tm.tm_mday, &tm.tm_hour,
		   &tm.tm_min, &tm.tm_sec, &micro) != 7 ||
	    tm.tm_year < 1677 || tm.tm_year > 2262)
		return false;
	tm.tm_year -= 1900;
	tm.tm_mon -= 1;
	seconds = timegm(&tm);
	if (seconds <= INT64_MIN / 1000000000 || seconds >= INT64_MAX / 1000000000)
		return false;
	*time = seconds * 1000000000 + (int64_t)micro * 1000;
	return strcmp(text_time(*time, again), text) == 0;
}

static const char *
string_of(struct take *take, const char *key)
{
	struct json_object *member = typed(take, key, json_type_string, "is no text");

	return member == NULL ? NULL : json_object_get_string(member);
}

int64_t
take_time(struct take *take, const char *key)
{
	const char *text = string_of(take, key);
	int64_t     time = 0;

	if (text != NULL && !time_parse(text, &time))
		take_fail(take, key, "is no time like 2026-11-22T03:34:00.000000Z");
	return time;
}

unsigned
take_word(struct take *take, const char *key, const char *const *words, size_t count)
{
	const char *text = string_of(take, key);

	for (unsigned word = 0; text != NULL && word < count; word++)
		if (strcmp(words[word], text) == 0)
			return word;
	take_fail(take, key, "is a word that this version does not know");
	return 0;
}

bool
take_truth_if(struct take *take, const char *key)
{
	return take_has(take, key) && take_truth(take, key);
}

uint64_t
take_count_if(struct take *take, const char *key, uint64_t most)
{
	return take_has(take, key) ? take_count(take, key, most) : 0;
}

struct address
take_address_if(struct take *take, const char *key)
{
	struct address address = {{0}, 0};
	const char    *text = take_has(take, key) ? string_of(take, key) : NULL;

	if (text != NULL && !address_parse(text, &address))
		take_fail(take, key, "is no address");
	return address;
}

/* ${text} becomes the arena's. */
static const char *
kept(struct take *take, const char *key, struct text *text)
{
	const char *copy = NULL;

	if (!text->failed)
		copy = arena_text(take->arena, text->data == NULL ? "" : text->data, text->size);
	text_free(text);
	if (copy == NULL)
		take_fail(take, key, "does not fit into memory");
	return copy;
}

const char *
take_text(struct take *take, const char *key)
{
	const char *string = string_of(take, key);
	struct text text = {0};

	if (string == NULL)
		return NULL;
	clean_undo(&text, string);
	return kept(take, key, &text);
}

const char *
take_text_if(struct take *take, const char *key)
{
	return take_has(take, key) ? take_text(take, key) : NULL;
}

const char *
take_fact_if(struct take *take, const char *key)
{
	const char *string = take_has(take, key) ? string_of(take, key) : NULL;
	struct text text = {0};

	if (string == NULL)
		return NULL;
	text_add(&text, string);
	return kept(take, key, &text);
}

struct json_object *
take_array(struct take *take, const char *key)
{
	struct json_object *member = take_member(take, key);

	if (member == NULL || json_object_is_type(member, json_type_array))
		return member;
	take_fail(take, key, "is no list");
	return NULL;
}

const char *const *
take_texts(struct take *take, const char *key)
{
	struct json_object *array = take_array(take, key);
	size_t              count = array == NULL ? 0 : json_object_array_length(array);
	const char        **texts = arena_take(take->arena, (count + 1) * sizeof(*texts));

	for (size_t i = 0; texts != NULL && i < count; i++) {
		struct take one = {.from = json_object_array_get_idx(array, i), .arena = take->arena};

		if ((texts[i] = take_text(&one, NULL)) == NULL)
			take_fail(take, key, "holds something else than texts");
	}
	if (texts == NULL)
		take_fail(take, key, "does not fit into memory");
	return texts;
}
