/* SPDX-License-Identifier: Apache-2.0 */
/* Reads talks: what was said, and the facts wanted of it. */
#include "classify_talk_reader.h"

#include <glob.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"

static struct saying *
script_say(struct script *script, enum side from, const void *octets, size_t size)
{
	struct saying *saying = &script->sayings[script->count++];

	CU_ASSERT_FATAL(script->count <= SAYINGS);
	saying->from = from;
	saying->size = size;
	saying->octets = malloc(size + 1);
	CU_ASSERT_FATAL(saying->octets != NULL);
	memcpy(saying->octets, octets, size);
	return saying;
}

static size_t
from_hex(const char *hex, uint8_t *out, size_t room)
{
	size_t   size = 0;
	unsigned octet;

	for (; sscanf(hex, " %2x", &octet) == 1 && size < room; size++) {
		out[size] = (uint8_t)octet;
		hex += strspn(hex, " ");
		hex += strlen(hex) < 2 ? strlen(hex) : 2;
	}
	return size;
}

static size_t
unescape(const char *text, uint8_t *out)
{
	static const char letters[] = "rn0\\", octets[] = "\r\n\0\\";
	size_t            size = 0;
	unsigned          octet;

	for (; *text != '\0'; text++) {
		const char *letter = text[0] == '\\' && text[1] != '\0' ? strchr(letters, text[1]) : NULL;

		if (letter != NULL) {
			out[size++] = (uint8_t)octets[letter - letters];
			text++;
		} else if (text[0] == '\\' && text[1] == 'x' && sscanf(text + 2, "%2x", &octet) == 1) {
			out[size++] = (uint8_t)octet;
			text += 3;
		} else {
			out[size++] = (uint8_t)*text;
		}
	}
	return size;
}

static void
say_flight(struct script *script, enum side from, const char *file, unsigned wanted)
{
	char           path[256], line[16384], side;
	static uint8_t octets[8192];
	unsigned       number;
	int            at;
	bool           is_found = false;
	FILE          *stream;

	snprintf(path, sizeof(path), "%s/%s", TALKS, file);
	stream = fopen(path, "r");
	CU_ASSERT_FATAL(stream != NULL);
	while (fgets(line, sizeof(line), stream) != NULL)
		if (sscanf(line, "%c %u %n", &side, &number, &at) == 2 && number == wanted &&
		    side == (from == CLIENT ? 'C' : 'S')) {
			script_say(script, from, octets, from_hex(line + at, octets, sizeof(octets)));
			is_found = true;
		}
	fclose(stream);
	CU_ASSERT_FATAL(is_found);
}

static void
say(struct script *script, enum side from, const char *kind, const char *rest)
{
	static uint8_t octets[65536];
	size_t         size;

	if (kind[0] == 'X') {
		script_say(script, from, octets, from_hex(rest, octets, sizeof(octets)));
	} else if (kind[0] == 'T') {
		say_flight(script, from, strncmp(kind, "T13", 3) == 0 ? "tls13.inc" : "tls12.inc",
			   (unsigned)strtoul(rest, NULL, 10));
	} else if (kind[0] == '*') {
		char   *text;
		size_t  times = strtoul(rest, &text, 10), total = 0;
		uint8_t one[256];
		size_t  length = unescape(text + (*text == ' '), one);

		for (; times > 0 && total + length <= sizeof(octets); times--, total += length)
			memcpy(octets + total, one, length);
		script_say(script, from, octets, total);
	} else {
		size = unescape(rest, octets);
		if (kind[0] == 'L') {
			octets[size++] = '\r';
			octets[size++] = '\n';
		}
		script_say(script, from, octets, size);
	}
}

static void
read_switch(struct script *script, const char *word)
{
	if (strcmp(word, "no-mail") == 0) {
		script->is_no_mail = true;
		return;
	}
	if (strcmp(word, "unsure") == 0)
		script->is_unsure = true;
	else if (strcmp(word, "midstream") == 0)
		script->is_unsure = script->end.was_midstream = true;
	else if (strcmp(word, "one-sided") == 0)
		script->is_one_sided = true;
	else if (strcmp(word, "open") == 0)
		script->end.is_open = true;
	else if (strcmp(word, "reset") == 0)
		script->end.is_broken = true;
	else if (strcmp(word, "cut") != 0)
		CU_FAIL_FATAL("unknown switch");
	if (strcmp(word, "cut") == 0 || strcmp(word, "reset") == 0)
		script->end.is_cut = true;
	else if (strcmp(word, "open") != 0)
		script->end.is_whole = false;
}

static void
read_want(struct script *script, const char *line)
{
	struct want *want = &script->wants[script->want_count++];
	char         name[64];

	CU_ASSERT_FATAL(script->want_count <= WANTS);
	strcpy(want->value, "null");
	CU_ASSERT_FATAL(sscanf(line + 1, " %63s %79[^\n]", name, want->value) >= 1);
	want->fact = fact_by_name(name);
	if (want->fact == FACT_COUNT)
		fprintf(stderr, "%s: no such fact: %s\n", script->path, name);
	CU_ASSERT_FATAL(want->fact != FACT_COUNT);
}

