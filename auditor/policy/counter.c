/* SPDX-License-Identifier: Apache-2.0 */
/* Counters by name, and what subjects have in common. */
#include "policy/counter.h"

#include <string.h>

size_t
counters_find(const struct counters *counters, const char *name)
{
	size_t index = 0;

	while (index < counters->count && strcmp(counters->list[index]->name, name) != 0)
		index++;
	return index;
}

struct counter *
counters_put(struct counters *counters, struct arena *arena, const char *name)
{
	size_t           index = counters_find(counters, name);
	struct counter **list, *counter;

	if (index < counters->count)
		return counters->list[index];
	if (counters->count == MOST_COUNTERS)
		return NULL;
	list = arena_grow(arena, counters->list, counters->count, sizeof(struct counter *));
	counter = arena_take(arena, sizeof(*counter));
	if (list == NULL || counter == NULL)
		return NULL;
	counter->name = name;
	counters->list = list;
	return list[counters->count++] = counter;
}

/* Clients and servers of a pair lie in one zone each, so that its path is one, too. */
static const struct {
	enum fact fact;
	bool      of[SUBJECT_COUNT];
} shared[] = {
    {FACT_CLIENT,          {[SUBJECT_CLIENT] = true, [SUBJECT_PAIR] = true} },
    {FACT_CLIENT_ZONE,     {[SUBJECT_CLIENT] = true, [SUBJECT_PAIR] = true} },
    {FACT_SERVER,          {[SUBJECT_SERVICE] = true, [SUBJECT_PAIR] = true}},
    {FACT_SERVER_ZONE,     {[SUBJECT_SERVICE] = true, [SUBJECT_PAIR] = true}},
    {FACT_SERVER_PORT,     {[SUBJECT_SERVICE] = true}                       },
    {FACT_PATH,            {[SUBJECT_PAIR] = true}                          },
    {FACT_CERT_PUBLIC_KEY, {[SUBJECT_KEY] = true}                           },
};

bool
subject_has_fact(enum subject subject, enum fact fact)
{
	if (subject == SUBJECT_SESSION)
		return true;
	for (size_t i = 0; i < sizeof(shared) / sizeof(shared[0]); i++)
		if (shared[i].fact == fact)
			return shared[i].of[subject];
	return false;
}
