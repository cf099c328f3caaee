/* SPDX-License-Identifier: Apache-2.0 */
/* Puts pseudonyms into a copy of a report: the envelope, and what holds the parts together. */
#include "report/disguise_room.h"

#include <stdio.h>
#include <stdlib.h>

void *
disguise_take(struct disguise *disguise, size_t count, size_t size)
{
	void *taken = count > SIZE_MAX / 2 / size ? NULL : arena_take(disguise->arena, (count + 1) * size);

	disguise->failed |= taken == NULL;
	return taken;
}

static size_t
finding_count(void *of)
{
	return ((const struct disguise *)of)->finding_count;
}

static const struct finding *
finding(void *of, size_t index)
{
	const struct disguise *disguise = of;

	return index < disguise->finding_count ? &disguise->findings[index] : NULL;
}

static struct check_tally
check(void *of, size_t index)
{
	const struct disguise *disguise = of;
	struct check_tally     tally = disguise->found.check(disguise->found.of, index);

	tally.check = &disguise->checks[index].check;
	return tally;
}

static size_t
pair_count(void *of)
{
	return ((const struct disguise *)of)->pair_count;
}

static struct pair_tally
pair(void *of, size_t index)
{
	return ((const struct disguise *)of)->pairs[index];
}

static struct named_tally
server(void *of, size_t index)
{
	return ((const struct disguise *)of)->named[index];
}

/* ---- the envelope ---- */

static void
mask_inputs(struct disguise *disguise)
{
	const struct report *before = disguise->before;

	if ((disguise->inputs = disguise_take(disguise, before->input_count, sizeof(*disguise->inputs))) ==
	    NULL)
		return;
	for (size_t i = 0; i < before->input_count; i++) {
		disguise->inputs[i] = before->inputs[i];
		disguise->inputs[i].capture = disguise_mask_text(disguise, before->inputs[i].capture);
		disguise->inputs[i].problems = disguise_mask_list(disguise, before->inputs[i].problems);
	}
	disguise->report.inputs = disguise->inputs;
}

static void
mask_cuts(struct disguise *disguise)
{
	const struct report *before = disguise->before;

	if ((disguise->cuts = disguise_take(disguise, before->cut_count, sizeof(*disguise->cuts))) == NULL)
		return;
	for (size_t i = 0; i < before->cut_count; i++) {
		disguise->cuts[i] = before->cuts[i];
		pseudonym_address(disguise->pseudonym, &disguise->cuts[i].client);
		pseudonym_address(disguise->pseudonym, &disguise->cuts[i].server);
	}
	disguise->report.cuts = disguise->cuts;
}

static void
mask_past(struct disguise *disguise)
{
	const struct report_past *before = disguise->before->past;
	struct report_past       *past = before == NULL ? NULL : disguise_take(disguise, 1, sizeof(*past));
	struct report_gone       *gone =
            before == NULL ? NULL : disguise_take(disguise, before->gone_count, sizeof(*gone));
	char hash[PSEUDONYM_NAME_SIZE];

	if (past == NULL || gone == NULL)
		return;
	*past = *before;
	past->name = disguise_mask_text(disguise, before->name);
	past->gone = gone;
	for (size_t i = 0; i < before->gone_count; i++) {
		gone[i] = before->gone[i];
		pseudonym_name(disguise->pseudonym, before->gone[i].id, hash);
		snprintf(gone[i].id, sizeof(gone[i].id), "%.*s", FINDING_ID_SIZE - 1, hash);
		gone[i].client = disguise_mask_text(disguise, before->gone[i].client);
		gone[i].server = disguise_mask_text(disguise, before->gone[i].server);
	}
	disguise->report.past = past;
}

static void
mask_all(struct disguise *disguise)
{
	struct report *report = &disguise->report;

	mask_inputs(disguise);
	mask_cuts(disguise);
	disguise_mask_checks(disguise);
	if (!disguise->failed)
		disguise_mask_findings(disguise);
	disguise_mask_pairs(disguise);
	disguise_mask_servers(disguise);
	mask_past(disguise);
	report->policy.name = disguise_mask_text(disguise, report->policy.name);
	report->policy.inside = disguise_mask_inside(disguise, report->policy.inside);
	pseudonym_address(disguise->pseudonym, &report->policy.doubt.stray);
	if (report->sessions != NULL)
		report->sessions = disguise_each_session;
	report->sessions_context = disguise;
	report->found = report_found_over(&disguise->found);
	report->found.finding_count = finding_count;
	report->found.finding = finding;
	report->found.check = check;
	report->found.named = server;
	report->found.pair_count = pair_count;
	report->found.pair = pair;
	/* What was read from a file is octets, and of them nothing can be hidden. */
	report->found.keep = report->found.is_sealed        ? NULL
			     : disguise->found.keep != NULL ? disguise_keep
							    : NULL;
	report->found.is_sealed = true;
}

struct disguise *
disguise_new(const struct report *report, const struct pseudonym *pseudonym)
{
	struct disguise *disguise = calloc(1, sizeof(*disguise));

	if (disguise == NULL)
		return NULL;
	disguise->found = report->found;
	disguise->before = report;
	disguise->report = *report;
	disguise->pseudonym = pseudonym;
	if ((disguise->arena = arena_new()) != NULL)
		mask_all(disguise);
	if (disguise->arena != NULL && !disguise->failed)
		return disguise;
	disguise_free(disguise);
	return NULL;
}

const struct report *
disguise_report(const struct disguise *disguise)
{
	return &disguise->report;
}

void
disguise_free(struct disguise *disguise)
{
	if (disguise == NULL)
		return;
	arena_free(disguise->arena);
	free(disguise);
}