static void
read_line(struct script *script, char *line)
{
	static const char sides[] = "CcSs";
	const char       *side = strchr(sides, line[0]);
	char              kind[8] = "";
	unsigned          count;

	line[strcspn(line, "\n")] = '\0';
	if (line[0] == '\0' || line[0] == '#')
		return;
	if (line[0] == 'P') {
		script->port = (uint16_t)strtoul(line + 1, NULL, 10);
	} else if (line[0] == '@') {
		read_switch(script, line + 2);
	} else if (line[0] == '=' || line[0] == '!') {
		read_want(script, line);
	} else if (line[0] == '~') {
		count = 1;
		sscanf(line + 3, "%u", &count);
		script_say(script, line[2] == 'C' ? CLIENT : SERVER, "", 0);
		free(script->sayings[script->count - 1].octets);
		script->sayings[script->count - 1].octets = NULL;
		script->sayings[script->count - 1].size = count;
		script->end.is_whole = false;
	} else if (side != NULL) {
		enum side from = side < sides + 2 ? CLIENT : SERVER;
		size_t    length = strcspn(line + 1, " ");

		if (length > 0 && length < sizeof(kind))
			memcpy(kind, line + 1, length);
		if (length == 0)
			strcpy(kind, line[0] == 'C' || line[0] == 'S' ? "L" : "-");
		say(script, from, kind, line + 1 + length + (line[1 + length] == ' '));
	} else {
		fprintf(stderr, "%s: %s\n", script->path, line);
		CU_FAIL_FATAL("not a line of a talk");
	}
}

void
script_read(struct script *script, const char *path)
{
	char  line[4096];
	FILE *stream = fopen(path, "r");

	memset(script, 0, sizeof(*script));
	script->path = path;
	script->port = 25;
	script->end.is_whole = true;
	CU_ASSERT_FATAL(stream != NULL);
	while (fgets(line, sizeof(line), stream) != NULL)
		read_line(script, line);
	fclose(stream);
}

void
script_free(struct script *script)
{
	for (size_t i = 0; i < script->count; i++)
		free(script->sayings[i].octets);
}

size_t
script_each(void (*run)(void *context, const struct script *script), void *context)
{
	struct script *script = malloc(sizeof(*script));
	glob_t         found;
	size_t         count;

	CU_ASSERT_FATAL(script != NULL && glob(TALKS "/*.talk", 0, NULL, &found) == 0);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		script_read(script, found.gl_pathv[i]);
		run(context, script);
		script_free(script);
	}
	count = found.gl_pathc;
	globfree(&found);
	free(script);
	return count;
}

const char *
script_fact_text(const struct facts *facts, enum fact fact, char out[80])
{
	struct value value;

	if (!facts_value(facts, fact, &value))
		return "null";
	switch (value.type) {
	case TYPE_BOOL:
		return value.is.truth ? "true" : "false";
	case TYPE_WORD:
		return fact_rows[fact].words[value.is.number];
	case TYPE_TEXT:
	case TYPE_TEXTS:
		return value.is.text;
	default:
		snprintf(out, 80, "%" PRIu64, value.is.number);
		return out;
	}
}

static void
expect_no_mail(const struct script *script, const struct facts *facts)
{
	struct value protocol;
	bool         is_mail =
	    facts_value(facts, FACT_PROTOCOL, &protocol) && protocol.is.number <= PROTOCOL_MANAGESIEVE;

	if (is_mail)
		fprintf(stderr, "%s: is taken for mail\n", script->path);
	CU_ASSERT_FALSE(is_mail);
}

void
script_expect_facts(const struct script *script, const struct facts *facts)
{
	char room[80];

	if (script->is_no_mail)
		expect_no_mail(script, facts);
	for (size_t i = 0; i < script->want_count; i++) {
		const struct want *want = &script->wants[i];
		const char        *got = script_fact_text(facts, want->fact, room);

		if (strcmp(got, want->value) != 0)
			fprintf(stderr, "%s: %s is %s, wanted %s\n", script->path, fact_rows[want->fact].name,
				got, want->value);
		CU_ASSERT(strcmp(got, want->value) == 0);
	}
}

/* What is counted as it is seen: a part sees as much or less. */
static bool
is_count_of_seen(enum fact fact)
{
	static const enum fact rows[] = {FACT_AUTH_FAILURES,   FACT_AUTH_TRIES,      FACT_CLEAR_BYTES,
					 FACT_MAILBOX_FETCHED, FACT_MAILBOX_DELETED, FACT_MAILBOX_STORED,
					 FACT_MAILBOX_SCRIPTS};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i] == fact)
			return true;
	return false;
}

static bool
is_no_more(const struct facts *whole, const struct facts *part, enum fact fact)
{
	return is_count_of_seen(fact) && facts_has(whole, fact) && part->values[fact] <= whole->values[fact];
}

void
script_expect_no_other(const struct script *script, const struct facts *whole, const struct facts *part,
		       const char *how, size_t number)
{
	char one[80], two[80];

	if (script->is_no_mail) {
		expect_no_mail(script, part);
		return;
	}
	for (unsigned fact = 0; fact < FACT_COUNT; fact++) {
		const char *a = script_fact_text(whole, fact, one), *b = script_fact_text(part, fact, two);
		bool is_checked = fact_rows[fact].type == TYPE_BOOL || fact_rows[fact].type == TYPE_WORD ||
				  is_count_of_seen((enum fact)fact);

		if (!is_checked || is_no_more(whole, part, (enum fact)fact) || fact == FACT_PROTOCOL_BASIS ||
		    strcmp(b, "null") == 0 || strcmp(a, b) == 0)
			continue;
		fprintf(stderr, "%s: %s %zu: %s is %s, not %s\n", script->path, how, number,
			fact_rows[fact].name, b, a);
		CU_FAIL("a loss made a fact wrong");
	}
}
