/* SPDX-License-Identifier: Apache-2.0 */
/* Reads waivers. */
#include "policy/expression.h"
#include "policy/read.h"

#define MOST_WAIVERS 1000

static void
take_id(struct reader *reader, const struct node *value, void *into)
{
	struct waiver *waiver = into;

	waiver->id = read_name(reader, value, "the check of a waiver");
	waiver->id_spot = value->spot;
}

static void
take_condition(struct reader *reader, const struct node *value, void *into)
{
	struct waiver *waiver = into;

	waiver->where = read_expression(reader, value, "where");
	if (waiver->where != NULL)
		waiver->says.where = read_prose(reader, value, "where");
}

static void
take_reason(struct reader *reader, const struct node *value, void *into)
{
	((struct waiver *)into)->says.reason = read_prose(reader, value, "the reason");
}

static void
take_owner(struct reader *reader, const struct node *value, void *into)
{
	((struct waiver *)into)->says.owner = read_prose(reader, value, "the owner");
}

/* A day is meant to its end. */
static void
take_until(struct reader *reader, const struct node *value, void *into)
{
	struct waiver *waiver = into;
	const char    *text = read_text(reader, value, "until");
	int64_t        first;

	if (text != NULL && !expression_parse_date(text, &first, &waiver->until))
		complain(reader->complaints, GRAVITY_ERROR, value->spot,
			 "\"%s\" is not a date, as 2027-01-31 or 2027-01-31T12:00:00Z, from 1700 to 2259",
			 text);
	waiver->says.until = text;
}

static const struct key waiver_keys[] = {
    {"check",  true,  take_id       },
    {"where",  true,  take_condition},
    {"reason", true,  take_reason   },
    {"owner",  true,  take_owner    },
    {"until",  true,  take_until    },
    {NULL,     false, NULL          },
};

static void
take_waiver(struct reader *reader, const struct node *item, void *into)
{
	struct policy *policy = reader->policy;
	struct waiver *waivers =
	    arena_grow(policy->arena, policy->waivers, policy->waiver_count, sizeof(*waivers));
	struct waiver waiver = {.says = {.spot = item->spot}};

	(void)into;
	read_table(reader, item, waiver_keys, "a waiver", &waiver);
	if (policy->waiver_count == MOST_WAIVERS) {
		complain(reader->complaints, GRAVITY_ERROR, item->spot, "more than %d waivers", MOST_WAIVERS);
	} else if (waivers == NULL) {
		read_out_of_memory(reader, item);
	} else {
		policy->waivers = waivers;
		waivers[policy->waiver_count++] = waiver;
	}
}

void
read_waivers(struct reader *reader, const struct node *value, void *into)
{
	if (read_is(reader, value, NODE_LIST, "waivers"))
		read_each(reader, value, into, take_waiver);
}
