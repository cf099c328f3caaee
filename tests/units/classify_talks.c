/* SPDX-License-Identifier: Apache-2.0 */
/* Plays tests/talks: what was said, and the facts wanted of it, however the network cut it. */
#include <glob.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "classify/classifier.h"
#include "classify/dialogue.h"
#include "unit.h"

#ifndef TALKS
#define TALKS "tests/talks"
#endif

/*
 * The lines of a talk:
 *   # comment                P 587             port of the server (default 25)
 *   C text   S text          a line of client or server, ended by CRLF; escapes \r \n \0 \\ \xHH
 *   c text   s text          the same without an end
 *   CX hex   SX hex          raw octets
 *   CT 1     ST 1            flight of the canned handshake; CT13, ST13: of TLS 1.3
 *   C* 3000 text             the text 3000 times, without an end
 *   ~ C 100                  octets that were not captured
 *   @ unsure|midstream|one-sided|cut
 *   = fact value             wanted; null: it must be unknown
 *   ! fact                   it must be unknown
 */
#define SAYINGS 256
#define WANTS 64

struct saying {
	enum side from;
	uint8_t  *octets; /* NULL: missed */
	size_t    size;
};

struct want {
	enum fact fact;
	char      value[80]; /* "null": unknown */
};

struct script {
	const char         *path;
	uint16_t            port;
	bool                is_unsure;
	struct dialogue_end end;
	struct saying       sayings[SAYINGS];
	size_t              count;
	struct want         wants[WANTS];
	size_t              want_count;
};

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
	if (strcmp(word, "unsure") == 0)
		script->is_unsure = true;
	else if (strcmp(word, "midstream") == 0)
		script->is_unsure = script->end.was_midstream = true;
	else if (strcmp(word, "one-sided") != 0 && strcmp(word, "cut") != 0)
		CU_FAIL_FATAL("unknown switch");
	if (strcmp(word, "cut") == 0)
		script->end.is_cut = true;
	else
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

static void
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

static void
script_free(struct script *script)
{
	for (size_t i = 0; i < script->count; i++)
		free(script->sayings[i].octets);
}

/* How to play it: cut after so many octets of the whole, and every octet alone, and one saying lost. */
struct play {
	size_t cut;
	bool   is_bytewise;
	size_t lost; /* index + 1; 0: none */
};

struct player {
	struct dialogue *dialogue;
	bool             is_done, is_turned;
};

static void
hear(struct player *player, enum side from, const uint8_t *octets, size_t size, place where)
{
	enum dialogue_wish wish;

	if (player->is_done || size == 0)
		return;
	if (player->is_turned)
		from = side_other(from);
	wish = dialogue_heard(player->dialogue, from, bytes_of(octets, size), 0, where);
	player->is_turned |= wish == DIALOGUE_TURN;
	player->is_done |= wish == DIALOGUE_DONE;
}

static void
hear_saying(struct player *player, const struct saying *saying, const struct play *play, size_t before,
	    place where)
{
	size_t cut = play->cut > before && play->cut < before + saying->size ? play->cut - before : 0;

	if (play->is_bytewise) {
		for (size_t i = 0; i < saying->size; i++)
			hear(player, saying->from, saying->octets + i, 1, where);
		return;
	}
	hear(player, saying->from, saying->octets, cut, where);
	hear(player, saying->from, saying->octets + cut, saying->size - cut, where);
}

static struct facts
play(struct classifier *classifier, const struct script *script, const struct play *how)
{
	struct player player = {dialogue_new(classifier, script->port, !script->is_unsure), false, false};
	struct dialogue_end end = script->end;
	struct facts        facts;
	size_t              before = 0;

	CU_ASSERT_FATAL(player.dialogue != NULL);
	for (size_t i = 0; i < script->count; i++) {
		const struct saying *saying = &script->sayings[i];

		if (saying->octets == NULL || how->lost == i + 1) {
			if (!player.is_done)
				player.is_done = dialogue_missed(player.dialogue, saying->from, saying->size,
								 place_of(0, i + 1)) == DIALOGUE_DONE;
			end.is_whole = false;
			continue;
		}
		hear_saying(&player, saying, how, before, place_of(0, i + 1));
		before += saying->size;
	}
	dialogue_finish(player.dialogue, &end);
	facts = *dialogue_facts(player.dialogue);
	dialogue_free(player.dialogue);
	return facts;
}

static const char *
fact_text(const struct facts *facts, enum fact fact, char out[80])
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
expect_facts(const struct script *script, const struct facts *facts)
{
	char room[80];

	for (size_t i = 0; i < script->want_count; i++) {
		const struct want *want = &script->wants[i];
		const char        *got = fact_text(facts, want->fact, room);

		if (strcmp(got, want->value) != 0)
			fprintf(stderr, "%s: %s is %s, wanted %s\n", script->path, fact_rows[want->fact].name,
				got, want->value);
		CU_ASSERT(strcmp(got, want->value) == 0);
	}
}

