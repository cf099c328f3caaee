/* SPDX-License-Identifier: Apache-2.0 */
/* Plays tests/talks: what was said, and the facts wanted of it, however the network cut it. */
#include <stdio.h>
#include <string.h>

#include "classify/classifier.h"
#include "classify/dialogue.h"
#include "classify_talk_reader.h"
#include "unit.h"

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

static void
expect_same(const struct script *script, const struct facts *whole, const struct facts *cut, size_t where)
{
	char one[80], two[80];

	for (unsigned fact = 0; fact < FACT_COUNT; fact++) {
		const char *a = script_fact_text(whole, fact, one), *b = script_fact_text(cut, fact, two);
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

struct run {
	void (*run)(struct classifier *, const struct script *);
	struct classifier_limits limits;
};

static void
run_one(void *context, const struct script *script)
{
	const struct run  *run = context;
	struct classifier *classifier = classifier_new(&run->limits);

	CU_ASSERT_FATAL(classifier != NULL);
	run->run(classifier, script);
	classifier_free(classifier);
}

static size_t
for_each_talk(void (*run)(struct classifier *, const struct script *))
{
	struct run context = {run, classifier_limits_default};

	context.limits.dialogues = 16;
	return script_each(run_one, &context);
}

static void
run_whole(struct classifier *classifier, const struct script *script)
{
	struct facts facts = play(classifier, script, &(struct play){0, false, 0});

	script_expect_facts(script, &facts);
}

static void
talks_yield_their_facts(void)
{
	size_t count = for_each_talk(run_whole);

	printf("%zu talks ", count);
	CU_ASSERT(count >= 255);
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

		script_expect_no_other(script, &whole, &facts, "without saying", i);
	}
}

static void
a_lost_segment_makes_no_fact_wrong(void)
{
	for_each_talk(run_lossy);
}

SUITE("classify: talks", ROW(talks_yield_their_facts), ROW(talks_byte_by_byte_yield_the_same_facts),
      ROW(talks_cut_anywhere_yield_the_same_facts), ROW(a_lost_segment_makes_no_fact_wrong))
