/* SPDX-License-Identifier: Apache-2.0 */
/* Any octets make a dialogue, and how they are cut changes nothing that is known. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "classify/classifier.h"
#include "classify/dialogue.h"

/*
 * The first octet chooses the port and whether the sides are sure.  Then each chunk has a head: bit 7 the
 * side, bits 6 to 0 the number of octets that follow; 0 stands for octets that were missed.
 */
static const uint16_t ports[] = {25, 24, 110, 143, 465, 587, 993, 4190, 8025, 2525};

struct run {
	struct facts facts;
	bool         has_gap;
};

static void
hear(struct dialogue *dialogue, enum side from, const uint8_t *octets, size_t size, size_t step,
     bool *is_done)
{
	for (size_t at = 0; at < size && !*is_done; at += step) {
		size_t now = step < size - at ? step : size - at;

		*is_done = dialogue_heard(dialogue, from, bytes_of(octets + at, now), 0, 1) == DIALOGUE_DONE;
	}
}

static struct run
run(struct classifier *classifier, const uint8_t *data, size_t size, size_t step)
{
	struct dialogue_end end = {.is_whole = true};
	struct run          result = {.has_gap = false};
	struct dialogue    *dialogue = dialogue_new(classifier, ports[data[0] % 10], data[0] < 128);
	bool                is_done = false;

	if (dialogue == NULL)
		abort();
	end.was_midstream = data[0] >= 192;
	for (size_t at = 1; at < size && !is_done;) {
		enum side from = (data[at] & 0x80) != 0 ? SERVER : CLIENT;
		size_t    count = data[at++] & 0x7f;

		if (count > size - at)
			count = size - at;
		if (count == 0) {
			result.has_gap = true;
			is_done = dialogue_missed(dialogue, from, 7, 1) == DIALOGUE_DONE;
		}
		hear(dialogue, from, data + at, count, step, &is_done);
		at += count;
	}
	end.is_whole = !result.has_gap && data[0] < 128;
	dialogue_finish(dialogue, &end);
	result.facts = *dialogue_facts(dialogue);
	dialogue_free(dialogue);
	return result;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct classifier *classifier;
	static unsigned           runs;
	struct classifier_limits  limits = classifier_limits_default;
	struct run                whole, bytewise, by_three;

	if (size < 2)
		return 0;
	/* Strings are never given back: begin anew before there is no room for them. */
	if (classifier != NULL && runs++ % 1000 == 999) {
		classifier_free(classifier);
		classifier = NULL;
	}
	limits.dialogues = 4;
	limits.handshakes = 16;
	if (classifier == NULL && (classifier = classifier_new(&limits)) == NULL)
		abort();
	whole = run(classifier, data, size, 128);
	bytewise = run(classifier, data, size, 1);
	by_three = run(classifier, data, size, 3);
	/* A flow of unknown sides is turned by its first octets alone, so that there the cut may matter. */
	if (data[0] >= 128 || whole.has_gap)
		return 0;
	for (unsigned fact = 0; fact < FACT_COUNT; fact++)
		if (facts_has(&whole.facts, fact) != facts_has(&bytewise.facts, fact) ||
		    facts_has(&whole.facts, fact) != facts_has(&by_three.facts, fact) ||
		    (facts_has(&whole.facts, fact) &&
		     (whole.facts.values[fact] != bytewise.facts.values[fact] ||
		      whole.facts.values[fact] != by_three.facts.values[fact])))
			abort();
	return 0;
}
