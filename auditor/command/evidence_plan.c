/* SPDX-License-Identifier: Apache-2.0 */
/* Which frames are wanted, and how captures are read for them. */
#include <stdlib.h>
#include <string.h>

#include "capture/source.h"
#include "command/chains.h"
#include "command/evidence_room.h"

static int
compare_places(const void *a, const void *b)
{
	const place *left = a, *right = b;

	return *left < *right ? -1 : *left > *right;
}

static bool
list_wanted(struct evidence *evidence)
{
	const struct report_found *found = &evidence->report->found;
	size_t                     count = 0;

	evidence->files = found->finding_count(found->of);
	if (evidence->files > EVIDENCE_FILES)
		evidence->files = EVIDENCE_FILES;
	if ((evidence->wanted = calloc(evidence->files * FINDING_PLACES + 1, sizeof(place))) == NULL)
		return false;
	for (size_t i = 0; i < evidence->files; i++) {
		const struct finding *finding = found->finding(found->of, i);

		memcpy(evidence->wanted + count, finding->places, finding->place_count * sizeof(place));
		count += finding->place_count;
	}
	qsort(evidence->wanted, count, sizeof(place), compare_places);
	for (size_t i = 0; i < count; i++)
		if (i == 0 || evidence->wanted[i] != evidence->wanted[i - 1])
			evidence->wanted[evidence->wanted_count++] = evidence->wanted[i];
	return true;
}

/* As the audit has joined them: by the times that it saw. */
static bool
list_chains(struct evidence *evidence)
{
	const struct report_input *inputs = evidence->report->inputs;
	struct chains              chains;
	bool                       is_new;
	size_t                     closed;

	memset(&chains, 0, sizeof(chains));
	evidence->chains = calloc(evidence->inputs->count + 1, sizeof(*evidence->chains));
	if (evidence->chains == NULL)
		return false;
	for (size_t i = 0; i < evidence->inputs->count; i++) {
		if (inputs[i].packets == 0)
			continue;
		evidence->chains[i] = (uint32_t)chains_join(&chains, inputs[i].first, &is_new, &closed);
		chains_extend(&chains, evidence->chains[i], inputs[i].last);
	}
	evidence->chain_count = (uint32_t)chains.count;
	return true;
}

/* Which inputs are read, and how far for the first time. */
static bool
list_lasts(struct evidence *evidence)
{
	evidence->lasts = calloc(evidence->inputs->count + 1, sizeof(*evidence->lasts));
	evidence->is_chain_wanted = calloc((size_t)evidence->chain_count + 1, sizeof(bool));
	evidence->last_inputs = calloc((size_t)evidence->chain_count + 1, sizeof(*evidence->last_inputs));
	if (evidence->lasts == NULL || evidence->is_chain_wanted == NULL || evidence->last_inputs == NULL)
		return false;
	for (size_t i = 0; i < evidence->wanted_count; i++)
		evidence->lasts[place_capture(evidence->wanted[i])] = evidence->wanted[i];
	for (size_t i = 0; i < evidence->inputs->count; i++) {
		evidence->is_chain_wanted[evidence->chains[i]] |= evidence->lasts[i] != PLACE_NONE;
		if (evidence->report->inputs[i].packets > 0)
			evidence->last_inputs[evidence->chains[i]] = i;
	}
	return true;
}

bool
evidence_plan(struct evidence *evidence)
{
	return list_wanted(evidence) && list_chains(evidence) && list_lasts(evidence);
}

bool
evidence_wants(const struct evidence *evidence, place where)
{
	return evidence->wanted_count > 0 && bsearch(&where, evidence->wanted, evidence->wanted_count,
						     sizeof(place), compare_places) != NULL;
}

bool
evidence_read(const struct evidence *evidence, size_t                    input,
	      bool (*each)(void *to, const struct packet *packet), void *to)
{
	const char           *path = evidence->inputs->list[input].path;
	struct source_options options = {.filter = evidence->options->filter, .capture = (uint32_t)input};
	char                  problem[512];
	struct source        *source = source_open(path, &options, problem, sizeof(problem));
	struct packet         packet;

	if (source == NULL)
		return evidence_say(path, problem);
	while (source_next(source, &packet) == SOURCE_PACKET && each(to, &packet))
		continue;
	source_close(source);
	return true;
}