static void
expect_same(const struct script *script, const struct facts *whole, const struct facts *cut, size_t where)
{
	char one[80], two[80];

	for (unsigned fact = 0; fact < FACT_COUNT; fact++) {
		const char *a = fact_text(whole, fact, one), *b = fact_text(cut, fact, two);
		bool        is_same = strcmp(a, b) == 0 && facts_place(whole, fact) == facts_place(cut, fact);

		if (!is_same)
			fprintf(stderr, "%s: cut at %zu: %s is %s (%u), not %s (%u)\n", script->path, where,
				fact_rows[fact].name, b, (unsigned)place_frame(facts_place(cut, fact)), a,
				(unsigned)place_frame(facts_place(whole, fact)));
		CU_ASSERT(is_same);
		if (!is_same)
			return;
	}
}

/* What was lost may make facts unknown; what is known all the same is right. */
static void
expect_no_other(const struct script *script, const struct facts *whole, const struct facts *lost,
		size_t saying)
{
	char one[80], two[80];

	for (unsigned fact = 0; fact < FACT_COUNT; fact++) {
		const char *a = fact_text(whole, fact, one), *b = fact_text(lost, fact, two);
		bool is_checked = fact_rows[fact].type == TYPE_BOOL || fact_rows[fact].type == TYPE_WORD;

		if (!is_checked || fact == FACT_PROTOCOL_BASIS || strcmp(b, "null") == 0 || strcmp(a, b) == 0)
			continue;
		fprintf(stderr, "%s: without saying %zu: %s is %s, not %s\n", script->path, saying,
			fact_rows[fact].name, b, a);
		CU_FAIL("a loss made a fact wrong");
	}
}

static void
for_each_talk(void (*run)(struct classifier *, const struct script *))
{
	struct classifier_limits limits = classifier_limits_default;
	struct script           *script = malloc(sizeof(*script));
	glob_t                   found;

	limits.dialogues = 16;
	CU_ASSERT_FATAL(script != NULL && glob(TALKS "/*.talk", 0, NULL, &found) == 0);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		struct classifier *classifier = classifier_new(&limits);

		CU_ASSERT_FATAL(classifier != NULL);
		script_read(script, found.gl_pathv[i]);
		run(classifier, script);
		script_free(script);
		classifier_free(classifier);
	}
	globfree(&found);
	free(script);
}

static void
run_whole(struct classifier *classifier, const struct script *script)
{
	struct facts facts = play(classifier, script, &(struct play){0, false, 0});

	expect_facts(script, &facts);
}

static void
talks_yield_their_facts(void)
{
	for_each_talk(run_whole);
}

/* Which side is the server must be said within the first octets that are heard (see flow_turn_round). */
static bool
is_cuttable(const struct script *script)
{
	return !script->is_unsure;
}

static void
run_bytewise(struct classifier *classifier, const struct script *script)
{
	struct facts whole = play(classifier, script, &(struct play){0, false, 0});
	struct facts bytewise = play(classifier, script, &(struct play){0, true, 0});

	if (is_cuttable(script))
		expect_same(script, &whole, &bytewise, 0);
}

static void
talks_byte_by_byte_yield_the_same_facts(void)
{
	for_each_talk(run_bytewise);
}

static void
run_cut(struct classifier *classifier, const struct script *script)
{
	struct facts whole = play(classifier, script, &(struct play){0, false, 0});
	size_t       total = 0;

	for (size_t i = 0; i < script->count; i++)
		total += script->sayings[i].octets != NULL ? script->sayings[i].size : 0;
	for (size_t cut = 1; cut < total && is_cuttable(script); cut += 1 + cut / 4096 * 61) {
		struct facts facts = play(classifier, script, &(struct play){cut, false, 0});

		expect_same(script, &whole, &facts, cut);
	}
}

static void
talks_cut_anywhere_yield_the_same_facts(void)
{
	for_each_talk(run_cut);
}

static void
run_lossy(struct classifier *classifier, const struct script *script)
{
	struct facts whole = play(classifier, script, &(struct play){0, false, 0});

	for (size_t i = 1; i <= script->count; i++) {
		struct facts facts = play(classifier, script, &(struct play){0, false, i});

		expect_no_other(script, &whole, &facts, i);
	}
}

static void
a_lost_segment_makes_no_fact_wrong(void)
{
	for_each_talk(run_lossy);
}

SUITE("classify: talks", ROW(talks_yield_their_facts), ROW(talks_byte_by_byte_yield_the_same_facts),
      ROW(talks_cut_anywhere_yield_the_same_facts), ROW(a_lost_segment_makes_no_fact_wrong))
