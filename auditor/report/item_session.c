/* SPDX-License-Identifier: Apache-2.0 */
/* A session as members of a JSON object: the registry of facts, nested by their dotted names. */
#include "report/item.h"

#include <stdio.h>
#include <string.h>

#include "base/community.h"
#include "report/members.h"

/* Groups that are null as a whole when nothing of them is known; the others keep their members, all null. */
static const char *const nullable[] = {"blocked_by.", "control.", "tls.", "mailbox.", "smtp.", "sight."};

typedef void add_value(struct json_object **to, const char *key, const struct value *value);

static void
add_truth(struct json_object **to, const char *key, const struct value *value)
{
	member_truth(to, key, value->is.truth);
}

static void
add_count(struct json_object **to, const char *key, const struct value *value)
{
	member_count(to, key, value->is.number);
}

static void
add_text(struct json_object **to, const char *key, const struct value *value)
{
	member_fact(to, key, value->is.text, strlen(value->is.text));
}

static void
add_texts(struct json_object **to, const char *key, const struct value *value)
{
	struct json_object *array = json_object_new_array();
	const char         *part = value->is.text;

	while (*part != '\0') {
		size_t size = strcspn(part, "\n");

		if (size > 0)
			member_fact(&array, NULL, part, size);
		part += size + (part[size] == '\n');
	}
	member_object(to, key, array);
}

static void
add_address(struct json_object **to, const char *key, const struct value *value)
{
	member_address(to, key, &value->is.address);
}

static void
add_time(struct json_object **to, const char *key, const struct value *value)
{
	member_time(to, key, value->is.time);
}

/* Words are printed by add_word. */
static add_value *const adders[] = {
    [TYPE_BOOL] = add_truth,  [TYPE_COUNT] = add_count,     [TYPE_TEXT] = add_text,
    [TYPE_TEXTS] = add_texts, [TYPE_ADDRESS] = add_address, [TYPE_TIME] = add_time,
};

/* The word `unknown` is no knowledge, and yet it is what the capture told: it is printed as it is. */
static void
add_word(struct json_object **to, const char *key, const struct facts *facts, enum fact fact)
{
	const struct fact_row *row = &fact_rows[fact];

	if (facts_has(facts, fact) && facts->values[fact] < row->word_count)
		member_text(to, key, row->words[facts->values[fact]]);
	else
		member_null(to, key);
}

static bool
is_in_group(enum fact fact, const char *group)
{
	return strncmp(fact_rows[fact].name, group, strlen(group)) == 0;
}

/* `client` is the name of a fact and of a group: in the group it is client.address.  Groups stand together.
 */
const char *
item_fact_key(enum fact fact, char key[ITEM_KEY_SIZE])
{
	const char *name = fact_rows[fact].name;
	size_t      size = strlen(name);

	if (fact + 1 == FACT_COUNT || strncmp(fact_rows[fact + 1].name, name, size) != 0 ||
	    fact_rows[fact + 1].name[size] != '.')
		return name;
	snprintf(key, ITEM_KEY_SIZE, "%s.address", name);
	return key;
}

void
item_fact(struct json_object **to, const char *key, const struct facts *facts, enum fact fact)
{
	struct value value;

	if (fact_rows[fact].type == TYPE_WORD)
		add_word(to, key, facts, fact);
	else if (facts_value(facts, fact, &value))
		adders[value.type](to, key, &value);
	else
		member_null(to, key);
}

static void
add_fact(struct json_object **to, const struct facts *facts, enum fact fact)
{
	char name[ITEM_KEY_SIZE];

	item_fact(to, item_fact_key(fact, name), facts, fact);
}

/* The number of facts of the group, if it begins with ${first} and is null because none of them is known. */
static unsigned
null_group(const struct facts *facts, enum fact first, const char *group)
{
	unsigned size = 0;

	if (!is_in_group(first, group) || (first > 0 && is_in_group(first - 1, group)))
		return 0;
	while (first + size < FACT_COUNT && is_in_group(first + size, group)) {
		if (facts_has(facts, first + size))
			return 0;
		size++;
	}
	return size;
}

static unsigned
add_null_group(struct json_object **to, const struct facts *facts, enum fact first)
{
	unsigned size = 0;

	for (size_t i = 0; i < sizeof(nullable) / sizeof(nullable[0]) && size == 0; i++) {
		char key[ITEM_KEY_SIZE];

		if ((size = null_group(facts, first, nullable[i])) == 0)
			continue;
		snprintf(key, sizeof(key), "%.*s", (int)strlen(nullable[i]) - 1, nullable[i]);
		member_null(to, key);
	}
	return size;
}

static void
add_frames(struct json_object **to, const struct report *report, const struct session *session)
{
	member_count(to, "frames.first", place_frame(session->first_frame));
	member_count(to, "frames.last", place_frame(session->last_frame));
	if (place_capture(session->first_frame) == place_capture(session->last_frame))
		return;
	member_name(to, "frames.last_capture", item_capture(report, session->last_frame));
	member_count(to, "frames.last_input", place_capture(session->last_frame));
}

const char *
item_community(const struct session *session, char id[COMMUNITY_ID_SIZE])
{
	struct value client, server, client_port, server_port;

	if (!facts_value(&session->facts, FACT_CLIENT, &client) ||
	    !facts_value(&session->facts, FACT_SERVER, &server) ||
	    !facts_value(&session->facts, FACT_CLIENT_PORT, &client_port) ||
	    !facts_value(&session->facts, FACT_SERVER_PORT, &server_port) ||
	    !community_id(&client.is.address, (uint16_t)client_port.is.number, &server.is.address,
			  (uint16_t)server_port.is.number, id))
		return NULL;
	return id;
}

void
item_session(struct json_object **to, const struct report *report, const struct session *session)
{
	char     id[SESSION_ID_SIZE], community[COMMUNITY_ID_SIZE];
	unsigned skipped;

	session_id(session, id);
	member_text(to, "id", id);
	member_text(to, "community_id", item_community(session, community));
	item_place(to, report, session->first_frame);
	for (unsigned fact = 0; fact < FACT_COUNT; fact += skipped == 0 ? 1 : skipped) {
		if (fact == FACT_FIRST_SEEN)
			add_frames(to, report, session);
		if ((skipped = add_null_group(to, &session->facts, fact)) == 0)
			add_fact(to, &session->facts, fact);
	}
}
