/* SPDX-License-Identifier: Apache-2.0 */
/* Reads counters. */
#include <string.h>

#include "policy/hint.h"
#include "policy/read.h"

/* A counter on its way. */
struct declared {
	struct counter counter;
	struct part    counts;
	unsigned       ways; /* that say how it counts */
};

static void
take_name(struct reader *reader, const struct node *value, void *into)
{
	struct declared *declared = into;
	const char      *name = read_name(reader, value, "the name of a counter");

	if (name != NULL && fact_by_name(name) != FACT_COUNT)
		complain(reader->complaints, GRAVITY_ERROR, value->spot, "\"%s\" is the name of a fact",
			 name);
	else
		declared->counter.name = name;
}

static void
take_counts(struct reader *reader, const struct node *value, void *into)
{
	(void)read_part(reader, value, "counts", &((struct declared *)into)->counts);
}

/* The fact that ${value} names; FACT_COUNT after complaining. */
static enum fact
take_fact(struct reader *reader, const struct node *value, const char *what)
{
	const char *name = read_text(reader, value, what);
	enum fact   fact = name != NULL ? fact_by_name(name) : FACT_COUNT;
	char        hint[HINT_SIZE];

	if (name != NULL && fact == FACT_COUNT)
		complain(reader->complaints, GRAVITY_ERROR, value->spot, "there is no fact \"%s\"%s", name,
			 hint_nearest(hint, name, fact_rows, FACT_COUNT, sizeof(fact_rows[0])));
	return fact;
}

static void
take_sum(struct reader *reader, const struct node *value, void *into)
{
	struct declared *declared = into;
	enum fact        fact = take_fact(reader, value, "the sum");

	declared->ways++;
	declared->counter.counting = COUNT_SUM;
	declared->counter.fact = fact;
	if (fact != FACT_COUNT && fact_rows[fact].type != TYPE_COUNT)
		complain(reader->complaints, GRAVITY_ERROR, value->spot,
			 "\"%s\" is no number: it cannot be summed up", fact_rows[fact].name);
}

static void
take_distinct(struct reader *reader, const struct node *value, void *into)
{
	struct declared *declared = into;

	declared->ways++;
	declared->counter.counting = COUNT_DISTINCT;
	declared->counter.fact = take_fact(reader, value, "what is distinct");
}

static void
take_meaning(struct reader *reader, const struct node *value, void *into)
{
	((struct declared *)into)->counter.meaning = read_prose(reader, value, "the meaning");
}

static const struct key counter_keys[] = {
    {"name",     true,  take_name    },
    {"counts",   true,  take_counts  },
    {"sum",      false, take_sum     },
    {"distinct", false, take_distinct},
    {"meaning",  false, take_meaning },
    {NULL,       false, NULL         },
};

static void
keep_counter(struct reader *reader, const struct node *item, const struct declared *declared)
{
	struct policy  *policy = reader->policy;
	size_t          index = counters_find(&policy->counters, declared->counter.name);
	struct counter *counter;

	if (index < policy->counters.count && policy->counters.list[index]->file == reader->document->file) {
		complain(reader->complaints, GRAVITY_ERROR, item->spot, "the counter \"%s\" is given twice",
			 declared->counter.name);
		return;
	}
	if (index == MOST_COUNTERS) {
		complain(reader->complaints, GRAVITY_ERROR, item->spot, "more than %d counters",
			 MOST_COUNTERS);
		return;
	}
	counter = counters_put(&policy->counters, policy->arena, declared->counter.name);
	if (counter == NULL) {
		read_out_of_memory(reader, item);
		return;
	}
	*counter = declared->counter;
	counter->spot = item->spot;
	counter->file = reader->document->file;
	counter->document = declared->counts.document;
	counter->text = declared->counts.text;
}

static void
take_counter(struct reader *reader, const struct node *item, void *into)
{
	struct declared declared = {.counter = {.fact = FACT_COUNT}};

	(void)into;
	read_table(reader, item, counter_keys, "a counter", &declared);
	if (declared.ways > 1)
		complain(reader->complaints, GRAVITY_ERROR, item->spot,
			 "a counter has either \"sum\" or \"distinct\"");
	if (declared.counter.name != NULL)
		keep_counter(reader, item, &declared);
}

void
read_counters(struct reader *reader, const struct node *value, void *into)
{
	if (read_is(reader, value, NODE_LIST, "counters"))
		read_each(reader, value, into, take_counter);
}
