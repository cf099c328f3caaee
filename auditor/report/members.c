/* SPDX-License-Identifier: Apache-2.0 */
/* Fills json-c objects, member by member. */
#include "report/members.h"

#include <string.h>

#include "base/text.h"
#include "report/clean.h"
#include "report/sink.h"

#define GROUP_SIZE 64

/* The object that is ${root}'s member of the first ${size} octets of ${key}; NULL if it cannot be had. */
static struct json_object *
group_in(struct json_object *root, const char *key, size_t size)
{
	char                name[GROUP_SIZE];
	struct json_object *group = NULL;

	if (size >= sizeof(name))
		return NULL;
	memcpy(name, key, size);
	name[size] = '\0';
	if (json_object_object_get_ex(root, name, &group))
		return json_object_is_type(group, json_type_object) ? group : NULL;
	group = json_object_new_object();
	if (group != NULL && json_object_object_add(root, name, group) != 0) {
		json_object_put(group);
		return NULL;
	}
	return group;
}

static int
add(struct json_object *to, const char *key, struct json_object *value)
{
	const char *dot;

	if (key == NULL)
		return json_object_array_add(to, value);
	while (to != NULL && (dot = strchr(key, '.')) != NULL) {
		to = group_in(to, key, (size_t)(dot - key));
		key = dot + 1;
	}
	return to == NULL ? -1 : json_object_object_add(to, key, value);
}

/* ${value} NULL stands for null if ${is_made}, else for memory that ran out. */
static void
attach(struct json_object **to, const char *key, struct json_object *value, bool is_made)
{
	if (*to != NULL && is_made && add(*to, key, value) == 0)
		return;
	json_object_put(value);
	json_object_put(*to);
	*to = NULL;
}

void
member_null(struct json_object **to, const char *key)
{
	attach(to, key, NULL, true);
}

void
member_object(struct json_object **to, const char *key, struct json_object *object)
{
	attach(to, key, object, object != NULL);
}

void
member_truth(struct json_object **to, const char *key, bool truth)
{
	member_object(to, key, json_object_new_boolean(truth));
}

void
member_count(struct json_object **to, const char *key, uint64_t count)
{
	member_object(to, key, json_object_new_uint64(count));
}

void
member_time(struct json_object **to, const char *key, int64_t time)
{
	char text[TEXT_TIME_SIZE];

	member_text(to, key, text_time(time, text));
}

void
member_address(struct json_object **to, const char *key, const struct address *address)
{
	char text[ADDRESS_TEXT_SIZE];

	member_text(to, key, address->family == 0 ? NULL : address_print(address, text));
}

void
member_text(struct json_object **to, const char *key, const char *text)
{
	if (text == NULL)
		member_null(to, key);
	else
		member_object(to, key, json_object_new_string(text));
}

void
member_made(struct json_object **to, const char *key, struct text *text)
{
	if (text->failed)
		member_object(to, key, NULL);
	else
		member_text(to, key, text->data == NULL ? "" : text->data);
	text_free(text);
}

void
member_name(struct json_object **to, const char *key, const char *name)
{
	struct text text = {0};

	if (name == NULL) {
		member_null(to, key);
		return;
	}
	clean_name(&text, name);
	member_made(to, key, &text);
}

void
member_prose(struct json_object **to, const char *key, const char *prose)
{
	struct text text = {0};

	if (prose == NULL) {
		member_null(to, key);
		return;
	}
	clean_prose(&text, prose);
	member_made(to, key, &text);
}

void
member_sentences(struct json_object **to, const char *key, const char *const *list)
{
	struct json_object *array = json_object_new_array();

	for (; list != NULL && *list != NULL; list++)
		member_prose(&array, NULL, *list);
	member_object(to, key, array);
}

void
member_fact(struct json_object **to, const char *key, const char *fact, size_t size)
{
	struct text text = {0};

	clean_fact(&text, fact, size);
	member_made(to, key, &text);
}

void
member_shared(struct json_object **to, const char *key, struct json_object *from)
{
	struct json_object *value = NULL;
	bool                is_made = json_object_object_get_ex(from, key, &value);

	attach(to, key, json_object_get(value), is_made);
}

void
members_print(struct json_object *object)
{
	if (object == NULL)
		return;
	json_object_object_foreach(object, key, value)
	{
		const char *text = value == NULL ? NULL : json_object_to_json_string_ext(value, SINK_JSON);
		char       *copy = text == NULL ? NULL : strdup(text);

		(void)key;
		if (copy != NULL)
			json_object_set_serializer(value, json_object_userdata_to_json_string, copy,
						   json_object_free_userdata);
	}
}
