/* SPDX-License-Identifier: Apache-2.0 */
/* Makes steps of comparisons. */
#include <string.h>

#include "policy/parse.h"

uint8_t
leaf_unknown_word(enum fact fact)
{
	const struct fact_row *row = &fact_rows[fact];

	if (row->type == TYPE_WORD && strcmp(row->words[row->word_count - 1], "unknown") == 0)
		return (uint8_t)(row->word_count - 1);
	return NO_WORD;
}

static struct step
step_for(const struct leaf *leaf, leaf_ask *ask)
{
	return (struct step){.kind = STEP_LEAF,
			     .fact = (uint8_t)leaf->fact,
			     .unknown = leaf_unknown_word(leaf->fact),
			     .ask = ask};
}

/* What `< low`, `<= high` and so on leave of all counts; false if that is none. */
static bool
range_relate(struct range *range, enum relation relation)
{
	struct range given = *range;

	if ((relation == LESS && given.low == 0) || (relation == GREATER && given.high == UINT64_MAX))
		return false;
	if (relation == LESS || relation == AT_MOST)
		range->low = 0;
	if (relation == GREATER || relation == AT_LEAST)
		range->high = UINT64_MAX;
	if (relation == LESS)
		range->high = given.low - 1;
	if (relation == GREATER)
		range->low = given.high + 1;
	return true;
}

static uint64_t
mask_of(const struct leaf *leaf)
{
	uint64_t mask = 0;

	for (size_t i = 0; i < leaf->count; i++)
		for (uint64_t word = 0; word < 64; word++)
			if (word >= leaf->ranges[i].low && word <= leaf->ranges[i].high)
				mask |= UINT64_C(1) << word;
	return mask;
}

/* By the clock of the policy, whatever a later file may say it is. */
static const struct windows *
windows_of(const struct leaf *leaf)
{
	const struct expression_source *source = leaf->parser->source;
	struct windows                 *windows = arena_take(source->arena, sizeof(*windows));

	if (windows == NULL)
		parser_complain(leaf->parser, &leaf->name, "out of memory");
	else
		*windows = (struct windows){&source->sets->ahead, leaf->ranges};
	return windows;
}

void
leaf_finish(struct leaf *leaf)
{
	static leaf_ask *const asks[] = {
	    [TYPE_BOOL] = ask_mask, [TYPE_WORD] = ask_mask, [TYPE_COUNT] = ask_count,
	    [TYPE_TEXT] = ask_text, [TYPE_TEXTS] = NULL,    [TYPE_ADDRESS] = ask_address,
	    [TYPE_TIME] = ask_time,
	};
	enum fact_type type;
	struct step    step;

	if (leaf->fact == FACT_COUNT || leaf->parser->has_mistake)
		return;
	type = fact_rows[leaf->fact].type;
	step = step_for(leaf, asks[type]);
	if (leaf->is_week)
		step.ask = ask_window;
	else if (leaf->ranges != NULL && leaf->count == 1 && !range_relate(leaf->ranges, leaf->relation))
		leaf->count = 0;
	if (leaf->is_counter) {
		leaf_check_distinct(leaf);
		step.ask = ask_counter;
		step.fact = leaf->counter;
	}
	step.is_negated = leaf->relation == UNEQUAL || leaf->relation == NOT_WITHIN;
	step.count = (uint32_t)leaf->count;
	if (type == TYPE_BOOL || type == TYPE_WORD)
		step.is.mask = mask_of(leaf);
	else if (leaf->is_week)
		step.is.windows = windows_of(leaf);
	else if (type == TYPE_COUNT || type == TYPE_TIME)
		step.is.ranges = leaf->ranges;
	else if (type == TYPE_TEXT)
		step.is.texts = leaf->texts;
	else
		step.is.whereabouts = leaf->whereabouts;
	parser_emit(leaf->parser, &step);
}

void
leaf_is_known(struct leaf *leaf, bool is_known)
{
	struct step step;

	if (leaf->fact == FACT_COUNT)
		return;
	if (leaf->is_counter) {
		parser_complain(leaf->parser, &leaf->name,
				"the counter \"%s\" is always known: compare it, as in \"%s >= 1\"",
				leaf->name.text, leaf->name.text);
		return;
	}
	step = step_for(leaf, ask_known);
	step.is_negated = !is_known;
	parser_emit(leaf->parser, &step);
}

void
leaf_is_true(struct leaf *leaf)
{
	struct step step;

	if (leaf->fact == FACT_COUNT)
		return;
	if (fact_rows[leaf->fact].type != TYPE_BOOL) {
		parser_complain(leaf->parser, &leaf->name,
				"\"%s\" is not yes or no: compare it, as in \"%s == ...\"", leaf->name.text,
				leaf->name.text);
		return;
	}
	step = step_for(leaf, ask_mask);
	step.is.mask = 2; /* of the words false and true */
	parser_emit(leaf->parser, &step);
}
