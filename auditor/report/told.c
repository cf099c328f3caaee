/* SPDX-License-Identifier: Apache-2.0 */
/* Says facts as plain text. */
#include "report/told.h"

#include <inttypes.h>
#include <string.h>

#include "report/clean.h"

typedef void say_value(struct text *text, const struct value *value);

static void
say_truth(struct text *text, const struct value *value)
{
	text_add(text, value->is.truth ? "true" : "false");
}

static void
say_count(struct text *text, const struct value *value)
{
	text_printf(text, "%" PRIu64, value->is.number);
}

static void
say_text(struct text *text, const struct value *value)
{
	clean_fact(text, value->is.text, strlen(value->is.text));
}

static void
say_texts(struct text *text, const struct value *value)
{
	const char *part = value->is.text, *gap = "";

	while (*part != '\0') {
		size_t size = strcspn(part, "\n");

		if (size > 0) {
			text_add(text, gap);
			clean_fact(text, part, size);
			gap = " ";
		}
		part += size + (part[size] == '\n');
	}
}

static void
say_address(struct text *text, const struct value *value)
{
	char printed[ADDRESS_TEXT_SIZE];

	text_add(text, address_print(&value->is.address, printed));
}

static void
say_time(struct text *text, const struct value *value)
{
	char printed[TEXT_TIME_SIZE];

	text_add(text, text_time(value->is.time, printed));
}

/* Words are said by told_fact. */
static say_value *const sayers[] = {
    [TYPE_BOOL] = say_truth,  [TYPE_COUNT] = say_count,     [TYPE_TEXT] = say_text,
    [TYPE_TEXTS] = say_texts, [TYPE_ADDRESS] = say_address, [TYPE_TIME] = say_time,
};

void
told_fact(struct text *text, const struct facts *facts, enum fact fact)
{
	const struct fact_row *row = &fact_rows[fact];
	struct value           value;

	/* The word `unknown` is no knowledge, and yet it is what the capture told. */
	if (row->type == TYPE_WORD) {
		if (facts_has(facts, fact) && facts->values[fact] < row->word_count)
			text_add(text, row->words[facts->values[fact]]);
	} else if (facts_value(facts, fact, &value))
		sayers[value.type](text, &value);
}
